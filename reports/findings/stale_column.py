"""栏目不更新: a running column whose newest row is older than the yardstick for columns of its name."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from reports.case import Case, Draft
from reports.columns import Column


@dataclass(frozen=True)
class Yardstick:
    """How old the newest row of a column of such a name may be, in days, and on which sites it is asked."""

    names: tuple[str, ...]
    days: int
    where: tuple[str, ...]


@lru_cache(maxsize=1)
def _data() -> tuple[tuple[Yardstick, ...], int]:
    data = tomllib.loads(files("reports").joinpath("thresholds.toml").read_text("utf-8"))
    rows = tuple(Yardstick(tuple(row["names"]), row["days"], tuple(row["where"])) for row in data["column"])
    return rows, data["stale_column"]["least_rows"]


def find(case: Case) -> Iterator[Draft]:
    yardsticks, least = _data()
    for column in case.audit.columns:
        row = next((y for y in yardsticks if column.name.strip() in y.names and _where(case, column) in y.where), None)
        if row is None or column.home or len(column.rows) < least:
            continue
        newest = _newest(case, column)
        if newest is not None and (case.audit.as_of - newest).days > row.days:
            yield Draft(
                f"栏目“{column.name}”最近一条信息的日期是{newest.isoformat()}，到{case.audit.as_of.isoformat()}已有{(case.audit.as_of - newest).days}天没有更新（指标为{row.days}天）",
                column.url, None, column.department or case.audit.department_at(column.url), title=column.name, place=column.url,
            )


def _where(case: Case, column: Column) -> str:
    if column.platform:
        return "platform"
    place = case.audit.places.of(column.url)
    if place is not None and place.role == "main":
        return "main"
    return "news" if place is not None and "publicity" in place.ids else "site"


def _newest(case: Case, column: Column) -> date | None:
    """The newest date of the rows; None if more than half of them show none."""
    days = [row.published or (page.published if (page := case.audit.pages.get(row.url)) else None) for row in column.rows]
    known = [day for day in days if day is not None]
    return max(known) if 2 * len(known) >= len(days) and known else None
