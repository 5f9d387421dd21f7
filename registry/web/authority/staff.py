"""Who works at the authority, at the registry's operation, for a state or for a chamber, and as what."""

from __future__ import annotations

import uuid

from flask import flash, redirect, url_for
from wtforms import EmailField, RadioField, SelectField, StringField

from registry import config, content
from registry.accounts import queries, service
from registry.accounts.permissions import PLACE_KINDS, ROLE_NAMES, Role
from registry.accounts.queries import HOUSE_ROLES, StaffMember
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.errors import NotFound
from registry.floor.queries import chambers
from registry.texts import Text
from registry.web import language
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.cases import StepForm
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.language import t
from registry.web.security import actor, needs

#: The roles that are given here, in the order of the list of roles.
ROLES = tuple(role for role in Role if role in HOUSE_ROLES | {Role.STATE_ADMIN, Role.CHAMBER})
_NEEDS_PLACE = {
    Role.STATE_ADMIN: ("state", Text("Elija la entidad.", "Choose the state.")),
    Role.CHAMBER: ("chamber", Text("Elija la cámara.", "Choose the chamber.")),
}
_NONE = ("", Text("No aplica", "Does not apply"))


class InviteForm(Form):
    """Who, as what, and where the role holds at a place alone."""

    name = StringField(
        Text("Nombre completo", "Full name"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre completo.", "Write the full name.")), at_most(MAXIMUM_NAME)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        Text("Correo electrónico", "E-mail"),
        description=Text(
            "Ahí llega la invitación; quien ya tiene cuenta solo recibe el papel.",
            "The invitation goes there; whoever has an account already just receives the role.",
        ),
        filters=[strip],
        validators=[
            required(
                Text("Escriba el correo, por ejemplo ana@ejemplo.mx.", "Write the e-mail, such as ana@example.mx.")
            ),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = RadioField(
        Text("Papel", "Role"),
        choices=options(*((role.value, ROLE_NAMES[role]) for role in ROLES)),
        validators=[required(Text("Elija un papel de la lista.", "Choose a role from the list."))],
        validate_choice=False,
    )
    state = SelectField(
        Text("Entidad", "State"),
        description=Text("Solo para quien administra una entidad.", "Only for a state's administrator."),
        choices=lambda: options(_NONE, *((one.code, one.name) for one in content.states())),
        validate_choice=False,
    )
    chamber = SelectField(
        Text("Cámara", "Chamber"),
        description=Text("Solo para una cámara empresarial.", "Only for a business chamber."),
        choices=lambda: options(_NONE, *((one.id, one.label) for one in chambers())),
        validate_choice=False,
    )


@blueprint.get("/personal")
@needs("staff:manage")
def staff() -> str:
    """Everybody with a role."""
    return _page(InviteForm(formdata=None))


@blueprint.post("/personal")
@needs("staff:manage")
def staff_invite() -> Page:
    """Give a role and write to the person."""
    form = InviteForm()
    role = next((one for one in ROLES if one.value == form.role.data), None)
    refusal = None
    if form.validate_on_submit() and (place := _place(form, role)) is not None and role is not None:
        refusal = attempt(
            form,
            lambda: service.invite_staff(
                form.email.data or "",
                form.name.data or "",
                role,
                provider_id=None,
                place=place or None,
                organisation=_organisation(place),
                language=language.current(),
                actor=actor(),
            ),
            field="email",
        )
        if refusal is None:
            flash(t("La invitación va en camino.", "The invitation is on its way."), "ok")
            return redirect(url_for("authority.staff"), code=303)
    return refused(_page(form), refusal)


def _place(form: InviteForm, role: Role | None) -> str | None:
    """Where the role holds, empty where it holds everywhere; None, and said at its field, when something is missing."""
    if role is None:
        form.refuse(Text("Elija un papel de la lista.", "Choose a role from the list."), "role")
        return None
    if role not in _NEEDS_PLACE:
        return ""
    field, said = _NEEDS_PLACE[role]
    known = {one.code for one in content.states()} if field == "state" else {one.id for one in chambers()}
    if form[field].data not in known:
        form.refuse(said, field)
        return None
    return f"{PLACE_KINDS[role]}:{form[field].data}"


@blueprint.get("/personal/<uuid:grant_id>/retirar")
@needs("staff:manage")
def staff_revoke(grant_id: uuid.UUID) -> str:
    """What taking a role back means."""
    return _revoke_page(grant_id, StepForm(formdata=None))


@blueprint.post("/personal/<uuid:grant_id>/retirar")
@needs("staff:manage")
def staff_revoke_now(grant_id: uuid.UUID) -> Page:
    """Take a role back; the authority's last head stays."""
    form, refusal = StepForm(), None
    member, _role, place = _held(grant_id)
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.revoke_grant(grant_id, provider_id=None, place=place, actor=actor()))
        if refusal is None:
            flash(t("El papel se retiró.", "The role was taken back."), "ok")
            # Whoever gave up a role of their own may have no business on this page any more.
            oneself = member.account_id == actor().account_id
            return redirect("/" if oneself else url_for("authority.staff"), code=303)
    return refused(_revoke_page(grant_id, form), refusal)


def _held(grant_id: uuid.UUID) -> tuple[StaffMember, Role, str | None]:
    """The person, role and place of a grant. Raises `NotFound`, also for an institution's."""
    for member in queries.house_staff():
        if grant_id in member.grant_ids:
            index = member.grant_ids.index(grant_id)
            return member, member.roles[index], member.places[index]
    raise NotFound()


def _organisation(place: str) -> Text | str:
    return _place_name(place) if place else config.current().registry_name


def _place_name(place: str) -> Text:
    kind, _, name = place.partition(":")
    if kind == "state" and (state := content.state(name)) is not None:
        return state.name
    return content.label("chambers", name)


def _page(form: InviteForm) -> str:
    return page("staff.html", current="staff", members=queries.house_staff(), form=form, named=_named)


def _revoke_page(grant_id: uuid.UUID, form: StepForm) -> str:
    member, role, place = _held(grant_id)
    return page(
        "staff_revoke.html", current="staff", member=member, role=_named(role, place), form=form,
        oneself=member.account_id == actor().account_id,
    )  # fmt: skip


def _named(role: Role, place: str | None) -> Text:
    """A role and where it holds, as people say it."""
    if place is None:
        return ROLE_NAMES[role]
    return Text("{role} ({place})", "{role} ({place})").format(role=ROLE_NAMES[role], place=_place_name(place))
