"""缺失、未及时更新、要素不全、访问受限: one finding for each item that has the status."""

from __future__ import annotations

from collections.abc import Iterator

from classifier.labels import Evidence
from reports.case import Case, Draft
from reports.ministry import is_ministrys
from reports.result import ItemResult


def missing(case: Case) -> Iterator[Draft]:
    return _of(case, "missing")


def stale(case: Case) -> Iterator[Draft]:
    return _of(case, "stale")


def partial(case: Case) -> Iterator[Draft]:
    return _of(case, "partial")


def restricted(case: Case) -> Iterator[Draft]:
    return _of(case, "restricted")


def _of(case: Case, status: str) -> Iterator[Draft]:
    for row in case.items:
        if row.status == status:
            yield _draft(case, row)


def _draft(case: Case, row: ItemResult) -> Draft:
    """The address is the newest document's, else the page behind the door, else the item's column."""
    newest = next(iter(row.disclosures), None)
    closed = next((c.page for c in case.audit.closed if row.item.number in c.items), None) if row.status == "restricted" else None
    url = newest.url if newest else closed.url if closed else row.column
    evidence = newest.evidence if newest else (Evidence(row.item.number, "title", closed.title, closed.title, 0.0),) if closed else ()
    title = newest.title if newest else closed.title if closed else ""
    due = f"（应于{row.due.isoformat()}前公开）" if row.due and row.status in ("stale", "missing") else ""
    checklist = case.audit.checklist
    basis = "；".join(row.item.basis[:2]) or ("" if is_ministrys(checklist) else f"《{checklist.title}》第{row.item.number}项")
    return Draft(
        f"第{row.item.number}项“{row.item.text}”{due}：{row.reason}", url, row.item.number, case.responsible(row.item),
        evidence, title=title, referrer=closed.referrer.url if closed else row.column, basis=basis, place=f"item:{row.item.number}",
    )
