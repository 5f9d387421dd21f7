"""Verifying the signature of anything presented: credentials, endorsements, accreditations, status lists, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.documents.contained import without_texts
from registry.documents.read import Form, Presented
from registry.signing import (
    CanonicalisationError,
    ContextsDiffer,
    ParsedJwt,
    ProofMalformed,
    PublicKey,
    SignatureMismatch,
    SigningError,
    jcs,
    parse_jwt,
    read_proof,
    verify_data_integrity,
    verify_jwt,
)
from registry.signing.contexts import unsigned_before
from registry.verification.evidence import KeyPeriod
from registry.verification.keyring import FoundKey, Keyring, NoKey
from registry.verification.memory import Memory
from registry.verification.policy import Policy
from registry.verification.report import Result

# One proof is usual, two where a suite is being replaced. Each costs a canonicalisation.
MAX_PROOFS = 4


@dataclass(frozen=True, slots=True)
class Signed:
    """What trying the signature came to.

    ``key`` is the key that was found for it, or why none was; None when the signature did not even name one.
    ``terms`` is the canonicalisation error that showed on the way, if any: members that the signature cannot cover.
    """

    result: Result
    code: str
    key: FoundKey | NoKey | None = None
    terms: CanonicalisationError | None = None
    canonicalised: bool = False
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether a signature by a key of the DID was verified."""
        return self.result is Result.PASSED


#: Statements that were proved: some bytes, a proof in them, a key. Their keys weigh what the bytes do.
_proved = Memory(16_000_000)


def try_signature(
    presented: Presented,
    *,
    did: str,
    keyring: Keyring,
    policy: Policy,
    at: dt.datetime,
    shared: bytes | None = None,
) -> Signed:
    """Verify what was presented with a key of ``did``. Any one good proof suffices (Open Badges 3.0, 9.1).

    ``shared`` is for evidence that many verifications have in common (status lists, accreditations, endorsements): the
    bytes that it was read from. A proof in the same bytes by the same key is then verified once. What a person presents
    is always computed anew.
    """
    if presented.jwt is not None:
        return _try_jwt(presented.jwt, did=did, keyring=keyring)
    if presented.jwt_fault == "suite_unknown":
        return Signed(Result.NOT_CHECKED, "suite_unknown")
    if not presented.proofs:
        return Signed(Result.FAILED, "unsigned")
    tried = []
    for proof in presented.proofs[:MAX_PROOFS]:
        outcome = _try_proof(presented.document, proof, did=did, keyring=keyring, policy=policy, at=at, shared=shared)
        if outcome.good:
            return outcome
        tried.append(outcome)
    return next((one for one in tried if one.result is Result.FAILED), tried[0])


def _try_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    did: str,
    keyring: Keyring,
    policy: Policy,
    at: dt.datetime,
    shared: bytes | None,
) -> Signed:
    try:
        read = read_proof(proof)
    except ProofMalformed as error:
        return Signed(Result.FAILED, "proof_malformed", details={"detail": str(error)})
    except SigningError as error:
        return Signed(Result.NOT_CHECKED, "suite_unknown", details={"detail": str(error)})
    if read.expires is not None and read.expires < at:
        return Signed(Result.FAILED, "proof_expired", details={"expires": read.expires.isoformat()})
    key = keyring.find(did, read.verification_method)
    if isinstance(key, NoKey):
        return Signed(Result.NOT_CHECKED, "no_key", key)
    facts = {"form": Form.DATA_INTEGRITY.value, "suite": read.suite.name}
    looked_at = read.suite.canonicalises
    try:
        if shared is None:
            _prove(document, proof, key.public_key, policy)
        else:
            _proved.recall(
                (shared, jcs(proof), key.public_key, policy.contexts, policy.limits),
                lambda: _prove(document, proof, key.public_key, policy),
                weight=len(shared) + 1_000,
            )
    except CanonicalisationError as error:
        return Signed(Result.NOT_CHECKED, "no_canonical_form", key, terms=error, details=facts)
    except SignatureMismatch:
        members = _signed_without(document, proof, key.public_key, policy)
        code = "signed_before_terms" if members else "signature_mismatch"
        details = {**facts, "members": members} if members else facts
        return Signed(Result.FAILED, code, key, canonicalised=looked_at, details=details)
    except ContextsDiffer:
        return Signed(Result.FAILED, "contexts_differ", key, details=facts)
    except SigningError as error:
        return Signed(Result.FAILED, "proof_malformed", key, details={**facts, "detail": str(error)})
    return Signed(Result.PASSED, "signature_good", key, canonicalised=looked_at, details=facts)


