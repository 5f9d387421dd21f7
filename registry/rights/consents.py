"""Voluntary purposes: each with its own consent, under the version of the notice that was read; optional questions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select

from registry import clock, content
from registry.accounts.actor import SYSTEM, Actor
from registry.audit import service as audit
from registry.awards import queries as awards
from registry.db import db
from registry.enrolments import service as enrolments
from registry.people.models import Consent, Person, PersonFact
from registry.people.service import cluster, root_of
from registry.programs.applying import forget_declared
from registry.rights import asking, privacy
from registry.rights.errors import PurposeUnknown
from registry.surveys import questions as survey_questions
from registry.surveys import service as surveys
from registry.talent import profiles as talent
from registry.talent.messages import CONSENT_PURPOSE
from registry.texts import Language

#: The purpose of the optional questions.
DEMOGRAPHICS = "demographics"
#: That of being asked later how it has served.
FOLLOW_UP = survey_questions.PURPOSE
#: What is asked, and which catalogue has the answers. Whoever answers none loses nothing.
QUESTIONS: Mapping[str, str] = {
    "gender": "genders",
    "age_group": "age_groups",
    "study_level": "study_levels",
    "study_field": "study_fields",
    "employment_status": "employment_status",
    "formality": "formality_answers",
    "public_body": "public_bodies",
}
#: Asked of people of one profile alone.
ASKED_OF: Mapping[str, str] = {"public_body": "civil_servants"}


def given(person: Person) -> Sequence[Consent]:
    """Every consent of somebody's own, withdrawn ones included, newest first."""
    keys = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(Consent).where(Consent.person_id.in_(keys)).order_by(Consent.given_at.desc(), Consent.id.desc())
    ).all()


def standing(person: Person, purpose: str) -> Consent | None:
    """The consent to a purpose that has not been withdrawn."""
    return next((one for one in given(person) if one.purpose == purpose and one.withdrawn_at is None), None)


def agree(purpose: str, *, language: Language, actor: Actor, anew: bool = False) -> Consent:
    """Consent to a voluntary purpose of the notice in force, in the words that were read. Raises `PurposeUnknown`.

    ``anew``: a consent that stands under an earlier notice is not enough, because other words were read just now. The
    earlier one stands too, for what rests on it.
    """
    person = asking.person_of(actor)
    held = standing(person, purpose)
    notice = privacy.current()
    if held is not None and (not anew or held.text_version == notice.version):
        return held
    wanted = next((one for one in notice.purposes if one.id == purpose and not one.necessary), None)
    if wanted is None:
        raise PurposeUnknown()
    consent = Consent(
        person_id=person.id,
        purpose=purpose,
        text_version=notice.version,
        statement=wanted.text.in_(language),
        given_at=clock.now(),
    )
    db.session.add(consent)
    audit.record("consent.given", "person", person.id, actor=actor, purpose=purpose, version=notice.version)
    db.session.flush()
    return consent


def withdraw(purpose: str, *, actor: Actor) -> None:
    """Withdraw it: what was held by it alone is deleted. Raises `PurposeUnknown`."""
    person = asking.person_of(actor)
    if purpose not in {one.id for one in privacy.current().purposes if not one.necessary}:
        raise PurposeUnknown()
    for one in given(person):
        if one.purpose == purpose and one.withdrawn_at is None:
            one.withdrawn_at = clock.now()
    if purpose == DEMOGRAPHICS:
        # What institutions declared with a consent of theirs goes too: the person says no.
        keys = [one.id for one in cluster(person)]
        db.session.execute(delete(PersonFact).where(PersonFact.person_id.in_(keys)))
        forget_declared(keys)
        enrolments.forget_declared(person)
    if purpose == FOLLOW_UP:
        surveys.forget(person)
    if purpose == CONSENT_PURPOSE:
        talent.end(person)
    audit.record("consent.withdrawn", "person", person.id, actor=actor, purpose=purpose)
    db.session.flush()


def withdraw_follow_up(person_id: uuid.UUID) -> int:
    """Withdraw the consent to being asked, by the link of a survey; how many answers were deleted.

    Whoever has the link has the mailbox; taking a consent back needs no more than giving it.
    """
    person = root_of(db.session.get_one(Person, person_id))
    for one in given(person):
        if one.purpose == FOLLOW_UP and one.withdrawn_at is None:
            one.withdrawn_at = clock.now()
    gone = surveys.forget(person)
    audit.record("consent.withdrawn", "person", person.id, actor=SYSTEM, purpose=FOLLOW_UP, by="survey_link")
    db.session.flush()
    return gone


def asked_of(person: Person) -> tuple[str, ...]:
    """The questions that somebody is asked, in their order; those for one profile of who holds that profile."""
    held = awards.profiles_of([one.id for one in cluster(person)])
    return tuple(name for name in QUESTIONS if name not in ASKED_OF or ASKED_OF[name] in held)


def answers_of(person: Person) -> dict[str, str]:
    """The newest answer to each question, whoever declared it."""
    keys = [one.id for one in cluster(person)]
    rows = db.session.scalars(
        select(PersonFact)
        .where(PersonFact.person_id.in_(keys), PersonFact.attribute.in_(QUESTIONS))
        .order_by(PersonFact.declared_on, PersonFact.id)
    )
    return {row.attribute: row.value for row in rows}


def answer(answers: Mapping[str, str], *, language: Language, actor: Actor) -> None:
    """Keep the answers given, with consent and day; an empty one is taken out. Raises `PurposeUnknown` for a question
    or an answer that does not exist, and for a question that the person is not asked."""
    person = asking.person_of(actor)
    asked = asked_of(person)
    for attribute, value in answers.items():
        known = attribute in asked and (not value or value in content.identifiers()[QUESTIONS[attribute]])
        if not known:
            raise PurposeUnknown()
    consent = agree(DEMOGRAPHICS, language=language, actor=actor, anew=True)
    keys = [one.id for one in cluster(person)]
    for attribute, value in answers.items():
        db.session.execute(delete(PersonFact).where(PersonFact.person_id.in_(keys), PersonFact.attribute == attribute))
        if value:
            db.session.add(
                PersonFact(
                    person_id=person.id, attribute=attribute, value=value, source="holder",
                    declared_on=clock.today(), consent_id=consent.id,
                )
            )  # fmt: skip
    audit.record("consent.answered", "person", person.id, actor=actor, questions=sorted(answers))
    db.session.flush()
