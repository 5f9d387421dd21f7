"""Errors at the edge: the HTTP status of each refusal, as a page for people or a problem document for programs.

Problem documents follow RFC 9457: ``type`` is about:blank, and ``code`` is the stable name of what went wrong.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, current_app, g, render_template, request
from flask_limiter.errors import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from registry import outages, replica
from registry.accounts.permissions import PROVIDER_ROLES, ROLE_NAMES, Role, roles_with
from registry.db import db
from registry.errors import NotAllowed, RegistryError
from registry.texts import LANGUAGES, Language, Text
from registry.web import bodies, language, negotiation
from registry.web.security import FormExpired

log = logging.getLogger("registry.web")

STATUS_OF_KIND: Mapping[str, int] = {
    "malformed": 400,
    "unauthenticated": 401,
    "denied": 403,
    "missing": 404,
    "not_acceptable": 406,
    "conflict": 409,
    "gone": 410,
    "too_large": 413,
    "unsupported": 415,
    "invalid": 422,
    "limited": 429,
    "unavailable": 503,
}
#: When to try again after the database was busy or away.
RETRY_SECONDS = 5
_SENTENCES: Mapping[int, Text] = {
    400: Text("La solicitud llegó incompleta o dañada.", "The request arrived incomplete or damaged."),
    404: Text("No existe esa dirección.", "There is no such address."),
    405: Text(
        "Esa dirección no admite este método; vea el encabezado Allow.",
        "That address does not take this method; see the Allow header.",
    ),
    406: Text(
        "No servimos ninguno de los formatos que pide en Accept.",
        "None of the formats in your Accept header is served.",
    ),
    415: Text("No leemos ese tipo de contenido.", "That content type is not read here."),
    429: Text("Demasiadas solicitudes seguidas; espere un momento.", "Too many requests in a row; wait a moment."),
    500: Text(
        "Algo falló de nuestro lado y no se guardó nada a medias.",
        "Something failed on our side, and nothing was half saved.",
    ),
}


def status_of(error: RegistryError) -> int:
    """The HTTP status of a refusal."""
    return STATUS_OF_KIND.get(error.kind, 422)


def problem(
    status: int, code: str, said: Text, *, headers: Mapping[str, str] | None = None, **members: Any
) -> Response:
    """A problem document (RFC 9457), with the sentence in the reader's language and in both."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": said.in_(language.current()),
        "code": code,
        "text": said.as_dict(),
        **members,
    }
    return Response(
        orjson.dumps(body), status=status, content_type="application/problem+json", headers=dict(headers or {})
    )


def answer(
    status: int, code: str, said: Text | None, *, reference: str | None = None, retry_after: int | None = None
) -> Response:
    """The refusal as whoever asked can read it."""
    headers = {"Retry-After": str(retry_after)} if retry_after else {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="registry"'
    if negotiation.wants_json():
        sentence = said or _SENTENCES.get(status) or Text(HTTPStatus(status).phrase, HTTPStatus(status).phrase)
        return problem(status, code, sentence, headers=headers, **({"reference": reference} if reference else {}))
    page = render_template("errors/error.html", code=status, error=said, reference=reference, retry_after=retry_after)
    return Response(page, status=status, content_type="text/html; charset=utf-8", headers=headers)


def init_app(app: Flask) -> None:
    """Answer every error; whatever the view had begun to write is rolled back first."""
    app.register_error_handler(RegistryError, _refusal)
    app.register_error_handler(CSRFError, lambda _error: _refusal(FormExpired()))
    app.register_error_handler(RateLimitExceeded, _limited)
    app.register_error_handler(SecurityError, _stranger)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _any)


def _refusal(error: RegistryError) -> Response:
    db.session.rollback()
    return answer(status_of(error), error.code, needed_role(error) if isinstance(error, NotAllowed) else error.said)


def needed_role(error: NotAllowed) -> Text:
    """What a refused reader needs, in words: which role opens this, and who gives it."""
    permission = error.details.get("permission")
    roles = roles_with(permission if isinstance(permission, str) else None)
    if not roles:
        return error.said
    if roles == (Role.HOLDER,):
        return Text(
            "Esto es de la persona titular de una microcredencial, y su cuenta no es la suya. Si usted es esa persona, "
            "entre con la cuenta con la que la recibió.",
            "This belongs to the holder of a microcredential, and your account is not theirs. If you are that person, "
            "sign in with the account that received it.",
        )
    names = Text(*(_any_of([ROLE_NAMES[role].in_(one) for role in roles], one) for one in LANGUAGES))
    giver = (
        Text("a quien administra la institución", "the institution's administrator")
        if PROVIDER_ROLES.issuperset(roles)
        else Text("a la autoridad", "the authority")
    )
    return Text(
        "Su cuenta no tiene el papel que hace falta aquí: {names}. Si le corresponde, pídalo {giver}.",
        "Your account does not have the role needed here: {names}. If it should, ask {giver} for it.",
    ).format(names=names, giver=giver)


def _any_of(names: Sequence[str], reader: Language) -> str:
    quoted = [f"«{name}»" if reader == "es" else f"“{name}”" for name in names]
    return (" o " if reader == "es" else " or ").join(filter(None, (", ".join(quoted[:-1]), quoted[-1])))


def _stranger(_error: SecurityError) -> Response:
    # Asked under a name that is not ours (TRUSTED_HOSTS): no page, whose links would carry that name.
    said = Text("Este servidor no responde a ese nombre.", "This server does not answer to that name.")
    return Response(f"{said.es}\n{said.en}\n", status=400, content_type="text/plain; charset=utf-8")


def _limited(error: RateLimitExceeded) -> Response:
    db.session.rollback()
    wait = error.limit.limit.get_expiry()
    return answer(429, "too_many_requests", None, retry_after=wait)


def _http(error: HTTPException) -> Response:
    db.session.rollback()
    status = error.code or 500
    if error.response is not None or status < 400:
        return error.get_response()  # type: ignore[return-value]
    said = bodies.too_large() if status == 413 else None
    response = answer(status, HTTPStatus(status).phrase.lower().replace(" ", "_").replace("'", ""), said)
    valid_methods = getattr(error, "valid_methods", None)
    if valid_methods:
        response.headers["Allow"] = ", ".join(sorted(valid_methods))
    return response


def _any(error: Exception) -> Response:
    """The database is away, full or busy: 503. Anything else is a mistake of ours."""
    outage = outages.outage_of(error)
    if outage is None:
        return _unexpected(error)
    db.session.rollback()
    replica.failed()
    refusal = outages.REFUSALS[outage]()
    rule = request.url_rule.rule if request.url_rule else None
    log.warning(refusal.code, extra={"method": request.method, "rule": rule, "why": outages.first_line(error)})
    return answer(status_of(refusal), refusal.code, refusal.said, retry_after=RETRY_SECONDS)


def _unexpected(error: Exception) -> Response:
    db.session.rollback()
    if current_app.config["TESTING"] and current_app.config["PROPAGATE_EXCEPTIONS"] is not False:
        raise error
    reference = secrets.token_hex(6).upper()
    # The rule, not the path: a path may hold somebody's token or folio.
    rule = request.url_rule.rule if request.url_rule else None
    log.exception("unexpected", extra={"reference": reference, "method": request.method, "rule": rule})
    g.reference = reference
    return answer(500, "unexpected", None, reference=reference)
