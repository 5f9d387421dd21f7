"""Each formula by hand, exactly; what may be shown of ratios, attacked; families that nothing adds."""

from __future__ import annotations

import ast
import inspect
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import registry.indicators
import registry.publication
from registry import content
from registry.curriculum.indicators import parse_indicators
from registry.curriculum.yaml_file import read_yaml
from registry.disclosure import MINIMUM_CELL
from registry.indicators import computing, formulas, from_records, grouped, wording
from registry.indicators.periods import Period
from registry.indicators.shares import Part, publishable_parts, small
from registry.indicators.sources import Counts, Series, Sources
from registry.indicators.values import rounded
from registry.quality.queries import Result


@pytest.mark.serves("R22", "R51", "R53", "R71")
def test_every_formula_by_hand():
    half = Fraction(1, 2)
    assert formulas.training_coverage(22, 6_400) == Fraction(11, 32)
    assert formulas.exposure_of_participants({"none": 1, "level-4": 3}) == {"none": 25, "level-4": 75}
    assert formulas.completion_at_risk(2, 3) == Fraction(200, 3)
    assert formulas.access_gap(10, 100, 40, 200) == half
    assert formulas.employed_share(3, 8) == Fraction(75, 2)
    assert formulas.reskilled_share(1, 3) == Fraction(100, 3)
    assert formulas.weekly_use_share(2, 6) == Fraction(100, 3)
    hours = [Fraction(one) for one in (-2, 0, 1, 4, 7)]
    assert formulas.time_freed(hours) == formulas.Quartiles(Fraction(0), Fraction(1), Fraction(4))
    assert formulas.time_freed(hours[1:]).median == Fraction(5, 2)
    assert formulas.smes_with_a_running_case(0, 4) == 0
    assert formulas.engineering_density(126, 57_600) == Fraction(175, 8)
    income = (Fraction(100), Fraction(120), Fraction(50), Fraction(55))
    assert formulas.income_difference(*income) == 10
    assert formulas.verifications_per_hundred(585, 900) == 65
    assert formulas.womens_share(1, 3) == Fraction(100, 3)
    assert formulas.areas_reached({"01": (10, 20_000), "02": (9, 20_000), "03": (1, 0)}, 50) == {"01"}
    assert formulas.revocations_per_ten_thousand(3, 20_000) == Fraction(3, 2)
    assert formulas.audit_agreement(29, 30) == Fraction(290, 3)
    assert grouped.median([(0, 10), (0, 10), (10, 20), (10, 20)]) == 10
    assert grouped.median([(0, 10), (50, None), (50, None)]) is None
    # Nothing is not zero.
    assert formulas.womens_share(0, 0) is None and formulas.time_freed([]) is None
    assert (rounded(Fraction(1, 20), 1), rounded(Fraction(-1, 20), 1), rounded(Fraction(2), 1)) == (
        "0.1",
        "-0.1",
        "2.0",
    )


@pytest.mark.serves("R13")
def test_every_indicator_that_ships_has_a_formula_a_computation_and_words():
    shipped = parse_indicators(read_yaml(content.shipped_bytes("indicators.yaml"), name="indicators.yaml"))
    ids = {one.id for one in shipped.indicators}
    assert len(ids) == 16 and [len(one.indicators) for one in shipped.families] == [6, 6, 4]
    assert ids == set(formulas.FORMULAS) == set(computing.COMPUTED) == set(wording.FORMULAS)


@pytest.mark.serves("R11")
def test_nothing_adds_families():
    """No function takes more than one indicator's value, and no code sums the cells or values of families."""
    for room in (registry.indicators, registry.publication):
        for path in Path(inspect.getfile(room)).parent.glob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("sum", "fsum", "mean", "median"):
                    inside = ast.unparse(node)
                    assert "famil" not in inside and ".whole" not in inside and "statement" not in inside, (
                        path,
                        inside,
                    )


counts = st.integers(min_value=0, max_value=40)
parts = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(counts, counts, counts).map(lambda one: Part(one[0], one[0] + one[1], one[2])),
    min_size=1,
)


@given(parts)
def test_a_ratio_gives_no_small_count_back(groups):
    shown = publishable_parts(groups)
    sums = [
        sum(column) for column in zip(*((one.count, one.base, one.outside) for one in groups.values()), strict=True)
    ]
    total = Part(*sums)
    if any(small(one) for one in total.cells):
        assert shown.total is None and set(shown.parts.values()) == {None}
        return
    hidden = [key for key, one in shown.parts.items() if one is None]
    for key, one in shown.parts.items():
        assert one is None or (one == groups[key] and not any(small(cell) for cell in one.cells))
    # The attacker takes what is shown from the total: what is left is of ten or more in several groups, or of nobody.
    for column in range(5):
        left = [groups[key].cells[column] for key in hidden if any(groups[key].cells)]
        assert not any(left) or (len(left) > 1 and sum(left) >= MINIMUM_CELL), (groups, hidden)


def test_the_attack_finds_what_a_careless_publication_would_tell():
    groups = {"women": Part(30, 50), "men": Part(20, 24), "other": Part(15, 40)}
    shown = publishable_parts(groups)
    assert shown.parts["men"] is None, "four men did not: the ratio 20/24 would tell"
    assert sum(one is None for one in shown.parts.values()) == 2, "and the total would give them back"
    assert list(itertools.filterfalse(None, shown.parts.values()))


def test_agreement_of_audits_is_of_records_and_broken_down():
    class Told(Sources):
        def audits(self):
            moment = Period(2025, 12).until
            return (
                Result("A-1", moment, "public_university", "std-a", 30, 29),
                Result("A-2", moment, "training_agent", "std-a", 10, 8),
            )

    found = from_records.audit_agreement(Told(None, None, Period(2025, 12)))
    assert (found.cells[0].numerator, found.cells[0].denominator, found.cells[0].value) == (37, 40, Fraction(185, 2))
    assert {(one.by, one.key): one.denominator for one in found.cells[1:]} == {
        ("provider_kind", "public_university"): 30, ("provider_kind", "training_agent"): 10, ("standard", "std-a"): 40,
    }  # fmt: skip
    assert "40" in found.notes[0].en


@pytest.mark.serves("R53")
def test_informal_and_formal_employment_are_compared_where_both_are_known():
    people = {("informal",): 20, ("formal",): 90, ("unknown",): 50}
    points = {("employed", *[None] * 4, one): Decimal(count) for one, count in (("informal", 300), ("formal", 900))}

    class Told(Sources):
        def counts(self, measure, *by):
            return {("current", ("formality",)): Counts(people, 160, 110)}[measure, by]

        def series(self, kind, period=None):
            return {"imp-enoe": Series("2025-Q4", points)}[kind]

    told = Told(None, None, Period(2025, 12))
    assert from_records.employment_gap(told).value == Fraction(2, 3)  # 20 of 300 against 90 of 900
    people["informal",] = None
    assert from_records.employment_gap(told).state == "suppressed"
