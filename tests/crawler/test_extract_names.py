"""A selector is passed over only where the parser, too, would find nothing."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.names import may_find, names_in
from crawler.extract.shelf import ORDER, generic, row

SOURCES = (
    "<DIV CLASS='V_NEWS_CONTENT'>x</DIV>", "<p id=vsb_content_2>x</p>", "<iframe src=a.pdf></iframe><div pdfsrc='b'></div>", "text</p></br>",
    "<li class=col_title><h2>通知</h2></li>", "<img src='/LOGO.png' alt='大学'>", "", "<div class='article'><div class=read>x</div></div><h1>x</h1>",
)
ASKED = ("iframe, frame", "[pdfsrc], iframe, embed, object", 'img[src*="logo"][alt]', "script:not([src])", "body", "p", "tbody")
SHELF = [selector for known in (generic(), *map(row, ORDER)) for part in known.select.values() for selector in part]


@pytest.mark.parametrize("source", SOURCES)
def test_no_selector_that_finds_something_is_passed_over(source):
    tree, present = LexborHTMLParser(source), names_in(source)
    assert not [one for one in (*ASKED, *SHELF) if tree.css(one) and not may_find(one, present)]


def test_selectors_for_other_pages_are_passed_over():
    assert not may_find(".wp_articlecontent", names_in("<div class=other>x</div>"))
