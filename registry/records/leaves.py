"""What documents commit to in the log: until that takes it in a document is its own leaf, by its claims and its salt.

Writing the leaf beside it at issue would say the same twice: whoever can change the one can change the other. It is
written when it must outlive the claims: when the log takes it in, and before somebody is erased (decision 47).
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection

from sqlalchemy import select

from registry.custody.models import Issuer
from registry.db import db
from registry.merkle.leaf import SALT_BYTES, commitment
from registry.records import storage
from registry.records.models import Document
from registry.transparency import service as transparency


def new_salts(count: int) -> list[bytes]:
    """So many salts: the system is asked for randomness once. They are stored, never derived (DESIGN 9)."""
    made = secrets.token_bytes(SALT_BYTES * count)
    return [made[start : start + SALT_BYTES] for start in range(0, len(made), SALT_BYTES)]


def commitment_of(document: Document) -> bytes | None:
    """The 32 bytes that its leaf has, or will have; None once nothing is left to compute them from."""
    if document.leaf is not None:
        return document.leaf.commitment
    return None if document.salt is None else commitment(storage.claims_of(document), document.salt)


def write_missing(document_ids: Collection[uuid.UUID]) -> int:
    """Write the leaves that these documents have not got yet, without their salts; how many there were."""
    wanted = Document.id.in_(document_ids), Document.leaf_id.is_(None), Document.salt.is_not(None)
    rows = db.session.execute(
        select(Document, Issuer.did).join(Issuer, Issuer.id == Document.issuer_id).where(*wanted)
    ).all()
    for document, did in rows:
        made = commitment_of(document)
        if made is not None:
            document.leaf = transparency.keep(made, kind=document.kind, issuer_did=did, logged_at=document.logged_at)
    db.session.flush()
    return len(rows)
