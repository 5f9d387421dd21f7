"""Counting verifications by day and standard, for IND-B6: how many, never of whom or by whom.

Doors count in memory and write now and then, in a transaction of their own: verifying waits for no lock, and works
while the database cannot be written. What a process has not written when it is killed is lost; the count is then low.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from registry.db import db
from registry.indicators.models import VerificationTally

ANYONE, EMPLOYER = "anyone", "employer"
#: Day, standard, by whom.
Place = tuple[dt.date, str, str]


def tally(counts: Mapping[Place, int]) -> None:
    """Add these to what was counted before."""
    for (day, standard, by), count in sorted(counts.items()):
        if not _add(day, standard, by, count):
            try:
                with db.session.begin_nested():
                    db.session.add(VerificationTally(day=day, standard_id=standard, by=by, count=count))
            except IntegrityError:  # another process has just made the row
                _add(day, standard, by, count)
    db.session.flush()


def _add(day: dt.date, standard: str, by: str, count: int) -> bool:
    done = db.session.execute(
        update(VerificationTally)
        .where(VerificationTally.day == day, VerificationTally.standard_id == standard, VerificationTally.by == by)
        .values(count=VerificationTally.count + count)
        .execution_options(synchronize_session=False)
    )
    return bool(done.rowcount)  # type: ignore[attr-defined]
