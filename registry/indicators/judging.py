"""Rows of a file → the points of a series, and what is wrong with them (pure; the rows come one by one).

An error keeps the whole file from being approved; a warning must be read and accepted by whoever approves. Nothing is
filled in, rounded or guessed: what is missing stays missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from registry.indicators import messages, periods
from registry.indicators.formulas import EXPOSURE_LEVELS
from registry.indicators.series import THOUSANDS, UNITS, Column, Point, SeriesKind
from registry.indicators.whole import whole_findings
from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.places import read_state
from registry.issuing.intake.vocabulary import EVERYDAY
from registry.issuing.intake.wording import key, plain, quoted
from registry.texts import Text

#: Where the headings are looked for, and how many of them show that they are.
HEADING_ROWS = 20
HEADINGS_NEEDED = 2
#: A file with more faults than this is not looked at further in detail: it is another file.
MAXIMUM_FINDINGS = 2_000
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.\d+)?")
_TOTALS = frozenset(
    [
        "total",
        "nacional",
        "estados unidos mexicanos",
        "00",
        "0",
        "todos",
        "todas",
        "all",
        "national",
        "ambos",
        "ambos sexos",
        "both",
        "mexico total",
    ]
)
_MISSING = frozenset({"", "nd", "n d", "na", "n a", "ns", "n s", "null", "none"})
_LEVELS = {
    **{plain(one): one for one in EXPOSURE_LEVELS},
    **{str(number): f"level-{number}" for number in range(1, 5)},
    **{f"nivel {number}": f"level-{number}" for number in range(1, 5)},
    **{f"gradiente {number}": f"level-{number}" for number in range(1, 5)},
    "sin exposicion": "none", "ninguna": "none", "no expuesta": "none", "minima": "minimal", "0": "none",
}  # fmt: skip
_EMPLOYMENT = {"formal": "formal", "informal": "informal", "formales": "formal", "informales": "informal"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, at which row of the file (None: with the whole)."""

    row: int | None
    code: str
    severity: str  # error | warning
    text: Text


@dataclass
class Judged:
    """What became of a file. ``faulty`` are the rows left out, with the row's cells as they were."""

    headings: tuple[str, ...]
    mapping: Mapping[str, int]
    points: list[Point] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faulty: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    rows: int = 0

    @property
    def errors(self) -> int:
        """How many findings keep it from being approved."""
        return sum(one.severity == "error" for one in self.findings)

    @property
    def warnings(self) -> int:
        """How many must be accepted."""
        return len(self.findings) - self.errors

    def note(self, code: str, row: int | None, **values: object) -> None:
        """Remember a finding."""
        if len(self.findings) < MAXIMUM_FINDINGS:
            severity, text = messages.FINDINGS[code]
            self.findings.append(Finding(row, code, severity, text.format(**values)))


@dataclass(frozen=True, slots=True)
class Earlier:
    """What is approved already of the same series: who covers which period, and the usual size of each measure."""

    periods: Mapping[str, str] = field(default_factory=dict)
    usual: Mapping[str, Decimal] = field(default_factory=dict)


def judge(
    rows: Iterable[SheetRow],
    kind: SeriesKind,
    *,
    unit: str,
    chosen: Mapping[str, int] | None = None,
    earlier: Earlier | None = None,
) -> Judged:
    """Read a file's rows as a series. ``chosen`` are columns that a person assigned: column id → position."""
    stream = iter(rows)
    judged = _with_headings(stream, kind, chosen or {})
    lacking = [one for one in kind.columns if one.required and one.id not in judged.mapping]
    if lacking:
        for one in lacking:
            judged.note("column_missing", None, column=one.label, accepted=", ".join(one.headings[:4]))
        return judged
    _check_unit(judged, kind, unit)
    seen: dict[tuple[str | None, ...], int] = {}
    for row in stream:
        judged.rows += 1
        before = judged.errors
        found = _points(judged, row, kind, UNITS[kind.main.unit or ""][unit])
        for point in found:
            first = seen.setdefault(point.place, row.number)
            if first != row.number:
                judged.note("duplicate", row.number, first=first)
        if judged.errors > before:
            judged.faulty.append((row.number, tuple(cell.text for cell in row.cells)))
        else:
            judged.points += found
    if not judged.rows:
        judged.note("no_rows", None)
    for code, values in whole_findings(judged.points, kind, earlier or Earlier()):
        judged.note(code, None, **values)
    return judged


