"""Correcting, suspending, reinstating and revoking: a reason from the public list, the consequences, then the act."""

from __future__ import annotations

import uuid

from werkzeug.wrappers import Response

from registry.awards import naming
from registry.awards.errors import NotCorrectable, NothingToCorrect, ReasonUnknown
from registry.awards.models import Award
from registry.errors import RegistryError
from registry.ids import spell_folio
from registry.records.rules import STATES
from registry.texts import Text
from registry.web import keeping
from registry.web.forms import Form
from registry.web.keeping import CHANGES, Change, NameForm
from registry.web.provider import blueprint
from registry.web.provider.awards import award_of
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.security import actor, needs


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/<any(suspender,restablecer,revocar):act>")
@needs("award:change_status", provider_from="slug")
def award_change(slug: str, award_id: uuid.UUID, act: str) -> Page:
    """What a suspension, a reinstatement or a revocation does, and for which reasons."""
    desk, change = open_desk(slug), CHANGES[act]
    found = award_of(desk, award_id)
    if found.state not in change.states:
        return _not_now(slug, found, keeping.NOT_NOW)
    return _change_page(desk, found, change, keeping.change_form(change, fresh=True))


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/<any(suspender,restablecer,revocar):act>")
@needs("award:change_status", provider_from="slug")
def award_change_now(slug: str, award_id: uuid.UUID, act: str) -> Page:
    """Suspend, reinstate or revoke."""
    desk, change = open_desk(slug), CHANGES[act]
    found = award_of(desk, award_id)
    form = keeping.change_form(change, fresh=False)
    if not form.validate_on_submit():
        return refused(_change_page(desk, found, change, form))
    reason = str(form["reason"].data) if change.catalogue else ""
    made = carried_out(form, lambda: change.act(found, reason, actor()), at={ReasonUnknown: "reason"})
    if isinstance(made, RegistryError):
        return refused(_change_page(desk, award_of(desk, award_id), change, form), made)
    tell(change.done)
    return see("award", slug, award_id=award_id)


def _not_now(slug: str, found: Award, why: Text) -> Response:
    tell(why, "error")
    return see("award", slug, award_id=found.id)


def _change_page(desk: Desk, found: Award, change: Change, form: Form) -> str:
    return page(
        "award_change.html", desk, current="awards", award=found, change=change, form=form,
        folio=spell_folio(found.folio),
    )  # fmt: skip


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/corregir")
@needs("award:change_status", provider_from="slug")
def award_correct(slug: str, award_id: uuid.UUID) -> Page:
    """The name as it stands, to be corrected."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    if found.state != "good":
        return _not_now(slug, found, NotCorrectable(state=STATES[found.state]).said)
    return _name_page(desk, found, keeping.name_form(found))


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/corregir")
@needs("award:change_status", provider_from="slug")
def award_correct_now(slug: str, award_id: uuid.UUID) -> Page:
    """First shows before and after; confirmed, issues the corrected document and supersedes the earlier one."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    form = NameForm()
    if not form.validate_on_submit() or not keeping.names_fit(form, found):
        return refused(_name_page(desk, found, form))
    if not form.confirmed.data:
        return _name_page(desk, found, form, confirming=True)
    made = carried_out(form, lambda: keeping.correct(found, form, actor()), at={NothingToCorrect: "full_name"})
    if isinstance(made, RegistryError):
        return refused(_name_page(desk, award_of(desk, award_id), form), made)
    tell(keeping.CORRECTED)
    return see("award", slug, award_id=award_id)


def _name_page(desk: Desk, found: Award, form: NameForm, *, confirming: bool = False) -> str:
    return page(
        "award_correct.html", desk, current="awards", award=found, form=form, confirming=confirming,
        folio=spell_folio(found.folio), name_now=naming.name_on(found),
    )  # fmt: skip
