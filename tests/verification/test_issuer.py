"""Who issued it, and were they allowed to that day: at the proved time of issue, from signed statements alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from registry.documents import Condition, EventKind, Grant, StandardVersion
from registry.documents.status_event import MEDIA_TYPE
from registry.signing import jws_compact
from registry.texts import Text
from registry.verification import Evidence, Report, Result, SignedAccreditation, Unreachable, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.world import AUTHORITY, LOGGED, NOW, PROVIDER, accreditation, credential, evidence, judge, known

GOOD = PROVIDER.sign(credential())
ACCREDITATION = samples.accreditation_claims().id


def found(report: Report, check: str) -> tuple[Result, str]:
    one = report.check(check)
    assert one is not None, check
    return one.result, one.code


def with_accreditation(*signed: SignedAccreditation, **changes: Any) -> Evidence:
    return evidence(credential(), accreditations=known(signed), **changes)


def accreditation_event(kind: EventKind, at: dt.datetime, **changes: Any) -> str:
    return world.event(kind, at, document=ACCREDITATION, **({"keys": AUTHORITY} | changes))


def test_accredited_that_day_and_today() -> None:
    report = judge(GOOD)
    assert found(report, "accredited_at_issue") == (Result.PASSED, "accredited")
    assert found(report, "accredited_now") == (Result.PASSED, "accredited_now")
    assert found(report, "identity") == (Result.PASSED, "registered_issuer")
    assert report.check("accredited_at_issue").evidence["number"] == "ACR-2026-0117"  # type: ignore[union-attr]


def test_refuses_credential_of_a_provider_that_was_never_accredited() -> None:
    report = judge(GOOD, with_accreditation())
    assert found(report, "accredited_at_issue") == (Result.FAILED, "never_accredited")
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"valid_from": LOGGED.replace(microsecond=0) + dt.timedelta(seconds=1)}, "not_yet_accredited"),
        ({"valid_until": LOGGED}, "accreditation_lapsed"),
        ({"grants": (Grant(samples.STANDARD, "literacy", ("sme_owners",)),)}, "outside_scope"),
        (
            {"grants": (Grant(dataclasses.replace(samples.STANDARD, uri="https://registro.example/x"), "literacy"),)},
            "outside_scope",
        ),
    ],
)
def test_refuses_credential_issued_outside_time_or_scope(changes: dict[str, Any], code: str) -> None:
    report = judge(GOOD, with_accreditation(accreditation(**changes)))
    assert found(report, "accredited_at_issue") == (Result.FAILED, code)
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (EventKind.SUSPENDED, "accreditation_suspended"),
        (EventKind.REVOKED, "accreditation_revoked"),
        (EventKind.LAPSED, "accreditation_lapsed"),
    ],
)
def test_refuses_credential_issued_while_the_accreditation_was_held_back(kind: EventKind, code: str) -> None:
    event = accreditation_event(kind, LOGGED - dt.timedelta(hours=1), reason="security_incident")
    report = judge(GOOD, with_accreditation(accreditation(), status_events=known((event,))))
    assert found(report, "accredited_at_issue") == (Result.FAILED, code)
    assert report.verdict is Verdict.INVALID


def test_validity_is_judged_at_the_time_of_registration_not_at_the_claimed_date() -> None:
    """validFrom lies within the accreditation, the registration after it: back-dating does not help."""
    document = credential()
    late = known(world.note(document, logged_at=dt.datetime(2026, 10, 2, tzinfo=dt.UTC)))
    lapsed = accreditation(valid_until=dt.datetime(2026, 9, 30, tzinfo=dt.UTC))
    report = judge(GOOD, with_accreditation(lapsed, registration=late))
    assert found(report, "accredited_at_issue") == (Result.FAILED, "accreditation_lapsed")
    assert report.verdict is Verdict.INVALID


def test_stays_valid_after_the_accreditation_lapsed_and_says_so() -> None:
    lapsed = accreditation(valid_until=dt.datetime(2026, 9, 30, 6, tzinfo=dt.UTC))
    report = judge(GOOD, with_accreditation(lapsed))
    assert report.verdict is Verdict.VALID
    assert found(report, "accredited_now") == (Result.WARNING, "lapsed_since")
    assert "Su acreditación venció después, el 30 de septiembre de 2026" in report.headline.es
    assert "Its accreditation has since lapsed, on September 30, 2026" in report.headline.en
    assert [one.answer.es for one in report.answers][1] == "Sí, ese día"


@pytest.mark.parametrize(
    ("kind", "code"), [(EventKind.SUSPENDED, "suspended_since"), (EventKind.REVOKED, "revoked_since")]
)
def test_stays_valid_after_the_accreditation_was_held_back_and_says_so(kind: EventKind, code: str) -> None:
    event = accreditation_event(kind, LOGGED + dt.timedelta(days=30), reason="audit_disagreement")
    report = judge(GOOD, with_accreditation(accreditation(), status_events=known((event,))))
    assert report.verdict is Verdict.VALID
    assert found(report, "accredited_now") == (Result.WARNING, code)
    assert len(report.notes) == 1


def conditional(due: dt.datetime) -> Any:
    return accreditation(conditions=(Condition("ACC-B4", Text("Revisar contenidos.", "Review contents."), due),))


SECOND = dt.timedelta(seconds=1)


def test_refuses_credential_issued_after_the_conditions_last_second() -> None:
    in_time = judge(GOOD, with_accreditation(conditional(LOGGED)))
    assert found(in_time, "accredited_at_issue") == (Result.PASSED, "accredited")
    report = judge(GOOD, with_accreditation(conditional(LOGGED - SECOND)))
    assert found(report, "accredited_at_issue") == (Result.FAILED, "accreditation_condition_overdue")
    assert report.verdict is Verdict.INVALID


def test_a_condition_that_a_signed_event_says_was_met_holds_nothing_back() -> None:
    met = accreditation_event(EventKind.CONDITION_MET, LOGGED - SECOND)
    report = judge(GOOD, with_accreditation(conditional(LOGGED - 2 * SECOND), status_events=known((met,))))
    assert found(report, "accredited_at_issue") == (Result.PASSED, "accredited")
    assert found(report, "accredited_now") == (Result.PASSED, "accredited_now")


def test_stays_valid_when_a_condition_was_not_met_later_and_says_so() -> None:
    report = judge(GOOD, with_accreditation(conditional(LOGGED + SECOND)))
    assert report.verdict is Verdict.VALID
    assert found(report, "accredited_now") == (Result.WARNING, "condition_overdue_since")
    assert "no cumplió a tiempo una condición" in report.headline.es


def test_never_ticks_a_past_condition_when_no_event_could_be_had() -> None:
    report = judge(GOOD, with_accreditation(conditional(LOGGED + SECOND), status_events=Unreachable("timeout")))
    assert found(report, "accredited_at_issue") == (Result.NOT_CHECKED, "history_unreachable")
    assert found(report, "accredited_now") == (Result.NOT_CHECKED, "history_unreachable")
    without = judge(GOOD, with_accreditation(accreditation(), status_events=Unreachable("timeout")))
    assert found(without, "accredited_now") == (Result.PASSED, "accredited_now")


def test_suspension_that_was_lifted_before_the_issue_is_history() -> None:
    events = (
        accreditation_event(EventKind.SUSPENDED, LOGGED - dt.timedelta(days=9)),
        accreditation_event(EventKind.REINSTATED, LOGGED - dt.timedelta(days=2)),
    )
    assert judge(GOOD, with_accreditation(accreditation(), status_events=known(events))).verdict is Verdict.VALID


def test_a_renewed_accreditation_covers_where_the_older_one_does_not() -> None:
    older = accreditation(valid_until=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    newer = accreditation(
        id=f"{samples.BASE}/accreditations/8",
        scope_url=f"{samples.BASE}/accreditations/8/scope.json",
        number="ACR-2026-0200",
        valid_from=dt.datetime(2026, 8, 1, tzinfo=dt.UTC),
    )
    report = judge(GOOD, with_accreditation(older, newer))
    assert report.verdict is Verdict.VALID
    assert report.check("accredited_at_issue").evidence["number"] == "ACR-2026-0200"  # type: ignore[union-attr]


def tampered_scope() -> SignedAccreditation:
    signed = accreditation(grants=(Grant(StandardVersion("X", "1", "https://x.example/", "X"), "literacy"),))
    return SignedAccreditation(signed.document, accreditation().scope)


def altered_document() -> SignedAccreditation:
    signed = accreditation(valid_until=dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    document = json.loads(signed.document)
    document["validUntil"] = "2029-03-01T06:00:00Z"
    return SignedAccreditation(world.dumps(document), accreditation().scope)


@pytest.mark.parametrize(
    ("signed", "fault"),
    [
        (tampered_scope(), "scope_digest"),
        (altered_document(), "accreditation_forged"),
        (accreditation(keys=world.STRANGER), "accreditation_forged"),
        (accreditation(use="status"), "accreditation_key"),
        (accreditation(authority=samples.PROVIDER, keys=PROVIDER), "accreditation_not_by_authority"),
        (accreditation(provider_did=world.PARTNER_DID), "scope_contradicts"),
        (SignedAccreditation(b"<html>", b"{}"), "html"),
        (SignedAccreditation(accreditation().document, b"\xff"), "scope_digest"),
    ],
)
def test_an_accreditation_that_cannot_be_proved_proves_nothing(signed: SignedAccreditation, fault: str) -> None:
    report = judge(GOOD, with_accreditation(signed))
    assert found(report, "accredited_at_issue") == (Result.NOT_CHECKED, "accreditation_unproven")
    assert report.check("accredited_at_issue").evidence["unproved"] == [fault]  # type: ignore[union-attr]
    assert report.verdict is Verdict.UNVERIFIABLE


def test_a_provider_cannot_lift_its_own_suspension() -> None:
    events = (
        accreditation_event(EventKind.SUSPENDED, LOGGED - dt.timedelta(days=9)),
        accreditation_event(EventKind.REINSTATED, LOGGED - dt.timedelta(days=2), keys=PROVIDER),
    )
    report = judge(GOOD, with_accreditation(accreditation(), status_events=known(events)))
    assert found(report, "accredited_at_issue") == (Result.FAILED, "accreditation_suspended")


def test_a_forged_event_is_no_event() -> None:
    genuine = accreditation_event(EventKind.SUSPENDED, LOGGED - dt.timedelta(days=9))
    payload = genuine.split(".")[1]
    forged = jws_compact(
        b"{}", signer=world.STRANGER.key("status"), kid=AUTHORITY.method("status"), typ=MEDIA_TYPE
    ).split(".")
    events = known((".".join((forged[0], payload, forged[2])), "not a jws", genuine[:-4] + "AAAA"))
    assert judge(GOOD, with_accreditation(accreditation(), status_events=events)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"accreditations": Unreachable("timeout")}, "accreditation_unreachable"),
        ({"status_events": Unreachable("timeout")}, "history_unreachable"),
        ({"registration": Unreachable("timeout")}, "issue_time_unknown"),
    ],
)
def test_missing_evidence_of_accreditation_is_not_checked(changes: dict[str, Any], code: str) -> None:
    report = judge(GOOD, evidence(credential(), **changes))
    assert found(report, "accredited_at_issue") == (Result.NOT_CHECKED, code)
    assert report.verdict is Verdict.UNVERIFIABLE


def test_authoritys_status_list_without_an_event_is_said() -> None:
    lists = {samples.LIST: known(world.status_list()), world.AUTHORITY_LIST: known(world.authority_list(9))}
    report = judge(GOOD, evidence(credential(), status_lists=lists))
    assert found(report, "accredited_now") == (Result.WARNING, "status_unexplained")
    assert report.verdict is Verdict.VALID


def test_own_domain_is_of_this_registry_by_the_authoritys_signature() -> None:
    keys = dataclasses.replace(PROVIDER, did="did:web:universidad.example")
    issuer = dataclasses.replace(samples.PROVIDER, did=keys.did)
    achievement = world.definition(creator=issuer)
    document = credential(issuer=issuer, achievement=achievement)
    accredited = evidence(
        document,
        key_periods={keys.did: known(keys.periods())},
        accreditations=known((accreditation(provider_did=keys.did),)),
        status_lists={
            samples.LIST: known(world.status_list(keys=keys)),
            world.AUTHORITY_LIST: known(world.authority_list()),
        },
    )
    assert judge(keys.sign(document), accredited).verdict is Verdict.VALID
    unknown = dataclasses.replace(accredited, accreditations=known(()))
    assert judge(keys.sign(document), unknown).verdict is not Verdict.VALID


def test_refuses_an_institution_that_signs_anothers_definition() -> None:
    achievement = world.definition(creator=world.PARTNER)
    document = credential(achievement=achievement)
    report = judge(PROVIDER.sign(document), evidence(document))
    assert found(report, "identity") == (Result.FAILED, "definition_of_another")
    assert report.verdict is Verdict.INVALID


def test_says_the_registered_name_when_the_document_says_another() -> None:
    document = credential(issuer=dataclasses.replace(samples.PROVIDER, name="Universidad Nacional"))
    report = judge(PROVIDER.sign(document), evidence(document))
    assert found(report, "identity") == (Result.WARNING, "name_differs")
    assert "La emitió Universidad Ficticia del Valle" in report.headline.es
    assert "El nombre registrado de la institución es Universidad Ficticia del Valle" in report.headline.es


@pytest.mark.parametrize(
    "root",
    [
        Unreachable("timeout"),
        known(world.root(expires=NOW - dt.timedelta(days=1))),
    ],
)
def test_without_a_root_of_trust_nobody_is_vouched_for(root: Any) -> None:
    report = judge(GOOD, evidence(credential(), root=root))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert report.check("identity").result is Result.NOT_CHECKED  # type: ignore[union-attr]
    assert "raíz de confianza" in report.headline.es
    assert report.check("accredited_at_issue") is None


def test_accreditation_itself_can_be_verified() -> None:
    signed = accreditation()
    document = json.loads(signed.document)
    proof = evidence(document, registration=known(world.note(document, kind="accreditation")))
    report = judge(signed.document, proof)
    assert report.verdict is Verdict.VALID
    assert found(report, "identity") == (Result.PASSED, "authority")
    assert report.check("accredited_at_issue") is None
    assert "acreditación de Universidad Ficticia del Valle" in report.headline.es


def test_suspended_accreditation_reads_as_not_current() -> None:
    signed = accreditation()
    document = json.loads(signed.document)
    event = accreditation_event(EventKind.SUSPENDED, NOW - dt.timedelta(days=3), reason="condition_not_met")
    proof = evidence(
        document,
        registration=known(world.note(document)),
        status_events=known((event,)),
        status_lists={world.AUTHORITY_LIST: known(world.authority_list(9))},
    )
    assert judge(signed.document, proof).verdict is Verdict.AUTHENTIC_NOT_CURRENT


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (EventKind.REVOKED, ("revocó esta acreditación de", "revoked this accreditation of")),
        (EventKind.SUSPENDED, ("emitió esta acreditación a", "issued this accreditation to")),
    ],
)
def test_an_accreditation_that_was_withdrawn_is_called_one(kind: EventKind, words: tuple[str, str]) -> None:
    signed = world.accreditation().document
    document = json.loads(signed)
    index = int(document["credentialStatus"]["statusListIndex"])
    proof = evidence(
        document,
        registration=known(world.note(document, kind="accreditation")),
        status_lists={world.AUTHORITY_LIST: known(world.authority_list(index))},
        status_events=known((accreditation_event(kind, NOW - dt.timedelta(days=2)),)),
    )
    headline = judge(signed, proof).headline
    assert words[0] in headline.es and words[1] in headline.en
    assert "microcredencial" not in headline.es and "credential" not in headline.en
