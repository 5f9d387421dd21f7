"""Finding the QR code in a picture or photograph, in a process of its own that is killed when it takes too long.

A picture made for it (a carpet of finder patterns) keeps a reader busy for many seconds; nothing inside the process
could stop it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self, cast

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE

#: What a photograph of twelve megapixels takes is a third of a second.
SECONDS = 4.0
MAX_PICTURE_BYTES = 10_000_000
_CHILD = Path(__file__).with_name("scanning_child.py")
_MAX_ANSWER = 200_000


class Scanner:
    """Reads pictures one after another; use it as a context manager. One process serves them until one kills it."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def codes(self, data: bytes) -> tuple[str, ...]:
        """The different texts of the QR codes in a PNG, JPEG or WebP; none is an answer, too.

        Raises `Unreadable`: ``too_large`` (bytes), ``picture_too_large`` (pixels), ``picture_too_busy`` (time),
        ``damaged``.
        """
        if len(data) > MAX_PICTURE_BYTES:
            raise Unreadable("too_large", UNREADABLE["too_large"], size=len(data), limit=MAX_PICTURE_BYTES)
        line = self._asked(data)
        try:
            told = json.loads(line)
        except ValueError:
            told = {"fault": "picture_too_large"}  # it died, of memory in all likelihood
        if "codes" in told:
            return tuple(told["codes"])
        fault = str(told["fault"])
        raise Unreadable(fault, UNREADABLE[fault], detail="PNG, JPEG, WebP")

    def _asked(self, data: bytes) -> bytes:
        """The child's line. Raises `Unreadable` when there is none in time."""
        child = self._started()
        end = time.monotonic() + self._seconds
        sent, line = memoryview(struct.pack(">Q", len(data)) + data), b""
        source, target = cast(IO[bytes], child.stdout).fileno(), cast(IO[bytes], child.stdin).fileno()
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or len(line) > _MAX_ANSWER:
                self._end()
                raise Unreadable("picture_too_busy", UNREADABLE["picture_too_busy"])
            readable, writable, _ = select.select([source], [target] if sent else [], [], left)
            try:
                if writable:
                    sent = sent[os.write(target, sent[:65_536]) :]
                got = os.read(source, 65_536) if readable else None
            except BrokenPipeError:
                got = b""
            if got == b"":
                self._end()
                break
            line += got or b""
        return line

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            # -I: no folder of ours and no variable of the environment decides what it imports.
            self._child = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
                [sys.executable, "-I", str(_CHILD)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={},
            )
            os.set_blocking(cast(IO[bytes], self._child.stdin).fileno(), False)
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


def codes_in(data: bytes) -> tuple[str, ...]:
    """The same for one picture."""
    with Scanner() as scanner:
        return scanner.codes(data)
