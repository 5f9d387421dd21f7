"""Indicators in versions: imported series with provenance, values computed, entered and approved."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class IndicatorVersion(db.Model):
    """A change of what is said of an indicator: proposed by one person, decided by another. Version 1 is the content's.

    ``metadata_`` is the whole of what may be changed, as it reads from this version on. It counts only while the
    framework version stands that it was written on.
    """

    __tablename__ = "indicator_version"
    __table_args__ = (UniqueConstraint("indicator_id", "framework_version", "number"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    indicator_id: Mapped[str] = mapped_column(String(60))
    framework_version: Mapped[str] = mapped_column(String(20))
    number: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(10))  # proposed | approved | refused | withdrawn
    metadata_: Mapped[dict[str, Any]] = mapped_column("metadata", Json)
    changed: Mapped[list[str]] = mapped_column(Json)  # which keys differ from the version before
    reason: Mapped[str] = mapped_column(Text)  # public
    proposed_by: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"))
    proposed_at: Mapped[dt.datetime] = mapped_column(Instant)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    note: Mapped[str] = mapped_column(Text, default="")  # public, of whoever decided


class SeriesImport(db.Model):
    """One handing-in of a series from outside: a file, or single values by hand. Its points count once approved.

    ``body`` is the file as it came, deflated, until it is approved or withdrawn; ``faulty`` the rows left out, as CSV.
    """

    __tablename__ = "series_import"
    __table_args__ = (Index("ix_series_import_kind_state", "kind", "state"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    kind: Mapped[str] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(10))  # draft | approved | replaced | withdrawn
    origin: Mapped[str] = mapped_column(String(6))  # file | hand
    title: Mapped[str] = mapped_column(String(300))
    publisher: Mapped[str] = mapped_column(String(200))
    published_on: Mapped[dt.date] = mapped_column()
    note: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(String(12))
    file_name: Mapped[str | None] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the file, or of the values entered
    size: Mapped[int] = mapped_column(Integer, default=0)
    mapping: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)  # column → position, as a person assigned it
    headings: Mapped[list[str]] = mapped_column(Json, default=list)
    periods: Mapped[list[str]] = mapped_column(Json, default=list)
    rows: Mapped[int] = mapped_column(Integer, default=0)
    errors: Mapped[int] = mapped_column(Integer, default=0)
    warnings: Mapped[int] = mapped_column(Integer, default=0)
    findings: Mapped[list[Any]] = mapped_column(Json, default=list)
    body: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    faulty: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    imported_by: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("account.id"))
    imported_at: Mapped[dt.datetime] = mapped_column(Instant)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    decided_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    replaced_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("series_import.id"))
    replaced_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class SeriesPoint(db.Model):
    """One number of a handed-in series. NULL in a dimension is the total over it. ``value`` is exact, as text."""

    __tablename__ = "series_point"
    __table_args__ = (Index("ix_series_point_import_period", "import_id", "period"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    import_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("series_import.id"))
    period: Mapped[str] = mapped_column(String(10))
    measure: Mapped[str] = mapped_column(String(30))
    state: Mapped[str | None] = mapped_column(String(2))
    municipality: Mapped[str | None] = mapped_column(String(120))
    occupation: Mapped[str | None] = mapped_column(String(20))
    gender: Mapped[str | None] = mapped_column(String(10))
    employment: Mapped[str | None] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(40))


class IndicatorValue(db.Model):
    """The value of an indicator for a period, as it was published: frozen. A correction is a new revision.

    ``body`` is the whole of it (`registry.indicators.values.Statement`). Without a value (``outcome`` no_data) nothing
    is published but the reason, and the row gives way to a value once there is one.
    """

    __tablename__ = "indicator_value"
    __table_args__ = (UniqueConstraint("indicator_id", "period", "revision"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    indicator_id: Mapped[str] = mapped_column(String(60))
    period: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int] = mapped_column(Integer, default=1)
    outcome: Mapped[str] = mapped_column(String(10))  # value | suppressed | no_data
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    digest: Mapped[str] = mapped_column(String(64))
    computed_at: Mapped[dt.datetime] = mapped_column(Instant)
    correction: Mapped[str] = mapped_column(Text, default="")  # why there is another revision; public
    corrected_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))


class VerificationTally(db.Model):
    """How many verifications were made on a day of what a standard's microcredentials. Nobody is named.

    ``by``: anyone, or employer for somebody of an employer that was verified at that moment
    (`registry.web.tallying`).
    """

    __tablename__ = "verification_tally"

    day: Mapped[dt.date] = mapped_column(primary_key=True)
    standard_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    by: Mapped[str] = mapped_column(String(10), primary_key=True)
    count: Mapped[int] = mapped_column(Integer, default=0)


class IndicatorWatch(db.Model):
    """When the worker looks again whether values are due. One row."""

    __tablename__ = "indicator_watch"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    next_at: Mapped[dt.datetime] = mapped_column(Instant)
