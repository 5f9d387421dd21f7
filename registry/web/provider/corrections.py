"""Names that holders ask to be corrected: read, then sign the new documents at once, or say why not."""

from __future__ import annotations

import uuid

from flask import request

from registry.db import db
from registry.errors import RegistryError
from registry.people import guardians
from registry.rights import correcting, privacy, rules
from registry.rights.errors import AnswerTooShort, AuthorityDecides
from registry.rights.models import CorrectionPart
from registry.texts import Text
from registry.web import rights as shown
from registry.web.cases import StepForm
from registry.web.forms import Form
from registry.web.provider import blueprint
from registry.web.provider.awards import award_of
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell, wake_workers
from registry.web.security import actor, needs


@blueprint.get("/institucion/<slug>/correcciones")
@needs("award:change_status", provider_from="slug")
def corrections(slug: str) -> str:
    """What waits for an answer, oldest first."""
    desk = open_desk(slug)
    waiting = correcting.waiting_at(desk.provider.id)
    return page("corrections.html", desk, current="corrections", entries=[shown.part_card(one) for one in waiting])


@blueprint.get("/institucion/<slug>/correcciones/<uuid:part_id>")
@needs("award:change_status", provider_from="slug")
def correction(slug: str, part_id: uuid.UUID) -> str:
    """One: the name now, the name asked for, why, and on which microcredentials."""
    desk = open_desk(slug)
    return _page(desk, correcting.part_at(part_id, desk.provider.id))


@blueprint.post("/institucion/<slug>/correcciones/<uuid:part_id>/corregir")
@needs("award:change_status", provider_from="slug")
def correction_sign(slug: str, part_id: uuid.UUID) -> Page:
    """Sign the corrected documents, all of them."""
    desk = open_desk(slug)
    part, form = correcting.part_at(part_id, desk.provider.id), StepForm()
    made = carried_out(form, lambda: correcting.correct(part, actor=actor())) if form.validate_on_submit() else None
    if not isinstance(made, int):
        return refused(_page(desk, correcting.part_at(part_id, desk.provider.id), step=form), made)
    wake_workers()
    tell(
        Text("Documentos firmados: {count}. Avisamos a la persona.", "Documents signed: {count}. The person is told.")
        .format(count=made)
    )  # fmt: skip
    return see("correction", slug, part_id=part_id)


@blueprint.post("/institucion/<slug>/correcciones/<uuid:part_id>/negar")
@needs("award:change_status", provider_from="slug")
def correction_refuse(slug: str, part_id: uuid.UUID) -> Page:
    """Say why not."""
    desk = open_desk(slug)
    part, form = correcting.part_at(part_id, desk.provider.id), shown.AnswerForm(prefix="refuse")
    made: object = False
    if form.validate_on_submit():
        made = carried_out(
            form,
            lambda: correcting.refuse(part, note=form.note.data or "", actor=actor()),
            at={AnswerTooShort: "note"},
        )
    if made is not None:
        refusal = made if isinstance(made, RegistryError) else None
        return refused(_page(desk, correcting.part_at(part_id, desk.provider.id), refuse=form), refusal)
    wake_workers()
    tell(Text("Avisamos a la persona.", "The person is told."))
    return see("correction", slug, part_id=part_id)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/tutor")
@needs("award:change_status", provider_from="slug")
def award_guardian(slug: str, award_id: uuid.UUID) -> Page:
    """The institution keeps a guardian's consent on paper."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    name, relation = " ".join(request.form.get("guardian", "").split()), request.form.get("relation", "")
    if not 3 <= len(name) <= 200 or relation not in rules.RELATIONS:
        tell(
            Text("Escriba el nombre de quien firmó y qué es de la persona.", "Write who signed, and their relation."),
            "error",
        )
        return see("award", slug, award_id=award_id)
    guardians.record_paper(
        found.person, name=name, relation=relation, text_version=privacy.current().version, actor=actor()
    )
    db.session.commit()
    tell(Text("El consentimiento quedó registrado.", "The consent is recorded."))
    return see("award", slug, award_id=award_id)


def _page(desk: Desk, part: CorrectionPart, **forms: Form) -> str:
    refuse = forms.get("refuse") or shown.AnswerForm(formdata=None, prefix="refuse")
    step = forms.get("step") or StepForm(formdata=None)
    return page(
        "correction.html",
        desk,
        current="corrections",
        c=shown.part_card(part),
        refuse_form=refuse,
        step_form=step,
        elsewhere=AuthorityDecides().said if correcting.decided_by_authority(part) else None,
        address=desk.href("correction", part_id=part.id),
    )
