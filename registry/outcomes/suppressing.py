"""What of the cells may be published, over all tables of a release taken together (pure).

Measures are taken in the order of ``keep``. Each protects, besides its own numbers, every difference of which it is the
guard: of two measures of which one contains the other, and of a measure and those that make it up, the one of the
higher ``keep``. A guard hides whatever the other hides, so whoever combines the two learns no more than from the other
alone. What is hidden in a table by one dimension stays hidden, as one sum, in each table that has that dimension.
docs/decisions/0039-what-a-release-reveals.md has the argument.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from registry import content
from registry.outcomes.counting import NONE
from registry.outcomes.measures import SUPPLY, UNKNOWN, By, Measure, spell
from registry.outcomes.releases import Key, PublishedTable
from registry.suppression import Groups, Weights, fit, hide_in_grid, hide_in_lines

Cells = Mapping[tuple[str, str], Mapping[Key, int]]
#: What is not published to the unit: counts of microcredentials, and supply by three dimensions.
ROUNDED_TO = 10


@dataclass(frozen=True, slots=True)
class Derived:
    """A number of people that follows from several measures: the sum of ``terms``. ``guard`` sees to it. ``apart``: it
    counts people only in cells where these terms come to 0, because nobody is in two parts of a whole there."""

    guard: str
    terms: Mapping[str, int]
    apart: Mapping[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Hidden:
    """What one measure hides: everything, or values of dimensions, and cells of tables."""

    closed: bool = False
    groups: dict[str, Groups[str]] = field(default_factory=dict)  # by dimension
    cells: dict[By, set[Key]] = field(default_factory=dict)


def suppress(measures: Sequence[Measure], cells: Cells) -> list[PublishedTable]:
    """Every table of a release."""
    tables: list[PublishedTable] = []
    people = sorted((one for one in measures if one.exact), key=lambda one: (one.keep, one.id))
    totals = {one.id: _total(one.id, cells) for one in people}
    split = _split(people, totals)
    derived = derived_of(people, totals, split)
    published = {one.id: {(), *one.by} for one in people}
    hidden: dict[str, Hidden] = {}
    for measure in people:
        family = next((parts for parts in split.values() if measure.id in parts), ())
        near = [hidden[one.id] for one in people if one.id in hidden and (_related(measure, one) or one.id in family)]
        desk = _Desk(
            measure,
            [one for one in derived if one.guard == measure.id],
            cells,
            [one for one in near if not one.closed],
            published,
        )
        tables += desk.tables()
        hidden[measure.id] = desk.hidden
    for measure in measures:
        if not measure.exact:
            tables += [rounded(measure.id, by, _counts(measure.id, by, cells)) for by in ((), *measure.by)]
    return tables


def _split(people: Sequence[Measure], totals: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The measures that fall into three or more parts: those that hold anybody, in the order of ``keep``. Where nobody
    is in two of them, numbers of the parts and of the whole give each other away."""
    found = {}
    for measure in people:
        for parts in measure.covered:
            known = tuple(one.id for one in people if one.id in parts and totals[one.id])
            if len(known) > 2:
                found[measure.id] = known
    return found


def derived_of(
    people: Sequence[Measure], totals: Mapping[str, int], split: Mapping[str, tuple[str, ...]]
) -> list[Derived]:
    """Every difference that counts people, with its guard."""
    keep = {one.id: one.keep for one in people}
    found: list[Derived] = []
    for measure in people:
        for wider in measure.inside:
            if wider in keep:
                guard = max((measure.id, wider), key=lambda one: (keep[one], one))
                found.append(Derived(guard, {wider: 1, measure.id: -1}))
        for parts in measure.covered:
            known = [one for one in parts if totals.get(one)]
            if len(known) == 2:
                guard = max(known, key=lambda one: (keep[one], one))
                found.append(Derived(guard, {measure.id: -1, **dict.fromkeys(known, 1)}))
            elif known and sum(totals[one] for one in known) > totals[measure.id]:
                # The smallest that holds anybody: nobody can know its cells from a total of 0.
                guard = min(known, key=lambda one: (totals[one], keep[one], one))
                found.append(Derived(guard, {measure.id: -1, **dict.fromkeys(known, 1)}))
    for whole, parts in split.items():
        found += _left_over(whole, parts, [one for one in found if one.guard == parts[-1]])
    return found


