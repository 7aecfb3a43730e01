"""Brings together everything that one judgement needs: documents with their labels, copies, columns, sites, what was not seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from classifier.checklist import Checklist
from classifier.labels import Label, Verdict
from classifier.rulings import Ruling, lay_over
from crawler.archive import CrawlFacts, Source
from crawler.config import Config, Period
from crawler.document import Document, Link, PageRecord
from reports.absent import absent_from, from_other_crawler
from reports.columns import Column, ItemsOf, find_columns, item_column
from reports.copies import group_copies, is_correction
from reports.doors import ClosedPage, Doors, sort_doors
from reports.linkage import BROKEN, Linkage, turn_round
from reports.pictures import is_picture
from reports.places import Places, bare, find_places, host_of, platform_prefix
from reports.years import Spoken, newest_year, spoken_year

NOTHING = Verdict()
SURE = 0.5    # score from which a bare title (of a picture, of a closed page) is taken to name its item


@dataclass(frozen=True)
class Reading:
    """The classifier's two answers: what a page discloses, and which items a column's path is for."""

    classify: Callable[[PageRecord, Checklist], Verdict]
    column_items: ItemsOf

    @classmethod
    def default(cls) -> Reading:
        from classifier.columns import column_items  # late: the engine builds its automaton on import
        from classifier.engine import classify

        return cls(classify, column_items)


@dataclass(frozen=True)
class Publication:
    """One document with its copies. `document` stands at the counted address."""

    document: Document
    members: tuple[Document, ...]      # the counted one first
    labels: tuple[Label, ...]
    candidates: tuple[Label, ...]
    published: date | None
    published_from: str

    @property
    def url(self) -> str:
        return self.document.url

    @property
    def copies(self) -> tuple[str, ...]:
        return tuple(sorted(member.url for member in self.members[1:]))

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(member.url for member in self.members)

    @cached_property
    def spoken(self) -> Spoken | None:
        return spoken_year(self.document.title)

    def newest_year(self, before: date) -> int | None:
        """The newest year that the text or the attachments name."""
        texts = (self.document.text, *(a.text for a in self.document.attachments))
        return max((year for text in texts if (year := newest_year(text, before))), default=None)

    def label(self, item: int) -> Label | None:
        return next((label for label in self.labels if label.item == item), None)


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
    prefixes = tuple(sorted({platform_prefix(url) for url in config.university.platform})) or _guessed_platform(config, documents)
    places = find_places(config, documents, facts, unseen, checklist, prefixes)
    broken = frozenset(d.url for d in documents if d.state in BROKEN) | {row.url for row in unseen}
    linkage = turn_round(documents, places.on_platform, broken)
    doors = sort_doors(documents, unseen, linkage)
    verdicts = _classified(documents, linkage, checklist, reading)
    verdicts = {url: _without_pictures(verdict, pages[url]) for url, verdict in verdicts.items()}
    groups = group_copies([d for d in documents if d.url in verdicts])
    verdicts = _ruled(verdicts, groups, checklist, rulings)
    publications = tuple(_publication(group, verdicts, places) for group in groups)
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


def _guessed_platform(config: Config, documents: tuple[Document, ...]) -> tuple[str, ...]:
    """The platform that the home page links to under the name 信息公开, when the config names none."""
    home = bare(config.university.home)
    for page in documents:
        if bare(page.url) == home or (host_of(page.url) == host_of(config.university.home) and bare(page.url).count("/") == 1):
            for link in page.links:
                if link.text.strip() in ("信息公开", "信息公开网", "信息公开专栏", "信息公开平台", "校务公开") and config.in_domain(host_of(link.url)):
                    return (platform_prefix(link.url),)
    return ()


def _classified(documents: tuple[Document, ...], linkage: Linkage, checklist: Checklist, reading: Reading) -> dict[str, Verdict]:
    """Verdicts of every document in the contract's sense. A file counts by itself when a column offers it; what an
    article offers belongs to the article, and so does a file of a column's own text that discloses the same."""
    def read(page: Document) -> Verdict:
        verdict = reading.classify(page.record(), checklist)
        return Verdict(verdict.labels, verdict.candidates)   # what lost is a third of the memory, and only `explain` asks for it

    made = {d.url: read(d) for d in documents if d.is_disclosure_unit and d.kind != "attachment"}
    for file in documents:
        if file.kind != "attachment" or not file.is_disclosure_unit:
            continue
        holders = [row.page for row in linkage.content.get(file.url, ())]
        if not holders or any(page.kind in ("article", "attachment") for page in holders):
            continue
        verdict = read(file)
        if not any(set(verdict.items) & set(made.get(page.url, NOTHING).items) for page in holders if page.kind == "column"):
            made[file.url] = verdict
    return made