def _prove(document: Mapping[str, Any], proof: Mapping[str, Any], public_key: PublicKey, policy: Policy) -> None:
    verify_data_integrity(
        document,
        proof=proof,
        public_key=public_key,
        contexts=policy.contexts,
        limits=policy.limits,
        canonicaliser=policy.canonicaliser,
    )


def _signed_without(
    document: Mapping[str, Any], proof: Mapping[str, Any], public_key: PublicKey, policy: Policy
) -> list[str]:
    """The members that explain a mismatch: without them, as an earlier revision of a context read it, it fits."""
    members = unsigned_before(document)
    if not members:
        return []
    bare = {name: member for name, member in document.items() if name not in members}
    try:
        _prove(bare, proof, public_key, policy)
    except SigningError:
        return []
    return sorted(members)


def _try_jwt(jwt: ParsedJwt, *, did: str, keyring: Keyring) -> Signed:
    key = _jwt_key(jwt, did=did, keyring=keyring)
    if isinstance(key, NoKey):
        return Signed(Result.NOT_CHECKED, "no_key", key)
    facts = {"form": Form.JWT.value, "suite": str(jwt.header.get("alg"))}
    try:
        verify_jwt(jwt, key.public_key)
    except SignatureMismatch:
        return Signed(Result.FAILED, "signature_mismatch", key, details=facts)
    return Signed(Result.PASSED, "signature_good", key, details=facts)


def _jwt_key(jwt: ParsedJwt, *, did: str, keyring: Keyring) -> FoundKey | NoKey:
    """The key that the header names (``kid``) or carries (``jwk``; Open Badges 3.0, 8.2.1)."""
    kid = jwt.header.get("kid")
    if isinstance(kid, str):
        # A name without a scheme is one in the issuer's own document (VC-JOSE-COSE 1.0, 3.3.2).
        if ":" not in kid:
            kid = f"{did.partition('#')[0]}#{kid.removeprefix('#')}"
        if not kid.startswith(("did:", "https://")):
            return NoKey("key_address_unknown", Result.NOT_CHECKED)
        return keyring.find(did, kid)
    if isinstance(jwt.header.get("jwk"), Mapping):
        try:
            return keyring.match(did, PublicKey.from_jwk(jwt.header["jwk"]))
        except SigningError:
            return NoKey("key_unreadable", Result.NOT_CHECKED)
    return NoKey("key_not_named", Result.FAILED)


def canonical_fault(presented: Presented, policy: Policy) -> SigningError | None:
    """What the canonicaliser refuses in the document: terms that no context defines, relative ids, too much work."""
    try:
        policy.canonicaliser(without_texts(presented.document), policy.contexts, limits=policy.limits)
    except SigningError as error:
        return error
    return None


class Unproven(Exception):
    """A signed piece of evidence that proves nothing; ``code`` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Spoken:
    """The claims of a proved JWS, the key that signed it, and the DID that speaks.

    ``did`` is None for the registry's receipts keys and the authority's keys, which the root of trust names.
    """

    claims: Mapping[str, Any]
    key: KeyPeriod | None
    did: str | None


def claims_of_jws(text: str, *, media_type: str, keyring: Keyring) -> Spoken:
    """What a compact JWS says, proved to be by a key of the root of trust or of a DID at hand.

    Who may say what is the caller's to judge. Raises `Unproven` (``jws_malformed``, ``jws_key_unknown``,
    ``jws_forged``).
    """
    try:
        jws = parse_jwt(text)
    except SigningError as error:
        raise Unproven("jws_malformed") from error
    kid = jws.header.get("kid")
    if jws.header.get("typ") != media_type or not isinstance(kid, str):
        raise Unproven("jws_malformed")
    public_key, period, did = _speaker(kid, keyring)
    try:
        verify_jwt(jws, public_key)
    except SigningError as error:
        raise Unproven("jws_forged") from error
    return Spoken(jws.claims, period, did)


def _speaker(kid: str, keyring: Keyring) -> tuple[PublicKey, KeyPeriod | None, str | None]:
    rooted = keyring.receipts(kid) or keyring.authority(kid)
    if rooted is not None:
        return rooted.public_key, rooted, None
    did = kid.partition("#")[0]
    found = keyring.find(did, kid)
    if isinstance(found, NoKey):
        raise Unproven("jws_key_unknown")
    return found.public_key, found.period, did
