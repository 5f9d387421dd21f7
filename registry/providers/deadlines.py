"""The clocks of an application and the dates of an accreditation, by the days in the criteria's data. Pure.

Periods are counted in business days after the day on which they start, in the calendar of central Mexico, and end
with that day. The ruling's clock stops while the applicant's runs.
"""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.curriculum.calendar import BusinessCalendar
from registry.providers.rules import Step
from registry.texts import CENTRAL_MEXICO

NOTICE, RULING, REPLY, THIRD = "completeness_notice", "ruling", "applicant_reply", "third_reviewer"
CONDITION, RENEWAL = "condition_period", "renewal_opens_before_expiry"
_RUNS_FROM = frozenset({Step.SUBMIT, Step.REPLY, Step.RESUME})


@dataclass(frozen=True, slots=True)
class Moment:
    """A step that was taken, and when."""

    step: str
    at: dt.datetime


def day_of(moment: dt.datetime) -> dt.date:
    """The day on which people in central Mexico saw it happen."""
    return moment.astimezone(CENTRAL_MEXICO).date()


def end_of(day: dt.date) -> dt.datetime:
    """The last second of a day."""
    return dt.datetime.combine(day, dt.time(23, 59, 59), CENTRAL_MEXICO).astimezone(dt.UTC)


def due(moment: dt.datetime, days: int, calendar: BusinessCalendar) -> dt.datetime:
    """The end of a period of business days that starts with the moment's day."""
    return end_of(calendar.add_business_days(day_of(moment), days))


def ruling_due(steps: Sequence[Moment], days: Mapping[str, int], calendar: BusinessCalendar) -> dt.datetime | None:
    """When the ruling is due, or None while its clock does not run (before submission, or during the applicant's)."""
    used, running_since = 0, None
    for step in sorted(steps, key=lambda one: one.at):
        if step.step in _RUNS_FROM:
            running_since = step.at
        elif step.step == Step.REQUEST_INFORMATION and running_since is not None:
            used += calendar.business_days_between(day_of(running_since), day_of(step.at))
            running_since = None
    if running_since is None:
        return None
    return due(running_since, max(days[RULING] - used, 0), calendar)


def days_left(due_at: dt.datetime, *, at: dt.datetime, calendar: BusinessCalendar) -> int:
    """Business days until a deadline: 0 on its last day, negative when it has passed."""
    return calendar.business_days_between(day_of(at), day_of(due_at))


def add_months(moment: dt.datetime, count: int) -> dt.datetime:
    """The same day and hour so many months later; the last of the month where that day does not exist."""
    index = moment.month - 1 + count
    year, month = moment.year + index // 12, index % 12 + 1
    return moment.replace(year=year, month=month, day=min(moment.day, months.monthrange(year, month)[1]))
