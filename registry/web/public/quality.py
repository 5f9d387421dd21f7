"""The list of recommended microcredentials, and audits in the open: what was committed to, drawn and found."""

from __future__ import annotations

from flask import Response, render_template

from registry import clock
from registry.quality import queries, rules
from registry.quality.messages import STAGES
from registry.web.public import blueprint
from registry.web.public.definitions import card_of
from registry.web.security import public


@blueprint.get("/recommended")
@public
def recommended() -> str:
    """What has the mark today, with the date of its last audit."""
    found = sorted(queries.marked(clock.now()).values(), key=lambda pair: pair[0].definition.provider.name)
    return render_template(
        "public/recommended.html",
        entries=[(version, card_of(version), mark) for version, mark in found],
    )


@blueprint.get("/audits")
@public
def audits() -> str:
    """Every audit, newest first."""
    return render_template(
        "public/audits.html",
        audits=[(one, queries.stage_of(one)) for one in queries.audits()],
        stages=STAGES,
    )


@blueprint.get("/audits/<number>")
@public
def audit(number: str) -> str:
    """One audit: how to repeat its draw, and what it found. Decisions stand beside no code, reasons nowhere."""
    found = queries.audit(number, whole=True)
    return render_template(
        "public/audit.html",
        audit=found,
        stage=queries.stage_of(found),
        stages=STAGES,
        order=rules.ORDER,
        sample=[one for one in found.records if one.state != "set_aside"],
        aside=[one for one in found.records if one.state == "set_aside"],
        outcome=rules.outcome([(one.state, one.decision) for one in found.records]) if found.closed_at else None,
    )


@blueprint.get("/audits/<number>/codes.txt")
@public
def audit_codes(number: str) -> Response:
    """The list that was drawn from: one code a line. Empty before the draw."""
    return Response(queries.population_of(queries.audit(number).id), content_type="text/plain; charset=utf-8")
