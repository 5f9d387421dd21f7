"""Reading from streaming standbys, without telling anybody less than they know (docs/decisions/0027-replicas.md).

Once a second each process notes how far the primary's log has come. A standby that has replayed up to such a note holds
everything that was committed before the note was taken: its *as of*. What is read there says so, and a standby that is
too far behind is not asked. Whoever has written carries how far the log had come then (`registry.web.own_writes`).
"""

from __future__ import annotations

import contextlib
import contextvars
import datetime as dt
import logging
import re
import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import SQLAlchemyError

from registry import clock, dsn, outages
from registry.config import Settings
from registry.db import db, reads_from
from registry.errors import RegistryError
from registry.texts import Text

log = logging.getLogger("registry.replica")
BIND = "replica"
#: What is read at a standby may be this old, and evidence is remembered for ten seconds from then (decision 23).
LIMIT = dt.timedelta(seconds=5)
#: While the primary does not answer, nobody can write; what strangers read may be as old as a status list (its ttl).
LIMIT_WITHOUT_PRIMARY = dt.timedelta(minutes=5)
#: Between two notes of the primary's position, and before a standby that failed is asked again (seconds).
EVERY, PAUSE = 1.0, 5.0
_NOTES = 400  # more than `LIMIT_WITHOUT_PRIMARY` of them
#: Flushed, not inserted: a commit is told only after its flush, and what is not flushed is not sent to standbys either.
_POSITION = "SELECT (pg_current_wal_flush_lsn() - '0/0')::bigint"
_REPLAYED = "SELECT (pg_last_wal_replay_lsn() - '0/0')::bigint WHERE pg_is_in_recovery()"
_ONLY_READ = "-c default_transaction_read_only=on"
_HARMLESS = re.compile(r"\s*(?:SELECT|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|SHOW|SET|EXPLAIN)\b", re.IGNORECASE)


class ReplicaUnused(RegistryError):
    """For ``registry check``: the standby is not read from, and why."""

    code = "replica_unused"
    kind = "unavailable"
    text = Text(
        "No se lee de la réplica: {why}. Se lee del primario.", "The replica is not read: {why}. The primary is."
    )


@dataclass(frozen=True, slots=True)
class Note:
    """Where the primary's log had come (bytes since its beginning) at a moment."""

    position: int
    at: dt.datetime


@dataclass(slots=True)
class Request:
    """One request: what it must see, where it reads, and whether it wrote."""

    seen: Note | None = None
    #: Whether it may read from a standby, and whether an older one will do while the primary is away.
    reads: bool = False
    patient: bool = False
    decided: bool = False
    engine: Engine | None = None
    as_of: dt.datetime | None = None
    wrote: bool = False


_request: contextvars.ContextVar[Request | None] = contextvars.ContextVar("replica_request", default=None)


class Replica:
    """The standbys behind one address, as one process sees them. Threads share one."""

    def __init__(self, primary: Engine, engine: Engine) -> None:
        self._primary, self.engine = primary, engine
        self._notes: deque[Note] = deque(maxlen=_NOTES)
        self._lock = threading.Lock()
        self._noted = self._shunned = float("-inf")
        self._primary_away = False
        self._unused: str | None = None

    def position(self) -> int:
        """How far the primary's log has come. Raises what the database raises."""
        with self._primary.connect() as connection:
            return int(connection.exec_driver_sql(_POSITION).scalar_one())

    def choose(self, request: Request) -> dt.datetime | None:
        """As of when the standby speaks to which the session is connected; None: this request reads the primary."""
        now = clock.now()
        if time.monotonic() < self._shunned:
            return None
        self._note(now)
        try:
            session = db.session()
            asked = session.connection(bind_arguments={"bind": self.engine}).exec_driver_sql(_REPLAYED)
            replayed = asked.scalar_one_or_none()
        except SQLAlchemyError as fault:
            db.session.rollback()
            self.shun(outages.first_line(fault))
            return None
        if replayed is None:
            self.shun("it is no standby")
            return None
        as_of = self._as_of(int(replayed))
        limit = LIMIT_WITHOUT_PRIMARY if self._primary_away and request.patient else LIMIT
        if as_of is None or as_of < now - limit:
            self._say(None if as_of is None else f"it is behind since {as_of.isoformat(timespec='seconds')}")
            return None
        self._say("")
        return as_of if request.seen is None or request.seen.position <= replayed else None

    def shun(self, why: str) -> None:
        """Ask it nothing for a while."""
        self._shunned = time.monotonic() + PAUSE
        self._say(why)

    def _note(self, now: dt.datetime) -> None:
        with self._lock:
            if time.monotonic() - self._noted < EVERY:
                return
            self._noted = time.monotonic()
        try:
            position = self.position()
        except SQLAlchemyError as fault:
            if not self._primary_away:
                log.warning("primary does not answer", extra={"why": outages.first_line(fault)})
            self._primary_away = True
            return
        self._primary_away = False
        self._notes.append(Note(position, now))

    def _as_of(self, replayed: int) -> dt.datetime | None:
        return max((note.at for note in tuple(self._notes) if note.position <= replayed), default=None)

    def _say(self, unused: str | None) -> None:
        """Log a change. ``None`` says nothing: a process that has just begun has no notes yet."""
        if unused is None or unused == self._unused:
            return
        if unused and not self._unused:
            log.warning("replica is not read", extra={"why": unused})
        elif not unused and self._unused:
            log.info("replica is read again")
        self._unused = unused


