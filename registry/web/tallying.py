"""Counting verifications for the indicators: by day and standard, never of whom or by whom.

Counted in memory and written now and then beside the request, so that nobody who verifies waits for a lock, and
verifying works while the database cannot be written. What a killed process had not written is lost.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Iterable

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from registry import clock
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.indicators import service
from registry.indicators.tallying import ANYONE, EMPLOYER, Place
from registry.verification import Report, Verdict
from registry.web.security import actor

log = logging.getLogger("registry.web")
#: So long counts stay in memory, at most.
SECONDS = 30
#: Verdicts on documents whose signature and issuer stand: of these the standard can be believed.
_COUNTED = frozenset({Verdict.VALID, Verdict.AUTHENTIC_NOT_CURRENT})


class _Waiting:
    """Counts of this process that are not written yet, under the standard's code."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[Place] = Counter()
        self.since = time.monotonic()
        self.seconds: float = SECONDS

    def take(self, *, at_once: bool = False) -> Counter[Place]:
        """Everything, if it is time; else nothing."""
        with self.lock:
            if not self.counts or not (at_once or time.monotonic() - self.since >= self.seconds):
                return Counter()
            taken, self.counts, self.since = self.counts, Counter(), time.monotonic()
            return taken

    def add(self, more: Counter[Place]) -> None:
        """Count these too."""
        with self.lock:
            self.counts += more


def init_app(app: Flask) -> None:
    """Begin with nothing counted."""
    app.extensions["tallying"] = _Waiting()


def note(*reports: Report) -> None:
    """Count these verifications, those of this registry's documents that could be authenticated."""
    known = [one.credential.standard for one in reports if one.verdict in _COUNTED and one.credential is not None]
    note_standards(said.partition(" ")[0] for said in known if said)  # «AIL 1.0»: the version is not counted by


def note_standards(codes: Iterable[str | None]) -> None:
    """Count a verification of each of these standards, by their codes."""
    by = EMPLOYER if actor().places("employer") else ANYONE
    today = clock.today()
    waiting: _Waiting = current_app.extensions["tallying"]
    waiting.add(Counter((today, code, by) for code in codes if code))
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    taken = waiting.take()
    if taken:
        threading.Thread(target=_write_beside, args=(app, taken), daemon=True).start()


def write_now(app: Flask) -> None:
    """Write what this process has counted."""
    taken: Counter[Place] = app.extensions["tallying"].take(at_once=True)
    if taken:
        _write_beside(app, taken)


def _write_beside(app: Flask, taken: Counter[Place]) -> None:
    with app.app_context():
        _write(app, taken)


def _write(app: Flask, taken: Counter[Place]) -> None:
    """Write counts; those of codes that no standard here has are of elsewhere. What cannot be written waits."""
    try:
        rows = db.session.execute(select(StandardVersion.code, StandardVersion.standard_id))
        known = {str(code): str(name) for code, name in rows}
        found: Counter[Place] = Counter()
        for (day, code, by), count in taken.items():
            if code in known:
                found[day, known[code], by] += count
        service.tally(found)
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        app.extensions["tallying"].add(taken)
        log.warning("verifications not counted yet")
