"""What the registry states on a certificate, signed when the certificate is made: the QR code and the sello digital
(``docs/formats/paper-qr.md``, ``docs/formats/cadena-original.md``).

Not at issue: most people never print, and a code signed anew by the receipts key in use outlives the rotation of
an older key. What it says of time, ``logged_at``, is the document's own.
"""

from __future__ import annotations

import base64
import dataclasses
from dataclasses import dataclass
from urllib.parse import urlsplit

from registry import addresses, clock
from registry.awards.models import Award
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.db import db
from registry.documents.paper import NAME_BYTES, TITLE_BYTES, PaperClaims, did_digest, fitted, paper_text
from registry.documents.seal import seal_text
from registry.records.errors import RegistryNotReady
from registry.signing import Algorithm, key_id
from registry.verification.report import CredentialFacts


@dataclass(frozen=True, slots=True)
class Statement:
    """What the registry states on a certificate: the segments of the QR code, and cadena original and sello digital."""

    code: tuple[str, str, str]
    seal: tuple[str, str]


def statement(award: Award, facts: CredentialFacts) -> Statement | None:
    """What is printed of the award's current document; None for one that names no status list.

    Raises `RegistryNotReady`, `NoKey`.
    """
    document = award.document
    if document.status_list is None or document.status_index is None:
        return None
    registry = custody_queries.issuer_of_kind("registry")
    if registry is None:
        raise RegistryNotReady()
    issuer = db.session.get_one(Issuer, document.issuer_id)
    signer = vault.current().signer(custody.active_key(registry, "receipts", Algorithm.P256))
    public_id = document.status_list.public_id
    whole = PaperClaims(
        signed_at=clock.whole_second(clock.now()),
        document=document.uri,
        holder=facts.holder or award.person.full_name,
        title=facts.name or "",
        issuer=did_digest(issuer.did),
        achieved_on=facts.awarded_on or award.awarded_on,
        folio=award.folio,
        valid_from=facts.valid_from,
        valid_until=facts.valid_until,
        logged_at=document.logged_at,
        list_id=base64.urlsafe_b64decode(public_id + "=" * (-len(public_id) % 4)),
        list_index=document.status_index,
        definition=award.definition_version_id,
    )
    # A picture has room for so much; a printed line has room for all.
    holder, name_cut = fitted(whole.holder, NAME_BYTES)
    title, title_cut = fitted(whole.title, TITLE_BYTES)
    short = dataclasses.replace(whole, holder=holder, title=title, name_cut=name_cut, title_cut=title_cut)
    return Statement(
        code=paper_text(short, signer=signer, host=urlsplit(addresses.link_base()).netloc),
        seal=seal_text(
            whole,
            issuer=issuer.did,
            institution=facts.issuer_name or "",
            key_id=key_id(signer.public_key),
            signer=signer,
        ),
    )
