"""The talent program of the story: a call, a draw with quotas, a first stage with averages, a cut that anyone can
check, places given up and taken, a second stage, and a partner's second signature on every award."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal

from registry import clock
from registry.accounts import queries as account_queries
from registry.accounts import service as account_service
from registry.accounts.actor import SYSTEM, Actor
from registry.awards import cosigning
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, Delivery, IssueContext
from registry.awards.models import Award
from registry.db import db
from registry.definitions import endorsing
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.demo import cast
from registry.demo.applicants import applications
from registry.demo.cast import SyntheticPerson
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.people.models import Person
from registry.people.service import PersonClaims
from registry.programs import queries as program_queries
from registry.programs import service as programs
from registry.programs.commands import AgreementTerms, CallTerms, Declaration, MemberScores, Party
from registry.programs.models import Cohort, CohortMember, ProgramCall, Selection
from registry.providers import service as providers
from registry.providers.commands import Administrator
from registry.texts import Text

PROGRAM = "prg-talent-1000"
STAGE_1, STAGE_2 = "prg-talent-1000-s1", "prg-talent-1000-s2"
QUOTAS = {"prg-talent-1000-quota-women": 40, "prg-talent-1000-quota-low-connectivity": 10}
#: The model's own size: more than a thousand apply, a thousand have a place, 107 advance.
APPLICANTS, CAPACITY, INELIGIBLE = 1_240, 1_000, 12
SMALL_APPLICANTS, SMALL_CAPACITY = 16, 12
#: Of the first stage: who never came, who did not reach the minimums, who stands above the tie, who ties at the cut.
ABSENT, NOT_COMPETENT, ABOVE, TIED = 12, 48, 95, 30
#: What those who tie have in every instrument, and the most that anybody below them has.
TIE, BELOW = 90, 89
AT_ONCE = 250
REGIONS = ("region:california_baja_california",)
TOPICS = ("water", "health", "education", "food", "industry", "health", "energy")
TEXT = {
    "eligibility": Text(
        "Personas mexicanas, o extranjeras residentes en México, de cualquier nivel. Convocatoria ficticia.",
        "Mexican nationals, or foreign nationals residing in Mexico, of any level of study. A fictitious call.",
    ),
    "documents": Text(
        "CURP, identificación oficial con fotografía o documento migratorio vigente.",
        "CURP, official photo ID or current immigration document.",
    ),
    "sites": Text(
        "Primera etapa en línea; segunda, en una sede ficticia. Solicitudes en papel en las sedes de la autoridad.",
        "First stage online; second at a fictitious site. Applications on paper at the authority's offices.",
    ),
}


def talent_program(stage: Stage, told: Told) -> None:
    """Play the call and both stages."""
    stage.at(355)
    partner_signs_on(stage, told)
    head = stage.actor(cast.HEAD)
    call, crowd = first_call(stage)
    stage.at(334)
    # Found not eligible before the draw: the paper said what the desk could not check.
    for one in program_queries.applications_of(call.id)[: 0 if stage.small else INELIGIBLE]:
        programs.mark_ineligible(one, "document", actor=head)
    programs.decide_call(call.id, actor=head)
    stage.commit()
    assert call.cohort_id is not None
    stage.at(330)
    cohort = programs.commit_draw(call.cohort_id, actor=head)
    stage.commit()
    members = [(one, crowd[one.person_id]) for one in program_queries.members_of(cohort.id)]
    stage.at(320)
    first_stage(stage, cohort, told.definitions["AIE-B"], members)
    stage.at(310)
    selection = programs.make_selection(cohort.id, STAGE_2, actor=head)
    stage.commit()
    answer(stage, cohort, selection, crowd)
    stage.at(275)
    held = {one.member_id for one in program_queries.places_of(selection.id) if one.state == "accepted"}
    second = play(
        stage,
        cohort.id,
        STAGE_2,
        told.definitions["AIE-C"],
        [(one, who, _scores(stage, told.definitions["AIE-C"], 100)) for one, who in members if one.id in held],
    )
    for stage_id, own in ((STAGE_1, members), (STAGE_2, [one for one in members if one[0].id in held])):
        topics(stage, cohort, stage_id, own)
    told.cohort = cohort
    told.co_issued = second[0]
    stage.at(270)
    countersign(stage, told)


def partner_signs_on(stage: Stage, told: Told) -> None:
    """A technology company becomes co-signer under an agreement, and endorses both definitions, published then."""
    boss = cast.administrator(cast.PARTNER)
    today = clock.today()
    until = today + dt.timedelta(days=3 * 365)
    told.partner = providers.register_co_signer(
        cast.PARTNER,
        Administrator(boss.name, boss.email),
        agreement_until=clock.now() + dt.timedelta(days=3 * 365),
        actor=stage.actor(cast.HEAD),
    )
    stage.hire(boss, told.partner)
    parties = (
        Party(cast.CENTER.name, "issuer", cast.CENTER.slug),
        Party(cast.PARTNER.name, "co_signer", cast.PARTNER.slug),
    )
    for reference, begins, ends in (
        ("Convenio ficticio 01", today - dt.timedelta(days=700), today - dt.timedelta(days=1)),
        ("Convenio ficticio 02", today, until),
    ):
        subject = Text("Formación y certificación de talento en IA.", "Training and certification of AI talent.")
        terms = AgreementTerms(
            reference,
            parties,
            subject,
            min(begins, today),
            begins,
            ends,
            regions=("region:california_baja_california",),
        )
        programs.record_agreement(PROGRAM, terms, actor=stage.actor(cast.HEAD))
    stage.commit()
    for part in ("AIE-B", "AIE-C"):
        version = told.definitions[part]
        designer = stage.actor(cast.designer(cast.CENTER))
        endorsing.invite_partner(version.id, told.partner.id, actor=designer)
        stage.publish(version)
        endorsing.sign_endorsement(version.id, told.partner.id, actor=stage.actor(boss))
    stage.commit()


def first_call(stage: Stage) -> tuple[ProgramCall, Mapping[uuid.UUID, SyntheticPerson]]:
    """The call of the cohort, and who applied on paper, by person."""
    head, now = stage.actor(cast.HEAD), clock.now()
    terms = CallTerms(
        name="Generación ficticia 2026", opens_at=now, closes_at=now + dt.timedelta(days=20),
        capacity=SMALL_CAPACITY if stage.small else CAPACITY, waiting=100, text=TEXT, quotas=QUOTAS,
        funder="public_budget",
    )  # fmt: skip
    call = programs.draft_call(PROGRAM, terms, actor=head)
    programs.publish_call(call.id, actor=head)
    crowd: dict[uuid.UUID, SyntheticPerson] = {}
    people = list(stage.crowd.people(SMALL_APPLICANTS if stage.small else APPLICANTS))
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        made = programs.file_applications(call.id, applications(some), actor=head)
        crowd.update((one.person_id, who) for one, who in zip(made, some, strict=True))
        stage.commit()
    return call, crowd


def next_call(stage: Stage, told: Told) -> None:
    """Another call, open today: a few on paper, and the learner of the story on her own."""
    stage.at(3)
    head, now = stage.actor(cast.HEAD), clock.now()
    terms = CallTerms(
        name="Generación ficticia 2027", opens_at=now, closes_at=stage.today + dt.timedelta(days=25), capacity=CAPACITY,
        waiting=100, text=TEXT, quotas=QUOTAS, starts_on=(stage.today + dt.timedelta(days=60)).date(),
        funder="joint_fund",
    )  # fmt: skip
    call = programs.draft_call(PROGRAM, terms, actor=head)
    programs.publish_call(call.id, actor=head)
    programs.file_applications(call.id, applications(list(stage.crowd.people(14))), actor=head)
    declared = {"nationality": "mexican", "state": "07", "gender": "woman", "study_level": "bachelor"}
    programs.apply(
        call.id,
        Declaration(declared, True, "curp", cast.fictitious_curp(9_001, "woman")),
        language="es",
        actor=told.learner,
    )
    stage.commit()


def first_stage(
    stage: Stage,
    cohort: Cohort,
    version: DefinitionVersion,
    members: Sequence[tuple[CohortMember, SyntheticPerson]],
) -> None:
    """Some never come, some stay below a minimum, thirty tie exactly where the cut falls."""
    absent, failing, above, tied = (0, 1, 2, 4) if stage.small else (ABSENT, NOT_COMPETENT, ABOVE, TIED)
    # By the person's number, so that a place in the code order says nothing.
    order = sorted(members, key=lambda one: one[1].number)
    came = order[absent:]
    low = [(one, who, _scores(stage, version, BELOW, failing=True)) for one, who in came[:failing]]
    high = [(one, who, _scores(stage, version, 100, least=TIE + 1)) for one, who in came[failing : failing + above]]
    same = [
        (one, who, dict.fromkeys(_instruments(version), Decimal(TIE)))
        for one, who in came[failing + above : failing + above + tied]
    ]
    rest = [(one, who, _scores(stage, version, BELOW)) for one, who in came[failing + above + tied :]]
    programs.record_results(
        cohort.id,
        STAGE_1,
        version.id,
        [MemberScores(one.selection_code, scores) for one, _, scores in low],
        actor=stage.actor(cast.HEAD),
    )
    play(stage, cohort.id, STAGE_1, version, [*high, *same, *rest])


def play(
    stage: Stage,
    cohort_id: uuid.UUID,
    stage_id: str,
    version: DefinitionVersion,
    scored: Sequence[tuple[CohortMember, SyntheticPerson, Mapping[str, Decimal]]],
) -> list[Award]:
    """The centre awards everybody; the authority takes the cohort's results from the awards."""
    issuer = stage.actor(cast.issuer(cast.CENTER))
    context = IssueContext(definition_version_id=version.id)
    issued: list[Award] = []
    for start in range(0, len(scored), AT_ONCE):
        commands = [_command(one, scores) for _, one, scores in scored[start : start + AT_ONCE]]
        issued += awards.issue(commands, context, actor=issuer)
        stage.commit()
    programs.results_from_awards(cohort_id, stage_id, version.id, actor=stage.actor(cast.HEAD))
    stage.commit()
    return issued


