"""Measuring: CPU time of this process, the median of several rounds; and what is sent to a database.

Tests count statements by this too.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Engine, event


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table. ``value`` is in ``unit``; ``met`` is None where no goal is set."""

    name: str
    value: float
    unit: str
    compared_with: str = ""
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None

    def as_dict(self) -> dict[str, object]:
        """For the JSON output."""
        return asdict(self)

    def said(self) -> str:
        """For the readable table."""
        verdict = "" if self.met is None else ("met" if self.met else "NOT MET")
        ratio = "" if self.ratio is None else f"{self.ratio:.3g} x {self.compared_with}"
        return f"{self.name:<52} {self.value:>12,.3f} {self.unit:<8} {ratio:<36} {self.goal:<18} {verdict}"


def raw_sign_seconds() -> float:
    """What "raw" means in `docs/performance.md`: CPU seconds of one Ed25519 signature by ``cryptography``, whatever the
    product signs with."""
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    return cpu_seconds(lambda: key.sign(bytes(64)), repeat=500)


def cpu_seconds(work: Callable[[], object], *, rounds: int = 5, repeat: int = 1) -> float:
    """CPU seconds of one call: the median of ``rounds`` rounds of ``repeat`` calls, after one call to warm up."""
    work()
    samples = []
    for _ in range(rounds):
        start = time.process_time()
        for _ in range(repeat):
            work()
        samples.append((time.process_time() - start) / repeat)
    return statistics.median(samples)


def wall_seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call, for work that other processes may share."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@contextmanager
def statements(engine: Engine) -> Iterator[list[str]]:
    """What is sent to the database within the block, one after the other."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
