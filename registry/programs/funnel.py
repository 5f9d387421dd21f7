"""From the call to the last credential: how many people, in all and by what they declared, as may be published."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, select
from sqlalchemy.orm import aliased

from registry import content
from registry.awards.models import Award, AwardEndorsement
from registry.curriculum.programs import Program
from registry.db import db
from registry.disclosure import nearest_ten
from registry.people.models import Person
from registry.programs import queries, tallies
from registry.programs.messages import DIMENSIONS, LEVELS
from registry.programs.models import CallApplication, Cohort, CohortMember, ProgramCall, StagePlace, StageResult
from registry.programs.tallies import Breakdown

_FROM_CALL = ("applied", "eligible")
_OUT = ("withdrawn", "ineligible")
LOW_CONNECTIVITY = "low_connectivity"


@dataclass(frozen=True, slots=True)
class Funnel:
    """One run of a program. ``whole`` by level, None not published; ``by`` a breakdown for each dimension. To the
    nearest ten, but for the levels of the whole that codes tell (`tallies.KNOWN`)."""

    levels: tuple[str, ...]
    whole: Mapping[str, int | None]
    by: Mapping[str, Breakdown]


@dataclass(frozen=True, slots=True)
class StageAwards:
    """What a stage has given: awards that stand, and how many of them every partner has countersigned."""

    issued: int
    countersigned: int
    asked: int


def funnel(program: Program, *, call: ProgramCall | None, cohort: Cohort | None) -> Funnel:
    """The funnel of a call and the cohort that it filled, or of a cohort that no call filled.

    Whoever opposes being counted is not in it. A person stands at a level only with all levels before it.
    """
    levels = _levels(program, call, cohort)
    people = list(_people(program, call, cohort, levels))
    total = tallies.whole(Counter(level for _, level in people), levels)
    published = {name for name in levels if total[name] is not None}
    if call is not None and cohort is not None and queries.places_moved(call.id):
        # The draw's codes say who was given a place; with the few who changed since, the difference would tell of them.
        published.discard("admitted")
    by = {
        name: tallies.breakdown(
            [(facts.get(name, tallies.UNKNOWN), level) for facts, level in people],
            levels,
            published=published,
            apart=parts_of(call, name),
        )
        for name in DIMENSIONS
        if name in program.disaggregation
    }
    return Funnel(
        levels,
        {name: _blurred(name, count) for name, count in total.items()},
        {name: _even(one) for name, one in by.items()},
    )


def _blurred(level: str, count: int | None) -> int | None:
    """To the nearest ten, but for what the published codes say anyway: a release of outcomes counts nearly the same
    people to the unit, and the difference would be the few who lost their microcredential."""
    return count if count is None or level in tallies.KNOWN else nearest_ten(count)


def _even(made: Breakdown) -> Breakdown:
    rows = {
        name: {level: None if count is None else nearest_ten(count) for level, count in row.items()}
        for name, row in made.rows.items()
    }
    return Breakdown(made.levels, rows)


def parts_of(call: ProgramCall | None, dimension: str) -> Mapping[str, str]:
    """The states whose sum the draw of a call tells, because a quota looks at them together."""
    quotas = call.quotas if call is not None else ()
    if dimension != "state" or not any(one["attribute"] == "low_connectivity_state" for one in quotas):
        return {}
    return {one.code: LOW_CONNECTIVITY for one in content.states() if one.low_connectivity}


def awards_by_stage(cohort_id: uuid.UUID) -> Mapping[str, StageAwards]:
    """By stage: awards, and countersignatures asked for and given. One query."""
    asked = (
        select(
            AwardEndorsement.award_id.label("award"),
            func.count(AwardEndorsement.id).label("asked"),
            func.count(case((AwardEndorsement.withdrawn_at.is_(None), AwardEndorsement.signed_at))).label("signed"),
        )
        .join(Award, and_(Award.id == AwardEndorsement.award_id, Award.document_id == AwardEndorsement.document_id))
        .group_by(AwardEndorsement.award_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            StageResult.stage_id,
            func.count(Award.id),
            func.count().filter(asked.c.asked > 0, asked.c.asked == asked.c.signed),
            func.count(asked.c.asked),
        )
        .join(CohortMember, CohortMember.id == StageResult.member_id)
        .join(Award, Award.id == StageResult.award_id)
        .outerjoin(asked, asked.c.award == Award.id)
        .where(CohortMember.cohort_id == cohort_id, Award.state != "revoked")
        .group_by(StageResult.stage_id)
    )
    return {stage: StageAwards(issued, signed, asked_) for stage, issued, signed, asked_ in rows}


def _levels(program: Program, call: ProgramCall | None, cohort: Cohort | None) -> tuple[str, ...]:
    names = list(LEVELS)
    if cohort is None:
        return _FROM_CALL
    if not any(stage.selection for stage in program.stages):
        names = names[: names.index("selected")]
    return tuple(name for name in names if call is not None or name not in _FROM_CALL)


def _people(
    program: Program, call: ProgramCall | None, cohort: Cohort | None, levels: Sequence[str]
) -> Iterator[tuple[Mapping[str, str], str]]:
    """What each person declared, and the last level reached without a gap."""
    if call is not None:
        statement = (
            _with_results()
            .add_columns(CallApplication.state, CallApplication.declared)
            .select_from(CallApplication)
            .join(Person, Person.id == CallApplication.person_id)
            .outerjoin(
                CohortMember,
                and_(
                    CohortMember.person_id == CallApplication.person_id,
                    CohortMember.cohort_id == (cohort.id if cohort else None),
                ),
            )
            .where(CallApplication.call_id == call.id)
        )
        for row in db.session.execute(_joined(statement, program, cohort)):
            yield row.declared, _last(row, levels, applied=True, eligible=row.state not in _OUT)
        return
    if cohort is None:
        return
    statement = (
        _with_results()
        .add_columns(CohortMember.facts)
        .select_from(CohortMember)
        .join(Person, Person.id == CohortMember.person_id)
        .where(CohortMember.cohort_id == cohort.id)
    )
    for row in db.session.execute(_joined(statement, program, cohort)):
        yield row.facts, _last(row, levels, applied=True, eligible=True)


_first, _second = aliased(StageResult, name="first"), aliased(StageResult, name="second")


def _with_results() -> Any:  # a select of seven columns, to which its caller adds more
    return select(
        CohortMember.id.label("member"),
        _first.id.label("took_part"),
        _first.competent.label("competent"),
        _first.award_id.label("award"),
        StagePlace.id.label("place"),
        _second.id.label("second"),
        _second.award_id.label("second_award"),
    )


def _joined(statement: Select[Any], program: Program, cohort: Cohort | None) -> Select[Any]:
    first = program.stages[0].id if program.stages else ""
    second = next((stage.id for stage in program.stages if stage.selection), "")
    made = queries.selection_of(cohort.id, second) if cohort else None
    return (
        statement.outerjoin(_first, and_(_first.member_id == CohortMember.id, _first.stage_id == first))
        .outerjoin(
            StagePlace,
            and_(
                StagePlace.member_id == CohortMember.id,
                StagePlace.selection_id == (made.id if made else None),
                StagePlace.state.in_(("offered", "accepted")),
            ),
        )
        .outerjoin(_second, and_(_second.member_id == CohortMember.id, _second.stage_id == second))
        .where(Person.not_counted_since.is_(None))
    )


def _last(row: Row[tuple[object, ...]], levels: Sequence[str], *, applied: bool, eligible: bool) -> str:
    reached = {
        "applied": applied,
        "eligible": eligible,
        "admitted": row.member is not None,
        "took_part": row.took_part is not None,
        "competent": bool(row.competent),
        "awarded": row.award is not None,
        "selected": row.place is not None,
        "second_stage": row.second is not None,
        "awarded_second": row.second_award is not None,
    }
    last = levels[0]
    for name in levels:
        if not reached[name]:
            break
        last = name
    return last
