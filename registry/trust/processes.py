"""Canonicalising in processes of their own, each killed when a document keeps it too long.

The work limits of `registry.signing` end most hostile documents before they cost anything. This is the wall behind
them: whatever a document does to the general engine, it ends with the process, after a stated time; and the engine's
lock is never held by a stranger's document in the process that serves pages.
"""

from __future__ import annotations

import atexit
import contextlib
import dataclasses
import json
import os
import queue
import select
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any, cast

from registry.signing import ContextStore, Limits
from registry.signing.bounds import check_document
from registry.signing.canonical import DEFAULT_LIMITS
from registry.signing.errors import EngineBusy, EngineStopped
from registry.signing.rdfc import SHA256
from registry.signing.wire import retold
from registry.trust.canonical_child import HEAD

#: A process imports the engine before it answers for the first time; that is nobody's document's fault (seconds).
START_SECONDS = 30.0
#: An answer is a digest, or a refusal that quotes what it refuses.
MAX_ANSWER = 1_000_000
_RUN = (
    "import runpy, sys; sys.path.insert(0, sys.argv[1]); "
    "runpy.run_module('registry.trust.canonical_child', None, '__main__')"
)
#: Where the package is.
_ROOT = str(Path(__file__).resolve().parents[2])

_all: weakref.WeakSet[Processes] = weakref.WeakSet()


class Processes:
    """A `Canonicaliser` over at most ``count`` processes, started when first needed. Threads share it.

    A document has ``seconds``, and waits as long for a process that is free.
    """

    def __init__(self, count: int, *, seconds: float) -> None:
        self._count = count
        self._seconds = seconds
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._lock = threading.Lock()
        self.forget()
        _all.add(self)

    def __call__(
        self,
        document: Mapping[str, Any],
        contexts: ContextStore,
        *,
        limits: Limits = DEFAULT_LIMITS,
        algorithm: str = SHA256,
    ) -> bytes:
        """The digest of the document's canonical form. Raises like `canonize`; EngineBusy, EngineStopped."""
        # Most of what is refused is refused here, and what is left can be written as JSON.
        check_document(document, contexts, limits)
        request = {"document": document, "limits": dataclasses.asdict(limits), "algorithm": algorithm}
        body = json.dumps(request).encode()
        try:
            child = self._free.get(timeout=self._seconds)
        except queue.Empty:
            raise EngineBusy("no process is free") from None
        try:
            return child.digest(body, contexts, self._seconds)
        finally:
            self._free.put(child)

    def forget(self) -> None:
        """Begin with processes that are not started yet; after a fork the old ones are the parent's."""
        self._free = queue.LifoQueue()
        self._children = [_Child() for _ in range(self._count)]
        for child in self._children:
            self._free.put(child)

    def stop(self) -> None:
        """End all processes; whoever waits for one is told so. They start again when needed."""
        for child in self._children:
            child.end()


class _Child:
    """One process, or the place for one."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._contexts: ContextStore | None = None

    def digest(self, body: bytes, contexts: ContextStore, seconds: float) -> bytes:
        """What the process answers. Raises EngineStopped when it does not, or not in time."""
        try:
            if self._process is None or self._process.poll() is not None or self._contexts is not contexts:
                self._start(contexts)
            answer = self._asked(body, seconds)
        except (OSError, EOFError, ValueError) as error:
            self.end()
            raise EngineStopped("the canonicaliser was stopped") from error
        if answer.startswith(b"+"):
            return answer[1:]
        raise retold(json.loads(answer[1:]))

    def end(self) -> None:
        """Kill the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        _close(process)

    def leave(self) -> None:
        """Let go of a process that is another's."""
        if self._process is not None:
            _close(self._process)
            self._process.returncode = 0  # nobody's to wait for
            self._process = None

    def _start(self, contexts: ContextStore) -> None:
        self.end()
        # -I and an empty environment: no folder and no variable decides what it imports, and no secret is there.
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
            [sys.executable, "-I", "-c", _RUN, _ROOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            env={},
        )
        os.set_blocking(cast(IO[bytes], self._process.stdin).fileno(), False)
        self._contexts = contexts
        self._asked(json.dumps({url: contexts.text(url) for url in contexts}).encode(), START_SECONDS)

    def _asked(self, body: bytes, seconds: float) -> bytes:
        """One message there and one back. Raises TimeoutError, EOFError, OSError."""
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise EOFError
        source, target = process.stdout.fileno(), process.stdin.fileno()
        end = time.monotonic() + seconds
        sent, got = memoryview(HEAD.pack(len(body)) + body), bytearray()
        wanted = HEAD.size
        while len(got) < wanted:
            readable, writable, _ = select.select([source], [target] if sent else [], [], _left(end))
            if writable:
                sent = sent[os.write(target, sent[:65_536]) :]
            if readable:
                some = os.read(source, 1 << 20)
                if not some:
                    raise EOFError
                got += some
            if len(got) >= HEAD.size and wanted == HEAD.size:
                wanted += HEAD.unpack_from(got)[0]
                if wanted > MAX_ANSWER:
                    raise EOFError
        return bytes(got[HEAD.size :])


def _left(end: float) -> float:
    seconds = end - time.monotonic()
    if seconds <= 0:
        raise TimeoutError
    return seconds


def _close(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _after_fork() -> None:
    for processes in _all:
        for child in processes._children:
            child.leave()
        processes.forget()


def _at_exit() -> None:
    for processes in _all:
        processes.stop()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
