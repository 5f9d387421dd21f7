"""Business days by rules written as text, as the authority keeps them in its catalog. Pure.

A rule is ``12-25`` (that day every year), ``third monday of 11``, or ``10-01 every 6 years from 2024``.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(r"(\d\d)-(\d\d)(?: every (\d{1,3}) years? from (\d{4}))?")
_NTH = re.compile(rf"({'|'.join(_ORDINALS)}) ({'|'.join(_WEEKDAYS)}) of (\d\d)")
SATURDAY = 5
#: A deadline further away than this is a mistake, not a deadline.
MAXIMUM_BUSINESS_DAYS = 2_000


class UnreadableRuleError(ValueError):
    """A text is none of the rules above."""


@dataclass(frozen=True)
class BusinessCalendar:
    """Days on which deadlines run: all but weekends, the days of ``rules`` and the single days of ``extra``."""

    rules: tuple[str, ...]
    extra: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        for rule in self.rules:
            day_of(rule, 2024)  # raises UnreadableRuleError now, not on some day later

    def is_business_day(self, day: dt.date) -> bool:
        """Whether a deadline runs on this day."""
        return day.weekday() < SATURDAY and day not in self.extra and day not in _holidays(self.rules, day.year)

    def add_business_days(self, day: dt.date, count: int) -> dt.date:
        """The last day of a period of ``count`` business days that begins on the business day after ``day``.

        A count of zero gives ``day`` itself. Raises ValueError for a negative count or one beyond all deadlines.
        """
        if not 0 <= count <= MAXIMUM_BUSINESS_DAYS:
            raise ValueError(f"a period has between 0 and {MAXIMUM_BUSINESS_DAYS} business days, not {count}")
        while count:
            day += dt.timedelta(days=1)
            count -= self.is_business_day(day)
        return day

    def business_days_between(self, start: dt.date, end: dt.date) -> int:
        """How many business days lie after ``start`` and up to ``end``; negative when ``end`` comes first."""
        if end < start:
            return -self.business_days_between(end, start)
        return sum(self.is_business_day(start + dt.timedelta(days=n)) for n in range(1, (end - start).days + 1))


def add_business_days(day: dt.date, count: int, rules: Iterable[str], extra: Collection[dt.date] = ()) -> dt.date:
    """As `BusinessCalendar.add_business_days`, for a single question."""
    return BusinessCalendar(tuple(rules), frozenset(extra)).add_business_days(day, count)


def day_of(rule: str, year: int) -> dt.date | None:
    """The day that a rule names in a year, or None when it names none. Raises UnreadableRuleError."""
    if match := _DAY.fullmatch(rule):
        month, day, every, start = match.groups()
        if every and ((year - int(start)) % int(every) or year < int(start)):
            return None
        try:
            return dt.date(year, int(month), int(day))
        except ValueError:
            if (month, day) == ("02", "29"):
                return None
            raise UnreadableRuleError(rule) from None
    if match := _NTH.fullmatch(rule):
        ordinal, weekday, month = match.groups()
        if 1 <= int(month) <= 12:
            return _nth(_ORDINALS[ordinal], _WEEKDAYS.index(weekday), int(month), year)
    raise UnreadableRuleError(rule)


def _nth(ordinal: int, weekday: int, month: int, year: int) -> dt.date:
    if ordinal > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (ordinal - 1))
    after = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return after - dt.timedelta(days=(after.weekday() - weekday) % 7)


@lru_cache(maxsize=256)
def _holidays(rules: tuple[str, ...], year: int) -> frozenset[dt.date]:
    return frozenset(day for rule in rules if (day := day_of(rule, year)))
