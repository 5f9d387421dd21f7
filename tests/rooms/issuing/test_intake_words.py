"""Places, addresses, names and catalogue words as people write them."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.issuing.intake.contact import read_cct, read_email, read_phone
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.person_names import read_name, two_surnames
from registry.issuing.intake.places import is_abroad, read_state
from registry.issuing.intake.vocabulary import EVERYDAY
from registry.issuing.intake.wording import quoted
from registry.texts import Text
from tests.rooms.issuing.intake_samples import SHARED, curp

# -- places


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("CDMX", "09"), ("Ciudad de México", "09"), ("D.F.", "09"), ("Edo. de México", "15"), ("México", "15"),
        ("ESTADO DE MEXICO", "15"), ("edomex", "15"), ("Queretaro", "22"), ("Nuevo Leon", "19"), ("Q. Roo", "23"),
        ("9", "09"),
        ("09", "09"), ("31", "31"), ("MX-PUE", "21"), ("Estado de Puebla", "21"),
        ("Veracruz de Ignacio de la Llave", "30"),
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
        "sin correo", "ana.perez@", "@uni.example", "ana@uni", "a na@uni.example", "a@x.example; b@x.example",
        "a..b@x.example",
        ".a@x.example", "a.@x.example", "ana@uni..example", "josé@uni.example", "a@" + "x" * 300 + ".example",
        "ana@-uni.example",
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
        ("044 5512345678", "+525512345678"), ("525512345678", "+525512345678"), ("+1 512 555 0100", "+15125550100"),
        ("", None),
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
        ("mode", "en linea", "online"), ("mode", "Presencial", "on_site"), ("mode", "Híbrida", "blended"),
        ("mode", "?", None),
        ("language", "Español", "spanish"), ("result", "Todavía no competente", "not_yet_competent"),
        ("result", "Aprobado", "competent"), ("study_level", "Licenciatura", "bachelor"),
        ("age_group", "17", "age-15-17"),
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
