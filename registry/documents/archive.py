"""A ZIP of files that a stranger made: how many there are, how large they become, and each one's bytes, all bounded.

Names are shown to people and used for nothing else: no file is ever written under one.
"""

from __future__ import annotations

import struct
import unicodedata
import zlib
from dataclasses import dataclass
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE

ZIP_SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
MAX_ENTRIES = 5_000
MAX_ENTRY_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 256_000_000
#: Text packs twenty times, an empty page a hundred; what packs more is made to burst.
MAX_RATIO = 200
#: Small entries may pack as they like: their size alone bounds them.
RATIO_FROM_BYTES = 1_000_000
LONGEST_NAME = 160
_ENTRY_MARK = b"PK\x01\x02"
_CHUNK = 1 << 20
#: Systems put these into every folder that they pack.
_LITTER = ("__macosx", ".ds_store", "thumbs.db", "desktop.ini")
#: What a truncated or tampered archive raises while it is read.
_BROKEN = (BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive. ``name`` is cleaned for showing; two entries may have the same."""

    name: str
    size: int
    _archive: ZipFile
    _info: ZipInfo

    def read(self) -> bytes:
        """Its bytes.

        Raises `Unreadable`: ``entry_encrypted``, ``entry_method``, ``too_large``, ``archive_expands``, ``damaged``.
        """
        info = self._info
        if info.flag_bits & 0x1:
            raise _unreadable("entry_encrypted")
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise _unreadable("entry_method")
        if info.file_size > MAX_ENTRY_BYTES:
            raise _unreadable("too_large", size=info.file_size, limit=MAX_ENTRY_BYTES)
        if info.file_size > RATIO_FROM_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise _unreadable("archive_expands")
        try:
            with self._archive.open(info) as source:
                # Never more than declared is read; a lie about it ends as a wrong checksum.
                return source.read(MAX_ENTRY_BYTES + 1)
        except _BROKEN as error:
            raise _unreadable("damaged", detail="ZIP") from error


def looks_like_zip(head: bytes) -> bool:
    """Whether the first bytes are those of a ZIP (an Excel workbook is one, too)."""
    return head.startswith(ZIP_SIGNATURES)


def entries(source: BinaryIO) -> tuple[Entry, ...]:
    """The files of a seekable archive, in its order; folders and systems' own files are left out.

    The archive stays open as long as its entries are in use, and never closes ``source``.

    Raises `Unreadable`: ``archive_too_many``, ``archive_expands``, ``damaged``.
    """
    _refuse_a_crowd(source)
    try:
        archive = ZipFile(source)
    except _BROKEN as error:
        raise _unreadable("damaged", detail="ZIP") from error
    found = [one for one in archive.infolist() if not one.is_dir() and not _litter(one.filename)]
    if len(found) > MAX_ENTRIES:
        raise _unreadable("archive_too_many", limit=MAX_ENTRIES)
    if sum(one.file_size for one in found) > MAX_UNPACKED_BYTES:
        raise _unreadable("archive_expands")
    return tuple(Entry(shown_name(one.filename), one.file_size, archive, one) for one in found)


def _refuse_a_crowd(source: BinaryIO) -> None:
    """Count entries before a directory of a million of them is read into memory."""
    source.seek(0)
    count, rest = 0, b""
    while chunk := source.read(_CHUNK):
        window = rest + chunk
        count += window.count(_ENTRY_MARK)
        rest = window[-(len(_ENTRY_MARK) - 1) :]
        # An archive inside, stored as it is, brings marks of its own; it is refused by itself.
        if count > 2 * MAX_ENTRIES:
            raise _unreadable("archive_too_many", limit=MAX_ENTRIES)
    source.seek(0)


def _litter(name: str) -> bool:
    parts = name.lower().replace("\\", "/").split("/")
    return parts[0] == _LITTER[0] or parts[-1] in _LITTER


def shown_name(name: str) -> str:
    """A stranger's path for one line of ours: no steps upwards, no control or direction characters, cut on the left."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    clean = "".join(
        "�" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") else character
        for character in "/".join(parts)
    )
    return clean if len(clean) <= LONGEST_NAME else "…" + clean[-LONGEST_NAME + 1 :]


def _unreadable(code: str, **details: object) -> Unreadable:
    return Unreadable(code, UNREADABLE[code], **details)
