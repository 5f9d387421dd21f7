"""Multibase and unpadded base64url, read strictly: each value has exactly one spelling.

Controlled Identifiers 1.0, section 2.4; RFC 4648, section 5.
"""

from __future__ import annotations

import base64
import re

import base58
import pybase64

#: Decoding base58 takes time quadratic in the length; keys and signatures stay far below this (characters).
MAX_BASE58 = 256
_ALPHABET = base58.BITCOIN_ALPHABET
_DIGITS = bytes.maketrans(_ALPHABET, bytes(range(len(_ALPHABET))))
_RUN = 10
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]*")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")


def to_base58btc(value: bytes) -> str:
    """``z`` and the base58 spelling, as in ``publicKeyMultibase`` and ``proofValue``."""
    return "z" + base58.b58encode(value).decode("ascii")


def from_base58btc(text: object) -> bytes:
    """The bytes behind a ``z…`` text; takes whatever stood in the JSON.

    Raises:
        ValueError: no text, another multibase prefix, a character outside the alphabet, or more than `MAX_BASE58`
            characters.
    """
    if not isinstance(text, str) or not text.startswith("z") or len(text) > MAX_BASE58:
        raise ValueError("not a base58btc multibase value of reasonable length")
    # The library would strip white space, which would give one value two spellings.
    if not _BASE58.fullmatch(text):
        raise ValueError("a character is outside the base58 alphabet")
    return _decoded(text[1:])


def _decoded(text: str) -> bytes:
    """Base58 in runs of ten digits, which fit a machine word: a signature is read with every verification."""
    digits = text.encode("ascii").translate(_DIGITS)
    number = 0
    for start in range(0, len(digits), _RUN):
        run = digits[start : start + _RUN]
        part = 0
        for digit in run:
            part = part * 58 + digit
        number = number * 58 ** len(run) + part
    # A leading "1" is a byte of zero that the number does not show.
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def to_base64url(value: bytes) -> str:
    """Base64url without padding."""
    return base64url_bytes(value).decode("ascii")


def base64url_bytes(value: bytes) -> bytes:
    """`to_base64url` as bytes, for what is signed."""
    # Of each award five thousand bytes are spelled and hashed: with the standard library's function the spelling takes
    # three times as long as the hashing, with this one half as long.
    return pybase64.urlsafe_b64encode(value).rstrip(b"=")


def from_base64url(text: object) -> bytes:
    """The bytes behind unpadded base64url; takes whatever stood in the JSON.

    Raises:
        ValueError: no text, padding, white space, a foreign character, or stray bits after the last byte (which would
            give one signature several spellings).
    """
    if not isinstance(text, str) or not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise ValueError("not base64url without padding")
    value = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(value) != text:
        raise ValueError("base64url with stray bits at its end")
    return value
