from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import orjson
import pytest

from registry import content
from registry.curriculum.errors import NoSuchTarget
from registry.curriculum.faults import FaultyContent
from registry.curriculum.parsing import parse_standard
from registry.curriculum.requirements import average, requirements
from registry.curriculum.yaml_file import read_yaml
from tests.rooms.curriculum.samples import ENGINEERING, LITERACY, edited, shipped, spoiled

Change = Callable[[dict[str, Any]], object]


def literacy() -> Any:
    return parse_standard(shipped(LITERACY), known=content.identifiers())


def engineering() -> Any:
    return parse_standard(shipped(ENGINEERING), known=content.identifiers())


def faults(name: str, change: Change) -> list[str]:
    with pytest.raises(FaultyContent) as refusal:
        parse_standard(spoiled(name, change), known=content.identifiers())
    assert all(fault.line for fault in refusal.value.faults)
    assert all(fault.name == name for fault in refusal.value.faults)
    return [f"{fault.key}: {fault.problem.en}" for fault in refusal.value.faults]


@pytest.mark.serves("R03")
def test_reads_the_shipped_standards() -> None:
    one, two = literacy(), engineering()
    assert [len(one.competencies), len(one.outcomes), len(one.targets)] == [5, 32, 4]
    assert [len(two.competencies), len(two.outcomes), [target.key for target in two.targets]] == [
        6,
        24,
        ["AIE-A", "AIE-B", "AIE-C"],
    ]


#: What the sources ask of the content itself, by the outcome that asks it of people.
ASKED_OF_PEOPLE = {
    "R16": "AIE-I6.2",
    "R27": "AIL-C3.3",
    "R30": "AIE-I5.2",
    "R35": "AIL-C5.S2",
    "R56": "AIE-I3.2",
    "R63": "AIL-C4.5",
}


@pytest.mark.serves("R16", "R27", "R30", "R35", "R56", "R63")
def test_what_the_sources_ask_of_people_is_an_outcome_that_somebody_assesses() -> None:
    outcomes = {one.id: one for one in (*literacy().outcomes, *engineering().outcomes)}
    assert all(outcomes[code].assessed_by for code in ASKED_OF_PEOPLE.values())


def test_reads_the_same_from_the_database() -> None:
    for name in (LITERACY, ENGINEERING):
        marked = shipped(name)
        assert parse_standard(orjson.loads(orjson.dumps(marked.value))) == parse_standard(marked)


@pytest.mark.parametrize(
    ("profile", "hours", "outcomes", "minimums"),
    [
        ("general_workforce", (16, 13, 3), 20, ("70", "75", "60")),
        ("secondary_teachers", (32, 28, 4), 21, ("70", "75", "85")),
        ("sme_owners", (24, 21, 3), 21, ("70", "75", "70")),
        ("civil_servants", (24, 21, 3), 21, ("70", "81.25", "80")),
    ],
)
@pytest.mark.serves("R42")
def test_requirements_of_each_profile(profile: str, hours: Any, outcomes: int, minimums: tuple[str, ...]) -> None:
    needed = requirements(literacy(), profile)
    assert (needed.hours.total, needed.hours.learning, needed.hours.assessment) == hours
    assert len(needed.outcomes) == outcomes
    assert tuple(str(one.minimum) for one in needed.instruments) == minimums
    assert [one.weight for one in needed.instruments] == [30, 40, 30]
    assert needed.validity_months == 36
    assert needed.part is None


def test_requirements_of_a_part_know_their_only_profile() -> None:
    needed = requirements(engineering(), part="AIE-C")
    assert (needed.profile, needed.part, needed.hours.total) == ("advanced_talent", "AIE-C", 48)
    assert [competency.id for competency in needed.competencies] == ["AIE-I4", "AIE-I6"]
    assert {outcome.competency for outcome in needed.outcomes} == {"AIE-I4", "AIE-I6"}
    assert needed.required_levels["AIE-I6"].id == "AIE-L1"
    assert needed.minimum_scores["AIE-C-DEFENSE-1"] == 2
    assert needed.instrument("AIE-C-LABS").delivered_minimum == 80  # type: ignore[union-attr]
    assert needed == requirements(engineering(), "advanced_talent", "AIE-C")


