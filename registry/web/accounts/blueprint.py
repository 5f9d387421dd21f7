"""The door's blueprint, and entering once somebody has proved who they are."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect

from registry import clock, config
from registry.accounts import queries, service
from registry.db import db
from registry.web import sessions

blueprint = Blueprint("accounts", __name__)


def entered(token: str, onward: str | None) -> Response:
    """Commit the session that has just been started, end the one that this browser had, and lead on."""
    replaced = sessions.token()
    if replaced:
        service.end_session_of(replaced)
    db.session.commit()
    live = queries.live_session(token, at=clock.now())
    home = sessions.home_path(sessions.kind_of(queries.actor_of(live.account))) if live else "/cuenta"
    response = make_response(redirect(sessions.local_path(onward, home)))
    sessions.give(response, token, config.current())
    return response
