"""Rows that are not people, findings that say everything, and whatever else stands in a row."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.issuing.intake import Outcome, RowContext, RowOutcome, judge_row
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.mapping import ColumnMapping, Mapping, SheetMapping
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TEACHERS,
    TODAY,
    Formula,
    codes,
    curp,
    findings,
    judged,
    judged_person,
    person,
    requirements,
    workbook,
    workbooks,
)


def listed(
    headings: tuple[str, ...], *rows: list[object], held_to: object = GENERAL, **options: object
) -> list[RowOutcome]:
    return judged(workbook(rows, headings=headings), held_to, **options)[0]  # type: ignore[arg-type]


FULL = (
    "Nombre completo",
    "CURP",
    "Correo",
    "Fecha de término",
    "Prueba objetiva",
    "Tarea práctica",
    "Producto integrador",
)


def full(number: int = 0, name: str = "Begoña Güemes González", *more: object) -> list[object]:
    return [name, curp(number), f"p{number}@x.example", "19/06/2026", 80, 80, 80, *more]


# -- rows that are not people


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["Total de personas egresadas:", Formula("=COUNTA(E2:E9)")], "totals_row"),
        (["Promedio", None, None, None, None, None, None, 85.2, 83, 80], "totals_row"),
        (["Total", None, None, None, 720], "totals_row"),
        (["Elaboró: Servicios Escolares"], "signature_row"),
        (["Vo. Bo. Dirección"], "signature_row"),
        ([None, "Firma del responsable"], "signature_row"),
        (list(HEADINGS), "repeated_headings"),
        (["GRUPO B"], "no_person"),
        (["17"], "no_person"),
    ],
)
def test_leaves_out_rows_that_are_not_people(row: list[object], code: str) -> None:
    outcomes, _ = judged(workbook([person(), row, person(1)]))
    assert [each.outcome for each in outcomes] == [Outcome.READY, Outcome.IGNORE, Outcome.READY]
    assert codes(outcomes[1]) == {code}
    assert outcomes[1].candidate is None


def test_does_not_take_people_for_totals() -> None:
    (outcome,) = listed(FULL, full(0, "Promedio Suma Total"))
    assert outcome.outcome is Outcome.READY
    outcome = judged_person(
        **{"Nombre(s)": "Total", "CURP": None, "Fecha_de_término": None, "Correo_electrónico": None}
    )
    assert outcome.outcome is Outcome.REJECT


def test_does_not_drop_a_person_whose_row_is_almost_empty() -> None:
    outcomes, _ = judged(workbook([person(), [None, "Ana"]]))
    assert outcomes[1].outcome is Outcome.REJECT
    assert {"score_missing", "date_missing"} <= codes(outcomes[1])


def test_passes_over_blank_rows_in_silence() -> None:
    outcomes, _ = judged(workbooks({"Lista": [list(HEADINGS), person(), [None, "  "], [], person(1)]}))
    assert [each.row_number for each in outcomes] == [2, 5]


# -- every finding


def test_every_finding_says_where_what_and_what_to_write_in_both_languages() -> None:
    outcomes, _ = judged(
        workbook(
            [
                person(CURP="x"),
                person(1, Fecha_de_término="x"),
                person(2, Prueba_objetiva=64, Promedio=None),
                person(3, Correo_electrónico=None),
            ]
        )
    )
    found = findings(outcomes)
    assert len(found) == 4
    for finding in found:
        assert (finding.sheet, finding.column, finding.cell[1:]) == ("Lista", finding.column, str(finding.row))
        for said in (finding.message, finding.remedy):
            assert said.es and said.en and said.es != said.en and "{" not in said.es + said.en


VALUES = st.one_of(
    st.none(),
    st.text(max_size=25),
    st.sampled_from(["Ana", "GUGB940717MNEXXX15", "a@x.example", "19/06/2026", "80", "NP", "33EST9901Z", "M", "Total"]),
    st.decimals(allow_nan=False, allow_infinity=False, places=2),
    st.dates(),
)
EVERY_FIELD = [
    "full_name", "given_name", "other_given_names", "first_surname", "second_surname", "surnames", "email", "phone",
    "curp",
    "achieved_on", "score:AIL-TEST", "score:AIL-TASK", "score:AIL-CAPSTONE", "average", "result", "profile", "mode",
    "language",
    "state", "municipality", "cct", "chamber_code", "gender", "group", "study_level", "occupation", "sector",
    "employment_status", "company_size", "age_group", "nationality", "formality",
    "study_field", "public_body", "reference",
]  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(
    st.lists(VALUES, min_size=len(EVERY_FIELD), max_size=len(EVERY_FIELD)),
    st.sampled_from(["given_first", "surnames_first"]),
)
def test_judges_any_row_without_failing(values: list[object], order: str) -> None:
    columns = tuple(ColumnMapping(index, field, field) for index, field in enumerate(EVERY_FIELD))
    mapping = Mapping((SheetMapping(0, "Lista", 1, columns),), order)  # type: ignore[arg-type]
    outcome = judge_row(
        SheetRow("Lista", 0, 2, tuple(_cell(value) for value in values)), RowContext(TEACHERS, mapping, TODAY)
    )
    json.dumps([finding.as_dict() for finding in outcome.findings]).encode()
    if outcome.outcome in (Outcome.READY, Outcome.WARN):
        candidate = outcome.candidate
        assert candidate is not None
        assert candidate.full_name and candidate.achieved_on and len(candidate.scores) == 3 and candidate.cct


def _cell(value: object) -> Cell:
    if value is None or value == "":
        return Cell()
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    if isinstance(value, Decimal):
        return Cell(CellKind.NUMBER, value)
    assert isinstance(value, dt.date)
    return Cell(CellKind.DATE, value)


def test_refuses_a_row_of_a_sheet_that_is_not_mapped() -> None:
    with pytest.raises(KeyError):
        judge_row(SheetRow("Otra", 7, 2, ()), RowContext(requirements(), Mapping(()), TODAY))
