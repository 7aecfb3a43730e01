"""What a hostile or broken server sends costs a little time and one line in the report, never the crawl."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import sqlite3
import zlib
from importlib.util import find_spec
from pathlib import Path

import pytest
from loopback import Asked, Reply, Web, Writer
from trial import HOME, crawled, unseen

from crawler.archive import open_archive
from crawler.config import Config, load_config
from crawler.errors import BadInput
from crawler.run import crawl

FAST = "requests_per_second = 200\nretries = 0\ntimeout = 0.6\nmax_bytes = 1000000\n"


def bomb(size: int) -> bytes:
    """Gzip of `size` zero bytes, made without holding them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


async def drip(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n")
    for _ in range(50):
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.1)


async def endless_headers(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(200_000):
        writer.write(b"X-%d: %s\r\n" % (number, b"y" * 50))
        await writer.drain()


async def not_http(writer: Writer) -> None:
    writer.write(b"220 mail ready\r\n\r\n")
    await writer.drain()


async def short(writer: Writer) -> None:
    writer.write("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 9999\r\n\r\n<p>半截正文</p>".encode())
    await writer.drain()


async def endless_body(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    for _ in range(100_000):
        writer.write(b"z" * 10_000)
        await writer.drain()


async def endless_chunks(writer: Writer) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100_000):
        writer.write(b"1000\r\n" + b"c" * 4096 + b"\r\n")
        await writer.drain()


async def nothing(writer: Writer) -> None:
    return


@pytest.mark.parametrize(("reply", "reason"), [
    (Reply(bomb(200 << 20), headers={"Content-Encoding": "gzip"}), "too_large"),
    (Reply(gzip.compress(bomb(64 << 20)), headers={"Content-Encoding": "gzip, gzip"}), "too_large"),
    (Reply(raw=drip), "timeout"), (Reply(raw=endless_headers), "server_error"), (Reply(raw=not_http), "server_error"),
    (Reply(raw=endless_body), "too_large"), (Reply(raw=endless_chunks), "too_large"), (Reply(raw=nothing), "server_error"),
    (Reply(b"\x1f\x8bgarbage", headers={"Content-Encoding": "gzip"}), "server_error"),
    (Reply(b"", headers={"Content-Length": "99999999999"}), "too_large"),
], ids=["bomb", "double bomb", "drip", "headers", "not http", "body", "chunks", "nothing", "broken gzip", "huge length"])
def test_a_hostile_answer_is_unseen_with_its_reason(tmp_path: Path, reply: Reply, reason: str) -> None:
    with Web({HOME: "<a href='/x.htm'>坏</a><a href='/y.htm'>好</a>", HOME + "x.htm": reply, HOME + "y.htm": "好"}) as web:
        config, facts = crawled(tmp_path, web, FAST)
        assert {url: row.reason for url, row in unseen(config).items()} == {HOME + "x.htm": reason}
        assert facts.pages == 2


def test_a_body_shorter_than_announced_is_kept_as_far_as_it_came(tmp_path: Path) -> None:
    with Web({HOME: "<a href='/x.htm'>半截</a>", HOME + "x.htm": Reply(raw=short)}) as web:
        config, _ = crawled(tmp_path, web, FAST)
        assert "半截正文" in next(f.body for f in open_archive(config).fetches() if f.url.endswith("x.htm")).decode()


def failures(config: Config) -> list[str]:
    index = sqlite3.connect(config.archive / "index.sqlite")
    return [url for url, in index.execute("SELECT url FROM records WHERE kind = 'error'")]


def test_a_body_sent_after_head_is_not_taken_for_the_next_answer(tmp_path: Path) -> None:
    dead = Reply("<html><body>没有这张图片</body></html>", 404, chatty=True)
    pictures = [f"{HOME}pic/{n}.jpg" for n in range(8)]
    with Web({HOME: "<p>" + "".join(f"<img src='{url}'>" for url in pictures), **dict.fromkeys(pictures, dead)}) as web:
        config, _ = crawled(tmp_path, web, FAST)
        assert {f.url: f.status for f in open_archive(config).fetches()} == {HOME: 200, **dict.fromkeys(pictures, 404)}
        assert not failures(config)


def test_a_body_longer_than_announced_is_not_taken_for_the_next_answer(tmp_path: Path) -> None:
    pages = {f"{HOME}{n}.htm": Reply(f"第{n}号的正文，其后还有", headers={"Content-Length": "16"}) for n in range(8)}
    with Web({HOME: "".join(f"<a href='{url}'>好</a>" for url in pages), **pages}) as web:
        config, facts = crawled(tmp_path, web, FAST)
        assert all(f"第{n}号的正" in f.body.decode() for n in range(8) for f in open_archive(config).fetches() if f.url.endswith(f"{n}.htm"))
        assert facts.pages == 9 and not failures(config)


def test_depth_and_numbers_of_html_do_not_matter(tmp_path: Path) -> None:
    deep = "<div>" * 10_000 + "<a href='/deep.htm'>深处</a>" + "</div>" * 10_000
    many = "".join(f"<a href='/many.htm?id={n}#x'>第{n}条</a>" for n in range(100_000))
    pages = {HOME: deep + "<a href='/l.htm'>多</a>", HOME + "deep.htm": "深", HOME + "l.htm": many}
    with Web(pages, lambda asked: Reply("", 404)) as web:
        config, _ = crawled(tmp_path, web, "requests_per_second = 400\nmax_pages_per_site = 10\nmax_bytes = 20000000\n")
        assert HOME + "deep.htm" in web.urls()
        assert len(unseen(config)) == 100_003 - 10


def test_control_characters_in_names_and_texts_do_no_harm(tmp_path: Path) -> None:
    page = "<a href='/a\x00b.pdf' title='名\x1b[31m\r\n称\u202e'>x</a><a href='/%0d%0aSet-Cookie:x.htm'>y</a>"
    with Web({HOME: page}, lambda asked: Reply("好")) as web:
        config, facts = crawled(tmp_path, web)
        assert facts.complete and not any("set-cookie" in asked.headers for asked in web.log)
        assert all(ord(c) >= 32 for fetch in open_archive(config).fetches() for c in fetch.url + fetch.anchor)


def direct(folder: Path, home: str, domain: str, more: str = "") -> Path:
    path = folder / "u.toml"
    path.write_text(f'[university]\nname = "测试"\ndomain = "{domain}"\nhome = "{home}"\n[crawl]\nrequests_per_second = 200\nretries = 0\n{more}', "utf-8")
    return path


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name under t.edu.cn resolves to loopback."""
    real = socket.getaddrinfo

    def lookup(host, port, *args, **kwargs):
        return real("127.0.0.1" if str(host).endswith("t.edu.cn") else host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


@pytest.mark.usefixtures("no_proxy", "names")
def test_a_name_that_resolves_to_a_private_network_is_not_asked(tmp_path: Path) -> None:
    with Web(handler=lambda asked: Reply("秘密")) as web:
        with pytest.raises(BadInput, match="内网"):
            crawl(load_config(direct(tmp_path, f"http://www.t.edu.cn:{web.port}/", "t.edu.cn")))
        assert web.log == []


@pytest.mark.usefixtures("no_proxy", "names")
@pytest.mark.parametrize("entry", ["www.t.edu.cn", "127.0.0.0/8", "127.0.0.1"])
def test_the_config_may_name_a_private_host_or_network(tmp_path: Path, entry: str) -> None:
    with Web(handler=lambda asked: Reply("公开")) as web:
        facts = crawl(load_config(direct(tmp_path, f"http://www.t.edu.cn:{web.port}/", "t.edu.cn", f'allow_private = ["{entry}"]\n')))
        assert facts.pages == 1


@pytest.mark.usefixtures("no_proxy", "names")
@pytest.mark.skipif(find_spec("playwright") is None or not shutil.which("chromium"), reason="no browser on this machine")
def test_a_rendered_page_gets_nothing_from_a_private_network_either(tmp_path: Path) -> None:
    def page(asked: Asked) -> Reply | None:
        port = asked.url.split(":")[2].split("/")[0]
        parts = "".join(f"await fetch('{url}').catch(() => 0);" for url in (f"http://oa.t.edu.cn:{port}/secret", f"http://127.0.0.1:{port}/secret"))
        fill = "document.getElementById('app').innerHTML = '<p>章程的正文</p>'.repeat(20)"
        known = {"/": "<a href='/app.htm'>甲</a>", "/app.js": f"(async () => {{ {parts} {fill} }})()",
                 "/app.htm": "<html><head><title>甲</title><script src='/app.js'></script></head><body><div id='app'></div></body></html>"}
        body = known.get("/" + asked.url.split("/", 3)[3])
        return Reply(body, mime="text/javascript" if asked.url.endswith(".js") else "text/html; charset=utf-8") if body else None

    with Web(handler=page) as web:
        config = load_config(direct(tmp_path, f"http://www.t.edu.cn:{web.port}/", "t.edu.cn", 'allow_private = ["www.t.edu.cn"]\nrender = true\n'))
        crawl(config)
        assert "章程的正文" in next(f for f in open_archive(config).fetches() if f.url.endswith("app.htm")).body.decode()
        assert {asked.url.split(":")[1] for asked in web.log} == {"//www.t.edu.cn"}


@pytest.mark.usefixtures("no_proxy")
def test_a_home_given_as_a_loopback_address_names_itself(tmp_path: Path) -> None:
    with Web(handler=lambda asked: Reply("公开")) as web:
        assert crawl(load_config(direct(tmp_path, f"http://127.0.0.1:{web.port}/", "127.0.0.1"))).pages == 1


@pytest.mark.usefixtures("no_proxy", "names")
def test_hosts_that_share_an_address_share_its_rate(tmp_path: Path) -> None:
    with Web(handler=lambda asked: Reply("".join(f"<a href='http://h{n}.t.edu.cn:{asked.url.split(':')[2].split('/')[0]}/'>x</a>" for n in range(4)))) as web:
        crawl(load_config(direct(tmp_path, f"http://www.t.edu.cn:{web.port}/", "t.edu.cn", 'allow_private = ["127.0.0.1"]\n').rename(tmp_path / "v.toml")))
        assert len({asked.host for asked in web.log}) == 5
        web.log.clear()
        slow = direct(tmp_path, f"http://www.t.edu.cn:{web.port}/", "t.edu.cn", 'allow_private = ["127.0.0.1"]\n')
        slow.write_text(slow.read_text("utf-8").replace("= 200", "= 20"), "utf-8")
        crawl(load_config(slow))
        times = [asked.at for asked in web.log]
        assert max(sum(1 for t in times if s <= t < s + 1) for s in times) <= 20


@pytest.mark.usefixtures("no_proxy")
def test_a_name_that_does_not_exist_is_dns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lookup(host, port, *args, **kwargs):
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    with pytest.raises(BadInput, match="域名无法解析"):
        crawl(load_config(direct(tmp_path, "http://www.t.edu.cn/", "t.edu.cn")))
