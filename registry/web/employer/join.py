"""``/empleador/alta``: an organisation asks to be verified, and answers from its own mailbox."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from wtforms import EmailField, RadioField, SelectField, StringField, TextAreaField

from registry.accounts.errors import EmailMalformed, NameMissing
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.db import db
from registry.errors import RegistryError
from registry.talent import employers, rules
from registry.talent.employers import EmployerDetails
from registry.talent.errors import DomainUnfit, EmployerKnown
from registry.texts import Text
from registry.web import language
from registry.web import talent as shown
from registry.web.employer import blueprint
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.limits import limiter, sign_in_rate
from registry.web.problems import status_of
from registry.web.security import actor, public

Page = shown.Page
_CHOOSE = ("", Text("Elija una opción", "Choose an option"))


class JoinForm(Form):
    """The organisation, and somebody at its own address."""

    name = StringField(
        Text("Nombre de la organización", "Name of the organisation"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre.", "Write the name.")), at_most(rules.LONGEST_NAME)],
        render_kw={"autocomplete": "organization"},
    )
    sector = SelectField(
        Text("Sector (SCIAN)", "Sector (SCIAN, the Mexican form of NAICS)"),
        choices=lambda: options(_CHOOSE, *shown.list_options("sectors")),
        validators=[required(Text("Elija el sector.", "Choose the sector."))],
        validate_choice=False,
    )
    size = SelectField(
        Text("Tamaño", "Size"),
        choices=lambda: options(_CHOOSE, *shown.list_options("company_sizes")),
        validators=[required(Text("Elija el tamaño.", "Choose the size."))],
        validate_choice=False,
    )
    state_code = SelectField(
        Text("Entidad federativa", "State in Mexico"),
        choices=lambda: options(("", Text("Fuera de México", "Outside Mexico")), *shown.state_options()),
        validate_choice=False,
    )
    abroad = StringField(
        Text("Si está fuera de México, dónde", "If outside Mexico, where"),
        description=Text("Por ejemplo: Texas, Estados Unidos.", "For example: Texas, United States."),
        filters=[strip],
        validators=[at_most(80)],
    )
    website = StringField(
        Text("Sitio web o dominio", "Website or domain"),
        description=Text(
            "El dominio propio de la organización; el correo de contacto debe ser de ahí.",
            "The organisation's own domain; the contact e-mail must be there.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el dominio.", "Write the domain.")), at_most(200)],
        render_kw={"inputmode": "url", "autocomplete": "url", "autocapitalize": "none", "spellcheck": "false"},
    )
    about = TextAreaField(
        Text("A qué se dedica (se publica)", "What it does (this is public)"),
        description=Text("Sin enlaces, correos ni teléfonos.", "No links, e-mails or telephone numbers."),
        filters=[strip],
        validators=[at_most(rules.LONGEST_REASON)],
    )
    contact_name = StringField(
        Text("Persona de contacto (no se publica)", "Contact person (not public)"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre.", "Write the name.")), at_most(MAXIMUM_NAME)],
        render_kw={"autocomplete": "name"},
    )
    contact_email = EmailField(
        Text("Correo en ese dominio (no se publica)", "E-mail at that domain (not public)"),
        description=Text(
            "Ahí llega un enlace de un solo uso para confirmar.", "A one-time link to confirm goes there."
        ),
        filters=[strip],
        validators=[required(Text("Escriba el correo.", "Write the e-mail.")), at_most(MAXIMUM_EMAIL)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    language = RadioField(
        Text("Idioma de los correos", "Language of the mails"),
        choices=options(("es", "Español"), ("en", "English")),
        validators=[required(Text("Elija un idioma.", "Choose a language."))],
    )


@blueprint.get("/empleador/alta")
@public
def join() -> str:
    """The form, and what being verified means."""
    return _page(JoinForm(formdata=None, language=language.current()))


@blueprint.post("/empleador/alta")
@public
@limiter.limit(sign_in_rate)
def join_send() -> Page:
    """Keep the wish, and write to the address."""
    form = JoinForm()
    if not form.validate_on_submit():
        return _page(form), shown.UNPROCESSABLE
    details = EmployerDetails(
        name=form.name.data or "",
        sector=form.sector.data or "",
        size=form.size.data or "",
        state_code=form.state_code.data or "",
        abroad=form.abroad.data or "",
        website=form.website.data or "",
        about=form.about.data or "",
        contact_name=form.contact_name.data or "",
        contact_email=form.contact_email.data or "",
        language=form.language.data or "es",
    )
    made = shown.carried_out(
        form,
        lambda: employers.ask(details, actor=actor()),
        at={
            EmailMalformed: "contact_email", NameMissing: "contact_name", DomainUnfit: "contact_email",
            EmployerKnown: "website",
        },
    )  # fmt: skip
    if isinstance(made, RegistryError):
        return _page(form), status_of(made)
    return render_template("employer/join_sent.html", email=form.contact_email.data or "", days=rules.CONFIRM_DAYS)


@blueprint.get("/empleador/confirmar/<token>")
@public
def join_confirm(token: str) -> str:
    """What pressing the button means: opening a mail's link changes nothing by itself."""
    return render_template("employer/join_confirm.html", employer=employers.waiting(token), token=token)


@blueprint.post("/empleador/confirmar/<token>")
@public
@limiter.limit(sign_in_rate)
def join_confirmed(token: str) -> Page:
    """The address has answered."""
    employers.confirm(token, actor=actor())
    db.session.commit()
    return redirect(url_for("employer.join_done"), code=303)


@blueprint.get("/empleador/confirmado")
@public
def join_done() -> str:
    """What comes next."""
    return render_template("employer/join_done.html")


def _page(form: JoinForm) -> str:
    return render_template("employer/join.html", form=form)
