"""Recognised schools, and where a chamber's invitation leads."""

from __future__ import annotations

from flask import render_template, request

from registry import clock, content
from registry.definitions.offers import Wanted, offered
from registry.floor import queries, rules
from registry.floor.errors import NoSuchChamberCode
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/schools")
@public
def schools() -> str:
    """The schools that are recognised today, since when, and until when their declaration holds."""
    wanted = request.args.get("state") or ""
    code = wanted if content.state(wanted) else ""
    found = queries.recognised(clock.today(), state_code=code or None)
    incentive = queries.incentive("prg-literacy-floor-school")
    return render_template(
        "public/schools.html",
        schools=[(one, rules.shown_percent(one.staff or 0, one.holders)) for one in found],
        states=content.states(),
        state_code=code,
        incentive=incentive,
    )


@blueprint.get("/unirse/<code>")
@public
def join(code: str) -> str:
    """What the course costs and how long it takes, and who offers it now; the chamber's code to hand over."""
    found = queries.code(code)
    if found is None:
        raise NoSuchChamberCode()
    wanted = Wanted(rules.STANDARD, rules.OWNERS, None)
    return render_template(
        "public/join.html",
        chamber=queries.chamber(found.chamber_id),
        code=found,
        spelled=rules.spell_code(found.code),
        offers=offered([wanted], at=clock.now())[wanted],
        profile=rules.OWNERS,
    )