def connect_args(settings: Settings) -> dict[str, str]:
    """How to connect to a standby: transactions only read there, even if it has become a primary meanwhile."""
    return {**dsn.patience(settings.replica), **dsn.unless_given(settings.replica, options=_ONLY_READ)}


def init_app(app: Flask) -> None:
    """Give the application its replica, when the settings name one."""
    with app.app_context():
        engine = db.engines.get(BIND)
        if engine is None:
            return
        app.extensions[BIND] = Replica(db.engine, engine)

        @event.listens_for(db.engine, "before_cursor_execute")
        def _statement(_connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
            request = _request.get()
            if request is not None and not _HARMLESS.match(statement):
                request.wrote = True


@contextlib.contextmanager
def serving(request: Request) -> Iterator[None]:
    """Within the block, the session reads where the request may (`Request.reads`), decided at its first statement."""
    replica: Replica | None = current_app.extensions.get(BIND)
    if replica is None:
        yield
        return

    def route() -> Engine | None:
        if not request.decided:
            request.decided = True
            request.as_of = replica.choose(request)
            request.engine = replica.engine if request.as_of else None
        return request.engine

    held, routed = _request.set(request), reads_from.set(route if request.reads else None)
    try:
        yield
    finally:
        reads_from.reset(routed)
        _request.reset(held)


@contextlib.contextmanager
def primary() -> Iterator[None]:
    """Within the block, the session reads at the primary."""
    token = reads_from.set(None)
    try:
        yield
    finally:
        reads_from.reset(token)


def read_at(now: dt.datetime) -> dt.datetime:
    """As of when what this request reads is true: ``now``, or earlier where a standby is read."""
    request = _request.get()
    return request.as_of if request is not None and request.as_of is not None and request.as_of < now else now


def new_enough(as_of: dt.datetime) -> bool:
    """Whether something read as of then already holds what this reader has written."""
    request = _request.get()
    return request is None or request.seen is None or request.seen.at <= as_of


def failed() -> None:
    """The standby broke off in the middle of this request: the next ones ask the primary for a while."""
    request = _request.get()
    replica: Replica | None = current_app.extensions.get(BIND)
    if replica is not None and request is not None and request.engine is not None:
        replica.shun("it broke off")


def check() -> str:
    """For ``registry check``: how far the standby is behind. Raises `ReplicaUnused`, or what the database raises."""
    replica: Replica = current_app.extensions[BIND]
    position = replica.position()
    with replica.engine.connect() as connection:
        replayed = connection.exec_driver_sql(_REPLAYED).scalar_one_or_none()
        if replayed is None:
            raise ReplicaUnused(why="no es una réplica en espera / it is no standby")
        until = time.monotonic() + LIMIT.total_seconds()
        while int(replayed) < position:
            if time.monotonic() > until:
                raise ReplicaUnused(why=f"{position - int(replayed)} B atrás / behind, > {LIMIT.seconds} s")
            time.sleep(0.05)
            connection.rollback()
            replayed = connection.exec_driver_sql(_REPLAYED).scalar_one()
    return "ok"
