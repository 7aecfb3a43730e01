"""One spider for every host under the university's domain: takes addresses off the frontier as fast as manners allow."""

from __future__ import annotations

import asyncio
import dataclasses
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import scrapy

from crawler.addresses import canonical, host_of
from crawler.browser import Browser, Supply
from crawler.coding import header
from crawler.config import Config
from crawler.discovery import decoded
from crawler.errors import BadInput, XxgkError
from crawler.evidence import Seen
from crawler.frontier import Frontier, Outcome, Task
from crawler.hosts import Host, Hosts
from crawler.index import Entry, Index
from crawler.ledger import COMMIT, Ledger
from crawler.looking import look_at
from crawler.manners import back_off, closed_for, retry_after
from crawler.reading import pictures_to_fetch
from crawler.records import Ask, Keeper
from crawler.refusals import refused
from crawler.replies import WireError
from crawler.visits import RETRIED, Answered, failed, verdict_of
from crawler.warcs import Origin
from crawler.wire import Wire

if TYPE_CHECKING:
    from crawler.run import Desk

_AT_ONCE = 200            # addresses looked at before those under way get their turn: thousands may be refused in a row
_FAR = 60.0               # seconds: nothing sleeps longer
_UNREACHABLE = ("timeout", "dns", "refused", "proxy", "private")
_BREAKER = 5              # failures in a row after which a host is left until the second look


