"""¿Es auténtica? The form, the terms, the signature and the key."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from registry.documents import Credential, CredentialKind, MalformedDocument, Presented, contained
from registry.signing import (
    CanonicalisationError,
    ContextsClash,
    DroppedValue,
    EngineBusy,
    EngineStopped,
    InlineContext,
    RelativeIdentifier,
    SigningError,
    TooComplex,
    UndefinedTerm,
    UnknownContext,
)
from registry.texts import Text, same
from registry.verification.case import is_later
from registry.verification.evidence import KeyPeriod
from registry.verification.keyring import FoundKey, NoKey
from registry.verification.making import day, failed, last_known, make, not_checked, passed, warning
from registry.verification.messages import what_next, why
from registry.verification.policy import Policy
from registry.verification.report import Check
from registry.verification.signatures import Signed


def malformed(fault: MalformedDocument) -> Check:
    """The *format* check of a document that could not be parsed."""
    return failed("format", "malformed", evidence={"fault": fault.code, "path": fault.path}, fault=fault.said)


def check_format(presented: Presented, credential: Credential) -> Check:
    """The document is well formed, and the JWT around it does not say otherwise (Open Badges 3.0, 8.2.4.1)."""
    facts = {
        "form": presented.form.value,
        "carrier": presented.carrier.value,
        "types": list(credential.types),
        "dataModel": credential.data_model,
    }
    claim = _disagreeing_claim(presented, credential)
    if claim is not None:
        return failed("format", "claims_disagree", evidence={**facts, "claim": claim}, claim=claim)
    if presented.jwt is not None and "vc" in presented.jwt.claims and credential.data_model != "1.1":
        return warning("format", "wrapped_claims", evidence=facts)
    if credential.kind is CredentialKind.TRANSCRIPT:
        inside = len(contained(presented.document))
        return passed("format", "transcript_well_formed", evidence={**facts, "inside": inside}, count=inside)
    return passed("format", "well_formed", evidence=facts)


def _disagreeing_claim(presented: Presented, credential: Credential) -> str | None:
    """The first claim that says something else than the member that it repeats.

    Absent claims are left to the signature: VC-JOSE-COSE, unlike Open Badges, does not ask for them.
    """
    if presented.jwt is None:
        return None
    claims = presented.jwt.claims
    expected: dict[str, Any] = {
        "iss": credential.issuer.id,
        "jti": credential.id,
        "sub": credential.subject.id,
        "nbf": _numeric(credential.valid_from),
        "exp": None if credential.valid_until is None else _numeric(credential.valid_until),
    }
    return next((name for name, value in expected.items() if name in claims and claims[name] != value), None)


def _numeric(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def check_terms(fault: SigningError | None, *, as_text: bool = False) -> Check:
    """Every member is defined, so that the signature covers it; ``fault`` is what the canonicaliser refused.

    ``as_text`` is for a signature that covers the text whatever it means: then an undefined member was signed, and all
    that can be said is that no vocabulary tells what it means.
    """
    if fault is None:
        return passed("terms", "terms_defined")
    path = fault.path if isinstance(fault, CanonicalisationError) else "$"
    facts = {"path": path, "fault": fault.code}
    if isinstance(fault, UnknownContext):
        return not_checked("terms", "unknown_context", evidence={**facts, "context": fault.url}, url=fault.url)
    if isinstance(fault, ContextsClash):
        return not_checked("terms", "contexts_clash", evidence=facts)
    if isinstance(fault, InlineContext):
        return not_checked("terms", "inline_context", evidence=facts)
    if isinstance(fault, TooComplex):
        return not_checked("terms", "too_complex", evidence=facts, measure=same(fault.measure))
    if isinstance(fault, EngineBusy | EngineStopped):
        return not_checked("terms", fault.code, evidence=facts)
    spoken = path.removeprefix("$.") or "$"
    if as_text and isinstance(fault, UndefinedTerm | RelativeIdentifier | DroppedValue):
        return warning("terms", "meaning_unknown", evidence=facts, path=spoken)
    if isinstance(fault, UndefinedTerm):
        return failed("terms", "undefined_term", evidence={**facts, "term": fault.term}, path=spoken)
    return failed("terms", "unsafe_value", evidence=facts, path=spoken)


def check_signature(signed: Signed) -> Check:
    """The signature, as it came out."""
    named = {"verificationMethod": signed.key.id} if isinstance(signed.key, FoundKey) else {}
    members = ", ".join(signed.details.get("members", ()))
    return make("signature", signed.code, signed.result, evidence={**signed.details, **named}, members=members)


def check_key(key: FoundKey | NoKey, *, logged_at: dt.datetime | None, policy: Policy, at: dt.datetime) -> Check:
    """The key is the issuer's, may sign documents, and was in use when the document was registered."""
    if isinstance(key, NoKey):
        return make("key", key.code, key.result, evidence=key.facts(), **_said(key, at))
    facts = key.facts()
    if key.for_status_only:
        return failed("key", "status_key", evidence=facts)
    if key.period is None:
        # A DID document and a key's page have no history: what they publish today they may not have published then.
        if key.as_of is not None and is_later(key.as_of, policy, at):
            return not_checked("key", "key_then_unknown", evidence=facts, seen=key.as_of)
        return passed("key", _published_as(key.id), evidence=facts)
    return _in_use(key.period, facts, logged_at)


def _said(key: NoKey, at: dt.datetime) -> dict[str, Any]:
    return {"detail": why(key.detail), "last": _last(key, at), "next": what_next(key.detail)}


def _last(key: NoKey, at: dt.datetime) -> Text:
    if key.last is None:
        return Text("", "")
    said = Text("la llave estaba publicada", "the key was published")
    if not key.last.published:
        said = Text("la llave no estaba publicada", "the key was not published")
    return last_known(said, key.last.as_of, at)


def _published_as(method: str) -> str:
    if method.startswith("did:key:"):
        return "key_in_did"
    return "key_at_address" if method.startswith("https://") else "key_published"


def _in_use(period: KeyPeriod, facts: Mapping[str, Any], logged_at: dt.datetime | None) -> Check:
    """Whether the key was in use at that moment; None: nobody can prove when it signed."""
    facts = {**facts, **dict(_interval(period))}
    ended = period.until is not None or period.compromised_at is not None
    if logged_at is None:
        # A key that was never withdrawn was in use whenever it was; one that was, only a proved time can clear.
        code = "key_time_unknown"
        return not_checked("key", code, evidence=facts) if ended else passed("key", "key_in_force", evidence=facts)
    if logged_at < period.since:
        return failed("key", "key_not_yet", evidence=facts, since=day(period.since))
    if period.compromised_at is not None and logged_at >= period.compromised_at:
        return failed("key", "key_compromised", evidence=facts, since=day(period.compromised_at))
    if period.until is not None and logged_at >= period.until:
        return failed("key", "key_retired", evidence=facts, until=day(period.until))
    return passed("key", "key_in_force", evidence=facts)


def _interval(period: KeyPeriod) -> Iterator[tuple[str, str]]:
    for name, moment in (
        ("inUseFrom", period.since),
        ("inUseUntil", period.until),
        ("compromisedAt", period.compromised_at),
    ):
        if moment is not None:
            yield name, moment.isoformat()
