"""Cohorts as the authority runs them: the committed draw, results, the cut, the waiting list."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Response, flash, redirect, request, url_for
from sqlalchemy import select

from registry import clock
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.programs import Stage
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.programs import common, cutting, queries, service
from registry.programs.commands import MemberScores
from registry.programs.errors import NoSuchStage
from registry.programs.intake import Review
from registry.programs.models import Cohort
from registry.texts import Text
from registry.web import programs as shown
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import PlainForm
from registry.web.authority.program_acts import OF_COHORTS
from registry.web.authority.program_forms import FunderForm, MemberForm, ResultForm, ResultsForm
from registry.web.forms import options
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/programas/generaciones/<uuid:cohort_id>")
@needs("program:run")
def program_cohort(cohort_id: uuid.UUID) -> Page:
    """One cohort: what is done, what comes next, by stage."""
    return _cohort_page(queries.cohort(cohort_id))


@blueprint.post("/programas/generaciones/<uuid:cohort_id>/bajas")
@needs("program:run")
def program_member(cohort_id: uuid.UUID) -> Page:
    """Somebody leaves, or comes back."""
    form = MemberForm(prefix="member")
    refusal = None
    if form.validate_on_submit():
        act = service.bring_back if request.form.get("back") == "1" else service.withdraw_member
        refusal = attempt(form, lambda: act(cohort_id, form.code.data or "", actor=actor()), field="code")
        if refusal is None:
            flash(t("Quedó registrado.", "It is recorded."), "ok")
            return redirect(url_for("authority.program_cohort", cohort_id=cohort_id), code=303)
    return refused(_cohort_page(queries.cohort(cohort_id), member=form), refusal)


@blueprint.post("/programas/generaciones/<uuid:cohort_id>/financiamiento")
@needs("program:run")
def program_funder(cohort_id: uuid.UUID) -> Page:
    """Say who pays for the cohort."""
    form = FunderForm(prefix="funder")
    refusal = None
    if form.validate_on_submit():
        chosen = form.funder.data
        refusal = attempt(form, lambda: service.set_funder(cohort_id, chosen, actor=actor()), field="funder")
        if refusal is None:
            flash(t("Quedó registrado.", "It is recorded."), "ok")
            return redirect(url_for("authority.program_cohort", cohort_id=cohort_id), code=303)
    return refused(_cohort_page(queries.cohort(cohort_id), funder=form), refusal)


@blueprint.route("/programas/generaciones/<uuid:cohort_id>/comprometer", methods=["GET", "POST"])
@needs("program:run")
def program_commit(cohort_id: uuid.UUID) -> Page:
    """Close admission and publish the digest of the cut's seed."""
    return _act(queries.cohort(cohort_id), "comprometer", lambda: service.commit_draw(cohort_id, actor=actor()))


@blueprint.route(
    "/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/<any(corte,liberar,suplir):act>",
    methods=["GET", "POST"],
)
@needs("program:run")
def program_stage_act(cohort_id: uuid.UUID, stage_id: str, act: str) -> Page:
    """The cut, and what befalls its places."""
    doing: Mapping[str, Callable[[], Any]] = {
        "corte": lambda: service.make_selection(cohort_id, stage_id, actor=actor()),
        "liberar": lambda: service.pass_on(cohort_id, stage_id, actor=actor()),
        "suplir": lambda: service.step_in(cohort_id, stage_id, actor=actor()),
    }
    return _act(queries.cohort(cohort_id), act, doing[act])


@blueprint.get("/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/insumos.json")
@needs("program:run")
def program_inputs(cohort_id: uuid.UUID, stage_id: str) -> Response:
    """What the cut started from, by code, for an auditor: its digest is published with the cut."""
    cohort = queries.cohort(cohort_id)
    rule = _stage(cohort, stage_id).selection
    if rule is None or queries.selection_of(cohort.id, stage_id) is None:
        raise NoSuchStage(stage=stage_id)
    body = cutting.inputs(cutting.scores_of(cohort, rule), cutting.instruments_of(rule))
    return Response(body, mimetype="application/json", headers={"Cache-Control": "private, no-store"})


