"""Who works at the institution, and as what."""

from __future__ import annotations

import uuid

from flask import redirect, url_for
from wtforms import EmailField, RadioField, StringField

from registry.accounts import queries, service
from registry.accounts.errors import EmailMalformed, NameMissing, RoleOutOfPlace
from registry.accounts.permissions import Role
from registry.accounts.queries import StaffMember
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.errors import NotFound, RegistryError
from registry.texts import Text
from registry.web import language
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell, wake_workers
from registry.web.security import actor, needs

#: The roles in words that say what they may do; one person may hold several.
ROLES: tuple[tuple[Role, Text, Text], ...] = (
    (
        Role.PROVIDER_ADMIN,
        Text("Administración", "Administrator"),
        Text(
            "personal, datos, solicitud de acreditación, cofirmas; también diseña, suspende y revoca",
            "staff, details, the application for accreditation, countersigning; also designs, suspends and revokes",
        ),
    ),
    (
        Role.PROVIDER_DESIGNER,
        Text("Diseño", "Designer"),
        Text("escribe y publica diseños", "writes and publishes designs"),
    ),
    (
        Role.PROVIDER_ISSUER,
        Text("Emisión", "Issuer"),
        Text("sube listas, emite, corrige, suspende y revoca", "uploads lists, issues, corrects, suspends and revokes"),
    ),
    (
        Role.PROVIDER_READER,
        Text("Consulta", "Reader"),
        Text("ve todo y no cambia nada", "sees everything and changes nothing"),
    ),
)
ROLE_WORDS = {role: words for role, words, _ in ROLES}


class InviteForm(Form):
    """Who, and as what."""

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
            required(Text("Escriba el correo, por ejemplo ana@uni.mx.", "Write the e-mail, such as ana@uni.mx.")),
            at_most(MAXIMUM_EMAIL),
        ],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = RadioField(
        Text("Papel", "Role"),
        choices=options(
            *((role.value, Text("{a}: {b}", "{a}: {b}").format(a=words, b=may)) for role, words, may in ROLES)
        ),
        validators=[required(Text("Elija un papel de la lista.", "Choose a role from the list."))],
        validate_choice=False,
    )


class StepForm(Form):
    """A button and nothing else."""


@blueprint.get("/institucion/<slug>/personal")
@needs("provider:staff", provider_from="slug")
def staff(slug: str) -> str:
    """Everybody with a role here."""
    return _staff_page(open_desk(slug), InviteForm(formdata=None))


@blueprint.post("/institucion/<slug>/personal")
@needs("provider:staff", provider_from="slug")
def staff_invite(slug: str) -> Page:
    """Give a role and write to the person."""
    desk, form = open_desk(slug), InviteForm()
    valid = form.validate_on_submit()
    role = next((one for one, _, _ in ROLES if one.value == form.role.data), None)
    if role is None and not form.role.errors:
        form.refuse(Text("Elija un papel de la lista.", "Choose a role from the list."), "role")
    if not valid or role is None:
        return refused(_staff_page(desk, form))
    invited = carried_out(
        form,
        lambda: (
            service.invite_staff(
                form.email.data or "",
                form.name.data or "",
                role,
                provider_id=desk.provider.id,
                organisation=desk.provider.name,
                language=language.current(),
                actor=actor(),
            ).email
        ),
        at={EmailMalformed: "email", NameMissing: "name", RoleOutOfPlace: "role"},
    )
    if isinstance(invited, RegistryError):
        return refused(_staff_page(desk, form), invited)
    wake_workers()
    sentence = Text("La invitación va en camino a {email}.", "The invitation is on its way to {email}.")
    tell(sentence.format(email=invited))
    return see("staff", slug)


@blueprint.get("/institucion/<slug>/personal/<uuid:grant_id>/retirar")
@needs("provider:staff", provider_from="slug")
def staff_revoke(slug: str, grant_id: uuid.UUID) -> str:
    """What taking a role back means."""
    desk = open_desk(slug)
    member, role = _held(desk, grant_id)
    return _revoke_page(desk, member, role, grant_id, StepForm(formdata=None))


@blueprint.post("/institucion/<slug>/personal/<uuid:grant_id>/retirar")
@needs("provider:staff", provider_from="slug")
def staff_revoke_now(slug: str, grant_id: uuid.UUID) -> Page:
    """Take a role back; the last administrator stays."""
    desk, form = open_desk(slug), StepForm()
    member, role = _held(desk, grant_id)
    done = carried_out(form, lambda: service.revoke_grant(grant_id, provider_id=desk.provider.id, actor=actor()))
    if isinstance(done, RegistryError):
        return refused(_revoke_page(desk, member, role, grant_id, form), done)
    tell(
        Text("{name} dejó el papel de {role}.", "{name} no longer holds the role of {role}.").format(
            name=member.name, role=ROLE_WORDS[role]
        )
    )
    # Whoever gave up a role of their own may have no business on this page any more.
    if member.account_id == actor().account_id:
        return redirect(url_for("provider.home"), code=303)
    return see("staff", slug)


def _held(desk: Desk, grant_id: uuid.UUID) -> tuple[StaffMember, Role]:
    """The person and the role of a grant at this institution. Raises `NotFound`, also for another institution's."""
    for member in queries.staff_of(desk.provider.id):
        if grant_id in member.grant_ids:
            return member, member.roles[member.grant_ids.index(grant_id)]
    raise NotFound()


def _staff_page(desk: Desk, form: InviteForm) -> str:
    members = queries.staff_of(desk.provider.id)
    return page("staff.html", desk, current="staff", members=members, form=form, role_words=ROLE_WORDS)


def _revoke_page(desk: Desk, member: StaffMember, role: Role, grant_id: uuid.UUID, form: StepForm) -> str:
    return page(
        "staff_revoke.html", desk, current="staff", member=member, role=ROLE_WORDS[role], grant_id=grant_id, form=form,
        oneself=member.account_id == desk.actor.account_id,
    )  # fmt: skip
