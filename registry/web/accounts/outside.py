"""The outside log-in by page: out by a post, back by the browser, in by another post.

What the browser comes back with opens nothing by itself: a GET changes nothing here either. The page that it lands on
posts it on, by a script where one runs and by a button where none does.
"""

from __future__ import annotations

import hmac
import uuid

from flask import Response, flash, g, make_response, redirect, render_template, request, session, url_for

from registry.accounts import ceremonies, oidc, service
from registry.accounts.errors import CeremonyOver
from registry.db import db
from registry.errors import NotFound, RegistryError
from registry.identity import service as identity
from registry.web import sessions
from registry.web.accounts.blueprint import blueprint, entered
from registry.web.devices import origin
from registry.web.language import current, t
from registry.web.limits import limiter, sign_in_rate
from registry.web.problems import status_of
from registry.web.security import actor, public, signed_in

_COOKIE_KEY = "outside"
#: What a browser comes back with (OpenID Connect Core 1.0, 3.1.2.5 and 3.1.2.6; RFC 9207).
_RETURNED = ("code", "state", "error", "iss")
_LONGEST = 4_000


@blueprint.post("/entrar/externo")
@public
@limiter.limit(sign_in_rate)
def outside_out() -> Response:
    """Lead the browser to the outside log-in. Who is signed in connects it to this account."""
    if not oidc.available():
        raise NotFound()
    onward = sessions.local_path(request.form.get("next"), "")
    db.session.commit()  # the other server is asked below: nothing may be locked meanwhile
    token = ceremonies.begin(oidc.KIND, account_id=actor().account_id, onward=onward)
    db.session.commit()
    try:
        address = oidc.way_out(token)
    except RegistryError as refusal:
        return _refused(refusal)
    session[_COOKIE_KEY] = token
    response = make_response(render_template("accounts/outside_out.html", address=address))
    # Not a redirect of this post: the policy of our pages lets forms lead nowhere but here.
    response.headers["Refresh"] = f"0; url={address}"
    return response


@blueprint.get("/entrar/externo/regreso")
@public
def outside_back() -> str:
    """Where the outside log-in sends the browser: a page that posts on what it brought."""
    brought = {name: request.args.get(name, "")[:_LONGEST] for name in _RETURNED if request.args.get(name)}
    return render_template("accounts/outside_back.html", brought=brought)


@blueprint.post("/entrar/externo/regreso")
@public
@limiter.limit(sign_in_rate)
def outside_in() -> Response:
    """Check what the browser brought, and open the account."""
    token = session.pop(_COOKIE_KEY, None)
    brought = {name: request.form[name][:_LONGEST] for name in _RETURNED if request.form.get(name)}
    try:
        if not token or not hmac.compare_digest(brought.get("state", "").encode(), oidc.state_of(token).encode()):
            raise CeremonyOver()  # begun in another browser, or by somebody else's page
        taken = ceremonies.take(token, oidc.KIND)
        db.session.commit()
        claims = oidc.come_back(token, brought)
        account = identity.enter(claims, account_id=taken.account_id, language=current())
    except RegistryError as refusal:
        db.session.rollback()
        return _refused(refusal)
    if taken.account_id is not None and g.viewer is not None and g.viewer.account_id == account.id:
        db.session.commit()
        flash(t("Quedó conectado: ya puede entrar con él.", "It is connected: you can sign in with it now."), "ok")
        return make_response(redirect(url_for("accounts.account"), code=303))
    _session, cookie = service.start_session(account, origin=origin(), means="outside")
    return entered(cookie, taken.onward)


@blueprint.post("/cuenta/externo/<uuid:identity_id>/quitar")
@signed_in
def outside_remove(identity_id: uuid.UUID) -> Response:
    """The outside log-in opens this account no more."""
    try:
        identity.disconnect(identity_id, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        flash(refusal.said.in_(current()), "error")
    else:
        flash(t("Ya no abre su cuenta.", "It no longer opens your account."), "ok")
    return make_response(redirect(url_for("accounts.account"), code=303))


def _refused(refusal: RegistryError) -> Response:
    page = render_template("accounts/outside_refused.html", refusal=refusal)
    return make_response(page, status_of(refusal))
