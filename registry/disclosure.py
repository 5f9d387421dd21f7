"""What may be published of one line of counts of people (pure): no cell below ten, and none that could be worked out
(DESIGN 11).

A suppressed cell is given back by subtraction when its total is published; so at least one more cell of the same line
is suppressed with it (complementary suppression), the smallest that helps. Tables with totals in two directions are
hidden by `registry.suppression`.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
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


def nearest_ten(count: int) -> int:
    """A count beside which other exact counts of nearly the same people are published: their difference says nothing.
    Zero stays; what is shown at all is ten or more, and stays so."""
    return (count + 5) // 10 * 10
