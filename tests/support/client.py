"""A browser without a window: its own requests, its own sessions, form tokens as a page would carry them."""

from __future__ import annotations

import contextvars
from typing import Any

from flask import current_app, has_app_context
from flask import globals as flask_globals
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from registry.accounts.models import Account
from registry.config import Settings
from registry.db import db
from registry.web import sessions

_FORM_TOKEN = "0123456789abcdef0123456789abcdef01234567"


class Client(FlaskClient):
    """Flask's test client with three differences.

    What the test has written so far is committed first, as another request would have. The request runs in an
    application context of its own, as in production, where nothing of ``g`` or of the session is shared. And requests
    that change something carry the token that the page's form would have held, unless ``csrf=False``.
    """

    def open(self, *args: Any, csrf: bool = True, **kwargs: Any) -> TestResponse:
        """One request. Answers are read to the end, so that no file stays open."""
        if has_app_context():
            db.session.commit()
        kwargs.setdefault("buffered", True)
        method = str(kwargs.get("method", "GET")).upper()
        if csrf and method in {"POST", "PUT", "PATCH", "DELETE"}:
            headers = dict(kwargs.pop("headers", None) or {})
            headers.setdefault("X-CSRFToken", self.form_token(kwargs.get("base_url")))
            kwargs["headers"] = headers
        response = contextvars.copy_context().run(self._apart, *args, **kwargs)
        if has_app_context():
            db.session.expire_all()
        return response

    def form_token(self, base_url: str | None = None) -> str:
        """A form token of this client's session."""

        def plant() -> None:
            flask_globals._cv_app.set(None)  # type: ignore[arg-type]
            with self.session_transaction(base_url=base_url) as kept:
                kept.setdefault("csrf_token", _FORM_TOKEN)
                self._planted = kept["csrf_token"]

        contextvars.copy_context().run(plant)
        serializer = URLSafeTimedSerializer(self.application.secret_key or "", salt="wtf-csrf-token")
        return str(serializer.dumps(self._planted))

    def enter(self, account: Account) -> Client:
        """Sign in as this account, without the form."""
        from registry.accounts import service

        settings: Settings = current_app.config["SETTINGS"]
        _session, token = service.start_session(account)
        db.session.commit()
        self.set_cookie(sessions.cookie_name(settings), token)
        return self

    def _apart(self, *args: Any, **kwargs: Any) -> TestResponse:
        # With the test's context still current, Flask would reuse it: one `g`, one session for all requests.
        flask_globals._cv_app.set(None)  # type: ignore[arg-type]
        return super().open(*args, **kwargs)
