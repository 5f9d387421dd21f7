"""The cryptosuites that are verified, one row each: EdDSA and ECDSA cryptosuites 1.0, and one from before them.

A suite says how a proof names it, which keys sign it, and how document and proof options become the signed bytes. Two
families: *RDFC* signs the statements (the canonical form of the JSON-LD), *JCS* signs the text (canonical JSON).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.signing.bounds import Limits
from registry.signing.canonical import Canonicaliser, canonical_digest
from registry.signing.contexts import ContextStore
from registry.signing.errors import ContextsDiffer
from registry.signing.jcs import jcs
from registry.signing.keys import Algorithm

PROOF_TYPE = "DataIntegrityProof"
EDDSA_RDFC_2022 = "eddsa-rdfc-2022"
#: A longer key hashes longer, inside the canonicalisation too (ECDSA cryptosuites, 3.2.3 and 3.2.4).
_HASHES = {Algorithm.P384: "sha384"}

#: The digest of a document's canonical form, and of bytes that are canonical already.
FormDigest = Callable[[Mapping[str, Any]], bytes]
Digest = Callable[[bytes], bytes]
Transformation = Callable[[Mapping[str, Any], Mapping[str, Any], FormDigest, Digest], bytes]


@dataclass(frozen=True, slots=True)
class Suite:
    """A row of the table.

    Attributes:
        proof_type, cryptosuite: how a proof names the suite; ``cryptosuite`` is None for those before Data Integrity.
        algorithms: the kinds of key that sign.
        transform: from document and proof options to the digests of what is canonical of them, options first.
        canonicalises: whether the terms of the document are looked at on the way. Where not, the signature covers the
            text whatever it means, and whether others read it alike is to be judged apart (`canonize`).
    """

    proof_type: str
    cryptosuite: str | None
    algorithms: frozenset[Algorithm]
    transform: Transformation
    canonicalises: bool = True

    @property
    def name(self) -> str:
        """The cryptosuite, or the proof type of a suite that has none."""
        return self.cryptosuite or self.proof_type

    def message(
        self,
        document: Mapping[str, Any],
        options: Mapping[str, Any],
        *,
        algorithm: Algorithm,
        contexts: ContextStore,
        limits: Limits,
        canonicaliser: Canonicaliser = canonical_digest,
    ) -> bytes:
        """What a key of that kind signs: the digest of the proof options, then the digest of the document.

        Raises ContextsDiffer, JsonMalformed, CanonicalisationError.
        """
        name = _HASHES.get(algorithm, "sha256")
        form = functools.partial(canonicaliser, contexts=contexts, limits=limits, algorithm=name)
        digest = hashlib.sha384 if name == "sha384" else hashlib.sha256
        return self.transform(document, options, form, lambda data: digest(data).digest())


def proof_configuration(document: Mapping[str, Any], proof: Mapping[str, Any]) -> dict[str, Any]:
    """What is canonicalised of a proof: its options, read with the document's contexts (EdDSA cryptosuites, 3.2.5)."""
    options = {name: member for name, member in proof.items() if name != "proofValue"}
    return {**options, "@context": document.get("@context")}


def _rdfc(document: Mapping[str, Any], options: Mapping[str, Any], form: FormDigest, _digest: Digest) -> bytes:
    # A proof that repeats the contexts must repeat them exactly: one read with others would mean something else to
    # other readers.
    _same_contexts(document, options)
    return form(proof_configuration(document, options)) + form(document)


def _jcs(document: Mapping[str, Any], options: Mapping[str, Any], _form: FormDigest, digest: Digest) -> bytes:
    # The Recommendation lets a proof name a prefix of the document's contexts (EdDSA cryptosuites, 3.3.2). Contexts
    # added after signing change what members mean to readers of JSON-LD, so here they must be the same.
    _same_contexts(document, options)
    return digest(jcs(options)) + digest(jcs(document))


def _same_contexts(document: Mapping[str, Any], options: Mapping[str, Any]) -> None:
    if "@context" in options and options["@context"] != document.get("@context"):
        raise ContextsDiffer("the proof names other contexts than the document")


_EDDSA = frozenset({Algorithm.ED25519})
_ECDSA = frozenset({Algorithm.P256, Algorithm.P384})
_SUITES = (
    Suite(PROOF_TYPE, EDDSA_RDFC_2022, _EDDSA, _rdfc),
    Suite(PROOF_TYPE, "eddsa-jcs-2022", _EDDSA, _jcs, canonicalises=False),
    Suite(PROOF_TYPE, "ecdsa-rdfc-2019", _ECDSA, _rdfc),
    Suite(PROOF_TYPE, "ecdsa-jcs-2019", _ECDSA, _jcs, canonicalises=False),
    Suite("Ed25519Signature2020", None, _EDDSA, _rdfc),
)
#: The suites that are verified, by what a proof says of itself: its ``type`` and its ``cryptosuite``.
SUITES: Mapping[tuple[str, str | None], Suite] = {(suite.proof_type, suite.cryptosuite): suite for suite in _SUITES}
SIGNING_SUITE = SUITES[PROOF_TYPE, EDDSA_RDFC_2022]
