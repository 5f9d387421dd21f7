"""¿Quién la emitió y podía hacerlo? Identity, and accreditation then and now."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit

from registry.documents import CredentialKind
from registry.signing import SigningError, did_web_url
from registry.signing.key_documents import is_https
from registry.verification.accreditations import AccreditationRecord, Standing, State
from registry.verification.case import Case, label_of
from registry.verification.case import Standing as IssuerStanding
from registry.verification.evidence import Sourced, Unreachable
from registry.verification.making import day, failed, not_checked, passed, seen, warning
from registry.verification.messages import what_next, why
from registry.verification.names import same_name
from registry.verification.report import Check
from registry.verification.status_lists import Bit, ListReader


def check_identity(case: Case) -> Check:
    """Who signed, as far as this registry can tell."""
    issuer, root = case.credential.issuer, case.root
    facts: dict[str, Any] = {"did": issuer.id, "statedName": issuer.name, **seen(case.evidence.root)}
    if root is None:
        return _without_root(case, facts)
    if case.standing is IssuerStanding.AUTHORITY:
        return passed("identity", "authority", evidence=facts, name=root.authority_name)
    if case.standing is IssuerStanding.OUTSIDE:
        return _outside(case, facts)
    creator = case.credential.subject.achievement.creator if case.credential.subject.achievement else None
    if creator is not None and creator.id != issuer.id:
        facts["creator"] = creator.id
        return failed("identity", "definition_of_another", evidence=facts, creator=creator.name or creator.id)
    registered = registered_names(case)
    if registered and issuer.name is not None and not any(same_name(issuer.name, name) for name in registered):
        facts["registeredName"] = registered[0]
        return warning("identity", "name_differs", evidence=facts, stated=issuer.name, name=registered[0])
    # A name that nobody but the issuer states proves nothing: then its identity is what is said.
    name = (issuer.name or registered[0]) if registered else issuer.id
    return passed("identity", "registered_issuer", evidence=facts, name=name)


def registered_names(case: Case) -> tuple[str, ...]:
    """The names that the authority has signed for this issuer, newest accreditation first, then the registry's own."""
    scopes = sorted((one.scope for one in case.accreditations.records), key=lambda one: one.valid_from, reverse=True)
    kept = case.evidence.names.get(case.credential.issuer.id)
    return (*(name for scope in scopes for name in (scope.provider_name, scope.legal_name)), *([kept] if kept else ()))


def _without_root(case: Case, facts: dict[str, Any]) -> Check:
    known = case.evidence.root
    if isinstance(known, Sourced) and known.value.expires is not None:
        return not_checked("identity", "root_expired", evidence=facts, day=day(known.value.expires))
    return not_checked("identity", "root_unreachable", evidence=facts)


def _outside(case: Case, facts: dict[str, Any]) -> Check:
    claim = _false_claim(case)
    if claim is not None:
        return failed("identity", "poses_as_registry", evidence={**facts, "claim": claim}, claim=claim)
    did = case.credential.issuer.id
    domain = _domain(did)
    if domain is not None:
        return warning("identity", "outside_domain", evidence={**facts, "domain": domain}, domain=domain)
    code = "self_made" if did.startswith("did:key:") else "outside_registry"
    return not_checked("identity", code, evidence=facts)


def _domain(identity: str) -> str | None:
    """The host that an identity hangs on: of a ``did:web``, or of an https address."""
    if identity.startswith("did:web:"):
        return unquote(identity.split(":")[2])
    return urlsplit(identity).hostname if is_https(identity) else None


def _false_claim(case: Case) -> str | None:
    """What an outsider's document says of itself that only this registry's documents may say."""
    root, credential = case.root, case.credential
    if root is None:
        return None
    if credential.issuer.name is not None and same_name(credential.issuer.name, root.authority_name):
        return credential.issuer.name
    if _under_registry(credential.issuer.id, root.authority_did):
        return credential.issuer.id
    achievement = credential.subject.achievement
    if achievement is None:
        return None
    if achievement.creator is not None and root.hosts(achievement.creator.id):
        return achievement.creator.id
    return achievement.id if _under_registry(achievement.id, root.authority_did) else None


