"""Headings and mappings: what is recognised, what is left to the provider, what is remembered."""

from __future__ import annotations

import io
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.issuing.intake import Mapping, SheetSurvey, fit_mapping, open_book, propose_mapping, survey
from registry.issuing.intake import errors as refusals
from registry.issuing.intake.fields import FIELDS, REFERENCE, UNUSED, field_named, labels
from registry.issuing.intake.recognition import recognise
from tests.rooms.issuing.intake_samples import (
    GENERAL,
    HEADINGS,
    TEACHERS,
    csv_file,
    curp,
    instrument,
    person,
    requirements,
    workbook,
    workbooks,
)


def surveyed(file: io.BytesIO, **options: object) -> tuple[SheetSurvey, ...]:
    with open_book(file) as book:
        return survey(book, GENERAL, **options)  # type: ignore[arg-type]


def proposed(file: io.BytesIO) -> Mapping:
    return propose_mapping(surveyed(file), GENERAL)


def fields_of(mapping: Mapping, sheet: int = 0) -> dict[str, str]:
    return {column.name: column.field for column in mapping.sheets[sheet].columns}


def listed(*headings: str, rows: list[list[object]] | None = None) -> dict[str, str]:
    """The fields proposed for these headings over some rows."""
    return fields_of(proposed(workbook(rows or [["x"] * len(headings)], headings=headings)))


# -- recognising headings

CONTRACT = (
    "nombre_completo full_name nombre given_name primer_apellido first_surname segundo_apellido second_surname"
    " correo email telefono phone curp fecha_logro achieved_on promedio average resultado result perfil profile"
    " modalidad mode idioma language entidad state municipio municipality cct codigo_camara chamber_code"
    " genero gender grupo group study_level"
    " occupation sector employment_status company_size age_group nationality formality study_field public_body"
    " AIL-TEST AIL-TASK AIL-CAPSTONE"
)


@pytest.mark.parametrize("name", CONTRACT.split())
def test_knows_every_name_of_the_contract(name: str) -> None:
    assert field_named(name, GENERAL) is not None
    assert recognise(name, GENERAL)[0][1] == 1.0


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Apellido paterno", "first_surname"),
        ("APELLIDO  MATERNO", "second_surname"),
        ("Ap. Paterno", "first_surname"),
        ("Nombre(s)", "given_name"),
        ("Correo electrónico", "email"),
        ("E-mail", "email"),
        ("Correo electrónico institucional", "email"),
        ("Fecha de término", "achieved_on"),
        ("FECHA DE CONCLUSION", "achieved_on"),
        ("Entidad de residencia", "state"),
        ("Clave del Centro de Trabajo (CCT)", "cct"),
        ("Prueba objetiva", "score:AIL-TEST"),
        ("Objective test", "score:AIL-TEST"),
        ("Tarea práctica", "score:AIL-TASK"),
        ("Producto integrador (60%)", "score:AIL-CAPSTONE"),
        ("Prueva objetiva", "score:AIL-TEST"),
        ("PO", "score:AIL-TEST"),
        ("Sexo", "gender"),
    ],
)
def test_recognises_what_institutions_write(heading: str, field: str) -> None:
    assert recognise(heading, GENERAL)[0][0] == field


@pytest.mark.parametrize(
    "heading",
    [
        "Matrícula", "Turno", "Observaciones", "No.", "Fecha de nacimiento", "Fecha de inicio", "Nombre de la escuela",
        "Correo del tutor", "Teléfono de emergencia", "Estado civil", "Nombre del curso", "Entidad de nacimiento",
        "", "%",
        "x" * 500,
    ],
)  # fmt: skip
def test_leaves_other_headings_to_the_provider(heading: str) -> None:
    assert all(confidence < 0.8 for _, confidence in recognise(heading, GENERAL))


@given(st.text(max_size=60))
def test_recognises_any_text_without_failing(text: str) -> None:
    known = labels(GENERAL)
    assert all(field in known and 0 < confidence <= 1 for field, confidence in recognise(text, GENERAL))


