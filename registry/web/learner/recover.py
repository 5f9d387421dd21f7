"""Who cannot sign in any more: asking for help, seeing how it goes, and stopping what somebody else asked for."""

from __future__ import annotations

import uuid

from flask import Response, flash, make_response, redirect, render_template, url_for
from wtforms import EmailField, RadioField, StringField, TextAreaField

from registry import config
from registry.accounts.errors import EmailMalformed, NameMissing
from registry.accounts.rules import MAXIMUM_EMAIL
from registry.db import db
from registry.errors import RegistryError
from registry.identity import queries, rules, service
from registry.identity.errors import CaseLinkSpent, CurpUnreadable, FolioUnreadable
from registry.identity.models import IdentityCase
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.language import current, t
from registry.web.learner import blueprint
from registry.web.limits import limiter, look_up_rate, sign_in_rate
from registry.web.security import actor, needs, public

Answer = str | Response | tuple[str, int]
GONE, UNPROCESSABLE = 410, 422
#: So many institutions are offered to choose from; whoever is offered none writes more of the name.
SHOWN = 8
OURS = ("-", Text("El registro", "The registry"))
CHOOSE_ONE = Text("Elija cuál, o escriba más del nombre.", "Choose which, or write more of the name.")
NO_SUCH_INSTITUTION = Text(
    "No encontramos una institución con ese nombre. Escriba solo una palabra de él, o déjelo vacío.",
    "We found no institution of that name. Write only one word of it, or leave it empty.",
)
_AT = {EmailMalformed: "email", NameMissing: "name", FolioUnreadable: "folio", CurpUnreadable: "curp"}


