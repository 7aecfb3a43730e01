"""One spider for every host under the university's domain: takes addresses off the frontier as fast as manners allow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import scrapy

from crawler.addresses import canonical, host_of
from crawler.config import Config
from crawler.discovery import Met
from crawler.discovery import Seen as Known
from crawler.errors import BadInput, XxgkError
from crawler.evidence import Seen
from crawler.frontier import ALIAS, DONE, Found, Frontier, Outcome, Task
from crawler.hosts import Host, Hosts
from crawler.index import Entry, Index
from crawler.manners import back_off, closed_for, retry_after
from crawler.records import Ask, Keeper
from crawler.scope import Scope
from crawler.traps import never_content, trap_by_shape
from crawler.visits import DETAILS, FULL, LOOP, RETRIED, Answered, failed, founds, verdict_of
from crawler.warcs import Origin
from crawler.watch import Watch, family_of
from crawler.wire import Wire, WireError

_HOPS = 10                # redirects followed when looking for a loop
_UNREACHABLE = ("timeout", "dns", "refused", "proxy", "private")
_BREAKER = 5              # failures in a row after which a host is left until the second look


class UniversitySpider(scrapy.Spider):
    """Fetches until nothing waits, looks a second time at what failed, and ends."""

    name = "university"

    def __init__(self, config: Config, desk: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.config = config
        self.wire: Wire = desk.wire
        self.keeper: Keeper = desk.keeper
        self.index: Index = desk.index
        self.frontier: Frontier = desk.frontier
        self.hosts: Hosts = desk.hosts
        self.scope = Scope(config, desk.frontier)
        self.watch = Watch(desk.frontier.traps())
        self.crawl = desk.crawl
        self.tell: Callable[[Hosts], None] = desk.tell
        self.stopping = False
        self.error: BaseException | None = None
        self._second_look = False
        self._told = 0.0
        self._met = Met()
        self._under_way: set[asyncio.Task] = set()
        self._wake = asyncio.Event()

    async def start(self) -> AsyncIterator[Any]:
        """Runs the whole crawl; yields nothing, because requests go out by our own clocks and not by Scrapy's queue."""
        try:
            await self._run()
        except (XxgkError, OSError) as error:
            self.error = self.error or error
        finally:
            for job in self._under_way:
                job.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)
            self.wire.close()
        return
        yield

    async def _run(self) -> None:
        while not self.stopping and self.error is None:
            if wait := closed_for(self.config.crawl.hours, datetime.now()):
                await self._sleep(min(wait, 60.0))
                continue
            wait = self._dispatch()
            self._tell()
            if wait is None and not self._under_way:
                if self._ended():
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
        for host in self.hosts.active():
            while len(self._under_way) < self.config.crawl.concurrency:
                wait = host.wait(time.monotonic())
                if wait is None or wait > 0:
                    soonest = wait if soonest is None else min(soonest, wait) if wait is not None else soonest
                    break
                if not self._start_next(host):
                    break
        return soonest

    def _start_next(self, host: Host) -> bool:
        task = host.next(self.frontier)
        if task is None:
            return False
        if (outcome := self._refusal(host, task)) is not None:
            host.drop(task)
            self._refuse(host, task, outcome)
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
            if not host.knows(task.url) and not await self._open(host, task):
                return
            if (outcome := self._refusal(host, task)) is not None:
                self._refuse(host, task, outcome)
            else:
                await self._visit(host, task)
        except asyncio.CancelledError:
            raise
        except Exception as error:  # noqa: BLE001  one page must not end the crawl unheard: the error is raised by run()
            self.error = self.error or error
        finally:
            host.drop(task)

    # --- before a visit ---

    def _refusal(self, host: Host, task: Task) -> Outcome | None:
        """Why an address is not asked for."""
        crawl = self.config.crawl
        if self.scope.twin_of(task.url):
            return ALIAS
        if name := never_content(task.url):
            return Outcome("system", "", name)
        if name := trap_by_shape(task.url) or self.watch.trap(task.url):
            return Outcome("refused", "trap", f"陷阱：{name}")
        if task.depth > crawl.max_depth:
            return Outcome("refused", "limit", DETAILS["depth"])
        if crawl.max_pages_per_site and host.pages + host.busy > crawl.max_pages_per_site:
            return FULL
        if not host.allows(task.url):
            return Outcome("refused", "robots", DETAILS["robots"])
        return None

    def _refuse(self, host: Host, task: Task, outcome: Outcome) -> None:
        if outcome is FULL and host.pages >= self.config.crawl.max_pages_per_site:
            self.frontier.refuse_host(host.name, outcome)
            host.empty()
            return
        elsewhere = self.scope.twin_of(task.url)
        self._settle(task, outcome, [Found(elsewhere, task.depth, task.via, task.anchor)] if elsewhere else [])

    async def _open(self, host: Host, task: Task) -> bool:
        """Before a host's first page: its robots.txt, its sitemap, how it answers a nonsense path."""
        try:
            found = await host.open(self, task.url)
        except WireError as error:
            self._failed_host(host, failed(error.reason, error.detail))
            return False
        self._learn(self.frontier.add(self.scope.kept(found)))
        sibling = self.scope.sibling_of(host.name)
        if sibling and await host.shows_the_site_of(sibling, self, task.url):
            self.scope.learn_twin(host.name, sibling)
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
        """One request through Scrapy. Raises WireError."""
        headers = {}
        if earlier is not None and earlier.etag:
            headers["If-None-Match"] = earlier.etag
        if earlier is not None and earlier.modified:
            headers["If-Modified-Since"] = earlier.modified
        ask = Ask(url, origin, host.clocks, host.sent, earlier)
        request = scrapy.Request(url, headers={**self.hosts.headers, **headers}, meta={"ask": ask}, dont_filter=True)
        self.hosts.requests += 1
        return await self.crawler.engine.download_async(request)

    async def _visit(self, host: Host, task: Task) -> None:
        earlier = self.index.page(task.url)
        if earlier is not None and self.crawl.resumed and self._had(host, task, earlier):
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
            host.pages += 1
            self.frontier.settle_unchanged(task)
            return
        if entry.status in RETRIED:
            self._hold(host, response)
            self._retry(host, task, verdict_of(_answered(response)).outcome, True)
            return
        host.praise()
        self._take(host, task, _answered(response))

    def _had(self, host: Host, task: Task, earlier: Entry) -> bool:
        """Takes from the archive what a run of this same crawl that was killed had already fetched."""
        if earlier.fetched >= self.crawl.started and earlier.status not in RETRIED:
            self._take(host, task, self.hosts.reread(earlier))
            return True
        if self.index.checked(task.url) >= self.crawl.started and earlier.status not in RETRIED:
            self.frontier.settle_unchanged(task)
            return True
        return False

    def _take(self, host: Host, task: Task, answer: Answered) -> None:
        """Judges an answer and writes how the address ended with everything it led to."""
        verdict = verdict_of(answer, Known(self._met, task.depth))
        host.pages += 1
        self.scope.learn_scheme(task.url, answer.status, answer.location)
        found = founds(task.url, task.depth, task.anchor, verdict.hints)
        outcome = verdict.outcome
        if outcome == DONE and answer.location and self._loops(task.url, answer.location):
            outcome = LOOP
        new = self._settle(task, outcome, self.scope.kept(found, bool(answer.location)))
        self._watch(task.url, verdict.text, new)

    def _loops(self, url: str, target: str) -> bool:
        """Whether a redirect leads back to where it began."""
        for _ in range(_HOPS):
            entry = self.index.page(target)
            target = entry.location if entry else ""
            if not target or target == url:
                return bool(target)
        return False

    def _settle(self, task: Task, outcome: Outcome, found: list[Found] = []) -> list[str]:  # noqa: B006  never changed
        return self._learn(self.frontier.settle(task, outcome, found))

    def _learn(self, new: list[str]) -> list[str]:
        for url in new:
            self.hosts.get(host_of(url)).waiting += 1
        return new

    def _watch(self, url: str, text: str, new: list[str]) -> None:
        """Keeps an eye on families of addresses that may never end."""
        family = family_of(url) if text else None
        if family is None:
            return
        leads_out = any((other := family_of(address)) is None or other.key != family.key for address in new)
        if name := self.watch.saw(family, text, leads_out):
            self.frontier.remember_trap(family.key, name)

    def _hold(self, host: Host, response: Seen) -> None:
        if response.status in (429, 503):
            seconds = retry_after((response.headers.get("Retry-After") or b"").decode("latin-1"))
            host.hold(seconds)

    def _retry(self, host: Host, task: Task, outcome: Outcome, worth: bool) -> None:
        crawl = self.config.crawl
        if not worth:
            self._settle(task, outcome)
        elif task.tries < crawl.retries and not self._second_look and host.failures < _BREAKER:
            due = time.time() + back_off(task.tries, crawl.requests_per_second)
            self.frontier.postpone(task, due)
            host.later(task, due)
        elif self._second_look:
            self._settle(task, outcome)
        else:
            self._settle(task, Outcome("deferred", outcome.reason, outcome.detail))
            if task.url == canonical(self.config.university.home):
                self._check_home(host, outcome)
        if host.failures >= _BREAKER:
            self._failed_host(host, outcome)


def _answered(response: Seen) -> Answered:
    headers = tuple((name.decode("latin-1").lower(), b", ".join(values).decode("latin-1")) for name, values in response.headers.items())
    return Answered(response.url, response.status, headers, response.body, response.entry.location)
