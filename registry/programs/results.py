"""What members reached in a stage: recorded all or none, corrected with a reason, late ones apart from the cut."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import BinaryIO

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.awards.models import Award
from registry.bulk import Rows
from registry.curriculum.programs import Stage
from registry.curriculum.requirements import Requirements, average
from registry.db import db
from registry.definitions import queries as definitions
from registry.ids import new_keys
from registry.programs import queries, rules
from registry.programs.cohorts import require_present
from registry.programs.commands import MemberScores
from registry.programs.common import PERMISSION, locked, record, require_open, stage_of
from registry.programs.errors import (
    CorrectionReasonMissing,
    CutMade,
    DrawNotCommitted,
    NoSuchCode,
    NotSelected,
    ResultMissing,
    ResultRecorded,
    ScoreUnfit,
    StageNotCut,
    WrongDefinition,
)
from registry.programs.intake import Known, Review, read_results
from registry.programs.models import Cohort, CohortMember, StageResult
from registry.programs.tagging import checked_topic

LONGEST_REASON = 500


def record_results(
    cohort_id: uuid.UUID,
    stage_id: str,
    definition_version_id: uuid.UUID,
    results: Sequence[MemberScores],
    *,
    actor: Actor,
) -> list[StageResult]:
    """Record what members reached in a stage, all or none; the same again changes nothing.

    Averages and competence are computed here from the percentages, by the definition that closes the stage. A result
    that had no award may get one later. Raises NotAllowed, NoSuchCohort, NoSuchStage, NoSuchDefinition,
    WrongDefinition, DrawNotCommitted, NoSuchCode, NotSelected, MemberWithdrawn, ScoreUnfit, ResultRecorded for another
    result, TopicUnknown, CutMade once the next stage was filled from this one.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    stage = stage_of(cohort, stage_id)
    needed = requirements_for(stage, definition_version_id)
    if cohort.committed_at is None:
        raise DrawNotCommitted()
    for topic in {one.topic for one in results if one.topic}:
        checked_topic(cohort.program_id, topic)
    members = _members(cohort, stage, [one.selection_code for one in results])
    known = {one.member_id: one for one in queries.results_of(cohort.id, stage_id)}
    fresh: dict[uuid.UUID, StageResult] = {}
    for one in results:
        made = _result(members[one.selection_code], stage_id, one, needed)
        old = known.get(made.member_id) or fresh.get(made.member_id)
        if old is None:
            fresh[made.member_id] = made
        elif not _same(old, made):
            raise ResultRecorded(selection_code=one.selection_code)
        else:
            old.award_id = old.award_id or made.award_id
            old.topic = made.topic or old.topic
    if fresh:
        require_open(cohort, stage_id)
        _write(fresh.values())
    db.session.flush()
    record("cohort.results_recorded", cohort, actor, stage=stage_id, results=len(results))
    known = {one.member_id: one for one in queries.results_of(cohort.id, stage_id)}
    return [known[members[one.selection_code].id] for one in results]


def _same(old: StageResult, made: StageResult) -> bool:
    awards = old.award_id is None or made.award_id in (None, old.award_id)
    return (old.average, old.scores) == (made.average, made.scores) and awards


def _write(results: Collection[StageResult]) -> None:
    rows = Rows()
    add = rows.sheet(
        StageResult,
        ("id", "member_id", "stage_id", "competent", "average", "scores", "award_id", "recorded_at", "late", "topic"),
    )
    for key, one in zip(new_keys(len(results)), results, strict=True):
        add((key, one.member_id, one.stage_id, one.competent, one.average, one.scores, one.award_id, one.recorded_at,
             bool(one.late), one.topic))  # fmt: skip
    rows.write(db.session)


