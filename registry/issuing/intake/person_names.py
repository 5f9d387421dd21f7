"""Read a person's name out of cells: clean what is harmless, refuse what would put a false name on a certificate."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from registry.issuing.intake import messages as say
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.wording import quoted
from registry.people.names import groups, tidy

MAX_PART = 120
MAX_FULL = 200
# Invisible and harmless: they come with copying from web pages.
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff]")
# These change the order in which letters are shown: two names that look alike would not be the same.
_DIRECTION = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# UTF-8 read as Windows-1252 («MuÃ±oz»), and letters already lost («Mu?oz», «Mu\ufffdoz»).
_DAMAGED = re.compile(r"\ufffd|\?|Ã[\u0080-\u00bf\u0192\u201a-\u201e\u2018-\u203a‰Š€]|Â[\u00a0-\u00bf]|â€|¤|ï¿½")
# What nearly every name looks like: composed letters of Spanish and single spaces, in which nothing can be wrong.
_ORDINARY = re.compile(r"[A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+(?: [A-Za-zÁÉÍÓÚÜÑáéíóúüñ]+)*")
_ALLOWED_MARKS = frozenset("'-.’‘´`ʼꞌ·ªº")
_TITLES = frozenset(
    {"lic", "licda", "ing", "arq", "dr", "dra", "mtro", "mtra", "profr", "profra", "prof", "profa", "sr", "sra", "srta"}
    | {"mr", "mrs", "ms", "lcda", "lcdo", "lica", "psic", "qfb", "biol"}
)


def read_name(written: str, *, limit: int = MAX_PART, commas: bool = False) -> tuple[str, tuple[Remark, ...]]:
    """A name or a part of one, tidied, with remarks. Refused names come back empty, with the reason.

    ``commas``: the cell holds a full name, where a comma parts surnames from given names. Answers are remembered,
    because a list of thousands repeats a few hundred names.
    """
    if len(written) > limit * 4:
        return "", (say.NAME_LONG.remark(limit=limit),)
    return _read_name(written, limit, commas)


@lru_cache(maxsize=1 << 14)
def _read_name(written: str, limit: int, commas: bool) -> tuple[str, tuple[Remark, ...]]:
    if _ORDINARY.fullmatch(written) and len(written) <= limit:
        name = tidy(written) if written.isupper() or written.islower() else written
        if not _without_title(name)[1]:
            return name, ()
    if fault := _fault(written, commas):
        return "", (fault,)
    visible = unicodedata.normalize("NFC", _INVISIBLE.sub("", written))
    name = tidy(visible)
    if len(name) > limit:
        return "", (say.NAME_LONG.remark(limit=limit),)
    remarks: list[Remark] = []
    untitled, title = _without_title(name)
    if title:
        name = tidy(untitled)
        remarks.append(say.TITLE_REMOVED.remark(title=quoted(title), value=quoted(name)))
    if " ".join(visible.split()) != unicodedata.normalize("NFC", written):
        remarks.append(say.SPACES_OR_CASE.remark(value=quoted(name)))
    return name, tuple(remarks)


def _fault(written: str, commas: bool) -> Remark | None:
    if hidden := _DIRECTION.search(written):
        return say.NAME_HIDDEN.remark(character=f"U+{ord(hidden[0]):04X}")
    if _DAMAGED.search(written):
        return say.NAME_DAMAGED.remark(value=quoted(written))
    marks = 0
    alphabets: set[str] = set()
    for character in written:
        category = unicodedata.category(character)
        if category in ("Cc", "Zl", "Zp") and character not in "\t\r\n":
            return say.NAME_HIDDEN.remark(character=f"U+{ord(character):04X}")
        if category in ("Nd", "Nl", "No"):
            return say.NAME_DIGITS.remark(value=quoted(written))
        if category[0] == "L" and category != "Lm" and ord(character) > 127:
            alphabets.add(unicodedata.name(character, "UNKNOWN").partition(" ")[0])
        elif category[0] == "L" and ord(character) < 128:
            alphabets.add("LATIN")
        marks = marks + 1 if category[0] == "M" else 0
        if marks > 2 or not _is_allowed(character, category, commas):
            shown = quoted(character) or f"U+{ord(character):04X}"
            return say.NAME_CHARACTERS.remark(character=shown)
    if "LATIN" in alphabets and len(alphabets - {"FEMININE", "MASCULINE"}) > 1:
        return say.NAME_SCRIPTS.remark()
    return None


def _is_allowed(character: str, category: str, commas: bool) -> bool:
    if category[0] in "LM" or category == "Zs" or character in "\t\r\n":
        return True
    return character in _ALLOWED_MARKS or (commas and character == ",") or bool(_INVISIBLE.match(character))


def _without_title(name: str) -> tuple[str, str]:
    """«Mtra. Ana López» → («Ana López», «Mtra.»)."""
    first, _, rest = name.partition(" ")
    if rest and first.rstrip(".").lower() in _TITLES:
        return rest, first
    return name, ""


def has_letters(name: str) -> bool:
    """Whether anything in it can be read aloud."""
    return any(character.isalpha() for character in name)


def two_surnames(first_surname: str, second_surname: str, curp: str | None) -> tuple[str, str] | None:
    """When one cell seems to hold both surnames and the other is empty: the two.

    A CURP with X in third place belongs to somebody with one surname, which may be compound («Ponce de León»), unless
    the last word itself begins with X.
    """
    if second_surname:
        return None
    parts = groups(first_surname)
    if len(parts) < 2:
        return None
    if curp is not None and curp[2] == "X" and not parts[-1].lower().startswith("x"):
        return None
    return " ".join(parts[:-1]), parts[-1]