def _ruled(verdicts: dict[str, Verdict], groups: list[tuple[Document, ...]], checklist: Checklist, rulings: tuple[Ruling, ...]) -> dict[str, Verdict]:
    """What people decided of one address holds for every copy of the document."""
    if not rulings:
        return verdicts
    by_page: dict[str, list[Ruling]] = {}
    for ruling in rulings:
        by_page.setdefault(ruling.url, []).append(ruling)
    laid = dict(verdicts)
    for group in groups:
        for page in group:
            for ruling in by_page.get(page.url, ()):
                if ruling.digest in ("", page.text_digest or page.digest):
                    for copy in group:
                        laid[copy.url] = lay_over(laid[copy.url], copy.url, "", [replace(ruling, url=copy.url, digest="")], checklist.id)
    return laid


def _without_pictures(verdict: Verdict, document: Document) -> Verdict:
    """A verdict whose labels are only candidates when the page's substance is a picture."""
    if not verdict.labels or not is_picture(document):
        return verdict
    return Verdict((), (*verdict.labels, *verdict.candidates), verdict.rejected)


def _unread(documents: tuple[Document, ...], doors: Doors, verdicts: dict[str, Verdict], checklist: Checklist,
            reading: Reading) -> tuple[tuple[Document, tuple[int, ...]], ...]:
    """Pages that exist and could not be read, with the items that their titles name: nothing is missing because of them."""
    rows = [(page, _title_items(page.title, page, checklist, reading)) for page in doors.unread]
    rows += [(page, tuple(label.item for label in verdicts[page.url].candidates if label.score >= SURE))
             for page in documents if page.url in verdicts and is_picture(page)]
    return tuple((page, items) for page, items in rows if items)


_KIND_ORDER = {"article": 0, "column": 1, "attachment": 2}


def _publication(group: tuple[Document, ...], verdicts: dict[str, Verdict], places: Places) -> Publication:
    corrected = len(group) > 1 and any(is_correction(d.title) for d in group)

    def order(d: Document) -> tuple:
        place = places.of(d.url)
        replaced = corrected and not is_correction(d.title)
        return (replaced, places.rank(d.url), d.published is None, place is not None and place.college, d.published or date.max, _KIND_ORDER.get(d.kind, 3), d.url)

    members = tuple(sorted(group, key=order))
    first = members[0]
    dated = first if first.published else min((m for m in members if m.published), key=lambda m: m.published, default=first)
    labels = _common([verdicts[m.url].labels for m in members])
    candidates = tuple(c for c in _common([verdicts[m.url].candidates for m in members]) if c.item not in {label.item for label in labels})
    return Publication(first, members, labels, candidates, dated.published, dated.published_from)


def _common(rows: list[tuple[Label, ...]]) -> tuple[Label, ...]:
    """The labels of a document whose copies may have been read differently: those of more than half of the copies,
    else those of the first copy that has any."""
    if len(rows) == 1:
        return rows[0]
    best: dict[int, Label] = {}
    votes: dict[int, int] = {}
    for row in rows:
        for label in row:
            votes[label.item] = votes.get(label.item, 0) + 1
            known = best.get(label.item)
            shown = tuple(dict.fromkeys((*(known.elements if known else ()), *label.elements)))
            best[label.item] = replace(label if known is None or label.score > known.score else known, elements=shown)
    kept = [best[item] for item, count in votes.items() if 2 * count > len(rows)]
    if not kept:
        kept = list(next((row for row in rows if row), ()))
    return tuple(sorted(kept, key=lambda label: (-label.score, label.item)))


def _named(page: ClosedPage, checklist: Checklist, reading: Reading) -> Closed:
    return Closed(page, _title_items(page.title, page.referrer, checklist, reading))


def _title_items(title: str, page: Document, checklist: Checklist, reading: Reading) -> tuple[int, ...]:
    """The items that a title alone names, with the site and the column that offer it."""
    record = PageRecord(id=page.url, site=page.site, host=page.host, breadcrumb=" > ".join(("首页", *page.breadcrumb)),
                        url_path="", title=title, kind="article", department=page.department)
    verdict = reading.classify(record, checklist)
    return verdict.items or tuple(label.item for label in verdict.candidates if label.score >= SURE)


def row_of(column: Column, url: str) -> Link | None:
    """The row of a column that offers an address."""
    return next((row for row in column.rows if row.url == url), None)
