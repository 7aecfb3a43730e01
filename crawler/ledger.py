"""Writes down how each address ended and what it led to: the crawl's decisions, without its network."""

from __future__ import annotations

import time
from collections.abc import Iterable

from crawler.addresses import host_of
from crawler.config import Config
from crawler.families import Sighting
from crawler.frontier import ALIAS, DONE, Found, Frontier, Outcome, Task
from crawler.hosts import Host, Hosts
from crawler.index import Entry, Index
from crawler.menus import Known, Met
from crawler.scope import Scope
from crawler.traps import never_content, trap_by_shape
from crawler.visits import DETAILS, FULL, LOOP, PICTURE, RETRIED, Answered, founds
from crawler.watch import Watch

COMMIT = 0.1             # seconds between two commits of a crawl that goes fast
_HOPS = 10                # redirects followed when looking for a loop


class Ledger:
    """The frontier with the rules that decide over it."""

    def __init__(self, config: Config, index: Index, frontier: Frontier, hosts: Hosts):
        self._config, self._index, self._frontier, self._hosts = config, index, frontier, hosts
        self.scope = Scope(config, frontier)
        self._watch = Watch(config, frontier.families, self._page)
        self._met = Met()
        self._saved = 0.0

    def save(self, at_once: bool) -> None:
        """Commits what was gathered, now or after a moment: a commit costs as much as a page. What a kill loses stands in the
        WARC files."""
        if at_once or time.monotonic() - self._saved > COMMIT:
            self._index.save()      # the frontier never knows more answers than the index
            self._frontier.save()
            self._saved = time.monotonic()

    def refusal(self, host: Host, task: Task) -> Outcome | None:
        """Why an address is not asked for; None when it is."""
        crawl = self._config.crawl
        if self.scope.twin_of(task.url):
            return ALIAS
        if name := never_content(task.url, task.image):
            return Outcome("system", "", name)
        if name := trap_by_shape(task.url) or self._frontier.families.trap(task.url):
            return Outcome("refused", "trap", f"陷阱：{name}")
        if task.depth > crawl.max_depth:
            return Outcome("refused", "limit", DETAILS["depth"])
        if crawl.max_pages_per_site and host.pages >= crawl.max_pages_per_site:
            return FULL
        if not host.allows(task.url):
            return PICTURE if task.image else Outcome("refused", "robots", DETAILS["robots"])
        return None

    def refuse(self, host: Host, task: Task, outcome: Outcome) -> None:
        """Ends an address that is not asked for; the twin of one on a second name of its host is taken up instead."""
        if outcome is FULL:
            self._frontier.refuse_host(host.name, outcome)
            host.empty()
            return
        elsewhere = self.scope.twin_of(task.url)
        self.settle(task, outcome, [Found(elsewhere, task.depth, task.via, task.anchor)] if elsewhere else [])

    def take(self, host: Host, task: Task, answer: Answered) -> None:
        """Judges an answer and writes how the address ended with everything it led to."""
        verdict, sightings = self._watch.judged(answer, Known(self._met, task.depth))
        host.pages += 1
        self.scope.learn_scheme(task.url, answer.status, answer.location)
        found = founds(task.url, task.depth, task.anchor, verdict.hints)
        outcome = verdict.outcome
        if outcome == DONE and answer.location and self._loops(task.url, answer.location):
            outcome = LOOP
        self.settle(task, outcome, self.scope.kept(found, bool(answer.location)), sightings)

    def fetched_since(self, earlier: Entry, since: str) -> bool:
        """Whether a run of this same crawl that was killed had already fetched an address, or seen that it did not change."""
        return earlier.status not in RETRIED and max(earlier.fetched, self._index.checked(earlier.url)) >= since

    def unchanged(self, host: Host, task: Task) -> None:
        """An address gave the same answer as in an earlier crawl."""
        host.pages += 1
        self._frontier.settle_unchanged(task)

    def settle(self, task: Task, outcome: Outcome, found: Iterable[Found] = (), sightings: Iterable[Sighting] = ()) -> list[str]:
        """Writes how an address ended and what it showed of its family; returns the new addresses among `found`."""
        return self._counted(self._frontier.settle(task, outcome, found, sightings))

    def add(self, found: list[Found]) -> list[str]:
        """Takes up those addresses that are in scope."""
        return self._counted(self._frontier.add(self.scope.kept(found)))

    def _counted(self, new: list[str]) -> list[str]:
        for url in new:
            self._hosts.get(host_of(url)).more()
        return new

    def _loops(self, url: str, target: str) -> bool:
        """Whether a redirect leads back to where it began."""
        for _ in range(_HOPS):
            entry = self._index.page(target)
            target = entry.location if entry else ""
            if not target or target == url:
                return bool(target)
        return False

    def _page(self, url: str) -> Answered | None:
        """An answer of this crawl that is in the archive already."""
        entry = self._index.page(url)
        return self._hosts.reread(entry) if entry else None
