"""Partners' inner signatures, which no other verifier looks at; they never decide the verdict."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from registry.documents import EventKind, StatusPlace
from registry.verification import Report, Result, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.world import (
    LOGGED,
    NOW,
    PARTNER,
    PARTNER_KEYS,
    PROVIDER,
    STRANGER,
    credential,
    definition,
    endorsement,
    evidence,
    judge,
    known,
    note,
)

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)


def outcome(report: Report, check: str) -> tuple[Result, str]:
    found = report.check(check)
    assert found is not None, check
    return found.result, found.code


def endorsed_evidence(document: dict[str, Any], **changes: Any) -> Any:
    periods = {PROVIDER.did: known(PROVIDER.periods()), PARTNER.did: known(PARTNER_KEYS.periods())}
    return evidence(document, **({"key_periods": periods} | changes))


def test_partner_endorses_the_definition_and_countersigns_the_award() -> None:
    plain = definition()
    document = credential(achievement=definition(endorsements=(endorsement(plain),)))
    countersigned = world.dumps(endorsement(document))
    proof = endorsed_evidence(document, endorsements=known((countersigned,)), awaited_endorsers=(PARTNER.did,))
    report = judge(PROVIDER.sign(document), proof)
    assert outcome(report, "endorsement") == (Result.PASSED, "endorsed")
    shown = report.check("endorsement").evidence["endorsements"]  # type: ignore[union-attr]
    assert [(one["of"], one["code"]) for one in shown] == [("definition", "endorsed"), ("document", "endorsed")]


def test_countersignature_survives_a_new_signature_of_the_same_claims() -> None:
    countersigned = world.dumps(endorsement(DOCUMENT))
    again = PROVIDER.sign(DOCUMENT, created=LOGGED + dt.timedelta(days=40))
    assert again != GOOD
    report = judge(again, endorsed_evidence(DOCUMENT, endorsements=known((countersigned,))))
    assert outcome(report, "endorsement") == (Result.PASSED, "endorsed")


def endorsement_of_another() -> dict[str, Any]:
    return endorsement({**DOCUMENT, "name": "Otra"})


def altered_endorsement() -> dict[str, Any]:
    genuine = endorsement(DOCUMENT)
    genuine["credentialSubject"]["endorsementComment"] = "Nada que ver."
    return genuine


@pytest.mark.parametrize(
    ("signed", "result", "code"),
    [
        (endorsement_of_another(), Result.FAILED, "endorsement_failed"),
        (altered_endorsement(), Result.FAILED, "endorsement_failed"),
        (endorsement(DOCUMENT, subject_id="urn:uuid:2"), Result.FAILED, "endorsement_failed"),
        (endorsement(DOCUMENT, keys=STRANGER), Result.NOT_CHECKED, "endorsement_unproven"),
        (endorsement(DOCUMENT, valid_until=NOW - dt.timedelta(days=1)), Result.WARNING, "endorsement_withdrawn"),
        (
            endorsement(DOCUMENT, status=StatusPlace(f"{samples.BASE}/status/socio-1", 1)),
            Result.NOT_CHECKED,
            "endorsement_unproven",
        ),
        (DOCUMENT, Result.FAILED, "endorsement_failed"),
        ({"type": "?"}, Result.FAILED, "endorsement_failed"),
    ],
)
def test_refuses_endorsements_that_do_not_hold_without_touching_the_verdict(
    signed: dict[str, Any], result: Result, code: str
) -> None:
    proof = endorsed_evidence(DOCUMENT, endorsements=known((world.dumps(signed),)))
    report = judge(GOOD, proof)
    assert outcome(report, "endorsement") == (result, code)
    assert report.verdict is Verdict.VALID


def test_awaited_countersignature_is_not_checked_and_the_award_stands() -> None:
    plain = definition()
    document = credential(achievement=definition(endorsements=(endorsement(plain),)))
    report = judge(PROVIDER.sign(document), endorsed_evidence(document, awaited_endorsers=(PARTNER.did,)))
    assert outcome(report, "endorsement") == (Result.NOT_CHECKED, "endorsement_pending")
    assert PARTNER.name in report.check("endorsement").reason.es  # type: ignore[union-attr]
    assert report.verdict is Verdict.VALID


def test_endorser_is_called_by_the_name_that_the_registry_keeps() -> None:
    posing = dataclasses.replace(PARTNER, name="Secretaría de Educación")
    signed = endorsement(DOCUMENT, endorser=posing)
    proof = endorsed_evidence(DOCUMENT, endorsements=known((world.dumps(signed),)), names={PARTNER.did: PARTNER.name})
    said = judge(GOOD, proof).check("endorsement")
    assert said is not None and PARTNER.name in said.reason.es and "Secretaría" not in said.reason.es


def test_endorsement_by_a_status_key_or_a_compromised_one_does_not_hold() -> None:
    plain = {name: value for name, value in endorsement(DOCUMENT).items() if name != "proof"}
    by_status_key = PARTNER_KEYS.sign(plain, use="status")
    report = judge(GOOD, endorsed_evidence(DOCUMENT, endorsements=known((world.dumps(by_status_key),))))
    assert outcome(report, "endorsement") == (Result.FAILED, "endorsement_failed")
    stolen = {
        PROVIDER.did: known(PROVIDER.periods()),
        PARTNER.did: known(PARTNER_KEYS.periods(compromised_at=NOW)),
    }
    signed = known((world.dumps(endorsement(DOCUMENT)),))
    report = judge(GOOD, endorsed_evidence(DOCUMENT, endorsements=signed, key_periods=stolen))
    assert outcome(report, "endorsement") == (Result.NOT_CHECKED, "endorsement_unproven")


def test_endorsement_withdrawn_by_its_signer() -> None:
    signed = endorsement(DOCUMENT)
    event = world.event(EventKind.REVOKED, NOW - dt.timedelta(days=1), document=signed["id"], keys=PARTNER_KEYS)
    proof = endorsed_evidence(DOCUMENT, endorsements=known((world.dumps(signed),)), status_events=known((event,)))
    report = judge(GOOD, proof)
    assert outcome(report, "endorsement") == (Result.WARNING, "endorsement_withdrawn")


def test_no_endorsement_no_check() -> None:
    assert judge(GOOD).check("endorsement") is None


def test_endorsement_itself_can_be_verified() -> None:
    signed = endorsement(DOCUMENT)
    report = judge(signed, endorsed_evidence(signed, registration=known(note(signed, kind="endorsement"))))
    assert report.verdict is Verdict.VALID
    assert outcome(report, "revocation") == (Result.WARNING, "no_status_declared")
    assert report.check("accredited_at_issue") is None
    assert "Este aval es auténtico" in report.headline.es
