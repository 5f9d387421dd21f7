"""The table of texts that a workbook's cells point into, kept on disk when it is large.

A list of 450,000 people has millions of different texts; Excel puts each once in a table that must be read before
the first row. In memory that table is the largest thing of all, so past a few megabytes it lives in a temporary file
and memory holds one offset per text.
"""

from __future__ import annotations

import io
from array import array
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from registry.issuing.intake.errors import DamagedFile, ExpandsTooMuch
from registry.issuing.intake.safe_xml import qualified, stream_events

IN_MEMORY_BYTES = 8 << 20
MAX_TEXTS = 10_000_000
_CACHED_BYTES = 400
_WRITTEN_AT_ONCE = 100
MAX_TEXT = 40_000  # Excel stops at 32,767
_TAGS = qualified("si", "t", "rPh")


class SharedStrings:
    """Texts by their number, read from ``source`` as far as somebody asks: the head of a sheet needs few of them."""

    def __init__(self, source: BinaryIO | None = None) -> None:
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        self._offsets = array("Q", [0])
        self._waiting: list[bytes] = []
        self._cached = lru_cache(maxsize=4096)(self._read)
        reader = _TableReader(self)
        self._source = source
        self._coming = stream_events(source, reader.start, reader.end, reader.text) if source is not None else iter(())
        try:
            self._more()  # its prolog, in which a document type would stand
        except Exception:
            self.close()
            raise

    def __len__(self) -> int:
        """How many have been read so far."""
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:
        """The text. Raises DamagedFile when the table has no such number, UnsafeXml, ExpandsTooMuch."""
        while index >= len(self) and self._more():
            pass
        if not 0 <= index < len(self):
            raise DamagedFile
        is_short = self._offsets[index + 1] - self._offsets[index] <= _CACHED_BYTES
        return self._cached(index) if is_short else self._read(index)

    def append(self, text: str) -> None:
        """Add the next text. Raises ExpandsTooMuch past `MAX_TEXTS`."""
        if len(self) >= MAX_TEXTS:
            raise ExpandsTooMuch
        data = text.encode("utf-8", "surrogatepass")
        self._waiting.append(data)
        self._offsets.append(self._offsets[-1] + len(data))
        if len(self._waiting) >= _WRITTEN_AT_ONCE:
            self._write()

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()
        if self._source is not None:
            self._source.close()

    def _more(self) -> bool:
        """Read a little further; whether there was anything left."""
        return next(self._coming, self) is not self

    def _write(self) -> None:
        self._file.seek(0, io.SEEK_END)
        self._file.write(b"".join(self._waiting))
        self._waiting.clear()

    def _read(self, index: int) -> str:
        if self._waiting:
            self._write()
        start, end = self._offsets[index], self._offsets[index + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", "surrogatepass")


class _TableReader:
    """Joins the runs of each text and leaves out phonetic readings."""

    def __init__(self, table: SharedStrings) -> None:
        self.table = table
        self.parts: list[str] = []
        self.length = 0
        self.reading = False
        self.phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        tag = _TAGS.get(name)
        if tag == "si":
            self.parts = []
            self.length = 0
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "t":
            self.reading = not self.phonetic

    def end(self, name: str) -> None:
        tag = _TAGS.get(name)
        if tag == "si":
            self.table.append("".join(self.parts))
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "t":
            self.reading = False

    def text(self, data: str) -> None:
        if self.reading:
            self.length += len(data)
            if self.length > MAX_TEXT:
                raise ExpandsTooMuch
            self.parts.append(data)
