"""What the registry keeps of other servers' answers, and the newest offline bundle."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, db


class OutsideCopy(db.Model):
    """The last good answer of one address, and how the last attempt went. Holds public documents alone: DID documents,
    keys, status lists; never a person's credential."""

    __tablename__ = "outside_copy"
    __table_args__ = (Index("ix_outside_copy_host_tried", "host", "tried_at"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of kind and address
    kind: Mapped[str] = mapped_column(String(12))  # did | key | list
    url: Mapped[str] = mapped_column(String(2000))
    host: Mapped[str] = mapped_column(String(253))
    tried_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    failure: Mapped[str | None] = mapped_column(String(30))  # a reason word; None: the last attempt was answered
    retry_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # after a failure nobody asks before this
    body: Mapped[bytes | None] = mapped_column(LargeBinary)  # the last good answer, as it came
    etag: Mapped[str | None] = mapped_column(String(200))
    fetched_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class PublishedBundle(db.Model):
    """The newest offline bundle, as served at ``/trust/bundle.jsonl.gz``: one row, replaced by the worker."""

    __tablename__ = "published_bundle"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)  # always 1
    made_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
    digest: Mapped[str] = mapped_column(String(64))  # SHA-256 of the body, hexadecimal
    body: Mapped[bytes] = mapped_column(LargeBinary)
