"""The CURP, Mexico's population register code: its shape, its check digit, and what it says about a name's order.

The code is optional everywhere («CURP o documento oficial vigente»). Gender and state are never read from it: the
letters for them are part of the official code and nothing else.
"""

from __future__ import annotations

import datetime as dt
import operator
import re
from dataclasses import dataclass
from enum import StrEnum

LENGTH = 18
_ALPHABET = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_WEIGHTS = range(18, 1, -1)
_STATES = "AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE"
_SHAPE = re.compile(
    r"[A-Z][AEIOUX][A-Z]{2}[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[HMX]"
    rf"({_STATES})[B-DF-HJ-NP-TV-Z]{{3}}[A-Z0-9][0-9]"
)
_DIGIT_POSITIONS = (4, 5, 6, 7, 8, 9, 17)
_NOT_IN_CODE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff.\-_/]+")


class CurpFault(StrEnum):
    """What is wrong with a code, in the order in which it is worth saying."""

    LENGTH = "length"
    LETTER_O = "letter_o"
    SHAPE = "shape"
    STATE = "state"
    BIRTH_DATE = "birth_date"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True, slots=True)
class CurpReading:
    """A code as written, cleaned; ``fault`` is None when it can be used, ``suggestion`` a code that could be meant."""

    code: str
    cleaned: bool
    fault: CurpFault | None = None
    suggestion: str | None = None


def check_digit(code: str) -> str:
    """The eighteenth character for the first seventeen. Raises KeyError on a character outside the alphabet."""
    total = sum(map(operator.mul, map(_VALUES.__getitem__, code[:17]), _WEIGHTS))
    return str(-total % 10)


def is_valid(code: str) -> bool:
    """Whether a cleaned code has the official shape, a real birth date and the right check digit."""
    return _fault(code) is None


def read_curp(written: str) -> CurpReading:
    """Clean what a person typed (case, spaces, hyphens) and say what is wrong with it, if anything.

    A letter O where only a digit can stand is named as such; the code with zeros is suggested when it checks.
    """
    code = _NOT_IN_CODE.sub("", written).upper()
    cleaned = code != written
    fault = _fault(code)
    if fault is None:
        return CurpReading(code, cleaned)
    suggestion = None
    if fault in (CurpFault.SHAPE, CurpFault.LETTER_O, CurpFault.STATE):
        repaired = "".join(
            {"O": "0", "I": "1", "L": "1"}.get(letter, letter) if index in _DIGIT_POSITIONS else letter
            for index, letter in enumerate(code)
        )
        suggestion = repaired if repaired != code and is_valid(repaired) else None
    return CurpReading(code, cleaned, fault, suggestion)


def masked_curp(code: str) -> str:
    """A code that can be recognised by who knows it and used by nobody else: «VAXE············46»."""
    bare = _NOT_IN_CODE.sub("", code)
    letters = bare if bare.isalnum() else ""
    return letters[:4] + "·" * 12 + letters[-2:] if len(letters) >= 12 else "·" * min(len(bare), 18)


def _fault(code: str) -> CurpFault | None:
    if len(code) != LENGTH:
        return CurpFault.LENGTH
    if any(code[position] == "O" for position in _DIGIT_POSITIONS):
        return CurpFault.LETTER_O
    if not _SHAPE.fullmatch(code):
        with_any_state = code[:11] + "DF" + code[13:]
        return CurpFault.STATE if _SHAPE.fullmatch(with_any_state) else CurpFault.SHAPE
    if not _has_birth_date(code):
        return CurpFault.BIRTH_DATE
    return None if check_digit(code) == code[17] else CurpFault.CHECK_DIGIT


def _has_birth_date(code: str) -> bool:
    return birth_date(code) is not None


def birth_date(code: str) -> dt.date | None:
    """The date of birth in a code of the official shape; a digit in position 17 means born before 2000, a letter later.

    None for a date that does not exist.
    """
    try:
        century = 1900 if code[16].isdigit() else 2000
        return dt.date(century + int(code[4:6]), int(code[6:8]), int(code[8:10]))
    except (ValueError, IndexError):
        return None
