"""Brings together everything that one judgement needs: documents with their labels, copies, columns, sites, what was not seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from classifier.checklist import Checklist
from classifier.labels import Verdict
from classifier.rulings import Ruling
from crawler.archive import CrawlFacts, Source
from crawler.config import Config, Period
from crawler.document import Document
from reports.absent import absent_from, from_other_crawler
from reports.columns import Column, ItemsOf, find_columns, item_column
from reports.copies import group_copies
from reports.doors import ClosedPage, Doors, sort_doors
from reports.linkage import BROKEN, Linkage, redirects, turn_round
from reports.pictures import is_picture
from reports.places import Places, bare, find_places, host_of, platform_prefix
from reports.publications import SURE, Publication, Reading, classified, publication, ruled, title_items, without_pictures

_PLATFORM_NAMES = frozenset({"信息公开", "信息公开网", "信息公开专栏", "信息公开平台", "信息公开栏", "校务公开"})


@dataclass(frozen=True)
class Closed:
    """A closed page and the items that its title names."""

    page: ClosedPage
    items: tuple[int, ...]


@dataclass(frozen=True)
class Audit:
    config: Config
    checklist: Checklist
    period: Period
    as_of: date
    documents: tuple[Document, ...]
    verdicts: dict[str, Verdict]
    publications: tuple[Publication, ...]
    places: Places
    columns: tuple[Column, ...]
    linkage: Linkage
    doors: Doors
    closed: tuple[Closed, ...]
    unread: tuple[tuple[Document, tuple[int, ...]], ...]   # open pages that could not be read, with the items their title names
    facts: CrawlFacts
    column_items: ItemsOf
    notes: tuple[str, ...] = field(default=())
    rulings: tuple[Ruling, ...] = ()
    first_seen: dict[str, str] = field(default_factory=dict)   # address → when our own crawls first got it (ISO 8601)

    @cached_property
    def pages(self) -> dict[str, Document]:
        return {document.url: document for document in self.documents}

    @cached_property
    def listings(self) -> dict[str, tuple[Column, ...]]:
        """Address → the columns that list it (front pages left out)."""
        found: dict[str, list[Column]] = {}
        for column in self.columns:
            if not column.home:
                for url in dict.fromkeys(self.linkage.end(row.url) for row in column.rows):
                    found.setdefault(url, []).append(column)
        return {url: tuple(rows) for url, rows in found.items()}

    @cached_property
    def page_columns(self) -> dict[str, Column]:
        """Address of any page of a column → the column."""
        return {url: column for column in self.columns for url in column.pages}

    @cached_property
    def entries(self) -> dict[int, tuple[str, str]]:
        """Item → address and text of the platform's link that is named after it alone: an entry without a column of its own."""
        names = sorted({(link.text, link.url) for page in self.documents if page.state == "open" and self.places.on_platform(page.url)
                        for link in page.links if link.where in ("nav", "list", "body") and 4 <= len(link.text) <= 80})
        found: dict[int, tuple[str, str]] = {}
        for text, url in names:
            items = self.items_of((text,))
            if len(items) == 1:
                found.setdefault(items[0], (url, text))
        return found

    def items_of(self, path: tuple[str, ...]) -> tuple[int, ...]:
        """The items that a column of this path is for."""
        return item_column(path, self.checklist, self.column_items)

    @cached_property
    def _keyed_hosts(self) -> frozenset[str]:
        """Hosts whose CMS gives its articles keys of their own."""
        keyed: dict[str, list[int]] = {}
        for page in self.documents:
            if page.kind == "article" and page.state == "open":
                keyed.setdefault(page.host, []).append(bool(page.identity))
        return frozenset(host for host, flags in keyed.items() if 2 * sum(flags) > len(flags))

    def is_column_text(self, page: Document) -> bool:
        """Whether a page is a column's own text (单页栏目): by its kind, or because its CMS gave it no article's key."""
        return page.kind == "column" or page.kind == "article" and not page.identity and page.host in self._keyed_hosts

    def department_at(self, url: str) -> str:
        """The department that answers for an address, "" if unknown."""
        page = self.pages.get(url)
        if page is not None and page.department:
            return page.department
        place = self.places.of(url)
        return place.department if place else ""


