"""The CURP: what is accepted, what is cleaned, and what is said about the rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.people.curp import CurpFault, check_digit, is_valid, masked_curp, read_curp

OFFICIAL = "SABC560626MDFLRN01"  # the published test vector


def test_accepts_the_published_code() -> None:
    assert is_valid(OFFICIAL)
    assert check_digit(OFFICIAL) == "1"


@pytest.mark.parametrize(
    "written",
    [
        " sabc560626mdflrn01",
        "SABC-560626-MDFLRN-01",
        "SABC 560626 MDFLRN 01\u00a0",
        "\ufeffsabc560626MDFLRN01",
        "SABC560626MDFLRN01\u200b",
    ],
)
def test_cleans_case_spaces_and_marks(written: str) -> None:
    reading = read_curp(written)
    assert (reading.code, reading.fault, reading.cleaned) == (OFFICIAL, None, True)


def test_says_nothing_about_a_clean_code() -> None:
    assert not read_curp(OFFICIAL).cleaned


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("SABC560626MDFLRN0", CurpFault.LENGTH),
        ("SABC560626MDFLRN011", CurpFault.LENGTH),
        ("", CurpFault.LENGTH),
        ("SABC56O626MDFLRN01", CurpFault.LETTER_O),
        ("SABC560626MDFLRN0O", CurpFault.LETTER_O),
        ("SABC560626MXXLRN01", CurpFault.STATE),
        ("5ABC560626MDFLRN01", CurpFault.SHAPE),
        ("SABC561326MDFLRN01", CurpFault.SHAPE),
        ("SABC560626ZDFLRN01", CurpFault.SHAPE),
        ("SABC560626MDFLRÑ01", CurpFault.SHAPE),
        ("SABC560231MDFLRN01", CurpFault.BIRTH_DATE),
        ("SABC560626MDFLRN02", CurpFault.CHECK_DIGIT),
        ("SABD560626MDFLRN01", CurpFault.CHECK_DIGIT),
        ("٣ABC560626MDFLRN01", CurpFault.SHAPE),
    ],
)
def test_names_the_fault(written: str, fault: CurpFault) -> None:
    assert read_curp(written).fault is fault
    assert not is_valid(written)


def test_suggests_the_code_with_zeros_only_when_it_checks() -> None:
    assert read_curp("SABC56O626MDFLRNO1".replace("NO1", "N01")).suggestion == OFFICIAL
    assert read_curp("SABC56O626MDFLRN02").suggestion is None


def test_knows_the_leap_day_of_each_century() -> None:
    born_1900 = "SABC000229MDFLRN0"  # a digit in place 17: before 2000, and 1900 had no leap day
    born_2000 = "SABC000229MDFLRNA"
    assert read_curp(born_1900 + check_digit(born_1900)).fault is CurpFault.BIRTH_DATE
    assert read_curp(born_2000 + check_digit(born_2000)).fault is None


@given(st.integers(0, 16), st.sampled_from("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"))
def test_refuses_any_single_wrong_character_that_changes_the_sum(position: int, letter: str) -> None:
    changed = OFFICIAL[:position] + letter + OFFICIAL[position + 1 :]
    if check_digit(changed) != OFFICIAL[17]:
        assert not is_valid(changed)


@given(st.text(max_size=40))
def test_reads_any_text_without_failing(written: str) -> None:
    reading = read_curp(written)
    assert (reading.fault is None) == is_valid(reading.code)


@given(st.text(max_size=40))
def test_masks_what_it_shows(written: str) -> None:
    masked = masked_curp(written)
    assert len(masked) <= 18
    assert len(masked.replace("·", "")) <= 6


def test_masks_a_code_so_that_nobody_can_use_it() -> None:
    assert masked_curp(OFFICIAL) == "SABC············01"
    assert masked_curp("SABC5606") == "········"