def test_labels_every_field_in_both_languages() -> None:
    assert all(label.es and label.en for label in labels(GENERAL).values())
    assert {field.id for field in FIELDS} < set(labels(GENERAL))


# -- finding the heading row


def test_finds_the_headings_under_the_titles() -> None:
    sheet = surveyed(
        workbooks({"Lista": [["UNIVERSIDAD FICTICIA"], ["Relación de personas"], [], list(HEADINGS), person()]})
    )[0]
    assert (sheet.heading_row, sheet.titles) == (4, ("UNIVERSIDAD FICTICIA", "Relación de personas"))
    assert sheet.samples[0][4] == curp(0)


def test_shows_five_rows_and_no_more() -> None:
    sheet = surveyed(workbook([person(number) for number in range(40)]))[0]
    assert sheet.sample_numbers == (2, 3, 4, 5, 6)


def test_takes_the_fuller_of_two_heading_rows_and_fills_its_gaps_from_above() -> None:
    rows = [
        ["Nombre", "CURP", "Fecha", "Calificaciones"],
        [None, None, None, "Prueba objetiva", "Tarea práctica", "Producto integrador", "Correo", "Grupo", "Promedio"],
        ["Ana López Ruiz", curp(), "19/06/2026", 80, 80, 80, "a@x.example", "A", 8],
    ]
    mapping = proposed(workbooks({"Lista": rows}))
    assert mapping.sheets[0].heading_row == 2
    assert {"full_name", "curp", "achieved_on", "score:AIL-TEST", "email"} <= {
        c.field for c in mapping.sheets[0].columns
    }


def test_takes_the_row_that_a_person_points_at() -> None:
    rows = [list(HEADINGS), ["x", *HEADINGS[1:]], person()]
    sheet = surveyed(workbooks({"Lista": rows}), heading_rows={0: 2})[0]
    assert (sheet.heading_row, sheet.headings[0]) == (2, "x")


def test_refuses_a_file_without_headings() -> None:
    with pytest.raises(refusals.NoHeadings):
        surveyed(workbooks({"Lista": [["Ana", "López"], ["Luis", "Pérez"]]}))


def test_refuses_headings_over_nothing() -> None:
    with pytest.raises(refusals.NoRows):
        surveyed(workbook([]))


def test_refuses_an_empty_workbook() -> None:
    with pytest.raises(refusals.NoRows):
        surveyed(workbooks({"Hoja1": [], "Hoja2": []}))


def test_leaves_out_hidden_sheets_and_sheets_without_a_list() -> None:
    mapping = proposed(
        workbooks(
            {
                "Instrucciones": [["Lea esto"]],
                "Lista": [list(HEADINGS), person()],
                "Respaldo": [list(HEADINGS), person()],
            },
            hidden=["Respaldo"],
        )
    )
    assert [(each.sheet, each.included) for each in mapping.sheets] == [("Lista", True), ("Respaldo", False)]


# -- proposing


def test_reads_a_lone_name_column_as_the_full_name() -> None:
    assert listed("Nombre", "CURP", "Fecha", "Correo")["Nombre"] == "full_name"
    assert listed("Alumno", "Apellido paterno", "CURP", "Fecha")["Alumno"] == "given_name"
    both = listed("Nombre", "Apellidos", "CURP", "Fecha")
    assert (both["Nombre"], both["Apellidos"]) == ("given_name", "surnames")
    both = listed("Nombre", "Apellido", "Segundo apellido", "CURP")
    assert both["Apellido"] == "first_surname"


def test_gives_a_field_to_one_column_only() -> None:
    fields = listed("Correo", "Correo personal", "CURP", "Nombre completo")
    assert sorted(fields.values()).count("email") == 1
    assert fields["Correo"] == "email"


def test_reads_estado_as_the_state_only_when_states_stand_under_it() -> None:
    states = [["Ana Ruiz", curp(), "Puebla"], ["Eva Gil", curp(1), "CDMX"]]
    assert listed("Nombre completo", "CURP", "Estado", rows=states)["Estado"] == "state"
    status = [["Ana Ruiz", curp(), "Inscrita"], ["Eva Gil", curp(1), "Baja"]]
    assert listed("Nombre completo", "CURP", "Estado", rows=status)["Estado"] == REFERENCE


