from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from registry.curriculum.criteria import Criteria, Decision, Result, applicable, conditions_of, decide, panel
from registry.curriculum.errors import IncompleteFindings
from registry.curriculum.faults import FaultyContent
from registry.curriculum.parsing_criteria import parse_criteria
from tests.rooms.curriculum.samples import CRITERIA, shipped, spoiled

MEXICAN = conditions_of(tracks=["literacy"], country="MX", declared={})


@pytest.fixture(scope="module")
def criteria() -> Criteria:
    return parse_criteria(shipped(CRITERIA))


def found(criteria: Criteria, *failed: str, traits: frozenset[str] = MEXICAN) -> dict[str, str]:
    return {one.id: "does_not_meet" if one.id in failed else "meets" for one in applicable(criteria, traits)}


def test_reads_the_shipped_criteria(criteria: Criteria) -> None:
    assert len(criteria.every) == 27
    assert sum(one.mandatory for one in criteria.every) == 24
    assert sum(one.computed_from == "drafts" for one in criteria.every) == 4
    assert (criteria.validity_months, criteria.reviewers_min) == (36, 2)
    assert criteria.business_days["ruling"] == 30
    assert criteria.calendar_days["condition_period"] == 90


def test_conditions_come_from_facts_and_declarations() -> None:
    assert conditions_of(
        tracks=["engineering"], country="mx", declared={"serves_minors": True, "holds_own_keys": False}
    ) == {
        "always",
        "track_engineering",
        "domestic_provider",
        "serves_minors",
    }


def test_nobody_declares_away_being_domestic_or_an_engineering_school() -> None:
    assert conditions_of(tracks=[], country="US", declared={"domestic_provider": True, "track_engineering": True}) == {
        "always"
    }


def test_only_criteria_whose_condition_holds_apply(criteria: Criteria) -> None:
    assert {one.id for one in criteria.every} - {one.id for one in applicable(criteria, MEXICAN)} == {
        *("ACC-B6", "ACC-E1", "ACC-F2", "ACC-F4")
    }
    assert len(applicable(criteria, {one.id for one in criteria.conditions})) == 27


@pytest.mark.parametrize(
    ("failed", "result", "rule"),
    [
        ((), "accredited", "decide-accredited"),
        (("ACC-B5", "ACC-D2"), "accredited", "decide-accredited"),
        (("ACC-C2",), "conditional", "decide-conditional"),
        (("ACC-C2", "ACC-G3"), "conditional", "decide-conditional"),
        (("ACC-C2", "ACC-G3", "ACC-F1"), "denied", "decide-denied-too-many"),
        (("ACC-A4",), "denied", "decide-denied-non-curable"),
        (("ACC-A1", "ACC-C2", "ACC-G3", "ACC-F1"), "denied", "decide-denied-non-curable"),
    ],
)
def test_the_first_rule_that_matches_decides(
    criteria: Criteria, failed: tuple[str, ...], result: str, rule: str
) -> None:
    decision = decide(criteria, found(criteria, *failed), MEXICAN)
    assert (decision.result, decision.rule_id) == (result, rule)


def test_says_what_failed(criteria: Criteria) -> None:
    decision = decide(criteria, found(criteria, "ACC-A1", "ACC-C2", "ACC-B5"), MEXICAN)
    assert decision.failed_mandatory == ("ACC-A1", "ACC-C2")
    assert decision.failed_non_curable == ("ACC-A1",)
    assert decision.failed_recommended == ("ACC-B5",)


def test_criteria_that_do_not_apply_are_not_counted(criteria: Criteria) -> None:
    findings = found(criteria) | {"ACC-E1": "does_not_meet", "ACC-F2": "does_not_meet", "ACC-F4": "does_not_meet"}
    assert decide(criteria, findings, MEXICAN).result == Result.ACCREDITED


@pytest.mark.parametrize("value", ["not_applicable", "", None, "Meets", "yes"])
def test_refuses_to_wave_away_a_criterion_that_applies(criteria: Criteria, value: Any) -> None:
    with pytest.raises(IncompleteFindings) as refusal:
        decide(criteria, found(criteria) | {"ACC-A4": value}, MEXICAN)
    assert "ACC-A4" in refusal.value.said.es


