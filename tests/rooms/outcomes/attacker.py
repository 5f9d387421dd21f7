"""Somebody who has every table of a release and wants to know something exact about fewer than ten people.

Code of its own: it knows how measures and tables hang together (what is inside what, which sums are equal), and
nothing of how cells were hidden. All hidden cells are unknowns; sums of lines are equations. A random solution of the
homogeneous equations, modulo a large prime, tells whether a sum of unknowns is determined: then, and but for a chance
of one in 10^18 only then, it is 0 there.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from registry import content
from registry.outcomes.measures import Measure
from registry.outcomes.releases import PublishedTable

PRIME = 2**61 - 1
Cell = tuple[str, tuple[str, ...], tuple[str, ...]]  # measure, by, place
#: Some of a table's dimensions, with a value each.
Line = tuple[tuple[str, ...], tuple[str, ...]]
Truth = Mapping[tuple[str, str], Mapping[tuple[str, ...], int]]


@dataclass(frozen=True)
class Finding:
    """Something exact about too few: what was combined, and how many they are."""

    what: str
    people: int


class Attacker:
    """Reads a release; ``truth`` serves only to say how many people a determined sum counts."""

    def __init__(self, measures: Sequence[Measure], tables: Sequence[PublishedTable], truth: Truth) -> None:
        self.measures = {one.id: one for one in measures if one.exact}
        self.tables = {(one.measure, one.by): one for one in tables if one.measure in self.measures}
        self.tables = {key: one for key, one in self.tables.items() if one.rounded_to == 1 and one.total is not None}
        self.truth = truth
        self.values = self._values()
        self.known: dict[Cell, int] = {}
        self.unknown: set[Cell] = set()
        for (measure, by), table in self.tables.items():
            for place in self._places(by):
                count = table.get(*place) if by else table.total
                if count is None:
                    self.unknown.add((measure, by, place))
                else:
                    self.known[measure, by, place] = count
        self.noise: dict[Cell, int] = {}

    def _values(self) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for (_, by), cells in self.truth.items():
            for place in cells:
                for dimension, value in zip(by.split("|"), place, strict=False):
                    if by:
                        found[dimension].add(value)
        return {name: sorted(values) for name, values in found.items()}

    def _places(self, by: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        places = itertools.product(*(self.values.get(one, []) for one in by))
        if by == ("state", "pole"):
            homes = {one.id: one.state for one in content.poles()}
            return (place for place in places if homes.get(place[1], place[0]) == place[0])
        return places

    def count(self, cell: Cell) -> int:
        measure, by, place = cell
        return self.truth.get((measure, "|".join(by)), {}).get(place, 0)

    # -- what hangs together

    def equations(self) -> Iterator[dict[Cell, int]]:
        """Sums of unknowns that a reader knows: the cells of a table, and the table with one dimension less."""
        for measure, by in self.tables:
            for gone in range(len(by)):
                rest = (*by[:gone], *by[gone + 1 :])
                if (measure, rest) not in self.tables:
                    continue
                sums: dict[tuple[str, ...], dict[Cell, int]] = defaultdict(dict)
                for place in self._places(by):
                    sums[*place[:gone], *place[gone + 1 :]][measure, by, place] = 1
                for place, cells in sums.items():
                    yield {**cells, (measure, rest, place): -1}
            if by == ("state",) and (measure, ("connectivity",)) in self.tables:
                strata: dict[str, dict[Cell, int]] = defaultdict(dict)
                for (code,) in self._places(by):
                    state = content.state(code)
                    stratum = "unknown" if state is None else "low" if state.low_connectivity else "rest"
                    strata[stratum][measure, by, (code,)] = 1
                for stratum, cells in strata.items():
                    yield {**cells, (measure, ("connectivity",), (stratum,)): -1}
        yield from self._equal()

    def _equal(self) -> Iterator[dict[Cell, int]]:
        """Nobody can be a negative number: where a whole and what is inside it are equally many over a line, they are
        the same people in each of its cells; and so for parts that add up to the whole."""
        for whole, parts in self._relations():
            if not all((one, ()) in self.tables for one in (whole, *parts)):
                continue
            for (measure, by), _ in list(self.tables.items()):
                if measure != whole or not all((one, by) in self.tables for one in parts):
                    continue
                for line in self._lines(by):
                    if self._settled(whole, parts, line):
                        for place in self._places(by):
                            if self._within(by, place, line):
                                yield {(whole, by, place): 1, **{(one, by, place): -1 for one in parts}}

    def _relations(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for measure in self.measures.values():
            for wider in measure.inside:
                if wider in self.measures:
                    yield wider, (measure.id,)
            for parts in measure.covered:
                own = tuple(one for one in parts if one in self.measures and self.count((one, (), ())))
                if len(own) > 1:
                    yield measure.id, own

    def _lines(self, by: tuple[str, ...]) -> Iterator[Line]:
        yield (), ()
        if len(by) > 1:
            for dimension in by:
                for value in self.values.get(dimension, []):
                    yield (dimension,), (value,)

    def _settled(self, whole: str, parts: tuple[str, ...], line: Line) -> bool:
        cells = [(one, *line) for one in (whole, *parts)]
        if not all(cell in self.known for cell in cells):
            return False
        return self.known[cells[0]] == sum(self.known[cell] for cell in cells[1:])

    @staticmethod
    def _within(by: tuple[str, ...], place: tuple[str, ...], line: Line) -> bool:
        return all(place[by.index(one)] == value for one, value in zip(*line, strict=True))

    # -- solving

    def solve(self, seed: int) -> None:
        """A random solution of the equations with everything known set to nothing."""
        draw = random.Random(seed)
        rows: dict[Cell, dict[Cell, int]] = {}
        for equation in self.equations():
            row = {cell: factor % PRIME for cell, factor in equation.items() if cell in self.unknown}
            while row:
                lead = min(row)
                if lead not in rows:
                    inverse = pow(row[lead], -1, PRIME)
                    rows[lead] = {cell: factor * inverse % PRIME for cell, factor in row.items()}
                    break
                factor = row[lead]
                for cell, other in rows[lead].items():
                    left = (row.get(cell, 0) - factor * other) % PRIME
                    if left:
                        row[cell] = left
                    else:
                        row.pop(cell, None)
        self.noise = {}
        for cell in sorted(self.unknown, reverse=True):
            if cell in rows:
                others = ((one, factor) for one, factor in rows[cell].items() if one != cell)
                self.noise[cell] = -sum(factor * self.noise[one] for one, factor in others) % PRIME
            else:
                self.noise[cell] = draw.randrange(PRIME)

    def determined(self, terms: Iterable[tuple[Cell, int]]) -> bool:
        """Whether the sum can be computed from what is published."""
        return not sum(factor * self.noise.get(cell, 0) for cell, factor in terms) % PRIME

    # -- looking for somebody

    def findings(self, *, together: int = 3) -> list[Finding]:
        """Every exact number from 1 to 9 of people that sums of up to so many cells give, of each measure and of each
        difference of measures."""
        return [*self._pairs(), *self._sums(together)]

    def _pairs(self) -> Iterator[Finding]:
        """Differences of two published cells of which one lies within the other."""
        for (measure, by, place), count in self.known.items():
            for gone in range(len(by)):
                line = (measure, (*by[:gone], *by[gone + 1 :]), (*place[:gone], *place[gone + 1 :]))
                if line in self.known and 0 < self.known[line] - count < 10:
                    yield Finding(f"{line} - {(measure, by, place)}", self.known[line] - count)
            if 0 < count < 10:
                yield Finding(f"{(measure, by, place)} itself", count)

    def _sums(self, together: int) -> Iterator[Finding]:
        for name, terms in self._targets():
            bys = set.intersection(*({by for one, by in self.tables if one == term} for term in terms))
            for by in sorted(bys):
                yield from self._sums_in(name, terms, by, together)

    def _sums_in(self, name: str, terms: Mapping[str, int], by: tuple[str, ...], together: int) -> Iterator[Finding]:
        noise: dict[tuple[str, ...], int] = {}
        people: dict[tuple[str, ...], int] = {}
        for place in self._places(by):
            people[place] = sum(factor * self.count((term, by, place)) for term, factor in terms.items())
            noise[place] = sum(factor * self.noise.get((term, by, place), 0) for term, factor in terms.items()) % PRIME
        # Only few count: a sum that is exactly 1 to 9 has nothing but cells of that size, and zeros, in it.
        small = [place for place in noise if people[place] < 10 and (people[place] or noise[place])]
        for size in range(1, together + 1):
            for places in itertools.combinations(small, size):
                count = sum(people[place] for place in places)
                if 0 < count < 10 and not sum(noise[place] for place in places) % PRIME:
                    yield Finding(f"{name} {by} {places}", count)

    def _targets(self) -> Iterator[tuple[str, dict[str, int]]]:
        """The sets of people that measures and their differences are."""
        ids = {measure for measure, _ in self.tables}
        for one in ids:
            yield one, {one: 1}
        for measure in self.measures.values():
            for wider in measure.inside:
                if {measure.id, wider} <= ids:
                    yield f"{wider} - {measure.id}", {wider: 1, measure.id: -1}
            for parts in measure.covered:
                own = [one for one in parts if one in self.measures and self.count((one, (), ()))]
                if len(own) > 1 and {measure.id, *own} <= ids:
                    yield f"in more than one part of {measure.id}", {measure.id: -1, **dict.fromkeys(own, 1)}
                if sum(self.count((one, (), ())) for one in own) == self.count((measure.id, (), ())):
                    for size in range(2, len(own)):
                        for some in itertools.combinations(own, size):
                            if {measure.id, *some} <= ids:
                                yield f"{measure.id} - {some}", {measure.id: 1, **dict.fromkeys(some, -1)}
