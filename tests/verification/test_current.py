"""Revoked, suspended, superseded, expired; and every way in which a status list can fail to say so."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from registry.documents import EventKind
from registry.verification import Evidence, Question, Report, Result, Sourced, Unreachable, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.world import LOGGED, NOW, PARTNER_KEYS, PROVIDER, STRANGER, credential, evidence, judge, known

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)
INDEX = samples.credential_claims().status.index
WITHDRAWN = NOW - dt.timedelta(days=2)
SUCCESSOR = "urn:uuid:00000000-0000-0000-0000-000000000099"


def with_list(published: Any, *events: str) -> Evidence:
    lists = {samples.LIST: published, world.AUTHORITY_LIST: known(world.authority_list())}
    return evidence(DOCUMENT, status_lists=lists, status_events=known(events))


def current(report: Report) -> dict[str, tuple[Result, str]]:
    return {check.id: (check.result, check.code) for check in report.of(Question.CURRENT)}


def test_clear_bit_in_a_fresh_signed_list_is_three_computed_answers() -> None:
    assert current(judge(GOOD)) == {
        "validity_period": (Result.PASSED, "within_validity"),
        "revocation": (Result.PASSED, "not_revoked"),
        "suspension": (Result.PASSED, "not_suspended"),
        "superseded": (Result.PASSED, "not_superseded"),
    }


@pytest.mark.parametrize(
    ("kind", "check", "code", "verdict"),
    [
        (EventKind.REVOKED, "revocation", "revoked", Verdict.INVALID),
        (EventKind.SUSPENDED, "suspension", "suspended", Verdict.AUTHENTIC_NOT_CURRENT),
        (EventKind.SUPERSEDED, "superseded", "superseded", Verdict.AUTHENTIC_NOT_CURRENT),
    ],
)
def test_set_bit_is_explained_by_its_signed_event(kind: EventKind, check: str, code: str, verdict: Verdict) -> None:
    event = world.event(kind, WITHDRAWN, successor=SUCCESSOR)
    report = judge(GOOD, with_list(known(world.status_list(INDEX)), event))
    assert report.verdict is verdict
    assert current(report) == {"validity_period": (Result.PASSED, "within_validity"), check: (Result.FAILED, code)}
    shown = report.check(check)
    assert shown is not None and shown.evidence["successor"] == SUCCESSOR
    assert "20 de noviembre de 2026" in report.headline.es


def test_event_says_why_in_the_catalogues_words() -> None:
    from registry.texts import Text

    event = world.event(EventKind.REVOKED, WITHDRAWN, reason="fraud")
    said = world.policy(labels={"fraud": Text("Fraude comprobado", "Proven fraud")})
    report = judge(GOOD, with_list(known(world.status_list(INDEX)), event), asked=said)
    assert "Fraude comprobado" in report.headline.es and "Proven fraud" in report.headline.en


def test_set_bit_without_event_is_withdrawn_of_unknown_kind_never_revoked() -> None:
    report = judge(GOOD, with_list(known(world.status_list(INDEX))))
    assert current(report)["revocation"] == (Result.FAILED, "status_set_kind_unknown")
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT


def test_set_bit_with_unreachable_events_is_of_unknown_kind() -> None:
    lists = {samples.LIST: known(world.status_list(INDEX))}
    report = judge(GOOD, evidence(DOCUMENT, status_lists=lists, status_events=Unreachable("timeout")))
    assert current(report)["revocation"] == (Result.FAILED, "status_set_kind_unknown")


def test_reinstated_credential_is_current_again() -> None:
    events = (
        world.event(EventKind.SUSPENDED, WITHDRAWN),
        world.event(EventKind.REINSTATED, WITHDRAWN + dt.timedelta(hours=3)),
    )
    assert judge(GOOD, with_list(known(world.status_list()), *events)).verdict is Verdict.VALID


def test_suspension_that_the_list_does_not_show_yet_counts() -> None:
    event = world.event(EventKind.SUSPENDED, NOW - dt.timedelta(minutes=5))
    report = judge(GOOD, with_list(known(world.status_list()), event))
    assert current(report)["suspension"] == (Result.FAILED, "suspended")


def test_newer_list_lifts_a_suspension_whose_reinstatement_is_not_at_hand() -> None:
    event = world.event(EventKind.SUSPENDED, WITHDRAWN)
    assert judge(GOOD, with_list(known(world.status_list()), event)).verdict is Verdict.VALID


def test_cleared_bit_never_undoes_a_final_revocation() -> None:
    events = (
        world.event(EventKind.REVOKED, WITHDRAWN, reason="fraud"),
        world.event(EventKind.REINSTATED, WITHDRAWN + dt.timedelta(hours=1)),
    )
    report = judge(GOOD, with_list(known(world.status_list()), *events))
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("keys", [STRANGER, PARTNER_KEYS])
def test_nobody_else_can_revoke_it(keys: world.Keys) -> None:
    event = world.event(EventKind.REVOKED, WITHDRAWN, keys=keys)
    proof = evidence(
        DOCUMENT,
        status_events=known((event,)),
        did_documents={PROVIDER.did: known(PROVIDER.document()), keys.did: known(keys.document())},
    )
    assert judge(GOOD, proof).verdict is Verdict.VALID


def test_authority_can_revoke_it_by_order() -> None:
    event = world.event(EventKind.REVOKED, WITHDRAWN, keys=world.AUTHORITY, reason="court_order")
    assert judge(GOOD, with_list(known(world.status_list(INDEX)), event)).verdict is Verdict.INVALID


def test_event_by_a_key_that_was_compromised_then_is_no_event() -> None:
    event = world.event(EventKind.REVOKED, WITHDRAWN)
    stolen = tuple(
        world.KeyPeriod(one.id, one.public_key, one.since, None, WITHDRAWN - dt.timedelta(days=1), one.use)
        for one in PROVIDER.periods()
        if one.id.endswith("status-p256-1")
    )
    others = tuple(one for one in PROVIDER.periods() if not one.id.endswith("status-p256-1"))
    proof = evidence(
        DOCUMENT,
        status_events=known((event,)),
        key_periods={PROVIDER.did: known((*stolen, *others))},
    )
    assert judge(GOOD, proof).verdict is Verdict.VALID


def forged_list() -> bytes:
    """A list with the bit set, of which the bits were exchanged for clear ones."""
    genuine, clear = json.loads(world.status_list(INDEX)), json.loads(world.status_list())
    genuine["credentialSubject"]["encodedList"] = clear["credentialSubject"]["encodedList"]
    return world.dumps(genuine)


def test_list_by_a_compromised_status_key_is_not_believed() -> None:
    stolen = tuple(dataclasses.replace(one, compromised_at=NOW) for one in PROVIDER.periods() if "status" in one.id)
    others = tuple(one for one in PROVIDER.periods() if "status" not in one.id)
    proof = evidence(DOCUMENT, key_periods={PROVIDER.did: known((*stolen, *others))})
    assert current(judge(GOOD, proof))["revocation"] == (Result.NOT_CHECKED, "status_list_unproven")


def test_list_signed_after_its_key_was_rotated_is_not_believed() -> None:
    rotated = tuple(
        dataclasses.replace(one, until=NOW - dt.timedelta(days=1)) if "status" in one.id else one
        for one in PROVIDER.periods()
    )
    proof = evidence(DOCUMENT, key_periods={PROVIDER.did: known(rotated)})
    assert current(judge(GOOD, proof))["revocation"] == (Result.NOT_CHECKED, "status_list_unproven")


def short_list() -> bytes:
    from registry.signing import status_list_document

    bits = world.StatusBits.new()
    made = status_list_document(
        id=samples.LIST,
        issuer=PROVIDER.did,
        valid_from=NOW - dt.timedelta(hours=1),
        valid_until=NOW + dt.timedelta(hours=1),
        bits=bits,
    )
    made["credentialSubject"]["encodedList"] = (
        "uH4sIAAAAAAAAA2NgGAWjYBSMglEwCkbBKBgFo2AUjIJRMApGwSgYBaNgFAAAzxGA8QABAAA"
    )
    return world.dumps(PROVIDER.sign(made, use="status"))


@pytest.mark.parametrize(
    ("published", "code"),
    [
        (Unreachable("timeout"), "status_list_unreachable"),
        (known(world.status_list(signed=NOW - dt.timedelta(days=3))), "status_list_stale"),
        (known(forged_list()), "status_list_unproven"),
        (known(short_list()), "status_list_malformed"),
        (known(b"<html>503</html>"), "status_list_malformed"),
        (known(world.dumps({"type": "BitstringStatusListCredential"})), "status_list_malformed"),
        (known(world.status_list(keys=STRANGER, issuer=PROVIDER.did)), "status_list_unproven"),
        (known(world.status_list(keys=STRANGER)), "status_list_of_another"),
        (known(world.status_list(id=f"{samples.BASE}/status/other")), "status_list_mismatch"),
        (known(world.status_list(purpose="suspension")), "status_list_mismatch"),
    ],
)
def test_list_that_cannot_be_had_or_proved_leaves_status_unchecked_never_a_tick(published: Any, code: str) -> None:
    report = judge(GOOD, with_list(published))
    assert report.verdict is Verdict.UNVERIFIABLE
    for check in ("revocation", "suspension", "superseded"):
        assert current(report)[check] == (Result.NOT_CHECKED, code)


def test_list_that_nobody_looked_for_is_not_checked() -> None:
    report = judge(GOOD, evidence(DOCUMENT, status_lists={}))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert current(report)["revocation"] == (Result.NOT_CHECKED, "status_list_unreachable")


def test_index_beyond_the_list_is_not_checked() -> None:
    document = credential(status=samples.StatusPlace(samples.LIST, 131_072))
    report = judge(PROVIDER.sign(document), evidence(document))
    assert current(report)["revocation"] == (Result.NOT_CHECKED, "status_index_out_of_range")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_last_known_state_is_told_with_its_date_and_decides_nothing() -> None:
    older = Sourced(world.status_list(INDEX, signed=NOW - dt.timedelta(days=5)), NOW - dt.timedelta(days=5), "bundle")
    report = judge(GOOD, with_list(Unreachable("timeout", last=older)))
    revocation = report.check("revocation")
    assert revocation is not None and revocation.result is Result.NOT_CHECKED
    assert revocation.evidence["lastKnown"]["bit"] == "set"
    assert "retirada" in revocation.reason.es and "17 de noviembre de 2026" in revocation.reason.es
    assert report.verdict is Verdict.UNVERIFIABLE


def test_revocation_is_known_from_its_event_even_without_the_list() -> None:
    event = world.event(EventKind.REVOKED, WITHDRAWN)
    assert judge(GOOD, with_list(Unreachable("timeout"), event)).verdict is Verdict.INVALID


def test_list_as_jwt_serves_as_well() -> None:
    listed = {name: value for name, value in json.loads(world.status_list(INDEX)).items() if name != "proof"}
    event = world.event(EventKind.SUSPENDED, WITHDRAWN)
    report = judge(GOOD, with_list(known(status_jwt(listed)), event))
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT


def status_jwt(listed: dict[str, Any]) -> bytes:
    from registry.signing import Algorithm, jcs, jws_compact

    signer, kid = PROVIDER.key("status", Algorithm.P256), PROVIDER.method("status", Algorithm.P256)
    return jws_compact(jcs(listed), signer=signer, kid=kid, typ="vc+jwt").encode()


def test_expired_is_authentic_but_not_current() -> None:
    document = credential(valid_until=NOW - dt.timedelta(days=1))
    report = judge(PROVIDER.sign(document), evidence(document))
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT
    assert current(report)["validity_period"] == (Result.FAILED, "expired")
    assert "Venció el 21 de noviembre de 2026" in report.headline.es


def test_not_yet_valid_is_not_current() -> None:
    document = credential(valid_from=NOW + dt.timedelta(days=30))
    report = judge(PROVIDER.sign(document), evidence(document))
    assert current(report)["validity_period"] == (Result.FAILED, "not_yet_valid")
    assert report.verdict is Verdict.AUTHENTIC_NOT_CURRENT


def test_without_expiry_it_is_current_and_says_so() -> None:
    document = credential(valid_until=None)
    report = judge(PROVIDER.sign(document), evidence(document))
    assert report.verdict is Verdict.VALID
    assert current(report)["validity_period"] == (Result.PASSED, "no_expiry")


def test_no_declared_status_is_not_a_tick() -> None:
    document = copy.deepcopy(DOCUMENT)
    del document["credentialStatus"]
    report = judge(PROVIDER.sign(document), evidence(document))
    assert current(report)["revocation"] == (Result.NOT_CHECKED, "no_status_declared")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_status_method_of_others_is_not_checked() -> None:
    document = copy.deepcopy(DOCUMENT)
    document["credentialStatus"] = {"id": f"{samples.BASE}/x", "type": "JsonSchema"}
    report = judge(PROVIDER.sign(document), evidence(document))
    assert current(report)["revocation"] == (Result.NOT_CHECKED, "status_method_unknown")


def test_a_look_at_the_past_sees_the_past() -> None:
    event = world.event(EventKind.REVOKED, WITHDRAWN)
    proof = with_list(known(world.status_list(INDEX)), event)
    assert judge(GOOD, proof, at=WITHDRAWN - dt.timedelta(days=1)).verdict is Verdict.VALID
    assert judge(GOOD, proof, at=NOW).verdict is Verdict.INVALID
    assert judge(GOOD, proof, at=LOGGED - dt.timedelta(days=1)).verdict is Verdict.INVALID