class UniversitySpider(scrapy.Spider):
    """Fetches until nothing waits, looks a second time at what failed, and ends."""

    name = "university"

    def __init__(self, config: Config, desk: Desk, **kwargs: Any):
        super().__init__(**kwargs)
        self.config = config
        self.wire: Wire = desk.wire
        self.keeper: Keeper = desk.keeper
        self.index: Index = desk.index
        self.frontier: Frontier = desk.frontier
        self.hosts: Hosts = desk.hosts
        self.ledger = Ledger(config, desk.index, desk.frontier, desk.hosts)
        self.crawl = desk.crawl
        self.tell: Callable[[Hosts], None] = desk.tell
        self.browser = Browser(self.hosts.headers["User-Agent"], config.crawl.requests_per_second) if config.crawl.render else None
        self.supply = Supply(self, desk.hosts)
        self.stopping = False
        self.error: BaseException | None = None
        self._second_look = self._pictures_sought = False
        self._told = 0.0
        self._under_way: set[asyncio.Task] = set()
        self._wake = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Runs the whole crawl; yields nothing, because requests go out by our own clocks and not by Scrapy's queue."""
        try:
            await self._run()
        except (XxgkError, OSError, sqlite3.Error) as error:
            self.error = self.error or error
        finally:
            for job in self._under_way:
                job.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)
            self.wire.close()
            if self.browser is not None:
                await self.browser.close()
        return
        yield

    async def _run(self) -> None:
        while not self.stopping and self.error is None:
            if wait := closed_for(self.config.crawl.hours, datetime.now()):
                self.hosts.note = f"现在不在抓取时段 {self.config.crawl.hours}，等待中"
                self._tell()
                await self._sleep(min(wait, 60.0))
                continue
            self.hosts.note = ""
            wait = self._dispatch()
            self.ledger.save(at_once=not self._under_way or (wait or 0.0) > COMMIT)
            self._tell()
            if wait is None and not self._under_way:
                if self._ended() and not await self._add_pictures():
                    return
                continue
            await self._sleep(1.0 if wait is None else wait)

    def _ended(self) -> bool:
        """Whether nothing is left: the frontier has the last word, not the counters in memory."""
        if not (waiting := self.frontier.waiting()) and not self._second_look:
            self._second_look = True
            self.frontier.second_look()
            waiting = self.frontier.waiting()
        self.hosts.recount(waiting)
        return not waiting

    async def _add_pictures(self) -> bool:
        """Once, when every page is here: takes up the pictures that are the text of theirs. Whether there are any."""
        if self._pictures_sought or not self.config.crawl.ocr:
            return False
        self._pictures_sought, self.hosts.note = True, "正在找出以图片为正文的网页"
        self._tell()
        return bool(self.ledger.add(await asyncio.to_thread(pictures_to_fetch, self.config)))

    async def _sleep(self, seconds: float) -> None:
        self._wake.clear()
        try:
            await asyncio.wait_for(self._wake.wait(), max(seconds, 0.0005))
        except TimeoutError:
            pass

    def _tell(self) -> None:
        if (at := time.monotonic()) - self._told > 0.25:
            self._told = at
            self.tell(self.hosts)

    def stop(self) -> None:
        """Ends gracefully: what is under way is dropped, everything else is on disk."""
        self.stopping = True
        self._wake.set()

    def _dispatch(self) -> float | None:
        """Starts every visit that may start now; returns seconds until the next may, None when nothing waits."""
        soonest: float | None = None
        started = 0
        for host in self.hosts.active():
            while len(self._under_way) < self.config.crawl.concurrency:
                if (started := started + 1) > _AT_ONCE:
                    return 0.0
                wait = host.wait(time.monotonic())
                if wait is not None and wait > 0:
                    soonest = min(wait, _FAR if soonest is None else soonest)
                if wait is None or wait > 0 or not self._start_next(host):
                    break
        return soonest

    def _start_next(self, host: Host) -> bool:
        task = host.next(self.frontier)
        if task is None:
            return False
        if (outcome := self.ledger.refusal(host, task)) is not None:
            host.drop(task)
            self.ledger.refuse(host, task, outcome)
            return True
        job = asyncio.ensure_future(self._guarded(host, task))
        self._under_way.add(job)
        job.add_done_callback(self._over)
        return True

    def _over(self, job: asyncio.Task) -> None:
        self._under_way.discard(job)
        self._wake.set()

    async def _guarded(self, host: Host, task: Task) -> None:
        try:
            if not host.knows(task.url):
                if not await self.open(host, task.url):
                    return
                if (outcome := self.ledger.refusal(host, task)) is not None:    # by the robots.txt that is known now
                    self.ledger.refuse(host, task, outcome)
                    return
            await self._visit(host, task)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  one page must not end the crawl unheard: the error is raised by run()
            self.error = self.error or error
        finally:
            host.drop(task)

    # --- before a visit ---

    async def open(self, host: Host, url: str) -> bool:
        """Before a host's first page: its robots.txt, its sitemap, how it answers a nonsense path. False: it does not answer."""
        try:
            found = await host.open(self, url)
        except WireError as error:
            self._failed_host(host, failed(error.reason, error.detail))
            return False
        self.ledger.add(found)
        sibling = self.ledger.scope.sibling_of(host.name)
        if sibling and await host.shows_the_site_of(sibling, self, url):
            self.ledger.scope.learn_twin(host.name, sibling)
        host.ready()
        return True

    def _failed_host(self, host: Host, outcome: Outcome) -> None:
        if self._second_look:
            self.frontier.refuse_host(host.name, outcome)
        else:
            self.frontier.defer_host(host.name, outcome)
        host.empty()
        self._check_home(host, outcome)

    def _check_home(self, host: Host, outcome: Outcome) -> None:
        """A home page that never answered is a mistake in the config, or a day on which nothing can be audited."""
        home = canonical(self.config.university.home)
        known = self.index.page(home)
        if host.name == host_of(home) and (known is None or known.status >= 500):
            self.error = self.error or BadInput(f"{self.config.path}：university.home：{home} 没有应答：{outcome.detail}")

    # --- a visit ---

    async def fetch(self, host: Host, url: str, origin: Origin, earlier: Entry | None = None) -> Seen:
        """One request through Scrapy (HEAD where only is asked whether something is there). Raises WireError."""
        headers = list(self.hosts.headers.items())
        if earlier is not None and earlier.etag:
            headers.append(("If-None-Match", earlier.etag))
        if earlier is not None and earlier.modified:
            headers.append(("If-Modified-Since", earlier.modified))
        ask = Ask(url, origin, host.clocks, host.sent, earlier, tuple(headers))
        request = scrapy.Request(url, method="HEAD" if origin.purpose == "head" else "GET", meta={"ask": ask, "verbatim_url": True}, dont_filter=True)
        self.hosts.requests += 1
        # straight to the handler: Scrapy's own middlewares, slots and signals have nothing to do here, and cost more than all else
        return await self.crawler.engine.downloader.handlers.download_request_async(request)

    async def _visit(self, host: Host, task: Task) -> None:
        if task.image and not (task.whole and self.config.crawl.ocr):
            self.ledger.settle(task, await look_at(self, host, task))
            return
        earlier = self.index.page(task.url)
        if earlier is not None and self.crawl.resumed and self.ledger.fetched_since(earlier, self.crawl.started):
            await self._take(host, task, self.hosts.reread(earlier), earlier.fetched < self.crawl.started)
            return
        try:
            response = await self.fetch(host, task.url, Origin(task.via, task.anchor, task.depth), earlier if earlier and earlier.status == 200 else None)
        except WireError as error:
            host.failures += error.reason in _UNREACHABLE
            self._retry(host, task, failed(error.reason, error.detail), error.reason not in ("too_large", "private"))
            return
        entry = response.entry
        host.failures = 0
        if entry.kind == "revisit":
            host.praise()
            await self._take(host, task, self.hosts.reread(earlier) if self.browser else None, True)
            return
        if entry.status in RETRIED:
            self._hold(host, response)
            self._retry(host, task, verdict_of(_answered(response)).outcome, True)
            return
        host.praise()
        await self._take(host, task, _answered(response))

    async def _take(self, host: Host, task: Task, answer: Answered | None, unchanged: bool = False) -> None:
        """Takes an answer, of a page that is empty without its script what a browser makes of it: of an unchanged one too,
        which may stem from a crawl that had no browser."""
        if answer and self.browser and refused(answer.status, answer.headers, decoded(answer.body)[0])[0] == "needs_browser":
            answer, unchanged = await self._rendered(task, answer), False
        if unchanged:
            self.ledger.unchanged(host, task)
        else:
            self.ledger.take(host, task, answer)

    async def _rendered(self, task: Task, answer: Answered) -> Answered:
        """The page after its script ran; as it came when that shows nothing."""
        html = (await self.browser.rendered(answer, lambda url: self.supply.get(url, answer.url))).encode("utf-8", "replace")
        if not html:
            return answer
        self.keeper.rendered(answer.url, Origin(task.via, task.anchor, task.depth), html)
        return dataclasses.replace(answer, headers=(("content-type", "text/html; charset=utf-8"),), body=html)

    def _hold(self, host: Host, response: Seen) -> None:
        if response.status in (429, 503):
            host.hold(retry_after(header(response.sent, "retry-after")))

    def _retry(self, host: Host, task: Task, outcome: Outcome, worth: bool) -> None:
        crawl = self.config.crawl
        if not worth:
            self.ledger.settle(task, outcome)
        elif task.tries < crawl.retries and host.failures < _BREAKER:
            due = time.time() + back_off(task.tries, crawl.requests_per_second)
            self.frontier.postpone(task, due)
            host.later(dataclasses.replace(task, tries=task.tries + 1, due=due))
        elif self._second_look:
            self.ledger.settle(task, outcome)
        else:
            self.ledger.settle(task, Outcome("deferred", outcome.reason, outcome.detail))
            if task.url == canonical(self.config.university.home):
                self._check_home(host, outcome)
        if host.failures >= _BREAKER:
            self._failed_host(host, outcome)


def _answered(response: Seen) -> Answered:
    return Answered(response.url, response.status, response.sent, response.body, response.entry.location)
