"""Reading batches: their progress, their rows, their acknowledgement."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from registry import clock
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.issuing.errors import NoSuchBatch
from registry.issuing.intake import RowOutcome
from registry.issuing.models import BatchRow, IssueBatch, IssueChunk


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


def rows_with_findings(
    batch_id: uuid.UUID, *, outcome: str | None = None, page: int = 1, size: int = 50
) -> tuple[Sequence[BatchRow], int]:
    """A page of the rows that something is said about, in the order of the file, and how many there are."""
    conditions = [BatchRow.batch_id == batch_id, BatchRow.outcome != "ready"]
    if outcome:
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
    """How far a committed batch is. ``seconds_left`` is None until a rate can be measured."""

    done: int
    total: int
    failed_chunks: int
    per_second: float | None
    seconds_left: int | None


def progress(one: IssueBatch) -> Progress:
    """Issued rows out of planned ones, the rate since the commit, and what is left."""
    issued = db.session.scalar(
        select(func.count()).select_from(BatchRow).where(BatchRow.batch_id == one.id, BatchRow.award_id.is_not(None))
    )
    failed = db.session.scalar(
        select(func.count()).select_from(IssueChunk).where(IssueChunk.batch_id == one.id, IssueChunk.state == "failed")
    )
    done, total = int(issued or 0), int(one.totals.get("planned", 0))
    end = one.finished_at or clock.now()
    elapsed = (end - one.committed_at).total_seconds() if one.committed_at else 0.0
    rate = done / elapsed if done and elapsed > 0 else None
    left = int((total - done) / rate) if rate and done < total else None
    return Progress(done, total, int(failed or 0), rate, left)


def faulty(outcomes: Iterator[RowOutcome]) -> Iterator[RowOutcome]:
    """The rows to correct."""
    return (one for one in outcomes if one.outcome.value in ("reject", "not_competent"))
