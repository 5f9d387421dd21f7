"""One's own addresses: add, confirm, remove, choose the main one; and uniting with another account of one's own."""

from __future__ import annotations

import uuid

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for
from wtforms import EmailField

from registry import config
from registry.accounts import emails
from registry.accounts import queries as accounts
from registry.accounts.errors import LinkSpent
from registry.accounts.models import Account
from registry.accounts.rules import MAXIMUM_EMAIL
from registry.awards import receiving
from registry.awards.errors import SignInFirst
from registry.db import db
from registry.errors import RegistryError
from registry.people import service as people
from registry.people.models import Person
from registry.texts import Text
from registry.web.accounts.blueprint import blueprint
from registry.web.forms import Form, at_most, required, strip
from registry.web.language import t
from registry.web.limits import limiter, sign_in_rate
from registry.web.problems import status_of
from registry.web.security import actor, public, signed_in

GONE, UNPROCESSABLE, CONFLICT = 410, 422, 409


class AddressForm(Form):
    """An e-mail."""

    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        filters=[strip],
        validators=[
            required(Text("Escriba un correo, por ejemplo ana@correo.mx.", "Write an e-mail, such as ana@mail.mx.")),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": False},
    )


@blueprint.get("/cuenta/correos")
@signed_in
def address_list() -> str:
    """One's own addresses."""
    return _page(AddressForm(formdata=None))


@blueprint.post("/cuenta/correos")
@signed_in
@limiter.limit(sign_in_rate)
def address_add() -> Response:
    """Write to an address; it counts once somebody has answered from there, in this browser."""
    return _offered(AddressForm(), emails.ADD)


@blueprint.post("/cuenta/correos/<uuid:email_id>/quitar")
@signed_in
def address_remove(email_id: uuid.UUID) -> Response:
    """It opens the account no more."""
    email = emails.remove(email_id, actor=actor())
    person_id = actor().person_id
    if person_id is not None:
        people.drop_email(db.session.get_one(Person, person_id), email)
    db.session.commit()
    flash(t(f"{email} ya no abre su cuenta.", f"{email} no longer opens your account."), "ok")
    return make_response(redirect(url_for("accounts.address_list"), code=303))


@blueprint.post("/cuenta/correos/<uuid:email_id>/principal")
@signed_in
def address_main(email_id: uuid.UUID) -> Response:
    """The registry writes there from now on."""
    email = emails.choose_main(email_id, actor=actor())
    db.session.commit()
    flash(t(f"Desde ahora le escribimos a {email}.", f"From now on we write to {email}."), "ok")
    return make_response(redirect(url_for("accounts.address_list"), code=303))


@blueprint.get("/cuenta/unir")
@signed_in
def unite() -> str:
    """Another account of one's own: by its address."""
    return render_template("accounts/unite.html", form=AddressForm(formdata=None))


@blueprint.post("/cuenta/unir")
@signed_in
@limiter.limit(sign_in_rate)
def unite_ask() -> Response:
    """Write to that address. What is said is the same whether or not it has an account."""
    return _offered(AddressForm(), emails.UNITE)


@blueprint.get("/cuenta/unir/<token>")
@public
def unite_answer(token: str) -> Response:
    """What will become of the two accounts, and the button; only in the browser that asked."""
    try:
        link = emails.waiting(token, purpose=emails.UNITE)
    except LinkSpent:
        return make_response(render_template("learner/address_spent.html"), GONE)
    if g.viewer is None or g.viewer.account_id != link.account_id:
        return _elsewhere()
    other = accounts.by_email(link.email)
    return make_response(render_template("accounts/unite_answer.html", token=token, email=link.email, other=other))


@blueprint.post("/cuenta/unir/<token>")
@public
@limiter.limit(sign_in_rate)
def unite_confirm(token: str) -> Response:
    """Unite: both are proved, one by this session, the other by its mailbox."""
    try:
        receiving.unite_by_address(token, visitor_id=actor().account_id)
        db.session.commit()
    except LinkSpent:
        db.session.rollback()
        return make_response(render_template("learner/address_spent.html"), GONE)
    except SignInFirst:
        db.session.rollback()
        return _elsewhere()
    except RegistryError as refusal:
        db.session.rollback()
        form = AddressForm(formdata=None)
        form.form_errors.append(refusal.said)
        return make_response(render_template("accounts/unite.html", form=form), status_of(refusal))
    days = config.current().unite_undo_days
    flash(
        t(
            f"Las dos cuentas son una. Puede deshacerlo durante {days} días desde «Mis datos».",
            f"The two accounts are one. You can undo this for {days} days from “My details”.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("accounts.account"), code=303))


def _offered(form: AddressForm, purpose: str) -> Response:
    if form.validate_on_submit():
        try:
            email = emails.offer(form.email.data or "", actor=actor(), purpose=purpose)
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, "email")
        else:
            minutes = config.current().sign_in_link_minutes
            return make_response(
                render_template("accounts/address_sent.html", email=email, minutes=minutes, purpose=purpose)
            )
    page = _page(form) if purpose == emails.ADD else render_template("accounts/unite.html", form=form)
    return make_response(page, UNPROCESSABLE)


def _elsewhere() -> Response:
    return make_response(render_template("accounts/elsewhere.html", here=request.path), CONFLICT)


def _page(form: AddressForm) -> str:
    account = db.session.get_one(Account, actor().account_id)
    return render_template("accounts/addresses.html", mine=account, form=form)
