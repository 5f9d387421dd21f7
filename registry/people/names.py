"""Names of people as Mexico writes them: case, particles, two surnames, and which part is which.

Nothing here decides who somebody is. `tidy` sets case and spaces, `split_full_name` proposes the parts, `fold` makes
the form under which two spellings of one name are equal, for look-ups and for finding the same person twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

NameOrder = Literal["given_first", "surnames_first"]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_PARTICLES = _words("de del la las los el y e i da das do dos di du van von der den san santa santo")
# «San Juan», «Santa Cruz»: part of the surname, and capitalised.
_SAINTS = frozenset({"san", "santa", "santo"})
_LOWER = _PARTICLES - _SAINTS - {"van", "von", "den", "der"}
_LEADING_PARTICLES = re.compile(r"(De|Del|De la|De las|De los|De el|Y)\b(?=[ ])")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "´": "'", "`": "'", "ʼ": "'"})
_ELISIONS = frozenset("dloDLO")
#: What the letters of nearly every name fold to, before anything slower is asked; «ñ» is put aside.
_PLAIN_VOWELS = str.maketrans("áéíóúüñ", "aeiouu\0")
_NOT_FOLDED = re.compile(r"[^a-z0-9ñ]+")
# The particles that the CURP's own rules leave out before taking letters.
_CURP_PARTICLES = _words("da das de del der di die dd el la los las le les mac mc van von y")
_COMMON_FIRST = frozenset({"jose", "maria", "ma", "j", "m"})


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in its parts; a missing second surname is an empty text."""

    given_names: str
    first_surname: str
    second_surname: str

    @property
    def display(self) -> str:
        """Given names first, as it stands on a certificate: «Begoña Güemes González», «Iñaki de la O Flores»."""
        return display_name(self.given_names, self.first_surname, self.second_surname)


def display_name(given_names: str, first_surname: str, second_surname: str = "") -> str:
    """The parts in reading order; a surname's particle is in lower case after the given names."""
    surnames = [_LEADING_PARTICLES.sub(lambda m: m[0].lower(), each) for each in (first_surname, second_surname)]
    if not given_names:
        surnames = [first_surname, second_surname]
    return " ".join(part for part in (given_names, *surnames) if part)


def clean_spaces(text: str) -> str:
    """One space between words, none around; composed accents; one kind of apostrophe."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_APOSTROPHES).split())


def tidy(text: str) -> str:
    """A name with clean spaces and, when it is all in one case, in proper case: «DE LA O» → «De la O».

    Mixed case is somebody's choice and is kept: «McGregor», «D'Angelo».
    """
    name = clean_spaces(text)
    if name and (name == name.upper() or name == name.lower()):
        words = name.lower().split(" ")
        return " ".join(_cased(word, first=index == 0) for index, word in enumerate(words))
    return name


def _cased(word: str, *, first: bool) -> str:
    if word in _LOWER and not first:
        return word
    return "-".join(_capital(part) for part in word.split("-"))


def _capital(word: str) -> str:
    """One word: «O'Farrill» and «D'Angelo» after an elision, but «K'in» and «Che'en», where the mark is a letter."""
    if len(word) > 2 and word[1] == "'" and word[0] in _ELISIONS:
        return word[0].upper() + "'" + _capital(word[2:])
    if len(word) > 3 and word.startswith("mc") and word[2] not in "aeiou":
        return "Mc" + _capital(word[2:])
    for index, letter in enumerate(word):
        if letter.isalpha():
            return word[:index] + letter.upper() + word[index + 1 :]
    return word


def fold(text: str) -> str:
    """A name without accents, case, punctuation or doubled spaces; «ñ» stays a letter of its own."""
    lowered = clean_spaces(text).casefold().translate(_PLAIN_VOWELS)
    bare = lowered
    if not lowered.isascii():
        bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return _NOT_FOLDED.sub(" ", bare.replace("'", "").replace("\0", "ñ")).strip()


def surname_key(surname: str) -> str:
    """A surname folded and without its particles: «De la O» and «O», «Ibáñez» and «IBAÑEZ», are the same."""
    words = fold(surname).split()
    kept = [word for word in words if word not in _LOWER]
    return " ".join(kept or words).replace("ñ", "n")


def same_surname(typed: str, first_surname: str, second_surname: str = "") -> bool:
    """Whether what a reader typed is one of the person's surnames, or both, accents and case apart."""
    key = surname_key(typed)
    first, second = surname_key(first_surname), surname_key(second_surname)
    return bool(key) and key in {first, second, f"{first} {second}"} - {""}


