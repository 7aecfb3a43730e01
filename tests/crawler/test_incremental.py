"""A second audit transfers what changed, finds what is new and what is gone, and keeps what was."""

from __future__ import annotations

from pathlib import Path

from loopback import Asked, Reply, Web
from trial import HOME, unseen, write_config

from crawler.archive import open_archive
from crawler.config import load_config
from crawler.index import Index
from crawler.run import crawl
from crawler.warcs import scan


class Live:
    """A site whose pages can be edited; knows ETags unless told otherwise."""

    def __init__(self, etags: bool = True):
        self.etags, self.sent = etags, 0
        self.pages = {"": "<a href='/a.htm'>甲</a><a href='/b.htm'>乙</a>", "a.htm": "甲的正文" * 100, "b.htm": "乙的正文" * 100}

    def __call__(self, asked: Asked) -> Reply | None:
        body = self.pages.get(asked.url.split("/", 3)[3])
        if body is None:
            return None
        etag = f'"{hash(body)}"'
        if self.etags and asked.headers.get("if-none-match") == etag:
            return Reply(status=304, headers={"ETag": etag})
        self.sent += len(body.encode())
        return Reply(body, headers={"ETag": etag} if self.etags else {})


def bodies(config) -> dict[str, str]:
    return {f.url.removeprefix(HOME): f.body.decode() for f in open_archive(config).fetches() if f.status == 200}


def test_unchanged_pages_are_confirmed_and_changed_new_and_removed_ones_found(tmp_path: Path) -> None:
    live = Live()
    with Web(handler=live) as web:
        config = load_config(write_config(tmp_path, web))
        first = crawl(config)
        live.sent = 0
        second = crawl(config)
        assert live.sent == 0 and second.complete and second.pages == first.pages == 3
        assert second.started > first.finished
        assert bodies(config) == live.pages
        del live.pages["b.htm"]
        live.pages |= {"": "<a href='/a.htm'>甲</a><a href='/c.htm'>丙</a>", "a.htm": "甲改了", "c.htm": "丙是新的"}
        third = crawl(config)
        assert bodies(config) == live.pages
        assert next(f.status for f in open_archive(config).fetches() if f.url == HOME + "b.htm") == 404
        assert third.complete and not unseen(config)
    history = Index(config.archive / "index.sqlite").history(HOME + "b.htm")
    assert [(entry.kind, entry.status) for entry in history] == [("response", 200), ("revisit", 304), ("response", 404)]


def test_a_server_without_etags_costs_no_second_copy(tmp_path: Path) -> None:
    live = Live(etags=False)
    with Web(handler=live) as web:
        config = load_config(write_config(tmp_path, web))
        crawl(config)
        crawl(config)
        kinds = [record.kind for file in sorted((config.archive / "warc").iterdir()) for record in scan(file) if record.url == HOME + "a.htm"]
        assert kinds == ["response", "request", "revisit", "request"]
        assert bodies(config) == live.pages


def test_a_page_that_fails_today_keeps_its_earlier_answer_and_is_unseen(tmp_path: Path) -> None:
    live = Live()
    with Web(handler=live) as web:
        config = load_config(write_config(tmp_path, web, "requests_per_second = 200\nretries = 0\n"))
        crawl(config)
        web.pages[HOME + "a.htm"] = Reply("", 503)
        assert not crawl(config).complete
        assert bodies(config)["a.htm"] == live.pages["a.htm"]
        assert unseen(config)[HOME + "a.htm"].reason == "server_error"


def test_an_unchanged_refusal_stays_a_refusal(tmp_path: Path) -> None:
    live = Live()
    live.pages["a.htm"] = "<html><body>您当前ip并非校内地址，该信息仅允许校内地址访问</body></html>"
    with Web(handler=live) as web:
        config = load_config(write_config(tmp_path, web))
        for _ in range(2):
            crawl(config)
            assert unseen(config)[HOME + "a.htm"].reason == "campus_only"
