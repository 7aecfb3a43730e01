"""One thing has one address, however a page spells it."""

from __future__ import annotations

import pytest

from crawler.addresses import LONGEST, canonical, folds_of, host_of, origin_of, path_of

BASE = "http://rsc.t.edu.cn/zpgg/1.htm"


@pytest.mark.parametrize(("href", "expected"), [
    ("../info/1042/5277.htm", "http://rsc.t.edu.cn/info/1042/5277.htm"),
    ("//XXGK.T.EDU.CN", "http://xxgk.t.edu.cn/"),
    ("http://www.t.edu.cn:80/a#top", "http://www.t.edu.cn/a"),
    ("https://www.t.edu.cn:443/", "https://www.t.edu.cn/"),
    ("http://www.t.edu.cn:8080/x", "http://www.t.edu.cn:8080/x"),
    ("http://u:p@www.t.edu.cn./x", "http://www.t.edu.cn/x"),
    ("/info//1078//1304.htm", "http://rsc.t.edu.cn/info/1078/1304.htm"),
    ("/a/./b/../c.htm", "http://rsc.t.edu.cn/a/c.htm"),
    ("/../../x", "http://rsc.t.edu.cn/x"),
    ("/list.jsp;jsessionid=8A3F01?id=3", "http://rsc.t.edu.cn/list.jsp?id=3"),
    ("/list.jsp?id=3&jsessionid=8A3F01", "http://rsc.t.edu.cn/list.jsp?id=3"),
    ("/(S(lit3py55t21z5v55vlm25s55))/list.aspx", "http://rsc.t.edu.cn/list.aspx"),
    ("/a.htm?utm_source=wx&id=7&spm=1.2", "http://rsc.t.edu.cn/a.htm?id=7"),
    ("/a.htm?from=timeline", "http://rsc.t.edu.cn/a.htm"),
    ("/so?from=2019-09-01&to=2020-08-31", "http://rsc.t.edu.cn/so?from=2019-09-01&to=2020-08-31"),
    ("/a?sid=9f86d081884c7d659a2feaa0c55ad015&id=1", "http://rsc.t.edu.cn/a?id=1"),
    ("/a?sid=12", "http://rsc.t.edu.cn/a?sid=12"),
    ("/a?b=2&a=1", "http://rsc.t.edu.cn/a?b=2&a=1"),
    ("?page=2", "http://rsc.t.edu.cn/zpgg/1.htm?page=2"),
    ("/招生章程 2024.pdf", "http://rsc.t.edu.cn/%E6%8B%9B%E7%94%9F%E7%AB%A0%E7%A8%8B%202024.pdf"),
    ("/%e6%8b%9b%7Ex", "http://rsc.t.edu.cn/%E6%8B%9B~x"),
    ("/100%.htm", "http://rsc.t.edu.cn/100%25.htm"),
    ("\\info\\1.htm", "http://rsc.t.edu.cn/info/1.htm"),
    (" /a\n.htm ", "http://rsc.t.edu.cn/a.htm"),
    ("http://[2001:db8::1]/a", "http://[2001:db8::1]/a"),
])
def test_every_spelling_has_one_form(href: str, expected: str) -> None:
    assert canonical(href, BASE) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize("href", [
    "mailto:a@t.edu.cn", "javascript:void(0)", "tel:110", "ftp://t.edu.cn/", "data:text/html,x", "http://[::1", "http://a b.cn/",
    "http://t.edu.cn:99999/", "/" + "x" * LONGEST,
])
def test_what_cannot_be_fetched_has_no_address(href: str) -> None:
    assert canonical(href, BASE) == ""


def test_a_query_is_written_in_the_charset_of_its_page() -> None:
    assert canonical("/so.asp?key=招聘", BASE, "gb18030") == "http://rsc.t.edu.cn/so.asp?key=%D5%D0%C6%B8"


def test_parts_of_an_address() -> None:
    url = "http://www.t.edu.cn:8080/a/b.jsp?x=1"
    assert (host_of(url), origin_of(url), path_of(url)) == ("www.t.edu.cn", "http://www.t.edu.cn:8080", "/a/b.jsp?x=1")


def test_page_one_of_a_webplus_list_has_two_names() -> None:
    assert ("http://jwc.t.edu.cn/1241/list.htm", False) in folds_of("http://jwc.t.edu.cn/1241/list1.htm")
