"""Designs: the list of them, a new one, the draft with its rules, and what follows once it is published."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from registry import content
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions import messages as say
from registry.definitions import queries, sectors, service
from registry.definitions.errors import NotPublishable, WithdrawalReasonMissing
from registry.definitions.models import DefinitionVersion
from registry.definitions.rules import Rule, RuleResult, failed_rules
from registry.errors import NotFound, RegistryError
from registry.texts import Text
from registry.web.forms import Form, at_most, required, strip
from registry.web.problems import status_of
from registry.web.provider import blueprint
from registry.web.provider.design_form import DesignForm, messages_by_field
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.security import actor, needs

MAXIMUM_REASON = 500


@dataclass(frozen=True, slots=True)
class TargetChoice:
    """A standard in force and one profile or part of it: what a new design can be for."""

    value: str
    standard: StandardVersion
    profile: str
    part: str | None
    title: Text
    hours: object
    minimums: Text


class WithdrawForm(Form):
    """Why the version is no longer offered."""

    reason = TextAreaField(
        Text("Motivo", "Reason"),
        description=Text("Lo verá la autoridad.", "The authority will see it."),
        filters=[strip],
        validators=[required(WithdrawalReasonMissing.text), at_most(MAXIMUM_REASON)],
    )


def version_of(desk: Desk, version_id: uuid.UUID) -> DefinitionVersion:
    """A version of this institution. Raises `NotFound`, also for another institution's."""
    version = queries.by_id(version_id)
    if version is None or version.definition.provider_id != desk.provider.id:
        raise NotFound()
    return version


@blueprint.get("/institucion/<slug>/disenos")
@needs("definition:read", provider_from="slug")
def definitions(slug: str) -> str:
    """Every design with its versions; of drafts, how many rules still fail."""
    desk = open_desk(slug)
    found = queries.of_provider(desk.provider.id)
    failing = {
        version.id: failed_rules(queries.judged(version))
        for one in found
        for version in one.versions
        if version.state == queries.DRAFT
    }
    return page("definitions.html", desk, current="definitions", definitions=found, failing=failing)


@blueprint.get("/institucion/<slug>/disenos/nuevo")
@needs("definition:edit", provider_from="slug")
def definition_new(slug: str) -> str:
    """Choose the standard, and for whom or which part."""
    return page("definition_new.html", open_desk(slug), current="definitions", targets=_targets(), problem=None)


@blueprint.post("/institucion/<slug>/disenos/nuevo")
@needs("definition:edit", provider_from="slug")
def definition_create(slug: str) -> Page:
    """A draft at the standard's minimum."""
    desk = open_desk(slug)
    target = next((one for one in _targets() if one.value == request.form.get("target")), None)
    if target is None:
        problem = Text("Elija para quién es el diseño.", "Choose whom the design is for.")
        body = page("definition_new.html", desk, current="definitions", targets=_targets(), problem=problem)
        return body, 422
    version = service.create_draft(
        desk.provider.id, target.standard.id, profile=target.profile, part=target.part, actor=actor()
    )
    db.session.commit()
    return see("definition", slug, version_id=version.id)


def _targets() -> list[TargetChoice]:
    choices = []
    for version in queries.open_standards():
        standard = curriculum.typed(version)
        for target in standard.targets:
            asked = curriculum.requirements_for(version, target.profile, target.part)
            minimums = Text(
                ", ".join(f"{one.title.es} {one.minimum:f}" for one in asked.instruments),
                ", ".join(f"{one.title.en} {one.minimum:f}" for one in asked.instruments),
            )
            part = standard.part(target.part) if target.part else None
            title = content.label("profiles", target.profile)
            if part:
                title = Text("{code}: {title}", "{code}: {title}").format(code=part.id, title=part.title)
            choices.append(
                TargetChoice(
                    f"{version.id}:{target.profile}:{target.part or ''}", version, target.profile, target.part, title,
                    asked.hours.total, minimums,
                )
            )  # fmt: skip
    return choices


def draft_page(desk: Desk, version: DefinitionVersion) -> str:
    """A draft in its form, as it was last saved."""
    return _design_page(desk, version, DesignForm.of(queries.design_of(version)), queries.judged(version))


@blueprint.post("/institucion/<slug>/disenos/<uuid:version_id>")
@needs("definition:edit", provider_from="slug")
def definition_edit(slug: str, version_id: uuid.UUID) -> Page:
    """Check (nothing is kept), save, or save and publish: the button says which."""
    desk = open_desk(slug)
    version = version_of(desk, version_id)
    form = DesignForm(request.form)
    needed = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    design = form.design(needed, queries.design_of(version))
    results = queries.judge_design(design, version.standard_version)
    act = request.form.get("accion")
    if "fragmento" in request.form:
        return _results(version, form, results)
    if act not in ("guardar", "publicar"):
        return _design_page(desk, version, form, results, checked=True)
    if form.problems:
        return _design_page(desk, version, form, results, checked=True), 422
    seen = _moment(request.form.get("seen"))
    try:
        service.edit(version.id, design, actor=actor(), seen=seen)
        if act == "publicar":
            service.publish(version.id, actor=actor())
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        unmet = isinstance(refusal, NotPublishable)
        refusals = [] if unmet else [refusal.said]
        body = _design_page(desk, version, form, results, checked=True, refusals=refusals, refused=unmet)
        return body, status_of(refusal)
    if act == "publicar":
        tell(Text("Se publicó: ya puede emitir desde este diseño.", "Published: you can issue from this design now."))
    else:
        tell(_saved(failed_rules(results)))
    return see("definition", slug, version_id=version.id)


