"""The cookie of a signed-in browser: a random token whose digest the table keeps (`registry.accounts`)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request, session

from registry import clock, config
from registry.accounts import queries
from registry.accounts.actor import ANONYMOUS, Actor
from registry.accounts.permissions import AUTHORITY_ROLES, PLACE_KINDS, Role
from registry.config import Settings
from registry.texts import Language

#: Where each kind of person begins, by endpoint; a door that does not exist is passed over.
HOMES = {
    "authority": "authority.home",
    "operator": "admin.home",
    "privacy": "admin.rights",
    "provider": "provider.home",
    "state": "places.states",
    "chamber": "places.chambers",
    "employer": "employer.desk",
    "learner": "learner.home",
}


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who reads the page: what templates may know of them."""

    account_id: uuid.UUID
    name: str
    email: str | None  # None: a holder without an address
    language: Language
    actor: Actor
    kind: str  # authority | operator | privacy | provider | state | chamber | employer | learner | account
    home_path: str

    def may(self, permission: str, at_provider: uuid.UUID | None = None) -> bool:
        """Whether to show a link; the route decides again."""
        return self.actor.may(permission, at_provider=at_provider)


def cookie_name(settings: Settings) -> str:
    """The cookie's name; in production with the prefix that browsers bind to this very host over TLS."""
    return "__Host-session" if settings.production else "entry"


def give(response: Response, token: str, settings: Settings) -> None:
    """Hand the browser its token."""
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=settings.session_hours * 3600,
        secure=settings.production,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    # A form token from before the sign-in must not serve after it.
    session.clear()


def take(response: Response, settings: Settings) -> None:
    """Take the token back."""
    response.delete_cookie(cookie_name(settings), secure=settings.production, httponly=True, samesite="Lax", path="/")
    session.clear()


def token() -> str | None:
    """The token that this browser sent."""
    return request.cookies.get(cookie_name(config.current()))


def load() -> None:
    """Find out who asks: one look-up when there is a cookie, none when there is not."""
    g.actor, g.viewer, g.session_id = ANONYMOUS, None, None
    sent = token()
    live = queries.live_session(sent, at=clock.now()) if sent else None
    if live is None:
        return
    g.actor = queries.actor_of(live.account)
    g.session_id = live.id
    kind = kind_of(g.actor)
    g.viewer = Viewer(
        account_id=live.account.id,
        name=live.account.name,
        email=live.account.email,
        language="en" if live.account.language == "en" else "es",
        actor=g.actor,
        kind=kind,
        home_path=home_path(kind),
    )


def kind_of(actor: Actor) -> str:
    """The audience that somebody belongs to first."""
    roles = {grant.role for grant in actor.grants}
    if roles & AUTHORITY_ROLES:
        return "authority"
    if Role.OPERATOR in roles:
        return "operator"
    if Role.PRIVACY_OFFICER in roles:
        return "privacy"
    if actor.provider_ids:
        return "provider"
    for role in (Role.STATE_ADMIN, Role.CHAMBER, Role.EMPLOYER):
        if role in roles:
            return PLACE_KINDS[role]
    return "learner" if actor.person_id is not None else "account"


def home_path(kind: str) -> str:
    """Where somebody of that kind begins."""
    endpoint = HOMES.get(kind)
    if endpoint and endpoint in current_app.view_functions:
        return str(current_app.url_for(endpoint))
    return "/cuenta"


def local_path(wish: str | None, default: str) -> str:
    """A path of this site and no other: what may follow a sign-in or a change of language."""
    if not wish or not wish.startswith("/") or wish.startswith("//"):
        return default
    # Browsers read a backslash as a slash and leave control characters out: "/\t/host" would be another site.
    if "\\" in wish or not wish.isprintable():
        return default
    parts = urlsplit(wish)
    return wish if not parts.scheme and not parts.netloc else default


def init_app(app: Flask) -> None:
    """Templates see ``viewer``."""

    @app.context_processor
    def _viewer() -> dict[str, object]:
        return {"viewer": g.get("viewer")}
