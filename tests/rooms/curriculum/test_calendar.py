from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import content
from registry.curriculum.calendar import BusinessCalendar, UnreadableRuleError, add_business_days, day_of

CALENDAR = BusinessCalendar(content.non_business_rules())
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1))


@pytest.mark.parametrize(
    ("rule", "year", "expected"),
    [
        ("01-01", 2026, dt.date(2026, 1, 1)),
        ("first monday of 02", 2026, dt.date(2026, 2, 2)),
        ("third monday of 03", 2026, dt.date(2026, 3, 16)),
        ("third monday of 11", 2026, dt.date(2026, 11, 16)),
        ("third monday of 11", 2027, dt.date(2027, 11, 15)),
        ("10-01 every 6 years from 2024", 2024, dt.date(2024, 10, 1)),
        ("10-01 every 6 years from 2024", 2030, dt.date(2030, 10, 1)),
        ("10-01 every 6 years from 2024", 2026, None),
        ("10-01 every 6 years from 2024", 2018, None),
        ("last friday of 12", 2026, dt.date(2026, 12, 25)),
        ("02-29", 2026, None),
        ("02-29", 2028, dt.date(2028, 2, 29)),
    ],
)
def test_days_of_a_rule(rule: str, year: int, expected: dt.date | None) -> None:
    assert day_of(rule, year) == expected


@pytest.mark.parametrize(
    "rule", ["", "13-01", "02-30", "fifth monday of 02", "first moonday of 02", "first monday of 13"]
)
def test_refuses_a_rule_that_names_no_day(rule: str) -> None:
    with pytest.raises(UnreadableRuleError):
        day_of(rule, 2026)
    with pytest.raises(UnreadableRuleError):
        BusinessCalendar((rule,))


def test_weekends_and_holidays_do_not_run() -> None:
    friday = dt.date(2026, 11, 13)
    assert CALENDAR.add_business_days(friday, 1) == dt.date(2026, 11, 17)  # Monday the 16th rests
    assert CALENDAR.add_business_days(friday, 0) == friday
    assert add_business_days(friday, 1, ()) == dt.date(2026, 11, 16)
    assert add_business_days(friday, 1, (), [dt.date(2026, 11, 16)]) == dt.date(2026, 11, 17)


def test_thirty_business_days_of_a_ruling() -> None:
    assert CALENDAR.add_business_days(dt.date(2026, 11, 20), 30) == dt.date(2027, 1, 5)


@pytest.mark.parametrize("count", [-1, 1_000_000])
def test_refuses_a_period_that_is_no_deadline(count: int) -> None:
    with pytest.raises(ValueError, match="business days"):
        CALENDAR.add_business_days(dt.date(2026, 1, 1), count)


@given(DAYS, st.integers(1, 60))
def test_a_period_ends_on_a_business_day_and_is_as_long_as_it_says(day: dt.date, count: int) -> None:
    end = CALENDAR.add_business_days(day, count)
    assert CALENDAR.is_business_day(end)
    assert CALENDAR.business_days_between(day, end) == count
    assert CALENDAR.business_days_between(end, day) == -count
