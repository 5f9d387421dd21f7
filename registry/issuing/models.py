"""Bulk issuing: a file, its rows with their findings, a plan with a hash, chunks with leases."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.definitions.models import DefinitionVersion
from registry.ids import new_key


class IssueBatch(db.Model):
    """One file to issue from. ``plan_hash`` names exactly the rows that a commit will issue."""

    __tablename__ = "issue_batch"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition_version.id"))
    created_by: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    file_name: Mapped[str] = mapped_column(String(200))
    file_digest: Mapped[str] = mapped_column(String(64))
    file_size: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12), default="uploaded")
    # uploaded → (reviewing →) reviewed → committed → issued; or cancelled; or undone
    mapping: Mapped[dict[str, Any] | None] = mapped_column(Json)
    consent_statement: Mapped[bool] = mapped_column(Boolean, default=False)  # provider holds consent for demographics
    totals: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    plan_hash: Mapped[str | None] = mapped_column(String(64))
    committed_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    committed_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    mails_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # until then Undo is offered
    undone_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    reviewed_from: Mapped[dt.datetime | None] = mapped_column(Instant)  # what was issued later, the review has not seen
    paused_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # while it is set, no worker leases a chunk
    cancelled_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # what was not signed by then never will be
    running_since: Mapped[dt.datetime | None] = mapped_column(Instant)  # committed, or resumed: rates count from here
    issued_before: Mapped[int] = mapped_column(Integer, default=0)  # of its awards, those made before that
    acknowledgement: Mapped[bytes | None] = mapped_column(LargeBinary)  # the signed acuse, compact JWS

    definition_version: Mapped[DefinitionVersion] = relationship()

    @property
    def standing(self) -> str:
        """The state in words: a committed batch may be ``paused``, or ``stopping`` until a worker has seen it."""
        if self.state != "committed":
            return self.state
        return "stopping" if self.cancelled_at is not None else "paused" if self.paused_at is not None else self.state


class BatchFile(db.Model):
    """A part of the uploaded bytes, apart from the hot row; sealed, because the sheet holds CURPs.

    In parts, so that neither the file nor its sealed form is ever whole in memory; in the database, so that a worker
    on any machine can read it.
    """

    __tablename__ = "batch_file"

    batch_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issue_batch.id"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class BatchReview(db.Model):
    """The review of a file that is too long to be judged while somebody waits: who works on it, and how far it is.

    ``attempts`` is the fence, as with chunks: a worker that dies leaves its rows behind, and the next one begins anew.
    """

    __tablename__ = "batch_review"

    batch_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issue_batch.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | leased | failed; done: no row
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    asked_by: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"))
    started_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    moved_at: Mapped[dt.datetime] = mapped_column(Instant)
    rows_read: Mapped[int] = mapped_column(Integer, default=0)
    per_mille: Mapped[int] = mapped_column(Integer, default=0)  # how much of the file those rows are
    refusal: Mapped[dict[str, Any] | None] = mapped_column(Json)  # why it failed: code, es, en


class BatchRow(db.Model):
    """One row of the file as judged. ``sealed`` is the normalised candidate, which may hold a CURP."""

    __tablename__ = "batch_row"
    __table_args__ = (
        UniqueConstraint("batch_id", "position"),
        Index("ix_batch_row_outcome", "batch_id", "outcome"),
        Index("ix_batch_row_identity", "identity"),
        # Each row is changed once, when it is an award, and is then shorter: with room on its page, its four indexes
        # need no new entry on PostgreSQL.
        {"postgresql_with": {"fillfactor": 70}},
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    batch_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issue_batch.id"))
    position: Mapped[int] = mapped_column(Integer)
    sheet: Mapped[str] = mapped_column(String(100))
    row_number: Mapped[int] = mapped_column(Integer)
    outcome: Mapped[str] = mapped_column(String(16))  # ready | warn | reject | not_competent | ignore
    confirmed: Mapped[bool] = mapped_column(Boolean, default=False)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    # 64 bits of a keyed digest of the CURP, or else of name and day: finds the same person in another list.
    identity: Mapped[int | None] = mapped_column(BigInteger)
    # Its own key, once the award is there: written in the award's transaction, and nothing deletes awards.
    award_id: Mapped[uuid.UUID | None] = mapped_column(Key)
    # issued, and its claim and mail are still to be written (`registry.issuing.inviting`)
    to_invite: Mapped[bool] = mapped_column(Boolean, default=False)


class IssueChunk(db.Model):
    """A slice of a committed batch. The lease is the truth about who works on it; queues only wake workers."""

    __tablename__ = "issue_chunk"
    __table_args__ = (UniqueConstraint("batch_id", "number"), Index("ix_issue_chunk_state", "state", "leased_until"))

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    batch_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issue_batch.id"))
    number: Mapped[int] = mapped_column(Integer)
    first_position: Mapped[int] = mapped_column(Integer)
    last_position: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | leased | done | failed | cancelled
    leased_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    last_error: Mapped[str | None] = mapped_column(String(300))
    planned: Mapped[int] = mapped_column(Integer, default=0)  # rows to issue
    issued: Mapped[int] = mapped_column(Integer, default=0)  # of them, those that are awards now
    to_invite: Mapped[int] = mapped_column(Integer, default=0)  # of those, the rows that say so
    moved_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # when the last of them was made


class SavedMapping(db.Model):
    """How a provider's headings were mapped last time, found again by their fingerprint."""

    __tablename__ = "saved_mapping"
    __table_args__ = (UniqueConstraint("provider_id", "fingerprint"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    mapping: Mapped[dict[str, Any]] = mapped_column(Json)
    saved_at: Mapped[dt.datetime] = mapped_column(Instant)


class AssessmentTally(db.Model):
    """People who sat the assessment and are not yet competent: a number, without names (CONTRACT, Bulk file)."""

    __tablename__ = "assessment_tally"
    __table_args__ = (UniqueConstraint("batch_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    batch_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issue_batch.id"))
    definition_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("definition_version.id"), index=True)
    not_yet_competent: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)
