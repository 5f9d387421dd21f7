"""A partner's word: for a definition version once, and for each award that it countersigns (DESIGN, decision 10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents import terms
from registry.documents.credential import StatusPlace, status_entry
from registry.documents.dates import write_instant
from registry.documents.profile import Issuer, issuer_profile
from registry.documents.spelling import clean
from registry.signing import digest_sri, jcs


@dataclass(frozen=True, slots=True)
class EndorsementClaims:
    """``id`` is a ``urn:uuid:``; ``subject_id`` the achievement's or the credential's id; ``subject`` that document
    itself, whose digest is bound; ``comment`` what the partner says of it."""

    id: str
    name: str
    endorser: Issuer
    valid_from: dt.datetime
    subject_id: str
    subject: Mapping[str, Any]
    comment: str
    valid_until: dt.datetime | None = None
    status: StatusPlace | None = None


def build_endorsement(claims: EndorsementClaims) -> dict[str, Any]:
    """The unsigned EndorsementCredential. Raises UnfitClaims for unfit texts or dates."""
    document: dict[str, Any] = {
        "@context": list(terms.CONTEXTS),
        "id": claims.id,
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.ENDORSEMENT],
        "name": clean(claims.name, what="the title"),
        "issuer": issuer_profile(claims.endorser),
        "validFrom": write_instant(claims.valid_from),
    }
    if claims.valid_until is not None:
        document["validUntil"] = write_instant(claims.valid_until)
    document["credentialSubject"] = {
        "id": claims.subject_id,
        "type": ["EndorsementSubject"],
        "endorsementComment": clean(claims.comment, what="the comment"),
    }
    if claims.status is not None:
        document["credentialStatus"] = status_entry(claims.status)
    document["relatedResource"] = [{"id": claims.subject_id, "digestSRI": subject_digest(claims.subject)}]
    return document


def subject_digest(document: Mapping[str, Any]) -> str:
    """What an endorsement binds: the digest of the document's claims, without proof and without endorsements.

    Without proof, because signing the same claims again must leave the endorsement good; without ``endorsement``,
    because an achievement carries the endorsement that binds it.
    """
    bound = {name: value for name, value in document.items() if name not in ("proof", "endorsement")}
    return digest_sri(jcs(bound))
