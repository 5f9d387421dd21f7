"""The register, the person, endorsements, and issuers from outside."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from registry.documents import EventKind, Issuer, StatusPlace
from registry.signing import Algorithm, did_key_document, sign_data_integrity
from registry.texts import Text
from registry.verification import Question, Report, Result, Unreachable, Verdict
from registry.verification.names import Likeness, compare_names, same_name
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


# The register.


def test_registration_proves_content_and_time() -> None:
    report = judge(GOOD)
    assert outcome(report, "log_inclusion") == (Result.PASSED, "registered")
    assert report.check("log_inclusion").evidence["loggedAt"] == "2026-08-14T23:21:11Z"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("registration", "result", "code", "verdict"),
    [
        (known(None), Result.FAILED, "not_logged", Verdict.INVALID),
        (known(note(DOCUMENT, leaf=bytes(32))), Result.FAILED, "leaf_differs", Verdict.INVALID),
        (known(note(credential(holder_name="Otra"))), Result.FAILED, "leaf_differs", Verdict.INVALID),
        (known(note(DOCUMENT, salt=b"short")), Result.FAILED, "leaf_differs", Verdict.INVALID),
        (
            known(note(DOCUMENT, document="urn:uuid:2")),
            Result.NOT_CHECKED,
            "note_of_another",
            Verdict.UNVERIFIABLE,
        ),
        (
            known(note(DOCUMENT, signer=world.private("thief", Algorithm.P256))),
            Result.NOT_CHECKED,
            "note_unproven",
            Verdict.UNVERIFIABLE,
        ),
        (known("not a note"), Result.NOT_CHECKED, "note_unproven", Verdict.UNVERIFIABLE),
        (Unreachable("not_in_bundle"), Result.NOT_CHECKED, "log_unreachable", Verdict.UNVERIFIABLE),
        (
            known(note(DOCUMENT, logged_at=NOW + dt.timedelta(days=1))),
            Result.FAILED,
            "not_logged_yet",
            Verdict.INVALID,
        ),
    ],
)
def test_refuses_what_the_registry_did_not_register(
    registration: Any, result: Result, code: str, verdict: Verdict
) -> None:
    report = judge(GOOD, evidence(DOCUMENT, registration=registration))
    assert outcome(report, "log_inclusion") == (result, code)
    assert report.verdict is verdict


def test_note_signed_by_the_provider_itself_is_no_note() -> None:
    genuine = note(DOCUMENT)
    from registry.documents.registration_note import MEDIA_TYPE
    from registry.signing import from_base64url

    forged = PROVIDER.jws(from_base64url(genuine.split(".")[1]), MEDIA_TYPE)
    report = judge(GOOD, evidence(DOCUMENT, registration=known(forged)))
    assert outcome(report, "log_inclusion") == (Result.NOT_CHECKED, "note_unproven")


def test_event_is_no_note_whoever_signed_it() -> None:
    """Every kind of statement has its own type, so that one cannot stand in for another."""
    event = world.event(EventKind.REINSTATED, LOGGED, keys=world.AUTHORITY)
    report = judge(GOOD, evidence(DOCUMENT, registration=known(event)))
    assert outcome(report, "log_inclusion") == (Result.NOT_CHECKED, "note_unproven")


def test_note_under_another_type_is_no_note() -> None:
    from registry.documents.status_event import MEDIA_TYPE
    from registry.signing import from_base64url, jws_compact

    payload = from_base64url(note(DOCUMENT).split(".")[1])
    retyped = jws_compact(payload, signer=world.RECEIPTS, kid=world.RECEIPTS_KID, typ=MEDIA_TYPE)
    report = judge(GOOD, evidence(DOCUMENT, registration=known(retyped)))
    assert outcome(report, "log_inclusion") == (Result.NOT_CHECKED, "note_unproven")


def test_receipts_key_that_was_compromised_proves_no_time() -> None:
    (key,) = world.root().receipts_keys
    root = world.root(receipts_keys=(dataclasses.replace(key, compromised_at=NOW),))
    report = judge(GOOD, evidence(DOCUMENT, root=known(root)))
    assert outcome(report, "log_inclusion") == (Result.NOT_CHECKED, "note_unproven")
    assert report.verdict is Verdict.UNVERIFIABLE


def test_stolen_key_cannot_reissue_a_number_with_another_name() -> None:
    """Signed by the institution's own key, under a registered id, with another content."""
    forged = credential(holder_name="Impostor Ficticio")
    report = judge(PROVIDER.sign(forged), evidence(DOCUMENT))
    assert outcome(report, "log_inclusion") == (Result.FAILED, "leaf_differs")
    assert report.verdict is Verdict.INVALID


