"""Which encoding a CSV is in. Nobody who exports one can say, and a wrong guess prints a wrong name on a certificate.

A byte order mark decides; then UTF-8, which other encodings practically never satisfy by chance; then, among the
one-byte encodings that Spanish-language programs write, the one under which the bytes over 127 are Spanish letters.
"""

from __future__ import annotations

import codecs
from collections import Counter
from typing import BinaryIO

from registry.issuing.intake.safe_xml import CHUNK

# In order of preference when the text cannot tell: Windows and Latin-1, old Macintosh, DOS ("CSV (MS-DOS)" in Excel).
ENOUGH = 8 << 20
ONE_BYTE = ("cp1252", "mac_roman", "cp850")
_SPANISH = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ºª°«»")
_PLAUSIBLE = frozenset("àèòçôâêëïöäÀÈÇÖÄ–—’‘“”·€…") | _SPANISH
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def detect_encoding(source: BinaryIO) -> tuple[str, int]:
    """The Python name of the encoding and the length of the byte order mark to skip. Leaves the file at its start."""
    source.seek(0)
    head = source.read(4096)
    for mark, name in _BOMS:
        if head.startswith(mark):
            source.seek(0)
            return name, len(mark)
    found = _utf16_without_mark(head) or ("utf-8" if _is_utf8(source) else _one_byte(source))
    source.seek(0)
    return found, 0


def _utf16_without_mark(head: bytes) -> str | None:
    """Every other byte of European text in UTF-16 is zero; in no other encoding is any."""
    if len(head) < 4:
        return None
    even, odd = head[0::2], head[1::2]
    if odd.count(0) > len(odd) * 0.7 and even.count(0) == 0:
        return "utf-16-le"
    if even.count(0) > len(even) * 0.7 and odd.count(0) == 0:
        return "utf-16-be"
    return None


def _is_utf8(source: BinaryIO) -> bool:
    source.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := source.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _one_byte(source: BinaryIO) -> str:
    source.seek(0)
    counts: Counter[int] = Counter()
    while source.tell() < ENOUGH and (chunk := source.read(CHUNK)):
        counts.update(chunk)
    return max(ONE_BYTE, key=lambda name: (_likeness(counts, name), -ONE_BYTE.index(name)))


def _likeness(counts: Counter[int], encoding: str) -> int:
    score = 0
    for byte, times in counts.items():
        if byte < 128:
            continue
        letter = bytes([byte]).decode(encoding, "replace")
        if letter in _SPANISH:
            score += 2 * times
        elif letter not in _PLAUSIBLE:
            score -= 2 * times
    return score
