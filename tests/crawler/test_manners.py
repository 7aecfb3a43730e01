"""The server's own log says how politely it was asked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from loopback import Asked, Reply, Web
from trial import HOME, crawled

from crawler.manners import Clock, Robots, back_off, closed_for, robots_text


def busiest_second(times: list[float]) -> int:
    """The largest number of requests in any window of one second."""
    return max(sum(1 for t in times if start <= t < start + 1.0) for start in times)


def site(asked: Asked) -> Reply | None:
    path = asked.url.split("/", 3)[3]
    if path == "":
        hosts = "".join(f"<a href='http://h{n}.t.edu.cn/'>{n}</a>" for n in range(3)) if "www" in asked.url else ""
        return Reply(hosts + "".join(f"<a href='/{n}.htm'>{n}</a>" for n in range(40)))
    return Reply("正文") if path.endswith(".htm") and len(path) < 8 else None


@pytest.mark.parametrize("rate", [10, 50])
def test_no_host_is_ever_asked_faster_than_configured(tmp_path: Path, rate: int) -> None:
    stumbles: set[str] = set()

    def stumbling(asked: Asked) -> Reply | None:
        if asked.url.endswith("5.htm") and asked.url not in stumbles:
            stumbles.add(asked.url)
            return Reply("", 500)
        return site(asked)

    with Web(handler=stumbling) as web:
        _, facts = crawled(tmp_path, web, f"requests_per_second = {rate}\n")
        assert facts.complete
        for host in {asked.host for asked in web.log}:
            times = [asked.at for asked in web.log if asked.host == host]
            assert len(times) > 40 and busiest_second(times) <= rate


def test_a_crawl_delay_is_obeyed(tmp_path: Path) -> None:
    pages = {HOME + "robots.txt": Reply("User-agent: *\nCrawl-delay: 0.2\n", mime="text/plain"), HOME: "<a href='/1.htm'>1</a><a href='/2.htm'>2</a>"}
    with Web(pages, lambda asked: Reply("正文")) as web:
        crawled(tmp_path, web)
        times = [asked.at for asked in web.log]
        assert all(later - earlier > 0.19 for earlier, later in zip(times[1:], times[2:]))


def test_retry_after_is_obeyed(tmp_path: Path) -> None:
    asked_at: list[float] = []

    def busy(asked: Asked) -> Reply:
        asked_at.append(asked.at)
        return Reply("", 429, headers={"Retry-After": "1"}) if len(asked_at) == 1 else Reply("好了")

    with Web({HOME: "<a href='/a.htm'>甲</a><a href='/b.htm'>乙</a>", HOME + "a.htm": busy}, lambda asked: Reply("", 404)) as web:
        _, facts = crawled(tmp_path, web)
        assert facts.complete and len(asked_at) == 2
        assert all(not asked_at[0] + 0.05 < asked.at < asked_at[0] + 0.95 for asked in web.log)


def test_the_user_agent_is_honest(tmp_path: Path) -> None:
    with Web({HOME: "首页"}) as web:
        crawled(tmp_path, web, 'requests_per_second = 200\ncontact = "jiandu@t.edu.cn"\n')
        assert {asked.headers["user-agent"].split("/")[0] for asked in web.log} == {"xxgk"}
        assert all("+jiandu@t.edu.cn" in asked.headers["user-agent"] for asked in web.log)


def test_a_clock_never_catches_up_on_time_lost() -> None:
    clock = Clock(10.0, 0.0)
    clock.take(5.0)
    clock.take(5.1)
    assert clock.ready_at() > 5.19


def test_a_busy_host_is_asked_more_slowly_and_recovers() -> None:
    clock = Clock(10.0)
    normal = clock.interval
    clock.slower()
    assert clock.interval == 2 * normal
    for _ in range(10):
        clock.faster()
    assert clock.interval == normal


def test_each_failure_doubles_the_wait() -> None:
    assert [back_off(n, 1.0) for n in range(3)] == [2.0, 4.0, 8.0]


@pytest.mark.parametrize(("hours", "time", "expected"), [
    ("", "12:00", 0), ("22:00-06:00", "23:00", 0), ("22:00-06:00", "05:59", 0), ("22:00-06:00", "06:00", 16 * 3600),
    ("08:00-18:00", "07:30", 1800), ("08:00-18:00", "18:00", 14 * 3600),
])
def test_crawling_keeps_to_the_hours_of_the_config(hours: str, time: str, expected: float) -> None:
    assert closed_for(hours, datetime.fromisoformat(f"2026-03-02T{time}:00")) == expected


def test_a_page_of_html_is_no_robots_txt() -> None:
    assert robots_text(200, "text/html", b"<!DOCTYPE html><html>404") == ""
    assert robots_text(404, "text/plain", b"User-agent: *\nDisallow: /") == ""
    rules = Robots(robots_text(200, "text/plain", "\ufeffUser-agent: *\nDisallow: /a/\nCrawl-delay: 2\nSitemap: http://t.edu.cn/s.xml".encode()), "xxgk")
    assert (rules.allows("http://t.edu.cn/a/b"), rules.allows("http://t.edu.cn/b"), rules.delay) == (False, True, 2.0)
    assert rules.sitemaps == ["http://t.edu.cn/s.xml"]
