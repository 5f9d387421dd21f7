"""Does it meet the standard: outcomes named, hours and levels reached, and what was only declared shown as declared."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from registry.documents import Competency, LevelBasis, LevelReached
from registry.texts import Text
from registry.verification import PartFact, Question, Report, Result, Unreachable, Verdict
from tests.documents import samples
from tests.verification import world
from tests.verification.world import LOGGED, PROVIDER, credential, definition, evidence, judge, known


def outcome(report: Report, check: str) -> tuple[Result, str]:
    found = report.check(check)
    assert found is not None
    return found.result, found.code


def judged(*, standard: Any = None, **claims: Any) -> Report:
    document = credential(**claims)
    return judge(PROVIDER.sign(document), evidence(document, standard=standard or known(world.standard())))


def test_scored_levels_and_full_coverage_pass() -> None:
    report = judged()
    assert outcome(report, "alignment") == (Result.PASSED, "aligned")
    assert outcome(report, "requirements") == (Result.PASSED, "requirements_met")


def test_declared_levels_are_shown_as_declared_and_never_as_proved() -> None:
    levels = tuple(dataclasses.replace(one, basis=LevelBasis.DECLARED) for one in samples.credential_claims().levels)
    report = judged(levels=levels)
    assert outcome(report, "requirements") == (Result.WARNING, "criteria_declared")
    assert report.verdict is Verdict.VALID
    assert report.credential is not None
    assert {level.basis for level in report.credential.levels} == {"declared"}
    assert "Los niveles los declara la institución." in report.headline.es
    assert "Sí, según declara" in [answer.answer.es for answer in report.answers]


def test_one_declared_level_among_scored_ones_is_enough_to_say_so() -> None:
    first, second = samples.credential_claims().levels
    report = judged(levels=(first, dataclasses.replace(second, basis=LevelBasis.DECLARED)))
    assert outcome(report, "requirements") == (Result.WARNING, "criteria_declared")


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"hours": Decimal(31)}, "hours_short"),
        ({"hours": Decimal(0)}, "hours_short"),
        ({"levels": (LevelReached("AIL-C1", "AIL-L2", LevelBasis.SCORED),)}, "not_stated"),
        (
            {
                "levels": (
                    LevelReached("AIL-C1", "AIL-L1", LevelBasis.SCORED),
                    LevelReached("AIL-C2", "AIL-L3", LevelBasis.SCORED),
                )
            },
            "level_short",
        ),
    ],
)
def test_refuses_hours_or_levels_below_the_minimum(claims: dict[str, Any], code: str) -> None:
    report = judged(**claims)
    assert outcome(report, "requirements") == (Result.FAILED, code)
    assert report.verdict is Verdict.VALID
    assert report.notes


def test_assessment_only_states_zero_hours_rightly() -> None:
    assert outcome(judged(hours=Decimal(0), mode="assessment_only"), "requirements")[0] is Result.PASSED
    assert outcome(judged(hours=Decimal(5), mode="assessment_only"), "requirements") == (Result.FAILED, "hours_short")


def test_levels_are_compared_by_the_standards_order_not_the_documents() -> None:
    """A document that numbers its levels its own way gains nothing."""
    from registry.documents import Level

    levels = (Level("AIL-L1", "Orienta", 3), Level("AIL-L2", "Aplica", 1), Level("AIL-L3", "Reconoce", 2))
    competencies = (Competency("AIL-C1", "C1", "AIL-L1"), Competency("AIL-C2", "C2", "AIL-L1"))
    achievement = definition(levels=levels, competencies=competencies)
    reached = tuple(LevelReached(code, "AIL-L1", LevelBasis.SCORED) for code in ("AIL-C1", "AIL-C2"))
    assert outcome(judged(achievement=achievement, levels=reached), "requirements") == (Result.FAILED, "level_short")


def test_refuses_missing_outcomes_and_names_them() -> None:
    achievement = definition(outcomes=(samples.outcome("AIL-C1.1"),))
    report = judged(achievement=achievement)
    assert outcome(report, "alignment") == (Result.FAILED, "outcomes_missing")
    assert report.check("alignment").evidence["codes"] == ["AIL-C1.2", "AIL-C2.1"]  # type: ignore[union-attr]


def test_outcomes_of_other_profiles_are_not_missing() -> None:
    assert "AIL-C2.W1" in [one.code for one in world.standard().outcomes]
    assert outcome(judged(), "alignment")[0] is Result.PASSED


def test_refuses_outcomes_that_the_standard_does_not_have() -> None:
    outcomes = (*samples.achievement_claims().outcomes, samples.outcome("AIL-C9.9"))
    report = judged(achievement=definition(outcomes=outcomes))
    assert outcome(report, "alignment") == (Result.FAILED, "outcomes_unknown")


def test_outcomes_of_another_framework_may_stand_beside() -> None:
    other = dataclasses.replace(samples.outcome("ESCO-1"), url="https://esco.example/1")
    achievement = definition(outcomes=(*samples.achievement_claims().outcomes, other))
    assert outcome(judged(achievement=achievement), "alignment")[0] is Result.PASSED


@pytest.mark.parametrize(
    "changes",
    [
        {"in_force_from": LOGGED + dt.timedelta(seconds=1)},
        {"in_force_until": LOGGED},
        {"in_force_from": None},
    ],
)
def test_refuses_a_version_that_was_not_in_force_at_issue(changes: dict[str, Any]) -> None:
    report = judged(standard=known(world.standard(**changes)))
    assert outcome(report, "alignment") == (Result.FAILED, "not_in_force")


def test_version_that_was_replaced_later_stays_good() -> None:
    later = world.standard(in_force_until=LOGGED + dt.timedelta(days=1))
    assert outcome(judged(standard=known(later)), "alignment") == (Result.PASSED, "aligned")


def test_standard_that_could_not_be_had_is_not_checked() -> None:
    report = judged(standard=Unreachable("timeout"))
    assert outcome(report, "alignment") == (Result.NOT_CHECKED, "standard_unreachable")
    assert outcome(report, "requirements") == (Result.NOT_CHECKED, "standard_unreachable")
    assert report.verdict is Verdict.VALID


@pytest.mark.parametrize("standard", [None, world.standard(uri="https://registro.example/other")])
def test_refuses_a_standard_that_does_not_exist(standard: Any) -> None:
    assert outcome(judged(standard=known(standard)), "alignment") == (Result.FAILED, "standard_unknown")


def test_refuses_a_profile_that_the_standard_does_not_have() -> None:
    achievement = definition(profile=("astronauts", "Astronautas"))
    report = judged(achievement=achievement)
    assert outcome(report, "alignment") == (Result.FAILED, "profile_unknown")
    assert report.check("requirements") is None


def test_a_part_is_held_to_its_own_hours_and_competencies() -> None:
    part = PartFact("AIL-A", Text("Parte A", "Part A"), Decimal(10), frozenset({"AIL-C1"}))
    facts = world.standard(parts=(part,))
    achievement = definition(
        parts=(("AIL-A", "Parte A"),),
        outcomes=(samples.outcome("AIL-C1.1"), samples.outcome("AIL-C1.2")),
        competencies=(Competency("AIL-C1", "C1", "AIL-L2"),),
    )
    levels = (LevelReached("AIL-C1", "AIL-L2", LevelBasis.SCORED),)
    good = judged(standard=known(facts), achievement=achievement, levels=levels, hours=Decimal(10))
    assert [check.result for check in good.of(Question.STANDARD)] == [Result.PASSED, Result.PASSED]
    short = judged(standard=known(facts), achievement=achievement, levels=levels, hours=Decimal(9))
    assert outcome(short, "requirements") == (Result.FAILED, "hours_short")


def test_microcredential_of_this_registry_without_a_standard_fails() -> None:
    document = credential()
    alignments = document["credentialSubject"]["achievement"]["alignment"]
    document["credentialSubject"]["achievement"]["alignment"] = [
        one for one in alignments if one["targetType"] != "ext:CFDocument"
    ]
    report = judge(PROVIDER.sign(document), evidence(document))
    assert outcome(report, "alignment") == (Result.FAILED, "no_standard")
    assert outcome(report, "accredited_at_issue") == (Result.FAILED, "outside_scope")
    assert report.verdict is Verdict.INVALID
