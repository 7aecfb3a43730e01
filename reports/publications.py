"""Labels the documents, folds their copies together, and lays people's decisions over them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial

from classifier.checklist import Checklist
from classifier.labels import Label, Verdict
from classifier.rulings import Ruling, lay_over
from crawler.document import Document, PageRecord
from reports.columns import ItemsOf
from reports.copies import is_correction
from reports.linkage import Linkage
from reports.pictures import is_picture
from reports.places import Places
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

        return cls(partial(classify, losers=False), column_items)   # what lost is only shown by `explain`


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


def classified(documents: tuple[Document, ...], linkage: Linkage, checklist: Checklist, reading: Reading) -> dict[str, Verdict]:
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


def ruled(verdicts: dict[str, Verdict], groups: list[tuple[Document, ...]], checklist: Checklist, rulings: tuple[Ruling, ...]) -> dict[str, Verdict]:
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


def without_pictures(verdict: Verdict, document: Document) -> Verdict:
    """A verdict whose labels are only candidates when the page's substance is a picture."""
    if not verdict.labels or not is_picture(document):
        return verdict
    return Verdict((), (*verdict.labels, *verdict.candidates), verdict.rejected)


_KIND_ORDER = {"article": 0, "column": 1, "attachment": 2}


def publication(group: tuple[Document, ...], verdicts: dict[str, Verdict], places: Places) -> Publication:
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


def title_items(title: str, page: Document, checklist: Checklist, reading: Reading) -> tuple[int, ...]:
    """The items that a title alone names, with the site and the column that offer it."""
    record = PageRecord(id=page.url, site=page.site, host=page.host, breadcrumb=" > ".join(("首页", *page.breadcrumb)),
                        url_path="", title=title, kind="article", department=page.department)
    verdict = reading.classify(record, checklist)
    return verdict.items or tuple(label.item for label in verdict.candidates if label.score >= SURE)
