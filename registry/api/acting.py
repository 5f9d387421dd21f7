"""What every act of the API has in common: it commits, wakes workers, and is done once under an ``Idempotency-Key``.

The answer is kept in the transaction of the act: either both are there or neither. A refusal is not kept, because
nothing was done; the same request may then succeed later.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any

import orjson
from flask import Response, current_app, request
from sqlalchemy.exc import IntegrityError

from registry.accounts import programs
from registry.db import db
from registry.errors import Conflict, RegistryError
from registry.jobs import wake
from registry.texts import Text
from registry.web.security import actor

HEADER = "Idempotency-Key"
LONGEST_WORD = 255
_PIECE = 1 << 20

#: An act answers with a status and what it says.
Answered = tuple[int, dict[str, Any]]


class BadIdempotencyKey(RegistryError):
    """The header is empty, too long or not printable."""

    code = "bad_idempotency_key"
    kind = "malformed"
    text = Text(
        "«Idempotency-Key» debe llevar de 1 a 255 caracteres visibles, por ejemplo un UUID hecho para esta solicitud.",
        "“Idempotency-Key” must hold 1 to 255 visible characters, such as a UUID made for this request.",
    )


class IdempotencyKeyReused(Conflict):
    """The same word came with another request."""

    code = "idempotency_key_reused"
    text = Text(
        "Ese «Idempotency-Key» ya se usó con otra solicitud, y no se hizo nada con esta. Use uno nuevo por cada "
        "solicitud distinta.",
        "That “Idempotency-Key” was used with another request, and nothing was done with this one. Use a new one for "
        "each different request.",
    )


def acts(view: Callable[..., Answered]) -> Callable[..., Response]:
    """A view that changes something; under the same key and word it is done once and answered alike."""

    @functools.wraps(view)
    def once(**arguments: Any) -> Response:
        word = request.headers.get(HEADER)
        if word is None:
            status, said = view(**arguments)
            return _done(status, orjson.dumps(said))
        if not (1 <= len(word) <= LONGEST_WORD and word.isprintable() and word.strip()):
            raise BadIdempotencyKey()
        digest = _request_digest()
        kept = _kept(word, digest)
        if kept is not None:
            return kept
        status, said = view(**arguments)
        body = orjson.dumps(said)
        try:
            programs.keep_answer(actor(), word, request_digest=digest, status=status, body=body)
            return _done(status, body)
        except IntegrityError:
            # The same request at the same moment: the other one was first, and its answer is the answer.
            db.session.rollback()
            kept = _kept(word, digest)
            if kept is None:
                raise
            return kept

    return once


def _done(status: int, body: bytes) -> Response:
    db.session.commit()
    wake(current_app._get_current_object())  # type: ignore[attr-defined]
    return _answer(status, body)


def _kept(word: str, digest: bytes) -> Response | None:
    kept = programs.kept_answer(actor(), word)
    if kept is None:
        return None
    if kept.request_digest != digest:
        raise IdempotencyKeyReused()
    response = _answer(kept.status, kept.body)
    response.headers["Idempotency-Replayed"] = "true"
    return response


def _answer(status: int, body: bytes) -> Response:
    response = Response(body, status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _request_digest() -> bytes:
    """SHA-256 over what is asked: method, path and content, whatever the boundaries of a form are this time."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.mimetype != "multipart/form-data":
        digest.update(request.get_data())
        return digest.digest()
    for name, value in sorted(request.form.items(multi=True)):
        digest.update(orjson.dumps([name, value]))
    for name, file in sorted(request.files.items(multi=True), key=lambda one: one[0]):
        content = hashlib.sha256()
        while piece := file.stream.read(_PIECE):
            content.update(piece)
        file.stream.seek(0)
        digest.update(orjson.dumps([name, file.filename or "", content.hexdigest()]))
    return digest.digest()
