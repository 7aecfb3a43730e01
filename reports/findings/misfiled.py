"""错放栏目: a document that stands in the column of an item which it does not disclose."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from reports.case import Case, Draft
from reports.columns import OWN_PLATFORM, Column
from reports.ministry import is_ministrys
from reports.publications import Publication


def find(case: Case) -> Iterator[Draft]:
    ministrys = is_ministrys(case.audit.checklist)
    for publication in case.disclosing:
        own = {label.item for label in publication.labels} | {c.item for c in publication.candidates}
        for address, items, column in _filings(case, publication):
            name = column.name if isinstance(column, Column) else column
            if own.isdisjoint(items) and not _accepted(items if ministrys else (), name, own, publication.document.title):
                yield _draft(case, publication, address, items, column)


@dataclass(frozen=True)
class _Accepted:
    """What a column holds rightly though it discloses another item: titles of a pattern, or certain items. The column is
    known by its item of the Ministry's list, or by its name under every list."""

    filed_as: int = 0
    column: str = ""
    title: str = ""
    items: tuple[int, ...] = ()


@lru_cache(maxsize=1)
def _accepts() -> tuple[_Accepted, ...]:
    data = tomllib.loads(files("reports").joinpath("thresholds.toml").read_text("utf-8"))
    return tuple(_Accepted(**row | {"items": tuple(row.get("items", ()))}) for row in data["accepts"])


def _accepted(items: tuple[int, ...], name: str, own: set[int], title: str) -> bool:
    """Whether a column (of these items, of this name) holds such a document rightly, whatever else it discloses (thresholds.toml)."""
    return any(
        (row.filed_as in items or row.column and re.search(row.column, name)) and (row.title and re.search(row.title, title) or own & set(row.items))
        for row in _accepts()
    )


def _filings(case: Case, publication: Publication) -> Iterator[tuple[str, tuple[int, ...], Column | str]]:
    """Address, items of the column, and the column (or its name) under which each copy is filed."""
    for member in publication.members:
        listed = [column for column in case.audit.listings.get(member.url, ()) if column.filing]
        for column in listed:
            yield member.url, column.items, column
        if not listed and (items := _crumb_items(case, member)):
            yield member.url, items, member.breadcrumb[-1]


def _crumb_items(case: Case, member) -> tuple[int, ...]:
    """The items of the column that stands in a page's own breadcrumb, on the platform or in a 信息公开 column."""
    if not member.breadcrumb or member.kind != "article":
        return ()
    own = any(word in step for step in member.breadcrumb for word in OWN_PLATFORM)
    if not (case.audit.places.on_platform(member.url) or own):
        return ()
    return case.audit.items_of(member.breadcrumb)


def _draft(case: Case, publication: Publication, address: str, items: tuple[int, ...], column: Column | str) -> Draft:
    label = next(label for label in publication.labels if not label.nil)
    name, referrer = (column.name, column.url) if isinstance(column, Column) else (column, "")
    right = case.by_number[label.item].item if label.item in case.by_number else None
    target = case.by_number[label.item].column_name if right else ""
    place = f"应放在第{label.item}项" + (f"的栏目“{target}”" if target else f"“{right.text}”" if right else "")
    return Draft(
        f"《{publication.document.title}》放在第{items[0]}项的栏目“{name}”，{place}", address, label.item,
        case.audit.department_at(address), label.evidence[:3], items[0], referrer, publication.document.title, place=f"{address}#{items[0]}",
    )
