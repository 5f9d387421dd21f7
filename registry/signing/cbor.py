"""The little of CBOR that a signed code on paper needs, in its one deterministic form (RFC 8949, 4.2.1).

Unsigned numbers, byte and text strings, arrays, maps with unsigned numbers as keys, and single tags. Nothing else is
written and nothing else is read: no floats, no indefinite lengths, no tags that turn bytes into dates or patterns. What
is read has exactly one spelling, so that equal statements are equal bytes and no reader sees another one.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from registry.signing.errors import CborMalformed

#: Beyond it a browser's numbers lose units (ECMAScript, Number.MAX_SAFE_INTEGER).
MAX_NUMBER = 2**53 - 1
#: A COSE_Sign1 with a flat map inside is three deep.
MAX_DEPTH = 4
MAX_ITEMS = 64
_UINT, _BYTES, _TEXT, _ARRAY, _MAP, _TAG = 0, 2, 3, 4, 5, 6
# How many bytes follow the head for each of its values above 23, and the least number that may need them.
_LONG_HEADS: Mapping[int, tuple[str, int]] = {
    24: ("B", 24),
    25: (">H", 1 << 8),
    26: (">I", 1 << 16),
    27: (">Q", 1 << 32),
}
_NEGATIVE = 1


@dataclass(frozen=True, slots=True)
class Tagged:
    """A tag and what it is about."""

    tag: int
    value: Value


Value: TypeAlias = "int | bytes | str | Sequence[Value] | Mapping[int, Value] | Tagged"


def encode(value: Value) -> bytes:
    """The one deterministic encoding. Negative numbers are written down to -24, which algorithm names need.

    Raises:
        CborMalformed: another type, a number beyond `MAX_NUMBER`, or text that is no UTF-8.
    """
    if isinstance(value, bool):
        raise CborMalformed("booleans are not written")
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Tagged):
        return _head(_TAG, value.tag) + encode(value.value)
    if isinstance(value, Mapping):
        # 4.2.1: sorted by the bytes of the keys, which for unsigned numbers is the order of the numbers.
        members = sorted((encode(key), encode(member)) for key, member in value.items())
        return _head(_MAP, len(members)) + b"".join(key + member for key, member in members)
    if isinstance(value, Sequence):
        return _head(_ARRAY, len(value)) + b"".join(encode(one) for one in value)
    raise CborMalformed(f"{type(value).__name__} is not written")


def decode(data: bytes) -> Any:
    """The value of exactly these bytes.

    Raises:
        CborMalformed: cut off, something behind the end, any spelling but the deterministic one, a type that is not
            read here, a repeated key, a number beyond `MAX_NUMBER`, or more than `MAX_DEPTH` levels.
    """
    value, end = _Reader(data).value(0, 0)
    if end != len(data):
        raise CborMalformed("there is something behind the end", position=end)
    return value


def _number(value: int) -> bytes:
    if not -24 <= value <= MAX_NUMBER:
        raise CborMalformed("the number is too large")
    return _head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value)


def _text(value: str) -> bytes:
    try:
        data = value.encode("utf-8")
    except UnicodeEncodeError as cause:
        raise CborMalformed("a lone surrogate is no text") from cause
    return _head(_TEXT, len(data)) + data


def _head(kind: int, argument: int) -> bytes:
    first = kind << 5
    if argument < 24:
        return bytes([first | argument])
    for code, (form, _) in _LONG_HEADS.items():
        if argument < 1 << (8 * struct.calcsize(form)):
            return bytes([first | code]) + struct.pack(form, argument)
    raise CborMalformed("the number is too large")


class _Reader:
    """Reads from one run of bytes; every method takes a position and answers with the one behind what it read."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def value(self, position: int, depth: int) -> tuple[Any, int]:
        if depth > MAX_DEPTH:
            raise CborMalformed("nested too deeply", limit=MAX_DEPTH)
        kind, argument, position = self._head(position)
        if kind == _UINT:
            return argument, position
        if kind == _NEGATIVE and argument < 24:
            return -1 - argument, position
        if kind == _BYTES:
            return self._take(position, argument)
        if kind == _TEXT:
            return self._text(position, argument)
        if kind == _ARRAY:
            return self._array(position, argument, depth)
        if kind == _MAP:
            return self._map(position, argument, depth)
        if kind == _TAG:
            value, position = self.value(position, depth + 1)
            return Tagged(argument, value), position
        raise CborMalformed("a type that is not read here", kind=kind)

    def _head(self, position: int) -> tuple[int, int, int]:
        first, position = self._take(position, 1)
        kind, short = first[0] >> 5, first[0] & 0x1F
        if short < 24:
            return kind, short, position
        if short not in _LONG_HEADS:
            raise CborMalformed("an indefinite or reserved length")
        form, least = _LONG_HEADS[short]
        raw, position = self._take(position, struct.calcsize(form))
        (argument,) = struct.unpack(form, raw)
        if argument < least:
            raise CborMalformed("not the shortest spelling")
        if argument > MAX_NUMBER:
            raise CborMalformed("the number is too large")
        return kind, argument, position

    def _take(self, position: int, count: int) -> tuple[bytes, int]:
        end = position + count
        if end > len(self._data):
            raise CborMalformed("cut off", position=position)
        return self._data[position:end], end

    def _text(self, position: int, count: int) -> tuple[str, int]:
        raw, position = self._take(position, count)
        try:
            return raw.decode("utf-8"), position
        except UnicodeDecodeError as cause:
            raise CborMalformed("text that is no UTF-8") from cause

    def _array(self, position: int, count: int, depth: int) -> tuple[list[Any], int]:
        _bounded(count)
        values = []
        for _ in range(count):
            value, position = self.value(position, depth + 1)
            values.append(value)
        return values, position

    def _map(self, position: int, count: int, depth: int) -> tuple[dict[int, Any], int]:
        _bounded(count)
        members: dict[int, Any] = {}
        last = -1
        for _ in range(count):
            key, position = self.value(position, depth + 1)
            if not isinstance(key, int) or key <= last:
                raise CborMalformed("keys are unsigned numbers, each once and in order")
            members[key], position = self.value(position, depth + 1)
            last = key
        return members, position


def _bounded(count: int) -> None:
    if count > MAX_ITEMS:
        raise CborMalformed("too many items", limit=MAX_ITEMS)
