"""On a campus that has every trap, hardly a request is wasted, and each trap is named."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from loopback import Asked, Reply, Web
from trial import crawled, unseen

from crawler.traps import never_content, trap_by_shape
from crawler.watch import family_of

ARTICLES = 240
TITLES = "招聘公告 拟录取名单 采购结果 教学质量报告 奖学金评审 会议纪要 培训通知 学术讲座 章程修订 财务预算".split()


def article(host: str, number: int) -> str:
    word = hashlib.sha256(f"{host}{number}".encode()).hexdigest()[:8]
    return f"<html><title>{TITLES[number % 10]}{word}</title><body><h1>{TITLES[number % 10]}{word}</h1><p>{word * 40}</p></body></html>"


def menu() -> str:
    return ("<a href='http://www.t.edu.cn/'>首页</a><a href='https://www.t.edu.cn/list.jsp'>列表</a><a href='http://t.edu.cn/list.jsp'>列表</a>"
            "<a href='/calendar.jsp?ym=2025-03'>日历</a><a href='/list.jsp'>通知</a><a href='/search.jsp?k=x'>搜索</a><a href='/logout'>退出</a>"
            "<a href='/loop.jsp?page=1'>滚动</a><a href='/shop.jsp?sort=date&order=asc'>目录</a><a href='sub/rel.htm'>相对</a>")


def session(asked: Asked) -> str:
    """A different session id on every page."""
    return f";jsessionid={hashlib.md5(asked.url.encode()).hexdigest().upper()}"


def month(text: str, step: int) -> str:
    year, number = map(int, text.split("-"))
    total = year * 12 + number - 1 + step
    return f"{total // 12}-{total % 12 + 1:02d}"


def campus(asked: Asked) -> Reply | None:
    parts = urlsplit(asked.url)
    host, path = parts.hostname, re.sub(";.*", "", parts.path)
    query = {key: values[0] for key, values in parse_qs(parts.query).items()}
    if host not in ("www.t.edu.cn", "t.edu.cn"):
        return None
    if path == "/" or path == "/list.jsp":
        page = int(query.get("page", 1))
        rows = range((page - 1) * 20, min(page * 20, ARTICLES))
        body = "".join(f"<li><a href='/show.jsp{session(asked)}?id={n}&utm_source=x{page}'>{TITLES[n % 10]}第{n}号</a>"
                       f"<a href='/show.jsp?id={n}&print=1'>打印</a></li>" for n in rows)
        return Reply(f"<html><body>{menu()}{body}<a href='/list.jsp?page={page + 1}'>下一页</a></body></html>")
    if path == "/show.jsp":
        return Reply(article("x", int(query["id"])) + menu())
    if path == "/calendar.jsp":
        ym = query["ym"]
        days = "".join(f"<td><a href='/calendar.jsp?ym={ym}&day={d}'>{d}</a></td>" for d in range(1, 29))
        return Reply(f"<html><body>{menu()}<h1>{ym} 校历</h1><table><tr>{days}</tr></table><a href='/calendar.jsp?ym={month(ym, -1)}'>上月</a>"
                     f"<a href='/calendar.jsp?ym={month(ym, 1)}'>下月</a></body></html>")
    if path == "/loop.jsp":
        return Reply(f"<html><body>{menu()}<li>固定的一条</li><a href='/loop.jsp?page={int(query['page']) + 1}'>下一页</a></body></html>")
    if path == "/shop.jsp":
        facets = [f"<a href='/shop.jsp?sort={s}&order={o}&view={v}&size={n}'>{s}</a>" for s in "abcd" for o in "xy" for v in "uv" for n in (10, 20, 50)]
        return Reply(f"<html><body>{menu()}<li>目录甲</li><li>目录乙</li>{''.join(facets)}</body></html>")
    if path.endswith("rel.htm"):
        return Reply(f"<html><body><p>相对</p><a href='sub/rel.htm'>更深</a>{menu()}</body></html>")
    return None


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
