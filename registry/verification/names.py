"""Comparing the names of people and institutions as a person at a counter would: accents, case, blanks, order."""

from __future__ import annotations

import unicodedata
from collections import Counter
from enum import StrEnum


class Likeness(StrEnum):
    """How alike two names of a person are."""

    SAME = "same"
    PART = "part"
    DIFFERENT = "different"


# A given name and one surname: less than that fits too many people to call it a part of the name.
MINIMUM_WORDS = 2


def compare_names(typed: str, written: str) -> Likeness:
    """Whether a typed name is the written one, whatever the order of surnames, or a part of it, or another."""
    asked, found = Counter(words(typed)), Counter(words(written))
    if not asked or not found:
        return Likeness.DIFFERENT
    if asked == found:
        return Likeness.SAME
    if asked.total() >= MINIMUM_WORDS and (asked <= found or (found <= asked and found.total() >= MINIMUM_WORDS)):
        return Likeness.PART
    return Likeness.DIFFERENT


def same_name(one: str, other: str) -> bool:
    """Whether two names of institutions are the same to a reader."""
    return words(one) == words(other)


def words(name: str) -> list[str]:
    """The words of a name without accents, case and punctuation. Ñ counts as N: many keyboards have none."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(character if character.isalnum() else " " for character in decomposed if not _mark(character))
    return letters.split()


def _mark(character: str) -> bool:
    # Apostrophes join ("D'Angelo" is written "DAngelo" elsewhere), so they go without a blank.
    return unicodedata.combining(character) != 0 or character in "'’`´"
