"""Asking a guardian of a minor for consent, by mail; the guardian's answer, which can be taken back."""

from __future__ import annotations

from registry import addresses, clock
from registry.accounts import queries as accounts
from registry.accounts import rules as account_rules
from registry.accounts.actor import ANONYMOUS, Actor
from registry.awards import collections
from registry.awards import queries as awards
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind as Mail
from registry.people import guardians
from registry.people.models import GuardianConsent, Person
from registry.people.service import cluster
from registry.rights import asking, privacy
from registry.rights.errors import ConsentSpent


def ask(*, name: str, email: str, relation: str, language: str, actor: Actor) -> GuardianConsent:
    """A minor asks her or his guardian. Raises `EmailMalformed`."""
    person = asking.person_of(actor)
    email = accounts.normal_email(email)
    account_rules.check_email(email)
    made, token = guardians.ask(
        person, name=" ".join(name.split()), email=email, relation=relation,
        text_version=privacy.current().version, actor=actor,
    )  # fmt: skip
    url = addresses.path(f"tutor/{token}")
    notices.enqueue(
        Mail.GUARDIAN_ASKED, email, language, {"guardian": made.guardian_name, "url": url}, person_id=person.id
    )
    return made


def of_token(token: str) -> GuardianConsent:
    """The consent that a guardian's link is about. Raises `ConsentSpent`."""
    found = guardians.of_token(token)
    if found is None:
        raise ConsentSpent()
    return found


def decide(token: str, *, agree: bool) -> GuardianConsent:
    """The guardian answers. Without consent nothing stays public: the minor's links end. Raises `ConsentSpent`."""
    consent = of_token(token)
    guardians.decide(consent, agree=agree, actor=ANONYMOUS)
    person = db.session.get_one(Person, consent.person_id)
    if not agree and not guardians.may_share(person):
        end_links(person)
    return consent


def end_links(person: Person) -> None:
    """Withdraw everything that the person shares."""
    now = clock.now()
    for record in cluster(person):
        for award in awards.of_person(record.id):
            for link in award.shares:
                link.withdrawn_at = link.withdrawn_at or now
        for one in (*collections.of_person(record.id), collections.page_of(record.id)):
            if one is not None:
                one.withdrawn_at = one.withdrawn_at or now
    db.session.flush()
