"""Pages that are empty without their script are read in a browser, if the config asks for it."""

from __future__ import annotations

import shutil
import socket
import sqlite3
import threading
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from crawler.archive import open_archive, reindex
from loopback import Reply, Web
from trial import HOME, crawled, unseen

SHELL = ("<!doctype html><html><head><title>信息公开</title><script src='/app.js'></script></head><body><div id='app'></div>"
         "<img src='http://evil.com/pixel.gif'></body></html>")
APP = ("fetch('/api/list?x=1').then(r => r.json()).then(rows => { document.getElementById('app').innerHTML = rows.map(r => "
       "`<li><a href='/show?n=${r.id}'>${r.title}</a></li>`).join('') }); fetch('http://evil.com/steal')")
PAGES = {
    HOME: "<a href='/app.htm'>信息公开</a>", HOME + "app.htm": SHELL, HOME + "app.js": Reply(APP, mime="text/javascript"),
    HOME + "api/list?x=1": Reply('[{"id":7,"title":"招生章程"}]', mime="application/json"), HOME + "show?n=7": "<p>章程的正文</p>",
}

browser = pytest.mark.skipif(
    not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))) or find_spec("playwright") is None, reason="no browser on this machine")
RENDER = "requests_per_second = 200\nrender = true\n"


def test_without_it_such_a_page_is_unseen(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, facts = crawled(tmp_path, web)
        assert unseen(config)[HOME + "app.htm"].reason == "needs_browser" and not facts.complete


@browser
def test_with_it_the_page_is_read_and_nothing_outside_is_asked(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, facts = crawled(tmp_path, web, RENDER)
        assert HOME + "show?n=7" in web.urls() and facts.complete
        assert not any("evil" in asked.url for asked in web.log)
        page = next(f for f in open_archive(config).fetches() if f.url == HOME + "app.htm")
        assert "招生章程" in page.body.decode()
        before = [(f.url, f.digest) for f in open_archive(config).fetches()]
        reindex(config)
        assert [(f.url, f.digest) for f in open_archive(config).fetches()] == before


@browser
@pytest.mark.parametrize("killed", [False, True])
def test_a_page_that_is_in_the_archive_as_it_came_is_still_read(tmp_path: Path, killed: bool) -> None:
    """The remedy of needs_browser is to switch it on and run again; and a kill may fall between the answer and the browser."""
    with Web(PAGES) as web:
        config, _ = crawled(tmp_path, web)
        if killed:
            frontier = sqlite3.connect(config.archive / "frontier.sqlite")
            frontier.execute("UPDATE crawls SET finished = ''")
            frontier.execute("UPDATE addresses SET state = 'waiting', reason = '' WHERE url = ?", (HOME + "app.htm",))
            frontier.commit()
            frontier.close()
        config, facts = crawled(tmp_path, web, RENDER)
        assert facts.complete and HOME + "show?n=7" in web.urls() and web.urls().count(HOME + "app.htm") == 2 - killed


def shell(*parts: str) -> str:
    return f"<!doctype html><html><head><title>信息公开</title>{''.join(parts)}<script src='/app.js'></script></head><body><div id='app'></div></body></html>"


def filled(*calls: str) -> Reply:
    """A script that makes these calls, whatever becomes of them, and then fills the page."""
    tries = "".join(f"try {{ {call} }} catch (e) {{}}" for call in calls)
    return Reply(f"(async () => {{ {tries} document.getElementById('app').innerHTML = '<p>招生章程的正文</p>'.repeat(20) }})()", mime="text/javascript")


@browser
def test_parts_of_other_hosts_are_asked_for_by_their_own_robots_txt_and_only_in_the_domain(tmp_path: Path) -> None:
    api = "http://api.t.edu.cn/"
    app = filled(f"await fetch('{api}secret/1')", f"await fetch('{api}open/1')", "await fetch('http://evil.com/x')", f"await fetch('{api}moved')",
                 f"await fetch('{api}open/2', {{method: 'POST', body: 'x'}})", "navigator.sendBeacon('/count', 'x')")
    pages = {
        HOME: "<a href='/app.htm'>信息公开</a>", HOME + "app.htm": shell("<link rel='stylesheet' href='/a.css'><style>@font-face { src: url(/f.woff) }</style>"),
        HOME + "app.js": app, api + "robots.txt": Reply("User-agent: *\nDisallow: /secret/\n", mime="text/plain"), api + "open/1": "{}",
        api + "moved": Reply("", 302, headers={"Location": "http://evil.com/y"}),
    }
    with Web(pages) as web:
        config, _ = crawled(tmp_path, web, RENDER)
        asked = Counter(row.url for row in web.log)
        assert "招生章程" in next(f for f in open_archive(config).fetches() if f.url == HOME + "app.htm").body.decode()
    assert asked[api + "open/1"] == asked[api + "robots.txt"] == asked[api + "moved"] == 1
    assert {url for url in asked if url.startswith("http://evil") or url.startswith((api + "secret", api + "open/2")) or url.endswith(("/count", ".css", ".woff"))} == set()
    assert {row.method for row in web.log} == {"GET"}


@browser
def test_parts_go_out_at_the_hosts_pace_and_each_but_once(tmp_path: Path) -> None:
    parts = [f"{HOME}api/{n}" for n in range(12)]
    pages = {HOME: "".join(f"<a href='/app{n}.htm'>第{n}页</a>" for n in range(3)), **{f"{HOME}app{n}.htm": shell() for n in range(3)},
             HOME + "app.js": filled(f"await Promise.all({parts}.map(url => fetch(url)))"), **dict.fromkeys(parts, "{}")}
    with Web(pages) as web:
        crawled(tmp_path, web, "requests_per_second = 10\nrender = true\n")
        assert Counter(web.urls()) == dict.fromkeys(pages, 1)
        times = [row.at for row in web.log if row.url in parts]
        assert max(times) - min(times) > 1.0   # twelve at ten a second


@browser
def test_the_browser_has_no_network_of_its_own(tmp_path: Path) -> None:
    """Web sockets, preconnects and peers do not come by the route that serves a page its parts."""
    reached: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        place = f"127.0.0.1:{server.getsockname()[1]}"

        def listen() -> None:
            try:
                while True:
                    reached.append(server.accept())
            except OSError:
                pass

        threading.Thread(target=listen, daemon=True).start()
        app = filled(f"new WebSocket('ws://{place}/')", f"new EventSource('http://{place}/')", f"navigator.sendBeacon('http://{place}/', 'x')",
                     f"window.open('http://{place}/')", f"new Worker('http://{place}/w.js')", "await new Promise(done => setTimeout(done, 500))")
        hints = f"<link rel='preconnect' href='http://{place}/'><link rel='dns-prefetch' href='http://{place}/'><img src='http://{place}/a.png'>"
        with Web({HOME: "<a href='/app.htm'>信息公开</a>", HOME + "app.htm": shell(hints), HOME + "app.js": app}) as web:
            config, facts = crawled(tmp_path, web, RENDER)
            assert facts.complete and not unseen(config)
        server.shutdown(socket.SHUT_RDWR)
    assert reached == []
