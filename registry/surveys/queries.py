"""Reading surveys: answers without persons, and how many were asked; for the indicators alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import case, func, select

from registry.db import db
from registry.people.models import Person
from registry.people.service import cluster
from registry.surveys.models import SurveyAnswer, SurveyInvitation


@dataclass(frozen=True, slots=True)
class Answer:
    """One set of answers, and what its person had declared before; None where nothing was said."""

    situation: str | None
    weekly_use: bool | None
    uses_learned: bool | None
    hours_saved: Fraction | None
    time_used_for: str | None
    running_case: bool | None
    changed_duties: bool | None
    occupation: str | None
    income: str | None
    gender: str | None
    state: str | None
    profile: str | None
    sector: str | None
    company_size: str | None
    starting_situation: str | None
    starting_occupation: str | None


def answers(wave: str, months: Sequence[str]) -> list[Answer]:
    """The answers of a wave that closed in these months (``2026-11``)."""
    rows = db.session.scalars(
        select(SurveyAnswer).where(SurveyAnswer.wave == wave, SurveyAnswer.month.in_(months)).order_by(SurveyAnswer.id)
    )
    names = [name for name in Answer.__dataclass_fields__ if name != "hours_saved"]
    return [
        Answer(
            hours_saved=None if one.hours_saved is None else Fraction(one.hours_saved),
            **{name: getattr(one, name) for name in names},
        )
        for one in rows
    ]


def response(wave: str, since: dt.datetime, until: dt.datetime) -> tuple[int, int]:
    """How many were asked in a wave that closed in this time, and how many of them answered."""
    asked, answered = db.session.execute(
        select(func.count(), func.coalesce(func.sum(case((SurveyInvitation.answered, 1), else_=0)), 0)).where(
            SurveyInvitation.wave == wave,
            SurveyInvitation.asked,
            SurveyInvitation.closes_at >= since,
            SurveyInvitation.closes_at < until,
        )
    ).one()
    return int(asked), int(answered)


def of_person(person: Person) -> Sequence[SurveyInvitation]:
    """What somebody was asked, newest first."""
    people = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(SurveyInvitation)
        .where(SurveyInvitation.person_id.in_(people), SurveyInvitation.asked)
        .order_by(SurveyInvitation.sent_at.desc(), SurveyInvitation.id.desc())
    ).all()
