"""Data Integrity proofs (Data Integrity 1.0, W3C Recommendation of 15 May 2025): reading, verifying, signing.

What each cryptosuite does is in `registry.signing.suites`. Signing writes ``eddsa-rdfc-2022`` only, the one embedded
suite that every Open Badges tool accepts.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.signing.bounds import Limits, refuse_nulls
from registry.signing.canonical import DEFAULT_LIMITS, Canonicaliser, canonical_digest
from registry.signing.contexts import ContextStore
from registry.signing.errors import ProofMalformed, SignatureMismatch, UnsupportedSuite
from registry.signing.keys import P384_SIGNATURE_BYTES, SIGNATURE_BYTES, Algorithm, PublicKey, Signer
from registry.signing.multibase import from_base58btc, to_base58btc
from registry.signing.suites import EDDSA_RDFC_2022, PROOF_TYPE, SIGNING_SUITE, SUITES, Suite

ASSERTION = "assertionMethod"
# XMLSCHEMA11-2 dateTimeStamp: the offset is obligatory.
_TIMESTAMP = re.compile(
    r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?"
    r"(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """A Data Integrity proof, read once.

    Attributes:
        suite: the row of `registry.signing.suites.SUITES`.
        verification_method: absolute URL of the key.
        purpose: such as ``assertionMethod``.
        created, expires: aware times, or None when absent.
        signature: the bytes of ``proofValue``, 64 or 96.
        options: the proof without ``proofValue``, as presented.
    """

    suite: Suite
    verification_method: str
    purpose: str
    created: dt.datetime | None
    expires: dt.datetime | None
    signature: bytes
    options: Mapping[str, Any]


def proofs_of(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The proofs that a document carries. Raises ProofMalformed when there is none, or one is no object."""
    found = document.get("proof")
    proofs = [proof for proof in (found if isinstance(found, list) else [found]) if isinstance(proof, Mapping)]
    if not proofs or (isinstance(found, list) and len(proofs) != len(found)):
        raise ProofMalformed("the document carries no proof, or one that is no object")
    return proofs


