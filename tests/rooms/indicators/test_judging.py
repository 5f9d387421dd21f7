"""What is wrong with a series: each rule has a finding in both languages."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from registry.indicators.judging import Earlier, judge
from registry.indicators.periods import Period, named, read
from registry.indicators.series import KINDS
from registry.issuing.intake.reading import open_book

STATES = [f"{number:02}" for number in range(1, 33)]
ENDUTIH = "año,entidad,% hogares con internet\n"
ENOE = "trimestre,entidad,ocupación,sexo,personas ocupadas\n"


def judged(kind, text, *, unit, chosen=None, earlier=None):
    with open_book(io.BytesIO(text.encode())) as book:
        return judge(book.rows(0), KINDS[kind], unit=unit, chosen=chosen, earlier=earlier)


def codes(found):
    return [one.code for one in found.findings]


def test_a_whole_series_has_no_finding():
    rows = "".join(f"2025,{state},58.9\n" for state in STATES)
    found = judged("imp-endutih", f"Hogares ficticios,,\n{ENDUTIH}{rows}", unit="percent")
    assert (codes(found), len(found.points)) == ([], 32), "a title above the headings is no row"
    assert found.points[0].value == Decimal("58.9")


@pytest.mark.parametrize(
    ("kind", "unit", "row", "code"),
    [
        ("imp-endutih", "percent", "ayer,20,55.5", "period_unknown"),
        ("imp-endutih", "percent", "2025-Q1,20,55.5", "period_unknown"),
        ("imp-endutih", "percent", "2025,Atlantis,55.5", "state_unknown"),
        ("imp-endutih", "percent", "2025,,55.5", "dimension_blank"),
        ("imp-endutih", "percent", "2025,20,-3", "negative"),
        ("imp-endutih", "percent", "2025,20,155", "over_hundred"),
        ("imp-endutih", "fraction", "2025,20,55.5", "over_hundred"),
        ("imp-endutih", "percent", '2025,20,"58,9"', "number_unclear"),
        ("imp-endutih", "percent", "2025,20,N/D", "value_missing"),
        ("imp-enoe", "people", "2025T3,20,2,Mujer,12.5", "part_of_a_person"),
        ("imp-enoe", "thousands", "2025T3,20,2,Mujer,900000", "too_many_people"),
        ("imp-enoe", "people", "2025T3,20,astronauta,Mujer,12", "occupation_unknown"),
        ("imp-enoe", "people", "2025T3,20,2,quizá,12", "gender_unknown"),
    ],
)
def test_a_bad_row_is_left_out_and_says_why(kind, unit, row, code):
    head = ENDUTIH if kind == "imp-endutih" else ENOE
    found = judged(kind, f"{head}{row}\n", unit=unit)
    (one,) = [each for each in found.findings if each.row == 2]
    assert one.code == code and one.text.es and one.text.en and one.text.es != one.text.en
    assert not found.points
    assert bool(found.faulty) == (one.severity == "error")


def test_other_units_are_noticed_never_guessed():
    rows = "".join(f"2025,{state},0.58\n" for state in STATES)
    assert codes(judged("imp-endutih", ENDUTIH + rows, unit="percent")) == ["looks_like_fractions"]
    assert judged("imp-endutih", ENDUTIH + rows, unit="fraction").points[0].value == Decimal(58)
    thousands = "trimestre,entidad,ocupación,miles de personas ocupadas\n2025-Q3,Total,Total,58000\n"
    assert "heading_says_thousands" in codes(judged("imp-enoe", thousands, unit="people"))
    assert judged("imp-enoe", thousands, unit="thousands").points[0].value == 58_000_000
    usual = Earlier(usual={"employed": Decimal(58_000_000)})
    other = "trimestre,entidad,ocupación,personas ocupadas\n2025-Q3,Total,Total,58000\n"
    assert "other_size" in codes(judged("imp-enoe", other, unit="people", earlier=usual))


def test_gaps_repetitions_totals_and_periods_taken():
    line = "{},{},Total,{},{}\n".format
    text = ENOE + line("2025-Q1", "Total", "Mujer", 10) + line("2025-Q3", "Total", "Mujer", 10)
    assert codes(judged("imp-enoe", text, unit="people")) == ["gap"], "the second quarter is missing, not interpolated"
    twice = ENOE + line("2025-Q1", "Total", "Mujer", 10) * 2
    found = judged("imp-enoe", twice, unit="people")
    assert codes(found) == ["duplicate"] and len(found.points) == 1
    over = ENOE + line("2025-Q1", "Total", "Mujer", 60) + line("2025-Q1", "Total", "Hombre", 60)
    assert codes(judged("imp-enoe", over + line("2025-Q1", "Total", "Total", 100), unit="people")) == [
        "parts_over_total"
    ]
    assert codes(judged("imp-enoe", over + line("2025-Q1", "Total", "Total", 140), unit="people")) == [
        "total_over_parts"
    ]
    taken = Earlier(periods={"2025-Q1": "Una serie ficticia"})
    assert codes(judged("imp-enoe", over, unit="people", earlier=taken)) == ["period_approved"]
    some = ENDUTIH + "".join(f"2025,{state},60\n" for state in STATES[:30])
    assert codes(judged("imp-endutih", some, unit="percent")) == ["states_missing"]


def test_columns_by_their_headings_or_by_hand():
    odd = "cuándo,dónde,cuánto\n" + "".join(f"2025,{state},60\n" for state in STATES)
    assert codes(judged("imp-endutih", odd, unit="percent")) == ["column_missing"] * 3
    by_hand = {"period": 0, "state": 1, "households_online": 2}
    assert codes(judged("imp-endutih", odd, unit="percent", chosen=by_hand)) == []


@pytest.mark.parametrize("written", ["2026-Q3", "2026T3", "2026-T3", "3T2026", "2026 trimestre 3", "2026/3"])
def test_quarters_as_files_write_them(written):
    assert read(written, 3) == Period(2026, 3, 3)


def test_periods():
    assert named("2026-Q5") is None and named("1066") is None and read("2026", 3) is None
    assert Period(2026, 3, 4).next == Period(2027, 3, 1) and Period(2026, 6, 1).previous == Period(2025, 6, 2)
    assert Period(2026, 6, 1).ends.isoformat() == "2026-06-30"
    assert Period(2026, 3, 3).said.es == "tercer trimestre de 2026"
