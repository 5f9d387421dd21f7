"""The only writer of people and of what identifies them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import or_, select, update

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.custody import vault
from registry.db import db
from registry.people.errors import TwoPeople
from registry.people.models import Consent, Person, PersonFact, PersonIdentifier

#: SQLite takes at most 32,766 variables in a statement; look-ups go in slices well below that.
LOOKUP_SLICE = 500


@dataclass(frozen=True, slots=True)
class PersonClaims:
    """What a provider says of a person. ``full_name`` is what the document will show, given names first."""

    full_name: str
    given_names: str | None = None
    first_surname: str | None = None
    second_surname: str | None = None
    curp: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "es"
    facts: Mapping[str, str] = field(default_factory=dict)


def register(
    claims: Sequence[PersonClaims], *, source: str = "provider", consent: Consent | None = None
) -> list[Person]:
    """The person of each claim: found by CURP, else new. One look-up for all; nobody is found by an e-mail,
    because two people may share one (CONTRACT, Bulk file)."""
    known = _by_curp(one.curp for one in claims if one.curp)
    people: list[Person] = []
    for one in claims:
        digest = curp_digest(one.curp) if one.curp else None
        person = known.get(digest) if digest else None
        if person is None:
            person = _new_person(one, source)
            if digest:
                known[digest] = person
        else:
            _add_contacts(person, one, source)
        if consent is not None:
            _add_facts(person, one.facts, source, consent)
        people.append(person)
    db.session.flush()
    return people


def _new_person(claims: PersonClaims, source: str) -> Person:
    person = Person(
        id=ids.new_key(),
        full_name=claims.full_name,
        given_names=claims.given_names,
        first_surname=claims.first_surname,
        second_surname=claims.second_surname,
        surname_key=surname_key(claims.first_surname or claims.full_name.split()[-1]),
        language=claims.language,
        created_at=clock.now(),
        identifiers=[],
    )
    db.session.add(person)
    if claims.curp:
        digest = curp_digest(claims.curp)
        person.identifiers.append(
            PersonIdentifier(
                kind="curp",
                sealed=vault.seal(claims.curp.encode(), context=f"curp:{person.id}"),
                digest=digest,
                unique_digest=digest,
                source=source,
                created_at=clock.now(),
            )
        )
    _add_contacts(person, claims, source)
    return person


def _add_contacts(person: Person, claims: PersonClaims, source: str) -> None:
    present = {(one.kind, one.value) for one in person.identifiers}
    for kind, value in (("email", claims.email), ("phone", claims.phone)):
        if value and (kind, value) not in present:
            person.identifiers.append(
                PersonIdentifier(
                    kind=kind,
                    value=value,
                    digest=vault.current().keyed_digest(value, purpose=kind),
                    source=source,
                    created_at=clock.now(),
                )
            )


def _add_facts(person: Person, facts: Mapping[str, str], source: str, consent: Consent) -> None:
    today = clock.today()
    held = (
        {
            row.attribute: row
            for row in db.session.scalars(
                select(PersonFact).where(PersonFact.person_id == person.id, PersonFact.declared_on == today)
            )
        }
        if facts and person in db.session and person not in db.session.new
        else {}
    )
    for attribute, value in facts.items():
        if attribute in held:
            held[attribute].value = value
            continue
        db.session.add(
            PersonFact(
                person_id=person.id,
                attribute=attribute,
                value=value,
                source=source,
                declared_on=today,
                consent_id=consent.id,
            )
        )


def add_email(person: Person, email: str, *, source: str, verified: bool) -> PersonIdentifier:
    """Another address of a person; marks it verified when the person has answered from it."""
    email = email.strip().lower()
    found = next((one for one in person.identifiers if one.kind == "email" and one.value == email), None)
    if found is None:
        found = PersonIdentifier(
            kind="email",
            value=email,
            digest=vault.current().keyed_digest(email, purpose="email"),
            source=source,
            created_at=clock.now(),
        )
        person.identifiers.append(found)
    if verified and found.verified_at is None:
        found.verified_at = clock.now()
    db.session.flush()
    return found


def root_of(person: Person) -> Person:
    """The record that stands for somebody: the one that this one was merged into, or itself."""
    return person if person.merged_into is None else db.session.get_one(Person, person.merged_into)


def may_be_one(first: Person, second: Person) -> bool:
    """Whether two records can be one person: two different CURPs are two people."""
    curps = {bytes(one.digest) for person in (first, second) for one in person.identifiers if one.kind == "curp"}
    return len(curps) < 2


def merge(person: Person, *, into: Person, actor: Actor) -> None:
    """From now on ``person`` (and whatever was merged into it) is ``into``; nothing is deleted, names stay as issued.

    Raises `TwoPeople` for two different CURPs.
    """
    if person.id == into.id:
        return
    if not may_be_one(person, into):
        raise TwoPeople()
    db.session.execute(
        update(Person)
        .where(or_(Person.id == person.id, Person.merged_into == person.id))
        .values(merged_into=into.id)
        .execution_options(synchronize_session="fetch")
    )
    audit.record("person.merged", "person", person.id, actor=actor, into=str(into.id))


def curp_digest(curp: str) -> bytes:
    """The keyed hash under which a CURP is looked up."""
    return vault.current().keyed_digest(curp.upper(), purpose="curp")


def curp_of(person: Person) -> str | None:
    """The CURP in clear, for the few acts that need it (comparing what a holder typed)."""
    row = next((one for one in person.identifiers if one.kind == "curp" and one.sealed), None)
    if row is None or row.sealed is None:
        return None
    return vault.unseal(row.sealed, context=f"curp:{person.id}").decode()


def surname_key(surname: str) -> str:
    """A surname folded for comparison: no accents, no case, single spaces."""
    folded = unicodedata.normalize("NFKD", surname.casefold())
    kept = "".join(
        character if character.isalnum() else " " for character in folded if not unicodedata.combining(character)
    )
    return " ".join(kept.split())


def _by_curp(curps: Iterable[str]) -> dict[bytes, Person]:
    digests = [curp_digest(curp) for curp in curps]
    found: dict[bytes, Person] = {}
    for start in range(0, len(digests), LOOKUP_SLICE):
        rows = db.session.execute(
            select(PersonIdentifier.digest, Person)
            .join(Person, Person.id == PersonIdentifier.person_id)
            .where(PersonIdentifier.kind == "curp", PersonIdentifier.digest.in_(digests[start : start + LOOKUP_SLICE]))
        )
        found.update({bytes(digest): person for digest, person in rows})
    return found


def state_consent(*, purpose: str, text_version: str, statement: str, provider_id: object) -> Consent:
    """The provider's statement that it holds its people's consent for demographic data."""
    consent = Consent(
        provider_id=provider_id, purpose=purpose, text_version=text_version, statement=statement, given_at=clock.now()
    )
    db.session.add(consent)
    db.session.flush()
    return consent
