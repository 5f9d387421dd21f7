"""The only writer of surveys: asking with consent, one reminder, answers that replace each other, forgetting whose they
were.

An answer lies apart from its person. While the wave is open the invitation knows which one it is; when it closes that
is forgotten, and from then on nobody can correct it, take it back or say whose it was.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import delete, select, update

from registry import addresses, clock, content, ids
from registry.accounts.actor import SYSTEM
from registry.audit.service import record
from registry.awards.models import Award
from registry.awards.service import title_of
from registry.custody import vault
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people.models import Consent, Person, PersonFact
from registry.people.service import cluster, root_of
from registry.surveys import questions, rules
from registry.surveys.errors import AnswerUnfit, NothingAnswered, SurveyClosed, SurveyLinkUnknown
from registry.surveys.inviting import invite_due
from registry.surveys.models import SurveyAnswer, SurveyInvitation
from registry.surveys.questions import Question
from registry.texts import CENTRAL_MEXICO

__all__ = ["answer", "close_due", "forget", "invite_due", "of_token", "open_of_token", "remind_due"]

SLICE = 200
#: What is copied beside an answer of what its person declared before, with consent.
_FACTS = {
    "gender": "gender",
    "sector": "sector",
    "company_size": "company_size",
    "employment_status": "starting_situation",
    "occupation": "starting_occupation",
}


def of_token(token: str) -> SurveyInvitation:
    """The invitation of a mailed link. Raises SurveyLinkUnknown."""
    found: SurveyInvitation | None = db.session.scalar(
        select(SurveyInvitation).where(SurveyInvitation.token_digest == ids.token_digest(token))
    )
    if found is None:
        raise SurveyLinkUnknown()
    return found


def open_of_token(token: str) -> SurveyInvitation:
    """The same, if an answer is taken. Raises SurveyLinkUnknown, SurveyClosed."""
    found = of_token(token)
    if not rules.is_open(closes_at=found.closes_at, withdrawn=found.withdrawn_at is not None, now=clock.now()):
        raise SurveyClosed()
    return found


def answer(token: str, given: Mapping[str, str]) -> SurveyInvitation:
    """Take the answers of a link, in place of those given before. Empty ones are left out.

    Raises SurveyLinkUnknown, SurveyClosed, AnswerUnfit, NothingAnswered.
    """
    invitation = open_of_token(token)
    db.session.refresh(invitation, with_for_update=True)
    award = db.session.get_one(Award, invitation.award_id)
    asked = questions.questions_of(invitation.wave, award.definition_version.profile)
    read = {one.id: value for one in asked if (value := _read(one, given.get(one.id, ""))) is not None}
    if not read:
        raise NothingAnswered()
    if invitation.answer_id is not None:
        db.session.execute(delete(SurveyAnswer).where(SurveyAnswer.id == invitation.answer_id))
    # Random, not `ids.new_key`: that one begins with the time, which would tell who answered when.
    row = SurveyAnswer(
        id=uuid.uuid4(),
        wave=invitation.wave,
        month=invitation.closes_at.astimezone(CENTRAL_MEXICO).strftime("%Y-%m"),
        state=award.state_code,
        profile=award.definition_version.profile,
        **read,
        **_declared(award.person),
    )
    db.session.add(row)
    invitation.answer_id, invitation.answered, invitation.remind_at = row.id, True, None
    notices.cancel_group(_group(invitation))
    db.session.flush()
    return invitation


def forget(person: Person) -> int:
    """Consent is withdrawn: nothing more is asked, and every answer that can still be told to be this person's goes.

    How many answers went. Those of waves that have closed are nobody's any more and stay.
    """
    people = [one.id for one in cluster(root_of(person))]
    rows = db.session.scalars(
        select(SurveyInvitation).where(SurveyInvitation.person_id.in_(people), SurveyInvitation.closed_at.is_(None))
    ).all()
    gone = [one.answer_id for one in rows if one.answer_id is not None]
    db.session.execute(delete(SurveyAnswer).where(SurveyAnswer.id.in_(gone)))
    for one in rows:
        notices.cancel_group(_group(one))
        one.withdrawn_at = one.withdrawn_at or clock.now()
        one.answer_id, one.answered, one.remind_at, one.sealed_token, one.email = None, False, None, None, ""
    db.session.flush()
    if rows:
        record("survey.withdrawn", "person", root_of(person).id, actor=SYSTEM, answers=len(gone))
    return len(gone)


def remind_due() -> int:
    """Remind once those who have not answered; how many were looked at (0: nothing is due)."""
    now = clock.now()
    due = db.session.scalars(
        select(SurveyInvitation)
        .where(SurveyInvitation.remind_at <= now)
        .order_by(SurveyInvitation.remind_at, SurveyInvitation.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for one in due:
        one.remind_at = None
        person = root_of(db.session.get_one(Person, one.person_id))
        open_ = rules.is_open(closes_at=one.closes_at, withdrawn=one.withdrawn_at is not None, now=now)
        if open_ and not one.answered and one.sealed_token is not None and consents(person):
            _mail(Kind.SURVEY_REMINDER, one, person)
    db.session.flush()
    return len(due)


def close_due() -> int:
    """Forget whose the answers of closed waves were; how many invitations that concerned."""
    now = clock.now()
    due = (
        select(SurveyInvitation.id)
        .where(SurveyInvitation.closes_at <= now, SurveyInvitation.closed_at.is_(None))
        .limit(SLICE)
    )
    keys = db.session.scalars(due).all()
    db.session.execute(
        update(SurveyInvitation)
        .where(SurveyInvitation.id.in_(keys))
        .values(closed_at=now, answer_id=None, email="", sealed_token=None, remind_at=None)
        .execution_options(synchronize_session=False)
    )
    db.session.expire_all()
    return len(keys)


def consents(person: Person) -> bool:
    """Whether the person has agreed to be asked, and not taken it back."""
    people: Collection[uuid.UUID] = [one.id for one in cluster(person)]
    return (
        db.session.scalar(
            select(Consent.id)
            .where(Consent.person_id.in_(people), Consent.purpose == questions.PURPOSE, Consent.withdrawn_at.is_(None))
            .limit(1)
        )
        is not None
    )


def _mail(kind: Kind, invitation: SurveyInvitation, person: Person) -> None:
    assert invitation.sealed_token is not None  # noqa: S101  open invitations have one
    token = vault.unseal(invitation.sealed_token, context=f"survey_invitation:{invitation.id}").decode()
    award = db.session.get_one(Award, invitation.award_id)
    notices.enqueue(
        kind,
        invitation.email,
        person.language,
        {
            "name": person.full_name,
            "title": title_of(award.definition_version),
            "url": addresses.path(f"/encuesta/{token}"),
            "until": invitation.closes_at.astimezone(CENTRAL_MEXICO).date(),
        },
        group_key=_group(invitation),
        person_id=person.id,
    )


def _group(invitation: SurveyInvitation) -> str:
    return f"survey:{invitation.id}"


def _read(question: Question, written: str) -> Any:
    """An answer as it is kept; None for none. Raises AnswerUnfit."""
    written = written.strip()
    if not written:
        return None
    if question.kind == "yes_no" and written in ("yes", "no"):
        return written == "yes"
    if question.kind == "hours":
        hours: Decimal | None = questions.read_hours(written)
        if hours is not None:
            return format(hours.normalize(), "f")[:10]
    if question.kind == "choice":
        allowed = content.identifiers()[question.catalog] if question.catalog else dict(question.choices)
        if written in allowed:
            return written
    raise AnswerUnfit(question=question.text)


def _declared(person: Person) -> dict[str, str]:
    """The newest declarations of the facts that groups are made of, where a consent to them stands."""
    people = [one.id for one in cluster(root_of(person))]
    rows = db.session.execute(
        select(PersonFact.attribute, PersonFact.value)
        .join(Consent, Consent.id == PersonFact.consent_id)
        .where(PersonFact.person_id.in_(people), PersonFact.attribute.in_(_FACTS), Consent.withdrawn_at.is_(None))
        .order_by(PersonFact.declared_on, PersonFact.id)
    )
    return {_FACTS[attribute]: value[:20] for attribute, value in rows}


def wave_opened(invitation: SurveyInvitation) -> dt.date:
    """The day on which somebody was asked."""
    return invitation.sent_at.astimezone(CENTRAL_MEXICO).date()
