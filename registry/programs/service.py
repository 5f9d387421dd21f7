"""The only writer of cohorts: admission, the committed draw, results, the cut.

The order is the guarantee: codes are given out, then the seed's digest is published, then grades are recorded, then
the cut reveals the seed. Each step refuses to run before the one it follows and after the one it precedes.
"""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.curriculum import queries as curriculum
from registry.curriculum.programs import Stage
from registry.curriculum.requirements import Requirements, average
from registry.custody import vault
from registry.db import db
from registry.definitions import queries as definitions
from registry.programs import queries, rules
from registry.programs.commands import MemberScores
from registry.programs.errors import (
    AdmissionClosed,
    CorrectionReasonMissing,
    CutMade,
    DrawNotCommitted,
    NameTaken,
    NobodyAdmitted,
    NoPlacesLeft,
    NoSuchCode,
    NoSuchStage,
    NotSelected,
    ResultMissing,
    ResultRecorded,
    ScoreUnfit,
    WrongDefinition,
)
from registry.programs.models import Cohort, CohortMember, Selection, StageResult

PERMISSION = "program:run"
SEED_BYTES = 32
CODE_LENGTH = 8


def open_cohort(program_id: str, name: str, *, actor: Actor) -> Cohort:
    """Begin a run of a program in force. Raises NotAllowed, NotFound for an unknown program, NameTaken."""
    actor.require(PERMISSION)
    curriculum.program(program_id)
    name = name.strip()
    if db.session.scalar(select(Cohort.id).where(Cohort.program_id == program_id, Cohort.name == name)):
        raise NameTaken(name=name)
    cohort = Cohort(program_id=program_id, name=name, opened_at=clock.now())
    db.session.add(cohort)
    db.session.flush()
    _record("cohort.opened", cohort, actor)
    return cohort


def admit(cohort_id: uuid.UUID, person_ids: Sequence[uuid.UUID], *, actor: Actor) -> list[CohortMember]:
    """Admit people, each with a selection code of their own; who is already in keeps theirs.

    Raises NotAllowed, NoSuchCohort, AdmissionClosed once the draw is committed to, NoPlacesLeft.
    """
    actor.require(PERMISSION)
    cohort = _locked(cohort_id)
    if cohort.committed_at is not None:
        raise AdmissionClosed(at=cohort.committed_at)
    members = {one.person_id: one for one in queries.members_of(cohort_id)}
    new = [person for person in dict.fromkeys(person_ids) if person not in members]
    capacity = _first_stage(cohort).capacity
    if capacity is not None and len(members) + len(new) > capacity:
        raise NoPlacesLeft(capacity=capacity, asked=len(members) + len(new))
    taken = {one.selection_code for one in members.values()}
    now = clock.now()
    for person_id in new:
        code = _new_code(taken)
        taken.add(code)
        member = CohortMember(cohort_id=cohort.id, person_id=person_id, selection_code=code, admitted_at=now)
        members[person_id] = member
        db.session.add(member)
    db.session.flush()
    _record("cohort.admitted", cohort, actor, people=len(new))
    return [members[person] for person in dict.fromkeys(person_ids)]


def commit_draw(cohort_id: uuid.UUID, *, actor: Actor) -> Cohort:
    """Close admission and publish the digest of a fresh seed, which stays sealed until the cut.

    Doing it again changes nothing. Raises NotAllowed, NoSuchCohort, NobodyAdmitted.
    """
    actor.require(PERMISSION)
    cohort = _locked(cohort_id)
    if cohort.committed_at is not None:
        return cohort
    if not db.session.scalar(select(func.count()).select_from(CohortMember).where(CohortMember.cohort_id == cohort.id)):
        raise NobodyAdmitted()
    seed = secrets.token_hex(SEED_BYTES)
    cohort.sealed_seed = vault.seal(seed.encode(), context=_seal_context(cohort)).hex()
    cohort.seed_commitment = rules.commitment(seed)
    cohort.committed_at = clock.now()
    db.session.flush()
    _record("cohort.draw_committed", cohort, actor, commitment=cohort.seed_commitment)
    return cohort


