"""Runs one crawl from its config to its facts: new, resumed or incremental."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from scrapy.crawler import AsyncCrawlerRunner, Crawler

from crawler.addresses import canonical
from crawler.archive import CrawlFacts, open_archive
from crawler.config import Config
from crawler.errors import CrawlStopped
from crawler.frontier import Crawl, Found, Frontier
from crawler.garbage import rare_collections
from crawler.hosts import Hosts
from crawler.index import Index
from crawler.progress import Progress, Silent, Standing
from crawler.records import Keeper, now, stopped
from crawler.recovery import note_begin, note_end, recover
from crawler.replies import Limits
from crawler.settings import scrapy_settings
from crawler.spider import UniversitySpider
from crawler.warcs import WarcWriter
from crawler.wire import Wire


@dataclass(frozen=True)
class Desk:
    """Everything one crawl works with."""

    wire: Wire
    keeper: Keeper
    index: Index
    frontier: Frontier
    hosts: Hosts
    crawl: Crawl
    tell: Callable[[Hosts], None]
    writer: WarcWriter


def crawl(config: Config, progress: Progress | None = None) -> CrawlFacts:
    """Fetches everything in scope into the archive and says how far that went.

    An interrupted crawl goes on where it was cut off; a finished one is done again, incrementally. Raises BadInput when
    the home page does not answer, CrawlStopped when disk or database refuse, KeyboardInterrupt after Ctrl-C.
    """
    progress = progress or Silent()
    try:
        with _desk(config, progress) as desk:
            _run(config, desk)
    except (OSError, sqlite3.Error) as error:
        raise stopped(error) from None
    finally:
        progress.close()
    return open_archive(config).facts()


@contextlib.contextmanager
def _desk(config: Config, progress: Progress) -> Iterator[Desk]:
    folder = config.archive
    (folder / "warc").mkdir(parents=True, exist_ok=True)
    lock = _locked(folder)
    index, frontier = Index(folder / "index.sqlite"), Frontier(folder / "frontier.sqlite")
    agent = user_agent(config)
    writer = WarcWriter(folder / "warc", {"software": agent, "format": "WARC File Format 1.1", "operator": config.crawl.contact, "description": config.university.name})
    proxy_for = _proxies(config)
    wire = Wire(proxy_for, _allowed(config), Limits(config.crawl.timeout, config.crawl.max_bytes))
    try:
        recover(folder / "warc", index, frontier, config)
        started = frontier.begin(now())
        if not started.resumed:
            _note_settings(config, agent, index, writer, started.started)
        frontier.add(_seeds(config))
        hosts = Hosts(config, index, frontier, folder / "warc", started.started)
        hosts.headers = {"User-Agent": agent, "Accept": "*/*", "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5", "Accept-Encoding": "gzip, deflate"}
        hosts.agent = agent.partition("/")[0]
        if not proxy_for("http", urlsplit(config.university.home).hostname or ""):
            hosts.resolve = wire.resolve
        keeper = Keeper(writer, index, config.crawl.max_bytes)
        yield Desk(wire, keeper, index, frontier, hosts, started, lambda known: progress.show(_standing(known)), writer)
    finally:
        writer.close()
        index.close()
        frontier.close()
        lock.close()


def _locked(folder: Path) -> sqlite3.Connection:
    """Keeps a second crawl out of the archive for as long as this process lives (SQLite's file lock ends with it)."""
    lock = sqlite3.connect(folder / "lock.sqlite", isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise CrawlStopped(f"{folder}：另一个 xxgk 正在抓取这份档案（{error}）；请等它结束，或先停掉它") from None
    return lock


def _note_settings(config: Config, agent: str, index: Index, writer: WarcWriter, started: str) -> None:
    """Keeps what the report must say about how the crawl went about."""
    crawl = config.crawl
    settings = {
        "user_agent": agent, "obey_robots": "true" if crawl.obey_robots else "false", "requests_per_second": f"{crawl.requests_per_second:g}",
        "max_depth": str(crawl.max_depth), "max_pages_per_site": str(crawl.max_pages_per_site), "max_bytes": str(crawl.max_bytes),
        "render": "true" if crawl.render else "false", "hours": crawl.hours, "proxy": "true" if crawl.proxy else "false",
    }
    for key, value in settings.items():
        index.set_fact(f"settings.{key}", value)
    note_begin(writer, started, settings)


def _run(config: Config, desk: Desk) -> None:
    with rare_collections(), desk.frontier.gathered(), desk.index.gathered():
        spider, signalled = asyncio.run(_crawled(config, desk))
    if signalled:
        raise KeyboardInterrupt
    if spider.error is not None:
        raise spider.error
    ended = now()
    note_end(desk.writer, desk.frontier, ended)
    desk.frontier.finish(ended)


async def _crawled(config: Config, desk: Desk) -> tuple[UniversitySpider, bool]:
    """Runs Scrapy's engine inside this loop (no Twisted reactor: it could be started once in a process only)."""
    runner = AsyncCrawlerRunner(scrapy_settings(config))
    crawler = runner.create_crawler(UniversitySpider)
    with _stop_on_signals(crawler) as signalled:
        await runner.crawl(crawler, config=config, desk=desk)
    return crawler.spider, bool(signalled)


@contextlib.contextmanager
def _stop_on_signals(crawler: Crawler) -> Iterator[list[int]]:
    """Ctrl-C (and SIGTERM where there is one) ends the crawl gracefully."""
    seen: list[int] = []
    loop = asyncio.get_running_loop()

    def stop(number: int, _frame: object) -> None:
        if seen:
            raise KeyboardInterrupt
        seen.append(number)
        if crawler.spider is not None:
            loop.call_soon_threadsafe(crawler.spider.stop)

    names = [getattr(signal, name) for name in ("SIGINT", "SIGTERM") if hasattr(signal, name)]
    earlier = {}
    with contextlib.suppress(ValueError):  # not in the main thread: whoever runs us stops us
        earlier = {name: signal.signal(name, stop) for name in names}
    try:
        yield seen
    finally:
        for name, handler in earlier.items():
            signal.signal(name, handler)


def _seeds(config: Config) -> list[Found]:
    urls = [config.university.home, *config.university.platform, *(site.url for site in config.sites)]
    return [Found(url, 0, "", "", "list") for url in dict.fromkeys(map(canonical, urls)) if url]


def user_agent(config: Config) -> str:
    """An honest name: xxgk/<version> (+contact), or the config's own."""
    if config.crawl.user_agent:
        return config.crawl.user_agent
    try:
        number = version("xxgk")
    except PackageNotFoundError:
        number = "0.1.0"
    return f"xxgk/{number}" + (f" (+{config.crawl.contact})" if config.crawl.contact else "")


def _proxies(config: Config) -> Callable[[str, str], str]:
    """Which proxy serves (scheme, host): the config's, else the environment's; "" for none."""
    if config.crawl.proxy:
        return lambda scheme, host: config.crawl.proxy
    environment = getproxies()
    known: dict[tuple[str, str], str] = {}

    def find(scheme: str, host: str) -> str:
        if (scheme, host) not in known:
            proxy = environment.get(scheme, "")
            proxy = proxy if "://" in proxy or not proxy else "http://" + proxy
            known[scheme, host] = "" if not proxy.startswith("http") or proxy_bypass(host) else proxy
        return known[scheme, host]

    return find


def _allowed(config: Config) -> tuple[str, ...]:
    """Private hosts that the config names: literal addresses and localhost among its own URLs, and crawl.allow_private."""
    urls = [config.university.home, *config.university.platform, *(site.url for site in config.sites)]
    hosts = {(urlsplit(url).hostname or "").lower() for url in urls}
    named = {host for host in hosts if host == "localhost" or host.replace(".", "").isdigit() or ":" in host}
    return (*sorted(named), *config.crawl.allow_private)


def _standing(hosts: Hosts) -> Standing:
    rows = sorted(((h.name, h.pages, max(h.waiting, 0) + h.busy) for h in hosts), key=lambda row: -row[2])
    return Standing(sum(r[1] for r in rows), sum(r[2] for r in rows), hosts.requests, tuple(rows[:8]), hosts.note)
