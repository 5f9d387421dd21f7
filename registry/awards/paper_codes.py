"""The code on a certificate, signed when the certificate is made (``docs/formats/paper-qr.md``).

Not at issue: most people never print, and a code signed anew by the receipts key in use outlives the rotation of
an older key. What it says of time, ``logged_at``, is the document's own.
"""

from __future__ import annotations

import base64
from urllib.parse import urlsplit

from registry import addresses, clock
from registry.awards.models import Award
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.db import db
from registry.documents.paper import NAME_BYTES, TITLE_BYTES, PaperClaims, did_digest, fitted, paper_text
from registry.records.errors import RegistryNotReady
from registry.signing import Algorithm
from registry.verification.report import CredentialFacts


def paper_code(award: Award, facts: CredentialFacts) -> tuple[str, str, str] | None:
    """The segments of the QR code for the award's current document; None for one that names no status list.

    Raises `RegistryNotReady`, `NoKey`.
    """
    document = award.document
    if document.status_list is None or document.status_index is None:
        return None
    registry = custody_queries.issuer_of_kind("registry")
    if registry is None:
        raise RegistryNotReady()
    issuer = db.session.get_one(Issuer, document.issuer_id)
    key = custody.active_key(registry, "receipts", Algorithm.P256)
    holder, name_cut = fitted(facts.holder or award.person.full_name, NAME_BYTES)
    title, title_cut = fitted(facts.name or "", TITLE_BYTES)
    public_id = document.status_list.public_id
    claims = PaperClaims(
        signed_at=clock.whole_second(clock.now()),
        document=document.uri,
        holder=holder,
        title=title,
        issuer=did_digest(issuer.did),
        achieved_on=facts.awarded_on or award.awarded_on,
        folio=award.folio,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        logged_at=document.logged_at,
        list_id=base64.urlsafe_b64decode(public_id + "=" * (-len(public_id) % 4)),
        list_index=document.status_index,
        definition=award.definition_version_id,
        name_cut=name_cut,
        title_cut=title_cut,
    )
    return paper_text(claims, signer=vault.current().signer(key), host=urlsplit(addresses.link_base()).netloc)
