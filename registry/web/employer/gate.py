"""Opening what asks for a one-time code, and counting openings, for links to one and to several.

Whoever typed the code gets a signed cookie for this one link, good for `OPEN_FOR`, so that the page can be read again
and asked further questions. It names nobody.
"""

from __future__ import annotations

import datetime as dt
import hmac

from flask import Response, current_app, make_response, redirect, render_template, request
from itsdangerous import BadData, URLSafeSerializer

from registry import clock, config
from registry.awards import gates, sharing
from registry.awards.errors import ShareCodeNeeded
from registry.awards.gates import Link
from registry.awards.models import Collection
from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text
from registry.web.problems import status_of
from registry.web.security import actor

Page = str | Response | tuple[str, int]
OPEN_FOR = dt.timedelta(hours=1)


def require_passed(link: Link) -> None:
    """Raise `ShareCodeNeeded` where a code is asked for and this browser has not given it. The holder needs none."""
    if link.sealed_code is not None and not _passed(link) and not is_own(link):
        raise ShareCodeNeeded()


def is_own(link: Link) -> bool:
    """Whether the visitor is the holder, who is not counted and not asked."""
    person_id = actor().person_id
    if isinstance(link, Collection):
        return person_id is not None and person_id in (link.person_id, link.person.merged_into)
    return sharing.holds(link.award, person_id)


def ask(action: str, *, shut: bool = False, refusal: Text | None = None, status: int = 200) -> Page:
    """The form for the code: it tells nothing of what is behind it."""
    page = render_template("employer/share_code.html", action=action, refusal=refusal, shut=shut)
    return (page, status) if status != 200 else page


def enter(link: Link, *, to: str, action: str) -> Page:
    """Take the code that was typed: on to ``to`` with the cookie, or the form again."""
    try:
        gates.enter(link, request.form.get("code", ""))
    except RegistryError as refusal:
        db.session.commit()  # the try counts
        return ask(action, shut=gates.shut(link), refusal=refusal.said, status=status_of(refusal))
    db.session.commit()
    response = make_response(redirect(to, code=303))
    response.set_cookie(
        _cookie(link),
        _serializer().dumps([str(link.id), int(clock.now().timestamp())]),
        max_age=int(OPEN_FOR.total_seconds()),
        secure=config.current().production,
        httponly=True,
        samesite="Lax",
    )
    return response


def count(link: Link) -> Response:
    """An open page says that it was looked at. Not counted: the holder, and who has not given the code."""
    require_passed(link)
    if not is_own(link):
        gates.count_view(link)
        db.session.commit()
    return Response(status=204)


def _passed(link: Link) -> bool:
    try:
        named, at = _serializer().loads(request.cookies.get(_cookie(link), ""))
        age = clock.now().timestamp() - at
    except (BadData, ValueError, TypeError):
        return False
    return hmac.compare_digest(str(named), str(link.id)) and 0 <= age <= OPEN_FOR.total_seconds()


def _cookie(link: Link) -> str:
    return f"opened-{link.id.hex[-12:]}"


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="registry.employer.gate")
