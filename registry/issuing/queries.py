"""Reading batches: their progress, their rows, their acknowledgement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import joinedload

from registry import clock
from registry.awards.models import Award, Claim
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.errors import NoSuchBatch
from registry.issuing.intake import RowOutcome
from registry.issuing.intake.person_messages import BAD_EMAIL, NO_EMAIL
from registry.issuing.models import BatchReview, BatchRow, IssueBatch, IssueChunk
from registry.issuing.rows import planned
from registry.people.models import Person
from registry.texts import Text

#: A filter of `rows_with_findings`, beside the outcomes.
CLEANED = "cleaned"


def batch(batch_id: uuid.UUID, *, provider_id: uuid.UUID) -> IssueBatch:
    """A batch of this provider. Raises `NoSuchBatch`, also for another provider's."""
    found = db.session.scalars(
        select(IssueBatch)
        .where(IssueBatch.id == batch_id, IssueBatch.provider_id == provider_id)
        .options(joinedload(IssueBatch.definition_version).joinedload(DefinitionVersion.standard_version))
    ).one_or_none()
    if found is None:
        raise NoSuchBatch()
    return found


def batches(provider_id: uuid.UUID, *, page: int = 1, size: int = 20) -> Sequence[IssueBatch]:
    """A provider's batches, newest first."""
    return db.session.scalars(
        select(IssueBatch)
        .where(IssueBatch.provider_id == provider_id)
        .order_by(IssueBatch.id.desc())
        .offset((page - 1) * size)
        .limit(size)
        .options(joinedload(IssueBatch.definition_version))
    ).all()


def count_batches(provider_id: uuid.UUID, *, states: Collection[str] = ()) -> int:
    """How many batches a provider has, of these states or of all."""
    statement = select(func.count(IssueBatch.id)).where(IssueBatch.provider_id == provider_id)
    if states:
        statement = statement.where(IssueBatch.state.in_(states))
    return int(db.session.scalar(statement) or 0)


def rows_with_findings(
    batch_id: uuid.UUID, *, outcome: str | None = None, page: int = 1, size: int = 50
) -> tuple[Sequence[BatchRow], int]:
    """A page of the rows that something is said about, in the order of the file, and how many there are.

    ``outcome``: rows of that outcome only; `CLEANED` for those that are ready once something was corrected in them.
    """
    conditions = [BatchRow.batch_id == batch_id, BatchRow.outcome != "ready"]
    if outcome == CLEANED:
        conditions = [BatchRow.batch_id == batch_id, BatchRow.outcome == "ready", BatchRow.findings != []]
    elif outcome:
        conditions = [BatchRow.batch_id == batch_id, BatchRow.outcome == outcome]
    total = db.session.scalar(select(func.count()).select_from(BatchRow).where(*conditions))
    rows = db.session.scalars(
        select(BatchRow).where(*conditions).order_by(BatchRow.position).offset((page - 1) * size).limit(size)
    ).all()
    return rows, int(total or 0)


