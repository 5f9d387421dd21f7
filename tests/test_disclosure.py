"""An attacker with the published numbers, totals included, works out no cell below ten."""

from __future__ import annotations

import itertools

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from registry.disclosure import MINIMUM_CELL, publishable, publishable_table

COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 40), min_size=1)


@given(COUNTS)
def test_no_small_cell_is_published(counts: dict[str, int]) -> None:
    line = publishable(counts)
    assert all(value is None or value == 0 or value >= MINIMUM_CELL for value in line.cells.values())


@given(COUNTS)
def test_published_cells_are_true(counts: dict[str, int]) -> None:
    line = publishable(counts)
    assert all(value is None or value == counts[key] for key, value in line.cells.items())
    assert line.total is None or line.total == sum(counts.values())


@given(COUNTS)
def test_no_small_cell_follows_from_the_total(counts: dict[str, int]) -> None:
    """Enumerate every table that would publish the same; a hidden cell must be able to take several values."""
    line = publishable(counts)
    hidden = [key for key, value in line.cells.items() if value is None]
    if line.total is None or not hidden:
        return
    rest = line.total - sum(value for value in line.cells.values() if value is not None)
    assert len(hidden) >= 2 or rest >= MINIMUM_CELL
    if any(0 < counts[key] < MINIMUM_CELL for key in hidden) and len(hidden) >= 2:
        assert rest >= MINIMUM_CELL or len([key for key, count in counts.items() if count > 0]) == len(hidden)


@settings(max_examples=200)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_line_of_a_table_hides_a_single_small_cell(rows: list[list[int]]) -> None:
    assume(any(0 < cell < MINIMUM_CELL for row in rows for cell in row))
    columns = ("x", "y", "z")
    counts = {f"r{number}": dict(zip(columns, row, strict=True)) for number, row in enumerate(rows)}
    table = publishable_table(counts, columns)
    for key, column in itertools.product(counts, columns):
        value = table[key].cells[column]
        assert value is None or value == counts[key][column]
        assert value is None or value == 0 or value >= MINIMUM_CELL
    lines = [[table[key].cells[column] for column in columns] for key in counts]
    lines += [[table[key].cells[column] for key in counts] for column in columns]
    truth = [[counts[key][column] for column in columns] for key in counts]
    truth += [[counts[key][column] for key in counts] for column in columns]
    for shown, true in zip(lines, truth, strict=True):
        hidden = [number for number, value in enumerate(shown) if value is None]
        others = [value for number, value in enumerate(true) if number not in hidden and value > 0]
        # Alone in its line a cell would follow from the total; only where nothing else is there, nothing else can hide.
        assert len(hidden) != 1 or not others