class RecoverForm(Form):
    """What staff need to find the record, and where to write from now on."""

    email = EmailField(
        Text("Su correo nuevo", "Your new e-mail"),
        description=Text("Uno que sea solo suyo y que pueda leer ahora.", "One that is yours and you can read now."),
        filters=[strip],
        validators=[
            required(Text("Escriba su correo, por ejemplo ana@correo.mx.", "Write your e-mail, such as ana@mail.mx.")),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "spellcheck": False},
    )
    name = StringField(
        Text("Su nombre completo", "Your full name"),
        description=Text("Como está en su microcredencial.", "As it stands on your microcredential."),
        filters=[strip],
        validators=[required(Text("Escriba su nombre completo.", "Write your full name.")), at_most(320)],
        render_kw={"autocomplete": "name", "spellcheck": False},
    )
    institution = StringField(
        Text("Institución que le otorgó la microcredencial", "Institution that awarded the microcredential"),
        description=Text(
            "Su nombre o una parte. Si ya no existe o no la conoce, déjelo vacío: le atiende el registro.",
            "Its name or a part of it. If it is gone or does not know you, leave it empty: the registry will help.",
        ),
        filters=[strip],
        validators=[at_most(160)],
        render_kw={"autocomplete": "off", "spellcheck": False},
    )
    provider = RadioField(
        Text("¿Quién puede comprobar quién es usted?", "Who can check who you are?"), validate_choice=False
    )
    folio = StringField(
        Text("Folio de una microcredencial (si lo tiene)", "Folio of a microcredential (if you have it)"),
        description=Text("Está en el certificado: 7Q4K-M2ZT-9XW3-HA.", "It is on the certificate: 7Q4K-M2ZT-9XW3-HA."),
        filters=[strip],
        validators=[at_most(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )
    curp = StringField(
        Text("CURP (opcional)", "CURP (optional)"),
        description=Text("18 caracteres. Solo se compara; no se guarda.", "18 characters. Compared only, never kept."),
        filters=[strip],
        validators=[at_most(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )
    words = TextAreaField(
        Text("¿Qué pasó? (opcional)", "What happened? (optional)"),
        description=Text(
            "Por ejemplo: «Era el correo de mi escuela anterior».", "For example: “It was my former school's e-mail”."
        ),
        filters=[strip],
        validators=[at_most(rules.LONGEST_WORDS)],
    )


@blueprint.get("/recuperar")
@public
def recover() -> str:
    """What to write, and what will happen."""
    return _form_page(_form(fresh=True))


@blueprint.post("/recuperar")
@public
@limiter.limit(sign_in_rate)
@limiter.limit(look_up_rate)
def recover_ask() -> Answer:
    """Note the request; the answer is the same whether or not there is such a record."""
    form = _form()
    if form.validate_on_submit() and _chosen_or_asked(form):
        chosen = next((one.id for one in queries.desks() if one.slug == form.provider.data), None)
        wish = service.Wish(
            email=form.email.data or "",
            name=form.name.data or "",
            folio=form.folio.data or "",
            curp=form.curp.data or "",
            words=form.words.data or "",
            provider_id=chosen,
            language=current(),
        )
        try:
            service.ask(wish)
            db.session.commit()
        except RegistryError as refusal:
            db.session.rollback()
            form.refuse(refusal, _AT.get(type(refusal)))
        else:
            minutes = config.current().sign_in_link_minutes
            return render_template("learner/recover_sent.html", email=form.email.data, minutes=minutes)
    return _form_page(form), UNPROCESSABLE


@blueprint.get("/recuperar/<token>")
@public
@limiter.limit(look_up_rate)
def recover_case(token: str) -> Answer:
    """One's own request: to confirm, or how it stands."""
    try:
        return _case_page(service.of_token(token), token)
    except CaseLinkSpent as refusal:
        return _spent(refusal)


@blueprint.post("/recuperar/<token>")
@public
@limiter.limit(sign_in_rate)
def recover_confirm(token: str) -> Answer:
    """The new address has answered: staff are told."""
    try:
        service.confirm(token)
        db.session.commit()
    except CaseLinkSpent as refusal:
        db.session.rollback()
        return _spent(refusal)
    return make_response(redirect(url_for("learner.recover_case", token=token), code=303))


@blueprint.post("/recuperar/<token>/retirar")
@public
@limiter.limit(sign_in_rate)
def recover_withdraw(token: str) -> Answer:
    """Not needed any more."""
    try:
        service.withdraw(token)
        db.session.commit()
    except CaseLinkSpent as refusal:
        db.session.rollback()
        return _spent(refusal)
    flash(t("La solicitud quedó retirada.", "The request is withdrawn."), "ok")
    return make_response(redirect(url_for("learner.recover_case", token=token), code=303))


@blueprint.get("/recuperar/detener/<token>")
@public
def objection(token: str) -> Answer:
    """What is about to change, for whoever reads an earlier address; the button stops it."""
    try:
        case = service.of_objection(token)
    except CaseLinkSpent as refusal:
        return _spent(refusal)
    return render_template("learner/objection.html", case=case, token=token, number=rules.spell(case.number))


@blueprint.post("/recuperar/detener/<token>")
@public
@limiter.limit(sign_in_rate)
def object_now(token: str) -> Answer:
    """Stop it."""
    try:
        case = service.object_by_link(token)
        db.session.commit()
    except CaseLinkSpent as refusal:
        db.session.rollback()
        return _spent(refusal)
    return render_template("learner/objected.html", number=rules.spell(case.number))


@blueprint.post("/mis-microcredenciales/solicitudes/<uuid:case_id>/detener")
@needs("record:read")
def object_signed_in(case_id: uuid.UUID) -> Answer:
    """The holder can sign in after all, and stops it."""
    case = service.object_as_holder(case_id, actor=actor())
    db.session.commit()
    return render_template("learner/objected.html", number=rules.spell(case.number))


def _form(*, fresh: bool = False) -> RecoverForm:
    """With few institutions all of them to choose from; with more a name to write first."""
    form = RecoverForm(formdata=None) if fresh else RecoverForm()
    found = queries.desks()
    if len(found) <= SHOWN:
        del form.institution
    else:
        words = form.institution.data or ""
        found = queries.desks(words)[:SHOWN] if words else ()
    form.provider.choices = options(*((one.slug, one.name) for one in found), OURS) if found else []
    return form


def _chosen_or_asked(form: RecoverForm) -> bool:
    """Whether it is clear who is to help. One institution of that name is; of several the page asks which."""
    offered = [one.value for one in form.provider.choices or ()]
    if form.provider.data in offered or "institution" not in form or not form.institution.data:
        return True
    if len(offered) == 2:  # the one that was found, and the registry
        form.provider.data = offered[0]
        return True
    form.refuse(*((CHOOSE_ONE, "provider") if offered else (NO_SUCH_INSTITUTION, "institution")))
    return False


def _form_page(form: RecoverForm) -> str:
    return render_template("learner/recover.html", form=form, days=config.current().recovery_wait_days)


def _case_page(case: IdentityCase, token: str) -> str:
    return render_template(
        "learner/recover_case.html",
        case=case,
        token=token,
        number=rules.spell(case.number),
        state=rules.STATES[case.state],
        open=case.state in rules.OPEN,
    )


def _spent(refusal: CaseLinkSpent) -> tuple[str, int]:
    return render_template("learner/recover_spent.html", refusal=refusal), GONE
