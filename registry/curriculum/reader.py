"""Typed reading of a content mapping, which collects every fault instead of stopping at the first. Pure.

Each accessor returns a harmless stand-in after noting a fault; `Ledger.settle` raises before anyone can use one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from registry.curriculum.faults import Fault, FaultyContent, Path
from registry.texts import LANGUAGES, Text

MAXIMUM_FAULTS = 50
MAXIMUM_TEXT = 4_000
MAXIMUM_ID = 60


@dataclass
class Ledger:
    """The faults found so far, and where to look up their lines."""

    name: str | None = None
    lines: Mapping[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def note(self, path: Path, problem: Text, **values: object) -> None:
        """Remember a fault; a missing member is reported on the line of what should hold it."""
        if len(self.faults) >= MAXIMUM_FAULTS:
            return
        line = next((self.lines[path[:cut]] for cut in range(len(path), -1, -1) if path[:cut] in self.lines), None)
        self.faults.append(Fault(path, problem.format(**values), self.name, line))

    def settle(self) -> None:
        """Raise FaultyContent if anything was noted."""
        if self.faults:
            raise FaultyContent(sorted(self.faults, key=lambda fault: fault.line or 0))


class Reader:
    """A mapping inside the content, at ``path``."""

    def __init__(self, value: object, path: Path, ledger: Ledger) -> None:
        self.path = path
        self.ledger = ledger
        if not isinstance(value, Mapping):
            ledger.note(path, EXPECTED_MAPPING)
            value = {}
        self.value: Mapping[str, Any] = value

    def note(self, key: str | int | None, problem: Text, **values: object) -> None:
        """Remember a fault at one of this mapping's keys, or at the mapping itself."""
        self.ledger.note(self.path if key is None else (*self.path, key), problem, **values)

    def has(self, key: str) -> bool:
        """Whether the key is there with a value other than null."""
        return self.value.get(key) is not None

    def only(self, *allowed: str) -> None:
        """Note every key that is not allowed: a misspelled one would be ignored in silence."""
        for key in self.value:
            if key not in allowed:
                self.note(key, UNKNOWN_KEY, allowed=", ".join(allowed))

    def child(self, key: str) -> Reader:
        """The mapping under a key."""
        if not self.has(key):
            self.note(key, MISSING)
            return Reader({}, (*self.path, key), Ledger())
        return Reader(self.value[key], (*self.path, key), self.ledger)

    def optional_child(self, key: str) -> Reader | None:
        """The mapping under a key, or None where there is none."""
        return self.child(key) if self.has(key) else None

    def children(self, key: str, *, least: int = 1) -> list[Reader]:
        """The mappings of a list under a key."""
        return [Reader(value, path, self.ledger) for path, value in self._items(key, least)]

    def strings(self, key: str, *, least: int = 0, allowed: Collection[str] | None = None) -> tuple[str, ...]:
        """The texts of a list under a key, each one of ``allowed``, none twice."""
        result: list[str] = []
        for path, value in self._items(key, least):
            if not isinstance(value, str):
                self.ledger.note(path, EXPECTED_TEXT)
            elif allowed is not None and value not in allowed:
                self.ledger.note(path, NOT_ALLOWED_VALUE, value=value, allowed=", ".join(sorted(allowed)))
            elif value in result:
                self.ledger.note(path, REPEATED, value=value)
            else:
                result.append(value)
        return tuple(result)

    def string(self, key: str, *, allowed: Collection[str] | None = None, maximum: int = MAXIMUM_TEXT) -> str:
        """A text, one of ``allowed``."""
        value = self.value.get(key)
        if value is None:
            self.note(key, MISSING)
        elif not isinstance(value, str) or not value.strip():
            self.note(key, EXPECTED_TEXT)
        elif len(value) > maximum or not value.isprintable():
            self.note(key, UNFIT_TEXT, maximum=maximum)
        elif allowed is not None and value not in allowed:
            self.note(key, NOT_ALLOWED_VALUE, value=value, allowed=", ".join(sorted(allowed)))
        else:
            return value
        return ""

    def identifier(self, key: str = "id") -> str:
        """An id: letters, digits, dots, hyphens and underscores."""
        value = self.string(key, maximum=MAXIMUM_ID)
        if value and not all(
            character.isascii() and (character.isalnum() or character in "._-") for character in value
        ):
            self.note(key, UNFIT_ID, value=value)
            return ""
        return value

    def text(self, key: str) -> Text:
        """A text in both languages."""
        if not self.has(key):
            self.note(key, MISSING)
            return Text("", "")
        inner = Reader(self.value[key], (*self.path, key), self.ledger)
        inner.only(*LANGUAGES)
        return Text(es=inner.string("es"), en=inner.string("en"))

    def optional_text(self, key: str) -> Text | None:
        """A text in both languages, or None where there is none."""
        return self.text(key) if self.has(key) else None

    def truth(self, key: str) -> bool:
        """true or false."""
        value = self.value.get(key)
        if not isinstance(value, bool):
            self.note(key, MISSING if value is None else EXPECTED_TRUTH)
            return False
        return value

    def number(self, key: str, *, least: Decimal | int = 0, most: Decimal | int | None = None) -> Decimal:
        """A number within bounds, exact."""
        return self._number(key, self.value.get(key), least, most)

    def whole(self, key: str, *, least: int = 0, most: int | None = None) -> int:
        """A whole number within bounds."""
        value = self.number(key, least=least, most=most)
        if value != value.to_integral_value():
            self.note(key, EXPECTED_WHOLE)
            return 0
        return int(value)

    def numbers(
        self, key: str, names: Collection[str], *, least: int = 0, most: int | None = None
    ) -> dict[str, Decimal]:
        """A number for each of ``names``, no more and no fewer."""
        inner = self.child(key)
        inner.only(*names)
        return {name: inner.number(name, least=least, most=most) for name in names}

    def _items(self, key: str, least: int) -> Iterator[tuple[Path, Any]]:
        value = self.value.get(key)
        if value is None and least == 0:
            return
        if value is None:
            self.note(key, MISSING)
        elif not isinstance(value, list):
            self.note(key, EXPECTED_LIST)
        elif len(value) < least:
            self.note(key, TOO_FEW, least=least)
        else:
            yield from (((*self.path, key, index), item) for index, item in enumerate(value))

    def _number(self, key: str, value: object, least: Decimal | int, most: Decimal | int | None) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            self.note(key, MISSING if value is None else EXPECTED_NUMBER)
            return Decimal(0)
        number = Decimal(str(value))
        if number < least or (most is not None and number > most):
            self.note(key, OUT_OF_BOUNDS, least=least, most="∞" if most is None else most)
        return number


