"""The kinds of findings, in the order of the contract: each file has `find(case)`, which yields drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reports.case import Case, Draft
from reports.findings import (dead_link, empty_column, item_status, misfiled, platform, soft_404, undated, unlinked)

Finder = Callable[[Case], Iterable[Draft]]

KINDS: dict[str, Finder] = {
    "missing": item_status.missing,
    "stale": item_status.stale,
    "misfiled": misfiled.find,
    "partial": item_status.partial,
    "unlinked": unlinked.find,
    "undated": undated.find,
    "dead_link": dead_link.find,
    "soft_404": soft_404.find,
    "empty_column": empty_column.find,
    "restricted": item_status.restricted,
    "platform": platform.find,
}