def assemble(config: Config, source: Source, documents: Iterable[Document], checklist: Checklist, period: Period, as_of: date,
             rulings: Iterable[Ruling] = (), reading: Reading | None = None) -> Audit:
    """Everything one judgement needs. `documents`: what `read_documents` gave for `source`, any order."""
    reading, rulings = reading or Reading.default(), tuple(rulings)
    documents = tuple(sorted(documents, key=lambda d: d.url))
    pages = {d.url: d for d in documents}
    facts, unseen = source.facts(), source.unseen()
    if from_other_crawler(facts):
        unseen = (*unseen, *absent_from(documents, config))
    prefixes = _platform(config, documents)
    places = find_places(config, documents, facts, unseen, checklist, prefixes)
    broken = frozenset(d.url for d in documents if d.state in BROKEN) | {row.url for row in unseen}
    linkage = turn_round(documents, places.on_platform, broken)
    doors = sort_doors(documents, unseen, linkage)
    verdicts = classified(documents, linkage, checklist, reading)
    verdicts = {url: without_pictures(verdict, pages[url]) for url, verdict in verdicts.items()}
    groups = group_copies([d for d in documents if d.url in verdicts])
    verdicts = ruled(verdicts, groups, checklist, rulings)
    publications = tuple(publication(group, verdicts, places) for group in groups)
    return Audit(
        config, checklist, period, as_of, documents, verdicts, publications, places,
        find_columns(documents, places, checklist, reading.column_items), linkage, doors,
        tuple(_named(page, checklist, reading) for page in doors.closed),
        _unread(documents, doors, verdicts, checklist, reading),
        facts, reading.column_items, rulings=rulings, first_seen=_first_seen(source),
    )


def _first_seen(source: Source) -> dict[str, str]:
    """Our own history, where the source has one."""
    ask = getattr(source, "first_seen", None)
    return ask() if ask else {}


def _platform(config: Config, documents: tuple[Document, ...]) -> tuple[str, ...]:
    """The bare prefixes of the platform; an entry that moves its readers elsewhere stands for that place too."""
    entries = config.university.platform or _linked_platform(config, documents)
    opened = {page.url for page in documents if page.state == "open"}
    moved = {bare(url): end for url, end in redirects(documents).items() if end in opened and config.in_domain(host_of(end))}
    ends = {platform_prefix(moved[bare(url)]) for url in entries if bare(url) in moved} - {platform_prefix(config.university.home)}
    return tuple(sorted({platform_prefix(url) for url in entries} | ends))


def _linked_platform(config: Config, documents: tuple[Document, ...]) -> tuple[str, ...]:
    """The platform that the home page links to under the name 信息公开, when the config names none."""
    home = bare(config.university.home)
    for page in documents:
        if bare(page.url) == home or (host_of(page.url) == host_of(config.university.home) and bare(page.url).count("/") == 1):
            for link in page.links:
                if link.text.strip() in _PLATFORM_NAMES and config.in_domain(host_of(link.url)):
                    return (link.url,)
    return ()


def _unread(documents: tuple[Document, ...], doors: Doors, verdicts: dict[str, Verdict], checklist: Checklist,
            reading: Reading) -> tuple[tuple[Document, tuple[int, ...]], ...]:
    """Pages that exist and could not be read, with the items that their titles name: nothing is missing because of them."""
    rows = [(page, title_items(page.title, page, checklist, reading)) for page in doors.unread]
    rows += [(page, tuple(label.item for label in verdicts[page.url].candidates if label.score >= SURE))
             for page in documents if page.url in verdicts and is_picture(page)]
    return tuple((page, items) for page, items in rows if items)


def _named(page: ClosedPage, checklist: Checklist, reading: Reading) -> Closed:
    return Closed(page, title_items(page.title, page.referrer, checklist, reading))
