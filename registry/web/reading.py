"""No GET changes anything: its transactions only read, and a write in one is an error."""

from __future__ import annotations

import contextlib
from typing import Any

from flask import Flask, g, has_request_context, request
from sqlalchemy import event

from registry import db

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class WroteWhileReading(RuntimeError):
    """A view that answers GET tried to write: a mistake of ours, found before it reaches the database."""


def init_app(app: Flask) -> None:
    """Enter the reading mode before such a request touches the database, and leave it with the request."""

    @app.before_request
    def _enter() -> None:
        if request.method in READING_METHODS:
            g.reading = contextlib.ExitStack()
            g.reading.enter_context(db.reading())

    @app.teardown_request
    def _leave(_error: BaseException | None) -> None:
        stack = g.pop("reading", None)
        if stack is not None:
            stack.close()

    if not app.extensions.get("reading_guard"):
        app.extensions["reading_guard"] = True
        if not event.contains(db.db.session, "before_flush", _refuse_writes):
            event.listen(db.db.session, "before_flush", _refuse_writes)


def _refuse_writes(session: Any, _context: Any, _instances: Any) -> None:
    if not has_request_context() or "reading" not in g:
        return
    if session.new or session.deleted or any(session.is_modified(one) for one in session.dirty):
        raise WroteWhileReading(f"{request.method} {request.endpoint} writes; use POST")