def record_results(
    cohort_id: uuid.UUID,
    stage_id: str,
    definition_version_id: uuid.UUID,
    results: Sequence[MemberScores],
    *,
    actor: Actor,
) -> list[StageResult]:
    """Record what members reached in a stage, all or none; the same again changes nothing.

    Averages and competence are computed here from the percentages, by the definition that closes the stage. Raises
    NotAllowed, NoSuchCohort, NoSuchStage, NoSuchDefinition, WrongDefinition, DrawNotCommitted, NoSuchCode, NotSelected,
    ScoreUnfit, ResultRecorded for another result, CutMade once the next stage was filled from this one.
    """
    actor.require(PERMISSION)
    cohort = _locked(cohort_id)
    stage = _stage(cohort, stage_id)
    needed = _requirements(stage, definition_version_id)
    if cohort.committed_at is None:
        raise DrawNotCommitted()
    members = _members(cohort, stage, [one.selection_code for one in results])
    known = {one.member_id: one for one in queries.results_of(cohort.id, stage_id)}
    recorded = []
    for one in results:
        fresh = _result(members[one.selection_code], stage_id, one, needed)
        old = known.get(fresh.member_id)
        if old is None:
            _require_open(cohort, stage_id)
            db.session.add(fresh)
            known[fresh.member_id] = fresh
        elif (old.average, old.scores, old.award_id) != (fresh.average, fresh.scores, fresh.award_id):
            raise ResultRecorded(selection_code=one.selection_code)
        recorded.append(known[fresh.member_id])
    db.session.flush()
    _record("cohort.results_recorded", cohort, actor, stage=stage_id, results=len(results))
    return recorded


def correct_result(
    cohort_id: uuid.UUID,
    stage_id: str,
    definition_version_id: uuid.UUID,
    result: MemberScores,
    *,
    reason: str,
    actor: Actor,
) -> StageResult:
    """Replace a result before the cut, with a reason.

    Raises as `record_results`, and CorrectionReasonMissing, ResultMissing.
    """
    actor.require(PERMISSION)
    cohort = _locked(cohort_id)
    stage = _stage(cohort, stage_id)
    needed = _requirements(stage, definition_version_id)
    if not reason.strip():
        raise CorrectionReasonMissing()
    _require_open(cohort, stage_id)
    member = _members(cohort, stage, [result.selection_code])[result.selection_code]
    old = next((one for one in queries.results_of(cohort.id, stage_id) if one.member_id == member.id), None)
    if old is None:
        raise ResultMissing(selection_code=result.selection_code)
    fresh = _result(member, stage_id, result, needed)
    before = old.average
    old.competent, old.average, old.scores = fresh.competent, fresh.average, fresh.scores
    old.award_id, old.recorded_at = fresh.award_id, fresh.recorded_at
    db.session.flush()
    _record(
        "cohort.result_corrected",
        cohort,
        actor,
        stage=stage_id,
        selection_code=result.selection_code,
        was=before,
        now=old.average,
        reason=reason.strip()[:500],
    )
    return old


def make_selection(cohort_id: uuid.UUID, stage_id: str, *, actor: Actor) -> Selection:
    """Fill a stage from the one before by the program's rule, and reveal the seed.

    Raises NotAllowed, NoSuchCohort, NoSuchStage for a stage that no cut fills, DrawNotCommitted, CutMade,
    ScoreLacking.
    """
    actor.require(PERMISSION)
    cohort = _locked(cohort_id)
    rule = _stage(cohort, stage_id).selection
    if rule is None:
        raise NoSuchStage(stage=stage_id)
    made = queries.selection_of(cohort.id, stage_id)
    if made is not None:
        raise CutMade(at=made.made_at)
    seed = _seed_of(cohort)
    codes = {one.id: one.selection_code for one in queries.members_of(cohort.id)}
    outcome = rules.select(
        [
            rules.StageScore(
                code=codes[one.member_id],
                average=Fraction(one.average),
                scores={name: Fraction(score) for name, score in one.scores.items()},
            )
            for one in queries.results_of(cohort.id, rule.from_stage)
            if one.competent
        ],
        take=rule.take,
        waiting=rule.waiting,
        tie_breaks=[one.instrument for one in rule.tie_breaks if one.instrument is not None],
        seed=seed,
    )
    selection = Selection(
        cohort_id=cohort.id,
        stage_id=stage_id,
        made_at=clock.now(),
        taken=len(outcome.admitted),
        cut_average=rules.written(outcome.cut_average) if outcome.cut_average is not None else "",
        admitted_codes=list(outcome.admitted),
        waiting_codes=list(outcome.waiting),
    )
    cohort.seed = seed
    db.session.add(selection)
    db.session.flush()
    _record("cohort.cut_made", cohort, actor, stage=stage_id, taken=selection.taken, cut=selection.cut_average)
    return selection


