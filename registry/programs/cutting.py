"""The cut from one stage to the next, and the places that it gives: accepted, declined, passed on to who waits."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from fractions import Fraction

import orjson
from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.curriculum.programs import StageSelection
from registry.db import db
from registry.programs import letters, queries, rules
from registry.programs.cohorts import seed_of
from registry.programs.common import PERMISSION, locked, record, stage_of
from registry.programs.errors import AnswerTooLate, CutMade, NobodyWaiting, NoSuchStage, NothingToAnswer
from registry.programs.models import Cohort, CohortMember, Selection, StagePlace, StageResult

#: Days to accept a place, unless the authority says another number.
ANSWER_DAYS = 5


def make_selection(cohort_id: uuid.UUID, stage_id: str, *, actor: Actor, answer_days: int = ANSWER_DAYS) -> Selection:
    """Fill a stage from the one before by the program's rule, and reveal the seed. Everybody concerned is told.

    Whoever withdrew is not in it. Raises NotAllowed, NoSuchCohort, NoSuchStage for a stage that no cut fills,
    DrawNotCommitted, CutMade, ScoreLacking.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    rule = stage_of(cohort, stage_id).selection
    if rule is None:
        raise NoSuchStage(stage=stage_id)
    made = queries.selection_of(cohort.id, stage_id)
    if made is not None:
        raise CutMade(at=made.made_at)
    seed = seed_of(cohort)
    scores = scores_of(cohort, rule)
    breaks = instruments_of(rule)
    outcome = rules.select(scores, take=rule.take, waiting=rule.waiting, tie_breaks=breaks, seed=seed)
    selection = Selection(
        cohort_id=cohort.id,
        stage_id=stage_id,
        made_at=clock.now(),
        taken=len(outcome.admitted),
        cut_average=rules.written(outcome.cut_average) if outcome.cut_average is not None else "",
        admitted_codes=list(outcome.admitted),
        waiting_codes=list(outcome.waiting),
        line=_line(outcome, scores, breaks, seed),
        inputs_digest=hashlib.sha256(inputs(scores, breaks)).hexdigest(),
        answer_days=answer_days,
    )
    cohort.seed = seed
    db.session.add(selection)
    db.session.flush()
    members = {one.selection_code: one for one in queries.members_of(cohort.id)}
    _offer(selection, [members[code] for code in outcome.admitted], via="cut")
    record("cohort.cut_made", cohort, actor, stage=stage_id, taken=selection.taken, cut=selection.cut_average)
    letters.cut(cohort, selection, members)
    return selection


def scores_of(cohort: Cohort, rule: StageSelection) -> list[rules.StageScore]:
    """What the rule starts from: the competent of the stage before who are still there and were not late."""
    rows = db.session.execute(
        select(CohortMember.selection_code, StageResult.average, StageResult.scores)
        .join(StageResult, StageResult.member_id == CohortMember.id)
        .where(
            CohortMember.cohort_id == cohort.id,
            CohortMember.withdrawn_at.is_(None),
            StageResult.stage_id == rule.from_stage,
            StageResult.competent,
            StageResult.late.is_(False),
        )
    )
    return [
        rules.StageScore(code, Fraction(average), {name: Fraction(score) for name, score in scores.items()})
        for code, average, scores in rows
    ]


def instruments_of(rule: StageSelection) -> list[str]:
    """The instruments that break ties, in their order."""
    return [one.instrument for one in rule.tie_breaks if one.instrument is not None]


def inputs(scores: Sequence[rules.StageScore], breaks: Sequence[str]) -> bytes:
    """What an auditor repeats the cut from, as JSON in code order: code, average, percentages that break ties."""
    rows = [
        [one.code, rules.written(one.average), *(rules.written(one.scores[name]) for name in breaks)]
        for one in sorted(scores, key=lambda one: one.code)
    ]
    return orjson.dumps({"columns": ["code", "average", *breaks], "rows": rows})


def _line(
    outcome: rules.SelectionOutcome, scores: Sequence[rules.StageScore], breaks: Sequence[str], seed: str
) -> dict[str, str]:
    """The key of the last one admitted."""
    if not outcome.admitted:
        return {}
    last = outcome.reasons[len(outcome.admitted) - 1].code
    one = next(score for score in scores if score.code == last)
    return {
        "average": rules.written(one.average),
        **{name: rules.written(one.scores[name]) for name in breaks},
        "draw": rules.draw_key(seed, last),
    }


def answer_place(place: StagePlace, *, accept: bool, actor: Actor) -> StagePlace:
    """The person takes the place, or gives it up; giving up an accepted one is possible too.

    Raises NothingToAnswer for a place that is somebody else's, passed on or declined; AnswerTooLate.
    """
    member = db.session.get_one(CohortMember, place.member_id)
    actor.require("record:accept")
    if actor.kind != "system" and not queries.is_person(member.person_id, actor.person_id):
        raise NothingToAnswer()
    if place.state not in ("offered", "accepted"):
        raise NothingToAnswer()
    now = clock.now()
    if place.state == "offered" and now > place.answer_by:
        raise AnswerTooLate(until=place.answer_by)
    place.state, place.answered_at = ("accepted" if accept else "declined"), now
    db.session.flush()
    cohort = queries.cohort(member.cohort_id)
    record(f"cohort.place_{place.state}", cohort, actor, selection_code=member.selection_code)
    letters.place(cohort, member, place)
    return place


def pass_on(cohort_id: uuid.UUID, stage_id: str, *, actor: Actor) -> int:
    """Places without an answer after their day become free; how many. Raises NotAllowed, NoSuchStage."""
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    selection = _selection(cohort, stage_id)
    now = clock.now()
    overdue = [one for one in queries.places_of(selection.id) if one.state == "offered" and one.answer_by < now]
    for one in overdue:
        one.state, one.answered_at = "passed_on", now
    db.session.flush()
    record("cohort.places_passed_on", cohort, actor, stage=stage_id, places=len(overdue))
    for one in overdue:
        letters.place(cohort, db.session.get_one(CohortMember, one.member_id), one)
    return len(overdue)


def step_in(cohort_id: uuid.UUID, stage_id: str, *, actor: Actor) -> list[StagePlace]:
    """Offer every free place to the next on the waiting list. Raises NotAllowed, NoSuchStage, NobodyWaiting."""
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    selection = _selection(cohort, stage_id)
    places = queries.places_of(selection.id)
    free = selection.taken - sum(one.state in ("offered", "accepted") for one in places)
    had = {one.member_id for one in places}
    members = {one.selection_code: one for one in queries.members_of(cohort.id)}
    waiting = [members[code] for code in selection.waiting_codes]
    chosen = [one for one in waiting if one.id not in had and one.withdrawn_at is None][: max(free, 0)]
    if not chosen:
        raise NobodyWaiting()
    offered = _offer(selection, chosen, via="waiting")
    record("cohort.stepped_in", cohort, actor, stage=stage_id, codes=[one.selection_code for one in chosen])
    for one, place in zip(chosen, offered, strict=True):
        letters.place(cohort, one, place)
    return offered


def _offer(selection: Selection, members: Sequence[CohortMember], *, via: str) -> list[StagePlace]:
    now = clock.now()
    by = now + dt.timedelta(days=selection.answer_days)
    made = [
        StagePlace(selection_id=selection.id, member_id=one.id, via=via, state="offered", offered_at=now, answer_by=by)
        for one in members
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def _selection(cohort: Cohort, stage_id: str) -> Selection:
    found = queries.selection_of(cohort.id, stage_id)
    if found is None:
        raise NoSuchStage(stage=stage_id)
    return found
