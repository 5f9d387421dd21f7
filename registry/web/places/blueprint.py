"""The blueprint that the modules of this door share, and the frame of its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from registry.accounts.permissions import PERMISSIONS
from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text
from registry.web.forms import Form
from registry.web.problems import status_of
from registry.web.security import actor

Page = str | Response | tuple[str, int]
blueprint = Blueprint("places", __name__)
_ENTRIES = (
    ("states", Text("Mi entidad", "My state"), "state:read"),
    ("schools", Text("Escuelas", "Schools"), "school:declare"),
    ("chambers", Text("Cámara", "Chamber"), "chamber:read"),
)


def page(template: str, *, current: str, **context: Any) -> str:
    """A working page; ``current`` is the entry of the left column that it belongs to."""
    nav = [_entry(key, text) for key, text, permission in _ENTRIES if actor().may_somewhere(permission)]
    return render_template(f"places/{template}", nav=nav, current=current, **context)


class PlainForm(Form):
    """A button and nothing else; its refusals stand at the top of the page."""


def attempt(form: Form, action: Callable[[], Any], *, field: str | None = None) -> RegistryError | None:
    """Run an action of a service and commit it; a refusal is shown on the form, and nothing of the action stays."""
    try:
        action()
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        form.refuse(refusal, field)
        return refusal
    return None


def refused(body: str, refusal: RegistryError | None = None) -> tuple[str, int]:
    """A form's page with what is wrong on it."""
    return body, status_of(refusal) if refusal else 422


def places_of(permission: str, kind: str) -> tuple[str, ...] | None:
    """Where the visitor may do this, by what follows ``kind:``; None: everywhere."""
    who = actor()
    if who.may(permission):
        return None
    held = [one for one in who.grants if one.place and permission in PERMISSIONS[one.role]]
    return tuple(sorted(one.place.partition(":")[2] for one in held if one.place and one.place.startswith(f"{kind}:")))


def _entry(key: str, text: Text) -> Mapping[str, Any]:
    return {"key": key, "text": text, "href": url_for(f"places.{key}")}