def _saved(failing: int) -> Text:
    if failing:
        return Text(
            "Se guardó el borrador. Reglas por cumplir: {count}.", "The draft is saved. Rules still to meet: {count}."
        ).format(count=failing)
    return Text("Se guardó el borrador y cumple todas las reglas.", "The draft is saved, and it meets every rule.")


def _moment(text: str | None) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in the panel of results: its name, how many of its results pass, and those that fail."""

    name: Text
    passed: int
    failed: tuple[RuleResult, ...]
    sentences: tuple[Text, ...]


def rule_lines(results: tuple[RuleResult, ...]) -> list[RuleLine]:
    """The results by rule, in the order of the form."""
    lines = []
    for rule in Rule:
        own = [one for one in results if one.rule_id is rule]
        if own:
            failed = tuple(one for one in own if not one.passed)
            sentences = tuple(one.message for one in own if one.passed)
            lines.append(RuleLine(say.RULE_NAMES[rule], len(sentences), failed, sentences))
    return lines


def _results(version: DefinitionVersion, form: DesignForm, results: tuple[RuleResult, ...]) -> str:
    return render_template("provider/_results.html", **_judged(version, form, results))


def _judged(version: DefinitionVersion, form: DesignForm, results: tuple[RuleResult, ...]) -> dict[str, Any]:
    lines = rule_lines(results)
    return {
        "failed_lines": [one for one in lines if one.failed],
        "passed_lines": [one for one in lines if not one.failed],
        "outcomes_covered": [
            (one.where.removeprefix("coverage."), one.passed) for one in results if one.rule_id is Rule.COVERAGE
        ],
        "failing": failed_rules(results),
        "problems": form.problems,
        "at_field": messages_by_field(results, form.problems),
        "standard_name": f"{version.standard_version.code} {version.standard_version.version}",
    }


def _design_page(
    desk: Desk,
    version: DefinitionVersion,
    form: DesignForm,
    results: tuple[RuleResult, ...],
    *,
    checked: bool = False,
    refusals: list[Text] | None = None,
    refused: bool = False,
) -> str:
    standard = curriculum.typed(version.standard_version)
    asked = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    part = standard.part(version.part) if version.part else None
    return page(
        "design.html",
        desk,
        current="definitions",
        version=version,
        form=form,
        asked=asked,
        standard=standard,
        target=part.title if part else content.label("profiles", asked.profile),
        outcomes={one.id: [o for o in asked.outcomes if o.competency == one.id] for one in asked.competencies},
        tracks=content.catalog("tracks"),
        languages=content.catalog("languages"),
        modes=content.catalog("modes"),
        sectors=sectors.labels(),
        identity=[(one, content.label("identity_documents", one)) for one in standard.assessment.identity_documents],
        adjustments=[(one, content.label("adjustments", one)) for one in standard.assessment.adjustments],
        text_names=say.TEXT_NAMES,
        seen=request.form.get("seen") or version.changed_at.isoformat(),
        checked=checked,
        refusals=refusals or [],
        refused=refused,
        **_judged(version, form, results),
    )


@blueprint.post("/institucion/<slug>/disenos/<uuid:version_id>/descartar")
@needs("definition:edit", provider_from="slug")
def definition_discard(slug: str, version_id: uuid.UUID) -> Response:
    """Delete a draft."""
    version = version_of(open_desk(slug), version_id)
    service.discard(version.id, actor=actor())
    db.session.commit()
    tell(Text("Se borró el borrador.", "The draft was deleted."))
    return see("definitions", slug)


@blueprint.get("/institucion/<slug>/disenos/<uuid:version_id>/retirar")
@needs("definition:publish", provider_from="slug")
def definition_withdraw(slug: str, version_id: uuid.UUID) -> Page:
    """What withdrawing means."""
    desk = open_desk(slug)
    version = version_of(desk, version_id)
    if version.state != queries.PUBLISHED:
        return see("definition", slug, version_id=version.id)
    return _withdraw_page(desk, version, WithdrawForm(formdata=None))


@blueprint.post("/institucion/<slug>/disenos/<uuid:version_id>/retirar")
@needs("definition:publish", provider_from="slug")
def definition_withdraw_now(slug: str, version_id: uuid.UUID) -> Page:
    """Stop offering a version."""
    desk = open_desk(slug)
    version, form = version_of(desk, version_id), WithdrawForm()
    if not form.validate_on_submit():
        return refused(_withdraw_page(desk, version, form))
    made = carried_out(
        form,
        lambda: service.withdraw(version.id, reason=form.reason.data or "", actor=actor()),
        at={WithdrawalReasonMissing: "reason"},
    )
    if isinstance(made, RegistryError):
        return refused(_withdraw_page(desk, version, form), made)
    tell(Text("Se retiró: lo emitido conserva su valor.", "Withdrawn: what was issued keeps its value."))
    return see("definition", slug, version_id=version_id)


def _withdraw_page(desk: Desk, version: DefinitionVersion, form: WithdrawForm) -> str:
    return page("definition_withdraw.html", desk, current="definitions", version=version, form=form)
