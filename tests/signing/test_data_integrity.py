from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest

from registry.signing import (
    CREDENTIALS_V2,
    OPEN_BADGES_V3,
    Algorithm,
    DroppedValue,
    PrivateKey,
    ProofMalformed,
    SignatureMismatch,
    UndefinedTerm,
    UnsupportedSuite,
    canonical_digest,
    proofs_of,
    read_proof,
    sign_data_integrity,
    to_base58btc,
    verify_data_integrity,
)
from registry.signing.data_integrity import proof_options
from tests.signing.samples import CREATED, ED25519, METHOD, P256, badge, full_shelf, shelf, signed

OTHER = PrivateKey.from_bytes(Algorithm.ED25519, b"\x07" * 32)


def check(document: dict[str, Any], key: PrivateKey = ED25519, **changes: Any) -> None:
    proof = {**document["proof"], **changes}
    verify_data_integrity(document, proof=proof, public_key=key.public_key, contexts=shelf())


def test_signed_badge_verifies() -> None:
    document = signed()
    check(document)
    assert document["proof"] == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-20T16:00:00Z",
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        "proofValue": document["proof"]["proofValue"],
    }


def test_signature_covers_the_hashes_of_proof_and_document_in_that_order() -> None:
    options = proof_options(verification_method=METHOD, created=CREATED)
    configuration = {**options, "@context": badge()["@context"]}
    message = canonical_digest(configuration, shelf()) + canonical_digest(badge(), shelf())
    assert to_base58btc(ED25519.sign(message)) == signed()["proof"]["proofValue"]


def test_order_of_members_does_not_matter() -> None:
    check({name: signed()[name] for name in reversed(signed())})


def changed(path: str, value: Any) -> dict[str, Any]:
    document = copy.deepcopy(signed())
    *parents, last = path.split(".")
    target: Any = document
    for name in parents:
        target = target[int(name)] if name.isdigit() else target[name]
    target[last] = value
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("credentialSubject.identifier.0.identityHash", "Mario Ñáñez"),
        ("credentialSubject.result.0.value", "10.0"),
        ("credentialSubject.achievement.name", "Doctorado en IA"),
        ("credentialSubject.achievement.alignment.0.targetUrl", "https://registro.example/other"),
        ("issuer.id", "did:web:otro.example"),
        ("issuer.name", "Otra institución"),
        ("validUntil", "2099-01-01T00:00:00Z"),
        ("credentialStatus.statusListIndex", "43"),
        ("id", "urn:uuid:other"),
        ("image", {"id": "https://example.org/i.png", "type": "Image"}),
    ],
)
def test_refuses_claim_changed_after_signing(path: str, value: Any) -> None:
    with pytest.raises(SignatureMismatch):
        check(changed(path, value))


@pytest.mark.parametrize("member", ["credentialStatus", "validUntil", "name"])
def test_refuses_claim_removed_after_signing(member: str) -> None:
    document = signed()
    del document[member]
    with pytest.raises(SignatureMismatch):
        check(document)


def test_refuses_undefined_claim_added_after_signing() -> None:
    with pytest.raises(UndefinedTerm):
        check(changed("distinction", "summa cum laude"))


def test_refuses_proof_by_another_key() -> None:
    with pytest.raises(SignatureMismatch):
        check(signed(), OTHER)


def test_refuses_proof_checked_with_a_key_of_another_kind() -> None:
    with pytest.raises(SignatureMismatch):
        check(signed(), P256)


@pytest.mark.parametrize(
    "changes",
    [
        {"created": "2025-01-01T00:00:00Z"},
        {"expires": "2099-01-01T00:00:00Z"},
        {"verificationMethod": "did:web:otro.example#key"},
        {"domain": "example.org"},
        {"challenge": "x"},
        {"nonce": "x"},
    ],
)
def test_refuses_proof_options_changed_after_signing(changes: dict[str, str]) -> None:
    with pytest.raises(SignatureMismatch):
        check(signed(), **changes)


def test_refuses_undefined_option_added_to_the_proof() -> None:
    with pytest.raises(UndefinedTerm):
        check(signed(), comment="x")


@pytest.mark.parametrize(
    "changes",
    [
        {"proofPurpose": "authentication"},
        {"proofPurpose": None},
        {"proofPurpose": ["assertionMethod"]},
        {"verificationMethod": None},
        {"verificationMethod": {"id": METHOD}},
        {"verificationMethod": "issuing-ed25519"},
        {"proofValue": None},
        {"proofValue": ["z1"]},
        {"proofValue": "z" + "1" * 63},
        {"proofValue": "u" + "A" * 86},
        {"proofValue": signed()["proof"]["proofValue"] + "\n"},
        {"created": "2026-11-20"},
        {"created": "2026-11-20T16:00:00"},
        {"created": "2026-02-30T16:00:00Z"},
        {"created": "2026-11-20T16:00:00Z "},
        {"created": 1},
        {"created": None},
        {"expires": "never"},
        {"type": ["DataIntegrityProof"]},
        {"cryptosuite": 5},
    ],
)
def test_refuses_malformed_proof(changes: dict[str, Any]) -> None:
    with pytest.raises(ProofMalformed):
        check(signed(), **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"cryptosuite": "ecdsa-sd-2023"},
        {"cryptosuite": None},
        {"type": "Ed25519Signature2018", "cryptosuite": None},
        {"type": "eddsa-rdfc-2022", "cryptosuite": None},
        {"type": "Ed25519Signature2020"},
        {"previousProof": "urn:uuid:other"},
    ],
)
def test_says_of_other_suites_that_it_cannot_tell(changes: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedSuite) as refusal:
        check(signed(), **changes)
    assert refusal.value.undecided


