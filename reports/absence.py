"""Proof of absence: which sites and columns were searched, and what came nearest."""

from __future__ import annotations

from classifier.checklist import Item
from reports.audit import Audit
from reports.coverage import Coverage, searched
from reports.publications import Publication
from reports.result import Absence

MOST = 5


def proof(audit: Audit, coverage: Coverage, item: Item, known: tuple[Publication, ...], candidates: tuple[Publication, ...]) -> Absence:
    """What was searched for an item that was not found (or not found fresh), and the nearest candidates."""
    columns = tuple(sorted((c.name, c.url) for c in audit.columns if item.number in c.items))
    nearest = [(p.url, p.document.title, _why_old(p)) for p in known[:MOST]]
    ranked = sorted(candidates, key=lambda p: (-next(c.score for c in p.candidates if c.item == item.number), p.url))
    nearest += [(p.url, p.document.title, _why_weak(p, item)) for p in ranked[: MOST - len(nearest)]]
    return Absence(searched(audit, coverage, item), columns, tuple(nearest))


def _why_old(found: Publication) -> str:
    if found.published is None:
        return "没有发布日期，不能认定在期间内公开"
    return f"公布于{found.published.isoformat()}，不是本期间应有的一期"


def _why_weak(found: Publication, item: Item) -> str:
    label = next(c for c in found.candidates if c.item == item.number)
    against = next((e for e in label.evidence if e.weight < 0), None)
    reason = f"，有相反的依据“{against.term}”" if against else ""
    return f"把握只有{label.score:.0%}{reason}，列为待复核，不计数"
