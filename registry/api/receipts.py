"""Receipts and the question about the holder, for programs.

``POST /api/v1/receipts`` reads a receipt of this registry; ``POST /api/v1/holder-question`` asks, with a share link,
whether an e-mail or a CURP is the holder's. A receipt is made by ``POST /api/v1/verify?receipt=true``.
"""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request

from registry.api import blueprint
from registry.awards import asking, sharing
from registry.db import db
from registry.documents.receipts import receipt_in
from registry.errors import RegistryError
from registry.signing import JsonMalformed, strict_json_loads
from registry.texts import Text
from registry.trust.given import ShareGiven, read_link
from registry.trust.receipts import read_receipt
from registry.web.limits import limiter, look_up_rate, verify_rate
from registry.web.security import public

MAX_BYTES = 2_000_000
_COMPARE = Text("Compare siempre con una identificación oficial.", "Always compare with an official ID.")


class NoReceipt(RegistryError):
    """What was sent is no receipt."""

    code = "no_receipt"
    text = Text(
        "Eso no es un comprobante de verificación. Envíe su texto firmado (JWS), el archivo JSON o el PDF.",
        "That is no verification receipt. Send its signed text (JWS), the JSON file or the PDF.",
    )


class NotAQuestion(RegistryError):
    """The body lacks a share link or what to ask about."""

    code = "not_a_question"
    kind = "malformed"
    text = Text(
        'Envíe {{"url": enlace compartido, "value": correo o CURP}}.',
        'Send {{"url": share link, "value": e-mail or CURP}}.',
    )


@blueprint.post("/receipts")
@public
@limiter.limit(verify_rate)
def receipts() -> Response:
    """Whether a receipt is this registry's, and what it says was found then."""
    upload = request.files.get("file")
    data = (upload.stream if upload else request.stream).read(MAX_BYTES + 1)
    found = receipt_in(data) if len(data) <= MAX_BYTES else None
    if found is None:
        raise NoReceipt()
    return _kept_nowhere(jsonify(read_receipt(found).as_dict()))


@blueprint.post("/holder-question")
@public
@limiter.limit(look_up_rate)
def holder_question() -> Response:
    """Yes or no: whether an e-mail or a CURP is that of a share link's holder. The holder sees that it was asked."""
    url, value = _question()
    given = read_link(url.strip())
    if not isinstance(given, ShareGiven):
        raise NotAQuestion()
    asked = asking.ask(sharing.open_share(given.token), value)
    db.session.commit()
    return _kept_nowhere(jsonify({"kind": asked.kind.value, "answer": asked.answer, "compare": _COMPARE.as_dict()}))


def _question() -> tuple[str, str]:
    try:
        body: Any = strict_json_loads(request.stream.read(10_001), max_bytes=10_000)
    except JsonMalformed:
        raise NotAQuestion() from None
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in ("url", "value")):
        raise NotAQuestion()
    return body["url"], body["value"]


def _kept_nowhere(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response
