"""A text with holes: fixed pieces that are joined with what fills them, and a beginning that was hashed once."""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Iterable, Sequence

#: Fixed text, and numbers of holes.
Line = tuple[bytes | int, ...]


class Plate:
    """A `Line` ready to be filled again and again."""

    def __init__(self, line: Line) -> None:
        first, *fixed = between(line)
        holes = [piece for piece in line if isinstance(piece, int)]
        self._first = first
        self._begun = hashlib.sha256(first)
        self._rest = [piece for one in fixed for piece in (b"", one)]
        # The quickest way to pick many; of one it would give no tuple.
        self._pick = operator.itemgetter(*holes) if len(holes) > 1 else None
        self._holes = holes

    def fill(self, values: Sequence[bytes]) -> bytes:
        """The text with these values in its holes, by their numbers."""
        return self._first + self.rest(values)

    def digest(self, values: Sequence[bytes]) -> bytes:
        """SHA-256 of the text."""
        hashed = self._begun.copy()
        hashed.update(self.rest(values))
        return hashed.digest()

    def rest(self, values: Sequence[bytes]) -> bytes:
        """What comes from the first hole on."""
        pieces = self._rest.copy()
        pieces[::2] = self._pick(values) if self._pick is not None else [values[hole] for hole in self._holes]
        return b"".join(pieces)


def merged(pieces: Iterable[bytes | int]) -> Line:
    """The same with neighbouring texts joined."""
    found: list[bytes | int] = []
    for piece in pieces:
        last = found[-1] if found else 0
        if isinstance(piece, bytes) and isinstance(last, bytes):
            found[-1] = last + piece
        else:
            found.append(piece)
    return tuple(found)


def between(line: Line) -> list[bytes]:
    """The texts before, between and after the holes of a line."""
    texts: list[bytes] = [b""]
    for piece in line:
        if isinstance(piece, int):
            texts.append(b"")
        else:
            texts[-1] += piece
    return texts
