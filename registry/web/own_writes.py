"""Where a request reads when there are standbys, and the cookie by which a person reads what they have just written.

After a request that wrote, the browser gets how far the primary's log had come, signed. Its next pages are read from a
standby only once that has replayed as much. The cookie names nobody.
"""

from __future__ import annotations

import contextlib
import datetime as dt

from flask import Flask, Response, current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import SQLAlchemyError

from registry import clock, config, replica
from registry.config import Settings
from registry.replica import Note, Request
from registry.web import sessions
from registry.web.reading import READING_METHODS

#: Longer than any standby may be behind (`replica.LIMIT_WITHOUT_PRIMARY`).
SECONDS = 600
#: Beyond every log: for a write after which the primary could not be asked.
_FAR = 1 << 62


def init_app(app: Flask) -> None:
    """Nothing at all unless the settings name a replica."""
    if replica.BIND not in app.extensions:
        return
    app.before_request(_enter)
    app.after_request(_remember)
    app.teardown_request(_leave)


def _enter() -> None:
    state = Request(
        seen=_carried(),
        reads=request.method in READING_METHODS,
        # What a signed-in person may see hangs on their session, which may have been ended meanwhile.
        patient=sessions.token() is None,
    )
    stack = contextlib.ExitStack()
    stack.enter_context(replica.serving(state))
    g.replica_request, g.replica_serving = state, stack


def _remember(response: Response) -> Response:
    state: Request | None = g.get("replica_request")
    if state is None or not state.wrote:
        return response
    reached: replica.Replica = current_app.extensions[replica.BIND]
    try:
        position = reached.position()
    except SQLAlchemyError:
        position = _FAR
    settings = config.current()
    response.set_cookie(
        _name(settings),
        _serializer().dumps([position, clock.now().timestamp()]),
        max_age=SECONDS,
        secure=settings.production,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response


def _leave(_error: BaseException | None) -> None:
    stack = g.pop("replica_serving", None)
    if stack is not None:
        stack.close()


def _carried() -> Note | None:
    sent = request.cookies.get(_name(config.current()))
    if not sent:
        return None
    try:
        position, at = _serializer().loads(sent)
        return Note(int(position), dt.datetime.fromtimestamp(float(at), dt.UTC))
    except (BadSignature, ValueError, TypeError, OverflowError):
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="registry.own-writes")


def _name(settings: Settings) -> str:
    return "__Host-seen" if settings.production else "seen"
