"""Finding the QR code in a picture or photograph, in a process of its own that is killed when it takes too long.

A picture made for it (a carpet of finder patterns) keeps a reader busy for many seconds; nothing inside the process
could stop it.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self, cast

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE

#: Of the processor, for one picture; a photograph of twelve megapixels takes a third of one. Counted in the process
#: itself, so that a busy machine refuses nobody.
SECONDS = 3
#: Of the clock, in case that the machine gives the process no time at all.
PATIENCE = 30.0
MAX_PICTURE_BYTES = 10_000_000
_CHILD = Path(__file__).with_name("scanning_child.py")
_MAX_ANSWER = 200_000
#: How the process ends when a picture is too much for it; other ends are those of memory.
_DEATHS = {-signal.SIGXCPU: "picture_too_busy"}


class Scanner:
    """Reads pictures one after another; use it as a context manager. One process serves them until one kills it."""

    def __init__(self, seconds: int = SECONDS) -> None:
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
        told = self._asked(data)
        if "codes" in told:
            return tuple(told["codes"])
        fault = str(told["fault"])
        raise Unreadable(fault, UNREADABLE[fault], detail="PNG, JPEG, WebP")

    def _asked(self, data: bytes) -> dict[str, Any]:
        """What the child says, or what its end says."""
        child = self._started()
        end = time.monotonic() + PATIENCE
        sent, line = memoryview(struct.pack(">Q", len(data)) + data), b""
        source, target = cast(IO[bytes], child.stdout).fileno(), cast(IO[bytes], child.stdin).fileno()
        while not line.endswith(b"\n"):
            left = end - time.monotonic()
            if left <= 0 or len(line) > _MAX_ANSWER:
                self._end()
                return {"fault": "picture_too_busy"}
            readable, writable, _ = select.select([source], [target] if sent else [], [], left)
            try:
                if writable:
                    sent = sent[os.write(target, sent[:65_536]) :]
                got = os.read(source, 65_536) if readable else None
            except BrokenPipeError:
                got = b""
            if got == b"":
                return {"fault": _DEATHS.get(self._end() or 0, "picture_too_large")}
            line += got or b""
        found: dict[str, Any] = json.loads(line)
        return found

    def _started(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._end()
            # -I: no folder of ours and no variable of the environment decides what it imports.
            self._child = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
                [sys.executable, "-I", str(_CHILD), str(self._seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                env={},
            )
            os.set_blocking(cast(IO[bytes], self._child.stdin).fileno(), False)
        return self._child

    def _end(self) -> int | None:
        """End the process, which closes its pipes first when it ends by itself; how it ended."""
        child, self._child = self._child, None
        if child is None:
            return None
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            return child.wait(timeout=1)  # at the end of its input it ends, and so it does when it was killed
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()


def codes_in(data: bytes) -> tuple[str, ...]:
    """The same for one picture."""
    with Scanner() as scanner:
        return scanner.codes(data)