def test_refuses_an_unfinished_review(criteria: Criteria) -> None:
    findings = found(criteria)
    del findings["ACC-G1"]
    with pytest.raises(IncompleteFindings):
        decide(criteria, findings, MEXICAN)


def of(criteria: Criteria, *failed: str) -> Decision:
    return decide(criteria, found(criteria, *failed), MEXICAN)


def test_one_reviewer_never_decides_alone(criteria: Criteria) -> None:
    assert panel(criteria, []).reviewers_needed == 2
    assert panel(criteria, [of(criteria)]).reviewers_needed == 1
    assert panel(criteria, [of(criteria)]).decision is None


def test_two_who_agree_decide_and_every_gap_they_saw_counts(criteria: Criteria) -> None:
    ruling = panel(criteria, [of(criteria, "ACC-C2"), of(criteria, "ACC-B4")])
    assert ruling.decision is not None
    assert (ruling.decision.result, ruling.reviewers_needed) == (Result.CONDITIONAL, 0)
    assert ruling.decision.failed_mandatory == ("ACC-B4", "ACC-C2")


def test_two_who_differ_need_a_third(criteria: Criteria) -> None:
    ruling = panel(criteria, [of(criteria), of(criteria, "ACC-C2")])
    assert (ruling.decision, ruling.reviewers_needed) == (None, 1)


def test_with_three_the_middle_holds_in_whatever_order_they_filed(criteria: Criteria) -> None:
    good, middle, bad = of(criteria), of(criteria, "ACC-C2"), of(criteria, "ACC-A4")
    for three, expected in [
        ((good, bad, bad), Result.DENIED),
        ((good, good, bad), Result.ACCREDITED),
        ((good, middle, bad), Result.CONDITIONAL),
        ((middle, good, middle), Result.CONDITIONAL),
    ]:
        for order in itertools.permutations(three):
            ruling = panel(criteria, order).decision
            assert ruling is not None
            assert ruling.result == expected


SPOILED: list[tuple[str, Callable[[dict[str, Any]], object], str]] = [
    (
        "a dossier that no rule decides",
        lambda v: v["decision"]["rules"].pop(),
        "decision.rules: no rule decides with 0 mandatory",
    ),
    (
        "a condition that does not exist",
        lambda v: v["groups"][0]["criteria"][0].update(applies_when="full_moon"),
        "groups[0].criteria[0].applies_when: “full_moon” is not accepted",
    ),
    (
        "one reviewer",
        lambda v: v["decision"].update(reviewers_min=1),
        "decision.reviewers_min: the number must be between 2",
    ),
    (
        "a criterion twice",
        lambda v: v["groups"][1]["criteria"][0].update(id="ACC-A1"),
        "groups[1].criteria[0].id: “ACC-A1” is already",
    ),
    (
        "a criterion in one language",
        lambda v: v["groups"][1]["criteria"][0]["text"].pop("en"),
        "groups[1].criteria[0].text.en: this key is missing",
    ),
    (
        "a deadline of zero",
        lambda v: v["deadlines"]["business_days"].update(ruling=0),
        "deadlines.business_days.ruling",
    ),
    (
        "a mandatory that is neither",
        lambda v: v["groups"][0]["criteria"][0].update(mandatory="yes"),
        "groups[0].criteria[0].mandatory: true or false",
    ),
    (
        "an unknown count",
        lambda v: v["decision"]["rules"][0]["when"].update(stars_min=3),
        "decision.rules[0].when.stars_min: unknown key",
    ),
]


@pytest.mark.parametrize(("change", "expected"), [one[1:] for one in SPOILED], ids=[one[0] for one in SPOILED])
def test_refuses_criteria_with(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    with pytest.raises(FaultyContent) as refusal:
        parse_criteria(spoiled(CRITERIA, change))
    said = [f"{fault.key}: {fault.problem.en}" for fault in refusal.value.faults]
    assert any(one.startswith(expected) for one in said), said
