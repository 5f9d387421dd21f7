"""What may be shown of ratios of people (pure).

A ratio with a small numerator, a small rest or a small denominator gives the small count back to whoever knows one of
the others; so the three stand or fall together. Of several ratios beneath one published total, more are hidden until
those that are cannot be worked out from it (`registry.disclosure` does the same for counts).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.disclosure import MINIMUM_CELL

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a number of people: ``count`` of ``base``, disjoint from the rest of them.

    ``outside`` are those of whom the ratio says nothing, where another published number counts them too: of those who
    answered, the ones who have no main task.
    """

    count: int
    base: int
    outside: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.base:
            raise ValueError(f"{self.count} of {self.base}")

    @property
    def cells(self) -> tuple[int, ...]:
        """The counts that the ratio tells of: those counted, the rest, both, those outside, everybody."""
        return self.count, self.base - self.count, self.base, self.outside, self.base + self.outside


@dataclass(frozen=True, slots=True)
class Shown(Generic[K]):
    """The ratios that may be shown, and the total; None is suppressed."""

    parts: Mapping[K, Part | None]
    total: Part | None


def small(count: int, *, minimum: int = MINIMUM_CELL) -> bool:
    """Whether a count of people is too small to be published; zero names nobody."""
    return 0 < count < minimum


def showable(part: Part, *, minimum: int = MINIMUM_CELL) -> bool:
    """Whether a single ratio may be shown."""
    return not any(small(one, minimum=minimum) for one in part.cells)


def publishable_parts(parts: Mapping[K, Part], *, minimum: int = MINIMUM_CELL) -> Shown[K]:
    """Ratios of disjoint groups beneath their total. Each group is shown whole or not at all."""
    every = parts.values()
    total = Part(sum(one.count for one in every), sum(one.base for one in every), sum(one.outside for one in every))
    if not showable(total, minimum=minimum):
        return Shown(dict.fromkeys(parts), None)
    hidden = {key for key, one in parts.items() if not showable(one, minimum=minimum)}
    while hidden:
        more = _complement(parts, hidden, minimum)
        if more is None:
            break
        hidden.add(more)
    return Shown({key: None if key in hidden else one for key, one in parts.items()}, total)


def _complement(parts: Mapping[K, Part], hidden: set[K], minimum: int) -> K | None:
    """The smallest group still shown, as long as what is hidden could be worked out from the total; else None."""
    rest = sorted(
        (one.base + one.outside, str(key), key)
        for key, one in parts.items()
        if key not in hidden and one.base + one.outside
    )
    columns = zip(*(parts[key].cells for key in hidden if any(parts[key].cells)), strict=True)
    safe = all(_safe(column, minimum) for column in columns)
    return None if safe or not rest else rest[0][2]


def _safe(counts: Sequence[int], minimum: int) -> bool:
    """Hidden counts whose sum anybody can work out: nobody, or enough people; which group has them stays unknown."""
    return not any(counts) or (len(counts) >= 2 and sum(counts) >= minimum)
