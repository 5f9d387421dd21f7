from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import content
from registry.curriculum.errors import NoSuchTarget
from registry.curriculum.parsing import parse_standard
from registry.curriculum.requirements import requirements
from registry.definitions.design import Coverage, Design, DesignInstrument, effective, starting_design
from registry.definitions.findings import of_designs
from registry.definitions.rules import Rule, RuleResult, failures, judge, publishable
from registry.texts import Text
from tests.rooms.curriculum.samples import ENGINEERING, LITERACY, shipped

AIL = parse_standard(shipped(LITERACY))
AIE = parse_standard(shipped(ENGINEERING))
COST = Text("Sin costo para la persona.", "Free for the learner.")


def good(profile: str | None = "general_workforce", part: str | None = None) -> Design:
    return replace(starting_design(AIE if part else AIL, profile, part), cost=COST)


def verdict(design: Design) -> tuple[RuleResult, ...]:
    return judge(design, AIL if design.track == "literacy" else AIE, known=content.identifiers())


def failed(design: Design) -> set[tuple[str, str]]:
    return {(one.rule_id.value, one.where) for one in failures(verdict(design))}


def instrument(design: Design, identifier: str, **changes: object) -> Design:
    return replace(
        design,
        instruments=tuple(
            replace(one, **changes) if one.id == identifier else one  # type: ignore[arg-type]
            for one in design.instruments
        ),
    )


@pytest.mark.parametrize("target", [*AIL.targets, *AIE.targets], ids=lambda target: target.key)
def test_a_starting_design_lacks_only_what_the_provider_alone_knows(target: object) -> None:
    standard = AIL if target in AIL.targets else AIE
    design = starting_design(standard, target.profile, target.part)  # type: ignore[attr-defined]
    results = judge(design, standard, known=content.identifiers())
    assert {one.where for one in failures(results)} == {"cost.es"}
    assert publishable(judge(replace(design, cost=COST), standard, known=content.identifiers()))


def test_refuses_to_start_from_what_the_standard_does_not_offer() -> None:
    with pytest.raises(NoSuchTarget):
        starting_design(AIE)


