"""Which edition of a yearly disclosure is due on a day, and whether a document is that edition."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files

from classifier.checklist import Checklist, Item
from crawler.config import Period
from reports.ministry import is_ministrys
from reports.years import Spoken


@dataclass(frozen=True, slots=True)
class EditionRule:
    """When an edition is due and which year it speaks of (see editions.toml)."""

    due: str
    academic: int = 0
    calendar: int = 0
    lag: bool = False
    rule: bool = False

    def due_on_or_before(self, day: date) -> date:
        """The latest due date on or before a day."""
        return max(d for d in (self._in(day.year), self._in(day.year - 1)) if d <= day)

    def due_after(self, day: date) -> date:
        """The first due date after a day."""
        return min(d for d in (self._in(day.year), self._in(day.year + 1)) if d > day)

    def _in(self, year: int) -> date:
        month, day = (int(part) for part in self.due.split("-"))
        return _clipped(year, month, day)


def _clipped(year: int, month: int, day: int) -> date:
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return date(year, month, min(day, last.day))


@lru_cache(maxsize=1)
def _rules() -> dict[int, EditionRule]:
    data = tomllib.loads(files("reports").joinpath("editions.toml").read_text("utf-8"))
    return {int(number): EditionRule(**row) for number, row in data["item"].items()}


def rule_of(checklist: Checklist, item: Item) -> EditionRule | None:
    """The item's edition rule; for other lists it is read from the item's deadline or window. None if not yearly."""
    if item.cadence != "annual":
        return None
    if is_ministrys(checklist) and (found := _rules().get(item.number)):
        return found
    if match := re.fullmatch(r"(\d{1,2})-(\d{1,2})", item.deadline):
        return EditionRule(f"{int(match[1]):02}-{int(match[2]):02}", 1, 1, lag=True, rule=True)
    month = item.window[1] if item.window else 12
    return EditionRule(f"{month:02}-31", 1, 1, lag=True)


@dataclass(frozen=True, slots=True)
class Candidate:
    """What an edition is judged by: when it was published, which year it speaks of, the newest year in its text."""

    published: date | None
    spoken: Spoken | None
    newest: int | None = None
    standing: bool = False        # a column's own page: it stands there and carries no date by nature


def is_edition(rule: EditionRule, found: Candidate, due: date) -> bool:
    """Whether a document is the edition that fell due on `due`, or a newer one."""
    before = rule.due_on_or_before(due - timedelta(days=1))
    spoken = _usable(found)
    if spoken is None:
        return _unknown_year(rule, found, due, before)
    wanted = due.year - (rule.academic if spoken.kind == "academic" else rule.calendar)
    if spoken.last >= wanted:
        return True
    return rule.lag and spoken.kind != "academic" and spoken.last == wanted - 1 and _after(found.published, before)


def is_fresh(rule: EditionRule, found: Candidate, period: Period, as_of: date) -> bool:
    """Whether a document is fresh evidence for a yearly item on `as_of`.

    Strict for dates that a rule fixes; where the date is only a habit, an edition published in the period (or since)
    that speaks of no older year than the period's own edition is fresh too.
    """
    if is_edition(rule, found, rule.due_on_or_before(as_of)):
        return True
    if rule.rule or found.published is None or not period.start <= found.published <= as_of:
        return False
    spoken = _usable(found)
    if spoken is None:
        return found.newest is None or found.newest >= found.published.year - 1
    due = rule.due_on_or_before(min(as_of, period.end))
    wanted = due.year - (rule.academic if spoken.kind == "academic" else rule.calendar)
    return spoken.last >= wanted


def _usable(found: Candidate) -> Spoken | None:
    """A plan over several years (2021-2025) says nothing about a yearly edition until its last year is reached."""
    spoken = found.spoken
    if spoken and spoken.kind == "range" and (found.published is None or spoken.last > found.published.year):
        return None
    return spoken


def _unknown_year(rule: EditionRule, found: Candidate, due: date, before: date) -> bool:
    wanted = due.year - max(rule.academic, rule.calendar)
    if found.published is not None:
        return found.published > before and (found.newest is None or found.newest >= wanted - 1)
    if found.newest is not None:
        return found.newest >= wanted
    return found.standing


def _after(published: date | None, day: date) -> bool:
    return published is not None and published > day
