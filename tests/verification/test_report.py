"""The report: its JSON, its questions, its headline."""

from __future__ import annotations

import json

import pytest

from registry.texts import Text
from registry.verification import Question, Report, Result
from tests.verification.world import (
    NOW,
    PROVIDER,
    credential,
    judge,
)

DOCUMENT = credential()
GOOD = PROVIDER.sign(DOCUMENT)


def outcome(report: Report, check: str) -> tuple[Result, str]:
    found = report.check(check)
    assert found is not None, check
    return found.result, found.code


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
        "Valle, con autorización vigente ese día."
    )
    assert report.headline.en.startswith("Ana Sofía Ñúñez Pérez earned this credential on August 14, 2026.")


def test_moment_needs_its_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        judge(GOOD, at=NOW.replace(tzinfo=None))
