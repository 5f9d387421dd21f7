"""The slices of a list: every row in one, the last ones small, so that workers come to the end together."""

from __future__ import annotations

import itertools

import pytest

from registry.issuing.rows import _joined

QUARTER = 1_250


def parts(rows: int) -> list[tuple[int, int, int]]:
    """Quarters of chunks of a list with a gap after every hundredth position: faulty rows are in no chunk."""
    positions = [number + number // 100 for number in range(rows)]
    blocks = [positions[start : start + QUARTER] for start in range(0, rows, QUARTER)]
    return [(block[0], block[-1], len(block)) for block in blocks]


@pytest.mark.parametrize("rows", [0, 1, 1_249, 1_250, 1_251, 5_000, 10_000, 14_999, 15_001, 23_750, 450_000])
def test_every_row_is_in_one_chunk_and_the_last_are_quarters(rows):
    quarters = parts(rows)
    chunks = list(_joined(quarters, 4))
    assert sum(count for _, _, count in chunks) == rows
    assert all(one[1] < other[0] for one, other in itertools.pairwise(chunks))
    assert [chunks[0][0], chunks[-1][1]] == [quarters[0][0], quarters[-1][1]] if rows else chunks == []
    last = [count for _, _, count in chunks[-8:]]
    assert all(count <= QUARTER for count in last)
    assert all(count == 4 * QUARTER for _, _, count in chunks[: max(len(chunks) - 11, 0)])
