"""A secret order of status indexes: a keyed permutation of 0 … size-1, computed, not stored (pure).

Indexes must say nothing about who came before whom (Bitstring Status List 1.0, 6.3), and many workers must take them
without asking each other: each takes a block of a counter, and the permutation turns counters into indexes.
"""

from __future__ import annotations

import functools
import hashlib
from array import array
from collections.abc import Iterable

ROUNDS = 8


def permute(counter: int, *, size: int, key: bytes) -> int:
    """The index of a counter. Raises ValueError for one outside 0 … size-1."""
    return permuted([counter], size=size, key=key)[0]


def permuted(counters: Iterable[int], *, size: int, key: bytes) -> list[int]:
    """The index of each counter. A balanced Feistel network over the next even number of bits, walked until it lands
    below ``size`` (cycle walking), so that it is a permutation of exactly 0 … size-1.

    Raises ValueError for a counter outside of that.
    """
    half = (max(size - 1, 1).bit_length() + 1) // 2
    mask, (one, two, three, four, five, six, seven, eight) = (1 << half) - 1, _rounds(half, key)
    made = []
    for counter in counters:
        if not 0 <= counter < size:
            raise ValueError(f"counter {counter} is outside 0 … {size - 1}")
        value = counter
        while True:
            left, right = value >> half, value & mask
            left ^= one[right]
            right ^= two[left]
            left ^= three[right]
            right ^= four[left]
            left ^= five[right]
            right ^= six[left]
            left ^= seven[right]
            right ^= eight[left]
            value = (left << half) | right
            if value < size:
                break
        made.append(value)
    return made


@functools.lru_cache(maxsize=4)
def _rounds(half: int, key: bytes) -> tuple[array[int], ...]:
    """Each round's function as a table: a half has nine bits, and a list gives out a hundred thousand indexes."""
    mask = (1 << half) - 1
    return tuple(
        array("L", (int.from_bytes(_digest(turn, right, key)) & mask for right in range(mask + 1)))
        for turn in range(ROUNDS)
    )


def _digest(turn: int, right: int, key: bytes) -> bytes:
    return hashlib.blake2s(bytes([turn]) + right.to_bytes(8), key=key[:32], digest_size=8).digest()
