"""What is said of a cohort and of its projects beside grades: who pays, and which national problem a project takes up.

Declared, never graded; it changes neither a cut nor an average, so it can be corrected at any time, with an audit line.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from registry import content
from registry.accounts.actor import Actor
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.programs import queries
from registry.programs.calls import checked_funder
from registry.programs.common import PERMISSION, locked, record, stage_of
from registry.programs.errors import NoSuchCode, ResultMissing, TopicUnknown
from registry.programs.models import Cohort


def set_funder(cohort_id: uuid.UUID, funder: str | None, *, actor: Actor) -> Cohort:
    """Say who pays for a cohort; None: not declared. Raises NotAllowed, NoSuchCohort, CallUnfit."""
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    was, cohort.funder = cohort.funder, checked_funder(funder)
    db.session.flush()
    record("cohort.funder_declared", cohort, actor, was=was, now=cohort.funder)
    return cohort


def record_topics(cohort_id: uuid.UUID, stage_id: str, topics: Mapping[str, str], *, actor: Actor) -> int:
    """Declare the topics of projects by selection code, all or none; how many changed.

    Raises NotAllowed, NoSuchCohort, NoSuchStage, NoSuchCode, ResultMissing, TopicUnknown.
    """
    actor.require(PERMISSION)
    cohort = locked(cohort_id)
    stage_of(cohort, stage_id)
    members = {one.selection_code: one for one in queries.members_of(cohort.id)}
    results = {one.member_id: one for one in queries.results_of(cohort.id, stage_id)}
    changed = 0
    for code, topic in topics.items():
        if code not in members:
            raise NoSuchCode(selection_code=code)
        result = results.get(members[code].id)
        if result is None:
            raise ResultMissing(selection_code=code)
        if result.topic != checked_topic(cohort.program_id, topic):
            result.topic, changed = topic, changed + 1
    db.session.flush()
    record("cohort.topics_declared", cohort, actor, stage=stage_id, topics=changed)
    return changed


def checked_topic(program_id: str, topic: str) -> str:
    """A topic that projects of this program may declare. Raises TopicUnknown."""
    if topic not in content.identifiers()["project_topics"] or curriculum.program(program_id).topics_text is None:
        raise TopicUnknown(topic=topic[:40])
    return topic
