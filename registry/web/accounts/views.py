"""Signing in with a password or a link, signing out, language, one's own account and sessions."""

from __future__ import annotations

import uuid
from typing import cast

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for

from registry import clock, config
from registry.accounts import oidc, passkeys, queries, service
from registry.accounts.errors import LinkSpent, TooManyAttempts, WrongCredentials
from registry.accounts.models import Account
from registry.db import db
from registry.errors import RegistryError
from registry.identity import service as identity
from registry.texts import LANGUAGES, Language
from registry.web import language, sessions
from registry.web.accounts.blueprint import blueprint, entered
from registry.web.accounts.forms import LinkForm, PasswordForm, ProfileForm, SignInForm
from registry.web.accounts.passkeys import possible
from registry.web.devices import MEANS, device, origin
from registry.web.language import t
from registry.web.limits import aimed_account, limiter, sign_in_rate
from registry.web.security import actor, public, signed_in

GONE = 410


@blueprint.get("/entrar")
@public
def sign_in() -> str | Response:
    """The sign-in page; who is signed in already is led on."""
    onward = sessions.local_path(request.args.get("next"), "")
    if g.viewer is not None:
        return cast(Response, redirect(onward or g.viewer.home_path))
    email = request.args.get("email", "")
    form = SignInForm(formdata=None, next=onward, email=email)
    return _sign_in_page(form, LinkForm(formdata=None, prefix="link", next=onward, email=email))


@blueprint.post("/entrar")
@public
@limiter.limit(sign_in_rate)
@limiter.limit("30 per hour", key_func=aimed_account)
def sign_in_with_password() -> Response:
    """Check the password; a wrong one is counted and the page says what can be done."""
    form = SignInForm()
    if form.validate_on_submit():
        try:
            _session, token = service.sign_in(form.email.data or "", form.password.data or "", origin=origin())
        except (WrongCredentials, TooManyAttempts) as refusal:
            db.session.commit()
            form.refuse(refusal)
        else:
            return entered(token, form.next.data)
    other = LinkForm(formdata=None, prefix="link", email=form.email.data, next=form.next.data)
    return make_response(_sign_in_page(form, other), 422)


@blueprint.post("/entrar/enlace")
@public
@limiter.limit(sign_in_rate)
def request_link() -> Response:
    """Write to an address; the answer is the same whether or not it has an account."""
    form = LinkForm(prefix="link")
    if form.validate_on_submit():
        try:
            service.request_link(form.email.data or "", onward=sessions.local_path(form.next.data, ""))
            db.session.commit()
        except RegistryError as refusal:
            form.refuse(refusal, "email")
        else:
            return make_response(
                render_template(
                    "accounts/link_sent.html",
                    email=form.email.data,
                    minutes=config.current().sign_in_link_minutes,
                    onward=sessions.local_path(form.next.data, ""),
                )
            )
    return make_response(_sign_in_page(SignInForm(formdata=None, next=form.next.data), form), 422)


@blueprint.get("/entrar/enlace/<token>")
@public
def open_link(token: str) -> str | tuple[str, int]:
    """A page with a button: mail scanners open links, and only a person presses."""
    link = queries.open_link(token, at=clock.now())
    if link is None or link.account_id is None or link.purpose not in queries.SIGN_IN_PURPOSES:
        return render_template("accounts/link_spent.html"), GONE
    onward = sessions.local_path(request.args.get("next"), "")
    return render_template(
        "accounts/link.html",
        token=token,
        email=link.email,
        purpose=link.purpose,
        onward=onward,
        device=device(request.headers.get("User-Agent", "")),
    )


@blueprint.post("/entrar/enlace/<token>")
@public
@limiter.limit(sign_in_rate)
def use_link(token: str) -> Response:
    """Consume the link and sign in; an invitation leads to choosing a password."""
    try:
        _session, cookie, purpose = service.use_link(token, origin=origin())
    except LinkSpent:
        db.session.rollback()
        return make_response(render_template("accounts/link_spent.html"), GONE)
    return entered(cookie, url_for("accounts.account") if purpose == "invitation" else request.form.get("next"))


@blueprint.post("/salir")
@public
def sign_out() -> Response:
    """End this browser's session."""
    token = sessions.token()
    if token:
        service.end_session_of(token)
        db.session.commit()
    response = make_response(redirect("/"))
    sessions.take(response, config.current())
    return response


