"""Every address met in scope ends as answered, or as unseen with its reason; nothing outside is ever asked."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from loopback import Asked, Reply, Web
from trial import HOME, crawled, unseen, write_config

from crawler.archive import open_archive
from crawler.config import load_config
from crawler.errors import BadInput
from crawler.run import crawl


def links(*urls: str) -> str:
    return "<html><body>" + "".join(f"<p><a href='{url}'>{url} 的标题</a></p>" for url in urls) + "</body></html>"


def test_pages_files_and_other_hosts_are_fetched_and_assets_are_not(tmp_path: Path) -> None:
    pages = {
        HOME: links("/a.htm", "http://rsc.t.edu.cn/", "/f.pdf", "/f.xlsx", "/logo.png", "/style.css", "http://www.moe.gov.cn/x.htm"),
        HOME + "a.htm": "甲", "http://rsc.t.edu.cn/": links("http://www.t.edu.cn/b.htm"), HOME + "b.htm": "乙",
        HOME + "f.pdf": Reply(b"%PDF-1.4 x", mime="application/pdf"), HOME + "f.xlsx": Reply(b"PK\x03\x04", mime="application/octet-stream"),
    }
    with Web(pages) as web:
        config, facts = crawled(tmp_path, web)
        assert set(web.urls()) == set(pages)
        assert (facts.complete, facts.pages, facts.requests) == (True, 6, len(web.log))
        fetched = {fetch.url: fetch for fetch in open_archive(config).fetches()}
        assert set(fetched) == set(pages)
        assert (fetched[HOME + "a.htm"].referrer, fetched[HOME + "a.htm"].anchor) == (HOME, "/a.htm 的标题")


def test_each_way_not_to_be_seen_has_its_reason_referrer_and_remedy(tmp_path: Path) -> None:
    gate = "<html><script>var arg1='0123456789ABCDEF0123456789ABCDEF01234567';document.cookie='x='+arg1;location.reload();</script></html>"
    pages = {
        HOME + "robots.txt": Reply("User-agent: *\nDisallow: /private/\n", mime="text/plain"),
        HOME: links("/private/a.htm", "/503.htm", "/401.htm", "/403.htm", "/412.htm", "/big.zip", "/slow.htm", "/campus.htm", "/gone.htm"),
        HOME + "503.htm": Reply("", 503), HOME + "401.htm": Reply("", 401), HOME + "403.htm": Reply("禁止", 403),
        HOME + "412.htm": Reply(gate, 412), HOME + "big.zip": Reply(b"x" * 3000, mime="application/zip"),
        HOME + "slow.htm": Reply("慢", delay=3.0), HOME + "campus.htm": "<html><body>您当前ip并非校内地址，该信息仅允许校内地址访问</body></html>",
    }
    with Web(pages) as web:
        config, facts = crawled(tmp_path, web, "requests_per_second = 200\nretries = 1\ntimeout = 0.3\nmax_bytes = 2000\n")
        found = unseen(config)
        assert {url.removeprefix(HOME): row.reason for url, row in found.items()} == {
            "private/a.htm": "robots", "503.htm": "server_error", "401.htm": "login", "403.htm": "blocked", "412.htm": "blocked",
            "big.zip": "too_large", "slow.htm": "timeout", "campus.htm": "campus_only",
        }
        assert all(row.referrer == HOME and row.anchor.endswith("的标题") and row.detail for row in found.values())
        assert Counter(web.urls())[HOME + "503.htm"] == 3, "one retry, and a second look at the end"
        assert HOME + "private/a.htm" not in web.urls()
        assert (facts.complete, facts.sites[0].complete) == (False, False)
        assert next(f.status for f in open_archive(config).fetches() if f.url.endswith("gone.htm")) == 404


def test_a_stumble_is_forgiven_by_the_retry_or_by_the_second_look(tmp_path: Path) -> None:
    tries: Counter[str] = Counter()

    def stumble(asked: Asked) -> Reply:
        tries[asked.url] += 1
        return Reply("终于", 200 if tries[asked.url] > 2 else 503)

    with Web({HOME: links("/a.htm"), HOME + "a.htm": stumble}) as web:
        config, facts = crawled(tmp_path, web, "requests_per_second = 200\nretries = 1\n")
        assert facts.complete and not unseen(config)


def test_limits_of_depth_and_pages_are_named(tmp_path: Path) -> None:
    def chain(asked: Asked) -> Reply:
        number = int(asked.url.rsplit("/", 1)[1].removesuffix(".htm") or 0)
        return Reply(links(f"/{number + 1}.htm"))

    with Web({HOME: links("/1.htm"), HOME + "robots.txt": Reply("", 404)}, handler=chain) as web:
        config, facts = crawled(tmp_path, web, "requests_per_second = 200\nmax_depth = 3\n")
        assert [(url, row.reason) for url, row in unseen(config).items()] == [(HOME + "4.htm", "limit")]
        assert not facts.complete


def test_the_page_limit_of_a_site_is_kept(tmp_path: Path) -> None:
    with Web({HOME: links(*(f"/{n}.htm" for n in range(20)))}, handler=lambda asked: Reply("页", 404 if "robots" in asked.url else 200)) as web:
        config, _ = crawled(tmp_path, web, "requests_per_second = 200\nmax_pages_per_site = 5\nconcurrency = 4\n")
        assert len(web.urls()) <= 5
        assert {row.reason for row in unseen(config).values()} == {"limit"}
        assert len(unseen(config)) == 21 - len(web.urls())


@pytest.mark.parametrize(("robots", "asked"), [
    (Reply("<html><body>404 页面不存在</body></html>"), True),
    (Reply("", 404), True), (Reply("User-agent: *\nDisallow: /", mime="text/plain"), False), (Reply("", 500), False),
])
def test_what_robots_txt_answers_decides(tmp_path: Path, robots: Reply, asked: bool) -> None:
    sub = "http://rsc.t.edu.cn/"
    with Web({HOME: links(sub), sub + "robots.txt": robots, sub: "人事处"}) as web:
        config, _ = crawled(tmp_path, web)
        assert (sub in web.urls()) is asked
        assert (sub in unseen(config)) is not asked


def test_obey_robots_can_be_switched_off_and_the_facts_say_so(tmp_path: Path) -> None:
    pages = {HOME + "robots.txt": Reply("User-agent: *\nDisallow: /", mime="text/plain"), HOME: "首页"}
    with Web(pages) as web:
        _, facts = crawled(tmp_path, web, "requests_per_second = 200\nobey_robots = false\n")
        assert facts.pages == 1 and facts.settings["obey_robots"] == "false"


def test_redirects_are_recorded_hop_by_hop_and_never_followed_out_of_the_domain(tmp_path: Path) -> None:
    pages = {
        HOME: links("/old.htm", "/out.htm", "/loop1.htm", "/self.htm"),
        HOME + "old.htm": Reply("", 301, headers={"Location": "/new.htm"}), HOME + "new.htm": "新址",
        HOME + "out.htm": Reply("", 302, headers={"Location": "http://evil.com/x"}),
        HOME + "loop1.htm": Reply("", 302, headers={"Location": "/loop2.htm"}),
        HOME + "loop2.htm": Reply("", 302, headers={"Location": "/loop1.htm"}),
        HOME + "self.htm": Reply("", 302, headers={"Location": "/self.htm", "Set-Cookie": "a=1"}),
    }
    with Web(pages) as web:
        config, _ = crawled(tmp_path, web)
        assert max(Counter(web.urls()).values()) == 1
        assert not any("evil" in asked.url for asked in web.log)
        statuses = {f.url.removeprefix(HOME): f.status for f in open_archive(config).fetches()}
        assert (statuses["old.htm"], statuses["new.htm"], statuses["out.htm"]) == (301, 200, 302)
        found = {url.removeprefix(HOME): row.reason for url, row in unseen(config).items()}
        assert found["self.htm"] == "blocked" and "server_error" in (found.get("loop1.htm"), found.get("loop2.htm"))


def test_http_pages_that_all_move_to_https_stay_in_scope_of_the_record(tmp_path: Path) -> None:
    with Web({HOME: Reply("", 301, headers={"Location": "https://www.t.edu.cn/"})}) as web:
        config, _ = crawled(tmp_path, web, "requests_per_second = 200\nretries = 0\ntimeout = 0.5\n")
        assert "https://www.t.edu.cn/" in unseen(config), "the proxy of this test refuses CONNECT"


def test_www_and_the_bare_domain_are_one_site(tmp_path: Path) -> None:
    body = links("/a.htm", "/b.htm", "http://t.edu.cn/", "http://t.edu.cn/a.htm")

    def both(asked: Asked) -> Reply | None:
        path = asked.url.split("/", 3)[3]
        return {"": Reply(body), "a.htm": Reply(links("http://t.edu.cn/c.htm")), "b.htm": Reply("乙"), "c.htm": Reply("丙")}.get(path)

    with Web(handler=both) as web:
        config, facts = crawled(tmp_path, web)
        pages = [url for url in web.urls() if url.startswith(HOME)]
        assert {HOME, HOME + "a.htm", HOME + "b.htm", HOME + "c.htm"} <= set(pages)
        assert len(web.urls()) <= 6


def test_a_home_page_that_does_not_answer_is_one_line(tmp_path: Path) -> None:
    with Web(handler=lambda asked: Reply("", 502)) as web:
        config = load_config(write_config(tmp_path, web, "requests_per_second = 200\nretries = 0\n"))
        with pytest.raises(BadInput, match="university.home"):
            crawl(config)


def test_a_proxy_that_is_not_there_is_named(tmp_path: Path) -> None:
    with Web() as web:
        path = write_config(tmp_path, web, "requests_per_second = 200\nretries = 0\n")
    config = load_config(path)
    path.write_text(path.read_text("utf-8").replace(str(web.port), "9"), "utf-8")
    config = load_config(path)
    with pytest.raises(BadInput, match="代理"):
        crawl(config)


def test_sitemap_and_platform_and_sites_are_starting_points(tmp_path: Path) -> None:
    pages = {
        HOME: "首页", "http://xxgk.t.edu.cn/zl/": "专栏", "http://cwc.t.edu.cn/jw/": "财务处",
        HOME + "sitemap.xml": Reply("<urlset><url><loc>http://www.t.edu.cn/hidden.htm</loc></url></urlset>", mime="text/xml"),
        HOME + "hidden.htm": "只在网站地图里",
    }
    more = 'platform = ["http://xxgk.t.edu.cn/zl/"]\n\n[[site]]\nurl = "http://cwc.t.edu.cn/jw/"\n'
    with Web(pages) as web:
        crawled(tmp_path, web, more=more)
        assert {"http://xxgk.t.edu.cn/zl/", "http://cwc.t.edu.cn/jw/", HOME + "hidden.htm"} <= set(web.urls())


def test_pictures_of_a_text_are_asked_for_by_head_and_dead_ones_are_evidence(tmp_path: Path) -> None:
    page = "<img src='/logo.png'><p>照片<img src='/pic/a.jpg'><img src='/pic/dead.jpg'></p>"
    methods: dict[str, str] = {}

    def picture(asked: Asked) -> Reply | None:
        methods[asked.url] = asked.method
        return Reply(b"\xff\xd8jpeg", mime="image/jpeg") if asked.url.endswith("a.jpg") else None

    with Web({HOME: page}, picture) as web:
        config, facts = crawled(tmp_path, web)
        assert HOME + "logo.png" not in web.urls()
        assert (methods[HOME + "pic/a.jpg"], methods[HOME + "pic/dead.jpg"]) == ("HEAD", "GET")
        assert facts.complete and facts.pages == 1
        assert {f.url: f.status for f in open_archive(config).fetches()} == {HOME: 200, HOME + "pic/dead.jpg": 404}


def test_a_picture_on_a_host_that_stumbles_is_asked_for_again(tmp_path: Path) -> None:
    stumbles = iter((500, 503, 404, 503))
    with Web({HOME: "<p>照片<img src='/pic/dead.jpg'></p>"}, lambda asked: Reply("", next(stumbles)) if "/pic/" in asked.url else None) as web:
        config, _ = crawled(tmp_path, web)
        assert [asked.method for asked in web.log if "/pic/" in asked.url] == ["HEAD", "HEAD", "HEAD", "GET"]
        assert HOME + "pic/dead.jpg" not in {f.url for f in open_archive(config).fetches()}
    stumbles = iter((503, 404, 404))
    with Web({HOME: "<p>照片<img src='/pic/dead.jpg'></p>"}, lambda asked: Reply("", next(stumbles)) if "/pic/" in asked.url else None) as web:
        (folder := tmp_path / "again").mkdir()
        config, _ = crawled(folder, web)
        assert {f.url: f.status for f in open_archive(config).fetches()} == {HOME: 200, HOME + "pic/dead.jpg": 404}
