"""The headline of a report: one true sentence, and the notes that belong behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from registry.documents import Credential, CredentialKind
from registry.documents.status_event import WITHDRAWN_BY_HOLDER
from registry.texts import Text
from registry.verification.case import Case, Standing
from registry.verification.checks.issuer import registered_names
from registry.verification.making import day
from registry.verification.messages.headline import ACCREDITATION_LEADS, DOCUMENT_LEADS, LEADS, NOTES, SOMEBODY
from registry.verification.report import Check, Question, Result, Verdict

_ACCREDITATION_NOTES = (
    "lapsed_since",
    "suspended_since",
    "revoked_since",
    "condition_overdue_since",
    "not_accredited_now",
    "status_unexplained",
)

#: What is not a microcredential is called by its own name.
_LEADS_OF = {
    CredentialKind.ACCREDITATION: ACCREDITATION_LEADS,
    CredentialKind.ENDORSEMENT: {**LEADS, **DOCUMENT_LEADS},
    CredentialKind.TRANSCRIPT: {**LEADS, **DOCUMENT_LEADS},
}


def lead_of(verdict: Verdict, checks: tuple[Check, ...], case: Case | None) -> Text:
    """The sentence that says the verdict, with name, day and institution where the signature covers them."""
    if case is None:
        return _not_authentic(verdict, checks)
    said = _people(case)
    if verdict is Verdict.VALID:
        return LEADS[_valid_lead(case.credential)].format(**said)
    deciding = _deciding(verdict, checks)
    if deciding is None:
        return LEADS["outside"] if case.standing is Standing.OUTSIDE else _unverifiable(checks)
    return _lead_for(deciding, said, case.credential.kind)


def _valid_lead(credential: Credential) -> str:
    return {
        CredentialKind.ACHIEVEMENT: "valid",
        CredentialKind.ACCREDITATION: "valid_accreditation",
        CredentialKind.ENDORSEMENT: "valid_endorsement",
        CredentialKind.TRANSCRIPT: "valid_transcript",
    }[credential.kind]


def _people(case: Case) -> dict[str, object]:
    """Who, when, by whom. The institution's name is the accredited one, not the one that the document claims."""
    credential = case.credential
    names = registered_names(case)
    claimed = credential.issuer.name or credential.issuer.id
    if case.root is not None and credential.issuer.id == case.root.authority_did:
        names = (case.root.authority_name,)
    return {
        "holder": credential.subject.name or SOMEBODY,
        "day": credential.awarded_on or day(credential.valid_from),
        "issuer": names[0] if names else claimed,
        "since": day(credential.valid_from),
        "until": "—" if credential.valid_until is None else day(credential.valid_until),
    }


def _not_authentic(verdict: Verdict, checks: tuple[Check, ...]) -> Text:
    failed = next((one for one in checks if one.result is Result.FAILED), None)
    if verdict is Verdict.INVALID and failed is not None:
        if failed.code in ("signature_mismatch", "unsigned"):
            return LEADS[failed.code]
        if failed.code == "malformed":
            return LEADS["malformed"].format(fault=failed.reason)
        return LEADS["not_authentic"].format(reason=failed.reason)
    return _unverifiable(checks)


def _unverifiable(checks: Iterable[Check]) -> Text:
    """Names the first thing that could not be checked, of those that decide."""
    open_checks = [one for one in checks if one.result is Result.NOT_CHECKED and _decides(one)]
    # The key explains why the signature could not be checked; the other way round says nothing.
    named = next((one for one in open_checks if one.id == "key"), next(iter(open_checks), None))
    return LEADS["unverifiable"].format(reason=Text("", "") if named is None else named.reason)


def _decides(check: Check) -> bool:
    """Of the checks that were not made, those for want of which there is no verdict."""
    return check.question in (Question.AUTHENTIC, Question.CURRENT) or check.id in ("identity", "accredited_at_issue")


def _deciding(verdict: Verdict, checks: tuple[Check, ...]) -> Check | None:
    """The failed check that made the verdict; None when it was not a failure."""
    failed = [one for one in checks if one.result is Result.FAILED]
    if verdict is Verdict.INVALID:
        wanted = ("identity", "log_inclusion", "accredited_at_issue")
        return next((one for check_id in wanted for one in failed if one.id == check_id), None) or next(
            (one for one in failed if one.code == "revoked"), None
        )
    if verdict is Verdict.AUTHENTIC_NOT_CURRENT:
        # What the institution did says more than the calendar.
        current = [one for one in failed if one.question is Question.CURRENT]
        return next((one for one in current if one.id != "validity_period"), next(iter(current), None))
    return None


def _lead_for(check: Check, said: dict[str, object], kind: CredentialKind) -> Text:
    leads = _LEADS_OF.get(kind, LEADS)
    if check.code in leads:
        by_holder = check.code == "revoked" and check.evidence.get("reason") == WITHDRAWN_BY_HOLDER
        text = (LEADS["revoked_by_holder"] if by_holder else leads[check.code]).format(**said, reason=check.reason)
        withdrawn = check.question is Question.CURRENT and check.id != "validity_period"
        return Text(f"{text.es} {check.reason.es}", f"{text.en} {check.reason.en}") if withdrawn else text
    lead = "not_logged" if check.id == "log_inclusion" else "not_entitled"
    return LEADS[lead].format(**said, reason=check.reason)


def notes_of(checks: tuple[Check, ...], case: Case | None, verdict: Verdict) -> tuple[Text, ...]:
    """What does not change the verdict and must still be known."""
    if case is None or verdict is Verdict.INVALID:
        return ()
    by_id = {check.id: check for check in checks}
    notes = []
    identity = by_id.get("identity")
    if identity is not None and identity.code == "name_differs":
        notes.append(NOTES["issuer_name_differs"].format(name=str(identity.evidence["registeredName"])))
    now = by_id.get("accredited_now")
    if now is not None and now.code in _ACCREDITATION_NOTES:
        notes.append(NOTES[now.code].format(day=_since(now)))
    standard = next((one for one in checks if one.question is Question.STANDARD and one.result is Result.FAILED), None)
    if standard is not None:
        notes.append(NOTES["standard_failed"].format(reason=standard.reason))
    for check_id, code in (
        ("requirements", "criteria_declared"),
        ("endorsement", "endorsement_failed"),
        ("holder_match", "name_differs"),
        ("seal", "seal_of_another"),
        ("seal", "seal_broken"),
        ("seal", "seal_spoilt"),
    ):
        check = by_id.get(check_id)
        if check is not None and check.code == code:
            notes.append(NOTES[code])
    return tuple(notes)


def _since(check: Check) -> object:
    written = check.evidence.get("since")
    return "—" if written is None else dt.date.fromisoformat(written)


def joined(lead: Text, notes: tuple[Text, ...]) -> Text:
    """Lead and notes in one paragraph."""
    return Text(" ".join([lead.es, *(note.es for note in notes)]), " ".join([lead.en, *(note.en for note in notes)]))
