"""The value of an indicator for a period, with everything that must be said beside it (pure).

Exact: numbers are Fractions, rounded only by whoever shows them. A statement is written once as JSON and read back the
same; its digest names it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import orjson

from registry import clock
from registry.texts import Text

VALUE, SUPPRESSED, NO_DATA = "value", "suppressed", "no_data"
BY_GROUP = "by_group"


@dataclass(frozen=True, slots=True)
class Cell:
    """One number: of the whole (``by`` empty) or of a group (``by`` gender, ``key`` woman).

    ``state``: value, suppressed (a small number of people stands behind it) or no_data. ``numerator`` and
    ``denominator`` where they may be published; ``spread`` is the interquartile range of a median.
    """

    state: str
    value: Fraction | None = None
    numerator: int | None = None
    denominator: int | None = None
    by: str = ""
    key: str = ""
    spread: tuple[Fraction, Fraction] | None = None
    reason: Text | None = None  # why there is none

    def at(self, by: str, key: str) -> Cell:
        """The same number, of a group."""
        return replace(self, by=by, key=key)


@dataclass(frozen=True, slots=True)
class Input:
    """What a value was computed from. ``kind``: records, survey or import; ``digest`` that of an imported file."""

    kind: str
    id: str
    title: Text
    publisher: str
    as_of: str  # a moment or a day, ISO 8601
    period: str = ""
    digest: str = ""
    reference: str = ""  # the key of the import, or of the release

    @property
    def day(self) -> dt.date:
        """The day of ``as_of`` in central Mexico."""
        written = self.as_of
        return (
            dt.date.fromisoformat(written) if len(written) == 10 else clock.day_of(dt.datetime.fromisoformat(written))
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """A value with its cells (the whole first), provenance and notes. ``known`` of ``of``: for how many people the
    attribute is known that the indicator hangs on; ``answered`` of ``asked``: the response to a survey."""

    indicator_id: str
    period: str
    definition: str  # the version of what is said of the indicator
    as_of: dt.datetime
    cells: tuple[Cell, ...]
    inputs: tuple[Input, ...] = ()
    notes: tuple[Text, ...] = ()
    known: int | None = None
    of: int | None = None
    answered: int | None = None
    asked: int | None = None

    @property
    def whole(self) -> Cell:
        """The number for everybody."""
        return self.cells[0]

    @property
    def outcome(self) -> str:
        """value, suppressed or no_data: of the whole, or the best of the groups where there is no whole."""
        if self.whole.state in (VALUE, SUPPRESSED, NO_DATA):
            return self.whole.state
        states = {one.state for one in self.cells}
        return next(one for one in (VALUE, SUPPRESSED, NO_DATA) if one in states)

    def by(self, dimension: str) -> tuple[Cell, ...]:
        """The groups of one breakdown."""
        return tuple(one for one in self.cells if one.by == dimension)

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """What it is broken down by, in order."""
        return tuple(dict.fromkeys(one.by for one in self.cells if one.by))

    def as_dict(self) -> dict[str, Any]:
        """As it is kept and as programs get it."""
        return {
            "indicator": self.indicator_id,
            "period": self.period,
            "definition": self.definition,
            "asOf": self.as_of.isoformat(),
            "outcome": self.outcome,
            "cells": [_cell(one) for one in self.cells],
            "inputs": [_input(one) for one in self.inputs],
            "notes": [one.as_dict() for one in self.notes],
            "known": self.known,
            "of": self.of,
            "answered": self.answered,
            "asked": self.asked,
        }

    def digest(self) -> str:
        """Names what it says; not when it was counted, so that counting the same again is the same."""
        said = {name: value for name, value in self.as_dict().items() if name not in ("asOf", "inputs")}
        return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()


def nothing(
    indicator_id: str, period: str, definition: str, as_of: dt.datetime, reason: Text, *, inputs: Sequence[Input] = ()
) -> Statement:
    """No data, and why."""
    return Statement(indicator_id, period, definition, as_of, (Cell(NO_DATA, reason=reason),), tuple(inputs))


def read(value: Mapping[str, Any]) -> Statement:
    """What `Statement.as_dict` wrote."""
    return Statement(
        indicator_id=value["indicator"],
        period=value["period"],
        definition=value["definition"],
        as_of=dt.datetime.fromisoformat(value["asOf"]),
        cells=tuple(_read_cell(one) for one in value["cells"]),
        inputs=tuple(_read_input(one) for one in value["inputs"]),
        notes=tuple(Text.of(one) for one in value["notes"]),
        known=value["known"],
        of=value["of"],
        answered=value["answered"],
        asked=value["asked"],
    )


def rounded(value: Fraction, decimals: int) -> str:
    """A number as it is shown, half away from zero: «62.5»; trailing zeros stay, they say how exact it is."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    digits = str(whole).rjust(decimals + 1, "0")
    shown = f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits
    return f"-{shown}" if value < 0 and whole else shown


def _cell(one: Cell) -> dict[str, Any]:
    return {
        "by": one.by,
        "key": one.key,
        "state": one.state,
        "value": None if one.value is None else str(one.value),
        "numerator": one.numerator,
        "denominator": one.denominator,
        "spread": None if one.spread is None else [str(each) for each in one.spread],
        "reason": None if one.reason is None else one.reason.as_dict(),
    }


def _read_cell(one: Mapping[str, Any]) -> Cell:
    spread = one["spread"]
    return Cell(
        state=one["state"],
        value=None if one["value"] is None else Fraction(one["value"]),
        numerator=one["numerator"],
        denominator=one["denominator"],
        by=one["by"],
        key=one["key"],
        spread=None if spread is None else (Fraction(spread[0]), Fraction(spread[1])),
        reason=None if one["reason"] is None else Text.of(one["reason"]),
    )


def _input(one: Input) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "id": one.id,
        "title": one.title.as_dict(),
        "publisher": one.publisher,
        "asOf": one.as_of,
        "period": one.period,
        "digest": one.digest,
        "reference": one.reference,
    }


def _read_input(one: Mapping[str, Any]) -> Input:
    return Input(
        one["kind"], one["id"], Text.of(one["title"]), one["publisher"], one["asOf"], one["period"], one["digest"],
        one["reference"],
    )  # fmt: skip
