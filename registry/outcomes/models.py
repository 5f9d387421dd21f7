"""What the records add up to, kept up to date: people by what is counted of them, the cells, and the releases.

Everything here is computed from other rooms' tables and can be computed again (`registry outcomes check --repair`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class OutcomePerson(db.Model):
    """One person (the record that others were merged into) and what is counted of her or him since the last look.

    ``counted`` is the text of a `registry.outcomes.counting.Counted`; ``epoch`` the count of which it is part: what
    stands under an earlier one is in no cell. ``next_end`` is when one of the awards that count as current ends.
    """

    __tablename__ = "outcome_person"

    person_id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer)
    next_end: Mapped[dt.datetime | None] = mapped_column(Instant, index=True)
    counted: Mapped[str] = mapped_column(Text)


class OutcomeCell(db.Model):
    """How many people (or awards) a measure counts at one place of a breakdown. ``at`` joins the values by "|".

    Exact, and for the inside alone: what is published is a release.
    """

    __tablename__ = "outcome_cell"

    measure: Mapped[str] = mapped_column(String(80), primary_key=True)
    breakdown: Mapped[str] = mapped_column(String(80), primary_key=True)
    at: Mapped[str] = mapped_column(String(200), primary_key=True)
    count: Mapped[int] = mapped_column(Integer)


class OutcomeWatch(db.Model):
    """How far the count has come. One row.

    ``as_of`` is the moment up to which everything is counted; None while the first count is under way. ``run`` says
    where a count under way stands (`registry.outcomes.refreshing`), so that a killed worker's successor goes on.
    ``moved``: of how many people something else is counted than in the last release.
    """

    __tablename__ = "outcome_watch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    epoch: Mapped[int] = mapped_column(Integer)
    shape: Mapped[str] = mapped_column(String(64))  # what was asked of the count: other measures start another epoch
    as_of: Mapped[dt.datetime | None] = mapped_column(Instant)
    run: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    moved: Mapped[int] = mapped_column(Integer, default=0)


class OutcomeRelease(db.Model):
    """What was published at a moment: the cells as of ``as_of``, suppressed. Never changed."""

    __tablename__ = "outcome_release"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    as_of: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    published_at: Mapped[dt.datetime] = mapped_column(Instant)
    shape: Mapped[str] = mapped_column(String(64))


class OutcomeTable(db.Model):
    """One table of a release: ``body`` is the text of a `registry.outcomes.releases.PublishedTable`."""

    __tablename__ = "outcome_table"

    release_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("outcome_release.id"), primary_key=True)
    measure: Mapped[str] = mapped_column(String(80), primary_key=True)
    breakdown: Mapped[str] = mapped_column(String(80), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
