"""Working days follow the Chinese calendar with 调休; beyond it they are marked as estimated."""

from datetime import date

import pytest

from reports.clock import after_working_days, estimated, working_days


@pytest.mark.parametrize("start, end", [
    (date(2018, 9, 10), date(2018, 10, 12)), (date(2019, 1, 21), date(2019, 2, 21)),
    (date(2025, 9, 15), date(2025, 10, 17)), (date(2026, 1, 20), date(2026, 2, 24)),
])
def test_twenty_working_days_end_where_the_rules_say(start, end):
    assert after_working_days(start, 20) == end
    assert working_days(start, end) == 20


def test_an_academic_year_has_its_working_days():
    assert working_days(date(2018, 8, 31), date(2019, 8, 31)) == 249


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert working_days(date(2019, 5, 6), date(2019, 5, 1)) == 0


def test_beyond_the_calendar_days_are_estimated():
    assert estimated(date(2040, 1, 3))
    assert not estimated(date(2019, 1, 3))
    assert working_days(date(2040, 1, 1), date(2040, 1, 8)) == 5
