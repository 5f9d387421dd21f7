"""The numbers of a report: each with a name, its expression over the snapshot, its value and how it is written. Pure.

A chapter can only show a number through the ledger, so there is none that the snapshot does not give.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from registry.publication.blocks import marked
from registry.publication.expressions import Value, evaluate
from registry.texts import Text, same, spoken

#: How a value that is not published is written: it, or the rest of its line, has fewer than ten people.
NOT_PUBLISHED = same("n.\u00a0p.")
NO_DATA = Text("sin dato", "no data")


@dataclass(frozen=True, slots=True)
class Number:
    """One number. ``style``: people (None is suppressed), plain, percent, ratio (None is no data)."""

    id: str
    expression: str
    style: str
    value: Value

    def as_dict(self) -> dict[str, Any]:
        """For the list of numbers that is signed with the report; a decimal as text, so that no reader rounds it."""
        value = str(self.value) if isinstance(self.value, Decimal) else self.value
        return {"id": self.id, "expression": self.expression, "style": self.style, "value": value}


def written(value: Value, style: str) -> Text:
    """A value as people read it."""
    if value is None:
        return NOT_PUBLISHED if style == "people" else NO_DATA
    number = Text(spoken(value, "es"), spoken(value, "en"))
    if style == "percent":
        return Text(f"{number.es}\u00a0%", f"{number.en}%")
    if style == "ratio":
        return Text(*(f"{value:.2f}",) * 2)
    return number


class Ledger:
    """Evaluates expressions over one snapshot and remembers every number that was said."""

    def __init__(self, snapshot: Mapping[str, Any]) -> None:
        self.snapshot = snapshot
        self._numbers: dict[str, Number] = {}

    def value(self, expression: str) -> Value:
        """A value that decides what is said and is not itself shown."""
        return evaluate(expression, self.snapshot)

    def say(self, name: str, expression: str, style: str = "people") -> Text:
        """A number, marked with its name. Raises ValueError when the name is taken by another expression."""
        held = self._numbers.get(name)
        if held is None:
            held = self._numbers[name] = Number(name, expression, style, self.value(expression))
        elif (held.expression, held.style) != (expression, style):
            raise ValueError(f"{name} is {held.expression}, not {expression}")
        return marked(name, written(held.value, style))

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All that was said, in that order."""
        return tuple(self._numbers.values())