CASES: list[tuple[str, Callable[[Design], Design], tuple[str, str]]] = [
    ("a title in one language", lambda d: replace(d, title=Text("IA básica", "")), ("texts", "title.en")),
    ("a title of blanks", lambda d: replace(d, title=Text("   ", "AI")), ("texts", "title.es")),
    ("a title without end", lambda d: replace(d, title=Text("a" * 121, "AI")), ("texts", "title.es")),
    ("a title that reads backwards", lambda d: replace(d, title=Text("IA \u202eocisáb", "AI")), ("texts", "title.es")),
    ("a description in one language", lambda d: replace(d, description=Text("", "x")), ("texts", "description.es")),
    ("no way to appeal", lambda d: replace(d, appeal=Text("", "")), ("appeal", "appeal.es")),
    ("a hidden cost", lambda d: replace(d, cost=Text("", "")), ("cost", "cost.es")),
    ("another track", lambda d: replace(d, track="engineering"), ("track", "track")),
    (
        "literacy sold as engineering",
        lambda d: replace(d, title=Text("Ingeniería de IA para todos", "AI for all")),
        ("title", "title"),
    ),
    (
        "literacy sold as engineering in English",
        lambda d: replace(d, title=Text("IA para todos", "AI ENGINEERING basics")),
        ("title", "title"),
    ),
    (
        "engineering without its accent",
        lambda d: replace(d, title=Text("Curso de ingenieria de IA", "AI course")),
        ("title", "title"),
    ),
    (
        "engineering with an invisible letter",
        lambda d: replace(d, title=Text("Inge\u00adniería de IA", "AI course")),
        ("title", "title"),
    ),
    ("engineers", lambda d: replace(d, title=Text("IA para ser ingeniera", "AI course")), ("title", "title")),
    ("a degree", lambda d: replace(d, title=Text("Licenciatura en IA", "AI")), ("title", "title")),
    ("a degree in English", lambda d: replace(d, title=Text("IA", "Master's in AI")), ("title", "title")),
    (
        "an outcome that nobody teaches",
        lambda d: replace(d, coverage={k: v for k, v in d.coverage.items() if k != "AIL-C3.3"}),
        ("coverage", "coverage.AIL-C3.3"),
    ),
    (
        "an outcome taught nowhere in particular",
        lambda d: replace(d, coverage={**d.coverage, "AIL-C3.3": Coverage(" ", ("AIL-TEST",))}),
        ("coverage", "coverage.AIL-C3.3"),
    ),
    (
        "an outcome assessed with another instrument",
        lambda d: replace(d, coverage={**d.coverage, "AIL-C3.3": Coverage("Módulo 3", ("AIL-TASK",))}),
        ("coverage", "coverage.AIL-C3.3"),
    ),
    ("too little teaching", lambda d: replace(d, learning_hours=Decimal("12.9")), ("learning_hours", "hours.learning")),
    ("negative hours", lambda d: replace(d, learning_hours=Decimal(-13)), ("learning_hours", "hours.learning")),
    (
        "hours beyond all courses",
        lambda d: replace(d, learning_hours=Decimal(9999)),
        ("learning_hours", "hours.learning"),
    ),
    (
        "too little assessment",
        lambda d: replace(d, assessment_hours=Decimal(2)),
        ("assessment_hours", "hours.assessment"),
    ),
    (
        "assessment hours that no instrument has",
        lambda d: replace(d, assessment_hours=Decimal(5)),
        ("assessment_hours", "hours.assessment"),
    ),
    (
        "an instrument left out",
        lambda d: replace(d, instruments=d.instruments[1:]),
        ("instruments", "instruments.AIL-TEST"),
    ),
    (
        "an instrument of its own invention",
        lambda d: replace(
            d, instruments=(*d.instruments, DesignInstrument("AIL-GAME", Decimal(0), Decimal(0), Decimal(0)))
        ),
        ("instruments", "instruments.AIL-GAME"),
    ),
    (
        "an instrument twice",
        lambda d: replace(d, instruments=(*d.instruments, d.instruments[0])),
        ("instruments", "instruments.AIL-TEST"),
    ),
    (
        "a lower minimum",
        lambda d: instrument(d, "AIL-TEST", minimum=Decimal("69.9")),
        ("instruments", "instruments.AIL-TEST.min_percent"),
    ),
    (
        "a minimum above a hundred",
        lambda d: instrument(d, "AIL-TEST", minimum=Decimal(101)),
        ("instruments", "instruments.AIL-TEST.min_percent"),
    ),
    (
        "less time for an instrument",
        lambda d: instrument(d, "AIL-TASK", hours=Decimal("0.5")),
        ("instruments", "instruments.AIL-TASK.hours"),
    ),
    (
        "another weight",
        lambda d: instrument(instrument(d, "AIL-TEST", weight=Decimal(40)), "AIL-TASK", weight=Decimal(30)),
        ("weights", "instruments.AIL-TEST.weight"),
    ),
    (
        "weights that do not add up",
        lambda d: instrument(d, "AIL-TEST", weight=Decimal(31)),
        ("weights", "instruments"),
    ),
    (
        "an instrument named in one language",
        lambda d: instrument(d, "AIL-TEST", title=Text("Examen", "")),
        ("texts", "instruments.AIL-TEST.title"),
    ),
    ("no language", lambda d: replace(d, languages=()), ("languages", "languages")),
    ("an unknown language", lambda d: replace(d, languages=("klingon",)), ("languages", "languages")),
    ("no mode", lambda d: replace(d, modes=()), ("modes", "modes")),
    ("an unknown mode", lambda d: replace(d, modes=("online", "telepathy")), ("modes", "modes")),
    ("a mode twice", lambda d: replace(d, modes=("online", "online")), ("modes", "modes")),
    ("validity beyond the standard", lambda d: replace(d, validity_months=37), ("validity", "validity_months")),
    ("no validity", lambda d: replace(d, validity_months=0), ("validity", "validity_months")),
    ("identity on trust", lambda d: replace(d, identity_checks=()), ("identity", "identity_checks")),
    ("a library card", lambda d: replace(d, identity_checks=("library_card",)), ("identity", "identity_checks")),
    ("no adjustments", lambda d: replace(d, adjustments=()), ("adjustments", "adjustments")),
    (
        "another standard's adjustment",
        lambda d: replace(d, adjustments=("low_bandwidth_lab",)),
        ("adjustments", "adjustments"),
    ),
]


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_refuses_a_design_with(change: Callable[[Design], Design], expected: tuple[str, str]) -> None:
    design = change(good())
    results = judge(design, AIL, known=content.identifiers())
    found = {(one.rule_id.value, one.where): one for one in failures(results)}
    assert expected in found, sorted(found)
    assert not publishable(results)
    remedy = found[expected].remedy
    assert remedy is not None
    assert remedy.es
    assert remedy.en


def test_one_fault_fails_one_rule() -> None:
    assert failed(replace(good(), validity_months=40)) == {("validity", "validity_months")}
    assert failed(replace(good(), learning_hours=Decimal(12))) == {("learning_hours", "hours.learning")}


@pytest.mark.parametrize(
    "change",
    [
        lambda d: replace(d, learning_hours=Decimal(40)),
        lambda d: instrument(d, "AIL-TEST", minimum=Decimal(80)),
        lambda d: replace(d, validity_months=24),
        lambda d: instrument(d, "AIL-TEST", title=Text("Examen final", "Final exam")),
        lambda d: replace(d, modes=("online", "assessment_only"), languages=("spanish", "nahuatl")),
        lambda d: replace(d, coverage={**d.coverage, "AIL-C9.9": Coverage("De más", ())}),
        lambda d: replace(d, title=Text("IA en el ingenio azucarero", "AI in the sugar mill")),
        lambda d: replace(d, title=Text("IA con tus palabras: más t\u00edtulos, menos miedo", "Mastering prompts")),
    ],
    ids=[
        "more hours",
        "a higher minimum",
        "shorter validity",
        "own name",
        "more choices",
        "more outcomes",
        "ingenio",
        "words",
    ],
)
def test_accepts_more_than_the_minimum(change: Callable[[Design], Design]) -> None:
    assert failures(verdict(change(good()))) == ()


