"""Numbers of rulings and applications: ``ACR-2026-0001``, one after another within a year, none twice."""

from __future__ import annotations

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.db import db
from registry.providers.models import NumberSeries

APPLICATION, ACCREDITATION = "SOL", "ACR"


def take(prefix: str) -> str:
    """The next number of this year's series. The row's lock makes other writers wait for this transaction's end."""
    series = f"{prefix}-{clock.today().year}"
    number = _advance(series)
    if number is None:
        number = _open(series)
    return f"{series}-{number:04d}"


def _advance(series: str) -> int | None:
    statement = (
        update(NumberSeries)
        .where(NumberSeries.name == series)
        .values(last=NumberSeries.last + 1)
        .returning(NumberSeries.last)
        .execution_options(synchronize_session=False)
    )
    return db.session.execute(statement).scalar_one_or_none()


def _open(series: str) -> int:
    try:
        with db.session.begin_nested():
            db.session.add(NumberSeries(name=series, last=1))
    except IntegrityError:  # another process gave the first number of the year meanwhile
        number = _advance(series)
        if number is None:
            raise
        return number
    return 1