def _under_registry(url: str, authority_did: str) -> bool:
    try:
        host = did_web_url(authority_did).removesuffix(".well-known/did.json")
    except SigningError:
        return False
    return url.startswith(host)


def needs_accreditation(case: Case) -> bool:
    """Whether the issuer needed one: providers of this registry, for what people earn."""
    return case.standing is IssuerStanding.REGISTERED and case.credential.kind is CredentialKind.ACHIEVEMENT


def covering(case: Case) -> tuple[AccreditationRecord, ...]:
    """The proved accreditations whose scope has the credential's standard, profile and parts."""
    standard, profile = case.standard, case.profile
    if standard is None:
        return ()
    parts = tuple(part.code or part.url for part in case.parts)
    code = None if profile is None else profile.code
    return tuple(one for one in case.accreditations.records if one.covers(standard.url, profile=code, parts=parts))


def check_accredited_at_issue(case: Case) -> Check:
    """Accredited for this standard version, profile and parts, at ``logged_at``."""
    check_id, known = "accredited_at_issue", case.evidence.accreditations
    facts = seen(known)
    if isinstance(known, Unreachable):
        return not_checked(
            check_id,
            "accreditation_unreachable",
            evidence=facts,
            detail=why(known.reason),
            next=what_next(known.reason),
        )
    if not known.value:
        return failed(check_id, "never_accredited", evidence=facts)
    if case.logged_at is None:
        return not_checked(check_id, "issue_time_unknown", evidence=facts)
    standings = [(record, record.standing(case.logged_at)) for record in covering(case)]
    good = next((record for record, standing in standings if standing.state is State.IN_FORCE), None)
    facts["eventsSeen"], facts["issuedAt"] = seen(case.evidence.status_events), case.logged_at.isoformat()
    if good is not None and case.events.known:
        return passed(check_id, "accredited", evidence={**facts, **_record_facts(good)}, **_spoken(case, good))
    if good is not None:
        return not_checked(check_id, "history_unreachable", evidence={**facts, **_record_facts(good)})
    if case.accreditations.unproved:
        return not_checked(check_id, "accreditation_unproven", evidence={**facts, **_unproved(case)})
    return _refused_at_issue(case, standings, facts)


def _refused_at_issue(
    case: Case, standings: list[tuple[AccreditationRecord, Standing]], facts: dict[str, Any]
) -> Check:
    if not standings:
        return failed("accredited_at_issue", "outside_scope", evidence=facts, standard=label_of(case.standard))
    record, standing = max(standings, key=lambda pair: pair[1].since)
    facts = {**facts, **_record_facts(record)}
    if standing.state is State.NOT_YET:
        return failed("accredited_at_issue", "not_yet_accredited", evidence=facts, start=day(standing.since))
    code = {
        State.LAPSED: "accreditation_lapsed",
        State.SUSPENDED: "accreditation_suspended",
        State.REVOKED: "accreditation_revoked",
        State.CONDITION_OVERDUE: "accreditation_condition_overdue",
    }[standing.state]
    return failed("accredited_at_issue", code, evidence=facts, day=day(standing.since), reason=_reason(case, standing))


