"""The authority's side of indicators: propose what is said of them, decide, compute, correct."""

from __future__ import annotations

import uuid

from flask import flash, redirect, url_for

from registry import clock
from registry.errors import RegistryError
from registry.indicators import messages, periods, queries, service, wording
from registry.indicators.errors import NoSuchValue
from registry.indicators.models import IndicatorVersion
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.authority.indicator_forms import CorrectForm, DecideForm, MetadataForm
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/indicadores")
@needs("outcome:read_full")
def indicators() -> str:
    """What waits for a decision, every indicator, every series."""
    return _desk(PlainForm(formdata=None))


@blueprint.post("/indicadores/calcular")
@needs("indicator:approve")
def indicators_compute() -> Page:
    """Publish what is due now instead of waiting for the worker."""
    form, refusal, made = PlainForm(), None, 0
    if form.validate_on_submit():

        def act() -> None:
            nonlocal made
            made = service.publish_all(actor=actor())

        refusal = attempt(form, act)
        if refusal is None:
            flash(
                t(f"Valores publicados: {made}. Los demás siguen sin dato, con su motivo.",
                  f"Values published: {made}. The others stay without data, with the reason."),
                "ok",
            )  # fmt: skip
            return redirect(url_for("authority.indicators"), code=303)
    return refused(_desk(form, refusal), refusal)


@blueprint.get("/indicadores/<indicator_id>/editar")
@needs("indicator:edit")
def indicator_edit(indicator_id: str) -> str:
    """What is said of an indicator, to propose another version of it."""
    return _edit(indicator_id, MetadataForm(formdata=None).fill(queries.indicator(indicator_id)))


@blueprint.post("/indicadores/<indicator_id>/editar")
@needs("indicator:edit")
def indicator_propose(indicator_id: str) -> Page:
    """Propose it."""
    form = MetadataForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit() and form.complete():
        made: list[IndicatorVersion] = []
        refusal = attempt(
            form,
            lambda: made.append(
                service.propose(indicator_id, form.wanted(), reason=form.reason.data or "", actor=actor())
            ),
        )
        if refusal is None:
            flash(t("Propuesta hecha. Otra persona debe aprobarla.", "Proposed. Somebody else must approve it."), "ok")
            return redirect(url_for("authority.indicator_proposal", proposal_id=made[0].id), code=303)
    return refused(_edit(indicator_id, form), refusal)


@blueprint.get("/indicadores/propuestas/<uuid:proposal_id>")
@needs("outcome:read_full")
def indicator_proposal(proposal_id: uuid.UUID) -> str:
    """A proposal beside what stands."""
    return _proposal(queries.proposal(proposal_id), DecideForm(formdata=None))


@blueprint.post("/indicadores/propuestas/<uuid:proposal_id>/aprobar")
@needs("indicator:approve")
def indicator_approve(proposal_id: uuid.UUID) -> Page:
    """Approve it."""
    return _decide(proposal_id, approve=True)


@blueprint.post("/indicadores/propuestas/<uuid:proposal_id>/rechazar")
@needs("indicator:approve")
def indicator_refuse(proposal_id: uuid.UUID) -> Page:
    """Do not approve it, and say why."""
    return _decide(proposal_id, approve=False)


@blueprint.post("/indicadores/propuestas/<uuid:proposal_id>/retirar")
@needs("indicator:edit")
def indicator_withdraw(proposal_id: uuid.UUID) -> Page:
    """Take it back, as whoever proposed it."""
    form, refusal = DecideForm(), None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.withdraw_proposal(proposal_id, actor=actor()))
        if refusal is None:
            flash(t("La propuesta quedó retirada.", "The proposal is withdrawn."), "ok")
            return redirect(url_for("authority.indicators"), code=303)
    return refused(_proposal(queries.proposal(proposal_id), form), refusal)


