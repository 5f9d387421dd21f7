"""The published vectors of the EdDSA cryptosuites, byte for byte."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest

from registry.signing import (
    Algorithm,
    PrivateKey,
    PublicKey,
    SignatureMismatch,
    UnknownContext,
    UnsupportedSuite,
    canonize,
    from_base58btc,
    jcs,
    sign_data_integrity,
    verify_data_integrity,
    without_proof,
)
from tests.signing.samples import full_shelf, published, published_text

ROOT = "vectors/vc-di-eddsa"


def key_of(proof: dict[str, Any]) -> PublicKey:
    return PublicKey.from_multibase(proof["verificationMethod"].partition("#")[2])


def published_key() -> PrivateKey:
    # The multibase holds a multicodec prefix of two bytes before the seed.
    return PrivateKey.from_bytes(
        Algorithm.ED25519, from_base58btc(published(f"{ROOT}/keyPair.json")["privateKeyMultibase"])[2:]
    )


@pytest.mark.parametrize(
    ("folder", "ending", "signed"),
    [
        ("eddsa-rdfc-2022", "DataInt", "signedDataInt.json"),
        ("Ed25519Signature2020", "EdSig", "signedEdSig.json"),
    ],
)
def test_canonical_bytes_and_hashes_equal_the_published_ones(folder: str, ending: str, signed: str) -> None:
    contexts = full_shelf()
    document = canonize(without_proof(published(f"{ROOT}/{folder}/{signed}")), contexts)
    proof = canonize(published(f"{ROOT}/{folder}/proofConfig{ending}.json"), contexts)

    assert document.decode() == published_text(f"{ROOT}/{folder}/canonDoc{ending}.txt")
    assert proof.decode() == published_text(f"{ROOT}/{folder}/proofCanon{ending}.txt")
    hashes = hashlib.sha256(proof).hexdigest() + hashlib.sha256(document).hexdigest()
    assert hashes == published_text(f"{ROOT}/{folder}/combinedHash{ending}.txt").strip()


def test_canonical_json_equals_the_published_bytes() -> None:
    folder = f"{ROOT}/eddsa-jcs-2022"
    assert jcs(published(f"{ROOT}/unsigned.json")).decode() == published_text(f"{folder}/canonDocJCS.txt")
    assert jcs(published(f"{folder}/proofConfigJCS.json")).decode() == published_text(f"{folder}/proofCanonJCS.txt")


def test_signing_the_published_document_gives_the_published_credential() -> None:
    expected = published(f"{ROOT}/eddsa-rdfc-2022/signedDataInt.json")
    signed = sign_data_integrity(
        published(f"{ROOT}/unsigned.json"),
        signer=published_key(),
        verification_method=expected["proof"]["verificationMethod"],
        created=dt.datetime(2023, 2, 24, 23, 36, 38, tzinfo=dt.UTC),
        contexts=full_shelf(),
    )
    assert signed == expected


@pytest.mark.parametrize(
    "path",
    [
        "eddsa-rdfc-2022/signedDataInt.json",
        "eddsa-jcs-2022/signedJCS.json",
        "Ed25519Signature2020/signedEdSig.json",
    ],
)
def test_published_credential_verifies_and_a_changed_one_does_not(path: str) -> None:
    contexts, document = full_shelf(), published(f"{ROOT}/{path}")
    proof = document["proof"]
    verify_data_integrity(document, proof=proof, public_key=key_of(proof), contexts=contexts)

    document["credentialSubject"]["alumniOf"] = "Another School"
    with pytest.raises(SignatureMismatch):
        verify_data_integrity(document, proof=proof, public_key=key_of(proof), contexts=contexts)


def test_every_proof_of_a_set_verifies_alone() -> None:
    document = published(f"{ROOT}/proof-set-chain/signedProofSet2.json")
    assert len(document["proof"]) == 2
    for proof in document["proof"]:
        verify_data_integrity(document, proof=proof, public_key=key_of(proof), contexts=full_shelf())


def test_reports_a_chain_of_proofs_as_not_supported() -> None:
    document = published(f"{ROOT}/proof-set-chain/signedProofChain1.json")
    chained = [proof for proof in document["proof"] if "previousProof" in proof]
    assert chained
    for proof in chained:
        with pytest.raises(UnsupportedSuite):
            verify_data_integrity(document, proof=proof, public_key=key_of(proof), contexts=full_shelf())


def test_employ_vector_is_not_checkable_because_its_context_is_not_at_hand() -> None:
    document = published(f"{ROOT}/eddsa-rdfc-2022/employ/signedDataInt.json")
    proof = document["proof"]
    with pytest.raises(UnknownContext) as refusal:
        verify_data_integrity(document, proof=proof, public_key=key_of(proof), contexts=full_shelf())
    assert refusal.value.undecided
    assert refusal.value.url == "https://w3id.org/citizenship/v4rc1"
