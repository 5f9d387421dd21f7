"""The code and the sello on a certificate: what the registry's own signature proves, and what only evidence can add.

The institution's signature is not on the paper; the registry states that it took the institution's document in. The
rest is judged like any credential's, by the same checks, on a credential that holds what the code says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from registry.documents import terms
from registry.documents.model import (
    Achievement,
    Alignment,
    Credential,
    CredentialKind,
    Identifier,
    Profile,
    StatusEntry,
    Subject,
)
from registry.documents.paper import CUT_MARK, EXTERNAL_AAD, PaperClaims, PaperCode, did_digest
from registry.documents.seal import SealCode
from registry.ids import spell_folio
from registry.signing import SignatureMismatch, key_id, verify_sign1
from registry.verification.case import Case, Standing
from registry.verification.checks.current import check_current
from registry.verification.checks.issuer import check_accredited_at_issue, check_accredited_now, check_identity
from registry.verification.checks.person import check_person
from registry.verification.evidence import DefinitionFacts, Evidence, KeyPeriod, Sourced, TrustRoot
from registry.verification.making import day, failed, not_checked, passed, seen
from registry.verification.messages import why
from registry.verification.report import Check, stamp

_UNNAMED = "sha256:"


def check_authentic(code: PaperCode, evidence: Evidence, root: TrustRoot | None) -> Iterator[Check]:
    """*format*, *signature* and *key*: a receipts key of the root that was in use and never compromised."""
    yield passed("format", "paper_well_formed", evidence={"form": "paper", "carrier": "paper"})
    facts = {"form": "paper", "suite": "ES256", "keyId": code.signed.key_id.hex()}
    if root is None:
        yield not_checked("signature", "paper_without_root", evidence={**facts, **seen(evidence.root)})
        return
    key = next((one for one in root.receipts_keys if key_id(one.public_key) == code.signed.key_id), None)
    if key is None:
        yield _unknown_key(code, evidence, facts)
        return
    facts["verificationMethod"] = key.id
    try:
        verify_sign1(code.signed, key.public_key, external_aad=EXTERNAL_AAD)
    except SignatureMismatch:
        yield failed("signature", "paper_forged", evidence=facts)
        return
    yield passed("signature", "paper_signed", evidence={**facts, "signedAt": stamp(code.claims.signed_at)})
    yield _check_key(key, code.claims, {**facts, **seen(evidence.root)})


def _unknown_key(code: PaperCode, evidence: Evidence, facts: dict[str, Any]) -> Check:
    known = evidence.root
    if isinstance(known, Sourced) and known.as_of < code.claims.signed_at:
        # The key may be newer than what is at hand.
        return not_checked("signature", "paper_key_newer", evidence={**facts, **seen(known)}, day=day(known.as_of))
    return failed("signature", "paper_key_unknown", evidence={**facts, **seen(known)})


def _check_key(key: KeyPeriod, claims: PaperClaims, facts: dict[str, Any]) -> Check:
    facts |= key_facts(key)
    # Whoever holds a stolen receipts key can write any day into a code: none of its codes prove anything.
    if key.compromised_at is not None:
        return not_checked("key", "paper_key_compromised", evidence=facts, since=day(key.compromised_at))
    if not in_use(key, claims.signed_at):
        return failed("key", "paper_key_not_in_use", evidence=facts, signed=day(claims.signed_at))
    return passed("key", "paper_key_in_force", evidence=facts)


def key_facts(key: KeyPeriod) -> dict[str, Any]:
    """When a key was in use, as a report shows it."""
    return {"inUseFrom": stamp(key.since)} | ({} if key.until is None else {"inUseUntil": stamp(key.until)})


def in_use(key: KeyPeriod, at: dt.datetime) -> bool:
    """Whether a key was the registry's at a moment."""
    return key.since <= at and (key.until is None or at < key.until)


def issuer_of(claims: PaperClaims, evidence: Evidence) -> str | None:
    """The DID that the code's digest names, among the issuers that the evidence knows."""
    return issuer_among(claims, evidence.key_periods)


def issuer_among(claims: PaperClaims, dids: Iterable[str]) -> str | None:
    """The first of these DIDs that has the code's digest."""
    return next((did for did in dids if did_digest(did) == claims.issuer), None)