def _left_over(whole: str, parts: tuple[str, ...], of_last: Sequence[Derived]) -> list[Derived]:
    """What is left of a whole without some of its parts, where nobody is in two."""
    apart = {whole: -1, **dict.fromkeys(parts, 1)}
    found = [
        Derived(some[-1], {whole: 1, **dict.fromkeys(some, -1)}, apart)
        for size in range(2, len(parts))
        for some in itertools.combinations(parts, size)
    ]
    # The last two hide the same cells: either could be computed from the whole and all the others.
    last, twin = parts[-1], parts[-2]
    return [
        *found,
        *(Derived(twin, one.terms, apart) for one in (*of_last, *found) if one.guard == last),
        Derived(twin, {last: 1}, apart),
    ]


def rounded(measure: str, by: By, counts: Mapping[Key, int]) -> PublishedTable:
    """A table of numbers rounded to tens; what is below ten is hidden. Sums over months are rounded as sums."""
    cells = {place: _ten(count) for place, count in counts.items() if count}
    months: dict[str, int | None] = {}
    if by == ("month",):
        came = 0
        for place, count in sorted(counts.items()):
            came += count
            months[place[0]] = _ten(came)
    total = _ten(sum(counts.values()))
    known = _ten(sum(count for place, count in counts.items() if UNKNOWN not in place))
    return PublishedTable(measure, by, cells, total, known, months, ROUNDED_TO)


