from __future__ import annotations

import hashlib
import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.programs.errors import CodesRepeated, ScoreLacking, SeedNotCommitted
from registry.programs.rules import SelectionOutcome, StageScore, check_seed, commitment, draw_key, select, written

SEED = "5eed" * 16
TIE_BREAKS = ("PROJECT", "EXAM")


def person(code: str, average: str | Fraction, project: str = "80", exam: str = "80") -> StageScore:
    return StageScore(code, Fraction(average), {"PROJECT": Fraction(project), "EXAM": Fraction(exam)})


def cut(results: list[StageScore], take: int, waiting: int = 0, seed: str = SEED) -> SelectionOutcome:
    return select(results, take=take, waiting=waiting, tie_breaks=TIE_BREAKS, seed=seed)


# A handful of values, so that ties of every depth are frequent.
few = st.sampled_from([Fraction(70), Fraction(71), Fraction(280, 3)])
people = st.lists(
    st.builds(
        lambda number, average, project, exam: StageScore(
            f"C{number:04}", average / 10, {"PROJECT": project, "EXAM": exam}
        ),
        st.integers(0, 9999),
        few,
        few,
        few,
    ),
    max_size=30,
    unique_by=lambda one: one.code,
)


def test_averages_decide_unrounded() -> None:
    close = [person("A", Fraction(84999, 10000)), person("B", Fraction(8500, 1000)), person("C", "8.49999")]
    outcome = cut(close, take=1, waiting=2)
    assert outcome.admitted == ("B",)
    assert outcome.waiting == ("C", "A")  # 8.49999 before 8.4999, though both read 8.5
    assert outcome.cut_average == Fraction(17, 2)


@pytest.mark.serves("R66")
def test_ties_are_broken_by_project_then_exam_then_the_draw() -> None:
    tied = [
        person("A", "9", project="90", exam="70"),
        person("B", "9", project="80", exam="99"),
        person("C", "9", project="80", exam="70"),
        person("D", "9", project="80", exam="70"),
        person("E", "8"),
    ]
    outcome = cut(tied, take=5)
    assert [(place.code, place.decided_by) for place in outcome.reasons] == [
        ("A", "first"),
        ("B", "PROJECT"),
        *[
            (code, by)
            for code, by in zip(sorted("CD", key=lambda code: draw_key(SEED, code)), ("EXAM", "draw"), strict=True)
        ],
        ("E", "average"),
    ]


def test_the_draw_is_what_the_program_says_it_is() -> None:
    assert draw_key("abc", "X7") == hashlib.sha256(b"abc:X7").hexdigest()
    assert commitment("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_admitted_codes_are_published_in_code_order_never_by_rank() -> None:
    assert cut([person("Z", "9"), person("A", "8"), person("M", "8.5")], take=3).admitted == ("A", "M", "Z")


def test_fewer_people_than_places() -> None:
    outcome = cut([person("A", "8")], take=107, waiting=20)
    assert (outcome.admitted, outcome.waiting, outcome.cut_average) == (("A",), (), Fraction(8))
    assert cut([], take=107, waiting=20).cut_average is None


def test_refuses_one_code_for_two_people() -> None:
    with pytest.raises(CodesRepeated):
        cut([person("A", "8"), person("A", "9")], take=1)


def test_refuses_to_take_a_missing_score_for_zero() -> None:
    incomplete = replace(person("A", "8"), scores={"EXAM": Fraction(80)})
    with pytest.raises(ScoreLacking) as refusal:
        cut([person("B", "9"), incomplete], take=1)
    assert "A" in refusal.value.said.es
    assert "PROJECT" in refusal.value.said.es


def test_refuses_a_seed_chosen_after_the_fact() -> None:
    check_seed(SEED, commitment(SEED))
    with pytest.raises(SeedNotCommitted):
        check_seed(SEED + "0", commitment(SEED))


@given(people, st.integers(0, 35), st.integers(0, 10), st.text("0123456789abcdef", min_size=1, max_size=64))
def test_anyone_can_recompute_it(results: list[StageScore], take: int, waiting: int, seed: str) -> None:
    """By repeated search of the best remaining, comparing as a person would by hand: nothing shared with the code."""
    remaining, order = list(results), []
    while remaining:
        best = remaining[0]
        for one in remaining[1:]:
            for ours, theirs in (
                (one.average, best.average),
                (one.scores["PROJECT"], best.scores["PROJECT"]),
                (one.scores["EXAM"], best.scores["EXAM"]),
                (
                    -int(hashlib.sha256(f"{seed}:{one.code}".encode()).hexdigest(), 16),
                    -int(hashlib.sha256(f"{seed}:{best.code}".encode()).hexdigest(), 16),
                ),
            ):
                if ours != theirs:
                    best = one if ours > theirs else best
                    break
        remaining.remove(best)
        order.append(best)
    outcome = cut(results, take, waiting, seed)
    assert outcome.admitted == tuple(sorted(one.code for one in order[:take]))
    assert outcome.waiting == tuple(one.code for one in order[take : take + waiting])
    assert [place.code for place in outcome.reasons] == [one.code for one in order]
    assert outcome.cut_average == (order[:take][-1].average if order[:take] else None)


@given(people, st.integers(0, 35), st.integers(0, 10), st.randoms())
def test_the_order_in_which_results_arrive_changes_nothing(
    results: list[StageScore], take: int, waiting: int, shuffler: random.Random
) -> None:
    shuffled = results[:]
    shuffler.shuffle(shuffled)
    assert cut(shuffled, take, waiting) == cut(results, take, waiting)


@given(people, st.integers(1, 10))
def test_nobody_better_is_left_out(results: list[StageScore], take: int) -> None:
    outcome = cut(results, take)
    inside = [one for one in results if one.code in outcome.admitted]
    outside = [one for one in results if one.code not in outcome.admitted]
    assert len(inside) == min(take, len(results))
    assert all(out.average <= into.average for out in outside for into in inside)


@given(st.integers(2, 30), st.integers(0, 2**32))
def test_among_the_wholly_tied_the_seed_alone_decides(count: int, seed: int) -> None:
    results = [person(f"C{number:02}", "8") for number in range(count)]
    outcome = cut(results, 1, seed=str(seed))
    assert outcome.admitted == (min((one.code for one in results), key=lambda code: draw_key(str(seed), code)),)
    assert {place.decided_by for place in outcome.reasons[1:]} == {"draw"}


@given(people, st.integers(0, 35))
def test_the_seed_moves_nobody_past_a_better_average(results: list[StageScore], take: int) -> None:
    one, two = cut(results, take, seed="one"), cut(results, take, seed="two")
    assert one.cut_average == two.cut_average


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(8), "8"),
        (Fraction(17, 2), "8.5"),
        (Fraction(7348, 1000), "7.348"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(10), "10"),
        (Fraction(0), "0"),
        (Fraction(25, 3), "25/3"),
        (Fraction(-5, 4), "-1.25"),
    ],
)
def test_averages_are_written_exactly(value: Fraction, text: str) -> None:
    assert written(value) == text


@given(st.decimals(0, 100, places=6), st.integers(1, 100))
def test_what_is_written_reads_back_to_the_same_average(percent: Decimal, weight: int) -> None:
    exact = Fraction(percent) * weight / 1000
    assert Fraction(written(exact)) == exact
