"""How to reach the institution, and what of it stands in signed documents."""

from __future__ import annotations

import uuid

from wtforms import EmailField, SelectField, URLField

from registry import content
from registry.accounts.errors import EmailMalformed
from registry.accounts.rules import MAXIMUM_EMAIL
from registry.errors import RegistryError
from registry.providers import service
from registry.providers.errors import FieldUnfit
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.provider.messages import SAVED
from registry.web.security import actor, needs


class ProfileForm(Form):
    """Contact, website and state."""

    email = EmailField(
        Text("Correo de contacto", "Contact e-mail"),
        description=Text(
            "Se publica en su página: ahí escriben las personas y las empresas.",
            "It is published on your page: people and employers write to it.",
        ),
        filters=[strip],
        validators=[
            required(Text("Escriba el correo de contacto.", "Write the contact e-mail.")),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    website = URLField(
        Text("Sitio web", "Website"),
        description=Text("Completo, con https://. Opcional.", "In full, with https://. Optional."),
        filters=[strip],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    state_code = SelectField(Text("Entidad federativa", "State"), validate_choice=False)


@blueprint.get("/institucion/<slug>/datos")
@needs("provider:edit", provider_from="slug")
def profile(slug: str) -> str:
    """The details as they stand."""
    desk = open_desk(slug)
    provider = desk.provider
    form = ProfileForm(
        formdata=None, email=provider.email, website=provider.website, state_code=provider.state_code or ""
    )
    return _profile_page(desk, form)


@blueprint.post("/institucion/<slug>/datos")
@needs("provider:edit", provider_from="slug")
def profile_save(slug: str) -> Page:
    """Change how to reach the institution."""
    desk, form = open_desk(slug), ProfileForm()
    if form.validate_on_submit() and form.state_code.data and content.state(form.state_code.data) is None:
        form.refuse(Text("Elija una entidad de la lista.", "Choose a state from the list."), "state_code")
    if form.errors:
        return refused(_profile_page(desk, form))
    made = carried_out(form, lambda: _save(form, desk.provider.id), at={EmailMalformed: "email", FieldUnfit: "website"})
    if isinstance(made, RegistryError):
        return refused(_profile_page(desk, form), made)
    tell(SAVED)
    return see("profile", slug)


def _save(form: ProfileForm, provider_id: uuid.UUID) -> None:
    service.change_details(
        provider_id,
        email=form.email.data or "",
        website=form.website.data or None,
        state_code=form.state_code.data or None,
        actor=actor(),
    )


def _profile_page(desk: Desk, form: ProfileForm) -> str:
    form.state_code.choices = options(
        ("", Text("Todo el país o en el extranjero", "The whole country, or abroad")),
        *((one.code, one.name) for one in content.states()),
    )
    provider = desk.provider
    return page(
        "profile.html", desk, current="profile", form=form,
        kind=content.label("provider_kinds", provider.kind),
    )  # fmt: skip
