"""Pages that are empty without their script are read in a browser, if the config asks for it."""

from __future__ import annotations

import shutil
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


def test_without_it_such_a_page_is_unseen(tmp_path: Path) -> None:
    with Web(PAGES) as web:
        config, facts = crawled(tmp_path, web)
        assert unseen(config)[HOME + "app.htm"].reason == "needs_browser" and not facts.complete


@pytest.mark.skipif(not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), reason="no browser on this machine")
def test_with_it_the_page_is_read_and_nothing_outside_is_asked(tmp_path: Path) -> None:
    pytest.importorskip("playwright")
    with Web(PAGES) as web:
        config, facts = crawled(tmp_path, web, "requests_per_second = 200\nrender = true\n")
        assert HOME + "show?n=7" in web.urls() and facts.complete
        assert not any("evil" in asked.url for asked in web.log)
        page = next(f for f in open_archive(config).fetches() if f.url == HOME + "app.htm")
        assert "招生章程" in page.body.decode()
        before = [(f.url, f.digest) for f in open_archive(config).fetches()]
        reindex(config)
        assert [(f.url, f.digest) for f in open_archive(config).fetches()] == before
