"""Evidence of this registry's own tables, remembered for a few seconds (docs/decisions/0023-remembered-evidence.md).

A verification states ``asOf`` of each piece the moment at which it was read, so that nothing is shown as newer than it
is. What this process writes and commits is seen by the next verification; what another process writes, after `LIFE` at
the latest.

Which writes count is told by the statements themselves, for any way of writing. Nothing is remembered that a
transaction read which had begun before the last such commit, or which has written itself.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from flask import Flask, current_app
from sqlalchemy import Connection, Engine, event

from registry import replica
from registry.db import db

T = TypeVar("T")

#: How old a remembered piece may be. A revocation made in another process shows after this time at the latest.
LIFE = dt.timedelta(seconds=10)
#: Pieces kept in a process, the least recently used forgotten: a note and a few events each, some a list of 20 kB.
KEPT = 2_000
#: An id in a document may be as long as the document; one that is longer than this is looked up each time.
MAX_KEY = 300
_NAME = "evidence"
_GENERATION, _WRITTEN = "evidence_generation", "evidence_written"
#: Statements that change no table; every other one is taken for one that does.
_HARMLESS = re.compile(r"\s*(?:SELECT|PRAGMA|BEGIN|SAVEPOINT|RELEASE|ROLLBACK|SHOW|SET|EXPLAIN)\b", re.IGNORECASE)
_WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
#: The tables that evidence is read from (a test holds this against what is read).
TABLES = frozenset(
    {
        "accreditation",
        "accredited_standard",
        "award_endorsement",
        "definition",
        "definition_version",
        "dictionary",
        "document",
        "issuer",
        "leaf",
        "outside_copy",
        "provider",
        "signing_key",
        "standard_event",
        "standard_version",
        "status_event",
        "status_list",
        "trust_root",
    }
)


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """A value, and when it was read."""

    value: T
    as_of: dt.datetime


class Remembered:
    """Pieces of evidence by key. Threads share one."""

    def __init__(self, life: dt.timedelta = LIFE, kept: int = KEPT) -> None:
        self.life = life
        self._kept = kept
        self._pieces: OrderedDict[Hashable, Seen[Any]] = OrderedDict()
        self._generation = 0
        self._lock = threading.Lock()

    @property
    def generation(self) -> int:
        """Grows with every commit that concerns evidence."""
        return self._generation

    def get(self, key: Hashable, now: dt.datetime) -> Seen[Any] | None:
        """The piece, if there is one that is not too old. A clock that was set back makes all of them too young."""
        with self._lock:
            seen = self._pieces.get(key)
            if seen is None:
                return None
            if not seen.as_of <= now < seen.as_of + self.life:
                del self._pieces[key]
                return None
            self._pieces.move_to_end(key)
            return seen

    def put(self, key: Hashable, seen: Seen[Any], generation: int) -> None:
        """Keep a piece that was read in a transaction begun at that generation."""
        if any(isinstance(part, str) and len(part) > MAX_KEY for part in (key if isinstance(key, tuple) else ())):
            return
        with self._lock:
            if generation != self._generation:
                return
            self._pieces[key] = seen
            self._pieces.move_to_end(key)
            while len(self._pieces) > self._kept:
                self._pieces.popitem(last=False)

    def forget(self) -> None:
        """Evidence has changed."""
        with self._lock:
            self._generation += 1
            self._pieces.clear()


def seen(key: Hashable, load: Callable[[], T], now: dt.datetime) -> Seen[T]:
    """The piece of evidence of that key: remembered, or read now with ``load`` from the session.

    ``load`` gives plain values, nothing that belongs to a session.
    """
    remembered: Remembered = current_app.extensions[_NAME]
    # A transaction that has written must see what it wrote, and nobody else may see it yet.
    if _writing():
        return Seen(load(), now)
    known = remembered.get(key, now)
    if known is not None and replica.new_enough(known.as_of):
        return cast("Seen[T]", known)
    generation = db.session.connection().info.get(_GENERATION, -1)
    found = Seen(load(), replica.read_at(now))
    if not _writing():
        remembered.put(key, found, generation)
    return found


def learn(keys: Iterable[Hashable], load: Callable[[list[Hashable]], Mapping[Hashable, Any]], now: dt.datetime) -> None:
    """Read many pieces at once, for `seen` to find one after another.

    ``load`` is asked for those that are not remembered, and says nothing of what it did not find.
    """
    remembered: Remembered = current_app.extensions[_NAME]
    if _writing():
        return
    found = ((key, remembered.get(key, now)) for key in dict.fromkeys(keys))
    missing = [key for key, known in found if known is None or not replica.new_enough(known.as_of)]
    if not missing:
        return
    generation = db.session.connection().info.get(_GENERATION, -1)
    loaded = load(missing)
    for key, value in loaded.items():
        remembered.put(key, Seen(value, replica.read_at(now)), generation)


def _writing() -> bool:
    session = db.session()
    if session.new or session.dirty or session.deleted:
        return True
    return session.in_transaction() and bool(db.session.connection().info.get(_WRITTEN))


def init_app(app: Flask, life: dt.timedelta = LIFE) -> None:
    """Give the application its memory, and listen to what it writes."""
    app.extensions[_NAME] = remembered = Remembered(life)
    with app.app_context():
        for engine in db.engines.values():
            _listen(engine, remembered)


def _listen(engine: Engine, remembered: Remembered) -> None:
    @event.listens_for(engine, "engine_disposed")
    def _disposed(_engine: Engine) -> None:
        remembered.forget()  # what comes next may be another database

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.info[_GENERATION] = remembered.generation
        connection.info.pop(_WRITTEN, None)

    @event.listens_for(engine, "before_cursor_execute")
    def _statement(connection: Connection, _cursor: Any, statement: str, *_: Any) -> None:
        if concerns(statement):
            connection.info[_WRITTEN] = True

    @event.listens_for(engine, "rollback")
    def _rollback(connection: Connection) -> None:
        connection.info.pop(_WRITTEN, None)

    # Told just before the database commits, and again when the connection comes back: whatever was read in between is
    # forgotten the second time.
    @event.listens_for(engine, "commit")
    def _commit(connection: Connection) -> None:
        if connection.info.get(_WRITTEN):
            remembered.forget()

    @event.listens_for(engine, "checkin")
    def _checkin(_connection: Any, record: Any) -> None:
        if record.info.pop(_WRITTEN, None):
            remembered.forget()


def concerns(statement: str) -> bool:
    """Whether a statement may change a table that evidence is read from."""
    if _HARMLESS.match(statement):
        return False
    written = _WRITES.match(statement)
    return written is None or written.group(1) in TABLES
