"""Making a release: the cells as they stand, suppressed, kept for good."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import func, select

from registry import clock, config
from registry.awards.models import Award
from registry.bulk import Rows
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.disclosure import MINIMUM_CELL, publishable, publishable_table
from registry.ids import new_key
from registry.issuing.models import AssessmentTally
from registry.outcomes import reading, refreshing
from registry.outcomes.measures import JOINT, UNKNOWN, By, Measure, all_measures, spell
from registry.outcomes.models import OutcomeCell, OutcomeRelease, OutcomeTable, OutcomeWatch
from registry.outcomes.releases import Key, PublishedTable, Release, newest

Counts = Mapping[Key, int]


def publish_due() -> int:
    """A release, if everything is counted and the last one is old enough; 1 if one was made."""
    days = config.current().outcomes_release_days
    watch = db.session.get(OutcomeWatch, 1)
    if watch is None or watch.as_of is None or watch.run:
        return 0
    last = newest()
    if last is not None and (not days or clock.now() < last.as_of + dt.timedelta(days=days)):
        return 0
    if last is None and not _any_people():
        return 0
    publish(watch)
    return 1


def publish(watch: OutcomeWatch) -> Release:
    """Keep what is counted as a release. The caller commits. The count must be complete: ``watch.as_of`` is its moment.

    Raises ValueError while it is not.
    """
    if watch.as_of is None:
        raise ValueError("nothing has been counted yet")
    now = clock.now()
    release = Release(new_key(), watch.as_of, now, watch.shape)
    db.session.add(OutcomeRelease(id=release.id, as_of=release.as_of, published_at=now, shape=release.shape))
    db.session.flush()
    rows = Rows()
    add = rows.sheet(OutcomeTable, ("measure", "breakdown", "body"), release_id=release.id)
    for table in suppressed(all_measures(reading.known_standards(), curriculum.programs()), read_cells()):
        add((table.measure, spell(table.by), table.text()))
    for table in _assessments():
        add((table.measure, "", table.text()))
    rows.write(db.session)
    return release


def publish_now() -> Release:
    """Count up to this moment and publish: `registry outcomes publish`, the demonstration. Commits."""
    refreshing.refresh()
    watch = db.session.get_one(OutcomeWatch, 1, populate_existing=True)
    release = publish(watch)
    db.session.commit()
    return release


def read_cells() -> dict[tuple[str, str], dict[Key, int]]:
    """Every cell by measure and breakdown."""
    found: dict[tuple[str, str], dict[Key, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(OutcomeCell.measure, OutcomeCell.breakdown, OutcomeCell.at, OutcomeCell.count).where(
            OutcomeCell.count != 0
        )
    )
    for measure, by, at, count in rows:
        found[measure, by][tuple(at.split(JOINT)) if by else ()] = count
    return found


def suppressed(measures: tuple[Measure, ...], cells: Mapping[tuple[str, str], Counts]) -> list[PublishedTable]:
    """Every table of a release, with what may not be shown taken out."""
    tables = []
    for measure in measures:
        total = cells.get((measure.id, ""), {}).get((), 0)
        tables.append(_table(measure.id, (), {(): total}))
        tables += [_table(measure.id, by, cells.get((measure.id, spell(by)), {})) for by in measure.by]
    return tables


def _table(measure: str, by: By, counts: Counts) -> PublishedTable:
    cells: dict[Key, int | None] = {}
    people = sum(counts.values())
    total: int | None = None if 0 < people < MINIMUM_CELL else people
    if len(by) < 2:
        cells |= publishable(counts).cells
    else:
        nested: dict[Key, dict[str, int]] = defaultdict(dict)
        for place, count in counts.items():
            nested[place[:-1]][place[-1]] = count
        columns = sorted({place[-1] for place in counts})
        for row, line in publishable_table(nested, columns).items():
            cells |= {(*row, column): count for column, count in line.cells.items() if count != 0}
    shown = [(place, count) for place, count in cells.items() if UNKNOWN in place]
    hidden = any(count is None for _, count in shown)
    known = None if hidden or total is None else total - sum(count or 0 for _, count in shown)
    months: dict[str, int | None] = {}
    if by == ("month",):
        running: int | None = 0
        for (month,), shown_count in sorted(cells.items()):
            running = None if running is None or shown_count is None else running + shown_count
            months[month] = running
    return PublishedTable(measure, by, cells, total, known, months)


def _assessments() -> list[PublishedTable]:
    """Of the assessments in files, which also say who is not yet competent; awards made one by one would make every
    rate look perfect."""
    competent = db.session.scalar(
        select(func.count())
        .select_from(Award)
        .where(Award.batch_id.in_(select(AssessmentTally.batch_id)), Award.state != "revoked")
    )
    not_yet = db.session.scalar(select(func.coalesce(func.sum(AssessmentTally.not_yet_competent), 0)))
    return [
        _table("assessments.competent", (), {(): int(competent or 0)}),
        _table("assessments.not_yet_competent", (), {(): int(not_yet or 0)}),
    ]


def _any_people() -> bool:
    return bool(db.session.scalar(select(OutcomeCell.count).where(OutcomeCell.measure == "awards.issued").limit(1)))