def groups(text: str) -> list[str]:
    """The words of a name with their particles: «De la O Ortega» → «De la O», «Ortega»."""
    found: list[str] = []
    waiting: list[str] = []
    for word in clean_spaces(text).split(" "):
        waiting.append(word)
        if word.lower() not in _PARTICLES:
            found.append(" ".join(waiting))
            waiting = []
    if waiting and found:
        found[-1] = " ".join([found[-1], *waiting])
    elif waiting:
        found.append(" ".join(waiting))
    return [group for group in found if group]


def split_full_name(text: str, *, order: NameOrder, curp: str | None = None) -> NameParts:
    """The parts of a name written in one cell, as written (not tidied).

    A comma separates surnames from given names. Otherwise the first letters in a valid CURP choose among the possible
    splits; without one, the first two groups (or the last two) are taken for the surnames.
    """
    surnames, comma, given = clean_spaces(text).partition(",")
    if comma and surnames.strip() and given.strip():
        return _with_surnames(given.strip(), groups(surnames), curp)
    parts = groups(text.replace(",", " "))
    if curp:
        other: NameOrder = "given_first" if order == "surnames_first" else "surnames_first"
        for each in (order, other):
            for candidate in _candidates(parts, each):
                if agrees_with_curp(candidate, curp):
                    return candidate
    return _usual_split(parts, order)


def _with_surnames(given: str, surnames: Sequence[str], curp: str | None) -> NameParts:
    options = [
        NameParts(given, " ".join(surnames[:cut]), " ".join(surnames[cut:])) for cut in range(1, len(surnames) + 1)
    ]
    for option in options:
        if curp and agrees_with_curp(option, curp):
            return option
    return options[0]


def _usual_split(parts: Sequence[str], order: NameOrder) -> NameParts:
    if len(parts) < 2:
        return NameParts("".join(parts), "", "")
    if len(parts) == 2:
        given, surname = (parts[0], parts[1]) if order == "given_first" else (parts[1], parts[0])
        return NameParts(given, surname, "")
    if order == "given_first":
        return NameParts(" ".join(parts[:-2]), parts[-2], parts[-1])
    return NameParts(" ".join(parts[2:]), parts[0], parts[1])


def _candidates(parts: Sequence[str], order: NameOrder) -> Iterator[NameParts]:
    """Every way to cut the groups in that order, the usual one first. At most ten groups are tried."""
    usual = _usual_split(parts, order) if parts else NameParts("", "", "")
    yield usual
    size = min(len(parts), 10)
    for first in range(1, size):
        for second in range(size - first):
            rest = len(parts) - first - second
            if order == "surnames_first":
                yield NameParts(
                    " ".join(parts[first + second :]), " ".join(parts[:first]), " ".join(parts[first : first + second])
                )
            else:
                yield NameParts(
                    " ".join(parts[:rest]), " ".join(parts[rest : rest + first]), " ".join(parts[rest + first :])
                )


def agrees_with_curp(parts: NameParts, curp: str) -> bool:
    """Whether a code's first four letters can come from these parts.

    The second letter is not compared when it is X, which also replaces vowels that would spell an insult.
    """
    surname = _curp_word(parts.first_surname)
    second = _curp_word(parts.second_surname)
    given = _curp_given(parts.given_names)
    if not surname or not given or len(curp) < 4:
        return False
    vowel = next((letter for letter in surname[1:] if letter in "AEIOU"), "X")
    return (
        curp[0] == surname[0]
        and curp[1] in (vowel, "X")
        and curp[2] == (second[0] if second else "X")
        and curp[3] == given[0]
    )


def order_from_curps(pairs: Sequence[tuple[str, str]]) -> NameOrder | None:
    """The order of a column of full names, by the codes beside them: (name, valid CURP). None when they cannot tell."""
    votes: dict[NameOrder, int] = {"given_first": 0, "surnames_first": 0}
    for name, curp in pairs:
        parts = groups(name.replace(",", " "))
        if len(parts) < 2:
            continue
        agreeing: list[NameOrder] = [
            order for order in ("given_first", "surnames_first") if agrees_with_curp(_usual_split(parts, order), curp)
        ]
        if len(agreeing) == 1:
            votes[agreeing[0]] += 1
    if votes["given_first"] == votes["surnames_first"]:
        return None
    return "given_first" if votes["given_first"] > votes["surnames_first"] else "surnames_first"


def _curp_word(name: str) -> str:
    words = [word for word in fold(name).split() if word not in _CURP_PARTICLES] or fold(name).split()
    return words[0].replace("ñ", "x").upper() if words else ""


def _curp_given(name: str) -> str:
    words = [word for word in fold(name).split() if word not in _CURP_PARTICLES]
    while len(words) > 1 and words[0] in _COMMON_FIRST:
        words = words[1:]
    return words[0].replace("ñ", "x").upper() if words else ""