@blueprint.post("/idioma")
@public
def choose_language() -> Response:
    """Keep the reader's language, in the browser and in the account."""
    onward = sessions.local_path(request.form.get("next"), "/")
    response = make_response(redirect(onward))
    wish = request.form.get("lang")
    if wish in LANGUAGES:
        language.remember(response, wish, secure=config.current().production)
        if g.viewer is not None:
            service.change_language(wish, actor=actor())
            db.session.commit()
    return response


@blueprint.get("/cuenta")
@signed_in
def account() -> str:
    """One's own account."""
    return _account_page(*_account_forms())


@blueprint.post("/cuenta")
@signed_in
def change_account() -> Response:
    """Change name and language."""
    _untouched, password_form = _account_forms()
    form = ProfileForm(prefix="profile")
    if form.validate_on_submit():
        try:
            service.change_profile(name=form.name.data or "", language=form.language.data, actor=actor())
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, "name")
        else:
            response = make_response(redirect(url_for("accounts.account")))
            language.remember(response, cast(Language, form.language.data), secure=config.current().production)
            flash(t("Se guardaron los cambios.", "Your changes are saved."), "ok")
            return response
    return make_response(_account_page(form, password_form), 422)


@blueprint.post("/cuenta/contrasena")
@signed_in
@limiter.limit(sign_in_rate)
def change_password() -> Response:
    """Set the password; every other session ends."""
    profile_form, _untouched = _account_forms()
    form = PasswordForm(prefix="password")
    if form.validate_on_submit():
        try:
            service.set_password(form.new.data or "", current=form.current.data, actor=actor(), but=g.session_id)
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, "current" if refusal.code == "wrong_password" else "new")
        else:
            flash(
                t(
                    "La contraseña quedó guardada y se cerraron sus demás sesiones.",
                    "The password is saved and your other sessions have been closed.",
                ),
                "ok",
            )
            return make_response(redirect(url_for("accounts.account")))
    return make_response(_account_page(profile_form, form), 422)


@blueprint.post("/cuenta/sesiones/<uuid:session_id>/cerrar")
@signed_in
def end_session(session_id: uuid.UUID) -> Response:
    """End one session of one's own."""
    service.end_session(session_id, actor=actor())
    db.session.commit()
    if session_id == g.session_id:
        response = make_response(redirect(url_for("accounts.sign_in")))
        sessions.take(response, config.current())
        return response
    flash(t("La sesión quedó cerrada.", "The session is closed."), "ok")
    return make_response(redirect(url_for("accounts.account")))


@blueprint.post("/cuenta/sesiones/cerrar")
@signed_in
def end_other_sessions() -> Response:
    """Sign out everywhere else."""
    count = service.end_sessions(actor=actor(), but=g.session_id)
    db.session.commit()
    flash(t(f"Otras sesiones cerradas: {count}.", f"Other sessions closed: {count}."), "ok")
    return make_response(redirect(url_for("accounts.account")))


def _sign_in_page(form: SignInForm, link_form: LinkForm) -> str:
    return render_template(
        "accounts/sign_in.html",
        form=form,
        link_form=link_form,
        outside=config.current().oidc_name if oidc.available() else None,
        passkeys=possible(),
    )


def _own_account() -> Account:
    account = db.session.get(Account, actor().account_id)
    assert account is not None  # noqa: S101  the guard has just loaded it
    return account


def _account_forms() -> tuple[ProfileForm, PasswordForm]:
    account = _own_account()
    profile = ProfileForm(formdata=None, prefix="profile", name=account.name, language=account.language)
    return profile, PasswordForm(formdata=None, prefix="password")


def _account_page(profile_form: ProfileForm, password_form: PasswordForm) -> str:
    account = _own_account()
    live = queries.live_sessions(account.id, at=clock.now())
    return render_template(
        "accounts/account.html",
        mine=account,
        profile_form=profile_form,
        password_form=password_form,
        passkeys=len(passkeys.of_account(account.id)),
        outside=identity.outside_of(account.id),
        outside_name=config.current().oidc_name if oidc.available() else None,
        sessions=[
            {
                "id": one.id,
                "device": device(one.user_agent),
                "since": one.created_at,
                "here": one.id == g.session_id,
                "network": one.network,
                "means": MEANS.get(one.means),
            }
            for one in live
        ],
    )
