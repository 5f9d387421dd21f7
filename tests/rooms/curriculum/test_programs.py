from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.curriculum.faults import FaultyContent
from registry.curriculum.programs import parse_programs
from tests.rooms.curriculum.samples import PROGRAMS, shipped, spoiled


@pytest.mark.serves("R33", "R69")
@pytest.mark.serves("R47")
def test_reads_the_shipped_programs() -> None:
    talent, training, floor = parse_programs(shipped(PROGRAMS))
    assert [stage.part for stage in talent.stages] == ["AIE-B", "AIE-C"]
    selection = talent.stages[1].selection
    assert selection is not None
    assert (selection.take, selection.waiting, selection.from_stage) == (107, 20, "prg-talent-1000-s1")
    assert [one.instrument for one in selection.tie_breaks] == ["AIE-B-PROJECT", "AIE-B-EXAM", None]
    assert training.target_people == 450_000
    assert [milestone.month for milestone in training.milestones] == [12, 24, 36]
    assert floor.target_people is None  # nobody set one, so no progress is shown
    assert floor.target_text is not None


def second_stage(value: dict[str, Any]) -> dict[str, Any]:
    stage: dict[str, Any] = value["programs"][0]["stages"][1]["selection"]
    return stage


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda v: second_stage(v)["tie_breaks"].pop(), "tie_breaks: the last tie-break is the draw"),
        (lambda v: second_stage(v)["tie_breaks"].reverse(), "tie_breaks: the last tie-break is the draw"),
        (lambda v: second_stage(v).update(precision="rounded"), "precision: “rounded” is not accepted"),
        (lambda v: second_stage(v).update(from_stage="prg-talent-1000-s2"), "from_stage: must be an earlier stage"),
        (lambda v: second_stage(v)["draw"].update(key="random()"), "draw.key: “random()” is not accepted"),
        (lambda v: v["programs"][1]["target"].update(people=-1), "target.people: the number must be"),
        (lambda v: v["programs"][0]["stages"][0].update(selection=second_stage(v)), "stages: only one stage"),
    ],
    ids=[
        "ties left open",
        "draw first",
        "rounded averages",
        "a stage from itself",
        "a secret draw",
        "a negative target",
        "two cuts of one seed",
    ],
)
def test_refuses_programs_with(change: Callable[[dict[str, Any]], object], expected: str) -> None:
    with pytest.raises(FaultyContent) as refusal:
        parse_programs(spoiled(PROGRAMS, change))
    said = [f"{fault.key}: {fault.problem.en}" for fault in refusal.value.faults]
    assert any(expected in one for one in said), said
