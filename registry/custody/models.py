"""Issuers and their keys. Private keys are sealed; only `registry.custody.vault` opens them."""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from registry.db import Instant, Key, db
from registry.ids import new_key


class Issuer(db.Model):
    """Somebody who signs under a DID: the authority, a provider, or the registry itself (receipts)."""

    __tablename__ = "issuer"

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    did: Mapped[str] = mapped_column(String(300), unique=True)
    kind: Mapped[str] = mapped_column(String(12))  # authority | provider | registry | transcripts
    created_at: Mapped[dt.datetime] = mapped_column(Instant)

    keys: Mapped[list[SigningKey]] = relationship(back_populates="issuer", order_by="SigningKey.position")


class SigningKey(db.Model):
    """One key pair of an issuer. A rotated key stays published; a compromised one is withdrawn (DESIGN 9)."""

    __tablename__ = "signing_key"
    __table_args__ = (UniqueConstraint("issuer_id", "fragment"),)

    id: Mapped[uuid.UUID] = mapped_column(Key, primary_key=True, default=new_key)
    issuer_id: Mapped[uuid.UUID] = mapped_column(Key, ForeignKey("issuer.id"), index=True)
    fragment: Mapped[str] = mapped_column(String(60))
    purpose: Mapped[str] = mapped_column(String(12))  # status | issuing | receipts
    algorithm: Mapped[str] = mapped_column(String(10))  # Ed25519 | P-256
    public_multibase: Mapped[str] = mapped_column(String(120))
    sealed_private: Mapped[bytes | None] = mapped_column(LargeBinary)  # None: the issuer keeps its own
    position: Mapped[int] = mapped_column(Integer)  # order in the DID document
    active_from: Mapped[dt.datetime] = mapped_column(Instant)
    retired_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # signs nothing new, stays published
    compromised_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # what it signed since is not trusted
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(Instant)  # left the DID document

    issuer: Mapped[Issuer] = relationship(back_populates="keys")


class CustodySeal(db.Model):
    """A known value sealed under the master key, so that a wrong master key is noticed at start."""

    __tablename__ = "custody_seal"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