# The person.


@pytest.mark.parametrize(
    ("typed", "result", "code"),
    [
        (None, Result.NOT_CHECKED, "compare_with_id"),
        ("  ", Result.NOT_CHECKED, "compare_with_id"),
        ("Ana Sofía Ñúñez Pérez", Result.PASSED, "name_matches"),
        ("ana sofia nunez perez", Result.PASSED, "name_matches"),
        ("NÚÑEZ PÉREZ, Ana Sofía", Result.PASSED, "name_matches"),
        ("  Perez   Nuñez ana SOFIA ", Result.PASSED, "name_matches"),
        ("Ana Núñez", Result.WARNING, "name_partly_matches"),
        ("Ana", Result.FAILED, "name_differs"),
        ("Ana Sofía Ñúñez López", Result.FAILED, "name_differs"),
        ("Juan Pérez", Result.FAILED, "name_differs"),
    ],
)
def test_compares_a_typed_name_as_a_person_would(typed: str | None, result: Result, code: str) -> None:
    report = judge(GOOD, asked=world.policy(asked_name=typed))
    assert outcome(report, "holder_match") == (result, code)
    assert report.verdict is Verdict.VALID
    assert ("no es el del documento" in report.headline.es) is (code == "name_differs")


def test_names_alike() -> None:
    assert compare_names("José D’Angelo", "Jose DAngelo") is Likeness.SAME
    assert compare_names("María María Pérez", "María Pérez") is not Likeness.SAME
    assert compare_names("", "Ana") is Likeness.DIFFERENT
    assert same_name("UNIVERSIDAD  del Valle", "Universidad del Valle")
    assert not same_name("Universidad del Valle", "Valle del Universidad")


# Endorsements.


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


# Issuers from outside.


def outside(**changes: Any) -> dict[str, Any]:
    issuer = changes.pop("issuer", Issuer(STRANGER.did, "Diplomas Rápidos", "https://diplomas.example/", "US"))
    achievement = definition(id="https://diplomas.example/a/1", creator=issuer)
    listed = StatusPlace("https://diplomas.example/status/1", 3)
    return credential(issuer=issuer, achievement=achievement, status=listed, **changes)


def outside_evidence(document: dict[str, Any], *bits: int, **changes: Any) -> Any:
    url = "https://diplomas.example/status/1"
    values = {
        "did_documents": {STRANGER.did: known(STRANGER.document(), "https://diplomas.example/.well-known/did.json")},
        "key_periods": {},
        "accreditations": known(()),
        "status_lists": {url: known(world.status_list(*bits, keys=STRANGER, url=url))},
    }
    return evidence(document, **(values | changes))


def test_foreign_issuer_is_authentic_and_never_valid_on_our_word() -> None:
    document = outside()
    report = judge(STRANGER.sign(document), outside_evidence(document))
    assert report.verdict is Verdict.UNVERIFIABLE
    assert [one.result for one in report.of(Question.AUTHENTIC)] == [Result.PASSED] * 4
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert outcome(report, "revocation") == (Result.PASSED, "not_revoked")
    assert report.check("log_inclusion") is None and report.check("accredited_at_issue") is None
    assert "diplomas.example" in report.check("identity").reason.es  # type: ignore[union-attr]
    assert "este registro no puede responder por ello" in report.headline.es


