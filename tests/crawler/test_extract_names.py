"""A selector is passed over only where the parser, too, would find nothing."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from crawler.extract.names import fitting, names_in
from crawler.extract.shelf import ORDER, generic, row

SOURCES = (
    "<DIV CLASS='V_NEWS_CONTENT'>x</DIV>", "<p id=vsb_content_2>x</p>", "<iframe src=a.pdf></iframe><div pdfsrc='b'></div>", "text</p></br>",
    "<li class=col_title><h2>通知</h2></li>", "<img src='/LOGO.png' alt='大学'>", "", "<div class='article'><div class=read>x</div></div><h1>x</h1>",
    "<script type='application/LD+json'>{}</script><script type=application/ld+json>{}</script>",
)
ASKED = ("iframe, frame", "[pdfsrc], iframe, embed, object", 'img[src*="logo"][alt]', "script:not([src])", 'script[type="application/ld+json"]', "body", "p", "tbody")
SHELF = [selector for known in (generic(), *map(row, ORDER)) for part in known.select.values() for selector in part]


@pytest.mark.parametrize("source", SOURCES)
def test_no_selector_that_finds_something_is_passed_over(source):
    tree, present = LexborHTMLParser(source), names_in(source.encode())
    for one in (*ASKED, *SHELF):
        asked = fitting(one, present)
        assert [node.mem_id for node in tree.css(one)] == [node.mem_id for node in tree.css(asked)] if asked else not tree.css(one)


def test_selectors_for_other_pages_are_passed_over():
    assert not fitting(".wp_articlecontent", names_in(b"<div class=other>x</div>"))


def test_alternatives_for_other_pages_are_left_out():
    assert fitting("[pdfsrc], iframe, embed, object", names_in(b"<IFRAME src=x></IFRAME>")) == "iframe"
