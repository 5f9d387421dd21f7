"""Does it belong to this person: a typed name compared, and never more than that."""

from __future__ import annotations

import pytest

from registry.verification import Report, Result, Verdict
from registry.verification.names import Likeness, compare_names, same_name
from tests.verification import world
from tests.verification.world import (
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
