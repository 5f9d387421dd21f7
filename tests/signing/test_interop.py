"""An independent Open Badges library reads what we sign, in both forms, and we read what it signs."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from openbadgeslib.ob3.ldp import OB3LdpVerifier
from openbadgeslib.ob3.verifier import OB3Verifier

from registry.signing import (
    StatusBits,
    UndefinedTerm,
    VerificationKey,
    credential_jwt,
    did_document,
    sign_data_integrity,
    status_list_document,
)
from tests.signing.samples import CREATED, ED25519, ISSUER, KID, METHOD, P256, badge, shelf, signed

DOCUMENT = did_document(
    did=ISSUER,
    keys=[VerificationKey("issuing-p256", P256.public_key), VerificationKey("issuing-ed25519", ED25519.public_key)],
)
PEM = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
ED25519_PEM = Ed25519PublicKey.from_public_bytes(ED25519.public_key.raw).public_bytes(*PEM)
P256_PEM = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), P256.public_key.raw).public_bytes(*PEM)


def downloads(status: Any) -> Any:
    """What the library would fetch, from memory."""
    pages = {
        "https://registro.example/.well-known/did.json": json.dumps(DOCUMENT).encode(),
        "https://registro.example/status/1": status,
    }
    return lambda url, *_arguments, **_options: pages[url]


def current(document: dict[str, Any]) -> dict[str, Any]:
    """The library judges by the machine's clock, so the badge must already be valid."""
    return document | {"validFrom": "2024-01-01T00:00:00Z", "validUntil": "2100-01-01T00:00:00Z"}


def test_openbadgeslib_accepts_our_embedded_proof() -> None:
    document = sign_data_integrity(
        current(badge()), signer=ED25519, verification_method=METHOD, created=CREATED, contexts=shelf()
    )
    read = OB3LdpVerifier(ED25519_PEM).verify(json.dumps(document), check_status=False)
    assert read.achievement.name == "Fundamentos de IA"

    document["credentialSubject"]["achievement"]["name"] = "Doctorado"
    with pytest.raises(Exception, match=r"(?i)signature"):
        OB3LdpVerifier(ED25519_PEM).verify(json.dumps(document), check_status=False)


@pytest.mark.parametrize("revoked", [False, True], ids=["clear", "set"])
def test_openbadgeslib_accepts_our_jwt_and_reads_our_status_list(revoked: bool) -> None:
    listed = status_list_document(
        id="https://registro.example/status/1",
        issuer=ISSUER,
        valid_from=CREATED.replace(year=2024),
        valid_until=CREATED.replace(year=2099),
        bits=StatusBits.new().with_set(42, revoked),
    )
    fetch = downloads(credential_jwt(listed, signer=P256, kid=KID).encode())
    token = credential_jwt(current(badge()), signer=P256, kid=KID)
    verifier = OB3Verifier.for_issuer_did(ISSUER, download=fetch)
    if revoked:
        with pytest.raises(Exception, match=r"(?i)revo"):
            verifier.verify(token, check_status=True, download=fetch)
    else:
        assert (
            verifier.verify(token, check_status=True, download=fetch).recipient_id == badge()["credentialSubject"]["id"]
        )


def test_both_sides_refuse_an_undefined_claim_added_to_a_signed_badge() -> None:
    document = signed() | {"distinction": "summa cum laude"}
    with pytest.raises(Exception, match=r"(?i)distinction|undefined|drop"):
        OB3LdpVerifier(ED25519_PEM).verify(json.dumps(document), check_status=False)
    with pytest.raises(UndefinedTerm):
        sign_data_integrity(
            badge() | {"distinction": "x"},
            signer=ED25519,
            verification_method=METHOD,
            created=CREATED,
            contexts=shelf(),
        )
