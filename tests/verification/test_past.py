"""A past moment: what can be told of it is told, and what cannot is *not checked*."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from registry.documents import EventKind, read_presented
from registry.verification import Evidence, Report, Result, Sourced, Unreachable, Verdict
from registry.verification.past import verify_then
from tests.documents import samples
from tests.verification import world
from tests.verification.test_outside import outside, outside_evidence
from tests.verification.world import (
    AUTHORITY,
    AUTHORITY_LIST,
    LOGGED,
    NOW,
    PARTNER_DID,
    PARTNER_KEYS,
    PROVIDER,
    STRANGER,
    credential,
    endorsement,
    event,
    evidence,
    known,
    policy,
    status_list,
)

SIGNED = PROVIDER.sign(credential())
THEN = NOW - dt.timedelta(days=30)
BEFORE, AFTER = THEN - dt.timedelta(days=3), THEN + dt.timedelta(days=3)
SUSPENDED, REVOKED, REINSTATED = EventKind.SUSPENDED, EventKind.REVOKED, EventKind.REINSTATED
#: Where the sample award and the accreditation stand in their lists.
PLACE = int(credential()["credentialStatus"]["statusListIndex"])
AUTHORITY_PLACE = int(read_presented(world.accreditation().document).document["credentialStatus"]["statusListIndex"])
CURRENT = ("revocation", "suspension", "superseded")


def judge(document: dict[str, Any], proof: Evidence, at: dt.datetime = THEN) -> Report:
    report = verify_then(read_presented(world.dumps(document)), proof, policy(), at=at, checked_at=NOW)
    world._all_filled(report)
    return report


def with_events(*events: str, bits: tuple[int, ...] = ()) -> Evidence:
    lists = {samples.LIST: known(status_list(*bits)), AUTHORITY_LIST: known(world.authority_list())}
    return evidence(SIGNED, status_events=known(events), status_lists=lists)


def codes(report: Report) -> dict[str, tuple[Result, str]]:
    return {check.id: (check.result, check.code) for check in report.checks}


def test_assumes_the_moment_lies_after_the_issue() -> None:
    assert LOGGED < BEFORE


def test_the_report_says_of_when_it_speaks_and_when_it_was_made() -> None:
    report = judge(SIGNED, evidence(SIGNED))
    assert report.verdict is Verdict.VALID
    assert (report.judged_at, report.checked_at) == (THEN, NOW)
    assert report.as_dict()["judgedAt"] == "2026-10-23T18:00:00Z"
    assert report.as_dict()["checkedAt"] == "2026-11-22T18:00:00Z"
    assert report.headline.es.startswith("Al 23 de octubre de 2026, 12:00 (hora del centro), según lo que hoy consta:")
    assert report.headline.en.startswith("As of October 23, 2026, 12:00 (Mexico City), by what is known today:")
    said = " ".join(check.title.es + check.reason.es for check in report.checks)
    assert "Hoy" not in said and " hoy " not in said.replace("hoy consta", "")


def test_an_ordinary_report_names_no_other_moment() -> None:
    assert "judgedAt" not in world.judge(SIGNED).as_dict()


def test_withdrawn_since_held_then() -> None:
    """The list at hand is of today and its bit is set; the signed event tells that it was not set then."""
    report = judge(SIGNED, with_events(event(REVOKED, AFTER), bits=(PLACE,)))
    assert {codes(report)[one] for one in CURRENT} == {
        (Result.PASSED, "not_revoked"),
        (Result.PASSED, "not_suspended"),
        (Result.PASSED, "not_superseded"),
    }
    assert report.check("revocation").title.es == "No revocada entonces."  # type: ignore[union-attr]
    assert report.verdict is Verdict.VALID
    assert world.judge(SIGNED, with_events(event(REVOKED, AFTER), bits=(PLACE,))).verdict is Verdict.INVALID


def test_withdrawn_by_then_did_not_hold() -> None:
    report = judge(SIGNED, with_events(event(REVOKED, BEFORE), bits=(PLACE,)))
    assert codes(report)["revocation"] == (Result.FAILED, "revoked")
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("reinstated", [(), (event(REINSTATED, AFTER),)])
def test_suspended_then_and_lifted_since(reinstated: tuple[str, ...]) -> None:
    """That the list of today is clear does not lift a suspension that is proved for then."""
    report = judge(SIGNED, with_events(event(SUSPENDED, BEFORE), *reinstated))
    assert codes(report)["suspension"] == (Result.FAILED, "suspended")
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT


def test_suspended_and_lifted_before_then() -> None:
    lifted = event(REINSTATED, BEFORE + dt.timedelta(days=1))
    assert judge(SIGNED, with_events(event(SUSPENDED, BEFORE), lifted)).verdict is Verdict.VALID


def test_a_bit_that_no_event_explains_tells_nothing_of_then() -> None:
    report = judge(SIGNED, with_events(bits=(PLACE,)))
    assert {codes(report)[one] for one in CURRENT} == {(Result.NOT_CHECKED, "status_then_unknown")}
    assert report.verdict is Verdict.UNVERIFIABLE
    check = report.check("revocation")
    assert check is not None and "retirada" in check.reason.es and check.evidence["bit"] == "set"


def test_a_clear_bit_of_today_without_the_events_tells_nothing_of_then() -> None:
    proof = dataclasses.replace(evidence(SIGNED), status_events=Unreachable("timeout", "https://x.example/"))
    report = judge(SIGNED, proof)
    assert {codes(report)[one] for one in CURRENT} == {(Result.NOT_CHECKED, "status_then_unknown")}
    # Today the same evidence suffices: the list is of today.
    assert codes(world.judge(SIGNED, proof))["revocation"] == (Result.PASSED, "not_revoked")


def test_before_it_was_registered_there_was_nothing() -> None:
    report = judge(SIGNED, evidence(SIGNED), at=LOGGED - dt.timedelta(hours=1))
    assert codes(report)["log_inclusion"] == (Result.FAILED, "not_logged_yet")


@pytest.mark.parametrize(
    ("kind", "at", "expected"),
    [
        (SUSPENDED, BEFORE, (Result.WARNING, "suspended_since")),
        (REVOKED, BEFORE, (Result.WARNING, "revoked_since")),
        (SUSPENDED, AFTER, (Result.PASSED, "accredited_now")),
        (REVOKED, AFTER, (Result.PASSED, "accredited_now")),
    ],
)
def test_accreditation_at_that_moment(kind: EventKind, at: dt.datetime, expected: tuple[Result, str]) -> None:
    document = read_presented(world.accreditation().document).document["id"]
    change = event(kind, at, document=document, keys=AUTHORITY)
    lists = {samples.LIST: known(status_list()), AUTHORITY_LIST: known(world.authority_list(AUTHORITY_PLACE))}
    report = judge(SIGNED, evidence(SIGNED, status_events=known((change,)), status_lists=lists))
    assert codes(report)["accredited_now"] == expected
    assert codes(report)["accredited_at_issue"] == (Result.PASSED, "accredited")
    title = report.check("accredited_now").title.en  # type: ignore[union-attr]
    assert title.endswith("at the moment asked about.")


def test_accreditation_of_which_only_todays_list_is_known() -> None:
    proof = dataclasses.replace(evidence(SIGNED), status_events=Unreachable("timeout", "https://x.example/"))
    assert codes(judge(SIGNED, proof))["accredited_now"] == (Result.NOT_CHECKED, "history_unreachable")


def test_of_an_outsider_neither_key_nor_status_of_then_is_known() -> None:
    document = outside()
    signed = STRANGER.sign(document)
    for bits, state in (((), "sin retirar"), ((3,), "retirada")):
        report = judge(signed, outside_evidence(document, *bits))
        assert codes(report)["signature"] == (Result.PASSED, "signature_good")
        assert codes(report)["key"] == (Result.NOT_CHECKED, "key_then_unknown")
        assert codes(report)["revocation"] == (Result.NOT_CHECKED, "status_then_unknown")
        assert state in report.check("revocation").reason.es  # type: ignore[union-attr]
        assert report.verdict is Verdict.UNVERIFIABLE


def test_a_copy_of_an_outsiders_documents_that_is_as_old_tells_of_then() -> None:
    document = outside()
    url = "https://diplomas.example/status/1"
    old = status_list(keys=STRANGER, url=url, signed=THEN - dt.timedelta(hours=1))
    proof = outside_evidence(
        document,
        did_documents={STRANGER.did: Sourced(STRANGER.document(), THEN, url)},
        status_lists={url: Sourced(old, THEN, url)},
    )
    report = judge(STRANGER.sign(document), proof)
    assert codes(report)["key"] == (Result.PASSED, "key_published")
    assert codes(report)["revocation"] == (Result.PASSED, "not_revoked")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "endorsed"),
        ({"valid_from": AFTER}, "endorsement_pending"),
        ({"valid_until": BEFORE}, "endorsement_withdrawn"),
    ],
)
def test_endorsement_at_that_moment(changes: dict[str, Any], expected: str) -> None:
    signed = endorsement({name: value for name, value in SIGNED.items() if name != "proof"}, **changes)
    proof = evidence(
        SIGNED,
        endorsements=known((world.dumps(signed),)),
        key_periods={PROVIDER.did: known(PROVIDER.periods()), PARTNER_DID: known(PARTNER_KEYS.periods())},
    )
    assert codes(judge(SIGNED, proof))["endorsement"][1] == expected
