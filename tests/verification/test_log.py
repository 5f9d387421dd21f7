"""On record or not: the note that proves content and time of issue."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest

from registry.documents import EventKind
from registry.signing import Algorithm
from registry.verification import Report, Result, Unreachable, Verdict
from tests.verification import world
from tests.verification.world import (
    LOGGED,
    NOW,
    PROVIDER,
    credential,
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
