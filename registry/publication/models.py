"""Annual reports: editions, each frozen with the snapshot that all of its numbers come from."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Json, Key, db
from registry.ids import new_key


class ReportEdition(db.Model):
    """One edition of the report of a year. A draft may be prepared again; what is published never changes.

    ``snapshot`` is canonical JSON (RFC 8785), ``numbers`` the list of every number shown: id, expression, style and
    value. ``seal`` is the authority's signature over both; ``signature`` also covers the two PDFs.
    """

    __tablename__ = "report_edition"
    __table_args__ = (UniqueConstraint("year", "edition"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    year: Mapped[int] = mapped_column(Integer)
    edition: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(12))  # draft | published
    as_of: Mapped[dt.datetime] = mapped_column(Instant)  # of the release
    snapshot: Mapped[bytes] = mapped_column(LargeBinary)
    snapshot_digest: Mapped[str] = mapped_column(String(64))  # hex SHA-256
    numbers: Mapped[bytes] = mapped_column(LargeBinary)
    numbers_digest: Mapped[str] = mapped_column(String(64))
    changed: Mapped[dict[str, Any] | None] = mapped_column(Json)  # {es, en}; None for the first edition
    prepared_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))  # None: the registry itself
    prepared_at: Mapped[dt.datetime] = mapped_column(Instant)
    published_by: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("account.id"))
    published_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    seal: Mapped[str | None] = mapped_column(Text)  # compact JWS
    signature: Mapped[str | None] = mapped_column(Text)
    leaf_id: Mapped[uuid.UUID | None] = mapped_column(Key, ForeignKey("leaf.id"))


class ReportFile(db.Model):
    """A PDF of a published edition, apart from it so that listing editions reads no megabytes."""

    __tablename__ = "report_file"

    edition_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("report_edition.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(64))
