"""The demonstration's outbox: what would have been mailed, with links that open."""

from __future__ import annotations

import re
import uuid

from flask import abort, render_template, request
from markupsafe import Markup, escape

from registry import config
from registry.notices import queries, rendering
from registry.notices.models import OutboxMessage
from registry.web.admin.blueprint import blueprint
from registry.web.security import public

_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


@blueprint.get("/demo/correos")
@public
def outbox() -> str:
    """The newest mails, of one address when ``to`` is given. Nowhere but in a demonstration."""
    _only_in_demo()
    wanted = request.args.get("to", "").strip()
    messages = [
        {"id": one.id, "to": one.to, "at": one.not_before, "state": one.state, "subject": _subject(one)}
        for one in queries.latest(to=wanted)
    ]
    return render_template("admin/outbox.html", messages=messages, wanted=wanted)


@blueprint.get("/demo/correos/<uuid:message_id>")
@public
def outbox_message(message_id: uuid.UUID) -> str:
    """One mail as text, with its links to press."""
    _only_in_demo()
    message = queries.get(message_id)
    if message is None:
        abort(404)
    # A cancelled mail has forgotten what it said; the page says so.
    body = linked(rendering.render(message.kind, message.language, message.values).text) if message.values else None
    return render_template("admin/outbox_message.html", message=message, subject=_subject(message), body=body)


def linked(text: str) -> Markup:
    """The text with its addresses as links."""
    parts: list[Markup] = []
    end = 0
    for found in _ADDRESS.finditer(text):
        address = found.group().rstrip(".,;:)")
        parts.append(escape(text[end : found.start()]))
        parts.append(Markup('<a href="{0}">{0}</a>').format(address))
        end = found.start() + len(address)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)


def _subject(message: OutboxMessage) -> str:
    return rendering.subject(message.kind, message.language, message.values) if message.values else "—"


def _only_in_demo() -> None:
    if not config.current().demo:
        abort(404)
