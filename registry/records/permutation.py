"""A secret order of status indexes: a keyed permutation of 0 … size-1, computed, not stored (pure).

Indexes must say nothing about who came before whom (Bitstring Status List 1.0, 6.3), and many workers must take them
without asking each other: each takes a block of a counter, and the permutation turns counters into indexes.
"""

from __future__ import annotations

import hashlib

ROUNDS = 8


def permute(counter: int, *, size: int, key: bytes) -> int:
    """The index of a counter. A balanced Feistel network over the next even number of bits, walked until it lands
    below ``size`` (cycle walking), so that it is a permutation of exactly 0 … size-1."""
    if not 0 <= counter < size:
        raise ValueError(f"counter {counter} is outside 0 … {size - 1}")
    half = (max(size - 1, 1).bit_length() + 1) // 2
    value = counter
    while True:
        value = _feistel(value, half, key)
        if value < size:
            return value


def _feistel(value: int, half: int, key: bytes) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for turn in range(ROUNDS):
        digest = hashlib.blake2s(bytes([turn]) + right.to_bytes(8), key=key[:32], digest_size=8).digest()
        left, right = right, left ^ (int.from_bytes(digest) & mask)
    return (left << half) | right
