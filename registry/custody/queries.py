"""Reading issuers and their keys."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry.custody.models import Issuer, SigningKey
from registry.db import db
from registry.signing import PublicKey, VerificationKey, did_document


def issuer_by_did(did: str) -> Issuer | None:
    """The issuer with this DID, keys loaded."""
    statement = select(Issuer).where(Issuer.did == did).options(selectinload(Issuer.keys))
    return db.session.scalars(statement).one_or_none()


def issuer_of_kind(kind: str) -> Issuer | None:
    """The authority or the registry: there is one of each."""
    statement = select(Issuer).where(Issuer.kind == kind).options(selectinload(Issuer.keys))
    return db.session.scalars(statement).first()


def published_keys(issuer: Issuer) -> Sequence[SigningKey]:
    """What the DID document shows: every key but the withdrawn, status P-256 first (STANDARDS 7.5)."""
    return [key for key in issuer.keys if key.withdrawn_at is None]


def did_document_of(issuer: Issuer) -> Mapping[str, object]:
    """The issuer's DID document (DESIGN 1)."""
    keys = [
        VerificationKey(fragment=key.fragment, public_key=public_key(key.public_multibase))
        for key in published_keys(issuer)
    ]
    return did_document(did=issuer.did, keys=keys)


@functools.lru_cache(maxsize=4096)
def public_key(multibase: str) -> PublicKey:
    """Decoded once per key."""
    return PublicKey.from_multibase(multibase)
