"""Registration notes: the registry's signed word that it took a document in, and when (DESIGN, decision 8).

A note is signed when somebody takes it along, from the document and its salt. Nothing is gained by signing it at
issue: what it says is the registry's own knowledge, and the signature is always the same (RFC 6979) while the receipts
key is. And something is lost: a note by a key that was compromised later proves nothing, and millions would have to be
made again.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.db import db
from registry.documents import registration_note
from registry.documents.registration_note import RegistrationNote
from registry.records import leaves
from registry.records.errors import RegistryNotReady
from registry.records.models import Document
from registry.signing import Algorithm, Signer, jws_compact


@dataclass(frozen=True, slots=True)
class NoteDesk:
    """The registry's receipts key, ready for many notes."""

    signer: Signer
    method: str


def desk() -> NoteDesk:
    """The current receipts key. Raises `RegistryNotReady`, `NoKey`."""
    registry = custody_queries.issuer_of_kind("registry")
    if registry is None:
        raise RegistryNotReady()
    key = custody.active_key(registry, "receipts", Algorithm.P256)
    return NoteDesk(vault.current().signer(key), custody.verification_method(key))


def note_of(document: Document, at: NoteDesk | None = None) -> bytes | None:
    """The compact JWS for a document; None once its salt was deleted (DESIGN 9): nothing then shows what it was."""
    committed = leaves.commitment_of(document)
    if committed is None or document.salt is None:
        return None
    at = at or desk()
    note = RegistrationNote(
        document=document.uri,
        issuer=db.session.get_one(Issuer, document.issuer_id).did,
        kind=document.kind,
        leaf=committed,
        salt=document.salt,
        logged_at=document.logged_at,
    )
    signed = jws_compact(
        registration_note.note_payload(note), signer=at.signer, kid=at.method, typ=registration_note.MEDIA_TYPE
    )
    return signed.encode()
