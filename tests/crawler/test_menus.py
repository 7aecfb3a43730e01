"""Menus met before are left out, and no new link is lost by that, however oddly it is written."""

from __future__ import annotations

import pytest

from crawler.discovery import hints_of
from crawler.menus import Known, Met

MENU = "<ul><li><a href='/'>首页</a></li><li><a href=\"/xxgk.htm\">公开</a></li><li><a href=/zp/list.htm>招聘</a></li></ul><script>var href = 1;</script>"


def second_page(markup: str, depth: int = 1) -> set[str]:
    """What a page brings after its folder's menu has been met."""
    met = Met()
    hints_of(MENU, "http://rsc.t.edu.cn/zp/1.htm", known=Known(met, 1))
    return {hint.url.removeprefix("http://rsc.t.edu.cn/") for hint in hints_of(markup, "http://rsc.t.edu.cn/zp/2.htm", known=Known(met, depth))}


def test_a_page_of_menus_alone_brings_nothing() -> None:
    assert second_page(MENU + "<a href='#top'>回到顶部</a>") == set()


@pytest.mark.parametrize(("markup", "expected"), [
    ("<a href='/new.htm'>新</a>", "new.htm"), ("<A HREF='/new.htm'>新</A>", "new.htm"), ("<a HREF='/new.htm'>新</a>", "new.htm"),
    ("<a title='a>b' href='/new.htm'>新</a>", "new.htm"), ("<a href = \"/new.htm\">新</a>", "new.htm"), ("<a href=/new.htm>新</a>", "new.htm"),
    ("<a href='/new.htm?a=1&amp;b=2'>新</a>", "new.htm?a=1&b=2"), ("<a href='&#47;new.htm'>新</a>", "new.htm"), ("<a href='?page=2'>下页</a>", "zp/2.htm?page=2"),
    ("<a title='href=\"/xxgk.htm' href='/new.htm'>新</a>", "new.htm"), ("<a href=\"'/new.htm\">新</a>", "zp/'/new.htm"),
    ("<script>document.write(\"<a href='/x.htm'>\");location.href='/new.htm'</script>", "new.htm"),
    ("<script>document.write('<script src=\"/a.js\">');</script><a href='/new.htm'>新</a>", "new.htm"),
    ("<SCRIPT>location.href='/new.htm'</SCRIPT>", "new.htm"), ("<script>location.href='/new.htm'</SCRIPT><a href='/'>首页</a>", "new.htm"),
    ("<script data-a='x>y'>location.href='/new.htm'</script>", "new.htm"), ("<script>window.open('/new.htm')", "new.htm"),
    ("<!-- <script> --><a href='/new.htm'>新</a><!-- </script> -->", "new.htm"), ("<script></script><script>location.href='/new.htm'</script>", "new.htm"),
    ("<li onclick=\"location.href='/new.htm'\">新</li>", "new.htm"), ("<meta http-equiv='Refresh' content='0;url=/new.htm'>", "new.htm"),
    ("<base href='http://rsc.t.edu.cn/b/'><a href='c.htm'>新</a>", "b/c.htm"), ("<iframe src='/new.htm'></iframe>", "new.htm"),
])
def test_a_new_address_is_found_among_menus(markup: str, expected: str) -> None:
    assert expected in second_page(MENU + markup) and expected in second_page(markup + MENU)


def test_a_menu_met_on_a_deeper_page_counts_again_on_a_higher_one() -> None:
    assert second_page(MENU, depth=0) == {"", "xxgk.htm", "zp/list.htm"}


def test_what_is_written_in_a_comment_is_no_link_met() -> None:
    met = Met()
    hints_of(MENU + "<!-- <a href='/new.htm'>旧</a> -->", "http://rsc.t.edu.cn/zp/1.htm", known=Known(met, 1))
    assert [hint.url for hint in hints_of(MENU + "<a href='/new.htm'>新</a>", "http://rsc.t.edu.cn/zp/2.htm", known=Known(met, 1))] == ["http://rsc.t.edu.cn/new.htm"]


def test_an_address_met_in_another_spelling_is_left_out() -> None:
    assert second_page("<a href='../zp/list.htm'>招聘</a><a href='http://rsc.t.edu.cn/xxgk.htm'>公开</a><a href='list2.htm'>新</a>") == {"zp/list2.htm"}


def test_a_further_page_met_as_a_link_counts_again_because_it_lies_no_deeper() -> None:
    assert second_page("<a href='list.htm'>下一页</a>") == {"zp/list.htm"}


def test_scripts_and_handlers_met_before_are_left_out_and_new_ones_are_not() -> None:
    met = Met()
    old = "<script>location.href='/a.htm'</script><li onclick=\"window.open('/b.htm')\">乙</li>"
    hints_of(old, "http://rsc.t.edu.cn/zp/1.htm", known=Known(met, 1))
    new = "<script>location.href='/c.htm'</script><li onclick=\"window.open('/d.htm')\">丁</li>"
    hints = hints_of(old + new, "http://rsc.t.edu.cn/zp/2.htm", known=Known(met, 1))
    assert {(hint.url, hint.text) for hint in hints} == {("http://rsc.t.edu.cn/c.htm", ""), ("http://rsc.t.edu.cn/d.htm", "丁")}


def test_a_picture_that_leads_to_what_its_title_leads_to_does_not_take_its_words() -> None:
    hints = hints_of("<a href='/a.htm'><img src='/a.jpg'></a><a href='/a.htm'>关于招聘的通知</a>", "http://rsc.t.edu.cn/", known=Known(Met(), 1))
    assert [hint.text for hint in hints] == ["关于招聘的通知"]