@blueprint.get("/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/resultados")
@needs("program:run")
def program_results(cohort_id: uuid.UUID, stage_id: str) -> Page:
    """Record results: from a file, from what was issued, or one by one."""
    return _results_page(queries.cohort(cohort_id), stage_id)


@blueprint.post("/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/resultados")
@needs("program:run")
def program_results_file(cohort_id: uuid.UUID, stage_id: str) -> Page:
    """Judge a file; without findings, and unless only a look was asked for, record it."""
    form = ResultsForm(prefix="file")
    refusal, review = None, None
    if form.validate_on_submit():
        sent = form.file.data
        if not sent:
            form.refuse(Text("Elija un archivo.", "Choose a file."), "file")
        else:
            version, data = _version(form.definition.data), sent.read()
            found: list[Review] = []
            refusal = attempt(
                form,
                lambda: found.append(service.review_file(cohort_id, stage_id, version, io.BytesIO(data))),
                field="file",
            )
            review = found[0] if found else None
            if review is not None and not review.findings and request.form.get("only_look") != "1":
                results = review.results
                refusal = attempt(
                    form, lambda: service.record_results(cohort_id, stage_id, version, results, actor=actor())
                )
                if refusal is None:
                    flash(
                        t(f"Quedaron registrados {len(results)} resultados.", f"{len(results)} results are recorded."),
                        "ok",
                    )
                    return redirect(url_for("authority.program_cohort", cohort_id=cohort_id), code=303)
    body = _results_page(queries.cohort(cohort_id), stage_id, file=form, review=review)
    return body if review is not None and refusal is None and not review.findings else refused(body, refusal)


@blueprint.post("/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/resultados/emitidas")
@needs("program:run")
def program_results_issued(cohort_id: uuid.UUID, stage_id: str) -> Page:
    """Take the results of whoever has been awarded the stage's microcredential."""
    form = ResultsForm(prefix="file")
    version = _version(form.definition.data)
    found: list[int] = []
    refusal = attempt(
        form,
        lambda: found.append(len(service.results_from_awards(cohort_id, stage_id, version, actor=actor()))),
        field="definition",
    )
    if refusal is None:
        flash(
            t(f"Se tomaron {found[0]} resultados de lo emitido.", f"{found[0]} results were taken from awards."), "ok"
        )
        return redirect(url_for("authority.program_cohort", cohort_id=cohort_id), code=303)
    return refused(_results_page(queries.cohort(cohort_id), stage_id, file=form), refusal)


@blueprint.post("/programas/generaciones/<uuid:cohort_id>/etapas/<stage_id>/resultados/uno")
@needs("program:run")
def program_result(cohort_id: uuid.UUID, stage_id: str) -> Page:
    """Record one result, correct it, or record it as late."""
    form = ResultForm(prefix="one")
    refusal = None
    if form.validate_on_submit():
        version = _version(form.definition.data)
        given = MemberScores((form.code.data or "").upper(), _scores(), topic=form.topic.data or None)
        reason = form.reason.data or ""
        act = request.form.get("act")

        def record() -> None:
            if act == "correct":
                service.correct_result(cohort_id, stage_id, version, given, reason=reason, actor=actor())
            elif act == "late":
                service.record_late(cohort_id, stage_id, version, given, reason=reason, actor=actor())
            else:
                service.record_results(cohort_id, stage_id, version, [given], actor=actor())

        refusal = attempt(form, record)
        if refusal is None:
            flash(t("El resultado quedó registrado.", "The result is recorded."), "ok")
            return redirect(url_for("authority.program_results", cohort_id=cohort_id, stage_id=stage_id), code=303)
    return refused(_results_page(queries.cohort(cohort_id), stage_id, one=form), refusal)


def _scores() -> dict[str, Decimal]:
    scores = {}
    for name, text in request.form.items():
        if name.startswith("score-"):
            try:
                scores[name.removeprefix("score-")] = Decimal(text.strip().replace(",", ".")[:20])
            except InvalidOperation:
                continue  # the service says which one is missing
    return scores