def test_proof_may_repeat_the_documents_contexts() -> None:
    check(signed(), **{"@context": [CREDENTIALS_V2, OPEN_BADGES_V3]})


@pytest.mark.parametrize("context", [[CREDENTIALS_V2], CREDENTIALS_V2, [OPEN_BADGES_V3, CREDENTIALS_V2], None, {}])
def test_refuses_proof_that_names_other_contexts_than_the_document(context: Any) -> None:
    with pytest.raises(ProofMalformed):
        check(signed(), **{"@context": context})


def test_refuses_context_added_to_a_document_signed_as_text() -> None:
    # eddsa-jcs-2022 allows the proof to name a prefix of the contexts; what the members mean would change unsigned.
    document = signed()
    document["@context"] = [CREDENTIALS_V2, OPEN_BADGES_V3, "https://w3id.org/security/data-integrity/v2"]
    with pytest.raises(ProofMalformed):
        check(document, **{"cryptosuite": "eddsa-jcs-2022", "@context": [CREDENTIALS_V2, OPEN_BADGES_V3]})


def test_reading_a_proof_gives_what_the_caller_must_judge() -> None:
    proof = read_proof({**signed()["proof"], "expires": "2027-01-01T00:00:00.5-06:00"})
    assert proof.verification_method == METHOD
    assert proof.created == CREATED
    assert proof.expires == dt.datetime(2027, 1, 1, 6, 0, 0, 500_000, tzinfo=dt.UTC)
    assert len(proof.signature) == 64
    assert proof.suite.name == "eddsa-rdfc-2022"


def test_proofs_are_found_alone_or_in_a_set() -> None:
    document = signed()
    proof = document["proof"]
    assert proofs_of(document) == [proof]
    assert proofs_of(document | {"proof": [proof, proof]}) == [proof, proof]


@pytest.mark.parametrize("proof", [None, [], "z", [signed()["proof"], "z"], 5])
def test_refuses_document_without_a_readable_proof(proof: Any) -> None:
    with pytest.raises(ProofMalformed):
        proofs_of(badge() | {"proof": proof})


def sign(document: dict[str, Any], **changes: Any) -> dict[str, Any]:
    arguments = {"signer": ED25519, "verification_method": METHOD, "created": CREATED, "contexts": shelf()} | changes
    return sign_data_integrity(document, **arguments)


def test_refuses_to_sign_twice() -> None:
    with pytest.raises(ProofMalformed):
        sign(signed())


def test_refuses_to_sign_with_a_key_of_another_kind() -> None:
    with pytest.raises(ProofMalformed):
        sign(badge(), signer=P256)


def test_refuses_to_sign_at_a_time_without_zone() -> None:
    with pytest.raises(ProofMalformed):
        sign(badge(), created=dt.datetime(2026, 11, 20, 16, 0))  # noqa: DTZ001


def test_refuses_to_sign_a_null() -> None:
    document = badge()
    document["credentialSubject"]["achievement"]["image"] = None
    with pytest.raises(DroppedValue) as refusal:
        sign(document)
    assert refusal.value.path == "$.credentialSubject.achievement.image"


def test_refuses_to_sign_an_undefined_term() -> None:
    with pytest.raises(UndefinedTerm):
        sign(badge() | {"distinction": "summa cum laude"})


def test_created_is_written_in_utc_and_whole_seconds() -> None:
    local = dt.datetime(2026, 11, 20, 10, 0, 0, 999_999, tzinfo=dt.timezone(dt.timedelta(hours=-6)))
    assert sign(badge(), created=local)["proof"]["created"] == "2026-11-20T16:00:00Z"


def test_signing_does_not_touch_the_document() -> None:
    document = badge()
    sign(document)
    assert document == badge()


def test_legacy_suite_needs_its_context_to_be_at_hand() -> None:
    # The same signature bytes under the older name: the options differ, so the signature must not fit.
    document = signed()
    document["@context"].append("https://w3id.org/security/suites/ed25519-2020/v1")
    proof = {**document["proof"], "type": "Ed25519Signature2020"}
    del proof["cryptosuite"]
    with pytest.raises(SignatureMismatch):
        verify_data_integrity(document, proof=proof, public_key=ED25519.public_key, contexts=full_shelf())
