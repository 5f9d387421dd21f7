"""One row at a time: what makes it ready, what stops it, and what is never a person."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest

from registry.issuing.intake import CandidateRow, Finding, Outcome, RowContext, RowOutcome, judge_row
from registry.texts import Text
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TEACHERS,
    TODAY,
    Formula,
    codes,
    curp,
    instrument,
    judged,
    judged_person,
    person,
    workbook,
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


def test_keeps_no_finding_that_quotes_who_was_not_competent() -> None:
    outcome = judged_person(
        Prueba_objetiva=64, Promedio=None, Apellido_paterno="Quiahua Yocupicio", Apellido_materno=None, CURP=None
    )
    assert codes(outcome) == {"below_minimum", "two_surnames_in_one_cell", "no_curp"}
    kept = outcome.without_identity()
    assert (kept.outcome, codes(kept), kept.row_number) == (Outcome.NOT_COMPETENT, {"below_minimum"}, 2)
    assert "Quiahua" in repr(outcome) and "Quiahua" not in repr(kept) and "persona0" not in repr(kept)


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
    scores = {"Prueba_objetiva": 81, "Tarea_práctica": 87.5, "Producto_integrador": 95}
    said = {
        formula: codes(judged_person(**scores, Promedio=Formula(*formula)))
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
    headings = (*FULL, "Género", "Escolaridad", "Edad", "Nacionalidad", "Formalidad", "Disciplina", "Dependencia")
    told = ("Mujer", "Licenciatura", 34, "Mexicana", "Sin seguridad social", "Ingeniería", "Hacienda")
    row = full(0, "Ana Gil Ruiz", *told)
    (without,) = listed(headings, row)
    assert without.candidate is not None and without.candidate.demographics == {}
    (with_consent,) = listed(headings, row, keep_demographics=True)
    assert with_consent.candidate is not None
    assert with_consent.candidate.demographics == {
        "gender": "woman", "study_level": "bachelor", "age_group": "age-25-34", "nationality": "Mexicana",
        "formality": "job_uninsured", "study_field": "field-07", "public_body": "body-finance",
    }  # fmt: skip


def test_never_infers_gender_or_state_from_a_code() -> None:
    outcome = judged(workbook([person()]), keep_demographics=True)[0][0]
    assert outcome.candidate is not None
    assert outcome.candidate.demographics == {} and outcome.candidate.state is None
