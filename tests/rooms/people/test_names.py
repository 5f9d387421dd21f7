"""Names: their case, their parts, and when two of them are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.people.names import (
    NameParts,
    agrees_with_curp,
    display_name,
    fold,
    groups,
    order_from_curps,
    same_surname,
    split_full_name,
    surname_key,
    tidy,
)


@pytest.mark.parametrize(
    ("written", "tidied"),
    [
        ("MARÍA DE LOS ÁNGELES", "María de los Ángeles"),
        ("DE LA O", "De la O"),
        ("del río", "Del Río"),
        ("O'FARRILL", "O'Farrill"),
        ("D’ANGELO", "D'Angelo"),
        ("SAN JUAN", "San Juan"),
        ("GARCÍA-LÓPEZ", "García-López"),
        ("RAMÓN Y CAJAL", "Ramón y Cajal"),
        ("K'IN", "K'in"),
        ("CHE'EN KU", "Che'en Ku"),
        ("MCGREGOR", "McGregor"),
        ("MA. GUADALUPE", "Ma. Guadalupe"),
        ("ÑUL", "Ñul"),
        ("  Ana \u00a0 María ", "Ana María"),
        ("Jose\u0301", "José"),
        ("d'Angelo Quiahua", "d'Angelo Quiahua"),
        ("De la Cruz", "De la Cruz"),
        ("concepción", "Concepción"),
        ("", ""),
    ],
)
def test_sets_case_and_spaces(written: str, tidied: str) -> None:
    assert tidy(written) == tidied


@given(st.text(max_size=60))
def test_tidying_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)


def test_lowers_a_particle_after_the_given_names() -> None:
    assert display_name("Iñaki", "De la O", "Flores") == "Iñaki de la O Flores"
    assert display_name("Ulises", "Yocupicio", "Del Río") == "Ulises Yocupicio del Río"
    assert display_name("", "De la O", "") == "De la O"
    assert display_name("Ana", "Delgado", "") == "Ana Delgado"


def test_keeps_particles_with_their_word() -> None:
    assert groups("DE LA O ORTEGA RAÚL") == ["DE LA O", "ORTEGA", "RAÚL"]
    assert groups("San Juan Argüelles") == ["San Juan", "Argüelles"]
    assert groups("De la") == ["De la"]
    assert groups("") == []


@pytest.mark.parametrize(
    ("full", "curp", "given", "first", "second"),
    [
        ("Güemes González Begoña", None, "Begoña", "Güemes", "González"),
        ("Morales Álvarez Víctor Manuel", None, "Víctor Manuel", "Morales", "Álvarez"),
        ("De la Cruz Villanueva Estefanía", None, "Estefanía", "De la Cruz", "Villanueva"),
        ("Güemes González, Begoña", None, "Begoña", "Güemes", "González"),
        ("Pérez Ana", None, "Ana", "Pérez", ""),
        ("Madonna", None, "Madonna", "", ""),
        # the code tells that this person has one surname and two given names
        ("Xool Ana Sofía", "XOXA810109MNEXXX84", "Ana Sofía", "Xool", ""),
        # and that this one's first surname is two words
        ("Ponce de León Ruiz María", "PORM810109MNEXXX84", "María", "Ponce de León", "Ruiz"),
        # and that this name is the other way round from the rest of its column
        ("Begoña Güemes González", "GUGB940717MNEXXX15", "Begoña", "Güemes", "González"),
    ],
)
def test_splits_a_name_with_the_surnames_first(
    full: str, curp: str | None, given: str, first: str, second: str
) -> None:
    assert split_full_name(full, order="surnames_first", curp=curp) == NameParts(given, first, second)


def test_splits_a_name_with_the_given_names_first() -> None:
    parts = split_full_name("José Luis de la Cruz San Juan", order="given_first")
    assert parts == NameParts("José Luis", "de la Cruz", "San Juan")


@given(st.text(max_size=60), st.sampled_from(["given_first", "surnames_first"]), st.text(max_size=20))
def test_splits_any_text_without_losing_words(text: str, order: str, curp: str) -> None:
    parts = split_full_name(text, order=order, curp=curp or None)  # type: ignore[arg-type]
    words = " ".join((parts.given_names, parts.first_surname, parts.second_surname)).split()
    assert sorted(words) == sorted(tidy_words(text))


def tidy_words(text: str) -> list[str]:
    from registry.people.names import clean_spaces

    cleaned = clean_spaces(text)
    surnames, comma, given = cleaned.partition(",")
    if comma and surnames.strip() and given.strip():
        return [*surnames.split(), *given.split()]
    return cleaned.replace(",", " ").split()


@pytest.mark.parametrize(
    ("parts", "curp", "agrees"),
    [
        (NameParts("Begoña", "Güemes", "González"), "GUGB", True),
        (NameParts("Raúl", "De la O", "Ortega"), "OXOR", True),
        (NameParts("María José", "Jiménez", "Flores"), "JIFJ", True),
        (NameParts("Víctor", "San Juan", "Argüelles"), "SAAV", True),
        (NameParts("Ana", "Ñul", ""), "XUXA", True),
        (NameParts("Ana", "Pérez", ""), "PEGA", False),
        (NameParts("Ana", "Pérez", "Gil"), "PELA", False),
        (NameParts("", "Pérez", "Gil"), "PEGA", False),
    ],
)
def test_compares_a_name_with_the_letters_of_a_code(parts: NameParts, curp: str, agrees: bool) -> None:
    assert agrees_with_curp(parts, curp) is agrees


def test_finds_the_order_of_a_column() -> None:
    first = [("GÜEMES GONZÁLEZ BEGOÑA", "GUGB940717MNEXXX15"), ("Toxqui Peña Fermín", "TOPF970207HNEXXX64")]
    assert order_from_curps(first) == "surnames_first"
    assert order_from_curps([("Begoña Güemes González", "GUGB940717MNEXXX15")]) == "given_first"
    assert order_from_curps([("Ana", "XXXX"), ("", "")]) is None


def test_folds_what_spelling_does_not_tell_apart() -> None:
    assert fold("  JOSÉ  O'Farrill") == fold("jose o’farrill") == "jose ofarrill"
    assert fold("Peña") != fold("Pena")


def test_finds_a_surname_however_a_reader_types_it() -> None:
    assert surname_key("De la O") == surname_key("o")
    assert same_surname("ibanez", "Ibáñez", "Reyes")
    assert same_surname("Ibáñez Reyes", "Ibáñez", "Reyes")
    assert same_surname("reyes", "Ibáñez", "Reyes")
    assert not same_surname("Ib", "Ibáñez", "Reyes")
    assert not same_surname("", "Ibáñez", "")
    assert not same_surname("  ", "", "")
