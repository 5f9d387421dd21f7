"""The suites that are read and not written: made here by `cryptography` over another engine's canonical form."""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from registry.signing import (
    Algorithm,
    ContextsDiffer,
    PublicKey,
    SignatureMismatch,
    UndefinedTerm,
    UnsupportedSuite,
    jcs,
    to_base58btc,
    verify_data_integrity,
)
from registry.signing.suites import SUITES
from tests.signing.engines import by_oxigraph
from tests.signing.samples import CREATED, ED25519, METHOD, badge, full_shelf, published, shelf

ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
#: The NIST curves, the hash of each, and the bytes of a coordinate.
CURVES = {
    Algorithm.P256: (ec.SECP256R1(), "sha256", 32),
    Algorithm.P384: (ec.SECP384R1(), "sha384", 48),
}


def options_of(cryptosuite: str | None, **changes: Any) -> dict[str, Any]:
    named = {"type": "Ed25519Signature2020"} if cryptosuite is None else {"type": "DataIntegrityProof"}
    return {
        **named,
        **({} if cryptosuite is None else {"cryptosuite": cryptosuite}),
        "created": CREATED.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": METHOD,
        "proofPurpose": "assertionMethod",
        **changes,
    }


def hashed(document: dict[str, Any], options: dict[str, Any], name: str, *, text: bool, contexts: Any) -> bytes:
    """What is signed, by an engine that is not ours."""
    if text:
        parts = [jcs(options), jcs(document)]
    else:
        configured = {**options, "@context": document["@context"]}
        parts = [by_oxigraph(one, contexts, name) for one in (configured, document)]
    return b"".join(hashlib.new(name, part).digest() for part in parts)


def signed_by_curve(algorithm: Algorithm, cryptosuite: str, **changes: Any) -> tuple[dict[str, Any], PublicKey]:
    curve, name, size = CURVES[algorithm]
    key = ec.derive_private_key(0x2C5F1E, curve)
    raw = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
    document, options = badge(), options_of(cryptosuite, **changes)
    message = hashed(document, options, name, text="jcs" in cryptosuite, contexts=shelf())
    scheme = ec.ECDSA(hashes.SHA256() if name == "sha256" else hashes.SHA384())
    numbers = decode_dss_signature(key.sign(message, scheme))
    value = to_base58btc(b"".join(number.to_bytes(size, "big") for number in numbers))
    return document | {"proof": {**options, "proofValue": value}}, PublicKey(algorithm, raw)


def signed_by_ed25519(cryptosuite: str | None) -> tuple[dict[str, Any], PublicKey]:
    document, options = badge(), options_of(cryptosuite)
    contexts = shelf()
    if cryptosuite is None:
        document["@context"].append(ED25519_2020)
        contexts = full_shelf()
    message = hashed(document, options, "sha256", text=cryptosuite == "eddsa-jcs-2022", contexts=contexts)
    value = to_base58btc(ED25519.sign(message))
    return document | {"proof": {**options, "proofValue": value}}, ED25519.public_key


MAKERS: dict[str, Callable[[], tuple[dict[str, Any], PublicKey]]] = {
    "ecdsa-rdfc-2019, P-256": lambda: signed_by_curve(Algorithm.P256, "ecdsa-rdfc-2019"),
    "ecdsa-rdfc-2019, P-384": lambda: signed_by_curve(Algorithm.P384, "ecdsa-rdfc-2019"),
    "ecdsa-jcs-2019, P-256": lambda: signed_by_curve(Algorithm.P256, "ecdsa-jcs-2019"),
    "ecdsa-jcs-2019, P-384": lambda: signed_by_curve(Algorithm.P384, "ecdsa-jcs-2019"),
    "eddsa-rdfc-2022": lambda: signed_by_ed25519("eddsa-rdfc-2022"),
    "eddsa-jcs-2022": lambda: signed_by_ed25519("eddsa-jcs-2022"),
    "Ed25519Signature2020": lambda: signed_by_ed25519(None),
}


def check(document: dict[str, Any], key: PublicKey) -> None:
    store = full_shelf() if ED25519_2020 in document["@context"] else shelf()
    verify_data_integrity(document, proof=document["proof"], public_key=key, contexts=store)


def changed(document: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    tampered = copy.deepcopy(document)
    holder: Any = tampered
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return tampered


def test_every_suite_of_the_table_is_tried_here() -> None:
    assert {name.partition(",")[0] for name in MAKERS} == {suite.name for suite in SUITES.values()}


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_what_another_engine_signed_verifies(maker: Callable[[], tuple[dict[str, Any], PublicKey]]) -> None:
    check(*maker())


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("credentialSubject", "identifier", 0, "identityHash"), "Mario Ñáñez"),
        (("credentialSubject", "result", 0, "value"), "10.0"),
        (("validUntil",), "2099-01-01T00:00:00Z"),
        (("credentialStatus", "statusListIndex"), "43"),
        (("proof", "created"), "2025-01-01T00:00:00Z"),
        (("proof", "verificationMethod"), "did:web:otro.example#key"),
    ],
    ids=lambda part: ".".join(map(str, part)) if isinstance(part, tuple) else "",
)
def test_refuses_what_was_changed_after_signing(
    maker: Callable[[], tuple[dict[str, Any], PublicKey]], path: tuple[str | int, ...], value: str
) -> None:
    document, key = maker()
    with pytest.raises(SignatureMismatch):
        check(changed(document, path, value), key)


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_refuses_what_was_added_after_signing(maker: Callable[[], tuple[dict[str, Any], PublicKey]]) -> None:
    # A suite over statements would drop the member, one over text signs it: neither lets it pass.
    document, key = maker()
    with pytest.raises((UndefinedTerm, SignatureMismatch)):
        check(document | {"distinction": "summa cum laude"}, key)


