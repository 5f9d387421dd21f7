"""The secret order of status indexes is an order: nothing twice, nothing left out, nothing to be guessed."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.records.permutation import permute
from registry.signing import MINIMUM_STATUSES

KEY = bytes(range(32))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 100, 1_000, 4_097])
def test_is_a_permutation_of_every_size(size: int) -> None:
    assert sorted(permute(counter, size=size, key=KEY) for counter in range(size)) == list(range(size))


def test_neighbours_do_not_stay_neighbours() -> None:
    places = [permute(counter, size=MINIMUM_STATUSES, key=KEY) for counter in range(1_000)]
    close = sum(abs(one - other) < 100 for one, other in pairwise(places))
    assert close < 20


@settings(max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.integers(0, MINIMUM_STATUSES - 1))
def test_another_key_gives_another_order(key: bytes, counter: int) -> None:
    place = permute(counter, size=MINIMUM_STATUSES, key=key)
    assert 0 <= place < MINIMUM_STATUSES


def test_refuses_a_counter_outside_the_list() -> None:
    for counter in (-1, MINIMUM_STATUSES):
        with pytest.raises(ValueError, match="outside"):
            permute(counter, size=MINIMUM_STATUSES, key=KEY)