def test_minimum_scores_follow_from_levels() -> None:
    scores = requirements(literacy(), "civil_servants").minimum_scores
    assert scores["AIL-TASK-3"] == 4  # C4 at the third level
    assert scores["AIL-TASK-1"] == 3


@pytest.mark.parametrize(
    ("profile", "part"), [(None, None), ("advanced_talent", None), ("nobody", None), ("general_workforce", "AIE-A")]
)
def test_refuses_what_the_literacy_standard_does_not_offer(profile: str | None, part: str | None) -> None:
    with pytest.raises(NoSuchTarget) as refusal:
        requirements(literacy(), profile, part)
    assert "general_workforce" in refusal.value.said.es


def test_refuses_the_whole_of_a_standard_that_is_certified_by_parts() -> None:
    with pytest.raises(NoSuchTarget):
        requirements(engineering(), "advanced_talent")


def test_average_is_exact() -> None:
    weights = {"t": Decimal(30), "k": Decimal(40), "c": Decimal(30)}
    assert average({"t": Decimal("70"), "k": Decimal("81.25"), "c": Decimal("66.6")}, weights) == Decimal("7.348")
    with pytest.raises(KeyError):
        average({"t": Decimal(1)}, weights)


CASES: list[tuple[str, str, Change, str]] = [
    ("another kind", LITERACY, lambda v: v.update(kind="course"), "kind: “course” is not accepted"),
    ("a title in one language", LITERACY, lambda v: v["title"].pop("en"), "title.en: this key is missing"),
    ("an empty title", LITERACY, lambda v: v["title"].update(en="  "), "title.en: a text is expected"),
    ("a text that turns around", LITERACY, lambda v: v["title"].update(es="IA\u202e"), "title.es: the text must fit"),
    ("a misspelled key", LITERACY, lambda v: v.update(validty=3), "validty: unknown key"),
    ("an unknown track", LITERACY, lambda v: v.update(track="robots"), "track: “robots”"),
    ("a number as text", LITERACY, lambda v: v["validity"].update(months="36"), "validity.months: a number"),
    ("a truth as number", LITERACY, lambda v: v["validity"].update(months=True), "validity.months: a number"),
    ("half a month", LITERACY, lambda v: v["validity"].update(months=1.5), "validity.months: a whole number"),
    ("no validity", LITERACY, lambda v: v["validity"].update(months=0), "validity.months: the number must be"),
    (
        "hours that do not add up",
        LITERACY,
        lambda v: v["profiles"][0]["hours"].update(total=15),
        "profiles[0].hours.total: the hours do not add up",
    ),
    (
        "learning hours of other competencies",
        LITERACY,
        lambda v: v["competencies"][0]["learning_hours"].update(general_workforce=3),
        "profiles[0].hours.learning: the learning hours of its competencies add up to 14",
    ),
    (
        "assessment hours that no instrument takes",
        LITERACY,
        lambda v: v["assessment"]["instruments"][0]["hours"].update(sme_owners=2),
        "profiles[2].hours.assessment: the hours of its instruments or parts add up to 4",
    ),
    (
        "weights of ninety",
        LITERACY,
        lambda v: v["assessment"]["instruments"][0].update(weight=20),
        "assessment.instruments[2].weight: the weights add up to 90",
    ),
    (
        "weights of a part",
        ENGINEERING,
        lambda v: v["parts"][1]["instruments"][0].update(weight=31),
        "parts[1].instruments[3].weight: the weights add up to 101",
    ),
    (
        "a minimum below the levels",
        LITERACY,
        lambda v: v["assessment"]["instruments"][2]["min_percent"].update(secondary_teachers=60),
        "assessment.instruments[2].min_percent.secondary_teachers: a rubric's minimum follows",
    ),
    (
        "a part's minimum above the levels",
        ENGINEERING,
        lambda v: v["parts"][2]["instruments"][2].update(min_percent=75),
        "parts[2].instruments[2].min_percent: a rubric's minimum follows",
    ),
    (
        "a minimum for a profile that is not there",
        LITERACY,
        lambda v: v["assessment"]["instruments"][0]["min_percent"].update(dogs=70),
        "assessment.instruments[0].min_percent.dogs: unknown key",
    ),
    (
        "an outcome that nothing assesses",
        LITERACY,
        lambda v: v["competencies"][0]["outcomes"][0].update(assessed_by=[]),
        "competencies[0].outcomes[0].assessed_by: at least 1",
    ),
    (
        "an instrument that does not exist",
        LITERACY,
        lambda v: v["competencies"][0]["outcomes"][0].update(assessed_by=["AIL-QUIZ"]),
        "competencies[0].outcomes[0].assessed_by[0]: “AIL-QUIZ” does not exist",
    ),
    (
        "an outcome without a criterion",
        LITERACY,
        lambda v: v["assessment"]["instruments"][1]["criteria"][0].update(outcomes=["AIL-C2.1", "AIL-C2.2"]),
        "competencies[1].outcomes[2].assessed_by[0]: no criterion of AIL-TASK observes AIL-C2.3",
    ),
    (
        "a criterion that observes another competency",
        LITERACY,
        lambda v: v["assessment"]["instruments"][1]["criteria"][0].update(competency="AIL-C1"),
        "assessment.instruments[1].criteria[0].outcomes[0]: AIL-C2.1 is of competency AIL-C2",
    ),
    (
        "a criterion that nobody named",
        LITERACY,
        lambda v: v["assessment"]["instruments"][1]["criteria"][1]["outcomes"].append("AIL-C3.3"),
        "assessment.instruments[1].criteria[1].outcomes[2]: AIL-C3.3 does not say",
    ),
    (
        "an id in use",
        LITERACY,
        lambda v: v["competencies"][1]["outcomes"][0].update(id="AIL-C1.1"),
        "competencies[1].outcomes[0].id: “AIL-C1.1” is already in use",
    ),
    (
        "an id with accents",
        LITERACY,
        lambda v: v["competencies"][1].update(id="AIL-Ñ"),
        "competencies[1].id: “AIL-Ñ” cannot be an id",
    ),
    (
        "a required level missing",
        LITERACY,
        lambda v: v["profiles"][0]["required_levels"].pop("AIL-C5"),
        "profiles[0].required_levels: the required level of AIL-C5 is missing",
    ),
    (
        "a level that the scale lacks",
        LITERACY,
        lambda v: v["profiles"][0]["required_levels"].update({"AIL-C5": "AIL-L9"}),
        "profiles[0].required_levels.AIL-C5: “AIL-L9” does not exist",
    ),
    (
        "levels that fall",
        LITERACY,
        lambda v: v["scale"].update(level_from_score={"2": "AIL-L3", "3": "AIL-L2", "4": "AIL-L1"}),
        "scale.level_from_score: each level needs one score",
    ),
    (
        "a rubric score without a text",
        LITERACY,
        lambda v: v["assessment"]["instruments"][1]["criteria"][0]["levels"].pop("4"),
        "assessment.instruments[1].criteria[0].levels.4: this key is missing",
    ),
    (
        "a test with a rubric",
        LITERACY,
        lambda v: v["assessment"]["instruments"][1].update(kind="test"),
        "assessment.instruments[1].criteria: a rubric needs criteria",
    ),
    (
        "a competency with nothing for a profile",
        LITERACY,
        lambda v: [one.update(profiles=["sme_owners"]) for one in v["competencies"][4]["outcomes"][:3]],
        "competencies[4].outcomes: there is no outcome for the profile general_workforce",
    ),
    (
        "a profile that the catalog lacks",
        LITERACY,
        lambda v: v["profiles"][0].update(profile="astronauts"),
        "profiles[0].profile: “astronauts” is not accepted",
    ),
    (
        "another formula for the average",
        LITERACY,
        lambda v: v["assessment"].update(average="max(percent)"),
        "assessment.average: “max(percent)” is not accepted",
    ),
    (
        "literacy that adds up to engineering",
        LITERACY,
        lambda v: v["stacking"].update(across_tracks=True),
        "stacking.across_tracks: must be false",
    ),
    (
        "a competency in two parts",
        ENGINEERING,
        lambda v: v["parts"][1]["competencies"].append("AIE-I1"),
        "parts[1].competencies[2]: AIE-I1 is already in part AIE-A",
    ),
    (
        "a competency in no part",
        ENGINEERING,
        lambda v: v["parts"][2].update(competencies=["AIE-I4"]),
        "competencies[5].id: this competency is in no part",
    ),
    (
        "an outcome assessed in another part",
        ENGINEERING,
        lambda v: v["competencies"][0]["outcomes"][0]["assessed_by"].append("AIE-B-EXAM"),
        "competencies[0].outcomes[0].assessed_by[1]: AIE-B-EXAM is of part AIE-B",
    ),
    (
        "a full credential of other hours",
        ENGINEERING,
        lambda v: v["stacking"]["full_credential"].update(required=["AIE-A", "AIE-B"]),
        "stacking.full_credential.hours.total: the hours of the parts add up to 112",
    ),
    (
        "more outside assessors than assessors",
        ENGINEERING,
        lambda v: v["parts"][0]["instruments"][3].update(external_assessors=3),
        "parts[0].instruments[3].external_assessors: the number must be between 0 and 2",
    ),
    (
        "instruments nowhere",
        LITERACY,
        lambda v: v["assessment"].update(instruments=[]),
        "assessment.instruments: instruments",
    ),
    ("a list for a mapping", LITERACY, lambda v: v.update(scale=[1]), "scale: keys and values are expected"),
    ("a mapping for a list", LITERACY, lambda v: v.update(profiles={"a": 1}), "profiles: a list is expected"),
    (
        "an adjustment that does not exist",
        LITERACY,
        lambda v: v["assessment"]["adjustments"].append("naps"),
        "assessment.adjustments[5]: “naps” is not accepted",
    ),
]


