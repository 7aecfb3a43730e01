"""The legal clock: working days by the Chinese calendar with 调休, and where that calendar ends."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

import chinese_calendar

ONE = timedelta(days=1)


@lru_cache(maxsize=1)
def known_years() -> tuple[int, int]:
    """The first and last year whose holidays the calendar knows (chinesecalendar; source: the State Council's notices)."""
    years = sorted({day.year for day in chinese_calendar.holidays})
    return years[0], years[-1]


def is_known(day: date) -> bool:
    """Whether the calendar knows that day's year; beyond it Monday to Friday is an estimate and must be marked 估算."""
    first, last = known_years()
    return first <= day.year <= last


def is_working_day(day: date) -> bool:
    """Whether people work on that day; beyond the calendar's years: Monday to Friday."""
    return chinese_calendar.is_workday(day) if is_known(day) else day.weekday() < 5


@lru_cache(maxsize=64)
def _days_of(year: int) -> tuple[date, ...]:
    day, found = date(year, 1, 1), []
    while day.year == year:
        if is_working_day(day):
            found.append(day)
        if day == date.max:
            break
        day += ONE
    return tuple(found)


def working_days(start: date, end: date) -> int:
    """Working days after `start` up to and with `end`; 0 if `end` is not later."""
    if end <= start:
        return 0
    if start.year == end.year:
        days = _days_of(start.year)
        return bisect_right(days, end) - bisect_right(days, start)
    head = _days_of(start.year)
    middle = sum(len(_days_of(year)) for year in range(start.year + 1, end.year))
    return len(head) - bisect_right(head, start) + middle + bisect_right(_days_of(end.year), end)


@lru_cache(maxsize=256)
def after_working_days(start: date, number: int) -> date:
    """The day on which the `number`-th working day after `start` falls."""
    day = start
    while number > 0:
        day += ONE
        if is_working_day(day):
            number -= 1
    return day


def estimated(*days: date) -> bool:
    """Whether a count over these days leaves the known calendar, so that the result is an estimate."""
    return not all(is_known(day) for day in days)
