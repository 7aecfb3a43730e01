"""The university's own archive as a source: pages out of the WARC files, what was not seen out of the frontier."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from crawler.archive import CrawlFacts, Fetch, SiteFacts, Unseen
from crawler.coding import TooLarge, Undecodable, entity
from crawler.config import Config
from crawler.errors import ArchiveError
from crawler.frontier import Frontier
from crawler.index import Entry, Index
from crawler.scope import Scope
from crawler.visits import DETAILS
from crawler.warcs import read_at

# Reasons that are explained away: nothing was kept from us that another crawl would show.
_EXPLAINED = ("trap", "login", "campus_only")


class _Recorded(Fetch):
    """A fetch whose record is read when somebody looks into it: of a page that did not change, nobody does."""

    def __init__(self, entry: Entry, folder: Path, limit: int):
        place = f"{entry.place.file}:{entry.place.offset}"
        known = {"url": entry.url, "status": entry.status, "fetched": entry.fetched, "digest": entry.digest, "referrer": entry.origin.via,
                 "anchor": entry.origin.anchor, "place": place, "_entry": entry, "_folder": folder, "_limit": limit}
        for name, value in known.items():
            object.__setattr__(self, name, value)

    @cached_property
    def _answer(self) -> tuple[tuple[tuple[str, str], ...], bytes]:
        _, headers, raw = read_at(self._folder, self._entry.place).http()
        return headers, raw

    @cached_property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return self._answer[0]

    @cached_property
    def body(self) -> bytes:
        headers, raw = self._answer
        try:
            return entity(headers, raw, self._limit)
        except (TooLarge, Undecodable):
            return b""


class Archive:
    """Reads what `crawler.run.crawl` kept."""

    def __init__(self, config: Config):
        self._config = config
        self._folder = config.archive / "warc"
        for name in ("index.sqlite", "frontier.sqlite"):
            if not (config.archive / name).exists():
                has_warcs = self._folder.exists() and any(self._folder.glob("*.warc.gz"))
                remedy = f"请先运行 xxgk reindex {config.path.name}" if has_warcs else f"请先运行 xxgk crawl {config.path.name}"
                raise ArchiveError(f"{config.archive / name}：还没有这份档案；{remedy}")
        self._index = Index(config.archive / "index.sqlite", readonly=True)
        self._frontier = Frontier(config.archive / "frontier.sqlite")
        self._scope = Scope(config, self._frontier)

    def fetches(self) -> Iterator[Fetch]:
        """The latest usable answer of every address, ordered by address."""
        for entry in self._index.pages():
            yield self._fetch(entry)

    def fetch(self, url: str) -> Fetch | None:
        """The latest usable answer of one address."""
        entry = self._index.page(url)
        return self._fetch(entry) if entry else None

    def _fetch(self, entry: Entry) -> Fetch:
        return _Recorded(entry, self._folder, self._config.crawl.max_bytes)

    def first_seen(self) -> dict[str, str]:
        """Address → when our own crawls first got a page from it (ISO 8601 UTC): what a rewritten date is held against."""
        return self._index.first_seen()

    def unseen(self) -> tuple[Unseen, ...]:
        """Every address in scope that was met and not seen, ordered by address."""
        made = []
        for url, host, state, reason, detail, via, anchor in self._frontier.unseen():
            if state == "waiting":
                reason, detail = "limit", DETAILS["unfinished"]
            made.append(Unseen(url, host, reason or "limit", detail or DETAILS["unfinished"], via, anchor))
        return tuple(made)

    def facts(self) -> CrawlFacts:
        """When and how far the crawl went."""
        started, finished = self._frontier.times()
        incomplete = {u.host for u in self.unseen() if u.reason not in _EXPLAINED}
        counts = self._index.page_counts()
        hosts = sorted(set(self._frontier.hosts()))
        sites = tuple(SiteFacts(host, counts.get(host, 0), host not in incomplete) for host in hosts)
        return CrawlFacts(
            started, finished, bool(finished) and not incomplete, self._index.requests_since(started) if started else 0,
            sum(counts.values()), sites, self._settings())

    def _settings(self) -> dict[str, str]:
        facts = self._index.facts()
        return {key.partition(".")[2]: value for key, value in facts.items() if key.startswith("settings.")}

    def soft_404_digests(self) -> dict[str, str]:
        """For each host that answers nonsense paths with 200: `crawler.discovery.text_digest` of that answer."""
        return self._index.soft404()

    def resolve(self, url: str) -> str:
        """The address under which a linked address was fetched: the host's own scheme, page one under its first name."""
        return self._scope.name_of(url)
