"""What is known of each host while a crawl runs: its clock, its robots.txt, its waiting addresses, how it fares."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from crawler.addresses import canonical, host_of, origin_of
from crawler.coding import entity
from crawler.config import Config
from crawler.discovery import decoded, looks_like_list, sitemap_of, text_digest
from crawler.families import family_of
from crawler.frontier import Found, Frontier, Task
from crawler.index import Entry, Index
from crawler.manners import Clock, Robots, robots_text
from crawler.records import nonsense, probe_digest
from crawler.replies import WireError
from crawler.visits import Answered
from crawler.warcs import Origin, read_at

if TYPE_CHECKING:
    from pathlib import Path

_BATCH = 64          # addresses taken from the frontier at once
_ROBOTS_TRIES = 3
_HOPS = 5            # redirects followed for robots.txt


class Asks(Protocol):
    """What fetches for a host: the spider."""

    async def fetch(self, host: Host, url: str, origin: Origin, earlier: Entry | None = None): ...


class Host:
    """One host of the university."""

    def __init__(self, name: str, hosts: Hosts, waiting: int, pages: int):
        self.name, self.waiting, self.pages = name, waiting, pages
        self.clock = Clock(hosts.config.crawl.requests_per_second, time.monotonic())
        self.clocks: tuple[Clock, ...] = (self.clock,)
        self.failures = 0
        self._hosts = hosts
        self._robots: dict[str, Robots] = {}
        self._opener: int | None = None   # the task for which robots.txt is being read
        self._opening = asyncio.Lock()
        self._queue: deque[Task] = deque()
        self._later: list[tuple[float, int, Task]] = []
        self._busy: set[int] = set()
        self._unsent: set[str] = set()   # started, but still waiting for the clock
        self._families: dict[int, str] = {}   # task → its family, of which no other member is asked for meanwhile
        self._blocked = False            # what waits are members of those families

    # --- when ---

    def wait(self, now: float) -> float | None:
        """Seconds until the next address of this host may be asked for; None when none waits."""
        if (self.waiting <= 0 or self._blocked) and not self._later or self._opener is not None:
            return None
        limit = self._hosts.config.crawl
        if len(self._busy) >= min(limit.concurrency, max(2, int(2 * limit.requests_per_second))):
            return None  # one of those under way will wake us
        if self.pages < limit.max_pages_per_site <= self.pages + len(self._busy):
            return None  # those under way may be the last
        due = max(clock.ready_at() for clock in self.clocks) - now + self.clock.interval * len(self._unsent)
        if self.waiting <= 0 or self._blocked:
            due = max(due, self._later[0][0] - time.time())
        return due

    def hold(self, seconds: float) -> None:
        """The host asked for patience (429, 503)."""
        self.clock.slower()
        if seconds:
            self.clock.pause(time.monotonic(), seconds)

    def praise(self) -> None:
        """The host answered well."""
        self.clock.faster()

    # --- what ---

    def next(self, frontier: Frontier) -> Task | None:
        """The next address, best first; None when none is due."""
        if self._later and self._later[0][0] <= time.time():
            task = heapq.heappop(self._later)[2]
        elif self.waiting > 0 and not self._blocked:
            if not self._queue:
                later = {entry[2].id for entry in self._later}
                self._queue.extend(frontier.take(self.name, _BATCH, self._busy | later, self._families.values()))
            if not self._queue:
                self._blocked = bool(self._families)
                self.waiting = self.waiting if self._blocked else 0
                return None
            task = self._queue.popleft()
            self.waiting -= 1
            if task.due > time.time():
                self.later(task)
                return None
        else:
            return None
        self._busy.add(task.id)
        self._unsent.add(task.url)
        if not task.image and (family := family_of(task.url)) is not None:
            self._families[task.id] = family.key
        if not self.knows(task.url):
            self._opener = task.id
        return task

    def sent(self, url: str) -> None:
        """A request went out."""
        self._unsent.discard(url)

    def later(self, task: Task) -> None:
        """Puts a task back until it is due."""
        heapq.heappush(self._later, (task.due, task.id, task))

    def drop(self, task: Task) -> None:
        """The task is no longer under way."""
        self._busy.discard(task.id)
        self._unsent.discard(task.url)
        self._families.pop(task.id, None)
        self._blocked = False
        if self._opener == task.id:
            self._opener = None

    def more(self) -> None:
        """One more address waits in the frontier."""
        self.waiting += 1
        self._blocked = False

    def ready(self) -> None:
        """robots.txt is known: others may go out beside the first."""
        self._opener = None

    def empty(self) -> None:
        """Forgets what waits (it was deferred or refused in the frontier)."""
        self._queue.clear()
        self._later.clear()
        self.waiting, self.failures = 0, 0

    @property
    def busy(self) -> int:
        return len(self._busy)

    # --- robots ---

    def knows(self, url: str) -> bool:
        """Whether the robots.txt that rules over an address has been read."""
        return origin_of(url) in self._robots

    def allows(self, url: str) -> bool:
        rules = self._robots.get(origin_of(url))
        return rules is None or rules.allows(url)

    async def open(self, asks: Asks, url: str) -> list[Found]:
        """Reads robots.txt, sitemap and soft-404 answer of the origin of `url`, once. Raises WireError when it does not answer."""
        async with self._opening:
            return [] if self.knows(url) else await self._opened(asks, url, origin_of(url))

    async def _opened(self, asks: Asks, url: str, origin: str) -> list[Found]:
        await self._meet_address(asks, url)
        robots = Robots("", "")
        if self._hosts.config.crawl.obey_robots:
            robots = Robots(await self._robots_text(asks, origin), self._hosts.agent)
            self.clock.at_least(robots.delay)
        self._robots[origin] = robots
        found = await self._sitemaps(asks, origin, robots)
        await self._probe(asks, origin, robots)
        return found

    async def _meet_address(self, asks: Asks, url: str) -> None:
        """Hosts that share an IP address share its clock (only known when names are resolved here)."""
        if shared := await self._hosts.shared_clock(url):
            self.clocks = (self.clock, shared)

    async def _robots_text(self, asks: Asks, origin: str) -> str:
        url = f"{origin}/robots.txt"
        for _ in range(_HOPS):
            answer = await self._special(asks, url, "robots")
            if not 300 <= answer.status < 400 or not self._hosts.config.in_domain(host_of(answer.location)):
                return robots_text(answer.status, dict(answer.headers).get("content-type", ""), answer.body)
            url = answer.location
        return ""

    async def _sitemaps(self, asks: Asks, origin: str, robots: Robots) -> list[Found]:
        urls = dict.fromkeys([f"{origin}/sitemap.xml", *(canonical(url, origin) for url in robots.sitemaps)])
        return [Found(url, 1, f"{origin}/", "sitemap", "list") for url in urls if url and not url.endswith("/sitemap.xml")] + await self._sitemap(asks, origin, robots)

    async def _sitemap(self, asks: Asks, origin: str, robots: Robots) -> list[Found]:
        url = f"{origin}/sitemap.xml"
        if not robots.allows(url):
            return []
        try:
            answer = await self._special(asks, url, "sitemap")
        except WireError:
            return []
        if answer.status != 200 or b"<loc>" not in answer.body:
            return []
        return [Found(hint.url, 1, url, "", "list" if looks_like_list(hint.url) else "page") for hint in sitemap_of(decoded(answer.body)[0], url)]

    async def _probe(self, asks: Asks, origin: str, robots: Robots) -> None:
        """How the host answers a path that cannot exist: what its soft 404 looks like."""
        url = origin + nonsense(origin)
        if self._hosts.index.probed(self.name) or not robots.allows(url):
            return
        try:
            answer = await self._special(asks, url, "probe")
        except WireError:
            return
        entry = self._hosts.index.last(url)
        self._hosts.index.remember_soft404(self.name, probe_digest(entry, answer.body), answer.status)

    async def shows_the_site_of(self, sibling: str, asks: Asks, url: str) -> bool:
        """Whether this host's home page says what that of its sibling (www or bare domain) says."""
        index = self._hosts.index
        homes = [home for scheme in ("http", "https") if (home := index.page(f"{scheme}://{sibling}/")) is not None and home.status == 200]
        mine = f"{origin_of(url)}/"
        if not homes or not self.allows(mine):
            return False
        try:
            answer = await self._special(asks, mine, "twin")
        except WireError:
            return False
        return answer.status == 200 and _says(answer) == _says(self._hosts.reread(homes[0]))

    async def _special(self, asks: Asks, url: str, purpose: str) -> Answered:
        """Fetches what is no page, again when the host stumbles; takes it from the archive if this crawl already has it."""
        known = self._hosts.index.last(url)
        if known is not None and known.kind == "response" and known.fetched >= self._hosts.started and known.status < 500:
            return self._hosts.reread(known)
        for attempt in range(_ROBOTS_TRIES):
            try:
                response = await asks.fetch(self, url, Origin(purpose=purpose))
            except WireError:
                if attempt == _ROBOTS_TRIES - 1:
                    raise
                continue
            if response.status < 500 and response.status != 429 or purpose != "robots":
                return Answered(url, response.status, response.sent, response.body, response.entry.location)
            self.clock.slower()
        raise WireError("broken", f"robots.txt 状态 {response.status}")