def _locked(cohort_id: uuid.UUID) -> Cohort:
    cohort = queries.cohort(cohort_id)
    db.session.refresh(cohort, with_for_update=True)
    return cohort


def _first_stage(cohort: Cohort) -> Stage:
    stages = curriculum.program(cohort.program_id).stages
    if not stages:
        raise NoSuchStage(stage="1")
    return stages[0]


def _stage(cohort: Cohort, stage_id: str) -> Stage:
    stage = curriculum.program(cohort.program_id).stage(stage_id)
    if stage is None:
        raise NoSuchStage(stage=stage_id)
    return stage


def _requirements(stage: Stage, definition_version_id: uuid.UUID) -> Requirements:
    version = definitions.require(definition_version_id)
    standard = version.standard_version
    fits = standard.standard_id == stage.standard and stage.part in (None, version.part)
    if not fits or (stage.profile is not None and version.profile != stage.profile):
        raise WrongDefinition(
            wanted=f"{stage.standard} {stage.part or stage.profile or ''}".strip(),
            given=f"{standard.standard_id} {version.part or version.profile or ''}".strip(),
        )
    return definitions.requirements_of(version)


def _members(cohort: Cohort, stage: Stage, codes: Sequence[str]) -> dict[str, CohortMember]:
    """The members of these codes, all of them admitted to the stage."""
    members = {one.selection_code: one for one in queries.members_of(cohort.id)}
    selected: Collection[str] = members
    if stage.selection is not None:
        selection = queries.selection_of(cohort.id, stage.id)
        selected = set(selection.admitted_codes) if selection else ()
    for code in codes:
        if code not in members:
            raise NoSuchCode(selection_code=code)
        if code not in selected:
            raise NotSelected(selection_code=code)
    return members


def _result(member: CohortMember, stage_id: str, given: MemberScores, needed: Requirements) -> StageResult:
    scores: dict[str, Decimal] = {}
    for one in needed.instruments:
        score = given.scores.get(one.id)
        if score is None or not score.is_finite() or not 0 <= score <= 100:
            raise ScoreUnfit(selection_code=given.selection_code, instrument=one.title)
        scores[one.id] = score
    exact = average(scores, {one.id: one.weight for one in needed.instruments})
    return StageResult(
        member_id=member.id,
        stage_id=stage_id,
        competent=all(scores[one.id] >= one.minimum for one in needed.instruments),
        average=rules.written(exact),
        scores={name: str(score) for name, score in scores.items()},
        award_id=given.award_id,
        recorded_at=clock.now(),
    )


def _require_open(cohort: Cohort, stage_id: str) -> None:
    """No stage has been filled from this one yet."""
    stages = curriculum.program(cohort.program_id).stages
    filled = {one.id for one in stages if one.selection and one.selection.from_stage == stage_id}
    made = next((one for one in cohort.selections if one.stage_id in filled), None)
    if made is not None:
        raise CutMade(at=made.made_at)


def _seed_of(cohort: Cohort) -> str:
    if cohort.committed_at is None or cohort.sealed_seed is None or cohort.seed_commitment is None:
        raise DrawNotCommitted()
    seed = vault.unseal(bytes.fromhex(cohort.sealed_seed), context=_seal_context(cohort)).decode()
    rules.check_seed(seed, cohort.seed_commitment)
    return seed


def _seal_context(cohort: Cohort) -> str:
    return f"cohort_seed:{cohort.id}"


def _new_code(taken: Collection[str]) -> str:
    while True:
        code = "".join(secrets.choice(ids.CROCKFORD) for _ in range(CODE_LENGTH))
        if code not in taken:
            return code


def _record(action: str, cohort: Cohort, actor: Actor, **details: object) -> None:
    record(action, "cohort", cohort.id, actor=actor, provider_id=None, program=cohort.program_id, **details)
