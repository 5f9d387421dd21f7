"""What may be published of a table of people (pure): no cell below ten, and none that could be worked out (DESIGN 11).

A suppressed cell is given back by subtraction when its total is published; so at least one more cell of the same line
is suppressed with it (complementary suppression), the smallest that helps.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
MINIMUM_CELL = 10


@dataclass(frozen=True, slots=True)
class Line(Generic[K]):
    """A row of counts with their total. None in ``cells`` is suppressed; ``total`` is None when itself too small."""

    cells: Mapping[K, int | None]
    total: int | None


def publishable(counts: Mapping[K, int], *, minimum: int = MINIMUM_CELL) -> Line[K]:
    """One line of disjoint counts. Zero is published: it names nobody."""
    total = sum(counts.values())
    if 0 < total < minimum:
        return Line({key: None if count else 0 for key, count in counts.items()}, None)
    hidden = {key for key, count in counts.items() if 0 < count < minimum}
    if hidden:
        hidden |= _complement(counts, hidden, minimum)
    return Line({key: None if key in hidden else count for key, count in counts.items()}, total)


def _complement(counts: Mapping[K, int], hidden: set[K], minimum: int) -> set[K]:
    """More cells to hide: until at least two are hidden and together they hold ``minimum`` people or more."""
    extra: set[K] = set()
    rest = sorted((count, str(key), key) for key, count in counts.items() if key not in hidden and count > 0)
    while rest and (len(hidden | extra) < 2 or sum(counts[key] for key in hidden | extra) < minimum):
        extra.add(rest.pop(0)[2])
    return extra


def publishable_table(
    rows: Mapping[K, Mapping[str, int]], columns: Sequence[str], *, minimum: int = MINIMUM_CELL
) -> Mapping[K, Line[str]]:
    """A table whose row totals and column totals are both published: suppressed in both directions until stable."""
    hidden = {(row, column) for row, cells in rows.items() for column in columns if 0 < cells.get(column, 0) < minimum}
    changed = True
    while changed:
        changed = False
        for row in rows:
            changed |= _close_line([(row, column) for column in columns], rows, hidden, minimum)
        for column in columns:
            changed |= _close_line([(row, column) for row in rows], rows, hidden, minimum)
    table: dict[K, Line[str]] = {}
    for row, cells in rows.items():
        total = sum(cells.get(column, 0) for column in columns)
        table[row] = Line(
            {column: None if (row, column) in hidden else cells.get(column, 0) for column in columns},
            None if 0 < total < minimum else total,
        )
    return table


def _close_line(
    places: Sequence[tuple[K, str]], rows: Mapping[K, Mapping[str, int]], hidden: set[tuple[K, str]], minimum: int
) -> bool:
    """Make one row or column safe; whether more had to be hidden."""
    counts = {place: rows[place[0]].get(place[1], 0) for place in places}
    own = {place for place in places if place in hidden}
    if not own:
        return False
    extra = _complement(counts, own, minimum)
    hidden |= extra
    return bool(extra)