def test_recognises_a_column_by_what_stands_under_it() -> None:
    rows: list[list[object]] = [[f"Ana {n}", curp(n), "19/06/2026", f"a{n}@x.example"] for n in range(5)]
    fields = listed("Nombre completo", "Clave", "Fecha de término", "Contacto", rows=rows)
    assert (fields["Clave"], fields["Contacto"]) == ("curp", "email")


def test_finds_the_order_of_full_names_from_the_codes_beside_them() -> None:
    rows: list[list[object]] = [["GÜEMES GONZÁLEZ BEGOÑA", curp(n), "19/06/2026"] for n in range(3)]
    headings = ("Nombre completo", "CURP", "Fecha de término")
    assert proposed(workbook(rows, headings=headings)).full_name_order == "surnames_first"
    rows = [["Begoña Güemes González", curp(n), "19/06/2026"] for n in range(3)]
    assert proposed(workbook(rows, headings=headings)).full_name_order == "given_first"


def test_takes_the_order_of_full_names_from_the_heading_when_there_are_no_codes() -> None:
    file = workbook(
        [["Ruiz Ana", "19/06/2026", "a@x.example"]], headings=("Apellidos y nombre", "Fecha de término", "Correo")
    )
    assert proposed(file).full_name_order == "surnames_first"


@pytest.mark.parametrize(("letters", "meaning"), [("HM", "woman"), ("FM", "man"), ("M", None), ("HFM", None)])
def test_reads_the_letter_m_only_beside_another(letters: str, meaning: str | None) -> None:
    rows: list[list[object]] = [["Ana Ruiz", curp(n), letter] for n, letter in enumerate(letters)]
    assert proposed(workbook(rows, headings=("Nombre completo", "CURP", "Sexo"))).letter_m == meaning


def test_maps_the_share_of_laboratories_handed_in() -> None:
    held_to = requirements()
    labs = instrument(
        "AIE-A-LABS", "Laboratorios de datos", "Data labs", 70, 20, kind="labs", min_delivered_percent=Decimal(80)
    )
    held_to = type(held_to)("AIE", (labs,))
    assert recognise("Laboratorios de datos", held_to)[0][0] == "score:AIE-A-LABS"
    assert recognise("Laboratorios de datos entregados", held_to)[0][0] == "delivered:AIE-A-LABS"


# -- what is missing


def test_says_which_columns_are_missing() -> None:
    mapping = proposed(workbook([["Ana Ruiz", curp(), 80]], headings=("Nombre completo", "CURP", "Prueba objetiva")))
    said = " ".join(problem.es for problem in mapping.problems(TEACHERS))
    for missing in ("Fecha de logro", "Tarea práctica", "Producto integrador", "CCT"):
        assert missing in said
    assert "Prueba objetiva" not in said


def test_has_no_problem_with_a_complete_file() -> None:
    assert proposed(workbook([person()])).problems(GENERAL) == ()


# -- correcting and remembering


def test_takes_a_persons_choices() -> None:
    mapping = proposed(workbook([person()]))
    chosen = mapping.with_choices({(0, 0): UNUSED, (0, 10): REFERENCE}, GENERAL)
    assert fields_of(chosen)["Matrícula"] == UNUSED
    assert fields_of(chosen)["Promedio"] == REFERENCE


def test_refuses_one_field_for_two_columns() -> None:
    with pytest.raises(refusals.BadMapping):
        proposed(workbook([person()])).with_choices({(0, 0): "curp"}, GENERAL)


def test_refuses_a_field_that_does_not_exist() -> None:
    with pytest.raises(refusals.BadMapping):
        proposed(workbook([person()])).with_choices({(0, 0): "score:OTHER"}, GENERAL)


