"""Reading batches: their progress, their rows, their acknowledgement."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry import clock
from registry.awards.models import Award, Claim
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.errors import NoSuchBatch
from registry.issuing.intake import RowOutcome
from registry.issuing.intake.person_messages import BAD_EMAIL, NO_EMAIL
from registry.issuing.models import BatchRow, IssueBatch, IssueChunk
from registry.issuing.rows import planned
from registry.people.models import Person

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
    """How far a committed batch is. ``seconds_left`` is None until a rate can be measured; ``idle_seconds`` is the
    time since anything moved."""

    done: int
    total: int
    failed_chunks: int
    per_second: float | None
    seconds_left: int | None
    idle_seconds: int = 0


def progress(one: IssueBatch) -> Progress:
    """Issued rows out of planned ones, the rate since the commit, and what is left."""
    issued = db.session.scalar(
        select(func.count()).select_from(BatchRow).where(BatchRow.batch_id == one.id, BatchRow.award_id.is_not(None))
    )
    issued_at = db.session.scalar(select(func.max(Award.issued_at)).where(Award.batch_id == one.id))
    failed = db.session.scalar(
        select(func.count()).select_from(IssueChunk).where(IssueChunk.batch_id == one.id, IssueChunk.state == "failed")
    )
    done, total = int(issued or 0), int(one.totals.get("planned", 0))
    end = one.finished_at or clock.now()
    elapsed = (end - one.committed_at).total_seconds() if one.committed_at else 0.0
    rate = done / elapsed if done and elapsed > 0 else None
    left = int((total - done) / rate) if rate and done < total else None
    moved = max(filter(None, (one.committed_at, issued_at)), default=None)
    idle = int((clock.now() - moved).total_seconds()) if moved and done < total else 0
    return Progress(done, total, int(failed or 0), rate, left, idle)


def open_chunks() -> dict[str, int]:
    """How many slices of lists wait, are being issued, and failed for good."""
    counted = db.session.execute(
        select(IssueChunk.state, func.count().label("total"))
        .where(IssueChunk.state != "done")
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


def slips(batch_id: uuid.UUID, *, first: int, most: int) -> Sequence[tuple[Claim, str]]:
    """Open claims on paper with their holders, in the order of the file, from the ``first`` (0) on."""
    rows = db.session.execute(
        select(Claim, Person.full_name)
        .join(BatchRow, BatchRow.award_id == Claim.award_id)
        .join(Person, Person.id == Claim.person_id)
        .where(BatchRow.batch_id == batch_id, *_OPEN_SLIP)
        .order_by(BatchRow.position)
        .offset(first)
        .limit(most)
    )
    return [(claim, name) for claim, name in rows]


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