def credential_of(claims: PaperClaims, evidence: Evidence) -> Credential:
    """What the code says, as a credential; standard, profile and part come from the definition that it names."""
    did = issuer_of(claims, evidence)
    base = evidence.base or ""
    name = claims.holder + CUT_MARK if claims.name_cut else claims.holder
    title = claims.title + CUT_MARK if claims.title_cut else claims.title
    return Credential(
        id=claims.document,
        kind=CredentialKind.ACHIEVEMENT,
        types=(terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE),
        # The code covers the DID; the name is the registry's, which alone it is shown by.
        issuer=Profile(id=did or _UNNAMED + claims.issuer.hex(), name=evidence.names.get(did or "")),
        valid_from=claims.valid_from,
        valid_until=claims.valid_until,
        awarded_on=claims.achieved_on,
        name=title,
        subject=Subject(
            id=None,
            identifiers=(Identifier("name", name, hashed=False),),
            licence_number=spell_folio(claims.folio),
            achievement=Achievement(
                id=claims.definition_url(base),
                name=title,
                description="",
                alignments=_alignments(claims, evidence, did),
            ),
        ),
        statuses=(
            StatusEntry(
                terms.BITSTRING_ENTRY,
                purpose="revocation",
                index=claims.list_index,
                list_url=claims.list_url(base),
            ),
        ),
    )


def _alignments(claims: PaperClaims, evidence: Evidence, did: str | None) -> tuple[Alignment, ...]:
    facts = _definition(claims, evidence, did)
    if facts is None:
        return ()
    named = [Alignment(facts.standard_label, facts.standard, terms.STANDARD, code=facts.standard_label)]
    if facts.profile is not None:
        named.append(
            Alignment(facts.profile, f"{facts.standard}#profile-{facts.profile}", terms.PROFILE, facts.profile)
        )
    if facts.part is not None:
        named.append(Alignment(facts.part, f"{facts.standard}#part-{facts.part}", terms.PART, facts.part))
    return tuple(named)


def _definition(claims: PaperClaims, evidence: Evidence, did: str | None) -> DefinitionFacts | None:
    """The definition that the code names, where it is at hand and the same institution's."""
    known = evidence.definition
    facts = known.value if isinstance(known, Sourced) else None
    fits = facts is not None and facts.issuer == did and facts.id == claims.definition_url(evidence.base or "")
    return facts if fits else None


def standing_of(claims: PaperClaims, evidence: Evidence) -> Standing:
    """The registry's signature makes the issuer one of its own, once it is known who that is."""
    return Standing.UNKNOWN if issuer_of(claims, evidence) is None else Standing.REGISTERED


def checks_of_claims(case: Case, claims: PaperClaims) -> tuple[Check, ...]:
    """Everything behind *format*, *signature* and *key*."""
    registered = _check_registered(case, claims)
    person = check_person(case)
    return (
        registered,
        *_check_issuer(case),
        *check_current(case),
        not_checked("alignment", "not_in_seal") if _sealed(case) else not_checked("alignment", "not_on_paper"),
        *((person,) if person else ()),
    )


def _check_registered(case: Case, claims: PaperClaims) -> Check:
    facts = {"loggedAt": stamp(claims.logged_at), "document": claims.document, "source": "paper"}
    if claims.logged_at > case.at + case.policy.clock_skew:
        return failed("log_inclusion", "not_logged_yet", evidence=facts, logged=claims.logged_at)
    if _sealed(case):
        return passed("log_inclusion", "registered_in_seal", evidence=facts, logged=claims.logged_at)
    return passed("log_inclusion", "registered_on_paper", evidence=facts, logged=claims.logged_at)


def _sealed(case: Case) -> bool:
    return isinstance(case.presented.paper, SealCode)


def _check_issuer(case: Case) -> Iterator[Check]:
    if case.standing is Standing.UNKNOWN:
        facts = {"digest": case.credential.issuer.id, **seen(case.evidence.root)}
        yield not_checked("identity", "issuer_not_at_hand", evidence=facts)
        return
    yield check_identity(case)
    if case.standard is None:
        known = case.evidence.definition
        detail = why("not_found" if isinstance(known, Sourced) else known.reason)
        for check_id in ("accredited_at_issue", "accredited_now"):
            yield not_checked(check_id, "definition_unreachable", evidence=seen(known), detail=detail)
        return
    yield check_accredited_at_issue(case)
    yield check_accredited_now(case)
