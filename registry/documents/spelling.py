"""Text and numbers as documents carry them."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from registry.documents.errors import UnfitClaims

# Characters that two canonicalisers write differently, or that XML and PDF cannot hold (STANDARDS: control characters).
_LINE_BREAKS = frozenset("\t\n\r")


def clean(text: str, *, what: str) -> str:
    """The text in NFC without blanks at its ends.

    Raises UnfitClaims when it is empty, or has control characters, lone surrogates or non-characters: those
    canonicalise differently in different engines, so nothing with them is ever signed.
    """
    composed = unicodedata.normalize("NFC", text).strip()
    if not composed:
        raise UnfitClaims(f"{what} is empty")
    for character in composed:
        code = ord(character)
        category = unicodedata.category(character)
        if (category == "Cc" and character not in _LINE_BREAKS) or category == "Cs" or code & 0xFFFE == 0xFFFE:
            raise UnfitClaims(f"{what} has the character U+{code:04X}")
    return composed


def plain_number(number: Decimal) -> str:
    """A number in digits, without exponent or idle zeros: ``32``, ``8.75``. Raises UnfitClaims when not finite."""
    if not number.is_finite():
        raise UnfitClaims("a number that is not finite")
    digits = format(number, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def tag_fits(tag: str) -> bool:
    """Whether a tag may stand among others: beyond U+FFFF engines order values of one property differently."""
    return all(ord(character) < 0x10000 for character in tag)
