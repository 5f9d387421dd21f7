"""A learner chooses to be found, changes what she declares, hides from employers, and withdraws."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update

from registry import addresses, clock, content
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.awards.rules import end_of_validity
from registry.db import db
from registry.errors import NotAllowed
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.people import guardians
from registry.people.merging import cluster, root_of
from registry.people.models import Consent, Person
from registry.talent import cards, rules
from registry.talent.errors import ConsentMissing, FieldMissing, NothingToFind, UnderAge
from registry.talent.messages import AVAILABILITY, CONSENT, CONSENT_PURPOSE, CONSENT_VERSION
from registry.talent.models import TalentContact, TalentHidden, TalentProfile
from registry.texts import CENTRAL_MEXICO, Language, Text

MAY = "record:share"
_CIRCLE = 2**31 - 1
_DOMAIN = Text("dominio de la empresa, como empresa.mx", "the employer's domain, such as employer.com")


@dataclass(frozen=True, slots=True)
class Declared:
    """What somebody says of herself; everything may be empty but the availability."""

    state_code: str = ""
    english: str = ""
    remote: bool = False
    availability: str = "listening"


def person_of(actor: Actor) -> Person:
    """The record of whoever acts. Raises `NotAllowed` for who holds none."""
    actor.require(MAY)
    if actor.person_id is None:
        raise NotAllowed(permission=MAY)
    return root_of(db.session.get_one(Person, actor.person_id))


def of_person(person: Person) -> TalentProfile | None:
    """The choice that holds now, in any record united with this one."""
    keys = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(TalentProfile)
        .where(TalentProfile.person_id.in_(keys), TalentProfile.expires_at > clock.now())
        .order_by(TalentProfile.expires_at.desc(), TalentProfile.id.desc())
    ).first()


def opt_in(declared: Declared, *, agreed: bool, language: Language, actor: Actor) -> TalentProfile:
    """Be found from now on, for twelve months; doing it again begins them anew.

    Raises `NotAllowed`, `UnderAge`, `ConsentMissing`, `NothingToFind`, `FieldMissing`.
    """
    person = person_of(actor)
    if guardians.is_minor(person):
        raise UnderAge()
    if not agreed:
        raise ConsentMissing()
    _check(declared)
    if not cards.current_awards(person.id):
        raise NothingToFind()
    end(person)
    now = clock.now()
    consent = Consent(
        person_id=person.id, purpose=CONSENT_PURPOSE, text_version=CONSENT_VERSION, statement=CONSENT.in_(language),
        given_at=now,
    )  # fmt: skip
    db.session.add(consent)
    db.session.flush()
    made = TalentProfile(
        person_id=person.id, consent_id=consent.id, place=secrets.randbelow(_CIRCLE), created_at=now,
        expires_at=end_of_validity(now, rules.CONSENT_MONTHS), **_columns(declared),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    audit.record("talent.chosen", "person", person.id, actor=actor, version=CONSENT_VERSION)
    return made


def change(declared: Declared, *, actor: Actor) -> TalentProfile:
    """Declare something else; the consent runs on. Raises `NothingToFind` for who is not found anyway."""
    held = of_person(person_of(actor))
    if held is None:
        raise NothingToFind()
    _check(declared)
    for name, value in _columns(declared).items():
        setattr(held, name, value)
    db.session.flush()
    return held


def withdraw(*, actor: Actor) -> None:
    """Nobody finds her from this second on, and messages without an answer end."""
    person = person_of(actor)
    end(person)
    audit.record("talent.withdrawn", "person", person.id, actor=actor)


def hide(typed: str, *, actor: Actor) -> str:
    """Employers with this domain do not find her; the domain. Raises `FieldMissing`."""
    person, domain = person_of(actor), rules.domain_of(typed)
    held = hidden_of(person)
    if domain is None or len(held) >= rules.MOST_HIDDEN:
        raise FieldMissing(field="domain", label=_DOMAIN)
    if domain not in held:
        db.session.add(TalentHidden(person_id=person.id, domain=domain, since=clock.now()))
        db.session.flush()
    return domain


def unhide(domain: str, *, actor: Actor) -> None:
    """Employers with this domain may find her again; one that is no domain is hidden from nobody."""
    domain = rules.domain_of(domain) or ""
    keys = [one.id for one in cluster(person_of(actor))]
    db.session.execute(delete(TalentHidden).where(TalentHidden.person_id.in_(keys), TalentHidden.domain == domain))


def hidden_of(person: Person) -> Sequence[str]:
    """The domains from which somebody hides, in order."""
    keys = [one.id for one in cluster(person)]
    found = db.session.scalars(select(TalentHidden.domain).where(TalentHidden.person_id.in_(keys)))
    return sorted(set(found))


def _check(declared: Declared) -> None:
    wrong = (
        ("state_code", Text("entidad", "state"), bool(declared.state_code) and not content.state(declared.state_code)),
        ("english", Text("inglés", "English"), bool(declared.english) and declared.english not in rules.ENGLISH_ORDER),
        ("availability", Text("disponibilidad", "availability"), declared.availability not in AVAILABILITY),
    )
    for name, label, is_wrong in wrong:
        if is_wrong:
            raise FieldMissing(field=name, label=label)


def _columns(declared: Declared) -> dict[str, object]:
    return {
        "state_code": declared.state_code or None,
        "english": declared.english,
        "remote": declared.remote,
        "availability": declared.availability,
        "changed_at": clock.now(),
    }


def end(person: Person) -> None:
    """The choice goes, the consent is marked, open messages end; what she hid from stays, for the next time."""
    keys, now = [one.id for one in cluster(person)], clock.now()
    db.session.execute(delete(TalentProfile).where(TalentProfile.person_id.in_(keys)))
    db.session.execute(
        update(Consent)
        .where(Consent.person_id.in_(keys), Consent.purpose == CONSENT_PURPOSE, Consent.withdrawn_at.is_(None))
        .values(withdrawn_at=now)
    )
    db.session.execute(
        update(TalentContact)
        .where(TalentContact.person_id.in_(keys), TalentContact.state == "sent")
        .values(state="ended", ended_at=now)
    )
    db.session.flush()


# -- what the worker does


def expire() -> int:
    """End choices whose twelve months are over; how many."""
    due = db.session.scalars(
        select(TalentProfile)
        .where(TalentProfile.expires_at <= clock.now())
        .order_by(TalentProfile.expires_at, TalentProfile.id)
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for one in due:
        person = one.person
        end(root_of(person))
        audit.record("talent.expired", "person", person.id, actor=SYSTEM)
    return len(due)


def remind() -> int:
    """Write once to those whose choice ends within thirty days; how many."""
    now = clock.now()
    due = db.session.scalars(
        select(TalentProfile)
        .where(
            TalentProfile.expires_at <= now + rules.TELL_BEFORE,
            TalentProfile.expires_at > now,
            TalentProfile.reminded_at.is_(None),
        )
        .limit(100)
        .with_for_update(skip_locked=True)
    ).all()
    for one in due:
        one.reminded_at = now
        account = account_of(one.person)
        if account is not None:
            values = {
                "until": one.expires_at.astimezone(CENTRAL_MEXICO).date(),
                "url": addresses.path("/mis-microcredenciales/talento"),
            }
            notices.enqueue(Kind.TALENT_ENDING, account.address, account.language, values, person_id=one.person_id)
    db.session.flush()
    return len(due)


def account_of(person: Person) -> Account | None:
    """The account that holds somebody's record and has an address; None without one."""
    keys: list[uuid.UUID] = [one.id for one in cluster(person)]
    return db.session.scalars(
        select(Account).where(Account.person_id.in_(keys), Account.email.is_not(None), Account.disabled_at.is_(None))
    ).first()
