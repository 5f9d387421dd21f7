"""Which language a page is written in, and how values are written in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, has_request_context, request

from registry.ids import spell_folio
from registry.texts import LANGUAGES, Language, Text, spoken

COOKIE = "lang"
COOKIE_DAYS = 365
_WRITTEN_IN_A_LANGUAGE = {"text/html", "application/problem+json"}


def current() -> Language:
    """The reader's language: ``?lang=``, else the cookie, the account, what the browser accepts, Spanish."""
    if not has_request_context():
        return "es"
    if "language" not in g:
        g.language = _choose()
    return cast(Language, g.language)


def t(spanish: str, english: str) -> str:
    """The sentence that the reader reads."""
    return spanish if current() == "es" else english


def said(value: object) -> str:
    """A text, a day, a moment or a number as the reader writes it."""
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        value = Text.of(cast("Mapping[str, str]", value))
    return "" if value is None else spoken(value, current())


def remember(response: Response, language: Language, *, secure: bool) -> None:
    """Keep the reader's choice in a cookie of its own, which holds nothing else."""
    response.set_cookie(
        COOKIE, language, max_age=COOKIE_DAYS * 86_400, secure=secure, httponly=True, samesite="Lax", path="/"
    )


def switch_url() -> str | None:
    """This page in the other language; after a POST the page that it was sent from, which can be asked for by GET."""
    path = _askable(request.path)
    if path is None:
        return None
    arguments = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{path}?{urlencode([*arguments, ('lang', 'en' if current() == 'es' else 'es')])}"


def _askable(path: str) -> str | None:
    """The nearest address at or above this one that answers GET; None for an address that does not exist."""
    if request.url_rule is None:
        return None
    adapter = current_app.create_url_adapter(request)
    while adapter is not None and path:
        if adapter.test(path, method="GET"):
            return path
        path = path.rpartition("/")[0]
    return "/"


def init_app(app: Flask) -> None:
    """Give every template its language, and tell caches what a page depends on."""
    app.jinja_env.globals["t"] = t
    app.jinja_env.filters.update(said=said, day=said, number=said, folio=spell_folio)

    @app.context_processor
    def _context() -> dict[str, Any]:
        return {"lang": current(), "language_switch_url": switch_url() if has_request_context() else None}

    @app.after_request
    def _vary(response: Response) -> Response:
        if response.mimetype in _WRITTEN_IN_A_LANGUAGE:
            response.vary.update(("Accept-Language", "Cookie"))
            response.headers.setdefault("Content-Language", current())
        return response


def _choose() -> Language:
    viewer = g.get("viewer")
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE), viewer.language if viewer else None):
        if wish in LANGUAGES:
            return cast(Language, wish)
    return cast(Language, request.accept_languages.best_match(LANGUAGES, default="es"))
