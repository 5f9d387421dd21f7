"""Every case of the archive comes out as it must, and every check has been seen to pass and to refuse."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from registry.verification import Result, Verdict
from registry.verification.making import QUESTIONS
from tests.docs.test_pages import tables
from tests.hostile.archive import Case, Group, every_case, outcome_of
from tests.hostile.asked_for import ASKED_FOR

CASES = every_case()
BY_NAME = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@BY_NAME
def test_comes_out_as_expected(case: Case) -> None:
    came, report = outcome_of(case)
    assert came == case.expected
    # What is printed beside a credential is told of and never moves the verdict (`verification.seal`).
    if report is not None and case.group not in (Group.HONEST, Group.TAMPERED) and came.check != "seal":
        assert report.verdict is not Verdict.VALID or came.result is not Result.FAILED


@pytest.mark.parametrize("asked", ASKED_FOR)
def test_what_was_asked_for_is_shown_by_cases(asked: str) -> None:
    names = {case.name for case in CASES if case.group is not Group.HONEST}
    assert ASKED_FOR[asked] and set(ASKED_FOR[asked]) <= names


def test_each_case_has_its_own_name() -> None:
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


def test_every_check_has_an_honest_and_a_tampered_case() -> None:
    honest = {case.expected.check for case in CASES if case.expected.result is Result.PASSED}
    refused = {case.expected.check for case in CASES if case.expected.result in (Result.FAILED, Result.WARNING)}
    assert honest == refused == set(QUESTIONS)


def test_every_code_that_passes_comes_of_a_case_and_is_lost_by_another() -> None:
    """By the policy's own list, which another test holds to the code: whatever can say «passed» has said so of a case,
    and its check has said otherwise of one that was tampered with."""
    listed = {
        (check, code)
        for check in QUESTIONS
        for code, result in tables()[check].items()
        if result == "passed" and not code.endswith("_then")  # a wording of the code without it
    }
    expected = [case.expected for case in CASES]
    passed = {(one.check, one.code) for one in expected if one.result is Result.PASSED}
    lost = {one.check for one in expected if one.check and one.result is not Result.PASSED}
    assert listed <= passed and {check for check, _ in listed} <= lost


def test_a_name_cannot_turn_round_the_sentence_it_stands_in() -> None:
    (case,) = [case for case in CASES if "U+202E" in case.name and case.group is Group.DOCUMENT]
    _came, report = outcome_of(case)
    assert report is not None and report.credential is not None
    assert report.credential.holder == "Ana oicaluP"
    assert "\u202e" not in json.dumps(report.as_dict(), ensure_ascii=False)
