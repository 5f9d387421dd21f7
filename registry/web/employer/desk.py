"""The frame of a verified employer's pages, its start, and who works there."""

from __future__ import annotations

import uuid
from typing import Any

from flask import redirect, render_template, url_for
from wtforms import EmailField, StringField

from registry import config
from registry.accounts.errors import EmailMalformed, LastAdministrator, NameMissing
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.errors import RegistryError
from registry.talent import contacting, employers, queries
from registry.talent.errors import DomainUnfit, WorksElsewhere
from registry.talent.messages import EMPLOYER_EVENTS
from registry.talent.models import Employer
from registry.talent.rules import NeedState, Standing
from registry.texts import Text
from registry.web import talent as shown
from registry.web.cases import StepForm
from registry.web.employer import blueprint
from registry.web.forms import Form, at_most, required, strip
from registry.web.problems import status_of
from registry.web.security import ANYWHERE, actor, needs

Page = shown.Page
#: Key, words, endpoint; all but the first need a verification that holds.
_ENTRIES = (
    ("home", Text("Inicio", "Start"), "employer.desk"),
    ("needs", Text("Necesidades", "Needs"), "employer.need_list"),
    ("talent", Text("Buscar talento", "Find talent"), "employer.talent_search"),
    ("messages", Text("Mensajes", "Messages"), "employer.messages"),
    ("staff", Text("Personal", "Staff"), "employer.staff"),
    ("details", Text("Datos", "Details"), "employer.details"),
)


def page(template: str, *, current: str, employer: Employer | None = None, **context: Any) -> str:
    """A working page of the actor's employer; ``current`` is the entry of the left column."""
    one = employer or queries.employer_of(actor())
    holds = queries.standing(one) is Standing.VERIFIED
    nav = [
        {"key": key, "text": words, "href": url_for(where)}
        for key, words, where in (_ENTRIES if holds else _ENTRIES[:1])
    ]
    return render_template(
        f"employer/{template}", employer=shown.employer_card(one), holds=holds, nav=nav, current=current, **context
    )


def verified_one() -> Employer:
    """The actor's employer. Raises `NoSuchEmployer`, `NotVerified`."""
    return queries.require_verified(queries.employer_of(actor()))


class InviteForm(Form):
    """A colleague at the same domain."""

    name = StringField(
        Text("Nombre completo", "Full name"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre completo.", "Write the full name.")), at_most(MAXIMUM_NAME)],
        render_kw={"autocomplete": "off"},
    )
    email = EmailField(
        Text("Correo en el dominio de la organización", "E-mail at the organisation's domain"),
        filters=[strip],
        validators=[required(Text("Escriba el correo.", "Write the e-mail.")), at_most(MAXIMUM_EMAIL)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )


@blueprint.get("/empleador")
@needs("demand:post", provider_from=ANYWHERE)
def desk() -> str:
    """How the organisation stands, and what it can do."""
    one = queries.employer_of(actor())
    posted = queries.needs_of(one.id)
    sent = contacting.of_employer(one.id)
    return page(
        "desk.html",
        current="home",
        employer=one,
        open_needs=sum(queries.state_of(need) is NeedState.OPEN for need in posted),
        waiting=sum(contact.state == "sent" for contact in sent),
        accepted=sum(contact.state == "accepted" for contact in sent),
        events=[(event, EMPLOYER_EVENTS[event.kind]) for event in reversed(one.events)],
    )


@blueprint.post("/empleador/renovar")
@needs("employer:staff", provider_from=ANYWHERE)
def desk_again() -> Page:
    """Ask for another verification, after the last one has lapsed."""
    one = queries.employer_of(actor())
    done = shown.carried_out(StepForm(), lambda: employers.ask_again(one, actor=actor()).id)
    if isinstance(done, RegistryError):
        raise done
    shown.tell(Text("La autoridad recibió su solicitud.", "The authority has received your request."))
    return redirect(url_for("employer.desk"), code=303)


@blueprint.get("/empleador/personal")
@needs("employer:staff", provider_from=ANYWHERE)
def staff() -> str:
    """Everybody who works for the organisation here."""
    return _staff_page(InviteForm(formdata=None))


@blueprint.post("/empleador/personal")
@needs("employer:staff", provider_from=ANYWHERE)
def staff_invite() -> Page:
    """Invite a colleague."""
    one, form = verified_one(), InviteForm()
    if not form.validate_on_submit():
        return _staff_page(form), shown.UNPROCESSABLE
    made = shown.carried_out(
        form,
        lambda: employers.invite(one, form.email.data or "", form.name.data or "", actor=actor()).email,
        at={EmailMalformed: "email", NameMissing: "name", DomainUnfit: "email", WorksElsewhere: "email"},
    )
    if isinstance(made, RegistryError):
        return _staff_page(form), status_of(made)
    shown.tell(
        Text("La invitación va en camino a {email}.", "The invitation is on its way to {email}.").format(email=made)
    )
    return redirect(url_for("employer.staff"), code=303)


@blueprint.post("/empleador/personal/<uuid:grant_id>/retirar")
@needs("employer:staff", provider_from=ANYWHERE)
def staff_dismiss(grant_id: uuid.UUID) -> Page:
    """Take a colleague's role back; the last one stays."""
    one, form = verified_one(), StepForm()
    done = shown.carried_out(form, lambda: employers.dismiss(one, grant_id, actor=actor()))
    if isinstance(done, LastAdministrator):
        shown.tell(
            Text(
                "Es la única persona con acceso; invite antes a otra.", "Nobody else has access; invite somebody first."
            ),
            "error",
        )
    elif isinstance(done, RegistryError):
        raise done
    else:
        shown.tell(Text("Ya no tiene acceso.", "They no longer have access."))
    return redirect(url_for("employer.staff"), code=303)


def _staff_page(form: InviteForm) -> str:
    one = verified_one()
    return page(
        "staff.html",
        current="staff",
        employer=one,
        members=queries.staff_of(one.id),
        own=actor().account_id,
        form=form,
        days=config.current().invitation_days,
    )