def topics(
    stage: Stage, cohort: Cohort, stage_id: str, members: Sequence[tuple[CohortMember, SyntheticPerson]]
) -> None:
    """Nine projects of ten declare which national problem they take up."""
    known = {one.member_id for one in program_queries.results_of(cohort.id, stage_id)}
    declared = {
        one.selection_code: TOPICS[who.number * 3 % len(TOPICS)]
        for one, who in members
        if one.id in known and who.number % 10
    }
    programs.record_topics(cohort.id, stage_id, declared, actor=stage.actor(cast.HEAD))
    stage.commit()


def answer(stage: Stage, cohort: Cohort, selection: Selection, crowd: Mapping[uuid.UUID, SyntheticPerson]) -> None:
    """Two give up their place, two step in from the waiting list, everybody else accepts."""
    members = {one.id: one for one in program_queries.members_of(cohort.id)}
    places = list(program_queries.places_of(selection.id))
    for place in places[: 0 if stage.small else 2]:
        programs.answer_place(
            place, accept=False, actor=_account(crowd[members[place.member_id].person_id], members[place.member_id])
        )
    if not stage.small:
        places += programs.step_in(cohort.id, STAGE_2, actor=stage.actor(cast.HEAD))
    for place in places:
        if place.state == "offered":
            programs.answer_place(place, accept=True, actor=SYSTEM)
    stage.commit()


