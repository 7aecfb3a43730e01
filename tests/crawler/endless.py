"""A campus that has every trap: calendars, pages that repeat, orders and filters, growing paths, session ids, second names."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qs, urlsplit

from loopback import Asked, Reply

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
