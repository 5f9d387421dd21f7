"""The cut from one stage to the next, so that anyone can repeat it. Pure.

Only averages, percentages of named instruments and a draw decide, in that order; averages are compared unrounded. The
draw is fixed before the first grade: the digest of its seed is published then, and the seed with the cut
(programs.yaml, selection).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from registry.programs.errors import CodesRepeated, ScoreLacking, SeedNotCommitted

#: What decided a place, where it was neither the average nor an instrument.
DRAW = "draw"
AVERAGE = "average"
FIRST = "first"

Key = tuple[Fraction | str, ...]


@dataclass(frozen=True, slots=True)
class StageScore:
    """One person's result under their selection code: unrounded average (0 to 10), percentages by instrument."""

    code: str
    average: Fraction
    scores: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the ranking. ``decided_by`` says what put this person behind the one before: ``average``, an
    instrument's id, ``draw``; ``first`` for the first."""

    code: str
    average: Fraction
    decided_by: str


@dataclass(frozen=True, slots=True)
class SelectionOutcome:
    """What the cut gives. ``admitted`` in code order, never in rank order; ``waiting`` in the order in which they step
    in; ``cut_average`` that of the last admitted, None when nobody was; ``reasons`` every place in rank order."""

    admitted: tuple[str, ...]
    waiting: tuple[str, ...]
    cut_average: Fraction | None
    reasons: tuple[Place, ...]


def commitment(seed: str) -> str:
    """What is published before the first grade: SHA-256 of the seed's text, in hex."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw_key(seed: str, code: str) -> str:
    """Where the draw puts a code among those still tied: the lower comes first."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def check_seed(seed: str, committed: str) -> None:
    """Raise SeedNotCommitted unless this is the seed whose digest was published."""
    if commitment(seed) != committed:
        raise SeedNotCommitted()


def select(
    results: Sequence[StageScore], *, take: int, waiting: int, tie_breaks: Sequence[str], seed: str
) -> SelectionOutcome:
    """Admit the ``take`` best and keep ``waiting`` more; ``tie_breaks`` are instruments, higher percentage first.

    ``results`` hold the competent only, in any order. Raises CodesRepeated, and ScoreLacking for a person without a
    percentage in an instrument that breaks ties: whoever lacks it must not pass for zero.
    """
    if len({one.code for one in results}) != len(results):
        raise CodesRepeated()
    keys = {one.code: _key(one, tie_breaks, seed) for one in results}
    ranked = sorted(results, key=lambda one: keys[one.code])
    names = (AVERAGE, *tie_breaks, DRAW)
    places = [Place(one.code, one.average, FIRST) for one in ranked[:1]]
    places += [
        Place(later.code, later.average, _decided(keys[earlier.code], keys[later.code], names))
        for earlier, later in pairwise(ranked)
    ]
    admitted = ranked[: max(take, 0)]
    return SelectionOutcome(
        admitted=tuple(sorted(one.code for one in admitted)),
        waiting=tuple(one.code for one in ranked[len(admitted) : len(admitted) + max(waiting, 0)]),
        cut_average=admitted[-1].average if admitted else None,
        reasons=tuple(places),
    )


def _key(one: StageScore, tie_breaks: Sequence[str], seed: str) -> Key:
    missing = next((name for name in tie_breaks if name not in one.scores), None)
    if missing is not None:
        raise ScoreLacking(selection_code=one.code, instrument=missing)
    # The code itself closes the key: two equal digests would need a broken SHA-256, yet the order must still be one.
    return (-one.average, *(-one.scores[name] for name in tie_breaks), draw_key(seed, one.code), one.code)


def _decided(earlier: Key, later: Key, names: Sequence[str]) -> str:
    return next((name for name, one, two in zip(names, earlier, later, strict=False) if one != two), DRAW)


def written(value: Fraction) -> str:
    """An average as exact text: in decimals where it has finitely many, else as a fraction."""
    denominator = value.denominator
    for factor in (2, 5):
        while denominator % factor == 0:
            denominator //= factor
    if denominator != 1:
        return str(value)
    places = next(number for number in range(value.denominator.bit_length() + 1) if 10**number % value.denominator == 0)
    whole = abs(value.numerator) * 10**places // value.denominator
    digits = str(whole).rjust(places + 1, "0")
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text