def _with_headings(stream: Iterable[SheetRow], kind: SeriesKind, chosen: Mapping[str, int]) -> Judged:
    """Read up to the row of headings; without one, nothing is mapped."""
    for number, row in enumerate(stream):
        texts = tuple(cell.text.strip() for cell in row.cells)
        named = {found: place for place, one in reversed(list(enumerate(texts))) if (found := kind.recognise(one))}
        if len(named) >= HEADINGS_NEEDED or (chosen and number == 0):
            kept = {name: place for name, place in named.items() if place not in chosen.values()}
            return Judged(texts, {**kept, **{one: at for one, at in chosen.items() if at < len(texts)}})
        if number >= HEADING_ROWS:
            break
    return Judged((), {})


def _check_unit(judged: Judged, kind: SeriesKind, unit: str) -> None:
    place = judged.mapping[kind.main.id]
    heading = judged.headings[place] if place < len(judged.headings) else ""
    if kind.main.unit == "people" and unit == "people" and set(key(heading).split()) & set(THOUSANDS):
        judged.note("heading_says_thousands", None, heading=quoted(heading))


def _points(judged: Judged, row: SheetRow, kind: SeriesKind, factor: Decimal) -> list[Point]:
    """The points of a row, one for each measure that it has; what is wrong is noted."""
    period = periods.read(_text(judged, row, "period"), kind.months)
    if period is None:
        judged.note("period_unknown", row.number, given=quoted(_text(judged, row, "period")), **_like(kind))
    where = {name: _dimension(judged, row, name) for name in kind.dimensions if name in judged.mapping}
    found = []
    for measure in kind.measures:
        if measure.id not in judged.mapping:
            continue
        value = _value(judged, row, measure, factor if measure is kind.main else Decimal(1))
        if value is not None and period is not None:
            found.append(Point(period.name, measure.id, value, **where))
    return found


def _like(kind: SeriesKind) -> dict[str, object]:
    return {"example": {3: "2026-Q3", 6: "2026-H1", 12: "2026"}[kind.months]}


def _text(judged: Judged, row: SheetRow, column: str) -> str:
    return row.at(judged.mapping[column]).text.strip()


def _dimension(judged: Judged, row: SheetRow, name: str) -> str | None:
    """The value of a dimension; None is the total over it. What cannot be read is noted."""
    written = _text(judged, row, name)
    if plain(written) in _TOTALS:
        return None
    if not written:
        judged.note("dimension_blank", row.number, column=messages.DIMENSIONS[name])
        return None
    found = _read_dimension(name, written)
    if found is None:
        judged.note(f"{name}_unknown", row.number, given=quoted(written))
    return found


def _read_dimension(name: str, written: str) -> str | None:
    if name == "state":
        return read_state(written)
    if name == "municipality":
        return plain(written)[:120] or None
    if name == "occupation":
        return _occupation(written)
    if name == "gender":
        gender = EVERYDAY.read("gender", written)
        return gender if gender in ("woman", "man") else None
    return _EMPLOYMENT.get(plain(written).removeprefix("empleo "))


def _occupation(written: str) -> str | None:
    """A major group of SINCO, by its digit, its code or its id; a unit code of four digits is of its first digit."""
    return EVERYDAY.read("occupation", written.removesuffix(".0"))


def _value(judged: Judged, row: SheetRow, measure: Column, factor: Decimal) -> Decimal | None:
    written = _text(judged, row, measure.id)
    if measure.unit == "level":
        level = _LEVELS.get(plain(written))
        if level is None:
            judged.note("level_unknown", row.number, given=quoted(written), accepted=", ".join(EXPOSURE_LEVELS))
            return None
        return Decimal(EXPOSURE_LEVELS.index(level))
    if plain(written) in _MISSING and not written.startswith("0"):
        judged.note("value_missing", row.number, column=measure.label)
        return None
    bare = written.replace("\u00a0", " ").removesuffix("%").strip()
    if not _NUMBER.fullmatch(bare):
        judged.note("number_unclear", row.number, given=quoted(written))
        return None
    value = Decimal(bare.replace(",", "").replace(" ", "")) * factor
    return value if _fits(judged, row.number, measure, value, written) else None


def _fits(judged: Judged, number: int, measure: Column, value: Decimal, written: str) -> bool:
    if value < 0:
        judged.note("negative", number, given=quoted(written))
    elif measure.unit == "percent" and value > 100:
        judged.note("over_hundred", number, given=quoted(written))
    elif measure.unit == "people" and value != value.to_integral_value():
        judged.note("part_of_a_person", number, given=quoted(written))
    elif measure.unit == "people" and value > messages.MOST_PEOPLE:
        judged.note("too_many_people", number, given=quoted(written), most=messages.MOST_PEOPLE)
    else:
        return True
    return False