@pytest.mark.parametrize(("name", "change", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_refuses_a_standard_with(name: str, change: Change, expected: str) -> None:
    found = faults(name, change)
    assert any(fault.startswith(expected) for fault in found), found


def test_names_file_line_and_key() -> None:
    data = edited(LITERACY, "validity: {months: 36, status: proposed}", "validity: {months: three, status: proposed}")
    with pytest.raises(FaultyContent) as refusal:
        parse_standard(read_yaml(data, name="norma.yaml"))
    line = next(n for n, text in enumerate(data.decode().splitlines(), 1) if "months: three" in text)
    assert refusal.value.said.es == f"norma.yaml, línea {line}, validity.months: se espera un número."
    assert refusal.value.said.en == f"norma.yaml, line {line}, validity.months: a number is expected here."


def test_lists_every_fault_at_once() -> None:
    def change(value: dict[str, Any]) -> None:
        value["title"].pop("es")
        value["scope"].pop("en")
        value["profiles"][1].pop("hours")

    assert len(faults(LITERACY, change)) == 3


def test_every_key_may_go_missing_without_another_kind_of_failure() -> None:
    """Whatever single member is taken away, the answer is a fault with a line, or the standard is still sound."""
    for name in (LITERACY, ENGINEERING):
        for path in list(shipped(name).lines):
            if not path or isinstance(path[-1], int) or len(path) > 5:
                continue

            def change(value: Any, path: Any = path) -> None:
                for step in path[:-1]:
                    value = value[step]
                value.pop(path[-1])

            try:
                parse_standard(spoiled(name, change), known=content.identifiers())
            except FaultyContent as refusal:
                assert refusal.faults[0].line, path
