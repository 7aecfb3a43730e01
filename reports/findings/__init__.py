"""The kinds of findings, in the order of the contract: each file has `find(case)`, which yields drafts."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from reports.case import Case, Draft
from reports.findings import (
    dead_link,
    empty_column,
    item_status,
    late,
    misfiled,
    personal_data,
    platform,
    redated,
    soft_404,
    stale_column,
    undated,
    unlinked,
)

Finder = Callable[[Case], Iterable[Draft]]

KINDS: dict[str, Finder] = {
    "missing": item_status.missing,
    "stale": item_status.stale,
    "misfiled": misfiled.find,
    "partial": item_status.partial,
    "unlinked": unlinked.find,
    "late": late.find,
    "undated": undated.find,
    "dead_link": dead_link.find,
    "soft_404": soft_404.find,
    "empty_column": empty_column.find,
    "stale_column": stale_column.find,
    "restricted": item_status.restricted,
    "personal_data": personal_data.find,
    "platform": platform.find,
    "redated": redated.find,
}
