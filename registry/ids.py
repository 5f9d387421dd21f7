"""Identifiers: time-ordered keys for rows, random tokens for links, folios for people."""

from __future__ import annotations

import hashlib
import itertools
import secrets
import struct
import threading
import uuid
from collections.abc import Sequence

from registry import clock

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHECK_MODULUS = 37  # Crockford's: catches every single wrong character and every swap of neighbours
FOLIO_LENGTH = 13  # 65 random bits, less 0.2 for the bodies whose check value has no letter
_SHARED_BITS, _OWN_BITS = 15, 50  # of an act, and of each of its folios
_OWN = (1 << _OWN_BITS) - 1
_PAIRS = tuple(one + other for one in CROCKFORD for other in CROCKFORD)
_FOLIO_SHIFTS = tuple(range(5 * (FOLIO_LENGTH - 2), 0, -10))
_LOW = (1 << 62) - 1
_STEP = (1 << 48) - 1
_key_lock = threading.Lock()
_last_key = (0, 0)  # millisecond, random part
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_key() -> uuid.UUID:
    """A UUID version 7 (RFC 9562): ordered by time, so that indexes grow at one end.

    Within one process, keys of the same millisecond stand in the order of their making (RFC 9562, 6.2, method 2):
    what happened second is read second.
    """
    return new_keys(1)[0]


def new_keys(count: int) -> list[uuid.UUID]:
    """So many keys of one moment, in their order."""
    return [uuid.UUID(bytes=key) for key in new_raw_keys(count)]


def new_raw_keys(count: int) -> list[bytes]:
    """`new_keys` as 16 bytes each: for rows that nobody names before they are written (`registry.bulk`)."""
    global _last_key
    milliseconds = clock.milliseconds() & ((1 << 48) - 1)
    steps = [1 + (step & _STEP) for step in struct.unpack(f">{count}Q", secrets.token_bytes(8 * count))]
    with _key_lock:
        before, random = _last_key
        if milliseconds != before:
            # A fresh part leaves the top bit free, so that adding does not overflow.
            random = secrets.randbits(73)
        parts = list(itertools.accumulate(steps, initial=random))[1:]
        _last_key = (milliseconds, parts[-1] if parts else random)
    stem, variant = (milliseconds << 16) | (0x7 << 12), 0b10 << 62
    made: list[bytes] = []
    # Of thousands the upper halves are the same, or one higher from somewhere on.
    for upper, lower in itertools.groupby(parts, lambda part: part >> 62):
        head = (stem | upper & 0xFFF).to_bytes(8)
        tails = [variant | part & _LOW for part in lower]
        written = struct.pack(f">{len(tails)}Q", *tails)
        made += [head + written[start : start + 8] for start in range(0, len(written), 8)]
    return made


def new_urn() -> str:
    """A random ``urn:uuid:`` (UUID version 4), for what must say nothing of when it was made."""
    return new_urns(1)[0]


def new_urns(count: int) -> list[str]:
    """So many of them: the system is asked for randomness once."""
    value = bytearray(secrets.token_bytes(16 * count))
    value[6::16] = bytes([one & 0x0F | 0x40 for one in value[6::16]])
    value[8::16] = bytes([one & 0x3F | 0x80 for one in value[8::16]])
    return ["urn:uuid:" + one for one in _spelled(value)]


def urns_of(keys: Sequence[bytes]) -> list[str]:
    """Rows' keys (`new_raw_keys`) as ``urn:uuid:``."""
    return ["urn:uuid:" + one for one in _spelled(b"".join(keys))]


def spell_key(key: bytes) -> str:
    """A row's key (`new_raw_keys`) as UUIDs are written."""
    digits = key.hex()
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def spell_keys(keys: Sequence[bytes]) -> list[str]:
    """`spell_key` of many."""
    return _spelled(b"".join(keys))


def _spelled(many: bytes | bytearray) -> list[str]:
    digits = many.hex()
    parts = [digits[at : at + 32] for at in range(0, len(digits), 32)]
    return [f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}" for one in parts]


def new_token(size: int = 24) -> str:
    """An unguessable token for a link, URL-safe; 24 bytes are 192 bits."""
    return secrets.token_urlsafe(size)


def token_digest(token: str) -> bytes:
    """What is stored of a token: its SHA-256, so that a leaked table opens no link."""
    return hashlib.sha256(token.encode()).digest()


def new_folio() -> str:
    """A fresh folio: 13 Crockford characters and a check character, without separators."""
    return new_folios(1)[0]


def new_folios(count: int) -> list[str]:
    """So many of one act. They begin with the same three characters, drawn for it, so that an index of millions takes
    them in at one place; what follows are 50 random bits each: whoever knows one guesses none of its kin."""
    begun, made, left = secrets.randbits(_SHARED_BITS), [], count
    while left:
        drawn = secrets.token_bytes(7 * left)
        for start in range(0, len(drawn), 7):
            value = begun << _OWN_BITS | int.from_bytes(drawn[start : start + 7]) & _OWN
            check = value % CHECK_MODULUS
            # Crockford writes 32 to 36 as * ~ $ = U, which nobody wants to dictate: such bodies are thrown away.
            if check < len(CROCKFORD):
                body = "".join([_PAIRS[value >> shift & 1023] for shift in _FOLIO_SHIFTS])
                made.append(f"{body}{CROCKFORD[value & 31]}{CROCKFORD[check]}")
        left = count - len(made)
    return made


def spell_folio(folio: str) -> str:
    """The folio in groups for reading aloud: ``7Q4K-M2ZT-9XW3-HA``."""
    return f"{folio[:4]}-{folio[4:8]}-{folio[8:12]}-{folio[12:]}"


def read_folio(text: str) -> str | None:
    """What a person typed as a folio, cleaned; None when its length or its check character is wrong."""
    cleaned = "".join(character for character in text.upper() if character.isalnum()).translate(_LOOKALIKES)
    if len(cleaned) != FOLIO_LENGTH + 1 or any(character not in CROCKFORD for character in cleaned):
        return None
    return cleaned if _check_value(cleaned[:-1]) == CROCKFORD.index(cleaned[-1]) else None


def _check_value(body: str) -> int:
    value = 0
    for character in body:
        value = value * len(CROCKFORD) + CROCKFORD.index(character)
    return value % CHECK_MODULUS
