"""What the registry knows of its holder besides the awards: CURP, telephone, records united."""

from __future__ import annotations

import re
import uuid

from flask import Response, flash, make_response, redirect, render_template, url_for
from wtforms import TelField

from registry.accounts.models import Account
from registry.db import db
from registry.enrolments import messages as enrolment_words
from registry.enrolments import queries as enrolments
from registry.errors import RegistryError
from registry.identity import service as identity
from registry.people import service as people
from registry.people.curp import masked_curp
from registry.people.errors import PhoneMalformed
from registry.people.models import Person
from registry.texts import Text
from registry.web.forms import Form, at_most, strip
from registry.web.language import t
from registry.web.learner import blueprint
from registry.web.security import actor, needs

_SEPARATORS = re.compile(r"[\s().\-/]+")
#: E.164: a plus sign and up to fifteen digits.
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_MEXICO = "+52"
UNPROCESSABLE = 422


class PhoneForm(Form):
    """A telephone, or none."""

    phone = TelField(
        Text("Teléfono (opcional)", "Telephone (optional)"),
        description=Text(
            "10 dígitos, o con + si es de otro país. No sirve para entrar ni se muestra a nadie; déjelo vacío para "
            "quitarlo.",
            "10 digits, or with + for another country. It opens nothing and is shown to nobody; leave it empty to "
            "remove it.",
        ),
        filters=[strip],
        validators=[at_most(40)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )


@blueprint.get("/mis-microcredenciales/datos")
@needs("record:read")
def data() -> str:
    """CURP as far as it may be shown, telephone, what was united."""
    person = _person()
    held = next((row.value for row in person.identifiers if row.kind == "phone" and row.source == "holder"), "")
    return _page(PhoneForm(formdata=None, phone=held))


@blueprint.post("/mis-microcredenciales/datos")
@needs("record:read")
def data_phone() -> Response:
    """Keep the telephone, or forget it."""
    form = PhoneForm()
    if form.validate_on_submit():
        try:
            phone = _phone(form.phone.data or "")
        except RegistryError as refusal:
            form.refuse(refusal, "phone")
        else:
            people.set_phone(_person(), phone)
            db.session.commit()
            flash(
                t("El teléfono quedó guardado.", "The telephone is saved.")
                if phone
                else t("El teléfono quedó borrado.", "The telephone is removed."),
                "ok",
            )
            return make_response(redirect(url_for("learner.data"), code=303))
    return make_response(_page(form), UNPROCESSABLE)


@blueprint.post("/mis-microcredenciales/datos/uniones/<uuid:merge_id>/deshacer")
@needs("record:read")
def undo_union(merge_id: uuid.UUID) -> Response:
    """They were two people after all."""
    identity.undo(merge_id, actor=actor())
    db.session.commit()
    flash(
        t(
            "Se deshizo: cada registro tiene otra vez lo suyo.",
            "Undone: each record has again what belongs to it.",
        ),
        "ok",
    )
    return make_response(redirect(url_for("learner.data"), code=303))


def _phone(text: str) -> str | None:
    """A number as it is kept, in the form of E.164; None for none. Raises `PhoneMalformed`."""
    if not text:
        return None
    digits = _SEPARATORS.sub("", text)
    if digits.isascii() and digits.isdigit() and len(digits) == 10:
        digits = _MEXICO + digits
    if not _PHONE.fullmatch(digits):
        raise PhoneMalformed(phone=text[:30])
    return digits


def _person() -> Person:
    account = db.session.get_one(Account, actor().account_id)
    return people.root_of(db.session.get_one(Person, account.person_id))


def _page(form: PhoneForm) -> str:
    person = _person()
    with_curp = next((one for one in people.cluster(person) if people.curp_of(one)), None)
    code = people.curp_of(with_curp) if with_curp else None
    row = next((one for one in with_curp.identifiers if one.kind == "curp"), None) if with_curp else None
    return render_template(
        "learner/data.html",
        form=form,
        person=person,
        curp=masked_curp(code) if code else None,
        curp_proved=row is not None and row.verified_at is not None,
        begun=enrolments.of_person(person),
        begun_words=enrolment_words.OUTCOMES,
        unions=[(one, db.session.get_one(Person, one.person_id)) for one in identity.undoable(person.id)],
    )
