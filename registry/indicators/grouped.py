"""The median of values that are known only by their bracket (pure)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

Bracket = tuple[int, int | None]


def median(brackets: Sequence[Bracket]) -> Fraction | None:
    """The point under which half of them lie, each bracket's values taken as spread evenly over it.

    None for nobody, and where it falls into a bracket without an upper end: that has no middle.
    """
    half, below = Fraction(len(brackets), 2), 0
    for (low, high), count in sorted(Counter(brackets).items(), key=lambda item: item[0][0]):
        if below + count >= half:
            return None if high is None else low + (half - below) * Fraction(high - low, count)
        below += count
    return None