def counts(batch_id: uuid.UUID) -> dict[str, int]:
    """How many rows of each outcome, and how many warnings are confirmed."""
    rows = db.session.execute(
        select(BatchRow.outcome, BatchRow.confirmed, func.count())
        .where(BatchRow.batch_id == batch_id)
        .group_by(BatchRow.outcome, BatchRow.confirmed)
    )
    found: dict[str, int] = {"ready": 0, "warn": 0, "reject": 0, "not_competent": 0, "ignore": 0, "confirmed": 0}
    for outcome, confirmed, count in rows:
        found[outcome] += count
        found["confirmed"] += count if confirmed and outcome == "warn" else 0
    found["planned"] = found["ready"] + found["confirmed"]
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a committed batch is. ``seconds_left`` is None until a rate can be measured, and while it is paused;
    ``idle_seconds`` is the time since anything moved."""

    done: int
    total: int
    failed_chunks: int
    per_second: float | None
    seconds_left: int | None
    idle_seconds: int = 0


def progress(one: IssueBatch) -> Progress:
    """Issued rows out of planned ones by the counters of the chunks, the rate since the start or the last pause, and
    what is left."""
    counted = db.session.execute(
        select(
            func.coalesce(func.sum(IssueChunk.issued), 0),
            func.max(IssueChunk.moved_at),
            func.coalesce(func.sum(case((IssueChunk.state == "failed", 1), else_=0)), 0),
        ).where(IssueChunk.batch_id == one.id)
    ).one()
    done, moved_at, failed = int(counted[0]), counted[1], int(counted[2])
    total = int(one.totals.get("planned", 0))
    now = clock.now()
    going = one.paused_at is None and one.cancelled_at is None
    rate = _rate(done - one.issued_before, one.running_since, one.finished_at or one.paused_at or now)
    left = int((total - done) / rate) if rate and done < total and going else None
    moved = max(filter(None, (one.running_since, moved_at)), default=None)
    idle = int((now - moved).total_seconds()) if moved and done < total and going else 0
    return Progress(done, total, failed, rate, left, idle)


def _rate(done: int, since: dt.datetime | None, until: dt.datetime) -> float | None:
    elapsed = (until - since).total_seconds() if since is not None else 0.0
    return done / elapsed if done > 0 and elapsed > 0 else None


@dataclass(frozen=True, slots=True)
class ReviewProgress:
    """How far the review of a long file is. ``total`` is what the part read so far lets expect; ``refusal`` why it
    failed, in both languages."""

    rows: int
    fraction: float
    total: int | None
    per_second: float | None
    seconds_left: int | None
    idle_seconds: int
    refusal: Text | None


def review_progress(batch_id: uuid.UUID) -> ReviewProgress | None:
    """The review of a file by a worker, under way or failed; None where there is none."""
    one = db.session.get(BatchReview, batch_id, populate_existing=True)
    if one is None:
        return None
    rows, fraction, now = one.rows_read, one.per_mille / 1000, clock.now()
    rate = _rate(rows, one.started_at, one.moved_at)
    total = int(rows / fraction) if fraction > 0 else None
    left = int((total - rows) / rate) if rate and total is not None else None
    refusal = Text.of(one.refusal) if one.refusal else None
    return ReviewProgress(rows, fraction, total, rate, left, int((now - one.moved_at).total_seconds()), refusal)


def same_file(one: IssueBatch) -> IssueBatch | None:
    """The newest committed batch of this institution that came from the very same bytes, for the same definition."""
    return db.session.scalars(
        select(IssueBatch)
        .join(IssueBatch.definition_version)
        .where(
            IssueBatch.provider_id == one.provider_id,
            IssueBatch.file_digest == one.file_digest,
            IssueBatch.id != one.id,
            IssueBatch.state.in_(("committed", "issued")),
            DefinitionVersion.definition_id == one.definition_version.definition_id,
        )
        .order_by(IssueBatch.id.desc())
        .limit(1)
    ).first()


def open_chunks() -> dict[str, int]:
    """How many slices of lists wait, are being issued, and failed for good."""
    counted = db.session.execute(
        select(IssueChunk.state, func.count().label("total"))
        .where(IssueChunk.state.not_in(("done", "cancelled")))
        .group_by(IssueChunk.state)
    )
    return {row.state: row.total for row in counted}


def issued(batch_id: uuid.UUID) -> Sequence[tuple[str, str]]:
    """Folio and holder of every award of a batch, in the order of its rows."""
    rows = db.session.execute(
        select(Award.folio, Person.full_name)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .join(Person, Person.id == Award.person_id)
        .where(BatchRow.batch_id == batch_id)
        .order_by(BatchRow.position)
    )
    return [(folio, name) for folio, name in rows]


def slips(batch_id: uuid.UUID, *, first: int, most: int, group: str | None = None) -> Sequence[tuple[Claim, str]]:
    """Open claims on paper with their holders, in the order of the file, from the ``first`` (0) on.

    ``group``: of one group of the file alone; empty, of the people who are in none.
    """
    of_group = () if group is None else (func.coalesce(Award.group_name, "") == group,)
    rows = db.session.execute(
        select(Claim, Person.full_name)
        .join(BatchRow, BatchRow.award_id == Claim.award_id)
        .join(Award, Award.id == Claim.award_id)
        .join(Person, Person.id == Claim.person_id)
        .where(BatchRow.batch_id == batch_id, *_OPEN_SLIP, *of_group)
        .order_by(BatchRow.position)
        .offset(first)
        .limit(most)
    )
    return [(claim, name) for claim, name in rows]


def slip_groups(batch_id: uuid.UUID) -> Sequence[tuple[str, int]]:
    """The groups of the file that have open claims on paper, by name, and how many; the name is empty for none."""
    name = func.coalesce(Award.group_name, "")
    rows = db.session.execute(
        select(name, func.count(Claim.id))
        .join(BatchRow, BatchRow.award_id == Claim.award_id)
        .join(Award, Award.id == Claim.award_id)
        .where(BatchRow.batch_id == batch_id, *_OPEN_SLIP)
        .group_by(name)
        .order_by(name)
    )
    return [(group, count) for group, count in rows]


def count_slips(batch_id: uuid.UUID) -> int:
    """How many open claims on paper a batch has."""
    statement = (
        select(func.count(Claim.id))
        .join(BatchRow, BatchRow.award_id == Claim.award_id)
        .where(BatchRow.batch_id == batch_id, *_OPEN_SLIP)
    )
    return int(db.session.scalar(statement) or 0)


_NO_ADDRESS = frozenset({NO_EMAIL.code, BAD_EMAIL.code})
_OPEN_SLIP = (Claim.kind == "slip", Claim.used_at.is_(None), Claim.cancelled_at.is_(None))


def undo_until(batch_id: uuid.UUID) -> dt.datetime | None:
    """Until when a batch's mails wait, if they still do."""
    until = db.session.scalar(select(IssueBatch.mails_at).where(IssueBatch.id == batch_id))
    return until if until is not None and until > clock.now() else None


def planned_slips(batch_id: uuid.UUID) -> int:
    """How many people of the plan have no usable e-mail and will get a slip: each was confirmed as such."""
    findings = db.session.scalars(
        select(BatchRow.findings)
        .where(BatchRow.batch_id == batch_id, BatchRow.outcome == "warn", *planned())
        .execution_options(yield_per=1_000)
    )
    return sum(any(one["code"] in _NO_ADDRESS for one in row) for row in findings)


def first_planned(batch_id: uuid.UUID) -> BatchRow | None:
    """The first row that a commit would issue."""
    return db.session.scalars(
        select(BatchRow).where(BatchRow.batch_id == batch_id, *planned()).order_by(BatchRow.position).limit(1)
    ).first()


def faulty(outcomes: Iterator[RowOutcome]) -> Iterator[RowOutcome]:
    """The rows to correct."""
    return (one for one in outcomes if one.outcome.value in ("reject", "not_competent"))
