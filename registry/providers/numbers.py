"""Numbers of rulings and applications: ``ACR-2026-0001``, one after another within a year, none twice.

A database that has gone back in time (`registry.lineage`) has forgotten numbers that are in the world. Its next ones
leap: to a thousand and the minutes since the year began, which is higher than any number given before, as long as there
is less than one a minute. The leap needs no memory, so that the same backup may be restored twice.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import case, select, update
from sqlalchemy.exc import IntegrityError

from registry import clock, lineage
from registry.db import db
from registry.providers.models import NumberSeries
from registry.texts import CENTRAL_MEXICO

APPLICATION, ACCREDITATION = "SOL", "ACR"
_BEFORE_MINUTES = 1_000


def take(prefix: str) -> str:
    """The next number of this year's series. The row's lock makes other writers wait for this transaction's end."""
    year = clock.today().year
    series = f"{prefix}-{year}"
    era = lineage.now()
    number = _next(series, era, year)
    if lineage.fell_back(era, series, number - 1):
        era = lineage.begin("marks")
        number = _next(series, era, year)
    lineage.note(era, series, number)
    return f"{series}-{number:04d}"


def given_out(era: lineage.Now) -> dict[str, int]:
    """The last number of each series that gave one in this era."""
    found = select(NumberSeries.name, NumberSeries.last).where(NumberSeries.era == era.number)
    return {row.name: row.last for row in db.session.execute(found)}


def _next(series: str, era: lineage.Now, year: int) -> int:
    number = _advance(series, era, year)
    return _open(series, era, year) if number is None else number


def _advance(series: str, era: lineage.Now, year: int) -> int | None:
    leap = _leap(series, era, year)
    leapt = case((NumberSeries.last > leap, NumberSeries.last), else_=leap)
    last = case((NumberSeries.era < era.number, leapt), else_=NumberSeries.last)
    statement = (
        update(NumberSeries)
        .where(NumberSeries.name == series)
        .values(last=last + 1, era=era.number)
        .returning(NumberSeries.last)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).scalar_one_or_none()


def _open(series: str, era: lineage.Now, year: int) -> int:
    first = _leap(series, era, year) + 1
    try:
        with db.session.begin_nested():
            db.session.add(NumberSeries(name=series, last=first, era=era.number))
    except IntegrityError:  # another process gave the first number of the year meanwhile
        number = _advance(series, era, year)
        if number is None:
            raise
        return number
    return first


def _leap(series: str, era: lineage.Now, year: int) -> int:
    """Behind which number a series of that year goes on in this era: 0 in the first, and for years after it began."""
    began = era.began_at.astimezone(CENTRAL_MEXICO)
    if era.number == 1 or began.year != year:
        return 0
    minutes = int((began - dt.datetime(year, 1, 1, tzinfo=CENTRAL_MEXICO)) / dt.timedelta(minutes=1))
    return max(_BEFORE_MINUTES + minutes, lineage.highest(era, series))
