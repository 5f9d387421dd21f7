"""Passkeys by page and script: the script asks for a challenge, the browser answers it, the page goes on.

Both steps are posts that carry the page's form token; what waits for the answer stays in the browser's signed cookie.
"""

from __future__ import annotations

import ipaddress
import uuid
from urllib.parse import urlsplit

from flask import Response, flash, jsonify, make_response, redirect, render_template, request, session, url_for
from wtforms import StringField

from registry import addresses, config
from registry.accounts import passkeys, service
from registry.accounts.errors import PasskeysNeedAName
from registry.accounts.passkeys import MAXIMUM_NAME, RelyingParty
from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text
from registry.web import sessions
from registry.web.accounts.blueprint import blueprint, entered
from registry.web.devices import device, origin
from registry.web.forms import Form, at_most, required, strip
from registry.web.language import current, said, t
from registry.web.limits import limiter, sign_in_rate
from registry.web.problems import status_of
from registry.web.security import actor, public, signed_in

#: An answer of a browser is a few kilobytes.
LONGEST_ANSWER = 20_000
_COOKIE_KEY = "passkey"


class NameForm(Form):
    """What somebody calls a passkey."""

    name = StringField(
        Text("Nombre de la llave", "Name of the passkey"),
        filters=[strip],
        validators=[
            required(Text("Escriba un nombre, por ejemplo «Mi celular».", "Write a name, such as “My phone”.")),
            at_most(MAXIMUM_NAME),
        ],
        render_kw={"autocomplete": "off"},
    )


def relying_party() -> RelyingParty:
    """Whose passkeys this page makes. Raises `PasskeysNeedAName` where the page was opened by a number.

    In production it is the address of the settings, whatever a request says; elsewhere the one that the page has, so
    that a demonstration works at ``localhost``.
    """
    address = addresses.link_base() if config.current().production else request.host_url
    parts = urlsplit(address)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        name = config.current().registry_name.in_(current())
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc}", name)
    raise PasskeysNeedAName()


def possible() -> bool:
    """Whether passkeys can be offered on this page."""
    try:
        relying_party()
    except PasskeysNeedAName:
        return False
    return True


@blueprint.post("/entrar/llave/reto")
@public
@limiter.limit(sign_in_rate)
def passkey_challenge() -> Response:
    """What the browser is to sign."""
    return _asked(*passkeys.begin_enter(relying_party()))


@blueprint.post("/entrar/llave")
@public
@limiter.limit(sign_in_rate)
def passkey_enter() -> Response:
    """Sign in with what the browser has signed; where to go on, for the script."""
    token = session.pop(_COOKIE_KEY, None)
    try:
        account = passkeys.finish_enter(token, _answer(), relying_party())
    except RegistryError as refusal:
        db.session.commit()  # the challenge is used up
        return _refused(refusal)
    _session, cookie = service.start_session(account, origin=origin(), means="passkey")
    onward = sessions.local_path(request.headers.get("X-Onward"), "")
    response = entered(cookie, onward)
    reply = jsonify(onward=response.location)
    for value in response.headers.getlist("Set-Cookie"):
        reply.headers.add("Set-Cookie", value)
    return reply


@blueprint.get("/cuenta/llaves")
@signed_in
def passkey_list() -> str:
    """One's own passkeys."""
    return _page()


@blueprint.post("/cuenta/llaves/reto")
@signed_in
@limiter.limit(sign_in_rate)
def passkey_new_challenge() -> Response:
    """What the browser is to make."""
    return _asked(*passkeys.begin_new(relying_party(), actor=actor()))


@blueprint.post("/cuenta/llaves")
@signed_in
@limiter.limit(sign_in_rate)
def passkey_new() -> Response:
    """Keep what the browser has made, named after the device; its owner may rename it."""
    token = session.pop(_COOKIE_KEY, None)
    name = said(device(request.headers.get("User-Agent", "")))
    try:
        passkeys.finish_new(token, _answer(), name, relying_party(), actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        return _refused(refusal)
    flash(
        t("La llave quedó guardada: ya puede entrar con ella.", "The passkey is saved: you can sign in with it now."),
        "ok",
    )
    return jsonify(onward=url_for("accounts.passkey_list"))


@blueprint.post("/cuenta/llaves/<uuid:passkey_id>")
@signed_in
def passkey_rename(passkey_id: uuid.UUID) -> Response:
    """Call it something else."""
    form = NameForm(prefix=str(passkey_id))
    if not form.validate_on_submit():
        return make_response(_page(form, passkey_id), 422)
    passkeys.rename(passkey_id, form.name.data or "", actor=actor())
    db.session.commit()
    flash(t("El nombre quedó cambiado.", "The name is changed."), "ok")
    return make_response(redirect(url_for("accounts.passkey_list"), code=303))


@blueprint.post("/cuenta/llaves/<uuid:passkey_id>/quitar")
@signed_in
def passkey_remove(passkey_id: uuid.UUID) -> Response:
    """It opens the account no more."""
    passkeys.remove(passkey_id, actor=actor())
    db.session.commit()
    flash(
        t(
            "La llave ya no abre su cuenta. Bórrela también en su dispositivo, donde no podemos llegar.",
            "The passkey no longer opens your account. Delete it on your device as well, where we cannot reach.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("accounts.passkey_list"), code=303))


def _asked(options: dict[str, object], token: str) -> Response:
    db.session.commit()
    session[_COOKIE_KEY] = token
    return jsonify(options)


def _answer() -> str:
    return request.get_data(as_text=True)[:LONGEST_ANSWER]


def _refused(refusal: RegistryError) -> Response:
    """A sentence for the script to show; the page stays."""
    return make_response(jsonify(said=said(refusal.said), code=refusal.code), status_of(refusal))


def _page(form: NameForm | None = None, at: uuid.UUID | None = None) -> str:
    account_id = actor().account_id
    held = passkeys.of_account(account_id) if account_id else ()
    forms = [
        form if form is not None and one.id == at else NameForm(formdata=None, prefix=str(one.id), name=one.name)
        for one in held
    ]
    return render_template(
        "accounts/passkeys.html", entries=list(zip(held, forms, strict=True)), possible=possible(), form=form
    )
