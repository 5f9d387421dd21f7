"""Distinct people: two records that turned out to be one person's count once, in every table."""

from __future__ import annotations

from decimal import Decimal

import pytest

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.outcomes import publishing, queries
from registry.people import service as people
from registry.publication import answers
from tests.doors.web.learner import story

#: The smallest cell that is published.
SHOWN = 10


@pytest.fixture
def school(session, clock):
    return story.open_school()


def award(school: story.School, number: int, state: str, **claims: object) -> Award:
    asked = curriculum.requirements_for(school.version.standard_version, school.version.profile, None)
    person = story.teacher(full_name=f"Persona Ficticia {number}", email=f"p{number}@correo.example", **claims)
    command = AwardCommand(
        person=person,
        awarded_on=clock.today(),
        scores={one.id: Decimal(95) for one in asked.instruments},
        state_code=state,
    )
    consent = people.state_consent(
        purpose=f"test:{number}", text_version="1", statement="Sí.", provider_id=school.provider.id
    )
    context = IssueContext(definition_version_id=school.version.id, consent_id=consent.id)
    (made,) = awards.issue([command], context, actor=school.issuer)
    return made


def counted(school: story.School) -> dict[str, object]:
    release = publishing.publish_now()
    told = queries.outcomes(release)
    reached = release.table("reached.profile.secondary_teachers", ("month",))
    return {
        "people": told.people,
        "profile": told.by_profile.cells.get("secondary_teachers"),
        "track": sum(cell or 0 for cell in told.by_track.cells.values()),
        "state": dict(told.by_state.cells),
        "women": told.gender_by_profile["secondary_teachers"].cells["woman"],
        "gender known": told.gender_known,
        "reached": reached.total,
        "by month": list(reached.cumulative.values()),
    }


@pytest.mark.serves("R23", "R47", "R53")
def test_a_merged_person_counts_once_with_what_either_record_says(school, clock):
    for number in range(SHOWN - 1):
        told = {
            "formality": ("job_uninsured", "work_unpaid", "own_unregistered")[number % 3],
            "study_field": "field-06",
        }
        award(school, number, "09", facts={"gender": "woman", **told})
    told_gender = award(
        school, 50, "19", facts={"gender": "woman", "formality": "job_uninsured", "study_field": "field-06"}
    )
    clock.tick(hours=1)
    moved = award(school, 51, "09")  # the same person's newer record, which says nothing of gender
    db.session.commit()
    before = counted(school)
    assert (before["people"], before["gender known"]) == (SHOWN + 1, None)  # one alone of whom it is not known
    people.merge(moved.person, into=told_gender.person, actor=SYSTEM)
    db.session.commit()
    made = counted(school)
    asked = answers.answer(answers.Question(state="09", formality="informal"))
    assert (asked.people, asked.known, asked.of) == (SHOWN, SHOWN, SHOWN), "three kinds of job, all of them informal"
    assert "Formal or informal employment: Informal employment" in asked.sentence.en
    assert answers.answer(answers.Question(profile="secondary_teachers", study_field="field-06")).people == SHOWN
    assert made == {
        "people": SHOWN,
        "profile": SHOWN,
        "track": SHOWN,
        "state": {"09": SHOWN},
        "women": SHOWN,
        "gender known": SHOWN,
        "reached": SHOWN,
        "by month": [SHOWN],
    }
