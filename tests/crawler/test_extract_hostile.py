"""Sources that are built to hurt are read without harm."""

import pytest

from crawler.archive import Fetch
from crawler.document import KINDS, STATES
from crawler.extract import extract

LINKS = "".join(f'<li><a href="/a/{number}.htm">标题文字示例{number}号通知</a> 2020-01-01</li>' for number in range(30_000))
SOURCES = {
    "ten thousand levels": "<html><body>" + "<div>" * 10_000 + "正文" + "</div>" * 10_000, "never closed": "<div>" * 100_000 + "x", "definition lists": "<dl><dd>" * 50_000,
    "formatting": "<font><b>" * 50_000 + "x", "tables": "<table><tr><td>" * 20_000 + "x", "many links": f"<html><body><h1>t</h1><ul>{LINKS}</ul>", "one endless line": "<p>" + "发布时间：" * 100_000,
    "dates": "<p>" + "2020-01-01 " * 100_000, "attributes": "<div " + " ".join(f"a{number}=1" for number in range(50_000)) + ">x", "brackets": "<" * 200_000, "ampersands": "&" * 200_000,
    "comments": "<!--" * 50_000, "scripts": "<script>" * 50_000, "endless title": "<title>" + "x" * 500_000, "crumb": "<div>当前位置：" + "首页 > " * 50_000, "zeros": "\x00" * 10_000 + "<p>x</p>",
    "control characters": "<html><head><title>标\x07题\u202e\u200b</title></head><body><h1>标\x07题\u202e</h1><p>正\x1b文</p></body></html>", "nothing": "", "blanks": " \n" * 100, "surrogates": "<p>&#xD800;&#x110000;</p>",
    "broken base": "<base href='http://[::1'><a href='http://[bad/'>x</a><a href='//'>y</a><p>z</p>", "record set": "<recordset>" + "<record><![CDATA[" * 10_000,
    "blanks behind all": "<span class='sudy-wp-context'>经学位评定委员会审议，自2012级起调整部分专业培养方案，调整后的方案自9月1日起执行，请各学院遵照执行。</p>\n",
}


@pytest.mark.parametrize("name", SOURCES)
def test_hostile_source(name):
    document = extract(Fetch("http://x.example.edu.cn/a/1.html", 200, (("content-type", "text/html"),), SOURCES[name].encode("utf-8", "replace"), "", ""), "example.edu.cn")
    assert document.kind in KINDS and document.state in STATES
    assert all(sign.isprintable() for sign in document.title)


@pytest.mark.parametrize("content_type", ["text/html; charset=no-such", "", "text/html; charset=" + "x" * 10_000, "application/pdf"])
def test_any_content_type(content_type):
    assert extract(Fetch("http://x.example.edu.cn/", 200, (("content-type", content_type),), b"<html><body>x</body></html>", "", "")).kind in KINDS


@pytest.mark.parametrize("url", ["http://x.example.edu.cn", "http://x.example.edu.cn/%ff%fe", "http://x.example.edu.cn/?a=" + "b" * 1900])
def test_any_address(url):
    assert extract(Fetch(url, 200, (), b"<p>x</p>", "", "")).url == url


def test_links_of_one_page_are_limited():
    assert len(extract(Fetch("http://x.example.edu.cn/tzgg/list.html", 200, (), SOURCES["many links"].encode(), "", "")).links) <= 20_500