def test_foreign_revocation_is_read() -> None:
    document = outside()
    report = judge(STRANGER.sign(document), outside_evidence(document, 3))
    assert outcome(report, "revocation") == (Result.FAILED, "revoked")
    assert report.verdict is Verdict.INVALID


def test_self_made_did_key_issuer_never_reads_valid() -> None:
    key = world.private("self", Algorithm.ED25519)
    did = f"did:key:{key.public_key.multibase}"
    (method,) = did_key_document(did).methods
    document = outside(issuer=Issuer(did, "Universidad Ficticia del Valle", "https://valle.example/"))
    signed = sign_data_integrity(
        document, signer=key, verification_method=method, created=LOGGED, contexts=samples.store()
    )
    # Whatever the evidence claims about it: its key is its name, and nobody vouches for it.
    for changes in ({}, {"did_documents": {did: known(None)}}, {"registration": known(note(document))}):
        report = judge(signed, outside_evidence(document, **changes))
        assert report.verdict is Verdict.UNVERIFIABLE
        assert outcome(report, "identity") == (Result.NOT_CHECKED, "self_made")
        assert report.check("key").code == "key_in_did"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "document",
    [
        outside(issuer=Issuer(STRANGER.did, "AUTORIDAD FICTICIA DE EDUCACION", "https://diplomas.example/")),
        credential(
            issuer=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/"),
            achievement=definition(),
        ),
        credential(
            issuer=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/"),
            achievement=definition(creator=Issuer(STRANGER.did, "Diplomas", "https://diplomas.example/")),
        ),
    ],
)
def test_refuses_an_outsider_that_poses_as_this_registry(document: dict[str, Any]) -> None:
    report = judge(STRANGER.sign(document), outside_evidence(document))
    assert outcome(report, "identity") == (Result.FAILED, "poses_as_registry")
    assert report.verdict is Verdict.INVALID


def test_host_that_only_looks_like_ours_is_outside() -> None:
    keys = dataclasses.replace(STRANGER, did="did:web:registro.example.evil.example")
    document = outside(issuer=Issuer(keys.did, "Diplomas", "https://registro.example.evil.example/"))
    proof = outside_evidence(document, did_documents={keys.did: known(keys.document())})
    report = judge(keys.sign(document), proof)
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert report.verdict is not Verdict.VALID


# The report.


def test_a_report_has_no_truth_value() -> None:
    with pytest.raises(TypeError, match="verdict"):
        bool(judge(GOOD))


def test_report_is_the_contracts_json() -> None:
    shown = json.loads(json.dumps(judge(GOOD).as_dict(), ensure_ascii=False))
    assert set(shown) == {"verdict", "headline", "checkedAt", "credential", "checks"}
    assert shown["verdict"] == "valid" and shown["checkedAt"] == "2026-11-22T18:00:00Z"
    assert shown["credential"]["levels"][0]["basis"] == "scored"
    assert [check["id"] for check in shown["checks"]][:4] == ["format", "terms", "signature", "key"]
    for check in shown["checks"]:
        assert {"id", "question", "result", "code", "reason", "remedy", "evidence"} <= set(check)
        assert set(check["reason"]) == set(check["remedy"]) == {"es", "en"}


def test_questions_come_in_order() -> None:
    order = [answer.question for answer in judge(GOOD).answers]
    assert order == list(Question)
    assert all(isinstance(answer.asked, Text) for answer in judge(GOOD).answers)


def test_headline_is_the_sentence_that_a_person_would_say() -> None:
    report = judge(GOOD)
    assert report.headline.es == (
        "Ana Sofía Ñúñez Pérez obtuvo esta microcredencial el 14 de agosto de 2026. La emitió Universidad Ficticia del "
        "Valle, que estaba autorizada para hacerlo ese día."
    )
    assert report.headline.en.startswith("Ana Sofía Ñúñez Pérez earned this credential on August 14, 2026.")


def test_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        judge(GOOD, at=NOW.replace(tzinfo=None))
