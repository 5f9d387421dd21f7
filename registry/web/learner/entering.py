"""Starting a learner's session once a claim or a mailbox has proved who is there."""

from __future__ import annotations

from flask import Response, make_response, redirect

from registry import config
from registry.accounts import service
from registry.accounts.models import Account
from registry.db import db
from registry.web import sessions
from registry.web.devices import origin
from registry.web.security import actor


def enter(account: Account, onward: str) -> Response:
    """Commit, and lead on: with a new session, unless this browser is signed in to that very account."""
    if actor().account_id == account.id:
        db.session.commit()
        return make_response(redirect(onward, code=303))
    replaced = sessions.token()
    if replaced:
        service.end_session_of(replaced)
    _session, token = service.start_session(account, origin=origin(), means="claim")
    db.session.commit()
    response = make_response(redirect(onward, code=303))
    sessions.give(response, token, config.current())
    return response
