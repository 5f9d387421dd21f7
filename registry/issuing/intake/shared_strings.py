"""The table of texts that a workbook's cells point into, kept on disk when it is large.

A list of 450,000 people has millions of different texts; Excel puts each once in a table that must be read before
the first row. In memory that table is the largest thing of all, so past a few megabytes it lives in a temporary file
and memory holds one offset per text.
"""

from __future__ import annotations

from array import array
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import BinaryIO

from registry.issuing.intake.errors import DamagedFile, ExpandsTooMuch
from registry.issuing.intake.safe_xml import qualified, stream_events

IN_MEMORY_BYTES = 8 << 20
MAX_TEXTS = 10_000_000
_CACHED_BYTES = 400
MAX_TEXT = 40_000  # Excel stops at 32,767
_TAGS = qualified("si", "t", "rPh")


class SharedStrings:
    """Texts by their number."""

    def __init__(self) -> None:
        self._file: SpooledTemporaryFile[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        self._offsets = array("Q", [0])
        self._cached = lru_cache(maxsize=4096)(self._read)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, index: int) -> str:
        """The text. Raises DamagedFile when the table has no such number."""
        if not 0 <= index < len(self):
            raise DamagedFile
        is_short = self._offsets[index + 1] - self._offsets[index] <= _CACHED_BYTES
        return self._cached(index) if is_short else self._read(index)

    def append(self, text: str) -> None:
        """Add the next text. Raises ExpandsTooMuch past `MAX_TEXTS`."""
        if len(self) >= MAX_TEXTS:
            raise ExpandsTooMuch
        data = text.encode("utf-8", "surrogatepass")
        self._file.seek(self._offsets[-1])
        self._file.write(data)
        self._offsets.append(self._offsets[-1] + len(data))

    def close(self) -> None:
        """Give the temporary file back."""
        self._file.close()

    def _read(self, index: int) -> str:
        start, end = self._offsets[index], self._offsets[index + 1]
        self._file.seek(start)
        return self._file.read(end - start).decode("utf-8", "surrogatepass")

    @classmethod
    def load(cls, source: BinaryIO) -> SharedStrings:
        """Read the table. Raises DamagedFile, UnsafeXml, ExpandsTooMuch."""
        table = cls()
        reader = _TableReader(table)
        try:
            for _ in stream_events(source, reader.start, reader.end, reader.text):
                pass
        except Exception:
            table.close()
            raise
        return table


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
