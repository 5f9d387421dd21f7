"""The talent program of the story: a first stage with averages, a cut that anyone can recompute, a second stage, and a
partner's second signature on every award."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from decimal import Decimal

from registry import clock
from registry.awards import cosigning
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award
from registry.db import db
from registry.definitions import endorsing
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.cast import SyntheticPerson
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.programs import queries as program_queries
from registry.programs import service as programs
from registry.programs.commands import MemberScores
from registry.programs.models import CohortMember
from registry.providers import service as providers
from registry.providers.commands import Administrator

PROGRAM = "prg-talent-1000"
STAGE_1, STAGE_2 = "prg-talent-1000-s1", "prg-talent-1000-s2"
#: Fewer than the program's thousand, so that the demo starts in seconds; the cut takes the program's own 107.
COHORT_SIZE = 126
SMALL_COHORT = 12
AT_ONCE = 50


def talent_program(stage: Stage, told: Told) -> None:
    """Play both stages."""
    stage.at(355)
    partner_signs_on(stage, told)
    cohort = programs.open_cohort(PROGRAM, "Generación ficticia 2026", actor=stage.actor(cast.HEAD))
    size = SMALL_COHORT if stage.small else COHORT_SIZE
    crowd = list(stage.crowd.people(size))
    persons = people.register([_claims(one) for one in crowd])
    members = programs.admit(cohort.id, [one.id for one in persons], actor=stage.actor(cast.HEAD))
    programs.commit_draw(cohort.id, actor=stage.actor(cast.HEAD))
    stage.commit()
    by_person = {person.id: one for person, one in zip(persons, crowd, strict=True)}
    stage.at(320)
    play(stage, cohort.id, STAGE_1, told.definitions["AIE-B"], [(one, by_person[one.person_id]) for one in members])
    stage.at(310)
    selection = programs.make_selection(cohort.id, STAGE_2, actor=stage.actor(cast.HEAD))
    stage.commit()
    stage.at(275)
    admitted = [one for one in program_queries.members_of(cohort.id) if one.selection_code in selection.admitted_codes]
    second = play(
        stage,
        cohort.id,
        STAGE_2,
        told.definitions["AIE-C"],
        [(one, by_person[one.person_id]) for one in admitted],
    )
    told.cohort = cohort
    told.co_issued = second[0]
    stage.at(270)
    countersign(stage, told)


def partner_signs_on(stage: Stage, told: Told) -> None:
    """A technology company becomes co-signer and endorses both definitions, which are published then."""
    boss = cast.administrator(cast.PARTNER)
    told.partner = providers.register_co_signer(
        cast.PARTNER,
        Administrator(boss.name, boss.email),
        agreement_until=clock.now() + dt.timedelta(days=3 * 365),
        actor=stage.actor(cast.HEAD),
    )
    stage.hire(boss, told.partner)
    stage.commit()
    for part in ("AIE-B", "AIE-C"):
        version = told.definitions[part]
        designer = stage.actor(cast.designer(cast.CENTER))
        endorsing.invite_partner(version.id, told.partner.id, actor=designer)
        stage.publish(version)
        endorsing.sign_endorsement(version.id, told.partner.id, actor=stage.actor(boss))
    stage.commit()


def play(
    stage: Stage,
    cohort_id: uuid.UUID,
    stage_id: str,
    version: DefinitionVersion,
    cast_list: Sequence[tuple[CohortMember, SyntheticPerson]],
) -> list[Award]:
    """Everybody takes the stage; who is competent is awarded; the cohort's results are recorded."""
    issuer = stage.actor(cast.issuer(cast.CENTER))
    scored = [(member, one, _scores(stage, version)) for member, one in cast_list]
    context = IssueContext(definition_version_id=version.id)
    issued: dict[str, Award] = {}
    for start in range(0, len(scored), AT_ONCE):
        slice_ = scored[start : start + AT_ONCE]
        commands = [_command(one, scores) for _, one, scores in slice_]
        for (member, _, _), award in zip(slice_, awards.issue(commands, context, actor=issuer), strict=True):
            issued[member.selection_code] = award
        stage.commit()
    programs.record_results(
        cohort_id,
        stage_id,
        version.id,
        [MemberScores(member.selection_code, scores, issued[member.selection_code].id) for member, _, scores in scored],
        actor=stage.actor(cast.HEAD),
    )
    stage.commit()
    return list(issued.values())


def countersign(stage: Stage, told: Told) -> None:
    """The partner's staff approve everything that waits, but for the last few, which stay in their tray."""
    assert told.partner is not None
    waiting = cosigning.waiting(told.partner.id)
    boss = stage.actor(cast.administrator(cast.PARTNER))
    # In the order of asking, the first stage comes first; the shown award is of the second and is signed too.
    keep_open = 3
    chosen = [one for one in waiting if one.award_id == told.co_issued.id]
    chosen += [one for one in waiting if one not in chosen][: max(len(waiting) - keep_open - 1, 0)]
    for start in range(0, len(chosen), AT_ONCE):
        cosigning.countersign(chosen[start : start + AT_ONCE], partner=told.partner, actor=boss)
        stage.commit()
    db.session.flush()


def _claims(one: SyntheticPerson) -> PersonClaims:
    return PersonClaims(
        full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
        curp=one.curp, email=one.email,
    )  # fmt: skip


def _command(one: SyntheticPerson, scores: dict[str, Decimal]) -> AwardCommand:
    return AwardCommand(
        person=_claims(one),
        awarded_on=clock.today() - dt.timedelta(days=3),
        scores=scores,
        state_code=one.state,
        delivery=Delivery.NONE,
    )


def _scores(stage: Stage, version: DefinitionVersion) -> dict[str, Decimal]:
    asked = definitions.requirements_of(version)
    return {one.id: stage.crowd.score(float(one.minimum), 100) for one in asked.instruments}
