"""Somebody under age shows nothing to others before a mother, father or guardian has consented.

The age follows from the declared date of birth, or from the CURP where there is one; unknown is not under age.
"""

from __future__ import annotations

import datetime as dt
import uuid

from sqlalchemy import select

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.db import db
from registry.people import curp as curps
from registry.people.errors import GuardianNeeded
from registry.people.merging import cluster
from registry.people.models import GuardianConsent, Person
from registry.people.service import curp_of

#: Below this age a guardian consents (the laws leave the number to the civil codes; DOMAIN).
OF_AGE = 18
LIFE = dt.timedelta(days=60)


def born_on(person: Person) -> dt.date | None:
    """When somebody was born: as the CURP says in any record of theirs, else as declared."""
    declared = None
    for one in cluster(person):
        code = curp_of(one)
        if code is not None:
            return curps.birth_date(code)
        declared = declared or one.born_on
    return declared


def is_minor(person: Person) -> bool:
    """Whether somebody is known to be under age today."""
    born, today = born_on(person), clock.today()
    if born is None or born > today:  # a day that has not come is a mistake, and says nothing
        return False
    return (today.year, today.month, today.day) < (born.year + OF_AGE, born.month, born.day)


def consent_of(person: Person) -> GuardianConsent | None:
    """The newest consent, given or asked for, that has not ended."""
    keys = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(GuardianConsent)
        .where(GuardianConsent.person_id.in_(keys), GuardianConsent.ended_at.is_(None))
        .order_by(GuardianConsent.given_at.is_(None), GuardianConsent.asked_at.desc(), GuardianConsent.id.desc())
    ).first()


def may_share(person: Person) -> bool:
    """Whether what somebody holds may be shown to others."""
    if not is_minor(person):
        return True
    consent = consent_of(person)
    return consent is not None and consent.given_at is not None


def require_consent(person: Person) -> None:
    """Raise `GuardianNeeded` for a minor without it."""
    if not may_share(person):
        raise GuardianNeeded()


def ask(
    person: Person, *, name: str, email: str, relation: str, text_version: str, actor: Actor
) -> tuple[GuardianConsent, str]:
    """A request to a guardian, and the token of its page; one that was open before ends."""
    _end(person, given=False)
    token = ids.new_token()
    made = GuardianConsent(
        person_id=person.id, guardian_name=name, guardian_email=email, relation=relation,
        token_digest=ids.token_digest(token), text_version=text_version, asked_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("guardian.asked", "person", person.id, actor=actor)
    return made, token


def record_paper(person: Person, *, name: str, relation: str, text_version: str, actor: Actor) -> GuardianConsent:
    """An institution has the consent on paper."""
    _end(person, given=True)
    now = clock.now()
    made = GuardianConsent(
        person_id=person.id, guardian_name=name, relation=relation, text_version=text_version, asked_at=now,
        given_at=now, recorded_by=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("guardian.recorded", "person", person.id, actor=actor)
    return made


def of_token(token: str) -> GuardianConsent | None:
    """The consent of a guardian's link: given ones for good, others while their time lasts."""
    found: GuardianConsent | None = db.session.scalar(
        select(GuardianConsent).where(
            GuardianConsent.token_digest == ids.token_digest(token), GuardianConsent.ended_at.is_(None)
        )
    )
    over = found is not None and found.given_at is None and found.asked_at + LIFE <= clock.now()
    return None if over else found


def decide(consent: GuardianConsent, *, agree: bool, actor: Actor) -> None:
    """The guardian consents, declines, or takes a consent back."""
    now = clock.now()
    if agree:
        consent.given_at = consent.given_at or now
    else:
        consent.ended_at = now
    db.session.flush()
    audit.record("guardian.agreed" if agree else "guardian.declined", "person", consent.person_id, actor=actor)


def _end(person: Person, *, given: bool) -> None:
    """What was asked for ends; with ``given`` what was given as well, because another takes its place."""
    keys: list[uuid.UUID] = [one.id for one in cluster(person)]
    statement = select(GuardianConsent).where(GuardianConsent.person_id.in_(keys), GuardianConsent.ended_at.is_(None))
    for one in db.session.scalars(statement):
        if given or one.given_at is None:
            one.ended_at = clock.now()
    db.session.flush()