@blueprint.get("/indicadores/<indicator_id>/<period>/corregir")
@needs("indicator:approve")
def indicator_correct(indicator_id: str, period: str) -> str:
    """What a published value says, and what it would say if computed today."""
    return _correct(indicator_id, period, CorrectForm(formdata=None))


@blueprint.post("/indicadores/<indicator_id>/<period>/corregir")
@needs("indicator:approve")
def indicator_correct_it(indicator_id: str, period: str) -> Page:
    """Publish another revision."""
    form = CorrectForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(
            form,
            lambda: service.correct(
                indicator_id, _period(indicator_id, period), reason=form.reason.data or "", actor=actor()
            ),
        )
        if refusal is None:
            flash(t("Otra revisión quedó publicada.", "Another revision is published."), "ok")
            return redirect(url_for("public.indicator", indicator_id=indicator_id), code=303)
    return refused(_correct(indicator_id, period, form), refusal)


def _decide(proposal_id: uuid.UUID, *, approve: bool) -> Page:
    form = DecideForm()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(
            form,
            lambda: service.decide(proposal_id, approve=approve, note=form.note.data or "", actor=actor()),
            field=None if approve else "note",
        )
        if refusal is None:
            flash(
                t("La versión cuenta desde ahora.", "The version counts from now on.")
                if approve
                else t("Quedó sin aprobar, con su motivo.", "It was not approved, with the reason."),
                "ok",
            )
            return redirect(url_for("authority.indicator_proposal", proposal_id=proposal_id), code=303)
    return refused(_proposal(queries.proposal(proposal_id), form), refusal)


def _desk(form: PlainForm, refusal: RegistryError | None = None) -> str:
    return page(
        "indicators.html",
        current="indicators",
        families=queries.shown(),
        proposals=[(one, queries.indicator(one.indicator_id)) for one in queries.waiting_proposals()],
        series=queries.imports(),
        kinds={one.id: one.title for one in queries.framework().imports} if queries.shown() else {},
        import_states=messages.IMPORT_STATES,
        cadences=messages.CADENCES,
        shown=wording.shown,
        form=form,
        refusal=refusal,
        may={name: actor().may(f"indicator:{name}") for name in ("edit", "approve", "import")},
    )


def _edit(indicator_id: str, form: MetadataForm) -> str:
    return page(
        "indicator_edit.html", current="indicators", own=queries.indicator(indicator_id),
        version=queries.version_label(indicator_id), form=form,
    )  # fmt: skip


def _proposal(row: IndicatorVersion, form: DecideForm) -> str:
    own = queries.indicator(row.indicator_id)
    stands = service.metadata_of(own).as_dict()
    return page(
        "indicator_proposal.html",
        current="indicators",
        row=row,
        own=own,
        stands=stands,
        form=form,
        states=messages.PROPOSAL_STATES,
        cadences=messages.CADENCES,
        names=FIELD_NAMES,
        may_decide=actor().may("indicator:approve") and row.proposed_by != actor().account_id,
        is_own=row.proposed_by == actor().account_id,
    )


def _correct(indicator_id: str, period: str, form: CorrectForm) -> str:
    wanted = _period(indicator_id, period)
    return page(
        "indicator_correct.html",
        current="indicators",
        one=queries.shown_indicator(indicator_id),
        value=queries.published(indicator_id, period),
        today=service.compute_now(indicator_id, wanted),
        period=wanted.said,
        shown=wording.shown,
        form=form,
    )


def _period(indicator_id: str, name: str) -> periods.Period:
    found = periods.named(name)
    if found is None or found.until > clock.now():
        raise NoSuchValue(indicator=indicator_id[:60], period=name[:10])
    return found


FIELD_NAMES = {
    "owner": Text("Dueño", "Owner"),
    "cadence": Text("Cadencia", "Cadence"),
    "definition": Text("Definición", "Definition"),
    "baseline": Text("Línea base", "Baseline"),
    "analogue": Text("Análogo internacional", "International analogue"),
    "caveat": Text("Nota de método", "Method note"),
}
