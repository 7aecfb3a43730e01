"""Subtrees that stand on many pages are laid out once, and every page is read as if it were the first."""

import pytest

from crawler.archive import Fetch
from crawler.extract import extract, repeats, walk
from crawler.extract.repeats import Memory
from selectolax.lexbor import LexborHTMLParser

MENU = "<div class='head'>" + "".join(f"<li class='item n{n}'><a href='/c{n}/list.htm' title='栏目{n}'>栏目{n}</a><img src='{n}.png'></li>" for n in range(20)) + "</div>"
LOGO = "<p><a href='/'><img src='/logo.png' alt='某大学财务处'></a></p>"
FOOT = "<div class='foot'><table><tr><td>版权所有：某大学财务处</td><td><a href='http://www.x.edu.cn/'>学校主页</a></td></tr></table>" + "<a href='/x.htm'>链接</a><a href='/i.htm'><img alt='图'></a>" * 12 + "</div>"


def page(number, logo=LOGO, above="", menu=MENU, tail=""):
    text = "".join(f"<p>第{number}篇的第{line}段，讲的是报销。</p>" for line in range(number % 5 + 2))
    return (f"<html><head><title>报销通知之{number}-某大学财务处</title></head><body><div id='wrap'>{above}{logo}{menu}<div class='main'><h1>报销通知之{number}</h1>"
            f"<p>发布时间：2025-03-0{number % 9 + 1}</p><div class='wp_articlecontent'>{text}</div></div>{FOOT}{tail}</div></body></html>")


SHAPES = {
    "the same head and foot": lambda n: page(n),
    "head at another place": lambda n: page(n, above=f"<div class='top'>{'<p>今天</p>' * (n % 3)}</div>"),
    "a link without text before it": lambda n: page(n, logo=LOGO if n % 2 else "<div><a href='/'></a></div>"),
    "inside bold, heading or a link": lambda n: page(n, above=("", "<b>", "<h2>", "<a href='/y.htm'>")[n % 4]),
    "inside what is hidden": lambda n: page(n, menu=f"<div style='display:{'none' if n % 2 else 'block'}'>{MENU}</div>"),
    "an end in the middle of it": lambda n: page(n)[:-600 - 37 * n],
    "a link without text behind it": lambda n: page(n, tail="<div>末行</div>"),
}


def outline(source):
    made = walk.lay_out(tree := LexborHTMLParser(source))
    nodes = [found.index if (found := made.at(node)) else -1 for node in tree.css("*")]
    return made.elements, made.lines, made.anchors, made.images, nodes


@pytest.mark.parametrize("shape", SHAPES)
def test_a_page_is_laid_out_as_if_it_were_the_first(shape, monkeypatch):
    memory = Memory()
    for number in range(12):
        source = SHAPES[shape](number)
        monkeypatch.setattr(walk, "MEMORY", memory)
        remembered = outline(source)
        monkeypatch.setattr(walk, "MEMORY", Memory())
        assert remembered == outline(source)


def test_what_repeats_is_remembered(monkeypatch):
    monkeypatch.setattr(walk, "MEMORY", Memory())
    made = [walk.lay_out(LexborHTMLParser(page(number))) for number in range(4)]
    assert [len(one.parts) for one in made] == [0, 0, 2, 2]


def test_what_stands_on_one_page_only_is_not_remembered(monkeypatch):
    monkeypatch.setattr(walk, "MEMORY", memory := Memory())
    for number in range(8):
        walk.lay_out(LexborHTMLParser(page(number, menu=MENU.replace("栏目", f"栏目{number}之")).replace("版权", f"版权{number}")))
    assert not memory.used


def test_documents_do_not_depend_on_what_was_read_before(monkeypatch):
    def read(number):
        return extract(Fetch(f"http://cwc.x.edu.cn/info/1/{number}.htm", 200, (), page(number).encode(), "2026-01-01T00:00:00Z", f"sha256:{number}"), "x.edu.cn")

    monkeypatch.setattr(walk, "MEMORY", Memory())
    forwards = [read(number) for number in range(12)]
    monkeypatch.setattr(walk, "MEMORY", Memory())
    assert forwards == [read(number) for number in reversed(range(12))][::-1]


@pytest.mark.parametrize("link", ["<a href='?page=2'>下页</a>", "<a href='#top'>顶</a>", "<a href='#' onclick=\"location.href='?a=1'\">转</a>", "<a href='news.htm'>新闻</a>", "<a href='/c1/list.htm'>栏目一的全名</a>"])
def test_links_of_a_menu_are_resolved_against_their_own_page(link, monkeypatch):
    def read(number):
        address = f"http://h{number % 2}.x.edu.cn/{number % 3}/{number}.htm"
        return extract(Fetch(address, 200, (), page(number, menu=MENU, tail=link if number % 2 else "", logo=f"<div class='top'>{link * 40}</div>").encode(), "t", ""), "x.edu.cn")

    for number in range(9):
        monkeypatch.setattr(walk, "MEMORY", Memory())
        alone = read(number)
        monkeypatch.setattr(walk, "MEMORY", memory := Memory())
        for other in (number + 1, number + 2, number + 3):
            read(other)
        assert memory.used and read(number).links == alone.links


def test_a_page_beyond_the_limit_ends_where_it_would_have_ended(monkeypatch):
    sources = [page(0)] * 4
    for limit in range(30, 160, 7):
        monkeypatch.setattr(walk, "NODE_LIMIT", limit)
        monkeypatch.setattr(walk, "MEMORY", Memory())
        first, *others = map(outline, sources)
        assert others == [first] * 3


def test_memory_stays_bounded(monkeypatch):
    monkeypatch.setattr(walk, "MEMORY", memory := Memory(room=400_000))
    monkeypatch.setattr(repeats, "KINDS", 50)
    monkeypatch.setattr(repeats, "MET", 50)
    for number in range(300):
        source = page(0, menu=MENU.replace("class='head'", f"class='head{number}'"))
        for _ in range(3):
            walk.lay_out(LexborHTMLParser(source))
        assert memory.used <= memory.room
    assert len(memory._new) <= 50 and len(memory._met) <= 51
    assert memory.used == sum(part.weight(html) for html, part in memory._parts.items())
