"""A transcript: many credentials of one person in one signed document (CLR 2.0, ClrCredential).

Each credential stands in it complete, with its own proof, and is verified by itself. The transcript's signature adds
one statement: that the registry handed these to this person together, on that day, and whether they are all.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry.documents import terms
from registry.documents.credential import StatusPlace, status_entry
from registry.documents.dates import write_instant
from registry.documents.errors import UnfitClaims
from registry.documents.profile import Issuer, issuer_profile
from registry.documents.spelling import clean

#: CLR 2.0 wants the three in this order; ``context.json`` without a version maps ``obi:`` wrongly.
CONTEXTS = (terms.CREDENTIALS_V2, terms.CLR, terms.OPEN_BADGES)


@dataclass(frozen=True, slots=True)
class TranscriptClaims:
    """Everything that a transcript states.

    ``inside`` are signed credentials with their proofs, as objects; ``partial`` says that the person holds more.
    ``subject_id`` is a ``urn:uuid:`` made for this document.
    """

    id: str
    name: str
    issuer: Issuer
    valid_from: dt.datetime
    subject_id: str
    holder: str
    inside: Sequence[Mapping[str, Any]]
    partial: bool
    status: StatusPlace


def build_transcript(claims: TranscriptClaims) -> dict[str, Any]:
    """The unsigned ClrCredential. Raises UnfitClaims for one that carries nothing, or without a holder."""
    if not claims.inside:
        raise UnfitClaims("a transcript carries at least one credential")
    return {
        "@context": list(CONTEXTS),
        "id": claims.id,
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.TRANSCRIPT],
        "name": clean(claims.name, what="name"),
        "partial": claims.partial,
        "issuer": issuer_profile(claims.issuer),
        "validFrom": write_instant(claims.valid_from),
        "credentialSubject": {
            "id": claims.subject_id,
            "type": ["ClrSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": clean(claims.holder, what="holder"),
                    "identityType": "name",
                }
            ],
            "verifiableCredential": [dict(one) for one in claims.inside],
        },
        "credentialStatus": status_entry(claims.status),
    }
