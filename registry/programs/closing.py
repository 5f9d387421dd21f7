"""Which groups of a funnel's table are hidden so that none of one to nine people can be worked out (pure).

Row and column totals are published. The columns are steps of one way, so a neighbour is hidden with a small cell, which
leaves more counts to be seen than hiding the smallest cell of the line would. A cell is never fixed by the sums: in the
graph of hidden cells, between their rows and columns, none may be the only way from its row to its column.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from registry.disclosure import MINIMUM_CELL

#: A row and a column.
Cell = tuple[str, str]
_FEWEST = 2


def hidden_cells(groups: Mapping[str, Mapping[str, int]], columns: Sequence[str]) -> set[Cell] | None:
    """The cells to hide; None where hiding does not help."""
    hidden = {(row, column) for row, cells in groups.items() for column in columns if 0 < cells[column] < MINIMUM_CELL}
    while True:
        found = _one_more(groups, columns, hidden)
        if found is None:
            return hidden if _fixed(hidden) is None else None
        hidden.add(found)


def _one_more(groups: Mapping[str, Mapping[str, int]], columns: Sequence[str], hidden: Collection[Cell]) -> Cell | None:
    for row, cells in groups.items():
        own = [place for place, column in enumerate(columns) if (row, column) in hidden]
        if own and _open([cells[columns[place]] for place in own]):
            near = sorted(
                (cells[columns[place]] == 0, min(abs(place - one) for one in own), place > own[0], place)
                for place in range(len(columns))
                if place not in own
            )
            if near:
                return row, columns[near[0][-1]]
    for column in columns:
        within = [row for row in groups if (row, column) in hidden]
        if within and _open([groups[row][column] for row in within]):
            other = _smallest(groups, [(row, column) for row in groups if row not in within])
            if other is not None:
                return other
    fixed = _fixed(hidden)
    if fixed is None:
        return None
    row, column = fixed
    beside = [(one, column) for one in groups] + [(row, one) for one in columns]
    return _smallest(groups, [cell for cell in beside if cell not in hidden])


def _open(counts: Sequence[int]) -> bool:
    """Whether what is hidden of a line could be told from its total."""
    return len(counts) < _FEWEST or sum(counts) < MINIMUM_CELL


def _smallest(groups: Mapping[str, Mapping[str, int]], cells: Sequence[Cell]) -> Cell | None:
    """The cell that costs least to hide; an empty one last, because it is seldom asked about and says least."""
    return min(cells, key=lambda cell: (groups[cell[0]][cell[1]] == 0, groups[cell[0]][cell[1]], cell), default=None)


def _fixed(hidden: Collection[Cell]) -> Cell | None:
    """A hidden cell that the sums of its row and column fix."""
    for cell in sorted(hidden):
        others = [one for one in hidden if one != cell]
        reached, ahead = {("row", cell[0])}, [("row", cell[0])]
        while ahead:
            kind, name = ahead.pop()
            for row, column in others:
                node = ("column", column) if kind == "row" and row == name else None
                node = ("row", row) if kind == "column" and column == name else node
                if node is not None and node not in reached:
                    reached.add(node)
                    ahead.append(node)
        if ("column", cell[1]) not in reached:
            return cell
    return None
