"""JSON with one spelling: the strict reader, and the canonical form of RFC 8785 (JCS)."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Mapping
from typing import Any, NoReturn

import orjson
import rfc8785

from registry.signing.errors import JsonMalformed

#: Where something stands in a document: names of members, and numbers in lists.
Path = tuple[str | int, ...]

#: No credential nests deeper; a CLR transcript of badges stays below twenty.
MAX_JSON_DEPTH = 64
#: Room for a transcript with embedded images (bytes).
MAX_JSON_BYTES = 4 * 1024 * 1024
#: Largest whole number that every JSON reader keeps exactly (RFC 8785, appendix D).
MAX_EXACT_INTEGER = 2**53 - 1
# Possessive, and closed or not, so that no text is scanned twice.
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_BRACKETS = re.compile(rb"[\[\]{}]")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89abcdefABCDEF]")


def jcs(value: Any) -> bytes:
    """The canonical JSON of a value (RFC 8785), as UTF-8.

    Raises:
        JsonMalformed: something that JSON cannot carry exactly: NaN, an integer beyond 2^53, a lone surrogate,
            a key that is no text.
    """
    try:
        return plain_jcs(value) if is_plain(value) else rfc8785.dumps(value)
    except (ValueError, TypeError, RecursionError) as cause:
        raise JsonMalformed(f"no canonical JSON: {cause}") from cause


def plain_jcs(value: Any) -> bytes:
    """`jcs` of a value known to be plain (`is_plain`), eighty times faster."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def jcs_led_by(value: Any, path: Path) -> bytes:
    """`jcs`, but for the member at ``path`` and those on the way to it, which come first among their neighbours.

    What many documents share then stands before what differs, and can be hashed once for all of them.

    Raises:
        JsonMalformed: see `jcs`.
        LookupError: there is nothing at the path.
    """
    if not path:
        return jcs(value)
    name, *rest = path
    others = jcs({member: value[member] for member in value if member != name})
    led = jcs(name) + b":" + jcs_led_by(value[name], tuple(rest))
    return b"{" + led + (b"," if len(others) > 2 else b"") + others[1:]


def is_plain(value: Any) -> bool:
    """Whether a value has ASCII keys and no floats: then sorting by bytes is what RFC 8785 asks for."""
    if isinstance(value, dict):
        for key, member in value.items():
            if not isinstance(key, str) or not key.isascii():
                return False
            if type(member) is not str and not is_plain(member):
                return False
        return True
    if isinstance(value, list):
        return all(type(member) is str or is_plain(member) for member in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return -MAX_EXACT_INTEGER <= value <= MAX_EXACT_INTEGER
    return value is None or isinstance(value, str | bool)


def strict_json_loads(data: bytes, *, max_bytes: int = MAX_JSON_BYTES) -> Any:
    """Read JSON that has only one reading.

    Args:
        data: UTF-8 without byte order mark.
        max_bytes: the largest size read.

    Raises:
        JsonMalformed: too large, not UTF-8, not JSON, deeper than `MAX_JSON_DEPTH`, a duplicate member, NaN or
            Infinity, a number that overflows, or a lone surrogate.
    """
    if len(data) > max_bytes:
        raise JsonMalformed("the JSON is too large", limit=max_bytes)
    if _depth(data) > MAX_JSON_DEPTH:
        raise JsonMalformed("the JSON is nested too deeply", limit=MAX_JSON_DEPTH)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique_members,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
    except (ValueError, RecursionError) as cause:
        raise JsonMalformed(f"not JSON: {cause}") from cause
    if _SURROGATE_ESCAPE.search(data):
        _refuse_lone_surrogates(value)
    return value


def _depth(data: bytes) -> int:
    brackets = _BRACKETS.findall(_STRING.sub(b"", data))
    return max(itertools.accumulate(1 if bracket in b"[{" else -1 for bracket in brackets), default=0)


def _unique_members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise JsonMalformed(f"the member {twice!r} occurs twice", member=twice)
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise JsonMalformed(f"{name} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise JsonMalformed("a number is too large")
    return number


def _refuse_lone_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as cause:
        raise JsonMalformed("the text holds half a character (a lone surrogate)") from cause


def as_object(value: Any) -> Mapping[str, Any]:
    """The value, if it is a JSON object. Raises JsonMalformed otherwise."""
    if not isinstance(value, dict):
        raise JsonMalformed("not a JSON object")
    return value