@pytest.mark.serves("R21")
def test_an_engineering_title_may_say_engineering() -> None:
    design = replace(good(None, "AIE-B"), title=Text("Ingeniería de modelos", "Model engineering"))
    assert failures(verdict(design)) == ()


def test_a_design_for_nothing_that_the_standard_offers_has_one_result() -> None:
    results = judge(replace(good(), profile="astronauts"), AIL, known=content.identifiers())
    assert [(one.rule_id, one.passed) for one in results] == [(Rule.TARGET, False)]
    assert not publishable(results)
    assert not publishable(judge(replace(good(), part="AIE-A"), AIL, known=content.identifiers()))


def test_nothing_judged_is_not_publishable() -> None:
    assert not publishable(())


def test_every_outcome_of_the_profile_has_its_own_result() -> None:
    outcomes = [one.where for one in verdict(good("secondary_teachers")) if one.rule_id is Rule.COVERAGE]
    assert outcomes == [f"coverage.{one.id}" for one in requirements(AIL, "secondary_teachers").outcomes]


def test_a_rule_speaks_both_languages_and_fills_every_blank() -> None:
    for change in [case[1] for case in CASES]:
        for one in judge(change(good()), AIL, known=content.identifiers()):
            for text in (one.message, one.remedy or one.message):
                assert text.es != text.en
                assert "{" not in text.es + text.en


def test_keeps_a_design_exactly_as_it_was() -> None:
    design = instrument(good("civil_servants"), "AIL-TASK", minimum=Decimal("81.25"), title=Text("Tarea", "Task"))
    assert Design.from_json(orjson.loads(orjson.dumps(design.as_json()))) == design


@pytest.mark.parametrize("value", ["", "x", "NaN", "Infinity", None])
def test_refuses_a_stored_number_that_is_none(value: object) -> None:
    stored = good().as_json()
    stored["hours"]["learning"] = value
    with pytest.raises(ValueError, match="not a number"):
        Design.from_json(stored)


def test_the_design_asks_more_than_the_standard_and_never_less() -> None:
    needed = requirements(AIL, "general_workforce")
    stricter = instrument(replace(good(), learning_hours=Decimal(20)), "AIL-TEST", minimum=Decimal(80))
    asked = effective(needed, replace(stricter, validity_months=24))
    assert (asked.hours.total, asked.instruments[0].minimum, asked.validity_months) == (23, 80, 24)
    looser = instrument(replace(good(), learning_hours=Decimal(1)), "AIL-TEST", minimum=Decimal(10))
    asked = effective(needed, replace(looser, validity_months=99, instruments=looser.instruments[:1]))
    assert (asked.hours.total, asked.instruments[0].minimum, asked.validity_months) == (16, 70, 36)
    assert [one.id for one in asked.instruments] == [one.id for one in needed.instruments]


@given(st.decimals(0, 100, places=2), st.decimals(0, 100, places=2))
@pytest.mark.serves("R03", "R04")
def test_no_minimum_below_the_standard_is_ever_publishable(test: Decimal, task: Decimal) -> None:
    design = instrument(instrument(good(), "AIL-TEST", minimum=test), "AIL-TASK", minimum=task)
    assert publishable(verdict(design)) == (test >= 70 and task >= 75)


def test_findings_need_one_covering_design_and_the_rest_in_each() -> None:
    uncovered = replace(good(), coverage={}, title=Text("Incompleto", "Incomplete"))
    findings = of_designs([(good(), verdict(good())), (uncovered, verdict(uncovered))])
    assert {criterion: met for criterion, (met, _) in findings.items()} == {
        "ACC-B1": True,
        "ACC-B2": True,
        "ACC-B3": True,
        "ACC-C1": True,
    }
    short = replace(good(), learning_hours=Decimal(1))
    findings = of_designs([(good(), verdict(good())), (short, verdict(short))])
    assert not findings["ACC-B2"][0]
    assert "13" in findings["ACC-B2"][1].es
    blurred = replace(good(), title=Text("Ingeniería exprés", "Express engineering"))
    assert not of_designs([(blurred, verdict(blurred))])["ACC-B3"][0]
    weighted = instrument(good(), "AIL-TEST", weight=Decimal(31))
    assert not of_designs([(weighted, verdict(weighted))])["ACC-C1"][0]


def test_no_design_proves_nothing() -> None:
    assert {met for met, _ in of_designs([]).values()} == {False}