def _account(one: SyntheticPerson, member: CohortMember) -> Actor:
    """Somebody of the crowd with an account, to answer for herself."""
    person = db.session.get_one(Person, member.person_id)
    account = account_service.create_account(one.email, person.full_name, person_id=person.id, actor=SYSTEM)
    return account_queries.actor_of(account)


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


def _command(one: SyntheticPerson, scores: Mapping[str, Decimal]) -> AwardCommand:
    return AwardCommand(
        person=PersonClaims(
            full_name=one.full_name, given_names=one.given, first_surname=one.first, second_surname=one.second,
            curp=one.curp,
        ),
        awarded_on=clock.today() - dt.timedelta(days=3),
        scores=scores,
        state_code=one.state,
        delivery=Delivery.NONE,
    )  # fmt: skip


def _instruments(version: DefinitionVersion) -> list[str]:
    return [one.id for one in definitions.requirements_of(version).instruments]


def _scores(
    stage: Stage, version: DefinitionVersion, most: float, *, least: float = 0, failing: bool = False
) -> dict[str, Decimal]:
    """A percentage for each instrument, above its minimum; ``failing``: the first one below it."""
    asked = definitions.requirements_of(version).instruments
    scores = {one.id: stage.crowd.score(max(float(one.minimum), least), most) for one in asked}
    if failing:
        scores[asked[0].id] = asked[0].minimum - 5
    return scores
