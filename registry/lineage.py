"""Knowing that a database has gone back in time, so that nothing it gave out before is given out again.

A restored backup has forgotten places in status lists and numbers of rulings that are in people's hands. An *era* is
the time between two such moments. Lists of an earlier era give out no more places, and numbers leap
(docs/decisions/0029-restored-backups.md). An era ends when

* PostgreSQL says that this is another cluster, database or timeline than when it began (a dump read back, a recovery
  to a moment, a standby promoted);
* a mark that was kept outside of the database, in ``VAR_DIR``, stands higher than the database remembers;
* somebody says so (``registry restored``).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import Integer, String, event, select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from registry import clock, config, ids
from registry.db import Instant, RoutedSession, db

log = logging.getLogger("registry.lineage")
FILE = "high-water.sqlite3"
_PENDING = "high_water"
_TABLE = """
    CREATE TABLE IF NOT EXISTS mark (
        lineage TEXT, era INTEGER, subject TEXT, value INTEGER, PRIMARY KEY (lineage, era, subject)
    ) WITHOUT ROWID
"""
T = TypeVar("T")
Because = Literal["first", "identity", "marks", "declared"]
#: The cluster, its timeline (which a promoted standby and a recovery to a moment begin anew), the database and the
#: table (which a dump that is read back makes anew).
_IDENTITY = text(
    "SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || "
    "substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) || '/' || "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || 'era'::regclass::oid"
)


class Era(db.Model):
    """A time in which the database did not go back. ``lineage`` is the same in all of them."""

    __tablename__ = "era"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    lineage: Mapped[str] = mapped_column(String(40))
    identity: Mapped[str] = mapped_column(String(100))
    because: Mapped[str] = mapped_column(String(10))  # first | identity | marks | declared
    began_at: Mapped[dt.datetime] = mapped_column(Instant)


@dataclass(frozen=True, slots=True)
class Now:
    """The era at hand, as plain data."""

    number: int
    lineage: str
    began_at: dt.datetime


def now() -> Now:
    """The era at hand, begun when this is another database than the last one knew. In the caller's transaction."""
    newest = _newest()
    identity = _identity()
    if newest is None or newest.identity != identity:
        return _begin("first" if newest is None else "identity", newest, identity)
    return Now(newest.number, newest.lineage, newest.began_at)


def begin(because: Because) -> Now:
    """Begin another era. In the caller's transaction."""
    now()  # what a database from before eras gave out belongs to the first
    return _begin(because, _newest(), _identity())


def check() -> str:
    """For ``registry check``: the era at hand, since when, and why it began. Writes nothing."""
    row = _newest()
    return "-" if row is None else f"{row.number} ({row.because}, {row.began_at.date().isoformat()})"


def _newest() -> Era | None:
    found = select(Era).order_by(Era.number.desc()).limit(1)
    return db.session.scalars(found.execution_options(populate_existing=True)).one_or_none()


def _identity() -> str:
    """What tells this database from an earlier state of itself. A file has nothing of the kind."""
    return str(db.session.scalar(_IDENTITY)) if db.session.connection().dialect.name == "postgresql" else ""


def _begin(because: Because, before: Era | None, identity: str) -> Now:
    # Marks may tell of eras that the database has forgotten.
    number = 1 if before is None else max(before.number, _marks(before.lineage).latest_era()) + 1
    values = {
        "number": number,
        "lineage": ids.new_token() if before is None else before.lineage,
        "identity": identity,
        "because": because,
        "began_at": clock.now(),
    }
    # Two processes may notice at once: the first begins it for both.
    dialect = postgresql if db.session.connection().dialect.name == "postgresql" else sqlite
    db.session.execute(dialect.insert(Era).values(values).on_conflict_do_nothing())
    if before is not None:
        log.warning("the database has gone back: another era begins", extra={"era": number, "because": because})
    row = _newest()
    if row is None:
        raise RuntimeError("the era that was begun is not there")
    return Now(row.number, row.lineage, row.began_at)


