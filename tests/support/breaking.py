"""Good files broken a little: what passes the first checks of a reader and fails the later ones."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

#: Put into the middle of a file: what begins, ends or repeats something in the formats that are read.
_PIECES = (
    b'":[',
    b"{}",
    b"null",
    b"1e999",
    b"\\ud800",
    b'",""',
    b".",
    b"\xff",
    b"\x00\x00\x00\x00",
    b"\x1b\xff",
    b"]]>",
)
#: Put in place of a member: of every type, empty and too large.
ODD: tuple[Any, ...] = (
    None, True, 7, -1, 7.5, 2**63, "", "x", "\u202e", "2026-13-45T00:00:00Z", "9999-12-31T23:59:59-23:59",
    "did:web:", "https://[", [], {}, [None], [["x"]], {"id": 3}, ["", {}],
)  # fmt: skip


def broken(whole: bytes, luck: random.Random) -> bytes:
    """The file with a few bytes exchanged, cut out, doubled, or its end missing; never empty."""
    data = bytearray(whole)
    for _ in range(luck.randint(1, 4)):
        place, length = luck.randrange(len(data)), luck.randint(1, 40)
        piece = data[place : place + length]
        match luck.randrange(5):
            case 0:
                data[place] = luck.randrange(256)
            case 1:
                del data[place : place + length]
            case 2:
                data[place:place] = piece * luck.randint(1, 50)
            case 3:
                data[place : place + length] = luck.choice(_PIECES)
            case 4 if place:
                del data[place:]
        if not data:
            data = bytearray(b"{")
    return bytes(data)


def odd(value: Any, luck: random.Random) -> Any:
    """A JSON object or list in which one or two members, however deep, are of another kind or missing."""
    whole = copy.deepcopy(value)
    for _ in range(luck.randint(1, 2)):
        holder, key = luck.choice(list(_places(whole)))
        if isinstance(holder, dict) and luck.random() < 0.2:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(luck.choice(ODD))
    return whole


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    for key in value if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
