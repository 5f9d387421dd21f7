"""What is wrong with a series as a whole (pure): gaps, totals that do not add up, other units, periods approved."""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from registry.indicators import messages, periods
from registry.indicators.series import DIMENSIONS, Point, SeriesKind

if TYPE_CHECKING:
    from registry.indicators.judging import Earlier

#: A series whose usual value is this many times the approved one's, or its inverse, is in another unit.
OTHER_UNIT = 100
#: How many of one kind of finding about the whole are listed one by one.
LISTED = 20
#: The parts that a total over a dimension is the sum of.
PARTS: Mapping[str, frozenset[str]] = {
    "state": frozenset(f"{number:02}" for number in range(1, 33)),
    "gender": frozenset({"woman", "man"}),
    "occupation": frozenset(f"sinco-{number}" for number in range(1, 10)),
    "employment": frozenset({"formal", "informal"}),
}
Found = tuple[str, dict[str, object]]


def whole_findings(points: Sequence[Point], kind: SeriesKind, earlier: Earlier) -> Iterator[Found]:
    """Codes of `messages.FINDINGS`, each with its values."""
    if not points:
        return
    yield from _units(points, kind, earlier)
    yield from _gaps(points)
    yield from _missing_states(points, kind)
    if kind.main.unit == "people":
        yield from _totals(points, kind)
    for name in sorted({one.period for one in points}):
        if name in earlier.periods:
            yield "period_approved", {"period": name, "title": earlier.periods[name]}


def _units(points: Sequence[Point], kind: SeriesKind, earlier: Earlier) -> Iterator[Found]:
    values = [one.value for one in points if one.measure == kind.main.id]
    if kind.main.unit == "percent" and len(values) > 1 and max(values) <= 1:
        yield "looks_like_fractions", {"largest": str(max(values))}
    usual, own = earlier.usual.get(kind.main.id), statistics.median(values) if values else Decimal(0)
    if kind.main.unit in ("people", "percent") and usual and own:
        times = own / usual
        if times >= OTHER_UNIT or times <= 1 / Decimal(OTHER_UNIT):
            yield "other_size", {"own": round(own, 1), "usual": round(usual, 1)}


def _gaps(points: Sequence[Point]) -> Iterator[Found]:
    """Periods missing between the first and the last of each line of the series."""
    lines: dict[tuple[str | None, ...], set[str]] = defaultdict(set)
    for one in points:
        lines[one.place[1:]].add(one.period)
    named = (periods.named(name) for name in {one.period for one in points})
    everything = sorted(one for one in named if one is not None)
    missing: dict[str, int] = defaultdict(int)
    wanted = everything[0]
    while wanted <= everything[-1]:
        for line in lines.values():
            missing[wanted.name] += wanted.name not in line
        wanted = wanted.next
    found = [(name, count) for name, count in missing.items() if count]
    for name, count in found[:LISTED]:
        yield "gap", {"period": name, "lines": count}


def _missing_states(points: Sequence[Point], kind: SeriesKind) -> Iterator[Found]:
    if "state" not in kind.dimensions:
        return
    by_period: dict[str, set[str]] = defaultdict(set)
    for one in points:
        if one.state is not None:
            by_period[one.period].add(one.state)
    for name, states in sorted(by_period.items())[:LISTED]:
        absent = PARTS["state"] - states
        if absent:
            yield "states_missing", {"period": name, "count": len(absent), "codes": ", ".join(sorted(absent)[:8])}


def _totals(points: Sequence[Point], kind: SeriesKind) -> Iterator[Found]:
    """Totals against the sum of their parts, where all parts are there. Published parts are rounded one by one."""
    listed = 0
    for name in set(kind.dimensions) & set(PARTS):
        groups: dict[tuple[str | None, ...], dict[str | None, Decimal]] = defaultdict(dict)
        at = DIMENSIONS.index(name) + 2
        for one in points:
            if one.measure == kind.main.id:
                groups[(*one.place[:at], *one.place[at + 1 :])][getattr(one, name)] = one.value
        for place, values in groups.items():
            if None not in values or not set(values) >= PARTS[name]:
                continue
            added, total = sum(values[part] for part in PARTS[name]), values[None]
            if abs(total - added) > len(PARTS[name]) and listed < LISTED:
                listed += 1
                yield (
                    "parts_over_total" if added > total else "total_over_parts",
                    {"period": place[0], "dimension": messages.DIMENSIONS[name], "total": total, "added": added},
                )
