"""An e-mail for who came with a printed slip: the way back in, once she or he has answered from it."""

from __future__ import annotations

from flask import Response, flash, g, make_response, redirect, render_template, request, url_for

from registry import config
from registry.accounts import emails
from registry.accounts.errors import LinkSpent
from registry.accounts.models import Account
from registry.awards import receiving
from registry.awards.errors import AddressHeldByAnother, SignInFirst
from registry.db import db
from registry.errors import RegistryError
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.learner.entering import enter
from registry.web.learner.forms import AddressForm
from registry.web.limits import limiter, sign_in_rate
from registry.web.security import actor, needs, public

Answer = str | Response | tuple[str, int]
GONE, UNPROCESSABLE, CONFLICT = 410, 422, 409


@blueprint.get("/mis-microcredenciales/correo")
@needs("record:read")
def address() -> Answer:
    """The form; who has an address already finds them all under the account."""
    if g.viewer.email is not None:
        return make_response(redirect(url_for("accounts.address_list")))
    return render_template("learner/address.html", form=AddressForm(formdata=None))


@blueprint.post("/mis-microcredenciales/correo")
@needs("record:read")
@limiter.limit(sign_in_rate)
def address_submit() -> Answer:
    """Write to the address; nothing is bound to it before somebody answers from there."""
    form = AddressForm()
    if form.validate_on_submit():
        try:
            email = emails.offer(form.email.data or "", actor=actor())
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, "email")
        else:
            minutes = config.current().sign_in_link_minutes
            return render_template("learner/address_sent.html", email=email, minutes=minutes)
    return render_template("learner/address.html", form=form), UNPROCESSABLE


@blueprint.get("/recibir/correo/<token>")
@public
def address_answer(token: str) -> Answer:
    """A page with a button: scanners open links, and only a person presses."""
    try:
        link = emails.waiting(token)
    except LinkSpent:
        return render_template("learner/address_spent.html"), GONE
    asking = db.session.get_one(Account, link.account_id)
    if asking.email is not None and (g.viewer is None or g.viewer.account_id != asking.id):
        return render_template("accounts/elsewhere.html", here=request.path), CONFLICT
    return render_template("learner/address_answer.html", token=token, email=link.email, first=asking.email is None)


@blueprint.post("/recibir/correo/<token>")
@public
@limiter.limit(sign_in_rate)
def address_confirm(token: str) -> Answer:
    """From now on this address opens the account."""
    try:
        account = receiving.confirm_address(token, visitor_id=actor().account_id)
    except LinkSpent:
        db.session.rollback()
        return render_template("learner/address_spent.html"), GONE
    except AddressHeldByAnother as refusal:
        db.session.rollback()
        form = AddressForm(formdata=None)
        form.form_errors.append(refusal.said)
        return render_template("learner/address.html", form=form), CONFLICT
    except SignInFirst:
        db.session.rollback()
        return render_template("accounts/elsewhere.html", here=request.path), CONFLICT
    first = len(account.emails) == 1
    response = enter(account, url_for("learner.home" if first else "accounts.address_list"))
    flash(t("Listo: desde ahora entra con su correo.", "Done: from now on you sign in with your e-mail."), "ok")
    return response
