"""Requests about one's own data, the corrections that institutions are asked for, copies to download, sealed boxes."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key
from registry.people.models import Person
from registry.providers.models import Provider


class RightsRequest(db.Model):
    """One request. ``wanted`` holds what its kind needs, and is emptied of names and reasons when it has ended.

    On paper it begins as proposed and is open once a second officer has approved; ``open_key`` keeps a person from
    having two open ones of a kind. See `registry.rights.rules.STEPS`.
    """

    __tablename__ = "rights_request"
    __table_args__ = (Index("ix_rights_request_state_due", "state", "answer_due_at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    number: Mapped[str] = mapped_column(String(8), unique=True)
    kind: Mapped[str] = mapped_column(String(14))  # access | rectification | cancellation | opposition
    state: Mapped[str] = mapped_column(String(12))
    open_key: Mapped[str | None] = mapped_column(String(60), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    channel: Mapped[str] = mapped_column(String(8))  # session | paper
    language: Mapped[str] = mapped_column(String(2), default="es")
    words: Mapped[str] = mapped_column(Text, default="")
    wanted: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    token_digest: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)  # the page of whoever asked
    evidence: Mapped[str | None] = mapped_column(String(20))
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    approved_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    asked_at: Mapped[dt.datetime] = mapped_column(Instant)
    answer_due_at: Mapped[dt.datetime] = mapped_column(Instant)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    answered_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    carry_due_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    carried_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    delete_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)  # when what is blocked is deleted
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    reminded_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    warned_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # told that it is overdue

    person: Mapped[Person] = relationship()
    parts: Mapped[list[CorrectionPart]] = relationship(back_populates="request", order_by="CorrectionPart.id")


class CorrectionPart(db.Model):
    """What one institution is asked to correct: its awards of the person; decided by it, or by the authority where it
    has closed or may not issue."""

    __tablename__ = "correction_part"
    __table_args__ = (UniqueConstraint("request_id", "provider_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    request_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("rights_request.id"), index=True)
    provider_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("provider.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="open")  # open | done | refused | withdrawn
    award_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    corrected: Mapped[int] = mapped_column(Integer, default=0)  # how many of them were
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    note: Mapped[str] = mapped_column(Text, default="")

    request: Mapped[RightsRequest] = relationship(back_populates="parts")
    provider: Mapped[Provider] = relationship()


class DataExport(db.Model):
    """A copy of everything held about somebody, sealed, for a few days."""

    __tablename__ = "data_export"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    request_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("rights_request.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting")  # waiting | ready
    made_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)
    size: Mapped[int] = mapped_column(Integer, default=0)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class BlockedBox(db.Model):
    """Everything that was held about somebody whose data are blocked: sealed, read by no page, deleted when its time
    comes. What it holds is as `registry.rights.erasing` put it there."""

    __tablename__ = "blocked_box"

    request_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("rights_request.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