def without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document that was signed: all members but ``proof``."""
    return {name: member for name, member in document.items() if name != "proof"}


def read_proof(proof: Mapping[str, Any], *, purpose: str = ASSERTION) -> Proof:
    """Check a proof's form (Data Integrity 1.0, sections 2.1 and 4.6).

    Raises:
        ProofMalformed: a member is missing or wrong, or the purpose is another.
        UnsupportedSuite: a suite, or a chain of proofs (``previousProof``), that is not verified here.
    """
    suite = _suite_of(proof)
    if proof.get("proofPurpose") != purpose:
        raise ProofMalformed("the proof has another purpose", expected=purpose, found=proof.get("proofPurpose"))
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or ":" not in method:
        raise ProofMalformed("verificationMethod is not an absolute URL")
    try:
        signature = from_base58btc(proof["proofValue"])
    except (KeyError, ValueError) as cause:
        raise ProofMalformed(f"proofValue: {cause}") from cause
    if len(signature) not in _LENGTHS[suite.name]:
        raise ProofMalformed(f"proofValue does not hold a signature of {suite.name}", length=len(signature))
    options = {name: member for name, member in proof.items() if name != "proofValue"}
    return Proof(suite, method, purpose, _time(proof, "created"), _time(proof, "expires"), signature, options)


_LENGTHS = {
    suite.name: {P384_SIGNATURE_BYTES if one is Algorithm.P384 else SIGNATURE_BYTES for one in suite.algorithms}
    for suite in SUITES.values()
}


def verify_data_integrity(
    document: Mapping[str, Any],
    *,
    proof: Mapping[str, Any],
    public_key: PublicKey,
    contexts: ContextStore,
    limits: Limits = DEFAULT_LIMITS,
    canonicaliser: Canonicaliser = canonical_digest,
) -> None:
    """Check one proof of a document with a key that the caller has found and trusts.

    The caller also decides whether the key is the issuer's (``verificationMethod``), and whether the proof has expired:
    `read_proof` gives both.

    Args:
        document: with or without its ``proof`` member, which is not part of what was signed.
        proof: the proof to check; of a set, each is checked alone.
        canonicaliser: who computes the digests of canonical forms.

    Raises:
        SignatureMismatch: the proof is not by this key over this document.
        ProofMalformed, UnsupportedSuite: see `read_proof`; ContextsDiffer: the proof has other contexts.
        CanonicalisationError: see `canonize`; only from suites that canonicalise.
        JsonMalformed: the document has no canonical JSON.
    """
    read = read_proof(proof)
    suite, algorithm = read.suite, public_key.algorithm
    if algorithm not in suite.algorithms:
        raise SignatureMismatch(f"{suite.name} is not signed by a key of kind {algorithm}")
    unsigned = without_proof(document)
    message = suite.message(
        unsigned, read.options, algorithm=algorithm, contexts=contexts, limits=limits, canonicaliser=canonicaliser
    )
    public_key.verify(read.signature, message)


def sign_data_integrity(
    document: Mapping[str, Any],
    *,
    signer: Signer,
    verification_method: str,
    created: dt.datetime,
    contexts: ContextStore,
) -> dict[str, Any]:
    """The document with its ``eddsa-rdfc-2022`` proof.

    Args:
        document: without ``proof`` and without nulls.
        signer: an Ed25519 key.
        verification_method: absolute URL of that key in the issuer's DID document.
        created: an aware time; fractions of a second are cut off.

    Raises:
        ProofMalformed: the document is signed already, the key is of another kind, the time has no zone.
        CanonicalisationError: see `canonize`; DroppedValue also for a null.
    """
    if "proof" in document:
        raise ProofMalformed("the document is signed already")
    if signer.public_key.algorithm is not Algorithm.ED25519:
        raise ProofMalformed(f"{EDDSA_RDFC_2022} needs an {Algorithm.ED25519} key")
    refuse_nulls(document)
    options = proof_options(verification_method=verification_method, created=created)
    message = SIGNING_SUITE.message(
        document, options, algorithm=Algorithm.ED25519, contexts=contexts, limits=DEFAULT_LIMITS
    )
    return {**document, "proof": finished_proof(options, signer.sign(message))}


def sign_digests(*, options: bytes, document: bytes, signer: Signer) -> bytes:
    """The 64 bytes of an ``eddsa-rdfc-2022`` proof over two SHA-256 digests of canonical forms.

    ``options`` is that of the proof's options, read with the document's contexts (EdDSA cryptosuites, 3.2.5);
    `finished_proof` makes the proof. Raises ProofMalformed for a key of another kind.
    """
    if signer.public_key.algorithm is not Algorithm.ED25519:
        raise ProofMalformed(f"{EDDSA_RDFC_2022} needs an {Algorithm.ED25519} key")
    return signer.sign(options + document)


def proof_options(*, verification_method: str, created: dt.datetime) -> dict[str, str]:
    """An ``eddsa-rdfc-2022`` proof before its value, the same for a batch. Raises ProofMalformed for a naive time."""
    if created.tzinfo is None:
        raise ProofMalformed("created needs a time zone")
    return {
        "type": PROOF_TYPE,
        "cryptosuite": EDDSA_RDFC_2022,
        "created": created.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": verification_method,
        "proofPurpose": ASSERTION,
    }


def finished_proof(options: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """The proof with its value."""
    return {**options, "proofValue": to_base58btc(signature)}


def _suite_of(proof: Mapping[str, Any]) -> Suite:
    kind, cryptosuite = proof.get("type"), proof.get("cryptosuite")
    if not isinstance(kind, str) or not isinstance(cryptosuite, str | None):
        raise ProofMalformed("the proof does not name its suite")
    suite = SUITES.get((kind, cryptosuite))
    if suite is None:
        raise UnsupportedSuite(f"proofs of type {kind} {cryptosuite or ''} are not verified", suite=cryptosuite or kind)
    if "previousProof" in proof:
        raise UnsupportedSuite("chains of proofs are not verified", suite=suite.name)
    return suite


def _time(proof: Mapping[str, Any], name: str) -> dt.datetime | None:
    text = proof.get(name)
    if text is None and name not in proof:
        return None
    if not isinstance(text, str) or not _TIMESTAMP.fullmatch(text):
        raise ProofMalformed(f"{name} is not a time with its offset", member=name)
    try:
        return dt.datetime.fromisoformat(text)
    except ValueError as cause:
        raise ProofMalformed(f"{name} is not a time", member=name) from cause
