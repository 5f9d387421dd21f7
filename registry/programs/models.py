"""Programs with stages: who took part, what average each reached, and how the next stage was filled."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class Cohort(db.Model):
    """One run of a program (``program_id`` names it in the content), with its pre-committed draw.

    Codes are given out first, then the seed is committed to, then grades are recorded, then a cut reveals the seed.
    """

    __tablename__ = "cohort"
    __table_args__ = (UniqueConstraint("program_id", "name"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    program_id: Mapped[str] = mapped_column(String(60), index=True)
    name: Mapped[str] = mapped_column(String(80))
    opened_at: Mapped[dt.datetime] = mapped_column(Instant)
    committed_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # admission is closed from then on
    seed_commitment: Mapped[str | None] = mapped_column(String(64))  # sha256(seed), published before the first grade
    seed: Mapped[str | None] = mapped_column(String(64))  # revealed with the cut; sealed until then
    sealed_seed: Mapped[str | None] = mapped_column(String(300))

    members: Mapped[list[CohortMember]] = relationship(back_populates="cohort")
    selections: Mapped[list[Selection]] = relationship()


class CohortMember(db.Model):
    """A person in a cohort. ``selection_code`` is published with results and is not the certificate's folio."""

    __tablename__ = "cohort_member"
    __table_args__ = (UniqueConstraint("cohort_id", "person_id"), UniqueConstraint("cohort_id", "selection_code"))

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    cohort_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("person.id"), index=True)
    selection_code: Mapped[str] = mapped_column(String(12))
    admitted_at: Mapped[dt.datetime] = mapped_column(Instant)

    cohort: Mapped[Cohort] = relationship(back_populates="members")


class StageResult(db.Model):
    """What a member reached in a stage: the unrounded average as text, and percentages by instrument."""

    __tablename__ = "stage_result"
    __table_args__ = (
        UniqueConstraint("member_id", "stage_id"),
        Index("ix_stage_result_stage", "stage_id", "competent"),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    member_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort_member.id"))
    stage_id: Mapped[str] = mapped_column(String(60))
    competent: Mapped[bool] = mapped_column(Boolean)
    average: Mapped[str] = mapped_column(String(40))
    scores: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    award_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("award.id"))
    recorded_at: Mapped[dt.datetime] = mapped_column(Instant)


class Selection(db.Model):
    """A cut from one stage to the next: the rule's inputs and its published outcome."""

    __tablename__ = "selection"
    __table_args__ = (UniqueConstraint("cohort_id", "stage_id"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    cohort_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("cohort.id"))
    stage_id: Mapped[str] = mapped_column(String(60))  # the stage that is filled
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    taken: Mapped[int] = mapped_column(Integer)
    cut_average: Mapped[str] = mapped_column(String(40))
    admitted_codes: Mapped[list[str]] = mapped_column(Json)  # in code order, never in rank order
    waiting_codes: Mapped[list[str]] = mapped_column(Json)  # in the order in which they step in; not published
