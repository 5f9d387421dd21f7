"""Status of credentials from elsewhere, in every form in which others publish it."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import pytest

from registry.documents.terms import CREDENTIALS_V1
from registry.signing import (
    MINIMUM_STATUSES,
    Algorithm,
    Limits,
    StatusBits,
    assemble_jwt,
    jcs,
    to_base58btc,
    to_base64url,
)
from registry.signing.suites import SUITES
from registry.verification import Report, Result, Unreachable, Verdict
from tests.signing.samples import full_shelf
from tests.verification import world
from tests.verification.test_foreign_suites import ED25519_2020
from tests.verification.test_outside import outcome, outside, outside_evidence
from tests.verification.world import NOW, STRANGER, judge, known

URL = "https://diplomas.example/status/1"
PLACE = 3
STATUS_2021 = "https://w3id.org/vc/status-list/2021/v1"


def packed(*positions: int) -> bytes:
    bits = bytearray(MINIMUM_STATUSES // 8)
    for position in positions:
        bits[position >> 3] |= 0x80 >> (position & 7)
    return gzip.compress(bytes(bits), mtime=0)


def signed_jwt(claims: dict[str, Any]) -> bytes:
    key = STRANGER.key("issuing", Algorithm.P256)
    header = {"alg": "ES256", "kid": STRANGER.method("issuing", Algorithm.P256), "typ": "vc+jwt"}
    signing_input = f"{to_base64url(jcs(header))}.{to_base64url(jcs(claims))}".encode()
    return assemble_jwt(signing_input, key.sign(signing_input)).encode()


def list_2021(encoded: str, **changes: Any) -> dict[str, Any]:
    return {
        "@context": [CREDENTIALS_V1, STATUS_2021],
        "id": URL,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": STRANGER.did,
        "issuanceDate": "2026-11-01T00:00:00Z",
        "credentialSubject": {
            "id": f"{URL}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": encoded,
        },
        **changes,
    }


def bitstring(*positions: int, **changes: Any) -> dict[str, Any]:
    """A list of today's method, unsigned."""
    bits = StatusBits.new().with_changes(dict.fromkeys(positions, True))
    made = world.status_list_document(
        id=URL, issuer=STRANGER.did, valid_from=NOW, valid_until=NOW.replace(year=2027), bits=bits
    )
    return {**made, **changes}


def reported(published: Any, **entry: Any) -> Report:
    document = outside()
    document["credentialStatus"] = {**document["credentialStatus"], **entry}
    value = published if isinstance(published, Unreachable) else known(published, URL)
    # As a JWT, so that a vocabulary for the status entry is not what decides.
    claims = {**document}
    text = signed_jwt(claims).decode()
    return judge(text, outside_evidence(document, status_lists={URL: value}))


@pytest.mark.parametrize("bits", [(), (PLACE,)], ids=["clear", "set"])
def test_a_list_as_jwt_is_read(bits: tuple[int, ...]) -> None:
    expected = (Result.FAILED, "revoked") if bits else (Result.PASSED, "not_revoked")
    assert outcome(reported(signed_jwt(bitstring(*bits))), "revocation") == expected


def test_a_list_as_jwt_ends_when_its_claim_says_so() -> None:
    listed = bitstring()
    del listed["validUntil"]
    fresh = signed_jwt({**listed, "exp": int(NOW.timestamp()) + 60})
    assert outcome(reported(fresh), "revocation") == (Result.PASSED, "not_revoked")
    stale = signed_jwt({**listed, "exp": int(NOW.timestamp()) - 60})
    assert outcome(reported(stale), "revocation") == (Result.NOT_CHECKED, "status_list_stale")


def test_a_list_of_today_s_method_needs_its_prefix() -> None:
    listed = bitstring()
    listed["credentialSubject"]["encodedList"] = listed["credentialSubject"]["encodedList"][1:]
    assert outcome(reported(signed_jwt(listed)), "revocation") == (Result.NOT_CHECKED, "status_list_malformed")


@pytest.mark.parametrize("bits", [(), (PLACE,)], ids=["clear", "set"])
@pytest.mark.parametrize(
    "written",
    [
        lambda data: base64.b64encode(data).decode(),
        lambda data: base64.b64encode(data).decode().rstrip("="),
        lambda data: base64.urlsafe_b64encode(data).decode(),
        lambda data: to_base64url(data),
        lambda data: "u" + to_base64url(data),
    ],
    ids=["base64", "unpadded", "base64url", "unpadded url", "multibase"],
)
def test_lists_of_2021_are_read_however_they_are_encoded(written: Any, bits: tuple[int, ...]) -> None:
    report = reported(signed_jwt(list_2021(written(packed(*bits)))), type="StatusList2021Entry")
    assert outcome(report, "revocation") == ((Result.FAILED, "revoked") if bits else (Result.PASSED, "not_revoked"))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "did:web:otro.example"}, "status_list_of_another"),
        ({"id": "https://diplomas.example/status/2"}, "status_list_mismatch"),
        ({"expirationDate": "2026-11-02T00:00:00Z"}, "status_list_stale"),
        ({"type": ["VerifiableCredential"]}, "status_list_malformed"),
    ],
)
def test_lists_of_2021_are_held_to_the_same_rules(changes: dict[str, Any], code: str) -> None:
    listed = list_2021(to_base64url(packed()), **changes)
    report = reported(signed_jwt(listed), type="StatusList2021Entry")
    assert outcome(report, "revocation") == (Result.NOT_CHECKED, code)


