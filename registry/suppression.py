"""Which cells of a table are hidden so that nothing small can be computed from the rest (pure).

A table is a set of disjoint cells; every cell has *weights*: how many people of each of several populations it holds.
The first weight is the number that would be published; the others are differences that must not come out either (of
those who hold anything, those who hold no literacy). A weight is fit to be known when it is 0 or at least the minimum.

What a reader can compute is every sum and difference of published cells and of the known totals of lines. These
functions hide cells until every such result that counts people is fit. Why that is so is told in
docs/decisions/0039-what-a-release-reveals.md; a test attacks it with linear algebra of its own.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from registry.disclosure import MINIMUM_CELL

K = TypeVar("K", bound=Hashable)
Weights = tuple[int, ...]
Pair = tuple[str, str]


def fit(weight: int) -> bool:
    """Whether a number of people may be known."""
    return weight == 0 or weight >= MINIMUM_CELL


@dataclass(frozen=True, slots=True)
class Groups(Generic[K]):
    """A line after hiding: ``shown`` values, and groups of hidden ones of which the sum is known."""

    shown: tuple[K, ...]
    hidden: tuple[tuple[K, ...], ...]

    @property
    def lines(self) -> tuple[tuple[K, ...], ...]:
        """Every part of which a reader knows the sum."""
        return (*((one,) for one in self.shown), *self.hidden)


def hide_in_lines(
    cells: Mapping[K, Weights], line_of: Callable[[K], Hashable], kept_back: Collection[K] = ()
) -> Groups[K]:
    """Lines whose totals are known, and whose cells are in no other line. What is hidden of a line is known as a sum,
    so the sum has to be fit in every weight, and not 0: that would say that each of its cells is. ``kept_back`` is
    hidden whatever its number."""
    lines: dict[Hashable, list[K]] = defaultdict(list)
    for key in sorted(cells, key=str):
        lines[line_of(key)].append(key)
    shown: list[K] = []
    groups: list[tuple[K, ...]] = []
    for line in lines.values():
        hidden = {key for key in line if key in kept_back or not all(map(fit, cells[key]))}
        rest = sorted((key for key in line if key not in hidden), key=lambda key: (cells[key][0], str(key)))
        while hidden and rest:
            sums = [sum(weights) for weights in zip(*(cells[key] for key in hidden), strict=True)]
            small = [place for place, weight in enumerate(sums) if not fit(weight) or (place == 0 and not weight)]
            if not small:
                break
            useful = [key for key in rest if any(cells[key][place] for place in small)]
            if not useful:  # a line without anybody: all of it is hidden
                useful = rest
            hidden.add(useful[0])
            rest.remove(useful[0])
        shown += [key for key in line if key not in hidden]
        if hidden:
            groups.append(tuple(key for key in line if key in hidden))
    return Groups(tuple(shown), tuple(groups))


def hide_in_grid(
    cells: Mapping[Pair, Weights], rows: Iterable[str], columns: Iterable[str], kept_back: Iterable[Pair]
) -> set[Pair]:
    """A table with known totals of rows and of columns. ``kept_back`` are cells that are not published whatever their
    number. Returns what is hidden, those included; a cell that is not in ``cells`` holds nobody.

    What can be computed of the hidden cells are the one-way cuts of a graph: rows and columns are its nodes, a hidden
    cell leads from its row to its column, and a cut is one-way when no hidden cell leads back. So long as such a cut
    holds too few, one more cell is hidden, the smallest that widens it or leads back.
    """
    grid = _Grid(cells, tuple(rows), tuple(columns), set(kept_back))
    grid.hidden |= {pair for pair, weights in cells.items() if not all(map(fit, weights))}
    for place in range(max((len(weights) for weights in cells.values()), default=0)):
        grid.settle(place)
    changed = True
    while changed:  # hiding for one weight may open a cut in another
        before = len(grid.hidden)
        for place in range(max((len(weights) for weights in cells.values()), default=0)):
            grid.settle(place)
        changed = len(grid.hidden) > before
    return grid.hidden - grid.pinned(set(kept_back))


class _Grid:
    """A table whose cells are being hidden."""

    def __init__(
        self,
        cells: Mapping[Pair, Weights],
        rows: tuple[str, ...],
        columns: tuple[str, ...],
        hidden: set[Pair],
    ) -> None:
        self.cells, self.rows, self.columns, self.hidden = cells, rows, columns, hidden

    def weight(self, pair: Pair, place: int) -> int:
        weights = self.cells.get(pair)
        return weights[place] if weights else 0

    def settle(self, place: int) -> None:
        """Hide until every one-way cut is fit in this weight."""
        waiting = deque(sorted((one for one in self.hidden if not fit(self.weight(one, place))), key=str))
        while waiting:
            pair = waiting[0]
            cut = self._small_cut(pair, lambda one: self.weight(one, place), MINIMUM_CELL)
            if cut is None:
                waiting.popleft()
                continue
            more = self._remedy(cut, place)
            if more is None:
                self.hidden |= {(row, column) for row in self.rows for column in self.columns}
                return
            self.hidden.add(more)
            if not fit(self.weight(more, place)):
                waiting.append(more)

    def pinned(self, kept_back: set[Pair]) -> set[Pair]:
        """Hidden cells that can be computed, and are fit: hiding them hides nothing."""
        return {pair for pair in self.hidden - kept_back if self._small_cut(pair, lambda _: 1, 2) is not None}

    def _small_cut(self, pair: Pair, weigh: Callable[[Pair], int], enough: int) -> tuple[set[str], set[str]] | None:
        """The rows and columns on the near side of a one-way cut through this cell that holds less than ``enough``;
        None if each holds that much. By augmenting paths: a cell carries forward what it weighs, and back without
        limit."""
        near: dict[str, list[str]] = defaultdict(list)
        back: dict[str, list[str]] = defaultdict(list)
        for row, column in self.hidden:
            near[row].append(column)
            back[column].append(row)
        room = {one: weigh(one) for one in self.hidden}
        found = 0
        while True:
            came, reached = self._search(pair, near, back, room)
            if reached is not None:
                return reached
            path = _path(came, pair)
            step = min(room[one] for one, forward in path if forward)
            for one, forward in path:
                room[one] += -step if forward else step
            found += step
            if found >= enough:
                return None

    @staticmethod
    def _search(
        pair: Pair,
        near: Mapping[str, Sequence[str]],
        back: Mapping[str, Sequence[str]],
        room: Mapping[Pair, int],
    ) -> tuple[dict[tuple[str, str], tuple[str, str]], tuple[set[str], set[str]] | None]:
        start = ("row", pair[0])
        came: dict[tuple[str, str], tuple[str, str]] = {start: start}
        queue = deque([start])
        while queue:
            side, node = queue.popleft()
            if side == "row":
                steps = [("column", one) for one in near[node] if room[node, one] > 0]
            else:
                steps = [("row", one) for one in back[node]]
            for step in steps:
                if step not in came:
                    came[step] = (side, node)
                    if step == ("column", pair[1]):
                        return came, None
                    queue.append(step)
        rows = {node for side, node in came if side == "row"}
        return came, (rows, {node for side, node in came if side == "column"})

    def _remedy(self, cut: tuple[set[str], set[str]], place: int) -> Pair | None:
        """The smallest shown cell that widens the cut or leads back through it."""
        rows, columns = cut
        choice: tuple[int, str, Pair] | None = None
        for row in self.rows:
            for column in self.columns:
                pair = (row, column)
                if pair in self.hidden or (row in rows) == (column in columns):
                    continue
                if row in rows and not self.weight(pair, place):
                    continue
                offer = (self.weight(pair, 0), str(pair), pair)
                if choice is None or offer[:2] < choice[:2]:
                    choice = offer
        return choice[2] if choice else None


def _path(came: Mapping[tuple[str, str], tuple[str, str]], pair: Pair) -> list[tuple[Pair, bool]]:
    """The cells along the path that was found, each with its direction."""
    path: list[tuple[Pair, bool]] = []
    step = ("column", pair[1])
    while came[step] != step:
        before = came[step]
        path.append(((before[1], step[1]), True) if step[0] == "column" else ((step[1], before[1]), False))
        step = before
    return path