@pytest.mark.parametrize("maker", MAKERS.values(), ids=MAKERS)
def test_refuses_a_context_added_after_signing(maker: Callable[[], tuple[dict[str, Any], PublicKey]]) -> None:
    document, key = maker()
    document["@context"] = [*document["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"]
    # Statements are the same whatever unused contexts stand beside; the text is not.
    if "jcs" in document["proof"].get("cryptosuite", ""):
        with pytest.raises(SignatureMismatch):
            check(document, key)
    else:
        check(document, key)


@pytest.mark.parametrize("cryptosuite", ["ecdsa-jcs-2019", "ecdsa-rdfc-2019"])
def test_refuses_a_proof_with_other_contexts_than_the_document(cryptosuite: str) -> None:
    document, key = signed_by_curve(Algorithm.P256, cryptosuite)
    with pytest.raises(ContextsDiffer):
        check(changed(document, ("proof", "@context"), document["@context"][:1]), key)


@pytest.mark.parametrize("made", [Algorithm.P256, Algorithm.P384])
def test_refuses_a_signature_checked_with_a_key_of_another_kind(made: Algorithm) -> None:
    document, _ = signed_by_curve(made, "ecdsa-rdfc-2019")
    _, other = signed_by_curve(Algorithm.P384 if made is Algorithm.P256 else Algorithm.P256, "ecdsa-rdfc-2019")
    for key in (other, ED25519.public_key):
        with pytest.raises(SignatureMismatch):
            check(document, key)


def test_the_same_signature_under_another_suite_s_name_does_not_fit() -> None:
    for maker in MAKERS.values():
        document, key = maker()
        for kind, cryptosuite in SUITES:
            if (kind, cryptosuite) == (document["proof"]["type"], document["proof"].get("cryptosuite")):
                continue
            if kind != "DataIntegrityProof":
                continue
            named = {**document["proof"], "type": kind, "cryptosuite": cryptosuite}
            with pytest.raises(Exception, match=r"fit|kind|hold"):
                check(document | {"proof": named}, key)


def test_says_of_selective_disclosure_that_it_cannot_tell() -> None:
    document, key = signed_by_curve(Algorithm.P256, "ecdsa-rdfc-2019")
    with pytest.raises(UnsupportedSuite):
        check(changed(document, ("proof", "cryptosuite"), "ecdsa-sd-2023"), key)


_P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
_P384 = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"


@pytest.mark.parametrize(
    ("cryptosuite", "key", "value"),
    [
        (
            "ecdsa-rdfc-2019",
            _P256,
            "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw",
        ),
        (
            "ecdsa-rdfc-2019",
            _P384,
            (
                "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQeqgH8"
                "hhjcg8gZDFJC1b9FsR5ggNmDBqHv"
            ),
        ),
        (
            "ecdsa-jcs-2019",
            _P256,
            "zq6PrUMCtqY5obCSsrQxuFJdGffCDxvFuopdZiBPUBRTFEs1VVsBZi8YiEwVWgHYrXxoV93gBHqGDBtQLPFxpZxz",
        ),
        (
            "ecdsa-jcs-2019",
            _P384,
            (
                "zR3krc7pt9Dpn1PY2u8HWPePggtzAG2SuH2ZGNrzw8Ku3QrFLWgDTjS5mCWy65ShixJEtpMwfviAFfh5xTgd5FGN1sSbpPJ5djqSZQLq"
                "QkY8KLBPNswuqKtq3bS8f9vEHm8w"
            ),
        ),
    ],
)
def test_signatures_of_the_ecdsa_recommendation_verify(cryptosuite: str, key: str, value: str) -> None:
    """Appendix A of the ECDSA cryptosuites signs the document that the EdDSA vectors sign, which stand beside us."""
    document = published("vectors/vc-di-eddsa/unsigned.json")
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{key}#{key}",
        "proofPurpose": "assertionMethod",
        "proofValue": value,
    }
    public_key = PublicKey.from_multibase(key)
    verify_data_integrity(document, proof=proof, public_key=public_key, contexts=full_shelf())
    document["credentialSubject"]["alumniOf"] = "Another School"
    with pytest.raises(SignatureMismatch):
        verify_data_integrity(document, proof=proof, public_key=public_key, contexts=full_shelf())
