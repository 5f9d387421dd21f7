"""What an independent Open Badges library signs, verified here: both forms, a transcript, a status list."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3.clr import build_clr_credential, sign_clr_credential
from openbadgeslib.ob3.credential import Achievement, IdentityObject, Issuer, OpenBadgeCredential
from openbadgeslib.ob3.ldp import OB3LdpSigner
from openbadgeslib.ob3.signer import OB3Signer
from openbadgeslib.ob3.status_list import build_status_list_credential, sign_status_list_credential, status_entry

from registry.signing import Algorithm, PublicKey, did_key_document
from registry.verification import Evidence, Report, Result, Verdict
from tests.verification import world
from tests.verification.test_outside import outcome
from tests.verification.world import judge, known

PEM = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
ED25519 = Ed25519PrivateKey.from_private_bytes(bytes(range(7, 39)))
P256 = ec.derive_private_key(0x0B3, ec.SECP256R1())
LIST = "https://academia.example/status/1"
SITE = "https://academia.example/issuers/1"
HELD = "urn:uuid:00000000-0000-0000-0000-00000000ab1e"


def did_of(key: Any) -> str:
    if isinstance(key, Ed25519PrivateKey):
        public = PublicKey(Algorithm.ED25519, key.public_key().public_bytes_raw())
    else:
        point = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
        public = PublicKey(Algorithm.P256, point)
    return f"did:key:{public.multibase}"


def badge(issuer: str, **more: Any) -> OpenBadgeCredential:
    return OpenBadgeCredential(
        issuer=Issuer(issuer, "Academia Ficticia", url="https://academia.example/"),
        recipient_id=HELD,
        achievement=Achievement(
            "https://academia.example/a/1",
            "Fundamentos de IA",
            "Qué puede y qué no.",
            "Aprobó la prueba.",
            achievement_type="MicroCredential",
        ),
        issuance_date=dt.datetime(2026, 9, 1, tzinfo=dt.UTC),
        expiration_date=dt.datetime(2029, 9, 1, tzinfo=dt.UTC),
        identifiers=[IdentityObject(identity_hash="Ana Sofía Ñúñez Pérez", identity_type="name", hashed=False)],
        **more,
    )


def judged(data: str, **evidence: Any) -> Report:
    return judge(data, Evidence(root=known(world.root()), **evidence))


def assert_genuine(report: Report) -> None:
    assert outcome(report, "signature") == (Result.PASSED, "signature_good")
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.credential is not None and report.credential.holder == "Ana Sofía Ñúñez Pérez"


@pytest.mark.parametrize(("key", "algorithm"), [(P256, "ES256"), (ED25519, "EdDSA")], ids=["ES256", "EdDSA"])
def test_its_jwt_with_the_key_on_board_verifies(key: Any, algorithm: str) -> None:
    text = OB3Signer(key.private_bytes(*PEM), algorithm).sign(badge(did_of(key)))
    report = judged(text)
    assert_genuine(report)
    assert outcome(report, "key") == (Result.PASSED, "key_in_did")
    thief = OB3Signer(ec.derive_private_key(0xBAD, ec.SECP256R1()).private_bytes(*PEM), "ES256")
    assert outcome(judged(thief.sign(badge(did_of(key)))), "key") == (Result.FAILED, "key_not_published")


def test_its_rsa_jwt_verifies_by_the_keys_of_the_issuer_s_site() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = OB3Signer(key.private_bytes(*PEM), "RS256")
    text = signer.sign(badge(SITE))
    report = judged(text, key_documents={SITE: known({"keys": [signer._public_jwk()]}, SITE)})
    assert_genuine(report)
    assert outcome(report, "key") == (Result.PASSED, "key_at_address")
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")


def test_its_embedded_proof_verifies_and_a_changed_one_does_not() -> None:
    signer = OB3LdpSigner(ED25519.private_bytes(*PEM))
    document = signer.sign(badge(did_of(ED25519)))
    assert_genuine(judged(json.dumps(document)))
    document["name"] = "Doctorado"
    assert outcome(judged(json.dumps(document)), "signature") == (Result.FAILED, "signature_mismatch")


def test_its_transcript_and_the_badges_in_it_verify() -> None:
    members = [OB3LdpSigner(ED25519.private_bytes(*PEM)).sign(badge(did_of(ED25519)))]
    did = did_of(ED25519)
    (method,) = did_key_document(did).methods
    identifier = {"type": "IdentityObject", "hashed": False, "identityHash": "Ana Sofía Ñúñez Pérez"}
    envelope = build_clr_credential(
        did,
        [{**identifier, "identityType": "name"}],
        members,
        credential_id="urn:uuid:00000000-0000-0000-0000-00000000c1a0",
        valid_from=dt.datetime(2026, 10, 1, tzinfo=dt.UTC),
    )
    document = sign_clr_credential(envelope, ED25519.private_bytes(*PEM), method)
    report = judged(json.dumps(document))
    assert_genuine(report)
    assert report.credential is not None and report.credential.kind == "transcript"
    assert len(report.contained) == 1
    assert_genuine(report.contained[0])

    document["credentialSubject"]["verifiableCredential"][0]["name"] = "Doctorado"
    changed = judged(json.dumps(document))
    assert changed.verdict is Verdict.INVALID
    assert changed.contained[0].verdict is Verdict.INVALID


@pytest.mark.parametrize("revoked", [False, True], ids=["clear", "set"])
def test_its_status_list_is_read(revoked: bool) -> None:
    pem, did = P256.private_bytes(*PEM), did_of(P256)
    listed = build_status_list_credential(
        did,
        LIST,
        "revocation",
        [42] if revoked else [],
        issued=dt.datetime(2026, 11, 1, tzinfo=dt.UTC),
        valid_until=dt.datetime(2027, 11, 1, tzinfo=dt.UTC),
    )
    text = OB3Signer(pem, "ES256").sign(badge(did, credential_status=[status_entry(LIST, "revocation", 42)]))
    published = known(sign_status_list_credential(listed, pem, "ES256").encode(), LIST)
    report = judged(text, status_lists={LIST: published})
    expected = (Result.FAILED, "revoked") if revoked else (Result.PASSED, "not_revoked")
    assert outcome(report, "revocation") == expected
