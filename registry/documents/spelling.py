"""Text and numbers as documents carry them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from registry.documents.errors import UnfitClaims

#: Characters that two canonicalisers write differently, or that XML and PDF cannot hold (STANDARDS: control
#: characters): controls but TAB, LF and CR, lone surrogates, the two non-characters at the end of each plane.
_UNFIT = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)


def clean(text: str, *, what: str) -> str:
    """The text in NFC without blanks at its ends.

    Raises UnfitClaims when it is empty, or has control characters, lone surrogates or non-characters: those
    canonicalise differently in different engines, so nothing with them is ever signed.
    """
    composed = unicodedata.normalize("NFC", text).strip()
    if not composed:
        raise UnfitClaims(f"{what} is empty")
    if unfit := _UNFIT.search(composed):
        raise UnfitClaims(f"{what} has the character U+{ord(unfit[0]):04X}")
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
