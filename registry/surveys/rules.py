"""When holders are asked, reminded and no longer asked (pure; the time comes in as an argument)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

#: Days after issue at which a wave begins.
WAVE_DAYS: Mapping[str, int] = {"entry": 1, "six_months": 182, "twelve_months": 365}
#: So long an answer is taken, and can be changed or taken back; then nobody knows any more whose it is.
OPEN = dt.timedelta(days=45)
#: One reminder, after so long without an answer.
REMIND_AFTER = dt.timedelta(days=14)
#: A worker that was off for longer asks nobody about the past: the six months would be seven.
LATEST = dt.timedelta(days=30)
#: Nobody is asked the same wave again within this time, whatever else they earn.
NOT_AGAIN = dt.timedelta(days=330)
#: How often the worker looks whom to ask.
EVERY = dt.timedelta(hours=1)
OF_AGE = 18


def due_between(wave: str, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Issued after the first and not after the second: it is time to ask about this wave."""
    until = now - dt.timedelta(days=WAVE_DAYS[wave])
    return until - LATEST, until


def is_open(*, closes_at: dt.datetime, withdrawn: bool, now: dt.datetime) -> bool:
    """Whether an answer is taken."""
    return not withdrawn and now < closes_at


def under_age(born_on: dt.date | None, today: dt.date) -> bool:
    """Whether somebody has said that she or he is under age: they are not asked."""
    if born_on is None:
        return False
    birthday_to_come = (today.month, today.day) < (born_on.month, born_on.day)
    return today.year - born_on.year - birthday_to_come < OF_AGE
