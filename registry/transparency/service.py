"""The only writer of leaves: the commitment of each statement, at the registry's clock (DESIGN 8 and 9)."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from registry import clock, ids
from registry.bulk import Rows
from registry.db import db
from registry.merkle.leaf import commitment_of
from registry.signing import jcs
from registry.transparency.models import Leaf

SALT_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sealed:
    """A leaf in the making: computed outside the write transaction, stored by `add`."""

    id: uuid.UUID
    kind: str
    issuer_did: str
    logged_at: dt.datetime
    commitment: bytes
    salt: bytes


def time_of_issue() -> dt.datetime:
    """``logged_at`` for statements made now: whole seconds, never before an earlier leaf's, whatever the clock does."""
    moment = clock.whole_second(clock.now())
    last = db.session.scalar(select(func.max(Leaf.logged_at)))
    return moment if last is None or last <= moment else last


def seal(claims: Mapping[str, Any], *, kind: str, issuer_did: str, logged_at: dt.datetime) -> Sealed:
    """Commit to claims with a fresh salt. Salts are stored, never derived: deleting one erases (DESIGN 9)."""
    if "proof" in claims:
        raise ValueError("a leaf commits to the claims; take the proof off first")
    return seal_canonical(jcs(dict(claims)), kind=kind, issuer_did=issuer_did, logged_at=logged_at)


def seal_canonical(canonical_claims: bytes, *, kind: str, issuer_did: str, logged_at: dt.datetime) -> Sealed:
    """`seal` of claims whose canonical JSON is at hand."""
    salt = secrets.token_bytes(SALT_BYTES)
    return Sealed(
        id=ids.new_key(),
        kind=kind,
        issuer_did=issuer_did,
        logged_at=logged_at,
        commitment=commitment_of(canonical_claims, salt),
        salt=salt,
    )


def add_row(rows: Rows, sealed: Sealed) -> None:
    """A leaf among many rows: see `add`."""
    rows.add(
        Leaf,
        id=sealed.id,
        kind=sealed.kind,
        issuer_did=sealed.issuer_did,
        logged_at=sealed.logged_at,
        commitment=sealed.commitment,
        salt=sealed.salt,
    )


def add(sealed: Sealed) -> None:
    """Store a leaf, pending until the log takes it in."""
    rows = Rows()
    add_row(rows, sealed)
    rows.write(db.session)
