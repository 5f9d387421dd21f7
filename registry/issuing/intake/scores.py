"""Scores as people write them. The scale is 0 to 100 and no other is guessed at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache

from registry.issuing.intake import messages as say
from registry.issuing.intake.cells import Cell, CellKind, plain_number
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.wording import plain, quoted

_NUMBER = re.compile(r"([+-]?\d{1,6}(?:[.,]\d{1,15})?)\s*(%?)", re.ASCII)
_DASHES = frozenset("-–—_.*")
_NOT_SAT = frozenset(
    {"np", "n p", "nsp", "no presento", "no se presento", "did not sit", "absent", "ausente", "no show"}
)
_SHORT = 40
_HUNDRED = Decimal(100)
_TEN = Decimal(10)
_ONE = Decimal(1)


def read_percent(cell: Cell) -> tuple[Decimal | None, Remark | None]:
    """The percentage, exact as written, or why there is none. Minimums are not judged here.

    A decimal comma is accepted («81,3»). Anything over 0 and up to 10 is refused, because most Mexican schools grade
    from 0 to 10 and a guess either way would be somebody's microcredential.
    """
    if cell.kind is CellKind.TEXT and cell.formula is None and len(cell.text) <= _SHORT:
        return _read_text(cell.text)
    return _read_percent(cell)


@lru_cache(maxsize=1 << 12)
def _read_text(text: str) -> tuple[Decimal | None, Remark | None]:
    """A list repeats some hundred scores."""
    return _read_percent(Cell(CellKind.TEXT, text))


def _read_percent(cell: Cell) -> tuple[Decimal | None, Remark | None]:
    if cell.lacks_value:
        return None, say.SCORE_FORMULA.remark()
    written = cell.text.strip()
    if not written or set(written) <= _DASHES:
        return None, say.SCORE_MISSING.remark()
    if cell.kind is CellKind.DATE:
        return None, say.SCORE_IS_DATE.remark(value=written)
    if cell.kind is CellKind.ERROR:
        return None, say.CELL_ERROR.remark(value=quoted(written))
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        return _on_scale(cell.value * 100 if cell.percent else cell.value, is_percent=cell.percent)
    number = _NUMBER.fullmatch(written)
    if number is None or cell.kind is CellKind.BOOLEAN:
        return None, _not_a_number(written)
    return _on_scale(Decimal(number[1].replace(",", ".")), is_percent=bool(number[2]))


def _on_scale(value: Decimal, *, is_percent: bool) -> tuple[Decimal | None, Remark | None]:
    if value > _HUNDRED:
        return None, say.SCORE_OVER.remark(value=shown_number(value))
    if value < 0:
        return None, say.SCORE_NEGATIVE.remark(value=shown_number(value))
    if 0 < value <= _TEN and not is_percent:
        shown = shown_number(value)
        if value < _ONE:
            return None, say.SCORE_FRACTION.remark(value=shown, times_hundred=shown_number(value * 100))
        return None, say.SCORE_SCALE.remark(value=shown, times_ten=shown_number(value * 10))
    return (value if value else Decimal(0)), None


def shown_number(value: Decimal) -> str:
    """A number in a sentence; one too long to read is shortened."""
    if abs(value.adjusted()) > 12:
        return f"{value:.3e}"
    return quoted(plain_number(value), 20)


def _not_a_number(written: str) -> Remark:
    words = plain(written)
    if words in _NOT_SAT:
        return say.SCORE_NOT_SAT.remark(value=quoted(written))
    number = _NUMBER_WORDS.get(words)
    if number is not None:
        return say.SCORE_WORDS.remark(number=str(number))
    return say.SCORE_UNREADABLE.remark(value=quoted(written))


_ES_UNITS = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidos veintitres veinticuatro veinticinco veintiseis veintisiete "
    "veintiocho veintinueve"
)
_ES_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
_EN_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def _number_words() -> Mapping[str, int]:
    """0 to 100 in words, in both languages, as `plain` leaves them."""
    found: dict[str, int] = {"cien": 100, "ciento": 100, "hundred": 100, "one hundred": 100, "a hundred": 100}
    for units, tens, joint in ((_ES_UNITS, _ES_TENS, " y "), (_EN_UNITS, _EN_TENS, " ")):
        below = units.split()
        found |= {word: value for value, word in enumerate(below)}
        for ten, word in enumerate(tens.split(), start=len(below) // 10):
            found[word] = ten * 10
            found |= {f"{word}{joint}{below[unit]}": ten * 10 + unit for unit in range(1, 10)}
    return found


_NUMBER_WORDS = _number_words()
