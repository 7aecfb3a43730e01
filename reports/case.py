"""What the finders look at: the audit, how far each site was seen, and the items already judged."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from importlib.resources import files

from classifier.checklist import Item
from classifier.labels import Evidence
from reports.audit import Audit
from reports.clock import after_working_days
from reports.coverage import Coverage
from reports.exposures import Exposure
from reports.publications import Publication
from reports.result import Finding, ItemResult


@dataclass(frozen=True)
class Case:
    audit: Audit
    coverage: Coverage
    items: tuple[ItemResult, ...]
    exposures: tuple[Exposure, ...] = ()

    @cached_property
    def at(self) -> dict[str, Publication]:
        """Any address → the publication that stands there."""
        return {url: publication for publication in self.audit.publications for url in publication.addresses}

    @cached_property
    def by_number(self) -> dict[int, ItemResult]:
        return {row.item.number: row for row in self.items}

    @cached_property
    def counted(self) -> dict[str, list[int]]:
        """Counted address → the items that it counts for."""
        found: dict[str, list[int]] = {}
        for row in self.items:
            for disclosure in row.disclosures:
                if disclosure.counted:
                    found.setdefault(disclosure.url, []).append(row.item.number)
        return found

    @cached_property
    def disclosing(self) -> tuple[Publication, ...]:
        """Publications that disclose an item (a declaration is none) and were there on the day of the audit."""
        return tuple(p for p in self.audit.publications
                     if any(not label.nil for label in p.labels) and (p.published is None or p.published <= self.audit.as_of))

    def responsible(self, item: Item) -> str:
        """The department that answers for an item: the one whose site holds its documents, else the first of the item's
        departments that has a site here (named as the university names it), else the first by the checklist's name."""
        holders = [row.department for row in self.by_number[item.number].disclosures if row.department] if item.number in self.by_number else []
        ids = {d.id: d for d in self.audit.checklist.departments}
        mine = [(item.departments.index(i), place.department or place.name) for place in self.audit.places.places
                if place.department and place.role == "site" for i in place.ids if i in item.departments]
        names = {name for _, name in mine}
        for holder in holders:
            if holder in names:
                return holder
        if mine:
            return min(mine)[1]
        main = [(item.departments.index(i), place.department) for place in self.audit.places.places for i in place.ids if i in item.departments and place.department]
        if main:
            return min(main)[1]
        return next((ids[i].name for i in item.departments if i in ids), "")


@dataclass(frozen=True)
class KindFacts:
    """What a kind of finding asks for (findings.toml). `days`: working days to mend it."""

    severity: str
    days: int
    remedy: str
    basis: str


@lru_cache(maxsize=1)
def kind_facts() -> dict[str, KindFacts]:
    data = tomllib.loads(files("reports").joinpath("findings.toml").read_text("utf-8"))
    return {kind: KindFacts(**row) for kind, row in data.items()}


def key_of(kind: str, item: int | None, place: str) -> str:
    """A finding's key: the same in every audit as long as kind, item and address stay."""
    plain = place.partition("://")[2] or place
    return hashlib.blake2b(f"{kind}|{item or ''}|{plain}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Draft:
    """What a finder knows of one finding; the rest comes from the kind's facts."""

    message: str
    url: str = ""
    item: int | None = None
    department: str = ""
    evidence: tuple[Evidence, ...] = ()
    filed_as: int | None = None
    referrer: str = ""
    title: str = ""
    remedy: str = ""
    basis: str = ""
    severity: str = ""
    place: str = ""              # what the key is made of, when it is not `url`


def finding(kind: str, as_of: date, draft: Draft) -> Finding:
    """A finding of a kind; what the draft leaves open is filled from the kind's facts."""
    facts = kind_facts()[kind]
    return Finding(
        key_of(kind, draft.item, draft.place or draft.url), kind, draft.item, draft.url, draft.department, draft.severity or facts.severity,
        draft.message, draft.evidence, draft.filed_as, draft.referrer, draft.title, draft.remedy or facts.remedy,
        draft.basis or facts.basis, after_working_days(as_of, facts.days),
    )


def findings(kind: str, as_of: date, drafts: Iterable[Draft]) -> tuple[Finding, ...]:
    """The findings of a kind, one for each key, ordered by item and address."""
    made = {}
    for draft in drafts:
        row = finding(kind, as_of, draft)
        made.setdefault(row.key, row)
    return tuple(sorted(made.values(), key=lambda row: (row.item or 0, row.url, row.key)))
