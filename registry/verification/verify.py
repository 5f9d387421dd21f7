"""The whole verification, in numbered steps. Bytes were read before it, evidence was gathered before it; this judges.

Steps and codes are those of ``docs/verification-policy.md``.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools

from registry.documents import Credential, MalformedDocument, Presented, credential_of
from registry.documents.paper import PaperCode
from registry.documents.seal import SealCode
from registry.signing import SigningError
from registry.verification import paper, seal
from registry.verification.accreditations import prove_accreditations
from registry.verification.answers import answers_of
from registry.verification.case import Case, Standing
from registry.verification.checks.authentic import check_format, check_key, check_signature, check_terms, malformed
from registry.verification.checks.current import check_current
from registry.verification.checks.endorsement import check_endorsement
from registry.verification.checks.issuer import (
    check_accredited_at_issue,
    check_accredited_now,
    check_identity,
    needs_accreditation,
)
from registry.verification.checks.person import check_person
from registry.verification.checks.standard import check_standard
from registry.verification.events import prove_events
from registry.verification.evidence import Evidence, Sourced, TrustRoot
from registry.verification.facts import facts_of
from registry.verification.headline import joined, lead_of, notes_of
from registry.verification.keyring import Keyring
from registry.verification.making import QUESTIONS
from registry.verification.messages.headline import WORDS
from registry.verification.policy import Policy
from registry.verification.registration import prove_registration
from registry.verification.report import Check, Report, Result
from registry.verification.signatures import Signed, canonical_fault, try_signature
from registry.verification.transcript import with_contained
from registry.verification.verdict import decide, outcomes_of


def verify(presented: Presented, evidence: Evidence, policy: Policy, *, at: dt.datetime) -> Report:
    """Judge what was presented by the evidence, as of ``at`` (aware). Always returns a report; raises for no document.

    The steps:

    1.  *format*: parse; a JWT's claims agree with the document.
    2.  *signature*, *terms*: find the key that the signature names among the issuer's, verify, and refuse members that
        the signature does not cover. What failed here hides everything that depends on it.
    3.  who the issuer is to this registry; for its own: *log_inclusion*, which proves the time of issue.
    4.  *key*: may it sign documents, and was it in use at the time of issue.
    5.  *identity*, *accredited_at_issue* (at the time of issue), *accredited_now*, *endorsement*.
    6.  *validity_period*, *revocation*, *suspension*, *superseded*.
    7.  *alignment*, *requirements*.
    8.  *holder_match*; *seal*, of a certificate that carries one.
    9.  the verdict, by the results alone.
    10. facts, headline and answers, from what was established.
    11. the credentials inside a transcript, each by the same steps and with a verdict of its own.
    """
    if at.tzinfo is None:
        raise ValueError("the moment of a verification needs its time zone")
    return with_contained(
        _verify_one(presented, evidence, policy, at=at),
        presented,
        evidence,
        policy,
        judge=functools.partial(_verify_one, at=at),
        refuse=lambda check: _report((check,), None, vouched=False, at=at),
    )


def _verify_one(presented: Presented, evidence: Evidence, policy: Policy, *, at: dt.datetime) -> Report:
    """Steps 1 to 10, for one document by itself."""
    if presented.paper is not None:
        return _verify_paper(presented, presented.paper, evidence, policy, at=at)
    # Step 1.
    try:
        credential = credential_of(presented)
    except MalformedDocument as fault:
        return _report((malformed(fault),), None, vouched=False, at=at)
    root = _usable_root(evidence, at)
    keyring = Keyring(evidence, root)
    # Step 2.
    signed = try_signature(presented, did=credential.issuer.id, keyring=keyring, policy=policy, at=at)
    refused = _terms_fault(presented, signed, policy)
    # Steps 3 and 4.
    case, registration = _case(presented, credential, evidence, policy, keyring, root, at=at), None
    if case.standing is not Standing.OUTSIDE:
        registration = prove_registration(presented, credential, evidence, keyring, policy, at=at)
        case = dataclasses.replace(case, logged_at=registration.logged_at)
    # Only an issuer from elsewhere may use words that no vocabulary has: this registry's documents have none.
    terms = check_terms(refused, as_text=_signs_text(presented, signed) and not case.standing.vouched)
    checks = [check_format(presented, credential), terms, check_signature(signed)]
    if signed.key is not None and signed.result is not Result.FAILED:
        checks.append(check_key(signed.key, logged_at=case.logged_at, policy=policy, at=at))
    if not signed.good or any(check.result is Result.FAILED for check in checks):
        return _report(tuple(checks), None, vouched=case.standing.vouched, at=at)
    # Steps 5 to 8.
    if registration is not None:
        checks.append(registration.check)
    sealed = seal.check_seal(presented, credential, evidence, root)
    if sealed is not None:
        checks.append(sealed)
    checks += _checks_of_claims(case)
    return _report(tuple(checks), case, vouched=case.standing.vouched, at=at)


def _verify_paper(
    presented: Presented, code: PaperCode | SealCode, evidence: Evidence, policy: Policy, *, at: dt.datetime
) -> Report:
    """The same steps for what the registry signed on a certificate: the code (``docs/formats/paper-qr.md``), or the
    cadena and sello (``docs/formats/cadena-original.md``)."""
    root = _usable_root(evidence, at)
    if isinstance(code, SealCode):
        checks = tuple(seal.check_authentic(code, evidence, root))
    else:
        checks = tuple(paper.check_authentic(code, evidence, root))
    if any(check.result is not Result.PASSED for check in checks):
        return _report(checks, None, vouched=False, at=at)
    credential = paper.credential_of(code.claims, evidence)
    case = _case(presented, credential, evidence, policy, Keyring(evidence, root), root, at=at)
    checks += paper.checks_of_claims(case, code.claims)
    return _report(checks, case, vouched=case.standing.vouched, at=at)


def _signs_text(presented: Presented, signed: Signed) -> bool:
    """Whether the signature covers the text, and so every member of it: a JWT, or a suite over canonical JSON."""
    return presented.jwt is not None or (signed.good and not signed.canonicalised)


def _terms_fault(presented: Presented, signed: Signed, policy: Policy) -> SigningError | None:
    """Verifying an embedded proof canonicalises, and shows the fault; a JWT is canonicalised for this alone."""
    if signed.terms is not None or signed.canonicalised:
        return signed.terms
    return canonical_fault(presented, policy)


def _case(
    presented: Presented,
    credential: Credential,
    evidence: Evidence,
    policy: Policy,
    keyring: Keyring,
    root: TrustRoot | None,
    *,
    at: dt.datetime,
) -> Case:
    """Who the issuer is to this registry, and what is proved of it. The time of issue is that of a code on paper."""
    code = presented.paper
    events = prove_events(evidence, keyring)
    accreditations = prove_accreditations(
        evidence, did=credential.issuer.id, root=root, keyring=keyring, policy=policy, events=events, at=at
    )
    return Case(
        presented=presented,
        credential=credential,
        evidence=evidence,
        policy=policy,
        at=at,
        keyring=keyring,
        root=root,
        standing=paper.standing_of(code.claims, evidence)
        if code
        else _standing(credential.issuer.id, root, accredited=bool(accreditations.records)),
        accreditations=accreditations,
        events=events,
        logged_at=code.claims.logged_at if code else None,
    )


def _usable_root(evidence: Evidence, at: dt.datetime) -> TrustRoot | None:
    if not isinstance(evidence.root, Sourced):
        return None
    root = evidence.root.value
    return None if root.expires is not None and root.expires < at else root


def _standing(did: str, root: TrustRoot | None, *, accredited: bool) -> Standing:
    if root is None:
        return Standing.UNKNOWN
    if did == root.authority_did:
        return Standing.AUTHORITY
    # A provider with a domain of its own is of this registry by the authority's signature.
    return Standing.REGISTERED if accredited or root.hosts(did) else Standing.OUTSIDE


def _checks_of_claims(case: Case) -> list[Check]:
    checks = [check_identity(case)]
    if needs_accreditation(case):
        checks += [check_accredited_at_issue(case), check_accredited_now(case)]
    optional = (check_endorsement(case), check_person(case))
    return [
        *checks,
        *check_current(case),
        *check_standard(case),
        *(check for check in optional if check is not None),
    ]


def _report(checks: tuple[Check, ...], case: Case | None, *, vouched: bool, at: dt.datetime) -> Report:
    """Steps 9 and 10."""
    order = list(QUESTIONS)
    ordered = tuple(sorted(checks, key=lambda check: order.index(check.id)))
    verdict = decide(outcomes_of(ordered), vouched=vouched)
    lead, notes = lead_of(verdict, ordered, case), notes_of(ordered, case, verdict)
    return Report(
        verdict=verdict,
        word=WORDS[verdict],
        headline=joined(lead, notes),
        lead=lead,
        notes=notes,
        checked_at=at,
        credential=None if case is None else facts_of(case.credential),
        checks=ordered,
        answers=answers_of(ordered, case),
    )
