"""Dates, scores, places, addresses and names as people write them."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.issuing.intake.cells import EMPTY_CELL, Cell, CellKind
from registry.issuing.intake.contact import read_cct, read_email, read_phone
from registry.issuing.intake.dates import read_date
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.formulas import evaluate
from registry.issuing.intake.person_names import read_name, two_surnames
from registry.issuing.intake.places import is_abroad, read_state
from registry.issuing.intake.scores import read_percent
from registry.issuing.intake.vocabulary import EVERYDAY
from registry.issuing.intake.wording import quoted
from registry.texts import Text
from tests.rooms.issuing.intake_samples import SHARED, TODAY, curp


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
        "19/06/2026", "19/6/26", "19-06-2026", "19.06.2026", "2026-06-19", "2026/06/19", "20260619", "2026-06-19T10:30:00Z",
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
        (number("72.4"), "72.4"), (text("81,3"), "81.3"), (text(" 81.3 "), "81.3"), (text("85"), "85"), (text("85 %"), "85"),
        (text("100,00"), "100.00"), (number("0"), "0"), (text("0"), "0"), (number("0.8125", percent=True), "81.2500"),
        (number("0.08", percent=True), "8.00"), (text("8%"), "8"), (Cell(CellKind.NUMBER, Decimal("87.5"), "=50+37.5"), "87.5"),
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
        (Cell(formula="=50+37.5"), "score_formula", "Fórmula en una puntuación, sin valor guardado: escribir el número"),
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


# -- places


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CDMX", "09"), ("Ciudad de México", "09"), ("D.F.", "09"), ("Edo. de México", "15"), ("México", "15"),
        ("ESTADO DE MEXICO", "15"), ("edomex", "15"), ("Queretaro", "22"), ("Nuevo Leon", "19"), ("Q. Roo", "23"), ("9", "09"),
        ("09", "09"), ("31", "31"), ("MX-PUE", "21"), ("Estado de Puebla", "21"), ("Veracruz de Ignacio de la Llave", "30"),
        ("  yucatán ", "31"),
    ],
)  # fmt: skip
def test_reads_states_as_people_write_them(written: str, code: str) -> None:
    assert read_state(written) == code


@pytest.mark.parametrize("written", ["33", "0", "00", "Texas", "Zona Norte", "", "Nuevo", "Baja"])
def test_does_not_guess_a_state(written: str) -> None:
    assert read_state(written) is None


def test_knows_every_spelling_of_the_catalogue_of_states() -> None:
    path = SHARED / "states.csv"
    if not path.exists():
        pytest.skip("the catalogue of states is not beside the project")
    with path.open(encoding="utf-8") as file:
        for state in csv.DictReader(file):
            for column in (
                "inegi_code",
                "iso_3166_2",
                "curp_code",
                "name_es",
                "official_name_es",
                "name_en",
                "abbreviation",
            ):
                assert read_state(state[column]) == state["inegi_code"], (state["name_es"], column)


@given(st.text(max_size=40))
def test_answers_any_place(written: str) -> None:
    code = read_state(written)
    assert code is None or 1 <= int(code) <= 32
    assert isinstance(is_abroad(written), bool)


# -- addresses


@pytest.mark.parametrize(
    ("written", "address", "cleaned"),
    [
        ("ana@uni.example", "ana@uni.example", False),
        ("ANA.LOPEZ@UNI.EXAMPLE ", "ana.lopez@uni.example", True),
        ("mailto:ana@uni.example", "ana@uni.example", True),
        ("Ana López <ana@uni.example>", "ana@uni.example", True),
        ("\u200bana@uni.example", "ana@uni.example", True),
        ("o'farrill+ia@uni.edu.mx", "o'farrill+ia@uni.edu.mx", False),
    ],
)
def test_reads_an_address(written: str, address: str, cleaned: bool) -> None:
    value, remark = read_email(written)
    assert value == address
    assert (remark is not None and remark.code == "spaces_or_case") is cleaned


@pytest.mark.parametrize(
    "written",
    [
        "sin correo", "ana.perez@", "@uni.example", "ana@uni", "a na@uni.example", "a@x.example; b@x.example", "a..b@x.example",
        ".a@x.example", "a.@x.example", "ana@uni..example", "josé@uni.example", "a@" + "x" * 300 + ".example", "ana@-uni.example",
        "ana@[127.0.0.1]", "N/A", "-",
    ],
)  # fmt: skip
def test_refuses_what_is_not_an_address(written: str) -> None:
    value, remark = read_email(written)
    assert value is None and remark is not None
    assert (remark.code, remark.severity.value) == ("bad_email", "warn")


def test_says_that_nobody_can_be_written_to() -> None:
    value, remark = read_email("  ")
    assert value is None and remark is not None and remark.code == "no_email"


@given(st.one_of(st.text(max_size=60), st.emails()))
def test_answers_any_address(written: str) -> None:
    value, remark = read_email(written)
    assert value is not None or remark is not None
    assert value is None or (value == value.lower() and value.count("@") >= 1 and " " not in value)


@pytest.mark.parametrize(
    ("written", "phone"),
    [
        ("55 1234 5678", "+525512345678"), ("(222) 123-4567", "+522221234567"), ("+52 1 55 1234 5678", "+525512345678"),
        ("044 5512345678", "+525512345678"), ("525512345678", "+525512345678"), ("+1 512 555 0100", "+15125550100"), ("", None),
    ],
)  # fmt: skip
def test_reads_a_telephone_number(written: str, phone: str | None) -> None:
    assert read_phone(written) == (phone, None)


@pytest.mark.parametrize(
    "written", ["no tiene", "12345", "+0123456789", "0123456789", "٥٥١٢٣٤٥٦٧٨", "55-1234-5678 ext. 3"]
)
def test_refuses_what_is_not_a_telephone_number(written: str) -> None:
    value, remark = read_phone(written)
    assert value is None and remark is not None and remark.severity.value == "warn"


@given(st.text(max_size=30))
def test_answers_any_telephone_number(written: str) -> None:
    value, _ = read_phone(written)
    assert value is None or (value.startswith("+") and value[1:].isdigit())


@pytest.mark.parametrize(
    ("written", "code", "said"),
    [
        ("33EST9901Z", "cct_state", "La entidad 33 no existe"),
        ("00EST9901Z", "cct_state", "La entidad 00 no existe"),
        ("20DES99", "cct_length", "La CCT tiene 10 caracteres"),
        ("20DES99078Z", "cct_length", "La CCT tiene 10 caracteres"),
        ("2ODES9907Z", "cct_shape", "2ODES9907Z"),
        ("20D3S9907Z", "cct_shape", "20D3S9907Z"),
        ("20DESABCDZ", "cct_shape", "20DESABCDZ"),
    ],
)
def test_refuses_a_school_key_that_cannot_exist(written: str, code: str, said: str) -> None:
    value, remark = read_cct(written)
    assert value is None and remark is not None
    assert remark.code == code and said in remark.message.es


def test_reads_a_school_key() -> None:
    assert read_cct("20DES9907Z") == ("20DES9907Z", None)
    assert read_cct("") == (None, None)
    value, remark = read_cct(" 20des-9907z")
    assert value == "20DES9907Z" and remark is not None and remark.code == "spaces_or_case"


@given(st.text(max_size=20))
def test_answers_any_school_key(written: str) -> None:
    value, _ = read_cct(written)
    assert value is None or len(value) == 10


# -- names


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Ana\u202eLópez", "name_hidden_characters"),
        ("Ana\u200fLópez", "name_hidden_characters"),
        ("Ana\x00", "name_hidden_characters"),
        ("Ana\x1bLópez", "name_hidden_characters"),
        ("MuÃ±oz", "name_damaged"),
        ("Mu\ufffdoz", "name_damaged"),
        ("Mu?oz", "name_damaged"),
        ("Ana 2", "name_digits"),
        ("Ana²", "name_digits"),
        ('=HYPERLINK("x")', "name_characters"),
        ("@ana", "name_characters"),
        ("Ana <b>", "name_characters"),
        ("Ana, López", "name_characters"),
        ("Ana 😀", "name_characters"),
        ("A" + "\u0301" * 5, "name_characters"),
        ("\ud800", "name_characters"),
        ("Аna", "name_mixed_scripts"),
        ("x" * 130, "name_too_long"),
        ("x" * 5_000, "name_too_long"),
    ],
)
def test_refuses_a_name_that_would_be_false(written: str, code: str) -> None:
    name, remarks = read_name(written)
    assert name == ""
    assert [(remark.code, remark.severity.value) for remark in remarks] == [(code, "reject")]


@pytest.mark.parametrize(
    "written", ["O'Farrill", "D’Angelo", "García-López", "Ma. Guadalupe", "Núñez", "Che'en", "JOÃO", "Zoë", "Łukasz"]
)
def test_takes_the_names_people_have(written: str) -> None:
    name, remarks = read_name(written)
    assert name and remarks == ()


def test_tidies_case_without_a_word_and_spaces_with_one() -> None:
    assert read_name("VERÓNICA") == ("Verónica", ())
    name, remarks = read_name("\u00a0Martínez")
    assert name == "Martínez" and [remark.code for remark in remarks] == ["spaces_or_case"]
    name, remarks = read_name("Ángel   ")
    assert name == "Ángel" and "Ángel" in remarks[0].remedy.es
    assert read_name("Ana\u200b")[0] == "Ana"
    assert read_name("Jose\u0301") == ("José", ())


def test_takes_a_title_off_and_says_so() -> None:
    name, remarks = read_name("MTRA. ANA LUISA")
    assert name == "Ana Luisa"
    assert [remark.code for remark in remarks] == ["title_removed"]
    assert read_name("Dr") == ("Dr", ())


@given(st.text(max_size=60), st.booleans())
def test_answers_any_name(written: str, commas: bool) -> None:
    name, remarks = read_name(written, commas=commas)
    assert all(isinstance(remark, Remark) for remark in remarks)
    assert "\u202e" not in name and "\x00" not in name and "\ufffd" not in name
    assert name.encode("utf-8") is not None


def test_finds_two_surnames_in_one_cell() -> None:
    assert two_surnames("Gómez Briseño", "", None) == ("Gómez", "Briseño")
    assert two_surnames("De la Cruz San Juan", "", None) == ("De la Cruz", "San Juan")
    assert two_surnames("De la Cruz", "", None) is None
    assert two_surnames("San Juan", "", None) is None
    assert two_surnames("García Márquez", "López", None) is None


def test_trusts_a_code_that_says_one_surname() -> None:
    assert two_surnames("Ponce de León", "", curp(letters="POXA")) is None
    assert two_surnames("Pérez Xool", "", curp(letters="PEXA")) == ("Pérez", "Xool")
    assert two_surnames("Ponce de León", "", curp(letters="POLA")) == ("Ponce", "de León")


# -- words


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("gender", "Mujer", "woman"), ("gender", "HOMBRE", "man"), ("gender", "No binario", "non_binary"),
        ("gender", "Prefiero no decirlo", "undisclosed"), ("gender", "woman", "woman"), ("gender", "caballero", None),
        ("mode", "en linea", "online"), ("mode", "Presencial", "on_site"), ("mode", "Híbrida", "blended"), ("mode", "?", None),
        ("language", "Español", "spanish"), ("result", "Todavía no competente", "not_yet_competent"),
        ("result", "Aprobado", "competent"), ("study_level", "Licenciatura", "bachelor"), ("age_group", "17", "age-15-17"),
        ("age_group", "65", "age-65-up"), ("age_group", "9", None), ("company_size", "250", "medium"),
        ("occupation", "2151", "sinco-2"), ("sector", "32", "scian-31-33"), ("nothing", "x", None),
    ],
)  # fmt: skip
def test_reads_words_of_the_catalogues(field: str, written: str, value: str | None) -> None:
    assert EVERYDAY.read(field, written) == value


def test_does_not_guess_what_a_lone_m_means() -> None:
    assert EVERYDAY.read_gender("M", None) is None
    assert EVERYDAY.read_gender("m", "woman") == "woman"
    assert EVERYDAY.read_gender("F", "man") == "woman"


def test_learns_the_labels_of_a_catalogue() -> None:
    learned = EVERYDAY.with_labels("occupation", [("sinco-7", Text("Trabajadores artesanales", "Craft workers"))])
    assert learned.read("occupation", "trabajadores ARTESANALES") == "sinco-7"
    assert EVERYDAY.read("occupation", "Craft workers") is None


@given(st.text(max_size=200))
def test_quotes_any_text_safely(written: str) -> None:
    shown = quoted(written)
    assert len(shown) <= 60
    assert not any(ord(character) < 32 or character in "\u202e\u2066\u200f" for character in shown)
    shown.encode("utf-8")
