"""Making a release: the cells as they stand, suppressed, kept for good."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from sqlalchemy import func, select

from registry import clock, config
from registry.awards.models import Award
from registry.bulk import Rows
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.disclosure import MINIMUM_CELL
from registry.ids import new_key
from registry.issuing.models import AssessmentTally
from registry.outcomes import reading, refreshing
from registry.outcomes.measures import JOINT, all_measures, spell
from registry.outcomes.models import OutcomeCell, OutcomeRelease, OutcomeTable, OutcomeWatch
from registry.outcomes.releases import Key, PublishedTable, Release, newest
from registry.outcomes.suppressing import rounded, suppress
from registry.suppression import fit


def publish_due() -> int:
    """A release, if everything is counted, the last one is old enough and ten people or more moved since: what two
    releases differ by is about at least so many. 1 if one was made."""
    days = config.current().outcomes_release_days
    watch = db.session.get(OutcomeWatch, 1)
    if watch is None or watch.as_of is None or watch.run:
        return 0
    last = newest()
    if last is not None and (not days or clock.now() < last.as_of + dt.timedelta(days=days)):
        return 0
    if not fit(watch.moved) or not watch.moved or not _any_people():
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
    for table in suppress(all_measures(reading.known_standards(), curriculum.programs()), read_cells()):
        add((table.measure, spell(table.by), table.text()))
    for table in _assessments():
        add((table.measure, "", table.text()))
    rows.write(db.session)
    watch.moved = 0
    return release


def publish_now(*, anyway: bool = True) -> Release | None:
    """Count up to this moment and publish: `registry outcomes publish`, the demonstration. Commits.

    None, and no release, where fewer than ten people moved since the last one, unless ``anyway``.
    """
    refreshing.refresh()
    watch = db.session.get_one(OutcomeWatch, 1, populate_existing=True)
    if not anyway and watch.moved < MINIMUM_CELL:
        db.session.rollback()
        return None
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
        rounded("assessments.competent", (), {(): int(competent or 0)}),
        rounded("assessments.not_yet_competent", (), {(): int(not_yet or 0)}),
    ]


def _any_people() -> bool:
    return bool(db.session.scalar(select(OutcomeCell.count).where(OutcomeCell.measure == "awards.issued").limit(1)))
