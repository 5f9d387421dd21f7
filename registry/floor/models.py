"""The literacy floor: targets by profile and state, schools and their recognition, chambers and their codes."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Key, db
from registry.ids import new_key


class TargetAct(db.Model):
    """An act by which targets were set: one horizon, one source, as many cells as it says.

    Nothing is overwritten: the newest act that was not undone speaks for a cell (`floor.rules.standing`).
    """

    __tablename__ = "floor_target_act"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    horizon: Mapped[str] = mapped_column(String(8))  # short | medium | long
    due_on: Mapped[dt.date] = mapped_column()  # by when the people are meant to be reached
    source: Mapped[str] = mapped_column(String(300))  # the agreement, plan or letter that sets them
    acted_on: Mapped[dt.date] = mapped_column()  # the date of that source
    status: Mapped[str] = mapped_column(String(10))  # proposed | adopted
    valid_from: Mapped[dt.date] = mapped_column()
    valid_until: Mapped[dt.date | None] = mapped_column()  # the last day on which it holds
    way: Mapped[str] = mapped_column(String(4))  # form | csv
    entered_at: Mapped[dt.datetime] = mapped_column(Instant)
    entered_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    undone_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    undone_by: Mapped[uuid.UUID | None] = mapped_column(Key)

    lines: Mapped[list[TargetLine]] = relationship(
        back_populates="act", cascade="all, delete-orphan", order_by="(TargetLine.profile, TargetLine.state_code)"
    )


class TargetLine(db.Model):
    """What an act says of one cell: how many distinct people; None takes the target away."""

    __tablename__ = "floor_target_line"

    act_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("floor_target_act.id"), primary_key=True)
    profile: Mapped[str] = mapped_column(String(40), primary_key=True)
    state_code: Mapped[str] = mapped_column(String(2), primary_key=True)
    people: Mapped[int | None] = mapped_column(Integer)

    act: Mapped[TargetAct] = relationship(back_populates="lines")


class SchoolDeclaration(db.Model):
    """How many teachers a school has, as somebody declared with a source and a date. The newest that was not withdrawn
    speaks for the school, for twelve months."""

    __tablename__ = "school_declaration"
    __table_args__ = (Index("ix_school_declaration_cct", "cct", "declared_on"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    cct: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(160))
    staff: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(300))
    declared_on: Mapped[dt.date] = mapped_column()
    way: Mapped[str] = mapped_column(String(4))  # form | csv
    entered_at: Mapped[dt.datetime] = mapped_column(Instant)
    entered_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(Key)


class School(db.Model):
    """A school that was ever declared, with its count as last computed (`floor.schools`)."""

    __tablename__ = "floor_school"

    cct: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(160))
    staff: Mapped[int | None] = mapped_column(Integer)  # None: no declaration speaks for it
    holders: Mapped[int] = mapped_column(Integer)  # distinct people; counted with a declaration alone
    declared_on: Mapped[dt.date | None] = mapped_column()
    ends_on: Mapped[dt.date | None] = mapped_column()  # the declaration's last day
    since: Mapped[dt.date | None] = mapped_column()  # recognised without a break since that day
    lapsed_on: Mapped[dt.date | None] = mapped_column()  # when an earlier recognition ended
    checked_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)


class ChamberCode(db.Model):
    """A referral code that a chamber hands out. It counts for the chamber also after it was withdrawn."""

    __tablename__ = "chamber_code"

    code: Mapped[str] = mapped_column(String(8), primary_key=True)
    chamber_id: Mapped[str] = mapped_column(String(60), index=True)  # catalogs.yaml chambers
    label: Mapped[str] = mapped_column(String(80))  # the chamber's own note: an event, a region
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    created_by: Mapped[uuid.UUID | None] = mapped_column(Key)
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(Key)
