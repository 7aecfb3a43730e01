"""On a campus that has every trap, hardly a request is wasted, and each trap is named."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from endless import ARTICLES, campus
from loopback import Asked, Reply, Web
from trial import crawled, unseen

from crawler.traps import never_content, trap_by_shape
from crawler.watch import family_of


def test_traps_cost_little_and_are_named(tmp_path: Path) -> None:
    with Web(handler=campus) as web:
        config, facts = crawled(tmp_path, web, "requests_per_second = 400\nretries = 0\nmax_depth = 50\n")
        assert all(any(url.endswith(f"id={n}") for url in web.urls()) for n in range(ARTICLES)), "no article is lost"
        worth = ARTICLES + ARTICLES // 20 + 1
        assert len(web.log) <= 1.15 * worth, len(web.log) / worth
        reasons = {row.reason for row in unseen(config).values()}
        assert reasons == {"trap"} and facts.complete
        named = {row.detail for row in unseen(config).values()}
        assert {"陷阱：日历可以无止境地翻页", "陷阱：翻页参数改变而内容重复", "陷阱：同一列表的筛选与排序组合", "陷阱：相对路径不断叠加"} <= named


def test_what_is_fetched_of_a_trap_does_not_hang_on_the_order_of_the_answers(tmp_path: Path) -> None:
    found = []
    for seed in (1, 2):
        chance = random.Random(seed)
        with Web(handler=lambda asked: (reply := campus(asked)) and replace(reply, delay=chance.uniform(0, 0.02))) as web:
            (folder := tmp_path / str(seed)).mkdir()
            config, _ = crawled(folder, web, "requests_per_second = 400\nretries = 0\nmax_depth = 50\n")
            found.append((sorted(set(web.urls())), unseen(config)))
    assert found[0] == found[1]


def test_a_tree_of_pages_with_numbers_in_its_query_is_no_trap(tmp_path: Path) -> None:
    def tree(asked: Asked) -> Reply | None:
        number = int(parse_qs(urlsplit(asked.url).query).get("id", ["0"])[0])
        return Reply(f"<p>第 {number} 页</p>" + "".join(f"<a href='/page.jsp?id={n}'>{n}</a>" for n in range(5 * number + 1, 5 * number + 6) if n < 200))

    with Web(handler=tree) as web:
        _, facts = crawled(tmp_path, web)
        assert facts.complete and len(web.urls()) >= 200


@pytest.mark.parametrize(("url", "expected"), [
    ("http://t.edu.cn/a/a/a/b.htm", True), ("http://t.edu.cn/x/y/x/y/b.htm", True), ("http://t.edu.cn/xxgk/xxgk/3.htm", False),
    ("http://t.edu.cn/2025/2025/01/01/1.htm", False), ("http://t.edu.cn/_upload/article/files/8b/8b/8b0f/x.pdf", False),
    ("http://t.edu.cn/" + "/".join("abcdefghijklmnopqrst"), True), ("http://t.edu.cn/__local/0/3A/12/x.pdf", False),
])
def test_growing_paths_are_told_by_their_shape(url: str, expected: bool) -> None:
    assert bool(trap_by_shape(url)) is expected


@pytest.mark.parametrize("path", [
    "/logo.PNG", "/style.css?v=3", "/ssjg.jsp?wbtreeid=1", "/lyb.jsp?x=1", "/system/resource/news/newstoword.jsp?treeid=1",
    "/system/resource/code/news/click/dynclicks.jsp?clickid=1", "/_visitcountdisplay?siteId=1", "/logout", "/show.jsp?id=3&print=1", "/cas/login?service=x",
])
def test_what_is_never_content_is_left_alone(path: str) -> None:
    assert never_content("http://a.t.edu.cn" + path)


@pytest.mark.parametrize("path", [
    "/", "/info/1042/5277.htm", "/__local/A/x.jpg?e=.pdf", "/virtual_attach_file.vsb?afc=1&e=.xlsx", "/system/_content/download.jsp?wbfileid=1",
    "/printing/list.htm", "/research/list.htm", "/count.htm", "/xxgk/search.htm".replace("search", "seach"), "/dlxt/login-help.htm", "/a.docx",
])
def test_content_is_not_left_alone(path: str) -> None:
    assert not never_content("http://a.t.edu.cn" + path)


def test_families_are_told_by_their_parameters() -> None:
    assert family_of("http://t.edu.cn/list.jsp?page=2&col=3") == family_of("http://t.edu.cn/list.jsp?col=3&page=9")
    assert family_of("http://t.edu.cn/list.jsp?page=2&col=3") != family_of("http://t.edu.cn/list.jsp?page=2&col=4")
    assert family_of("http://t.edu.cn/calendar/2025/03/") == family_of("http://t.edu.cn/calendar/2031/12/")
    assert family_of("http://t.edu.cn/content.jsp?wbtreeid=1&wbnewsid=2") is None