def _act(cohort: Cohort, act: str, doing: Callable[[], Any]) -> Page:
    form = PlainForm()
    cohort_id, name = cohort.id, cohort.name
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, doing)
        if refusal is None:
            flash(t("Hecho.", "Done."), "ok")
            return redirect(url_for("authority.program_cohort", cohort_id=cohort_id), code=303)
    back = url_for("authority.program_cohort", cohort_id=cohort_id)
    body = _page("program_act.html", act=OF_COHORTS[act], back=back, name=name, form=form)
    return refused(body, refusal) if request.method == "POST" else body


def _cohort_page(cohort: Cohort, *, member: MemberForm | None = None, funder: FunderForm | None = None) -> str:
    program = curriculum.program(cohort.program_id)
    now = clock.now()
    selections = {one.stage_id: one for one in cohort.selections}
    places = {stage: queries.places_of(one.id) for stage, one in selections.items()}
    return _page(
        "program_cohort.html",
        cohort=cohort,
        program=program,
        call=queries.call_of(cohort.id),
        members=queries.count_members([cohort.id]).get(cohort.id, 0),
        results={stage.id: _counts(cohort, stage) for stage in program.stages},
        selections=selections,
        places={
            stage: {
                "held": sum(one.state in ("offered", "accepted") for one in found),
                "accepted": sum(one.state == "accepted" for one in found),
                "gone": sum(one.state in ("declined", "passed_on") for one in found),
                "stepped_in": sum(one.via == "waiting" for one in found),
                "overdue": sum(one.state == "offered" and one.answer_by < now for one in found),
            }
            for stage, found in places.items()
        },
        run=shown.run(program, queries.call_of(cohort.id), cohort),
        member_form=member or MemberForm(formdata=None, prefix="member"),
        funder_form=funder or FunderForm(formdata=None, prefix="funder", data={"funder": cohort.funder or ""}),
    )


def _counts(cohort: Cohort, stage: Stage) -> dict[str, int]:
    found = queries.results_of(cohort.id, stage.id)
    return {
        "all": len(found),
        "competent": sum(one.competent for one in found),
        "late": sum(one.late for one in found),
        "awarded": sum(one.award_id is not None for one in found),
    }


def _results_page(
    cohort: Cohort,
    stage_id: str,
    *,
    file: ResultsForm | None = None,
    one: ResultForm | None = None,
    review: Review | None = None,
) -> str:
    stage = _stage(cohort, stage_id)
    versions = _versions(stage)
    choices = options(
        *((str(each.id), f"{each.design['title']['es']} ({each.definition.provider.name})") for each in versions)
    )
    file_form, one_form = (
        file or ResultsForm(formdata=None, prefix="file"),
        one or ResultForm(formdata=None, prefix="one"),
    )
    file_form.definition.choices = one_form.definition.choices = choices
    return _page(
        "program_results.html",
        cohort=cohort,
        program=curriculum.program(cohort.program_id),
        stage=stage,
        versions=versions,
        instruments=definitions.requirements_of(versions[0]).instruments if versions else (),
        counts=_counts(cohort, stage),
        review=review,
        file_form=file_form,
        one_form=one_form,
    )


def _versions(stage: Stage) -> list[DefinitionVersion]:
    """The published definitions that can close a stage, newest first."""
    if stage.standard is None:
        return []
    statement = (
        select(DefinitionVersion)
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .where(StandardVersion.standard_id == stage.standard, DefinitionVersion.state == "published")
        .order_by(DefinitionVersion.published_at.desc(), DefinitionVersion.id.desc())
    )
    if stage.part is not None:
        statement = statement.where(DefinitionVersion.part == stage.part)
    if stage.profile is not None:
        statement = statement.where(DefinitionVersion.profile == stage.profile)
    return list(db.session.scalars(statement))


def _version(text: str | None) -> uuid.UUID:
    """The definition that was chosen; one that does not exist is refused by the service."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.UUID(int=0)


def _stage(cohort: Cohort, stage_id: str) -> Stage:
    return common.stage_of(cohort, stage_id)


def _page(template: str, **context: Any) -> str:
    return page(template, current="programs", **context, **shown.globals_for_templates())