def test_remembers_through_json_whatever_the_order_of_the_columns() -> None:
    remembered = proposed(workbook([person()])).with_choices({(0, 0): UNUSED, (0, 10): UNUSED}, GENERAL)
    stored = json.loads(json.dumps(remembered.as_dict()))
    turned = surveyed(workbooks({"Julio": [["Título"], list(reversed(HEADINGS)), list(reversed(person()))]}))
    fitted = fit_mapping(stored, turned, GENERAL)
    assert fields_of(fitted) == fields_of(remembered)
    assert fitted.sheets[0].heading_row == 2


def test_has_one_fingerprint_per_template() -> None:
    one = proposed(workbook([person()]))
    other = proposed(workbooks({"Otra": [["Título"], [each.upper() for each in HEADINGS], person(3)]}))
    assert one.fingerprint == other.fingerprint
    assert one.fingerprint != proposed(workbook([[*person(), 1]], headings=(*HEADINGS, "Turno"))).fingerprint


def test_accepts_a_mapping_written_by_hand() -> None:
    heads = surveyed(workbook([person()]))
    fitted = fit_mapping(
        {"columns": {"Matrícula": "reference", "nombre(S)": "nombre", "Promedio": "unused"}}, heads, GENERAL
    )
    assert fields_of(fitted)["Promedio"] == UNUSED
    assert fields_of(fitted)["Nombre(s)"] == "given_name"


def test_memory_wins_over_the_proposal() -> None:
    heads = surveyed(workbook([person()]))
    fitted = fit_mapping({"columns": {"Matrícula": "curp"}}, heads, GENERAL)
    assert fields_of(fitted)["Matrícula"] == "curp"
    assert fields_of(fitted)["CURP"] == REFERENCE


def test_keeps_scores_of_another_standard_out() -> None:
    heads = surveyed(workbook([person()]))
    fitted = fit_mapping({"columns": {"Prueba objetiva": "score:AIE-A-EXAM"}}, heads, GENERAL)
    assert fields_of(fitted)["Prueba objetiva"] == "score:AIL-TEST"


def test_tells_two_columns_of_one_heading_apart() -> None:
    headings = ("Nombre completo", "CURP", "Fecha", "Nota", "Nota")
    heads = surveyed(workbook([["Ana Ruiz", curp(), "19/06/2026", 80, 90]], headings=headings))
    chosen = propose_mapping(heads, GENERAL).with_choices({(0, 3): "score:AIL-TEST", (0, 4): "score:AIL-TASK"}, GENERAL)
    assert fit_mapping(chosen.as_dict(), heads, GENERAL).as_dict() == chosen.as_dict()


@pytest.mark.parametrize(
    "data",
    [
        None, [], "x", {}, {"sheets": 3}, {"sheets": [3]}, {"sheets": [{"columns": 3}]}, {"columns": {"CURP": 4}},
        {"columns": {"CURP": "nothing"}}, {"sheets": [{"columns": [{"heading": 1, "field": "curp"}]}]},
        {"columns": {}, "full_name_order": "sideways"}, {"columns": {}, "letter_m": "x"},
        {"columns": {"CURP": "email", "Matrícula": "email"}},
    ],
)  # fmt: skip
def test_refuses_what_is_not_a_mapping(data: object) -> None:
    heads = surveyed(workbook([person()]))
    with pytest.raises(refusals.BadMapping):
        fit_mapping(data, heads, GENERAL)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.sampled_from(["curp", "sheets", "CURP"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["sheets", "columns", "sheet", "CURP", "heading", "field", "included"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
HEADS = surveyed(workbook([person()]))


@settings(deadline=None)
@given(JSON)
def test_fits_or_refuses_any_json(data: object) -> None:
    try:
        mapping = fit_mapping(data, HEADS, GENERAL)
    except refusals.BadMapping as refusal:
        assert refusal.said.es
    else:
        assert json.dumps(mapping.as_dict())


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=5), min_size=2, max_size=6))
def test_maps_or_refuses_any_table(table: list[list[str]]) -> None:
    text = "\n".join(";".join(cell.replace(";", " ").replace("\n", " ") for cell in row) for row in table)
    try:
        mapping = proposed(csv_file(text, "utf-8-sig"))
    except refusals.IntakeRefusal:
        return
    assert mapping.sheets
