"""A funnel as it may be published (pure): nested counts from which no group of one to nine people can be worked out.

Nested counts give away their differences: 1,000 admitted and 997 who took part say that three did not. So what is held
against the rule of small cells (`registry.programs.closing`) are the disjoint groups between one level and the next, in
the whole and, for a breakdown, in every category at once. A level whose group would be too small is left out; a count
in a category is shown only where no hidden group lies both before and after it.

Two levels are known anyway, because the codes of a draw are published: who was in it, and who was given a place.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from registry.disclosure import MINIMUM_CELL
from registry.programs.closing import Cell, hidden_cells

OTHERS = "others"
UNKNOWN = "unknown"
#: Published by code (`registry.programs.publication`), so a funnel cannot hide them.
KNOWN = frozenset({"eligible", "admitted", "selected"})
#: One category alone says no more than the whole.
FEWEST_ROWS = 2
#: Which levels a breakdown keeps first, when it cannot keep all.
PRIORITY = ("awarded", "selected", "awarded_second", "competent", "took_part", "second_stage")

#: How far each person came: the category, and the last level reached without a gap.
Reached = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """Counts by category and level; None is not published. ``levels`` are those that the breakdown keeps."""

    levels: tuple[str, ...]
    rows: Mapping[str, Mapping[str, int | None]]


def whole(reached: Counter[str], levels: Sequence[str]) -> dict[str, int | None]:
    """The count at each level; None where it would tell of a group of one to nine people."""
    counts = nested(reached, levels)
    shown = {name: counts[name] for name in levels if name in KNOWN}
    for name in levels:
        # A level is compared with all that are shown: two neighbours' groups are also groups of those further off.
        if name not in shown and all(_apart(counts[name], other) for other in (*shown.values(), 0)):
            shown[name] = counts[name]
    return {name: shown.get(name) for name in levels}


def _apart(one: int, other: int) -> bool:
    return one == other or abs(one - other) >= MINIMUM_CELL


def breakdown(
    people: Sequence[Reached],
    levels: Sequence[str],
    *,
    published: Collection[str],
    apart: Mapping[str, str] | None = None,
) -> Breakdown:
    """The counts by category, at as many of the ``published`` levels as leave the most to be seen.

    It begins with the first level that is known anyway: who was in the draw. ``apart``: categories whose sums are
    published elsewhere, by the name of their part, so that each part is closed in itself. Categories with fewer than
    ten people in all are taken together.
    """
    kept = [name for name in levels if name in KNOWN and name != "selected" and name in published]
    if not kept:
        return Breakdown((), {})
    inside = set(levels[levels.index(kept[0]) :])
    by_category = _gathered([one for one in people if one[1] in inside], apart or {})
    best = _suppressed(by_category, levels, kept, apart or {})
    if best is None and len(kept) > 1:
        best = _suppressed(by_category, levels, kept[:1], apart or {})
    if best is None or len(by_category) < FEWEST_ROWS:
        return Breakdown((), {})
    for name in [one for one in PRIORITY if one in levels and one in published]:
        made = _suppressed(by_category, levels, [one for one in levels if one in (*best.levels, name)], apart or {})
        if made is not None and _seen(made) > _seen(best) and _keeps(made, best, kept):
            best = made
    return best


def _seen(made: Breakdown) -> int:
    return sum(value is not None for row in made.rows.values() for value in row.values())


def _keeps(made: Breakdown, before: Breakdown, levels: Sequence[str]) -> bool:
    """Whether what was to be seen of these levels still is: it may be known from the draw."""
    return all(
        made.rows[category][name] is not None
        for category, row in before.rows.items()
        for name in levels
        if row[name] is not None
    )


def _suppressed(
    by_category: Mapping[str, Counter[str]], levels: Sequence[str], kept: Sequence[str], apart: Mapping[str, str]
) -> Breakdown | None:
    """The breakdown at these levels; None where it cannot be made safe."""
    groups = {name: _groups(reached, levels, kept) for name, reached in by_category.items()}
    rows: dict[str, dict[str, int | None]] = {}
    for part in sorted({_part(name, apart) for name in groups}):
        own = {name: cells for name, cells in groups.items() if _part(name, apart) == part}
        hidden = hidden_cells(own, kept)
        if hidden is None:
            return None
        rows.update({name: _row(name, own[name], hidden, kept) for name in own})
    return Breakdown(tuple(kept), {name: rows[name] for name in groups})


def _part(name: str, apart: Mapping[str, str]) -> str:
    return name.partition(":")[2] if name.startswith(OTHERS) else apart.get(name, "")


def _row(name: str, cells: Mapping[str, int], hidden: Collection[Cell], kept: Sequence[str]) -> dict[str, int | None]:
    places = [place for place, level in enumerate(kept) if (name, level) in hidden]
    small = 0 < sum(cells.values()) < MINIMUM_CELL
    row: dict[str, int | None] = {}
    for place, level in enumerate(kept):
        count = sum(cells[later] for later in kept[place:])
        # With all that is hidden on one side, the count follows from the total and from what is shown.
        straddled = any(one < place for one in places) and any(one >= place for one in places)
        row[level] = None if small or straddled else count
    return row


def _gathered(people: Sequence[Reached], apart: Mapping[str, str]) -> dict[str, Counter[str]]:
    by_category: dict[str, Counter[str]] = {}
    for category, level in people:
        by_category.setdefault(category, Counter())[level] += 1
    for part in {apart.get(name, "") for name in by_category}:
        sizes = sorted((by_category[name].total(), name) for name in by_category if apart.get(name, "") == part)
        small = [name for size, name in sizes if size < MINIMUM_CELL]
        if 0 < sum(size for size, _ in sizes[: len(small)]) < MINIMUM_CELL and len(sizes) > len(small):
            small.append(sizes[len(small)][1])
        if len(small) > 1:
            together: Counter[str] = sum((by_category.pop(name) for name in small), Counter())
            by_category[f"{OTHERS}{f':{part}' if part else ''}"] = together
    return by_category


def nested(reached: Counter[str], levels: Sequence[str]) -> dict[str, int]:
    """How many reached each level, from how many came no further."""
    return {name: sum(reached[later] for later in levels[place:]) for place, name in enumerate(levels)}


def _groups(reached: Counter[str], levels: Sequence[str], kept: Sequence[str]) -> dict[str, int]:
    """Who reached each kept level and not the next kept one. The first kept level is that of everybody."""
    counts = nested(reached, levels)
    following = dict(itertools.pairwise(kept))
    return {name: counts[name] - (counts[following[name]] if name in following else 0) for name in kept}