def _ten(count: int) -> int | None:
    return None if 0 < count < ROUNDED_TO else ROUNDED_TO * ((count + ROUNDED_TO // 2) // ROUNDED_TO)


def _related(one: Measure, other: Measure) -> bool:
    return other.id in one.inside or one.id in other.inside


def _counts(measure: str, by: By, cells: Cells) -> Mapping[Key, int]:
    return cells.get((measure, spell(by)), {})


def _total(measure: str, cells: Cells) -> int:
    return _counts(measure, (), cells).get((), 0)


class _Desk:
    """One measure of people: its tables, one after the other, those of one dimension first."""

    def __init__(
        self,
        measure: Measure,
        derived: Sequence[Derived],
        cells: Cells,
        near: Sequence[Hidden],
        published: Mapping[str, set[By]],
    ) -> None:
        self.measure, self.all_derived, self.cells, self.near, self.published = measure, derived, cells, near, published
        self.hidden = Hidden()

    def tables(self) -> list[PublishedTable]:
        """All of the measure's tables."""
        total = _total(self.measure.id, self.cells)
        weights = self._weights(()).get((), (total,))
        self.hidden.closed = not all(map(fit, weights))
        if self.hidden.closed or not total:
            shown = None if self.hidden.closed else 0
            return [PublishedTable(self.measure.id, by, {}, shown, shown, {}) for by in ((), *self.measure.by)]
        found = [PublishedTable(self.measure.id, (), {(): total}, total, total, {})]
        # The state's lines are those of its connectivity, which therefore comes before.
        order = {"connectivity": 0, "state": 1}
        for by in sorted(self.measure.by, key=lambda by: (len(by), order.get(by[0], 2), by)):
            found.append(self._table(by, total))
        return found

    def _table(self, by: By, total: int) -> PublishedTable:
        counts = _counts(self.measure.id, by, self.cells)
        if by == SUPPLY:
            return self._supply(counts, total)
        weights = self._weights(by)
        if len(by) == 1:
            self._in_line(by, weights)
        elif by == ("state", "pole"):
            self._in_states(by, weights)
        else:
            self._in_grid(by, weights)
        out = self.hidden.cells[by]
        cells = {place: None if place in out else count for place, count in counts.items() if count}
        cells |= dict.fromkeys(out)
        return PublishedTable(self.measure.id, by, cells, total, _known(cells, total), {})

    def _weights(self, by: By) -> dict[Key, Weights]:
        """What each cell holds: the measure's own number, and every difference that it guards."""
        own = _counts(self.measure.id, by, self.cells)
        columns: list[Mapping[Key, int]] = [own]
        for derived in self._derived(by):
            overlap = self._sums(derived.apart, by)
            sums = self._sums(derived.terms, by)
            columns.append({place: count for place, count in sums.items() if not overlap.get(place)})
        places = {place for column in columns for place, count in column.items() if count}
        return {place: tuple(column.get(place, 0) for column in columns) for place in places}

    def _sums(self, terms: Mapping[str, int], by: By) -> dict[Key, int]:
        sums: dict[Key, int] = defaultdict(int)
        for term, factor in terms.items():
            for place, count in _counts(term, by, self.cells).items():
                sums[place] += factor * count
        return sums

    def _derived(self, by: By) -> list[Derived]:
        """Those of which every term is published by these dimensions."""
        return [one for one in self.all_derived if all(by in self.published[term] for term in (*one.terms, *one.apart))]

    def _kept_back(self, by: By) -> set[Key]:
        return {place for one in self.near for place in one.cells.get(by, ())}

    def _in_line(self, by: By, weights: Mapping[Key, Weights]) -> None:
        (dimension,) = by
        of = {place[0]: held for place, held in weights.items()}
        back = {place[0] for place in self._kept_back(by)}
        of |= {value: (0,) * (1 + len(self._derived(by))) for value in back if value not in of}
        line = self._stratum if dimension == "state" and "connectivity" in self.hidden.groups else _one_line
        groups = self.hidden.groups[dimension] = hide_in_lines(of, line, back)
        self.hidden.cells[by] = {(value,) for group in groups.hidden for value in group}

    def _stratum(self, state: str) -> str:
        """The line of a state: its connectivity, or those together whose sum alone is known."""
        found = content.state(state)
        stratum = UNKNOWN if found is None else "low" if found.low_connectivity else "rest"
        return stratum if stratum in self.hidden.groups["connectivity"].shown else "hidden"

    def _in_states(self, by: By, weights: Mapping[Key, Weights]) -> None:
        """Something within each state that no other table has: a line for each state."""
        states = _lines(self.hidden.groups["state"])
        out = {value for group in self.hidden.groups["state"].hidden for value in group}
        back = {*self._kept_back(by), *(place for place in weights if place[0] in out)}
        zeros = {place: (0,) * (1 + len(self._derived(by))) for place in back if place not in weights}
        groups = hide_in_lines({**weights, **zeros}, lambda place: states.get(place[0], place[0]), back)
        self.hidden.cells[by] = {place for group in groups.hidden for place in group}
        for state in out:
            values = (*(one.id for one in content.poles() if one.state == state), NONE, UNKNOWN)
            self.hidden.cells[by] |= {(state, value) for value in values}

    def _in_grid(self, by: By, weights: Mapping[Key, Weights]) -> None:
        row_groups, column_groups = (self.hidden.groups[one] for one in by)
        rows, columns = _lines(row_groups), _lines(column_groups)
        merged: dict[tuple[str, str], list[int]] = {}
        for (row, column), held in weights.items():
            # A value that no line has holds nobody there (only a difference): its line says 0.
            at = (rows.get(row, row), columns.get(column, column))
            sums = merged.setdefault(at, [0] * len(held))
            for place, count in enumerate(held):
                sums[place] += count
        all_rows, all_columns = sorted(set(rows.values())), sorted(set(columns.values()))
        shown_rows, shown_columns = set(row_groups.shown), set(column_groups.shown)
        back = {
            (row, column)
            for row in all_rows
            for column in all_columns
            if row not in shown_rows or column not in shown_columns
        }
        back |= {
            (rows[row], columns[column])
            for row, column in self._kept_back(by)
            if row in shown_rows and column in shown_columns
        }
        held_by = {at: tuple(sums) for at, sums in merged.items() if at[0] in all_rows and at[1] in all_columns}
        hidden = hide_in_grid(held_by, all_rows, all_columns, back)
        self.hidden.cells[by] = {
            (row, column) for row, to in rows.items() for column, at in columns.items() if (to, at) in hidden
        }

    def _supply(self, counts: Mapping[Key, int], total: int) -> PublishedTable:
        out = {value for group in self.hidden.groups["state"].hidden for value in group}
        found = rounded(self.measure.id, SUPPLY, counts)
        cells = {place: count for place, count in found.cells.items() if count is not None and place[0] not in out}
        return PublishedTable(self.measure.id, SUPPLY, cells, total, None, {}, ROUNDED_TO)


def _one_line(_value: str) -> str:
    return ""


def _lines(groups: Groups[str]) -> dict[str, str]:
    """Each value's line: its own, or its group's."""
    return {
        **{one: one for one in groups.shown},
        **{one: "+".join(("hidden", *group)) for group in groups.hidden for one in group},
    }


def _known(cells: Mapping[Key, int | None], total: int) -> int | None:
    """Of how many every dimension is known; None where that cannot be said."""
    unknown = [count for place, count in cells.items() if UNKNOWN in place]
    known = total - sum(count or 0 for count in unknown)
    return None if any(count is None for count in unknown) else known
