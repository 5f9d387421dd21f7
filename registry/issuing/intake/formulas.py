"""Work out the small formulas with which schools compute an average, to say whether it is the standard's average.

Numbers, cells of the same row, + - * / and brackets, SUM, AVERAGE and ROUND (whose rounding is left out). Anything else
has no answer here. The result is exact, and is only compared: what the registry stores it computes itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from registry.issuing.intake.cells import column_index

MAX_LENGTH = 300
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)|\$?([A-Z]{1,3})\$?(\d{1,7})|([A-Z][A-Z.]+)(?=\()|([-+*/(),:;%]))")
_SUM = frozenset({"SUM", "SUMA"})
_AVERAGE = frozenset({"AVERAGE", "PROMEDIO"})
_ROUND = frozenset({"ROUND", "REDONDEAR"})

#: The number in a column of the formula's row, or None when the cell holds none.
ValueAt = Callable[[int], Decimal | None]
_Token = tuple[str, str]


class _NoAnswer(Exception):
    """The formula is not one of those understood here."""


def evaluate(formula: str, row: int, value_at: ValueAt) -> Fraction | None:
    """The exact result of a formula that stands in ``row``, or None when it is not a small one."""
    if len(formula) > MAX_LENGTH:
        return None
    try:
        calculation = _Calculation(_tokens(formula.lstrip("=").upper()), row, value_at)
        result = calculation.expression()
        return result if calculation.finished else None
    except (_NoAnswer, ZeroDivisionError, RecursionError):
        return None


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TOKEN.match(text, position)
        if match is None:
            raise _NoAnswer
        number, column, row, function, sign = match.groups()
        if number:
            found.append(("number", number))
        elif column:
            found.append(("cell", f"{column}{row}"))
        elif function:
            found.append(("function", function))
        else:
            found.append(("sign", "," if sign == ";" else sign))
        position = match.end()
    return found


class _Calculation:
    """Recursive descent over the tokens; the nesting is bounded by the length of the formula."""

    def __init__(self, tokens: list[_Token], row: int, value_at: ValueAt) -> None:
        self.tokens = tokens
        self.row = row
        self.value_at = value_at
        self.position = 0

    @property
    def finished(self) -> bool:
        return self.position == len(self.tokens)

    def expression(self) -> Fraction:
        total = self._term()
        while (sign := self._sign("+", "-")) is not None:
            term = self._term()
            total = total + term if sign == "+" else total - term
        return total

    def _term(self) -> Fraction:
        product = self._factor()
        while (sign := self._sign("*", "/")) is not None:
            factor = self._factor()
            product = product * factor if sign == "*" else product / factor
        return product

    def _factor(self) -> Fraction:
        if self._sign("-") is not None:
            return -self._factor()
        if self._sign("+") is not None:
            return self._factor()
        value = self._atom()
        return value / 100 if self._sign("%") is not None else value

    def _atom(self) -> Fraction:
        kind, text = self._next()
        if kind == "number":
            return Fraction(text)
        if kind == "cell":
            return self._cell(text)
        if kind == "function":
            return self._function(text)
        if text != "(":
            raise _NoAnswer
        value = self.expression()
        self._expect(")")
        return value

    def _function(self, name: str) -> Fraction:
        self._expect("(")
        values = self._arguments()
        if name in _SUM:
            return sum(values, Fraction(0))
        if name in _AVERAGE and values:
            return sum(values, Fraction(0)) / len(values)
        if name in _ROUND and values:
            return values[0]
        raise _NoAnswer

    def _arguments(self) -> list[Fraction]:
        values: list[Fraction] = []
        while True:
            values += self._range() or [self.expression()]
            if self._sign(",") is None:
                self._expect(")")
                return values

    def _range(self) -> list[Fraction]:
        ahead = self.tokens[self.position : self.position + 3]
        if len(ahead) < 3 or ahead[1] != ("sign", ":") or ahead[0][0] != "cell" or ahead[2][0] != "cell":
            return []
        self.position += 3
        first, last = (self._column(token[1]) for token in (ahead[0], ahead[2]))
        if not 0 <= last - first <= 200:
            raise _NoAnswer
        numbers = [self.value_at(column) for column in range(first, last + 1)]
        return [Fraction(number) for number in numbers if number is not None]

    def _cell(self, reference: str) -> Fraction:
        number = self.value_at(self._column(reference))
        if number is None:
            raise _NoAnswer
        return Fraction(number)

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if int(reference[len(letters) :]) != self.row:
            raise _NoAnswer  # another row is another person
        return column_index(letters)

    def _sign(self, *wanted: str) -> str | None:
        if self.position < len(self.tokens):
            kind, text = self.tokens[self.position]
            if kind == "sign" and text in wanted:
                self.position += 1
                return text
        return None

    def _next(self) -> _Token:
        if self.finished:
            raise _NoAnswer
        self.position += 1
        return self.tokens[self.position - 1]

    def _expect(self, sign: str) -> None:
        if self._sign(sign) is None:
            raise _NoAnswer