def _says(answer: Answered) -> str:
    return text_digest(decoded(answer.body, dict(answer.headers).get("content-type", ""))[0])


class Hosts:
    """Every host met, made as they are met."""

    def __init__(self, config: Config, index: Index, frontier: Frontier, folder: Path, started: str):
        self.config, self.index, self.frontier, self.started = config, index, frontier, started
        self.agent = "xxgk"
        self.headers: dict[str, str] = {}
        self.requests = 0
        self.note = ""
        self._folder = folder
        self._waiting, self._pages = frontier.waiting(), frontier.answered()
        self._hosts: dict[str, Host] = {}
        self._by_address: dict[str, Clock] = {}
        self.resolve = None
        for name in list(self._waiting):
            self.get(name)

    def get(self, name: str) -> Host:
        if name not in self._hosts:
            self._hosts[name] = Host(name, self, self._waiting.pop(name, 0), self._pages.pop(name, 0))
        return self._hosts[name]

    def __iter__(self) -> Iterator[Host]:
        return iter(self._hosts.values())

    def active(self) -> Iterable[Host]:
        """Hosts in the order in which they may be asked."""
        now = time.monotonic()
        ready = [(wait, host.name, host) for host in self._hosts.values() if (wait := host.wait(now)) is not None]
        return [row[2] for row in sorted(ready)]

    def recount(self, waiting: dict[str, int]) -> None:
        """Sets what waits on each host to what the frontier says."""
        for name, count in waiting.items():
            self.get(name).waiting, self.get(name).failures = count, 0

    async def shared_clock(self, url: str) -> Clock | None:
        if self.resolve is None:
            return None
        addresses = await self.resolve(host_of(url))
        return self._by_address.setdefault(addresses[0], Clock(self.config.crawl.requests_per_second, time.monotonic()))

    def reread(self, entry: Entry) -> Answered:
        """An answer that stands in the archive, as if it had just come."""
        status, headers, raw = read_at(self._folder, entry.place).http()
        body = entity(headers, raw, self.config.crawl.max_bytes)
        return Answered(entry.url, status, headers, body, entry.location)
