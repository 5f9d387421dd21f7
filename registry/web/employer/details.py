"""``/empleador/datos``: an organisation changes what it says of itself."""

from __future__ import annotations

import uuid

from flask import redirect, url_for
from wtforms import SelectField

from registry.errors import RegistryError
from registry.talent import editing, queries
from registry.talent.editing import Edited
from registry.talent.errors import DomainUnfit, EmployerKnown
from registry.talent.messages import EDITED
from registry.talent.models import Employer
from registry.texts import Text
from registry.web import talent as shown
from registry.web.cases import StepForm
from registry.web.employer import blueprint
from registry.web.employer.desk import page, verified_one
from registry.web.employer.join import JoinForm
from registry.web.forms import options
from registry.web.problems import status_of
from registry.web.security import ANYWHERE, actor, needs

Page = shown.Page


class DetailsForm(JoinForm):
    """The same as when it asked, but for the contact: one of those who work there."""

    contact_name = None
    contact_email = None
    contact = SelectField(
        Text("Quién recibe los correos del registro", "Who gets the registry's mails"),
        description=Text("Alguien con acceso; invite antes a quien falte.", "Somebody with access; invite them first."),
        validate_choice=False,
    )


@blueprint.get("/empleador/datos")
@needs("employer:staff", provider_from=ANYWHERE)
def details() -> str:
    """The details as they stand, what waits for the authority, and what can be undone."""
    one = verified_one()
    open_ = editing.waiting_of(one.id)
    asked = {name: open_.after[name] for name in ("name", "website") if name in open_.after} if open_ else {}
    held = {name: getattr(one, name) for name in ("name", "website", *editing.AT_ONCE)}
    return _page(one, DetailsForm(formdata=None, data=held | asked))


@blueprint.post("/empleador/datos")
@needs("employer:staff", provider_from=ANYWHERE)
def details_save() -> Page:
    """Change them: what needs no check at once."""
    one, form = verified_one(), DetailsForm()
    if not form.validate_on_submit():
        return _page(one, form), shown.UNPROCESSABLE
    wanted = Edited(
        name=form.name.data or "", website=form.website.data or "", sector=form.sector.data or "",
        size=form.size.data or "", state_code=form.state_code.data or "", abroad=form.abroad.data or "",
        about=form.about.data or "", language=form.language.data or "es", contact=_key(form.contact.data),
    )  # fmt: skip
    made = shown.carried_out(
        form,
        lambda: editing.edit(one, wanted, actor=actor()),
        at={DomainUnfit: "website", EmployerKnown: "website"},
    )
    if isinstance(made, RegistryError):
        return _page(one, form), status_of(made)
    shown.tell(
        Text(
            "Guardado. El nombre o dominio nuevo espera a la autoridad; mientras tanto se muestran los anteriores.",
            "Saved. The new name or domain waits for the authority; until then the former ones are shown.",
        )
        if made[1]
        else Text("Se guardaron los cambios.", "The changes were saved.")
    )
    return redirect(url_for("employer.details"), code=303)


@blueprint.post("/empleador/datos/<uuid:change_id>/deshacer")
@needs("employer:staff", provider_from=ANYWHERE)
def details_undo(change_id: uuid.UUID) -> Page:
    """Undo a change, or take back what waits."""
    one = verified_one()
    done = shown.carried_out(StepForm(), lambda: editing.undo(one, change_id, actor=actor()).id)
    if isinstance(done, RegistryError):
        raise done
    shown.tell(Text("Quedó como antes.", "It is as it was."))
    return redirect(url_for("employer.details"), code=303)


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _page(one: Employer, form: DetailsForm) -> str:
    staff = [account for _, account in queries.staff_of(one.id)]
    form.contact.choices = options(*((str(each.id), f"{each.name} · {each.email}") for each in staff))
    if not form.contact.data:
        form.contact.data = next((str(each.id) for each in staff if each.email == one.contact_email), None)
    open_, last = editing.waiting_of(one.id), editing.undoable(one)
    return page(
        "details.html", current="details", employer=one, form=form, open=open_, last=last,
        asked=shown.changes(open_.before, open_.after) if open_ else [],
        undo=[EDITED[name] for name in last.after] if last else [],
    )  # fmt: skip
