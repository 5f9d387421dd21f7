"""What is public: releases, frozen and suppressed copies of the cells as of a moment.

Pages, files, answers and reports all read a release and nothing else, so that they say the same and a difference
between two doors reveals nobody. A release never changes; each of its tables is one row.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import orjson
from sqlalchemy import select, tuple_

from registry.db import db
from registry.errors import NotFound
from registry.outcomes.measures import SUPPLY, By, spell
from registry.outcomes.models import OutcomeRelease, OutcomeTable

Key = tuple[str, ...]
#: Tables of releases that this process has read: they never change.
_REMEMBERED = 400
_tables: OrderedDict[tuple[uuid.UUID, str, str], PublishedTable] = OrderedDict()


@dataclass(frozen=True, slots=True)
class PublishedTable:
    """One measure by some dimensions. ``cells`` by the values, in the order of ``by``: None is suppressed, a place that
    is missing is 0. ``total``: of the measure, over the whole table. ``known``: of how many every dimension is known.
    ``cumulative``: for a breakdown by month, how many up to the end of each; None where that cannot be said.
    ``rounded_to``: 1, or 10 where numbers are not published to the unit.

    Where ``total`` is None nothing of the measure is published. Of supply (`SUPPLY`) only what is ten or more has a
    place: beside exact sums, a cell known to hold somebody and less than ten could be one person.
    """

    measure: str
    by: By
    cells: Mapping[Key, int | None]
    total: int | None
    known: int | None
    cumulative: Mapping[str, int | None]
    rounded_to: int = 1

    def get(self, *values: str) -> int | None:
        """The cell at these values; None when suppressed."""
        return None if self.total is None else self.cells.get(values, None if self.by == SUPPLY else 0)

    def text(self) -> str:
        """As it is kept."""
        cells = [[*place, count] for place, count in sorted(self.cells.items())]
        return orjson.dumps([self.total, self.known, cells, self.cumulative, self.rounded_to]).decode()

    @classmethod
    def read(cls, measure: str, by: By, text: str) -> PublishedTable:
        """What `text` wrote."""
        total, known, cells, cumulative, rounded_to = orjson.loads(text)
        return cls(measure, by, {tuple(row[:-1]): row[-1] for row in cells}, total, known, cumulative, rounded_to)


@dataclass(frozen=True, slots=True)
class Release:
    """One release. ``as_of``: the moment up to which everything is counted."""

    id: uuid.UUID
    as_of: dt.datetime
    published_at: dt.datetime
    shape: str

    def table(self, measure: str, by: By = ()) -> PublishedTable:
        """One table: one statement, none if this process has read it before. Raises `NotFound`."""
        found = self.tables([(measure, by)])
        return found[measure, by]

    def tables(self, wanted: Iterable[tuple[str, By]]) -> dict[tuple[str, By], PublishedTable]:
        """Several tables in one statement. Raises `NotFound` for one that the release does not have."""
        asked = list(dict.fromkeys(wanted))
        found = {one: table for one in asked if (table := _tables.get((self.id, one[0], spell(one[1])))) is not None}
        missing = [one for one in asked if one not in found]
        for start in range(0, len(missing), 200):
            found |= self._read(missing[start : start + 200])
        if len(found) < len(asked):
            raise NotFound()
        return found

    def known(self) -> frozenset[str]:
        """The measures that it has. One statement."""
        rows = db.session.scalars(
            select(OutcomeTable.measure).where(OutcomeTable.release_id == self.id, OutcomeTable.breakdown == "")
        )
        return frozenset(rows)

    def all(self) -> tuple[PublishedTable, ...]:
        """Every table, by measure and breakdown: for files. One statement."""
        rows = db.session.execute(
            select(OutcomeTable.measure, OutcomeTable.breakdown, OutcomeTable.body)
            .where(OutcomeTable.release_id == self.id)
            .order_by(OutcomeTable.measure, OutcomeTable.breakdown)
        )
        return tuple(PublishedTable.read(measure, _by(by), body) for measure, by, body in rows)

    def _read(self, missing: list[tuple[str, By]]) -> dict[tuple[str, By], PublishedTable]:
        rows = db.session.execute(
            select(OutcomeTable.measure, OutcomeTable.breakdown, OutcomeTable.body).where(
                OutcomeTable.release_id == self.id,
                tuple_(OutcomeTable.measure, OutcomeTable.breakdown).in_(
                    [(measure, spell(by)) for measure, by in missing]
                ),
            )
        )
        found = {}
        for measure, breakdown, body in rows:
            by = _by(breakdown)
            table = found[measure, by] = PublishedTable.read(measure, by, body)
            _tables[self.id, measure, breakdown] = table
            if len(_tables) > _REMEMBERED:
                _tables.popitem(last=False)
        return found


def newest(at: dt.datetime | None = None) -> Release | None:
    """The newest release (as of ``at`` or before); None while nothing has been published. One statement."""
    statement = select(OutcomeRelease).order_by(OutcomeRelease.as_of.desc(), OutcomeRelease.id.desc()).limit(1)
    if at is not None:
        statement = statement.where(OutcomeRelease.as_of <= at)
    row: OutcomeRelease | None = db.session.scalar(statement)
    return _read(row) if row is not None else None


def forget() -> None:
    """Forget what this process has read: for measurements."""
    _tables.clear()


def by_id(key: uuid.UUID) -> Release:
    """One release. Raises `NotFound`."""
    row = db.session.get(OutcomeRelease, key)
    if row is None:
        raise NotFound()
    return _read(row)


def _read(row: OutcomeRelease) -> Release:
    return Release(row.id, row.as_of, row.published_at, row.shape)


def _by(breakdown: str) -> By:
    return tuple(breakdown.split("|")) if breakdown else ()