MISSING = Text("falta esta clave.", "this key is missing.")
UNKNOWN_KEY = Text("clave desconocida; se admiten: {allowed}.", "unknown key; accepted are: {allowed}.")
EXPECTED_MAPPING = Text("se esperan claves y valores.", "keys and values are expected here.")
EXPECTED_LIST = Text("se espera una lista.", "a list is expected here.")
EXPECTED_TEXT = Text("se espera un texto.", "a text is expected here.")
EXPECTED_TRUTH = Text("se espera true o false.", "true or false is expected here.")
EXPECTED_NUMBER = Text("se espera un número.", "a number is expected here.")
EXPECTED_WHOLE = Text("se espera un número entero.", "a whole number is expected here.")
OUT_OF_BOUNDS = Text("el número debe estar entre {least} y {most}.", "the number must be between {least} and {most}.")
TOO_FEW = Text("se esperan al menos {least} elementos.", "at least {least} entries are expected.")
NOT_ALLOWED_VALUE = Text(
    "«{value}» no se admite; use uno de: {allowed}.", "“{value}” is not accepted; use one of: {allowed}."
)
REPEATED = Text("«{value}» aparece dos veces.", "“{value}” appears twice.")
UNFIT_TEXT = Text(
    "el texto debe caber en una línea de {maximum} caracteres, sin caracteres de control.",
    "the text must fit in one line of {maximum} characters, without control characters.",
)
UNFIT_ID = Text(
    "«{value}» no sirve como identificador: use letras sin acento, números, punto, guion y guion bajo.",
    "“{value}” cannot be an id: use unaccented letters, digits, dots, hyphens and underscores.",
)
