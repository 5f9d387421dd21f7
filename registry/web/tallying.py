"""Counting verifications: never of whom or by whom. The one place that judges which count, and whose they are.

Every authenticated document of this registry that is verified, and every opening of a share link, is one event. Once
written, it moves two counters in one transaction: that of the indicators (day, standard, anyone or an employer) and, if
somebody of a verified employer was signed in, that of supply and demand (month, definition, the employer's place).

Counted in memory and written now and then beside the request, so that nobody who verifies waits for a lock, and
verifying works while the database cannot be written. What a killed process had not written is lost.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterable

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from registry import clock
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions import queries as definitions
from registry.indicators import service
from registry.indicators.tallying import ANYONE, EMPLOYER, Place
from registry.talent import counting
from registry.talent import service as talent
from registry.talent.counting import Verified
from registry.verification import Report, Verdict
from registry.web.security import actor

log = logging.getLogger("registry.web")
#: So long counts stay in memory, at most.
SECONDS = 30
#: Verdicts on documents whose signature and issuer stand: of these the standard can be believed.
_COUNTED = frozenset({Verdict.VALID, Verdict.AUTHENTIC_NOT_CURRENT})


#: Day, the standard's code, the definition version (its key, or its achievement's address), and the place
#: of the employer, if it was one that is verified.
Event = tuple[dt.date, str, str | uuid.UUID | None, str | None]


class _Waiting:
    """Counts of this process that are not written yet."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.counts: Counter[Event] = Counter()
        self.since = time.monotonic()
        self.seconds: float = SECONDS

    def take(self, *, at_once: bool = False) -> Counter[Event]:
        """Everything, if it is time; else nothing."""
        with self.lock:
            if not self.counts or not (at_once or time.monotonic() - self.since >= self.seconds):
                return Counter()
            taken, self.counts, self.since = self.counts, Counter(), time.monotonic()
            return taken

    def add(self, more: Counter[Event]) -> None:
        """Count these too."""
        with self.lock:
            self.counts += more


def init_app(app: Flask) -> None:
    """Begin with nothing counted."""
    app.extensions["tallying"] = _Waiting()


def note(*reports: Report) -> None:
    """Count these verifications, those of this registry's documents that could be authenticated."""
    _add(
        (said.partition(" ")[0], one.credential.achievement)  # «AIL 1.0»: the version is not counted by
        for one in reports
        if one.verdict in _COUNTED and one.credential is not None and (said := one.credential.standard)
    )


def note_opening(standard: str, version_id: uuid.UUID) -> None:
    """Count an opened share link to an award of this definition version, by its standard's code."""
    _add([(standard, version_id)])


def _add(what: Iterable[tuple[str, str | uuid.UUID | None]]) -> None:
    place = counting.place_of(actor())
    today = clock.today()
    waiting: _Waiting = current_app.extensions["tallying"]
    waiting.add(Counter((today, code, version, place) for code, version in what))
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    taken = waiting.take()
    if taken:
        threading.Thread(target=_write_beside, args=(app, taken), daemon=True, name="tallying").start()


def write_now(app: Flask) -> None:
    """Write what this process has counted."""
    taken: Counter[Event] = app.extensions["tallying"].take(at_once=True)
    if taken:
        _write_beside(app, taken)


def _write_beside(app: Flask, taken: Counter[Event]) -> None:
    with app.app_context():
        _write(app, taken)


def _write(app: Flask, taken: Counter[Event]) -> None:
    """Write counts; those of codes that no standard here has are of elsewhere. What cannot be written waits."""
    try:
        rows = db.session.execute(select(StandardVersion.code, StandardVersion.standard_id))
        known = {str(code): str(name) for code, name in rows}
        by_standard: Counter[Place] = Counter()
        by_version: Counter[Verified] = Counter()
        for (day, code, version, place), count in taken.items():
            if code not in known:
                continue
            by_standard[day, known[code], EMPLOYER if place else ANYONE] += count
            version_id = _version(version) if place else None
            if place and version_id is not None:
                by_version[day, version_id, place] += count
        service.tally(by_standard)
        talent.count_verifications(by_version)
        db.session.commit()
    except SQLAlchemyError:
        db.session.rollback()
        app.extensions["tallying"].add(taken)
        log.warning("verifications not counted yet")


def _version(said: str | uuid.UUID | None) -> uuid.UUID | None:
    """The definition version of this registry that an achievement's address names."""
    if said is None or isinstance(said, uuid.UUID):
        return said
    found = definitions.by_uri(said)
    return found.id if found else None
