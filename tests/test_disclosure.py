"""An attacker with the published numbers, totals included, works out no cell below ten."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from registry.disclosure import MINIMUM_CELL, publishable

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
