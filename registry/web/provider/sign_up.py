"""An institution opens its account: public, and of no consequence until it is accredited."""

from __future__ import annotations

from flask import render_template
from wtforms import EmailField, RadioField, SelectField, StringField

from registry import config, content
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.db import db
from registry.errors import RegistryError
from registry.providers import service
from registry.providers.commands import Administrator, ProviderDetails
from registry.providers.dossier import SLUG_LONGEST, slug_from
from registry.providers.registration import CO_SIGNER, LEGAL_NAME_MAXIMUM, NAME_MAXIMUM, WEBSITE_MAXIMUM
from registry.texts import Language, Text
from registry.web import language
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.limits import limiter, sign_in_rate
from registry.web.provider import blueprint
from registry.web.provider.application import words
from registry.web.provider.desk import Page, refused
from registry.web.security import actor, public


class SignUpForm(Form):
    """The institution, and who will administer its account."""

    legal_name = StringField(
        words("Razón social o nombre oficial", "Legal name"),
        description=words("Como aparece en su acta o decreto.", "As in its articles or decree."),
        filters=[strip],
        validators=[required(Text("Escriba el nombre oficial.", "Write the legal name.")), at_most(LEGAL_NAME_MAXIMUM)],
        render_kw={"autocomplete": "organization"},
    )
    name = StringField(
        words("Nombre en las microcredenciales", "Name on microcredentials"),
        description=words(
            "Como lo reconocen las personas. Queda escrito en documentos firmados y no cambia.",
            "As people know it. It stands in signed documents and does not change.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el nombre.", "Write the name.")), at_most(NAME_MAXIMUM)],
    )
    slug = StringField(
        words("Nombre corto", "Short name"),
        description=words(
            "Para direcciones y para su identidad de firma; no cambia después. Minúsculas sin acento, números y "
            "guiones. Si lo deja vacío, se forma del nombre.",
            "For addresses and for your signing identity; it does not change later. Unaccented lower case, digits and "
            "hyphens. If left empty, it is made from the name.",
        ),
        filters=[strip],
        validators=[at_most(SLUG_LONGEST)],
        render_kw={"autocapitalize": "none", "spellcheck": False},
    )
    kind = SelectField(
        words("Tipo de institución", "Kind of institution"),
        validators=[required(Text("Elija el tipo.", "Choose the kind."))],
        validate_choice=False,
    )
    state_code = SelectField(
        words("Entidad federativa", "State"),
        validate_choice=False,
    )
    website = StringField(
        words("Sitio web", "Website"),
        filters=[strip],
        validators=[at_most(WEBSITE_MAXIMUM)],
        render_kw={"inputmode": "url", "autocomplete": "url", "placeholder": "https://"},
    )
    email = EmailField(
        words("Correo institucional", "Institutional e-mail"),
        filters=[strip],
        validators=[required(Text("Escriba el correo.", "Write the e-mail.")), at_most(MAXIMUM_EMAIL)],
    )
    administrator_name = StringField(
        words("Su nombre", "Your name"),
        filters=[strip],
        validators=[required(Text("Escriba su nombre.", "Write your name.")), at_most(MAXIMUM_NAME)],
        render_kw={"autocomplete": "name"},
    )
    administrator_email = EmailField(
        words("Su correo electrónico", "Your e-mail"),
        description=words("Ahí llega la invitación para entrar.", "The invitation to sign in goes there."),
        filters=[strip],
        validators=[required(Text("Escriba su correo.", "Write your e-mail.")), at_most(MAXIMUM_EMAIL)],
        render_kw={"autocomplete": "email", "inputmode": "email"},
    )
    language = RadioField(
        words("Idioma de los correos", "Language of the mails"),
        choices=options(("es", "Español"), ("en", "English")),
        validators=[required(Text("Elija un idioma.", "Choose a language."))],
    )

    def offer(self) -> SignUpForm:
        """Fill in kinds and states from the catalogues."""
        kinds = [(one.id, one.label) for one in content.catalog("provider_kinds") if one.id != CO_SIGNER]
        self.kind.choices = options(("", Text("Elija una opción", "Choose an option")), *kinds)
        states = [(one.code, one.name) for one in content.states()]
        self.state_code.choices = options(("", Text("Todo el país", "The whole country")), *states)
        return self


@blueprint.get("/institucion/alta")
@public
def sign_up() -> str:
    """The form."""
    form = SignUpForm(formdata=None, language=language.current()).offer()
    return render_template("provider/application_sign_up.html", form=form)


@blueprint.post("/institucion/alta")
@public
@limiter.limit(sign_in_rate)
def sign_up_send() -> Page:
    """Register the institution and invite its administrator."""
    form = SignUpForm().offer()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = _register(form)
        if refusal is None:
            return render_template(
                "provider/application_signed_up.html",
                email=form.administrator_email.data,
                days=config.current().invitation_days,
            )
    return refused(render_template("provider/application_sign_up.html", form=form), refusal)


#: Which field a refusal of the services belongs to.
_FIELD_OF = {"slug_unfit": "slug", "slug_taken": "slug", "name_missing": "administrator_name"}


def _register(form: SignUpForm) -> RegistryError | None:
    details = ProviderDetails(
        slug=form.slug.data or slug_from(form.name.data or ""),
        legal_name=form.legal_name.data or "",
        name=form.name.data or "",
        kind=form.kind.data or "",
        email=form.email.data or "",
        state_code=form.state_code.data or None,
        website=form.website.data,
    )
    wish: Language = "en" if form.language.data == "en" else "es"
    person = Administrator(form.administrator_name.data or "", form.administrator_email.data or "", wish)
    try:
        service.register_provider(details, person, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        form.refuse(refusal, _field_of(form, refusal))
        return refusal
    return None


def _field_of(form: SignUpForm, refusal: RegistryError) -> str | None:
    named = str(refusal.details.get("field", ""))
    if named in form:
        return named
    if refusal.code == "email_malformed":
        return "email" if refusal.details.get("email") == (form.email.data or "") else "administrator_email"
    return _FIELD_OF.get(refusal.code)