def check_accredited_now(case: Case) -> Check:
    """Accredited for the same at the moment of the check. Never lowers the verdict; the headline says it."""
    check_id, known = "accredited_now", case.evidence.accreditations
    facts = seen(known)
    if isinstance(known, Unreachable):
        return not_checked(
            check_id,
            "accreditation_unreachable",
            evidence=facts,
            detail=why(known.reason),
            next=what_next(known.reason),
        )
    # What serves corrections alone was good for signing one; it does not make an institution accredited.
    issuing = [record for record in covering(case) if not record.scope.corrections_only]
    standings = [(record, record.standing(case.at)) for record in issuing]
    good = next((record for record, standing in standings if standing.state is State.IN_FORCE), None)
    if good is not None and case.evidence.fresh_until is not None and case.evidence.fresh_until < case.at:
        facts |= {"freshUntil": case.evidence.fresh_until.isoformat(), "lastKnown": "in_force"}
        return not_checked(check_id, "evidence_too_old", evidence={**facts, **_record_facts(good)}, known=known.as_of)
    if good is not None:
        return _still_good(case, good, {**facts, **_record_facts(good)})
    if case.accreditations.unproved:
        return not_checked(check_id, "accreditation_unproven", evidence={**facts, **_unproved(case)})
    started = [pair for pair in standings if pair[1].state is not State.NOT_YET]
    if not started:
        said = _then(case, "not_accredited_now")
        return warning(check_id, "not_accredited_now", wording=said, evidence=facts, standard=label_of(case.standard))
    record, standing = max(started, key=lambda pair: pair[1].since)
    code = {
        State.LAPSED: "lapsed_since",
        State.SUSPENDED: "suspended_since",
        State.REVOKED: "revoked_since",
        State.CONDITION_OVERDUE: "condition_overdue_since",
    }
    return warning(
        check_id,
        code[standing.state],
        wording=_then(case, code[standing.state]),
        evidence={**facts, **_record_facts(record), "since": day(standing.since).isoformat()},
        day=day(standing.since),
        reason=_reason(case, standing),
    )


def _still_good(case: Case, record: AccreditationRecord, facts: dict[str, Any]) -> Check:
    """In force by dates and events; the authority's status list must not say otherwise."""
    bit = Bit.UNKNOWN
    if record.status is not None and case.root is not None:
        reader = ListReader(case.root.authority_did, case.evidence, case.keyring, case.policy, case.at)
        reading = reader.read(record.status)
        bit, facts["statusList"] = reading.bit, dict(reading.facts)
        if case.later(reading.signed_at):
            bit = Bit.UNKNOWN  # a list of later says nothing of the moment asked about; the events do
    facts["eventsSeen"] = seen(case.evidence.status_events)
    if bit is Bit.SET:
        return warning("accredited_now", "status_unexplained", evidence=facts)
    # A clear bit tells that nothing holds it back, but only an event tells that its condition was met.
    condition_unknown = record.condition_overdue(case.at) is not None
    if not case.events.known and (bit is Bit.UNKNOWN or condition_unknown):
        return not_checked("accredited_now", "history_unreachable", evidence=facts)
    end = day(record.scope.valid_until)
    return passed("accredited_now", "accredited_now", wording=_then(case, "accredited_now"), evidence=facts, end=end)


def _then(case: Case, code: str) -> str:
    """The words for a code, which are others where a past moment is asked about: «hoy» would be untrue."""
    return code if case.policy.checked_at is None else f"{code}_then"


def _record_facts(record: AccreditationRecord) -> dict[str, Any]:
    scope = record.scope
    return {
        "accreditation": record.credential.id,
        "number": scope.number,
        "validFrom": scope.valid_from.isoformat(),
        "validUntil": scope.valid_until.isoformat(),
        "events": [
            {"kind": event.kind.value, "at": event.at.isoformat(), "reason": event.reason} for event in record.history
        ],
    }


def _unproved(case: Case) -> dict[str, Any]:
    return {"unproved": list(case.accreditations.unproved)}


def _spoken(case: Case, record: AccreditationRecord) -> dict[str, object]:
    scope = record.scope
    return {
        "standard": label_of(case.standard),
        "start": day(scope.valid_from),
        "end": day(scope.valid_until),
        "number": scope.number,
    }


def _reason(case: Case, standing: Standing) -> object:
    return case.policy.label(standing.reason) if standing.reason else "—"