class Marks:
    """How far things were given out, kept outside of the database. What cannot be written or read is as if unknown."""

    def __init__(self, folder: Path, lineage: str) -> None:
        self._path, self._lineage = folder / FILE, lineage

    def fell_back(self, era: int, subject: str, value: int) -> bool:
        """Whether a subject was marked higher in this era, or anything in a later one."""
        statement = (
            "SELECT 1 FROM mark WHERE lineage = ? AND (era > ? OR (era = ? AND subject = ? AND value > ?)) LIMIT 1"
        )
        wanted = (self._lineage, era, era, subject, value)
        return bool(self._run(lambda file: file.execute(statement, wanted).fetchall()))

    def of(self, era: int) -> dict[str, int]:
        """Every mark of an era, by subject."""
        statement = "SELECT subject, value FROM mark WHERE lineage = ? AND era = ?"
        return dict(self._run(lambda file: file.execute(statement, (self._lineage, era)).fetchall()) or ())

    def highest(self, subject: str) -> int:
        """The highest mark of a subject in any era; 0 when there is none."""
        statement = "SELECT max(value) FROM mark WHERE lineage = ? AND subject = ?"
        found = self._run(lambda file: file.execute(statement, (self._lineage, subject)).fetchall())
        return int(found[0][0] or 0) if found else 0

    def latest_era(self) -> int:
        """The latest era that has marks; 0 when none has."""
        statement = "SELECT max(era) FROM mark WHERE lineage = ?"
        found = self._run(lambda file: file.execute(statement, (self._lineage,)).fetchall())
        return int(found[0][0] or 0) if found else 0

    def raise_to(self, marks: Mapping[tuple[int, str], int]) -> None:
        """Raise marks, by era and subject; none is ever lowered."""
        statement = "INSERT INTO mark VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET value = max(value, excluded.value)"
        rows = [(self._lineage, era, subject, value) for (era, subject), value in marks.items()]
        self._run(lambda file: file.executemany(statement, rows))

    def _run(self, act: Callable[[sqlite3.Connection], T]) -> T | None:
        try:
            with contextlib.closing(sqlite3.connect(self._path, timeout=5)) as file, file:
                file.execute("PRAGMA synchronous = OFF")  # a mark that a power failure loses is the last one only
                file.execute(_TABLE)
                return act(file)
        except sqlite3.Error as fault:
            log.warning("marks are not kept", extra={"file": str(self._path), "why": str(fault)})
            return None


def fell_back(era: Now, subject: str, value: int) -> bool:
    """Whether more of a subject was given out than the database remembered: ``value`` before this giving."""
    return _marks(era.lineage).fell_back(era.number, subject, value)


def highest(era: Now, subject: str) -> int:
    """As far as this machine has ever marked a subject; 0 when it has not."""
    return _marks(era.lineage).highest(subject)


def note(era: Now, subject: str, value: int) -> None:
    """Mark what is given out, once the transaction at hand has been committed."""
    pending: dict[Any, int] = db.session.info.setdefault(_PENDING, {})
    pending[(config.current().var_dir, era.lineage, era.number, subject)] = value


def keep_up(era: Now, values: Mapping[str, int]) -> None:
    """Mark how far things were given out by whichever machine, all of them; begin another era when marks stand higher,
    or speak of what the database does not know."""
    kept = _marks(era.lineage)
    known = kept.of(era.number)
    if kept.latest_era() > era.number or any(values.get(subject, 0) < value for subject, value in known.items()):
        begin("marks")
        return
    for subject, value in values.items():
        if known.get(subject, 0) < value:
            note(era, subject, value)


def _marks(lineage: str) -> Marks:
    return Marks(config.current().var_dir, lineage)


@event.listens_for(RoutedSession, "after_commit")
def _committed(session: Session) -> None:
    if session.in_nested_transaction():
        return
    pending: dict[Any, int] = session.info.pop(_PENDING, {})
    for folder, lineage in {key[:2] for key in pending}:
        mine = {key[2:]: value for key, value in pending.items() if key[:2] == (folder, lineage)}
        Marks(folder, lineage).raise_to(mine)


@event.listens_for(RoutedSession, "after_soft_rollback")
def _rolled_back(session: Session, _transaction: object) -> None:
    session.info.pop(_PENDING, None)
