"""How large a request may be: refused by what it declares, before anything of it is read; more for lists of people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from registry import config
from registry.texts import Text

View = TypeVar("View", bound=Callable[..., Any])
_MARK = "__registry_takes_a_list__"
#: What a form adds to the file in it.
FORM_BYTES = 64 * 1024


def takes_a_list(view: View) -> View:
    """This view takes a list of people to issue to, up to `MAX_LIST_MIB`."""
    setattr(view, _MARK, True)
    return view


def init_app(app: Flask) -> None:
    """Set the limit of each request before its body is touched."""

    @app.before_request
    def _limit() -> None:
        if getattr(current_app.view_functions.get(request.endpoint or ""), _MARK, False):
            request.max_content_length = config.current().max_list_mib * config.MEBIBYTE + FORM_BYTES


def too_large() -> Text:
    """Why the request at hand was refused, and what to do."""
    limit = (request.max_content_length or 0) // config.MEBIBYTE
    return Text(
        "Lo que envió pesa más de {limit} MB, que es lo más que aceptamos aquí; no se guardó nada. "
        "Divídalo en varios archivos.",
        "What you sent is larger than {limit} MB, the most that is accepted here; nothing of it was kept. "
        "Split it into several files.",
    ).format(limit=limit)
