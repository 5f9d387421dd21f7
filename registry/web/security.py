"""Who may call what: every view carries a mark, and one without a mark is refused.

``@public``, ``@signed_in`` or ``@needs("definition:edit", provider_from="slug")`` stand under the route's decorator.
The guard decides before the view runs; services decide again with the actor that they receive.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, flash, g, redirect, request
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import select
from werkzeug.exceptions import HTTPException
from werkzeug.exceptions import NotFound as NoSuchPage

from registry import config
from registry.accounts import programs
from registry.accounts.actor import ANONYMOUS, Actor
from registry.accounts.errors import KeyNeeded
from registry.accounts.permissions import EVERY_PERMISSION
from registry.db import db
from registry.errors import NotAllowed, NotFound, RegistryError
from registry.providers.models import Provider
from registry.texts import Text
from registry.web import language, negotiation, sessions

View = TypeVar("View", bound=Callable[..., Any])
ProviderFrom = str | Callable[[Mapping[str, Any]], uuid.UUID | None] | None
_MARK = "__registry_access__"
#: Any provider or other place: the actor must hold the permission somewhere, and the service checks it for the thing at
#: hand.
ANYWHERE = "*"

csrf = CSRFProtect()


class SignInNeeded(RegistryError):
    """Nobody is signed in, and the page is somebody's."""

    code = "sign_in_needed"
    kind = "unauthenticated"
    text = Text("Entre con su cuenta para continuar.", "Sign in to continue.")


class FormExpired(RegistryError):
    """A form arrived without the token of this browser's session."""

    code = "form_expired"
    kind = "malformed"
    text = Text(
        "El formulario venció o se envió desde otro sitio. Vuelva a cargar la página y envíelo otra vez.",
        "The form has expired or was sent from another site. Reload the page and send it again.",
    )


#: For whoever sends a form after the session has ended.
_ENDED = Text(
    "Su sesión había terminado y no se guardó nada de lo que envió. Entre otra vez; volverá a la página donde estaba.",
    "Your session had ended, and nothing that you sent was saved. Sign in again; you will return to the page where "
    "you were.",
)


@dataclass(frozen=True, slots=True)
class Access:
    """A view's mark. ``provider_from`` names the view argument with the provider's slug, or finds its key."""

    kind: Literal["public", "signed_in", "permission"]
    permission: str | None = None
    provider_from: ProviderFrom = None


def public(view: View) -> View:
    """Anybody may call this view."""
    setattr(view, _MARK, Access("public"))
    return view


def signed_in(view: View) -> View:
    """Whoever has an account may call this view, for themselves."""
    setattr(view, _MARK, Access("signed_in"))
    return view


def needs(permission: str, *, provider_from: ProviderFrom = None) -> Callable[[View], View]:
    """Only who holds the permission may call this view.

    With ``provider_from`` it must hold at that provider: the name of the view argument that is a provider's slug, a
    function of the view arguments that finds the provider's key, or `ANYWHERE`. Raises ValueError for a permission
    that does not exist, when the module is imported.
    """
    if permission not in EVERY_PERMISSION:
        raise ValueError(f"unknown permission {permission!r}")

    def mark(view: View) -> View:
        setattr(view, _MARK, Access("permission", permission, provider_from))
        return view

    return mark


def access_of(app: Flask, endpoint: str) -> Access | None:
    """The mark of an endpoint, or None when it has none."""
    return cast("Access | None", getattr(app.view_functions.get(endpoint), _MARK, None))


def actor() -> Actor:
    """Who makes this request."""
    return cast(Actor, g.actor)


def provider_id_of(slug: str) -> uuid.UUID:
    """The key of the provider with this slug, once per request. Raises `NotFound`."""
    known: dict[str, uuid.UUID] = g.setdefault("provider_ids", {})
    if slug not in known:
        found = db.session.scalar(select(Provider.id).where(Provider.slug == slug))
        if found is None:
            raise NotFound()
        known[slug] = found
    return known[slug]


def allows(access: Access, who: Actor, arguments: Mapping[str, Any]) -> bool:
    """Whether the mark lets this actor through. Raises `NotFound` for a provider that does not exist."""
    if access.kind == "public":
        return True
    if who.kind == "anonymous":
        return False
    if access.kind == "signed_in":
        return True
    permission = cast(str, access.permission)
    if access.provider_from == ANYWHERE:
        return who.may_somewhere(permission)
    if isinstance(access.provider_from, str):
        return who.may(permission, at_provider=provider_id_of(str(arguments[access.provider_from])))
    place = access.provider_from(arguments) if access.provider_from else None
    return who.may(permission, at_provider=place)


def by_token() -> bool:
    """Whether this request's door knows its callers by a token they send, never by a cookie."""
    doors: set[str] = current_app.extensions["token_doors"]
    return bool(doors.intersection(request.blueprints))


def init_app(app: Flask) -> None:
    """Load the actor, check form tokens, and refuse what is not allowed, before every view."""
    csrf.init_app(app)
    app.extensions.setdefault("token_doors", set())
    app.before_request(_guard)


def _guard() -> Response | None:
    if by_token():
        # No cookie counts here, so another site can make a browser do nothing in its owner's name.
        g.actor, g.viewer, g.session_id = _of_program(), None, None
    else:
        sessions.load()
    if request.endpoint is None:
        return None  # the routing error is answered by the view dispatch
    access = access_of(current_app, request.endpoint)
    if access is None:
        if not config.current().production:
            raise RuntimeError(f"{request.endpoint} has no mark: use @public, @signed_in or @needs(…)")
        raise NoSuchPage()
    if not allows(access, g.actor, request.view_args or {}):
        return _turn_away(access)
    if request.mimetype == "multipart/form-data":
        # What has been read so far began a transaction, which on SQLite keeps all other writers out: not for as long as
        # somebody's upload takes.
        db.session.rollback()
    if not by_token():
        csrf.protect()  # last, because it reads the body: a stranger's upload is not read at all
    return None


def _of_program() -> Actor:
    """Whom the program speaks for that sent its key; nobody when it sent none, or something else."""
    sent = request.authorization
    return programs.actor_of_key(sent.token) if sent is not None and sent.token else ANONYMOUS


def _turn_away(access: Access) -> Response:
    if g.actor.kind != "anonymous":
        raise NotAllowed(permission=access.permission)
    if by_token():
        raise KeyNeeded()
    if negotiation.wants_json():
        raise SignInNeeded()
    if request.method == "GET":
        return cast(Response, redirect(sign_in_page(request.full_path.rstrip("?"))))
    flash(_ENDED.in_(language.current()), "warning")
    return cast(Response, redirect(sign_in_page(_page_of_the_form()), code=303))


def _page_of_the_form() -> str | None:
    """The path of the page of ours that sent this form, when its browser says so and the page can be opened again."""
    sender = urlsplit(request.referrer or "")
    try:
        current_app.url_map.bind(request.host).match(sender.path, method="GET")
    except HTTPException:
        return None
    if sender.netloc != request.host:
        return None
    return sessions.local_path(f"{sender.path}?{sender.query}".rstrip("?"), "") or None


def sign_in_page(came_for: str | None) -> str:
    """The sign-in page, which leads back to where somebody wanted to go."""
    return str(current_app.url_for("accounts.sign_in", next=came_for))
