"""``/programs``: what each program is and by whose word, its calls, its runs, and what of them anybody can check."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Response, render_template, request

from registry import clock
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Program
from registry.db import db
from registry.programs import calls, messages, publication, queries, regions
from registry.programs.agreements import state_of
from registry.programs.errors import NoSuchCall, NoSuchCohort
from registry.programs.models import Agreement, ProgramCall, Selection
from registry.web import programs as shown
from registry.web.public import blueprint
from registry.web.public.serving import FOREVER, signed_json
from registry.web.security import actor, public


@blueprint.get("/programs")
@public
def programs() -> str:
    """Every program, those with an open call first."""
    found = [(one, queries.calls_of(one.id), queries.cohorts_of(one.id)) for one in curriculum.programs()]
    members = queries.count_members([cohort.id for _, _, cohorts in found for cohort in cohorts])
    now = clock.now()
    open_calls = [
        (one, call)
        for one, its_calls, _ in found
        for call in its_calls
        if calls.state_of(call, now) in ("open", "announced")
    ]
    return render_template(
        "public/programs.html",
        programs=found,
        members=members,
        open_calls=open_calls,
        **shown.globals_for_templates(),
    )


@blueprint.get("/programs/<program_id>")
@public
def program(program_id: str) -> str:
    """One program: what its source states apart from what the authority proposes, stages, agreements, calls, runs."""
    found = curriculum.program(program_id)
    its_runs = shown.runs(found)
    return render_template(
        "public/program.html",
        program=found,
        stated=shown.stated(found),
        agreements=queries.agreements_of(found.id),
        calls=queries.calls_of(found.id),
        runs=its_runs,
        funders=shown.by_funder(its_runs),
        **shown.globals_for_templates(),
    )


@blueprint.get("/programs/agreements")
@public
def agreements() -> str:
    """The agreements of every program, by where they hold and how they stand; ended ones too."""
    today, place, state = clock.today(), request.args.get("region", ""), request.args.get("state", "")
    titles = {one.id: one.title for one in curriculum.programs()}
    found = [one for one in queries.agreements() if one.program_id in titles]
    return render_template(
        "public/agreements.html",
        groups=[
            (program_id, title, own)
            for program_id, title in titles.items()
            if (own := [one for one in found if one.program_id == program_id and _asked(one, place, state, today)])
        ],
        total=len(found),
        place=place if place in regions.choices() else "",
        state=state if state in messages.AGREEMENT_STATES else "",
        states=messages.AGREEMENT_STATES,
        **shown.globals_for_templates(),
    )


def _asked(one: Agreement, place: str, state: str, today: dt.date) -> bool:
    """Whether an agreement is among those asked for; what is not of the lists asks for nothing."""
    if place in regions.choices() and not regions.holds_in(one.regions, place):
        return False
    return state not in messages.AGREEMENT_STATES or state_of(one, today) == state


@blueprint.get("/programs/<program_id>/calls/<uuid:call_id>")
@public
def program_call(program_id: str, call_id: uuid.UUID) -> str:
    """One call: its terms, how to apply, and after the draw what it gave."""
    found, call = _call(program_id, call_id)
    mine = None
    person_id = actor().person_id
    if person_id is not None:
        mine = queries.application_of(call.id, person_id)
    return render_template(
        "public/program_call.html",
        program=found,
        call=call,
        mine=mine,
        run=shown.run(found, call, call.cohort),
        **shown.globals_for_templates(),
    )


@blueprint.get("/programs/<program_id>/calls/<uuid:call_id>/draw.json")
@public
def program_draw(program_id: str, call_id: uuid.UUID) -> Response:
    """The draw, for anybody to repeat: codes, seed, quotas. It never changes once it is made."""
    _, call = _call(program_id, call_id)
    if call.decided_at is None:
        raise NoSuchCall()
    return signed_json(publication.admission(call), max_age=FOREVER)


@blueprint.get("/programs/<program_id>/selections/<uuid:selection_id>.json")
@public
def program_selection(program_id: str, selection_id: uuid.UUID) -> Response:
    """A cut: the codes in code order, the cut-off, the commitment and the seed."""
    found = curriculum.program(program_id)
    made = db.session.get(Selection, selection_id)
    cohort = queries.cohort(made.cohort_id) if made is not None else None
    if made is None or cohort is None or cohort.program_id != found.id:
        raise NoSuchCohort()
    return signed_json(publication.selection(cohort, made))


def _call(program_id: str, call_id: uuid.UUID) -> tuple[Program, ProgramCall]:
    found = curriculum.program(program_id)
    call = queries.call(call_id, published=True)
    if call.program_id != found.id:
        raise NoSuchCall()
    return found, call
