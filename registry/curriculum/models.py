"""Curriculum standards, accreditation criteria and other content of the authority, each with its versions."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class StandardVersion(db.Model):
    """One version of a curriculum standard. Its content never changes once it is in force."""

    __tablename__ = "standard_version"
    __table_args__ = (
        UniqueConstraint("standard_id", "version"),
        UniqueConstraint("code", "version"),
        # One version of a standard is in force at a time, whatever two people press at once.
        Index(
            "uq_standard_version_in_force",
            "standard_id",
            unique=True,
            sqlite_where=text("state = 'in_force'"),
            postgresql_where=text("state = 'in_force'"),
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    standard_id: Mapped[str] = mapped_column(String(60))  # std-ai-literacy
    code: Mapped[str] = mapped_column(String(20))  # AIL
    version: Mapped[str] = mapped_column(String(20))
    track: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="proposed")  # catalogs.yaml standard_states
    content: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[dt.datetime] = mapped_column(Instant)
    comment_until: Mapped[dt.datetime | None] = mapped_column(Instant)
    in_force_from: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # superseded or withdrawn

    events: Mapped[list[StandardEvent]] = relationship(order_by="StandardEvent.at")


class StandardEvent(db.Model):
    """A step in the life of a standard version."""

    __tablename__ = "standard_event"
    __table_args__ = (Index("ix_standard_event_version", "standard_version_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    standard_version_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("standard_version.id"))
    at: Mapped[dt.datetime] = mapped_column(Instant)
    from_state: Mapped[str | None] = mapped_column(String(12))
    to_state: Mapped[str] = mapped_column(String(12))
    by: Mapped[uuid.UUID | None] = mapped_column(Key)
    reason: Mapped[str] = mapped_column(Text, default="")


class CriteriaVersion(db.Model):
    """One version of the accreditation criteria."""

    __tablename__ = "criteria_version"
    __table_args__ = (UniqueConstraint("criteria_id", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    criteria_id: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[dt.datetime] = mapped_column(Instant)
    in_force_from: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class ContentVersion(db.Model):
    """A version of another content file: programs, indicators."""

    __tablename__ = "content_version"
    __table_args__ = (UniqueConstraint("content_id", "version"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    kind: Mapped[str] = mapped_column(String(20))  # programs | indicators | catalogs …
    content_id: Mapped[str] = mapped_column(String(60))
    version: Mapped[str] = mapped_column(String(20))
    content: Mapped[dict[str, Any]] = mapped_column(Json, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    loaded_at: Mapped[dt.datetime] = mapped_column(Instant)
    in_force_from: Mapped[dt.datetime | None] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
