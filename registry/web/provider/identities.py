"""People whom the institution knows and who have lost their way in: one proposes, another approves."""

from __future__ import annotations

from collections.abc import Callable

from registry.identity import queries, service
from registry.identity.models import IdentityCase
from registry.texts import Text
from registry.web import cases
from registry.web.forms import Form
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, open_desk, page, refused, see, tell, wake_workers
from registry.web.security import actor, needs


@blueprint.get("/institucion/<slug>/identidades")
@needs("identity:vouch", provider_from="slug")
def identities(slug: str) -> str:
    """Who asks, and what became of it."""
    desk = open_desk(slug)
    return page("identities.html", desk, current="identities", **cases.list_context(desk.provider.id))


@blueprint.get("/institucion/<slug>/identidades/<number>")
@needs("identity:vouch", provider_from="slug")
def identity(slug: str, number: str) -> str:
    """One request: what the person wrote, what fits it, what has been decided."""
    desk = open_desk(slug)
    return _page(desk, queries.of_desk(number, desk.provider.id))


@blueprint.post("/institucion/<slug>/identidades/<number>")
@needs("identity:vouch", provider_from="slug")
def identity_propose(slug: str, number: str) -> Page:
    """Say whose record it is, and by what one knows."""
    desk = open_desk(slug)
    case = queries.of_desk(number, desk.provider.id)
    form = cases.EvidenceForm(prefix="propose")
    if not form.validate_on_submit():
        return refused(_page(desk, case, propose=form))
    refusal = cases.propose(case, form, actor())
    if refusal is not None:
        return refused(_page(desk, case, propose=form), refusal)
    tell(Text("Quedó propuesto; ahora debe aprobarlo otra persona.", "Proposed; now somebody else must approve it."))
    return see("identity", slug, number=case.number)


@blueprint.post("/institucion/<slug>/identidades/<number>/aprobar")
@needs("identity:vouch", provider_from="slug")
def identity_approve(slug: str, number: str) -> Page:
    """The second pair of eyes."""
    form = cases.StepForm()
    return _step(slug, number, form, "step", lambda case: service.approve(case, actor=actor()))


@blueprint.post("/institucion/<slug>/identidades/<number>/negar")
@needs("identity:vouch", provider_from="slug")
def identity_refuse(slug: str, number: str) -> Page:
    """Stop it, and say why."""
    form = cases.RefuseForm(prefix="refuse")
    return _step(
        slug, number, form, "refuse", lambda case: service.refuse(case, note=form.note.data or "", actor=actor())
    )


def _step(slug: str, number: str, form: Form, name: str, act: Callable[[IdentityCase], None]) -> Page:
    desk = open_desk(slug)
    case = queries.of_desk(number, desk.provider.id)
    refusal = cases.tried(form, lambda: act(case)) if form.validate_on_submit() else None
    if form.errors:
        return refused(_page(desk, case, **{name: form}), refusal)
    wake_workers()
    tell(Text("Quedó registrado, y avisamos a quien corresponde.", "It is recorded, and those concerned are told."))
    return see("identity", slug, number=case.number)


def _page(desk: Desk, case: IdentityCase, **forms: Form) -> str:
    context = cases.case_context(case, desk.actor.account_id, **forms)
    return page("identity.html", desk, current="identities", **context)