def test_an_embedded_proof_on_a_list_of_2021_needs_its_vocabulary() -> None:
    """With the operator's contexts it is read; without them it is not checked, and not called wrongly signed."""
    listed = list_2021(to_base64url(packed(PLACE)))
    listed["@context"].append(ED25519_2020)
    contexts = full_shelf()
    signed = by_stranger(listed, contexts)
    document = outside()
    document["credentialStatus"]["type"] = "StatusList2021Entry"
    text = signed_jwt(document).decode()
    evidence = outside_evidence(document, status_lists={URL: known(world.dumps(signed), URL)})
    with_contexts = judge(text, evidence, asked=world.policy(contexts=contexts))
    assert outcome(with_contexts, "revocation")[1] == "revoked"
    assert outcome(judge(text, evidence), "revocation") == (Result.NOT_CHECKED, "status_list_unchecked")


def by_stranger(listed: dict[str, Any], contexts: Any) -> dict[str, Any]:
    options = {
        "type": "Ed25519Signature2020",
        "created": "2026-11-01T00:00:00Z",
        "verificationMethod": STRANGER.method("issuing"),
        "proofPurpose": "assertionMethod",
    }
    message = SUITES["Ed25519Signature2020", None].message(
        listed, options, algorithm=Algorithm.ED25519, contexts=contexts, limits=Limits()
    )
    return {**listed, "proof": {**options, "proofValue": to_base58btc(STRANGER.key("issuing").sign(message))}}


def test_a_list_whose_signer_s_key_cannot_be_had_is_not_called_forged() -> None:
    document = outside()
    listed = signed_jwt(bitstring())
    text = signed_jwt(document).decode()
    did_document = known(STRANGER.document(), "https://diplomas.example/.well-known/did.json")
    by_key = outside_evidence(
        document, status_lists={URL: known(listed, URL)}, did_documents={STRANGER.did: did_document}
    )
    assert outcome(judge(text, by_key), "revocation") == (Result.PASSED, "not_revoked")
    unread = signed_jwt(bitstring()).decode().split(".")
    header = to_base64url(jcs({"alg": "ES256K", "kid": STRANGER.method("issuing", Algorithm.P256)}))
    strange = f"{header}.{unread[1]}.{unread[2]}".encode()
    report = judge(text, outside_evidence(document, status_lists={URL: known(strange, URL)}))
    assert outcome(report, "revocation") == (Result.NOT_CHECKED, "status_list_unchecked")
    assert "método que aquí no se lee" in report.check("revocation").reason.es  # type: ignore[union-attr]


# The unsigned list of Open Badges 3.0.

ENTRY = {"id": URL, "type": "1EdTechRevocationList"}


def by_revocation_list(published: Any) -> Report:
    document = outside()
    document["credentialStatus"] = ENTRY
    value = published if isinstance(published, Unreachable) else known(published, URL)
    return judge(signed_jwt(document).decode(), outside_evidence(document, status_lists={URL: value}))


def listing(*entries: Any, **changes: Any) -> bytes:
    return world.dumps({"id": URL, "issuer": STRANGER.did, "revokedCredential": list(entries), **changes})


def test_an_entry_of_the_unsigned_list_revokes() -> None:
    mine = outside()["id"]
    for entry in ({"id": mine, "revoked": True}, {"id": mine}, mine):
        report = by_revocation_list(listing({"id": "urn:uuid:another"}, entry))
        assert outcome(report, "revocation") == (Result.FAILED, "revoked")
        assert report.verdict is Verdict.INVALID


def test_an_absence_from_the_unsigned_list_is_a_note_never_a_tick() -> None:
    mine = outside()["id"]
    for published in (listing(), listing({"id": "urn:uuid:another"}), listing({"id": mine, "revoked": False})):
        assert outcome(by_revocation_list(published), "revocation") == (Result.WARNING, "not_revoked_unsigned")


@pytest.mark.parametrize(
    ("published", "code"),
    [
        (Unreachable("timeout", URL), "status_list_unreachable"),
        (b"<html>", "status_list_malformed"),
        (b"[]", "status_list_malformed"),
        (listing(issuer="did:web:otro.example"), "status_list_malformed"),
        (listing(*["urn:uuid:x"] * 100_001), "status_list_malformed"),
    ],
)
def test_an_unsigned_list_that_cannot_be_used_leaves_it_unchecked(published: Any, code: str) -> None:
    assert outcome(by_revocation_list(published), "revocation") == (Result.NOT_CHECKED, code)


def test_a_method_of_others_keeps_its_own_code() -> None:
    document = outside()
    document["credentialStatus"] = {"id": URL, "type": "RevocationList2020Status"}
    report = judge(signed_jwt(document).decode(), outside_evidence(document))
    assert outcome(report, "revocation") == (Result.NOT_CHECKED, "status_method_unknown")
