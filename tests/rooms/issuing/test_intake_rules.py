"""One row at a time: what makes it ready, what stops it, and what is never a person."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.issuing.intake import CandidateRow, Finding, Outcome, RowContext, RowOutcome, judge_row
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.mapping import ColumnMapping, Mapping, SheetMapping
from registry.texts import Text
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TEACHERS,
    TODAY,
    Formula,
    codes,
    curp,
    findings,
    instrument,
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


# -- ready


def test_normalises_a_good_row() -> None:
    outcome = judged_person()
    candidate = outcome.candidate
    assert outcome.outcome is Outcome.READY and outcome.findings == ()
    assert candidate == CandidateRow(
        full_name="Begoña Güemes González",
        given_names="Begoña",
        first_surname="Güemes",
        second_surname="González",
        curp=curp(),
        email="persona0@uni.example",
        achieved_on=dt.date(2026, 6, 19),
        scores={"AIL-TEST": Decimal(80), "AIL-TASK": Decimal(75), "AIL-CAPSTONE": Decimal(60)},
        average=Decimal("7.2"),
        profile="general_workforce",
        reference={"Matrícula": "UF000000"},
    )
    assert not candidate.needs_claim_slip


def test_computes_the_average_exactly_and_does_not_round_it() -> None:
    outcome = judged_person(Prueba_objetiva=81, Tarea_práctica=87.5, Producto_integrador="66,66666666666667")
    assert outcome.candidate is not None
    assert outcome.candidate.average == Decimal("7.9300000000000001")


def test_survives_storage_as_json() -> None:
    candidate = judged_person().candidate
    assert candidate is not None
    assert CandidateRow.from_dict(json.loads(json.dumps(candidate.as_dict()))) == candidate
    assert CandidateRow.from_dict(json.loads(json.dumps(CandidateRow().as_dict()))) == CandidateRow()


def test_findings_survive_storage_as_json() -> None:
    for finding in judged_person(CURP="x", Correo_electrónico=None).findings:
        assert Finding.from_dict(json.loads(json.dumps(finding.as_dict()))) == finding


# -- minimums


def test_a_score_at_the_minimum_is_enough_and_a_hair_under_is_not() -> None:
    assert judged_person(Prueba_objetiva=70).outcome is Outcome.READY
    outcome = judged_person(Prueba_objetiva="69,99", Promedio=None)
    assert outcome.outcome is Outcome.NOT_COMPETENT
    (finding,) = outcome.findings
    assert finding.message == Text(
        "69.99 en prueba objetiva: el mínimo es 70", "69.99 in Prueba objetiva: the minimum is 70"
    )


def test_says_every_minimum_that_was_missed() -> None:
    outcome = judged_person(Prueba_objetiva=0, Tarea_práctica=50, Producto_integrador=45, Promedio=None)
    assert [finding.column for finding in outcome.findings] == [
        "Prueba objetiva",
        "Tarea práctica",
        "Producto integrador",
    ]


def test_keeps_an_abbreviated_heading_as_it_is() -> None:
    headings = tuple("PO" if each == "Prueba objetiva" else each for each in HEADINGS)
    (outcome,) = listed(headings, person(Prueba_objetiva=64))
    assert outcome.findings[0].message.es == "64 en PO: el mínimo es 70"


def test_a_fault_weighs_more_than_a_minimum_and_a_minimum_more_than_a_warning() -> None:
    assert judged_person(Prueba_objetiva=64, CURP="x").outcome is Outcome.REJECT
    assert judged_person(Prueba_objetiva=64, Correo_electrónico=None).outcome is Outcome.NOT_COMPETENT


def test_forgets_who_was_not_competent() -> None:
    candidate = judged_person(Prueba_objetiva=64).candidate
    assert candidate is not None
    nameless = candidate.without_identity()
    assert nameless.scores == candidate.scores
    assert not any(
        (nameless.full_name, nameless.given_names, nameless.first_surname, nameless.second_surname, nameless.curp,
         nameless.email, nameless.phone, nameless.reference)
    )  # fmt: skip


def test_holds_laboratories_to_the_share_handed_in() -> None:
    labs = instrument(
        "AIE-A-LABS", "Laboratorios de datos", "Data labs", 70, 100, kind="labs", min_delivered_percent=Decimal(80)
    )
    held_to = type(GENERAL)("AIE", (labs,))
    headings = (
        "Nombre completo",
        "CURP",
        "Correo",
        "Fecha",
        "Laboratorios de datos",
        "Laboratorios de datos entregados",
    )
    rows: list[list[object]] = [
        ["Ana Gil Ruiz", curp(n), f"a{n}@x.example", "19/06/2026", 90, share] for n, share in enumerate((80, 79))
    ]
    met, missed = listed(headings, *rows, held_to=held_to)
    assert met.outcome is Outcome.READY
    assert codes(missed) == {"below_delivered"}


def test_the_institutions_verdict_can_withhold_but_not_grant() -> None:
    headings = (*FULL, "Resultado")
    rows = [
        full(0, "Ana Gil Ruiz", "Todavía no competente"),
        full(1, "Eva Gil Ruiz", "Competente"),
        full(2, "Luz Gil Ruiz", "quizá"),
    ]
    rows[1][4] = 20
    withheld, granted, unknown = listed(headings, *rows)
    assert (withheld.outcome, codes(withheld)) == (Outcome.NOT_COMPETENT, {"result_not_competent"})
    assert (granted.outcome, codes(granted)) == (Outcome.NOT_COMPETENT, {"below_minimum"})
    assert (unknown.outcome, codes(unknown)) == (Outcome.REJECT, {"result_unknown"})


# -- who


def test_a_person_without_a_code_or_an_address_is_confirmed_and_gets_a_slip() -> None:
    outcome = judged_person(CURP=None, Correo_electrónico="")
    assert outcome.outcome is Outcome.WARN
    assert codes(outcome) == {"no_curp", "no_email"}
    assert outcome.candidate is not None and outcome.candidate.needs_claim_slip


@pytest.mark.parametrize("written", ["N/A", "sin CURP", "no tiene", "-", "PENDIENTE"])
def test_reads_words_for_nothing_as_no_code(written: str) -> None:
    assert codes(judged_person(CURP=written)) == {"no_curp"}


def test_never_keeps_a_code_in_a_finding() -> None:
    for written in (curp().lower(), curp()[:-1] + "x", curp().replace("0", "O", 1), curp()[:-1], curp()[:-1] + "·"):
        (finding,) = judged_person(CURP=written).findings
        stored = json.dumps(finding.as_dict(), ensure_ascii=False).upper()
        assert curp()[4:16] not in stored and written.upper()[4:16] not in stored


def test_refuses_a_row_without_a_name() -> None:
    assert codes(judged_person(**{"Nombre(s)": None})) == {"name_missing"}
    outcome = judged_person(**{"Nombre(s)": None, "Apellido_paterno": None, "Apellido_materno": None})
    assert (outcome.outcome, codes(outcome)) == (Outcome.REJECT, {"name_missing"})
    assert codes(judged_person(**{"Nombre(s)": "..."})) == {"name_missing"}


def test_asks_about_a_person_without_surnames() -> None:
    assert codes(judged_person(Apellido_paterno=None, Apellido_materno=None)) == {"no_surnames"}
    (outcome,) = listed(FULL, full(0, "Xóchitl"))
    assert codes(outcome) == {"no_surnames"}


def test_takes_the_only_surname_from_either_column() -> None:
    candidate = judged_person(Apellido_paterno=None).candidate
    assert candidate is not None
    assert (candidate.first_surname, candidate.second_surname) == ("González", "")


def test_a_refused_name_prints_nothing() -> None:
    outcome = judged_person(Apellido_paterno="Güe\u202emes")
    assert outcome.outcome is Outcome.REJECT
    assert outcome.candidate is not None and "\u202e" not in outcome.candidate.full_name


def test_joins_first_and_middle_names() -> None:
    headings = ("Primer nombre", "Segundo nombre", "Primer apellido", "Segundo apellido", *FULL[1:])
    (outcome,) = listed(headings, ["ANA", "LUISA", "DE LA O", "GIL", *full()[1:]])
    assert outcome.candidate is not None
    assert outcome.candidate.full_name == "Ana Luisa de la O Gil"


def test_splits_a_column_of_both_surnames() -> None:
    (outcome,) = listed(("Nombre", "Apellidos", *FULL[1:]), ["Begoña", "De la O González", *full()[1:]])
    assert outcome.candidate is not None
    assert (outcome.candidate.first_surname, outcome.candidate.second_surname) == ("De la O", "González")


# -- formulas, errors, other columns


def test_refuses_a_mapped_formula_that_nobody_computed() -> None:
    assert codes(judged_person(**{"Nombre(s)": Formula('="Ana"')})) == {"formula_without_value"}
    assert codes(judged_person(CURP=Formula("=B2"))) == {"formula_without_value"}
    assert judged_person(**{"Nombre(s)": Formula('="Ana"', "Ana")}).outcome is Outcome.READY


def test_tells_the_standards_average_from_another() -> None:
    said = {
        formula: codes(judged_person(Prueba_objetiva=81, Tarea_práctica=87.5, Producto_integrador=95, Promedio=Formula(*formula)))
        for formula in [
            ("=(H2*30+I2*40+J2*30)/1000", ""), ("=AVERAGE(H2:J2)/10", ""), ("=(H2*30+I2*40+J2*30)/1000", 8.78),
            ("=AVERAGE(H2:J2)/10", 8.78), ("=VLOOKUP(A2,Z:Z,1)", ""),
        ]
    }  # fmt: skip
    assert list(said.values()) == [
        {"average_formula"}, {"average_other_formula"}, set(), {"average_other_formula"}, {"average_formula"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "differs"),
    [(7.2, False), (7.3, False), (72, False), ("7,2", False), (8.5, True), (None, False), ("—", False)],
)
def test_compares_the_sheets_average_up_to_rounding(written: object, differs: bool) -> None:
    outcome = judged_person(Promedio=written)
    assert outcome.outcome is Outcome.READY
    assert ("average_differs" in codes(outcome)) is differs


def test_keeps_other_columns_for_the_institution_and_never_their_formulas() -> None:
    headings = (*FULL, "Turno", "Observaciones", "Turno")
    rows = [
        full(0, "Ana Gil Ruiz", "Matutino", Formula('=HYPERLINK("https://sitio.example","ver")', "ver"), "B", "suelta")
    ]
    (outcome,) = listed(headings, *rows)
    assert outcome.candidate is not None
    assert dict(outcome.candidate.reference) == {
        "Turno": "Matutino",
        "Observaciones": "ver",
        "Turno (J)": "B",
        "K": "suelta",
    }
    (finding,) = outcome.findings
    assert (finding.code, finding.column, finding.cell) == ("unused_formula", "Observaciones", "I2")
    assert not finding.value.startswith("=")


def test_leaves_a_column_out_when_asked() -> None:
    outcomes, mapping = judged(workbook([person()]))
    sheet = mapping.with_choices({(0, 0): "unused"}, GENERAL)
    outcome = judge_row(outcomes[0].source, RowContext(GENERAL, sheet, TODAY))
    assert outcome.candidate is not None and outcome.candidate.reference == {}


def test_asks_teachers_for_their_school() -> None:
    headings = (*FULL, "CCT")
    good, missing = full(0, "Ana Gil Ruiz", "20des9907z"), full(1, "Eva Gil Ruiz", None)
    good[6] = missing[6] = 85
    with_key, without = listed(headings, good, missing, held_to=TEACHERS)
    assert with_key.candidate is not None and with_key.candidate.cct == "20DES9907Z"
    assert codes(without) == {"cct_missing"}


def test_refuses_another_profiles_rows() -> None:
    headings = (*FULL, "Perfil")
    rows = [
        full(0, "Ana Gil Ruiz", "fuerza laboral GENERAL"),
        full(1, "Eva Gil Ruiz", "Docentes"),
        full(2, "Luz Gil Ruiz", None),
    ]
    assert [codes(each) for each in listed(headings, *rows)] == [set(), {"other_profile"}, set()]


def test_reads_place_mode_and_language_and_asks_about_the_unknown() -> None:
    headings = (*FULL, "Entidad", "Municipio", "Modalidad", "Idioma", "Grupo", "Teléfono")
    known, unknown = listed(
        headings,
        full(0, "Ana Gil Ruiz", "Edo. de México", " Toluca ", "en linea", "Inglés", "3B", "722 123 4567"),
        full(1, "Eva Gil Ruiz", "Atlántida", None, "por las tardes", "klingon", None, "no sabe"),
    )
    candidate = known.candidate
    assert candidate is not None and known.findings == ()
    assert (candidate.state, candidate.municipality, candidate.mode, candidate.language) == (
        "15",
        "Toluca",
        "online",
        "english",
    )
    assert (candidate.group, candidate.phone) == ("3B", "+527221234567")
    assert codes(unknown) == {"unknown_state", "unknown_mode", "unknown_language", "bad_phone"}
    assert unknown.outcome is Outcome.WARN


def test_keeps_demographics_only_with_the_institutions_statement() -> None:
    headings = (*FULL, "Género", "Escolaridad", "Edad", "Nacionalidad")
    row = full(0, "Ana Gil Ruiz", "Mujer", "Licenciatura", 34, "Mexicana")
    (without,) = listed(headings, row)
    assert without.candidate is not None and without.candidate.demographics == {}
    (with_consent,) = listed(headings, row, keep_demographics=True)
    assert with_consent.candidate is not None
    assert with_consent.candidate.demographics == {
        "gender": "woman", "study_level": "bachelor", "age_group": "age-25-34", "nationality": "Mexicana",
    }  # fmt: skip


def test_never_infers_gender_or_state_from_a_code() -> None:
    outcome = judged(workbook([person()]), keep_demographics=True)[0][0]
    assert outcome.candidate is not None
    assert outcome.candidate.demographics == {} and outcome.candidate.state is None


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
    "full_name", "given_name", "other_given_names", "first_surname", "second_surname", "surnames", "email", "phone", "curp",
    "achieved_on", "score:AIL-TEST", "score:AIL-TASK", "score:AIL-CAPSTONE", "average", "result", "profile", "mode", "language",
    "state", "municipality", "cct", "chamber_code", "gender", "group", "study_level", "occupation", "sector",
    "employment_status", "company_size", "age_group", "nationality", "reference",
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
