"""Whether the cells are what the records say: everything counted from the truth once more, apart from the cells."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import delete, select

from registry.db import db
from registry.outcomes import reading, refreshing
from registry.outcomes.counting import Cell, cells
from registry.outcomes.models import OutcomeCell, OutcomePerson, OutcomeWatch


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that is not what the records say."""

    cell: Cell
    kept: int
    true: int


def differences() -> list[Difference]:
    """The cells that differ from the records, as of the last count's moment, by cell. Reads everything."""
    watch = db.session.get(OutcomeWatch, 1, populate_existing=True)
    if watch is None or watch.as_of is None:
        return []
    true = brute_force(watch.as_of)
    kept = {
        (measure, by, at): count
        for measure, by, at, count in db.session.execute(
            select(OutcomeCell.measure, OutcomeCell.breakdown, OutcomeCell.at, OutcomeCell.count)
        )
    }
    return [
        Difference(cell, kept.get(cell, 0), true.get(cell, 0))
        for cell in sorted(kept.keys() | true.keys())
        if kept.get(cell, 0) != true.get(cell, 0)
    ]


def brute_force(at: dt.datetime) -> Counter[Cell]:
    """Every cell, counted from the records alone."""
    frame = reading.frame()
    found: Counter[Cell] = Counter()
    after = uuid.UUID(int=0)
    while True:
        people = reading.everybody(after, refreshing.SLICE)
        if not people:
            return found
        after = people[-1]
        for counted, _ in reading.count_people(reading.listed(people), frame, at).values():
            found.update(cells(counted))


def repair() -> int:
    """Forget the count and count everybody again, committing after each slice; how many people were looked at."""
    watch = db.session.get(OutcomeWatch, 1, populate_existing=True)
    if watch is not None:
        watch.as_of, watch.run = None, {}
        db.session.execute(delete(OutcomePerson))
        db.session.commit()
    return refreshing.refresh()
