"""The only writer of leaves: the commitment of each statement, at the registry's clock (DESIGN 8 and 9)."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from registry.db import db
from registry.merkle.leaf import SALT_BYTES, commitment
from registry.transparency.models import Leaf


def newest() -> dt.datetime | None:
    """``logged_at`` of the newest leaf."""
    return db.session.scalar(select(func.max(Leaf.logged_at)))


def add(claims: Mapping[str, Any], *, kind: str, issuer_did: str, logged_at: dt.datetime) -> uuid.UUID:
    """Store a leaf that commits to claims, with a fresh salt, pending until the log takes it in; its key.

    Salts are stored, never derived: deleting one erases (DESIGN 9). Raises ValueError for claims with their proof.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    return keep(commitment(claims, salt), kind=kind, issuer_did=issuer_did, logged_at=logged_at, salt=salt).id


def keep(committed: bytes, *, kind: str, issuer_did: str, logged_at: dt.datetime, salt: bytes | None = None) -> Leaf:
    """Store a leaf with this commitment (32 bytes); ``salt`` where whoever is committed to does not keep it."""
    leaf = Leaf(kind=kind, issuer_did=issuer_did, logged_at=logged_at, commitment=committed, salt=salt)
    db.session.add(leaf)
    db.session.flush()
    return leaf
