"""Bitstring Status List 1.0 (W3C Recommendation, 15 May 2025)."""

from __future__ import annotations

import datetime as dt
import re
import struct
import zlib
from collections.abc import Iterable, Mapping
from typing import Any

from registry.signing.contexts import CREDENTIALS_V2
from registry.signing.errors import StatusIndexOutOfRange, StatusListMalformed
from registry.signing.multibase import from_base64url, to_base64url

#: Section 3.1: with fewer entries, asking for a list would tell which credential is being looked at.
MINIMUM_STATUSES = 131_072
#: Decoded size that is read at most (bytes): eight million entries. A gzip bomb of a megabyte would hold a gigabyte.
MAX_STATUS_BYTES = 1_048_576
#: Fixed header: no name, time zero, unknown system, so that equal bits give equal bytes on every machine.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_GZIP_LEVEL = 6
_TO_URL_ALPHABET = str.maketrans("+/", "-_")
_INDEX = re.compile(r"0|[1-9]\d{0,15}", re.ASCII)


class StatusBits:
    """An immutable row of bits; position 0 is the leftmost bit of the first byte."""

    __slots__ = ("_bits",)

    def __init__(self, bits: bytes) -> None:
        if len(bits) * 8 < MINIMUM_STATUSES:
            raise StatusListMalformed(f"the list has fewer than {MINIMUM_STATUSES} entries", entries=len(bits) * 8)
        self._bits = bytes(bits)

    @classmethod
    def new(cls, size: int = MINIMUM_STATUSES) -> StatusBits:
        """All clear. Raises StatusListMalformed when smaller than the minimum or not a multiple of eight."""
        if size % 8:
            raise StatusListMalformed("the number of entries is not a multiple of eight", entries=size)
        return cls(bytes(size // 8))

    @classmethod
    def from_encoded(cls, encoded: object, max_bytes: int = MAX_STATUS_BYTES, *, of_2021: bool = False) -> StatusBits:
        """Read an ``encodedList``: ``u`` and base64url of gzip.

        Args:
            encoded: the member's text.
            max_bytes: the largest decoded size; decompression stops there.
            of_2021: Status List 2021, which wrote base64 without a prefix, in either alphabet, with or without padding.

        Raises:
            StatusListMalformed: another encoding, trailing data, a bad checksum, too short or too long.
        """
        if of_2021 and isinstance(encoded, str) and len(encoded) <= 2 * max_bytes:
            # Gzip begins with the same bytes always, in base64 "H4s": the prefix, if any, is no part of it.
            encoded = "u" + encoded.removeprefix("u").rstrip("=").translate(_TO_URL_ALPHABET)
        if not isinstance(encoded, str) or not encoded.startswith("u") or len(encoded) > 2 * max_bytes:
            raise StatusListMalformed("encodedList is not multibase base64url of reasonable length")
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            bits = inflater.decompress(from_base64url(encoded[1:]), max_bytes + 1)
        except (ValueError, zlib.error) as cause:
            raise StatusListMalformed(f"encodedList cannot be read: {cause}") from cause
        if len(bits) > max_bytes:
            raise StatusListMalformed("the list is too long", limit=max_bytes)
        if not inflater.eof or inflater.unused_data:
            raise StatusListMalformed("encodedList is cut off, or has something behind its end")
        return cls(bits)

    @property
    def encoded(self) -> str:
        """The ``encodedList`` text; equal bits give an equal text."""
        deflater = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, -zlib.MAX_WBITS)
        body = deflater.compress(self._bits) + deflater.flush()
        trailer = struct.pack("<II", zlib.crc32(self._bits), len(self._bits) & 0xFFFFFFFF)
        return "u" + to_base64url(_GZIP_HEADER + body + trailer)

    def __len__(self) -> int:
        return len(self._bits) * 8

    def __getitem__(self, index: int | str) -> bool:
        """The bit at a position, given as a number or as the base-10 text of ``statusListIndex``.

        Raises:
            StatusIndexOutOfRange: beyond the list, negative, or no number.
        """
        position = self._position(index)
        return bool(self._bits[position >> 3] & (0x80 >> (position & 7)))

    def with_set(self, index: int | str, value: bool) -> StatusBits:
        """A copy with one bit changed. Raises StatusIndexOutOfRange."""
        return self.with_changes({index: value})

    def with_changes(self, changes: Mapping[int | str, bool]) -> StatusBits:
        """A copy with several bits changed, by position. Raises StatusIndexOutOfRange."""
        bits = bytearray(self._bits)
        for index, value in changes.items():
            position = self._position(index)
            mask = 0x80 >> (position & 7)
            bits[position >> 3] = bits[position >> 3] | mask if value else bits[position >> 3] & ~mask
        return StatusBits(bytes(bits))

    def positions_set(self) -> Iterable[int]:
        """The positions of all set bits, ascending."""
        for offset, byte in enumerate(self._bits):
            if byte:
                yield from (offset * 8 + bit for bit in range(8) if byte & (0x80 >> bit))

    def __eq__(self, other: object) -> bool:
        return self._bits == other._bits if isinstance(other, StatusBits) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._bits)

    def __repr__(self) -> str:
        return f"StatusBits({len(self)} entries, {sum(byte.bit_count() for byte in self._bits)} set)"

    def _position(self, index: int | str) -> int:
        if isinstance(index, str) and _INDEX.fullmatch(index):
            index = int(index)
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(self):
            raise StatusIndexOutOfRange("no such position in the list", index=index, entries=len(self))
        return index


def status_list_document(
    *,
    id: str,
    issuer: str | Mapping[str, Any],
    valid_from: dt.datetime,
    valid_until: dt.datetime,
    bits: StatusBits,
    purpose: str = "revocation",
    ttl_ms: int = 300_000,
) -> dict[str, Any]:
    """The unsigned ``BitstringStatusListCredential`` at the URL ``id``.

    Args:
        issuer: DID of the issuer of the credentials (others refuse a list by somebody else), or its Profile.
        valid_from, valid_until: aware times, written in whole seconds.
        purpose: one text; an array breaks verifiers in use.
        ttl_ms: how long a reader may keep the list (milliseconds).
    """
    return {
        "@context": [CREDENTIALS_V2],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": _written(valid_from),
        "validUntil": _written(valid_until),
        "credentialSubject": {
            "id": f"{id}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": bits.encoded,
            "ttl": ttl_ms,
        },
    }


def _written(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise StatusListMalformed("a time needs its zone")
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
