"""Status lists by their address, answered before the framework does: what verifiers all over a country ask for most.

A bare GET of a list needs no session, language or form. What it says, its headers too, is what the framework would
say: those are taken from its answers, one for each form. Whatever is out of the ordinary goes there.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.http import http_date

from registry import replica
from registry.db import db
from registry.web import logs, metrics
from registry.web.public.serving import etag_of

RULE, BLUEPRINT = "/status/<public_id>", "public"
_PATH = "/status/"
_VC, _JWT = "application/vc", "application/vc+jwt"
_FORMS = {"": _VC, "*/*": _VC, _VC: _VC, "application/json": _VC, "application/ld+json": _VC, _JWT: _JWT}
#: Any of these may ask for another answer.
_OUT_OF_THE_ORDINARY = (
    "HTTP_AUTHORIZATION", "HTTP_COOKIE", "HTTP_IF_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_NONE_MATCH",
    "HTTP_IF_RANGE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_RANGE", "QUERY_STRING", "SCRIPT_NAME",
)  # fmt: skip
#: What belongs to one answer and not to all of a form.
_ITS_OWN = frozenset({"etag", "content-length", "date"})
_Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Stand before the framework, unless the settings name a standby: then whoever asks decides where is read."""
    if replica.BIND not in app.extensions:
        app.wsgi_app = LeanLists(app, app.wsgi_app)  # type: ignore[method-assign]


class LeanLists:
    """Answers what it can, and hands everything else on."""

    def __init__(self, app: Flask, inner: _Wsgi) -> None:
        self._app, self._inner = app, inner
        self._hosts: frozenset[str] | None = frozenset(app.config["TRUSTED_HOSTS"] or ()) or None
        self._engine: Engine | None = None
        #: Of each form, the headers that all its answers share.
        self._headers: dict[str, list[tuple[str, str]]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """The answer to a request (WSGI, PEP 3333)."""
        form = self._form(environ)
        if form is None:
            return self._inner(environ, start_response)
        shared = self._headers.get(form)
        if shared is None:
            return self._inner(environ, self._learning(form, start_response))
        started = time.perf_counter()
        body = self._body(environ["PATH_INFO"][len(_PATH) :], form)
        if body is None:
            return self._inner(environ, start_response)
        etag = etag_of(hashlib.sha256(body).hexdigest())
        own = [("Content-Length", str(len(body))), ("ETag", f'"{etag}"'), ("Date", http_date())]
        start_response("200 OK", [*shared, *own])
        seconds = time.perf_counter() - started
        metrics.count("GET", RULE, 200, blueprint=BLUEPRINT, seconds=seconds)
        logs.answered("GET", RULE, 200, seconds=seconds, actor="anonymous")
        return (body,)

    def _form(self, environ: dict[str, Any]) -> str | None:
        """The form that is asked for, when nothing but a list in one of its forms is."""
        path = environ.get("PATH_INFO", "")
        if not path.startswith(_PATH) or environ["REQUEST_METHOD"] != "GET" or "/" in path[len(_PATH) :]:
            return None
        if self._hosts is not None and environ.get("HTTP_HOST") not in self._hosts:
            return None
        if any(environ.get(name) for name in _OUT_OF_THE_ORDINARY):
            return None
        return _FORMS.get(environ.get("HTTP_ACCEPT", ""))

    def _body(self, public_id: str, form: str) -> bytes | None:
        """The list as signed; None where there is none, or the database does not answer."""
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        column = "signed_json" if form == _VC else "signed_jwt"
        place = "?" if self._engine.dialect.name == "sqlite" else "%s"
        try:
            connection = self._engine.raw_connection()
            try:
                cursor = connection.cursor()
                cursor.execute(f"SELECT {column} FROM status_list WHERE public_id = {place}", (public_id,))
                row = cursor.fetchone()
            finally:
                connection.close()
        except (SQLAlchemyError, self._engine.dialect.dbapi.Error):  # type: ignore[union-attr]
            return None  # the framework will say so
        return bytes(row[0]) if row is not None and row[0] is not None else None

    def _learning(self, form: str, start_response: Any) -> Any:
        def answered(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if status.startswith("200") and "set-cookie" not in names:
                self._headers[form] = [one for one in headers if one[0].lower() not in _ITS_OWN]
            return start_response(status, headers, *rest)

        return answered
