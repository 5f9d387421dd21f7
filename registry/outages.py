"""When the database is away, full or busy: which of its errors say so, so that nobody takes them for a fault in what
was asked. A page answers 503, a worker waits and goes on."""

from __future__ import annotations

import sqlite3
from typing import Literal

import psycopg
from flask import Flask
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text

Outage = Literal["away", "full", "busy"]

#: The primary has become a standby under an open connection: this connection is of no use any more.
_READ_ONLY = "25006"
#: SQLSTATEs and their beginnings (PostgreSQL, appendix A): connection exceptions, shutdowns, a server that starts, a
#: file that cannot be read or written.
_AWAY = ("08", "57P01", "57P02", "57P03", "57P05", "58")
_FULL = ("53100", "53200", "53400")
#: Others were first (or, at a standby, what was read was replayed away), too many connections, a lock.
_BUSY = ("40", "53300", "55P03")
#: SQLite has its sentences (``sqlite3ErrStr``) and no states.
_SQLITE: tuple[tuple[str, Outage], ...] = (
    ("database is locked", "busy"),
    ("database table is locked", "busy"),
    ("disk is full", "full"),
    ("disk i/o error", "away"),
    ("unable to open database file", "away"),
    ("readonly database", "away"),
)


class DatabaseBusy(RegistryError):
    """Other writers kept the database longer than anybody should wait."""

    code = "busy"
    kind = "unavailable"
    text = Text(
        "El registro está atendiendo muchas operaciones a la vez. No se guardó nada de lo que envió; "
        "espere unos segundos y vuelva a enviarlo.",
        "The registry is busy with many operations at once. Nothing of what you sent was saved; "
        "wait a few seconds and send it again.",
    )


class DatabaseAway(RegistryError):
    """The database does not answer: it restarts, or another server takes over."""

    code = "database_away"
    kind = "unavailable"
    text = Text(
        "La base de datos del registro no responde en este momento; se está reiniciando o cambiando de servidor. Si "
        "enviaba algo, no podemos decir si se guardó: en un momento, revise antes de enviarlo otra vez.",
        "The registry's database does not answer at the moment; it is restarting or moving to another server. If you "
        "were sending something, we cannot say whether it was saved: in a moment, look before you send it again.",
    )


class DatabaseFull(RegistryError):
    """There is no room left where the database writes."""

    code = "database_full"
    kind = "unavailable"
    text = Text(
        "Al registro se le acabó el espacio en disco y por ahora no puede guardar nada. No se guardó nada de lo que "
        "envió. Lo que solo se consulta sigue disponible; avise a quien opera el registro.",
        "The registry has run out of disk space and cannot save anything for now. Nothing of what you sent was saved. "
        "What is only read is still there; tell whoever runs the registry.",
    )


REFUSALS: dict[Outage, type[RegistryError]] = {"away": DatabaseAway, "full": DatabaseFull, "busy": DatabaseBusy}


def outage_of(error: BaseException | None) -> Outage | None:
    """What the error says of the database, or None when it is about something else."""
    if isinstance(error, PendingRollbackError):
        return "away"  # the connection broke under an open transaction
    # COPY goes past SQLAlchemy, whose errors then come from the driver as they are.
    cause = error.orig if isinstance(error, DBAPIError) else error
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if isinstance(cause, psycopg.Error):
        # psycopg gives no state to what never reached a server, or lost it on the way.
        unreached = isinstance(cause, psycopg.OperationalError) and not cause.sqlstate
        return _of_state(cause.sqlstate or "") or ("away" if lost or unreached else None)
    if isinstance(cause, sqlite3.Error):
        said = str(cause).lower()
        return next((outage for words, outage in _SQLITE if words in said), None)
    return None


def first_line(fault: BaseException) -> str:
    """What the database said, in one line, without the statement."""
    return str(getattr(fault, "orig", None) or fault).partition("\n")[0]


def _of_state(state: str) -> Outage | None:
    kinds: tuple[tuple[tuple[str, ...], Outage], ...] = ((_FULL, "full"), (_BUSY, "busy"), (_AWAY, "away"))
    return next((outage for beginnings, outage in kinds if state.startswith(beginnings)), None)


def init_app(app: Flask) -> None:
    """Let go of every connection to a primary that has become a standby: the next one finds the new primary."""
    with app.app_context():
        if db.engine.dialect.name != "postgresql":
            return

        @event.listens_for(db.engine, "handle_error")
        def _demoted(context: ExceptionContext) -> None:
            cause = context.original_exception
            if isinstance(cause, psycopg.Error) and cause.sqlstate == _READ_ONLY:
                context.is_disconnect = True
