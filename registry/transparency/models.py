"""What the public log will hold: leaves, pending until the log takes them in, and versions of the root of trust."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import BigInteger, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from registry.db import Instant, Key, db
from registry.ids import new_key


class Leaf(db.Model):
    """A commitment to one statement. ``logged_at`` is the registry's clock, monotone over leaves (DESIGN 8, 9)."""

    __tablename__ = "leaf"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    kind: Mapped[str] = mapped_column(String(20))  # credential | accreditation | endorsement | status | standard | key
    issuer_did: Mapped[str] = mapped_column(String(300))
    logged_at: Mapped[dt.datetime] = mapped_column(Instant, index=True)
    commitment: Mapped[bytes] = mapped_column(LargeBinary(32))
    salt: Mapped[bytes | None] = mapped_column(LargeBinary(32))  # deleted at erasure
    position: Mapped[int | None] = mapped_column(BigInteger, unique=True)  # None: pending


class TrustRoot(db.Model):
    """A version of ``/trust/root.json``, bytes as signed."""

    __tablename__ = "trust_root"

    version: Mapped[int] = mapped_column(Integer, primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    expires_at: Mapped[dt.datetime] = mapped_column(Instant)
