"""Dates, scores and small formulas as people write them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind
from registry.issuing.intake.dates import read_date
from registry.issuing.intake.formulas import evaluate
from registry.issuing.intake.scores import read_percent
from tests.rooms.issuing.intake_samples import TODAY


def text(value: str) -> Cell:
    return Cell(CellKind.TEXT, value) if value else EMPTY_CELL


def number(value: str, **more: bool) -> Cell:
    return Cell(CellKind.NUMBER, Decimal(value), **more)


ANY_CELL = st.one_of(
    st.text(max_size=30).map(text),
    st.decimals(allow_nan=False, allow_infinity=False).map(lambda value: Cell(CellKind.NUMBER, value)),
    st.dates().map(lambda value: Cell(CellKind.DATE, value)),
    st.booleans().map(lambda value: Cell(CellKind.BOOLEAN, value)),
    st.text(min_size=1, max_size=8).map(lambda value: Cell(CellKind.ERROR, value)),
    st.text(max_size=20).map(lambda value: Cell(CellKind.EMPTY, None, "=" + value)),
)


# -- dates


@pytest.mark.parametrize(
    "written",
    [
        "19/06/2026", "19/6/26", "19-06-2026", "19.06.2026", "2026-06-19", "2026/06/19", "20260619",
        "2026-06-19T10:30:00Z",
        "19/06/2026 00:00:00", "19/06/2026 10:30 a. m.", "19 de junio de 2026", "19 de junio del 2026", "19 jun 2026",
        "19-jun-26", "viernes, 19 de junio de 2026", "June 19, 2026", "19 June 2026", "46192", "46192.5",
    ],
)  # fmt: skip
def test_reads_the_day_first(written: str) -> None:
    assert read_date(text(written), today=TODAY) == (dt.date(2026, 6, 19), None)


def test_never_reads_the_month_first() -> None:
    assert read_date(text("05/06/2026"), today=TODAY)[0] == dt.date(2026, 6, 5)
    _, remark = read_date(text("06/19/2026"), today=TODAY)
    assert remark is not None and "19/06/2026" in remark.remedy.es


def test_reads_a_real_date_and_a_serial_number() -> None:
    assert read_date(Cell(CellKind.DATE, dt.date(2026, 6, 19)), today=TODAY)[0] == dt.date(2026, 6, 19)
    assert read_date(number("46192"), today=TODAY)[0] == dt.date(2026, 6, 19)


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        (EMPTY_CELL, "date_missing", "Falta la fecha"),
        (text("31/02/2026"), "date_invalid", "La fecha 31/02/2026 no existe o está en el futuro"),
        (text("00/06/2026"), "date_invalid", "La fecha 00/06/2026 no existe o está en el futuro"),
        (text("15/15/2026"), "date_invalid", "La fecha 15/15/2026 no existe o está en el futuro"),
        (text("12/06/2062"), "date_invalid", "La fecha 12/06/2062 no existe o está en el futuro"),
        (Cell(CellKind.DATE, dt.date(2026, 11, 23)), "date_invalid", "23/11/2026"),
        (text("29/02/2026"), "date_not_leap", "2026 no es bisiesto"),
        (text("29/02/26"), "date_not_leap", "2026 no es bisiesto"),
        (text("junio"), "date_unreadable", "«junio» no es una fecha"),
        (text("99999"), "date_unreadable", "«99999»"),
        (number("7"), "date_unreadable", "«7»"),
        (Cell(CellKind.BOOLEAN, True), "date_unreadable", "VERDADERO"),
        (Cell(CellKind.ERROR, "#N/A"), "cell_error", "#N/A"),
        (Cell(formula="=TODAY()"), "formula_without_value", "Fórmula"),
    ],
)  # fmt: skip
def test_refuses_a_day_that_is_none(cell: Cell, code: str, said: str) -> None:
    day, remark = read_date(cell, today=TODAY)
    assert day is None and remark is not None
    assert (remark.code, remark.severity.value) == (code, "reject")
    assert said in remark.message.es


def test_says_when_the_month_ends() -> None:
    _, remark = read_date(text("31/02/2026"), today=TODAY)
    assert remark is not None and "28" in remark.remedy.es and "28" in remark.remedy.en


def test_refuses_a_day_before_what_is_admitted_and_takes_the_first_day() -> None:
    earliest = dt.date(2026, 3, 1)
    assert read_date(text("01/03/2026"), today=TODAY, earliest=earliest)[0] == earliest
    _, remark = read_date(text("28/02/2026"), today=TODAY, earliest=earliest)
    assert remark is not None and remark.code == "date_too_early"


def test_takes_today_and_not_tomorrow() -> None:
    assert read_date(text("22/11/2026"), today=TODAY)[0] == TODAY
    assert read_date(text("23/11/2026"), today=TODAY)[0] is None


@given(st.dates(dt.date(2000, 1, 1), TODAY))
def test_reads_back_every_day(day: dt.date) -> None:
    assert read_date(text(f"{day:%d/%m/%Y}"), today=TODAY) == (day, None)


@given(ANY_CELL)
def test_answers_any_cell_with_a_day_or_a_reason(cell: Cell) -> None:
    day, remark = read_date(cell, today=TODAY)
    assert (day is None) != (remark is None)
    assert day is None or day <= TODAY


@given(st.from_regex(r"[0-9]{1,4}[/.-][0-9]{1,2}[/.-][0-9]{1,4}", fullmatch=True))
def test_answers_anything_like_a_date(written: str) -> None:
    day, remark = read_date(text(written), today=TODAY)
    assert (day is None) != (remark is None)


# -- scores


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (number("72.4"), "72.4"), (text("81,3"), "81.3"), (text(" 81.3 "), "81.3"), (text("85"), "85"),
        (text("85 %"), "85"),
        (text("100,00"), "100.00"), (number("0"), "0"), (text("0"), "0"), (number("0.8125", percent=True), "81.2500"),
        (number("0.08", percent=True), "8.00"), (text("8%"), "8"), (Cell(CellKind.NUMBER, Decimal("87.5"),
        "=50+37.5"), "87.5"),
        (number("10.01"), "10.01"), (text("+70"), "70"),
    ],
)  # fmt: skip
def test_reads_a_percentage(cell: Cell, value: str) -> None:
    assert read_percent(cell) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("cell", "code", "said"),
    [
        (EMPTY_CELL, "score_missing", "Falta la puntuación"),
        (text("-"), "score_missing", "Falta"),
        (text("—"), "score_missing", "Falta"),
        (text("ochenta"), "score_in_words", "La puntuación está en letras"),
        (text("ninety-five"), "score_in_words", "letras"),
        (text("NP"), "score_not_sat", "«NP» (no presentó) no es una puntuación"),
        (text("N.P."), "score_not_sat", "no presentó"),
        (text("pendiente"), "score_unreadable", "«pendiente» no es una puntuación"),
        (text("85/100"), "score_unreadable", "«85/100»"),
        (text("1.234,5"), "score_unreadable", "1.234,5"),
        (number("105"), "score_over_100", "105 pasa de 100"),
        (text("100,01"), "score_over_100", "100.01 pasa de 100"),
        (number("-1"), "score_negative", "-1 es menor que 0"),
        (text("8.7"), "score_scale", "La escala es de 0 a 100; 8.7 parece de 0 a 10: confirmar"),
        (number("10"), "score_scale", "10 parece de 0 a 10"),
        (number("0.87"), "score_fraction", "0.87 parece de 0 a 1"),
        (Cell(formula="=50+37.5"),
        "score_formula", "Fórmula en una puntuación, sin valor guardado: escribir el número"),
        (Cell(CellKind.DATE, dt.date(2026, 7, 8)), "score_is_date", "08/07/2026"),
        (Cell(CellKind.BOOLEAN, True), "score_unreadable", "VERDADERO"),
        (Cell(CellKind.ERROR, "#DIV/0!"), "cell_error", "#DIV/0!"),
    ],
)  # fmt: skip
def test_refuses_what_is_not_a_percentage(cell: Cell, code: str, said: str) -> None:
    value, remark = read_percent(cell)
    assert value is None and remark is not None
    assert (remark.code, remark.severity.value) == (code, "reject")
    assert said in remark.message.es


def test_says_the_number_to_write() -> None:
    for written, expected in [
        ("ochenta", "80"),
        ("sesenta y cinco", "65"),
        ("Cien", "100"),
        ("8.7", "87"),
        ("0.87", "87"),
    ]:
        _, remark = read_percent(text(written))
        assert remark is not None and expected in remark.remedy.es and expected in remark.remedy.en


@given(ANY_CELL)
def test_answers_any_cell_with_a_percentage_or_a_reason(cell: Cell) -> None:
    value, remark = read_percent(cell)
    assert (value is None) != (remark is None)
    assert value is None or 0 <= value <= 100


@given(st.decimals(10, 100, places=2))
def test_reads_comma_and_point_alike(value: Decimal) -> None:
    assert read_percent(text(str(value))) == read_percent(text(str(value).replace(".", ",")))


# -- formulas


def column_value(index: int) -> Decimal | None:
    return {12: Decimal(81), 13: Decimal("87.5"), 14: Decimal(95)}.get(index)


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("=(M4*30+N4*40+O4*30)/1000", Fraction(878, 100)),
        ("=AVERAGE(M4:O4)/10", Fraction(2635, 300)),
        ("=PROMEDIO(M4;N4;O4)", Fraction(2635, 30)),
        ("=ROUND(SUM(M4:O4)/3,1)", Fraction(2635, 30)),
        ("=$M$4*30%+N4*.4".replace(".4", "0.4"), Fraction(593, 10)),
        ("=-(M4-N4)", Fraction(13, 2)),
        ("=SUM(M4:P4)", Fraction(2635, 10)),
    ],
)
def test_works_out_the_formulas_of_averages(formula: str, result: Fraction) -> None:
    assert evaluate(formula, 4, column_value) == result


@pytest.mark.parametrize(
    "formula",
    [
        "=M5", "=VLOOKUP(A4,B:C,2)", "=M4/0", "=A4", "=", "=M4+", "=(M4", "=M4 N4", "=Hoja2!M4", '=HYPERLINK("x")',
        "=SUM(A1:ZZ4)", "=" + "(" * 290, "=" + "-" * 299 + "1", "=M4" * 200, "=SUM()", "=IF(M4>60,1,0)",
    ],
)  # fmt: skip
def test_has_no_answer_for_other_formulas(formula: str) -> None:
    assert evaluate(formula, 4, column_value) is None


@given(st.text(alphabet=st.sampled_from("=MNO4+-*/(),:;.%SUMAVERG 0123456789$"), max_size=60))
def test_answers_any_formula(formula: str) -> None:
    result = evaluate(formula, 4, column_value)
    assert result is None or isinstance(result, Fraction)
