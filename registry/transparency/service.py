"""The only writer of leaves: the commitment of each statement, at the registry's clock (DESIGN 8 and 9)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from registry import clock, ids
from registry.bulk import Rows
from registry.db import db
from registry.merkle.leaf import SALT_BYTES, commitment_of_digest
from registry.signing import jcs
from registry.transparency.models import Leaf


def time_of_issue() -> dt.datetime:
    """``logged_at`` for statements made now: whole seconds, never before an earlier leaf's, whatever the clock does."""
    moment = clock.whole_second(clock.now())
    last = db.session.scalar(select(func.max(Leaf.logged_at)))
    return moment if last is None or last <= moment else last


def add(claims: Mapping[str, Any], *, kind: str, issuer_did: str, logged_at: dt.datetime) -> uuid.UUID:
    """Store a leaf that commits to claims, pending until the log takes it in; its key.

    Raises ValueError for claims with their proof.
    """
    if "proof" in claims:
        raise ValueError("a leaf commits to the claims; take the proof off first")
    rows = Rows()
    digest = hashlib.sha256(jcs(dict(claims))).digest()
    (key,) = add_rows(rows, [digest], kind=kind, issuer_did=issuer_did, logged_at=logged_at)
    rows.write(db.session)
    return uuid.UUID(bytes=key)


def add_rows(
    rows: Rows, digests: Sequence[bytes], *, kind: str, issuer_did: str, logged_at: dt.datetime
) -> list[bytes]:
    """Leaves for many statements, each with a fresh salt, among other rows; their keys, 16 bytes each.

    ``digests``: SHA-256 of each statement's canonical JSON. Salts are stored, never derived: deleting one erases
    (DESIGN 9).
    """
    keys, salts = ids.new_raw_keys(len(digests)), secrets.token_bytes(SALT_BYTES * len(digests))
    add = rows.sheet(
        Leaf, ("id", "commitment", "salt"), kind=kind, issuer_did=issuer_did, logged_at=logged_at
    )  # fmt: skip
    for number, (key, digest) in enumerate(zip(keys, digests, strict=True)):
        salt = salts[SALT_BYTES * number : SALT_BYTES * (number + 1)]
        add((key, commitment_of_digest(digest, salt), salt))
    return keys