def record_late(
    cohort_id: uuid.UUID,
    stage_id: str,
    definition_version_id: uuid.UUID,
    result: MemberScores,
    *,
    reason: str,
    actor: Actor,
) -> StageResult:
    """A result that came after the cut: it counts in what the stage shows, and never changes who was selected.

    Raises as `record_results`, and CorrectionReasonMissing, StageNotCut before the cut.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    stage = stage_of(cohort, stage_id)
    needed = requirements_for(stage, definition_version_id)
    said = _reason(reason)
    try:
        require_open(cohort, stage_id)
    except CutMade:
        pass
    else:
        raise StageNotCut()
    member = _members(cohort, stage, [result.selection_code])[result.selection_code]
    if any(one.member_id == member.id for one in queries.results_of(cohort.id, stage_id)):
        raise ResultRecorded(selection_code=result.selection_code)
    made = _result(member, stage_id, result, needed)
    made.late = True
    db.session.add(made)
    db.session.flush()
    record("cohort.result_late", cohort, actor, stage=stage_id, selection_code=result.selection_code, reason=said)
    return made


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
    cohort = locked(cohort_id)
    stage = stage_of(cohort, stage_id)
    needed = requirements_for(stage, definition_version_id)
    said = _reason(reason)
    require_open(cohort, stage_id)
    member = _members(cohort, stage, [result.selection_code])[result.selection_code]
    old = next((one for one in queries.results_of(cohort.id, stage_id) if one.member_id == member.id), None)
    if old is None:
        raise ResultMissing(selection_code=result.selection_code)
    fresh = _result(member, stage_id, result, needed)
    before = old.average
    old.competent, old.average, old.scores = fresh.competent, fresh.average, fresh.scores
    old.award_id, old.recorded_at = fresh.award_id or old.award_id, fresh.recorded_at
    db.session.flush()
    record(
        "cohort.result_corrected",
        cohort,
        actor,
        stage=stage_id,
        selection_code=result.selection_code,
        was=before,
        now=old.average,
        reason=said,
    )
    return old


def results_from_awards(
    cohort_id: uuid.UUID, stage_id: str, definition_version_id: uuid.UUID, *, actor: Actor
) -> list[StageResult]:
    """Take the results of whoever the lead institution has awarded the stage's microcredential, award included.

    Raises as `record_results`. Who is not awarded is not touched: only a file or the page say "not yet competent".
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    requirements_for(stage_of(cohort, stage_id), definition_version_id)
    rows = db.session.execute(
        select(CohortMember.selection_code, Award.scores, Award.id)
        .join(Award, Award.person_id == CohortMember.person_id)
        .where(
            CohortMember.cohort_id == cohort.id,
            CohortMember.withdrawn_at.is_(None),
            Award.definition_version_id == definition_version_id,
            Award.state == "good",
        )
        .order_by(Award.issued_at, Award.id)
    )
    found = {
        code: MemberScores(code, {name: Decimal(str(score)) for name, score in scores.items()}, award_id)
        for code, scores, award_id in rows
    }
    return record_results(cohort_id, stage_id, definition_version_id, list(found.values()), actor=actor)


def requirements_for(stage: Stage, definition_version_id: uuid.UUID) -> Requirements:
    """What the microcredential asks that closes a stage. Raises NoSuchDefinition, WrongDefinition."""
    version = definitions.require(definition_version_id)
    standard = version.standard_version
    fits = standard.standard_id == stage.standard and stage.part in (None, version.part)
    if not fits or (stage.profile is not None and version.profile != stage.profile):
        raise WrongDefinition(
            wanted=f"{stage.standard} {stage.part or stage.profile or ''}".strip(),
            given=f"{standard.standard_id} {version.part or version.profile or ''}".strip(),
        )
    return definitions.requirements_of(version)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise CorrectionReasonMissing()
    return reason.strip()[:LONGEST_REASON]


def _members(cohort: Cohort, stage: Stage, codes: Sequence[str]) -> Mapping[str, CohortMember]:
    """The members of these codes, all of them with a place in the stage."""
    members = {one.selection_code: one for one in queries.members_of(cohort.id)}
    holders = queries.holders_of_places(cohort.id, stage) if stage.selection is not None else None
    for code in codes:
        if code not in members:
            raise NoSuchCode(selection_code=code)
        if holders is not None and members[code].id not in holders:
            raise NotSelected(selection_code=code)
        require_present(members[code])
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
        topic=given.topic,
        recorded_at=clock.now(),
    )


def review_file(cohort_id: uuid.UUID, stage_id: str, definition_version_id: uuid.UUID, source: BinaryIO) -> Review:
    """What a file of results holds, judged against what is recorded; nothing is written.

    Raises NoSuchCohort, NoSuchStage, NoSuchDefinition, WrongDefinition, and as `intake.read_results`.
    """
    cohort = queries.cohort(cohort_id)
    stage = stage_of(cohort, stage_id)
    needed = requirements_for(stage, definition_version_id)
    holders = queries.holders_of_places(cohort.id, stage) if stage.selection is not None else None
    recorded = {one.member_id: one.scores for one in queries.results_of(cohort.id, stage_id)}
    known = {
        one.selection_code: Known(
            present=one.withdrawn_at is None,
            has_place=holders is None or one.id in holders,
            recorded=recorded.get(one.id),
        )
        for one in queries.members_of(cohort.id)
    }
    try:
        require_open(cohort, stage_id)
        cut_made = False
    except CutMade:
        cut_made = True
    return read_results(source, needed, known, cut_made=cut_made)
