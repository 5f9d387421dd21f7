"""¿Sigue vigente? The validity period, and what the status bit and the signed status events say together.

One bit per document: set while it is suspended, revoked or superseded (DESIGN, decision 6). Which of the three it is,
only a proved event tells. Where bit and events disagree the stricter one counts, except for a suspension that the newer
list no longer shows: that is how a suspension ends.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from registry.documents import CredentialKind, EventKind, StatusEvent
from registry.documents.status_event import WITHDRAWN_BY_HOLDER
from registry.texts import Text
from registry.verification.case import Case
from registry.verification.making import day, failed, last_known, not_checked, passed, seen, warning
from registry.verification.messages import what_next, why
from registry.verification.messages.current import STATES
from registry.verification.report import Check
from registry.verification.status_lists import Bit, ListReader, Reading

# The check that each kind of event fails, and its code.
_FAILS = {
    EventKind.REVOKED: ("revocation", "revoked"),
    EventKind.SUSPENDED: ("suspension", "suspended"),
    EventKind.SUPERSEDED: ("superseded", "superseded"),
    EventKind.LAPSED: ("revocation", "lapsed"),
}
_CLEAR = (("revocation", "not_revoked"), ("suspension", "not_suspended"), ("superseded", "not_superseded"))


def check_current(case: Case) -> tuple[Check, ...]:
    """All checks of this question that apply."""
    return (_check_validity(case), *_check_status(case))


def _check_validity(case: Case) -> Check:
    since, until = case.credential.valid_from, case.credential.valid_until
    facts = {"validFrom": since.isoformat(), "validUntil": None if until is None else until.isoformat()}
    if case.at + case.policy.clock_skew < since:
        return failed("validity_period", "not_yet_valid", evidence=facts, since=day(since))
    if until is None:
        return passed("validity_period", "no_expiry", evidence=facts, since=day(since))
    if until < case.at:
        return failed("validity_period", "expired", evidence=facts, until=day(until))
    return passed("validity_period", "within_validity", evidence=facts, until=day(until))


def _check_status(case: Case) -> tuple[Check, ...]:
    credential = case.credential
    reader = ListReader(credential.issuer.id, case.evidence, case.keyring, case.policy, case.at)
    readings = tuple(reader.read_unsigned(entry, credential.id) for entry in credential.statuses)
    if not readings:
        # An endorsement may do without; what people earn may not: without a status nobody could ever withdraw it.
        say = warning if credential.kind is CredentialKind.ENDORSEMENT else not_checked
        return (say("revocation", "no_status_declared"),)
    if case.standing.vouched and not readings[0].unsigned:
        return _by_bit_and_events(case, readings[0])
    return tuple(_by_bit_alone(case, reading) for reading in readings)


def _by_bit_and_events(case: Case, reading: Reading) -> tuple[Check, ...]:
    """The rule for documents of this registry."""
    issuer = case.credential.issuer.id
    holding = case.events.state(case.credential.id, issuer=issuer, at=case.at)
    history = case.events.of(case.credential.id, issuer=issuer)
    known = case.evidence.status_events
    facts = {**reading.facts, "events": [_event_facts(event) for event in history], "eventsSeen": seen(known)}
    later = case.later(reading.signed_at)
    if holding is not None and not (_lifted(holding, reading) and not later):
        return (_held_back(case, holding, facts),)
    if reading.bit is Bit.UNKNOWN:
        return _unknown(case, reading, facts)
    if later and not _told(case, history, reading):
        return _not_of_then(reading, facts)
    if reading.bit is Bit.SET and not later:
        return (failed("revocation", "status_set_kind_unknown", evidence=facts),)
    signed = reading.signed_at or "—"
    return tuple(
        passed(check_id, code, wording=f"{code}_then" if later else code, evidence=facts, signed=signed)
        for check_id, code in _CLEAR
    )


def _lifted(holding: StatusEvent, reading: Reading) -> bool:
    """A suspension that a list signed later no longer shows, though its reinstatement is not at hand."""
    newer = reading.signed_at is not None and reading.signed_at > holding.at
    return holding.kind is EventKind.SUSPENDED and reading.bit is Bit.CLEAR and newer


def _told(case: Case, history: tuple[StatusEvent, ...], reading: Reading) -> bool:
    """For a look at the past: the signed events account for what a list of later says.

    A bit that is clear today may have been set and cleared again, which only the events could tell; one that is set may
    have been so before the moment asked about, unless an event after it explains it.
    """
    return case.events.known and (reading.bit is Bit.CLEAR or any(event.at > case.at for event in history))


def _not_of_then(reading: Reading, facts: Mapping[str, Any]) -> tuple[Check, ...]:
    signed = reading.signed_at or "—"
    return tuple(
        not_checked(check_id, "status_then_unknown", evidence=facts, signed=signed, state=STATES[reading.bit])
        for check_id, _ in _CLEAR
    )


def _held_back(case: Case, event: StatusEvent, facts: Mapping[str, Any]) -> Check:
    check_id, code = _FAILS[event.kind]
    successor = {} if event.successor is None else {"successor": event.successor}
    evidence = {**facts, "since": event.at.isoformat(), "reason": event.reason, **successor}
    values = {"day": day(event.at), "reason": case.policy.label(event.reason)}
    wording = "revoked_by_holder" if code == "revoked" and event.reason == WITHDRAWN_BY_HOLDER else code
    return failed(check_id, code, wording=wording, evidence=evidence, **values)


def _unknown(case: Case, reading: Reading, facts: Mapping[str, Any]) -> tuple[Check, ...]:
    values = _said(reading, case.at)
    return tuple(not_checked(check_id, reading.code, evidence=facts, **values) for check_id, _ in _CLEAR)


def _last(reading: Reading, at: dt.datetime) -> Text:
    if reading.last is Bit.UNKNOWN or reading.last_as_of is None:
        return Text("", "")
    return last_known(STATES[reading.last], reading.last_as_of, at)


def _said(reading: Reading, at: dt.datetime) -> dict[str, Any]:
    return {
        "detail": why(reading.detail),
        "next": what_next(reading.detail),
        "last": _last(reading, at),
        "day": _stale_day(reading),
    }


def _stale_day(reading: Reading) -> object:
    return "—" if reading.stale_since is None else day(reading.stale_since)


def _by_bit_alone(case: Case, reading: Reading) -> Check:
    """For issuers from outside: the bit means what its purpose says (Bitstring Status List 1.0, 2.1)."""
    check_id = "suspension" if reading.purpose == "suspension" else "revocation"
    if reading.bit is Bit.UNKNOWN:
        values = _said(reading, case.at)
        return not_checked(check_id, reading.code, evidence=reading.facts, **values)
    if reading.purpose not in ("revocation", "suspension"):
        return not_checked(check_id, "status_method_unknown", evidence=reading.facts)
    signed = reading.signed_at or "—"
    if case.later(reading.signed_at):
        values = {"signed": signed, "state": STATES[reading.bit]}
        return not_checked(check_id, "status_then_unknown", evidence=reading.facts, **values)
    if reading.bit is Bit.SET:
        code = "suspended" if check_id == "suspension" else "revoked"
        return failed(check_id, code, wording=f"{code}_undated", evidence=reading.facts)
    if reading.unsigned:
        return warning("revocation", "not_revoked_unsigned", evidence=reading.facts)
    code = "not_suspended" if check_id == "suspension" else "not_revoked"
    return passed(check_id, code, evidence=reading.facts, signed=signed)


def _event_facts(event: StatusEvent) -> dict[str, Any]:
    successor = {} if event.successor is None else {"successor": event.successor}
    return {"kind": event.kind.value, "at": event.at.isoformat(), "reason": event.reason, **successor}
