"""The only writer of people and of what identifies them."""

from __future__ import annotations

import datetime as dt
import functools
import unicodedata
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from registry import clock, ids
from registry.bulk import Rows
from registry.custody import vault
from registry.db import db
from registry.people import finding
from registry.people.errors import CurpHeldByAnother
from registry.people.merging import cluster, may_be_one, merge, root_of
from registry.people.models import Consent, Person, PersonFact, PersonIdentifier

__all__ = [
    "LONGEST_KEY",
    "PersonClaims",
    "Planned",
    "add_email",
    "by_curp",
    "cluster",
    "curp_digest",
    "curp_of",
    "declare",
    "drop_email",
    "may_be_one",
    "merge",
    "plan",
    "prove_curp",
    "register",
    "root_of",
    "set_phone",
    "state_consent",
    "surname_key",
]

#: SQLite takes at most 32,766 variables in a statement; look-ups go in slices well below that.
LOOKUP_SLICE = 1_000
#: A person, a CURP, an e-mail, a telephone.
_ROWS_EACH = 4
#: What `Person.surname_key` holds: a surname without spaces may be longer, and is found by its beginning.
LONGEST_KEY = 160


class PersonClaims(NamedTuple):
    """What a provider says of a person. ``full_name`` is what the document will show, given names first."""

    full_name: str
    given_names: str | None = None
    first_surname: str | None = None
    second_surname: str | None = None
    curp: str | None = None
    email: str | None = None
    phone: str | None = None
    language: str = "es"
    facts: Mapping[str, str] = MappingProxyType({})


def register(
    claims: Sequence[PersonClaims], *, source: str = "provider", consent: Consent | None = None
) -> list[Person]:
    """The person of each claim, written now: see `plan`."""
    rows = Rows()
    planned = plan(claims, rows, source=source, consent_id=consent.id if consent else None).keys
    rows.write(db.session)
    keys = [uuid.UUID(bytes=key) for key in planned]
    found = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(keys)))}
    return [found[key] for key in keys]


def plan(
    claims: Sequence[PersonClaims],
    rows: Rows,
    *,
    source: str = "provider",
    consent_id: uuid.UUID | None = None,
    digests_later: bool = False,
) -> Planned:
    """The person of each claim: found by CURP, else new. Reads; what is to be written goes into ``rows``.

    One look-up for all. Nobody is found by an e-mail, because two people may share one (CONTRACT, Bulk file). Without
    a consent no demographic fact is kept. ``digests_later``: e-mails get their digest from `finding.digest_due`.
    """
    held = vault.current()
    digests = [held.keyed_digest(one.curp.upper(), purpose="curp") if one.curp else None for one in claims]
    known = _by_curp([digest for digest in digests if digest])
    facts = _facts_of_today([one.person_id for one in known.values()]) if consent_id is not None and known else {}
    now, today = clock.now(), clock.today()
    fresh = ids.new_raw_keys(_ROWS_EACH * len(claims))
    plan = _Plan(rows, source=source, at=now, fresh=fresh, digests_later=digests_later)
    keys: list[bytes] = []
    several: set[bytes] = set()
    for one, digest in zip(claims, digests, strict=True):
        person = known.get(digest) if digest else None
        if person is None:
            person = _Known(plan.add_person(one, digest), set())
            if digest:
                known[digest] = person
        if one.email:
            plan.add_contact("email", one.email, person)
        if one.phone:
            plan.add_contact("phone", one.phone, person)
        if consent_id is not None:
            _plan_facts(one.facts, person.person_id, facts, rows, source=source, today=today, consent_id=consent_id)
        keys.append(person.person_id)
        if len(person.contacts) > 1 and sum(kind == "email" for kind, _ in person.contacts) > 1:
            several.add(person.person_id)
    return Planned(keys, several)


@dataclass(frozen=True, slots=True)
class Planned:
    """Whom claims are of: a key for each, and those of whom several e-mails are on record from then on. Keys are 16
    bytes each."""

    keys: Sequence[bytes]
    several: Collection[bytes]


class _Known(NamedTuple):
    """Somebody, and the contacts on record: kind and value."""

    person_id: bytes
    contacts: set[tuple[str, str | None]]


class _Plan:
    """New people and contacts among many rows. ``fresh``: keys for as many rows as there may be."""

    def __init__(
        self, rows: Rows, *, source: str, at: dt.datetime, fresh: Sequence[bytes], digests_later: bool
    ) -> None:
        self._fresh = iter(fresh)
        self._digests_later = digests_later
        self._vault = vault.current()
        self._nonces = vault.new_nonces(len(fresh) // _ROWS_EACH)  # nobody has two CURPs
        self._add_person = rows.sheet(
            Person,
            ("id", "full_name", "given_names", "first_surname", "second_surname", "surname_key", "language"),
            created_at=at,
        )
        self._add_curp = rows.sheet(
            PersonIdentifier,
            ("id", "person_id", "sealed", "digest"),
            kind="curp",
            source=source,
            created_at=at,
        )
        self._add_contact = rows.sheet(
            PersonIdentifier, ("id", "person_id", "kind", "value", "digest"), source=source, created_at=at
        )

    def add_person(self, claims: PersonClaims, digest: bytes | None) -> bytes:
        key = next(self._fresh)
        self._add_person(
            (
                key,
                claims.full_name,
                claims.given_names,
                claims.first_surname,
                claims.second_surname,
                surname_key(claims.first_surname or claims.full_name.split()[-1])[:LONGEST_KEY],
                claims.language,
            )
        )
        if claims.curp:
            context = f"curp:{ids.spell_key(key)}"
            sealed = self._vault.seal(claims.curp.encode(), context=context, nonce=next(self._nonces))
            self._add_curp((next(self._fresh), key, sealed, digest))
        return key

    def add_contact(self, kind: str, value: str, person: _Known) -> None:
        if (kind, value) not in person.contacts:
            person.contacts.add((kind, value))
            digest = None if self._digests_later else finding.contact_digest(kind, value)
            self._add_contact((next(self._fresh), person.person_id, kind, value, digest))


def _plan_facts(
    facts: Mapping[str, str],
    person_id: bytes,
    held: dict[tuple[bytes, str], uuid.UUID],
    rows: Rows,
    *,
    source: str,
    today: dt.date,
    consent_id: uuid.UUID,
) -> None:
    """A fact declared twice on one day is the later one."""
    for attribute, value in facts.items():
        row_id = held.get((person_id, attribute))
        if row_id is not None:
            rows.change(PersonFact, row_id, value=value)
            continue
        held[person_id, attribute] = row_id = ids.new_key()
        rows.add(
            PersonFact,
            id=row_id,
            person_id=person_id,
            attribute=attribute,
            value=value,
            source=source,
            declared_on=today,
            consent_id=consent_id,
        )


def declare(person: Person, facts: Mapping[str, str], *, consent_id: uuid.UUID) -> None:
    """What somebody says of herself today, under a consent of hers; said twice on one day, the later one holds."""
    rows, held = Rows(), _facts_of_today([person.id.bytes])
    _plan_facts(facts, person.id.bytes, held, rows, source="holder", today=clock.today(), consent_id=consent_id)
    rows.write(db.session)


def _facts_of_today(people: Sequence[bytes]) -> dict[tuple[bytes, str], uuid.UUID]:
    rows = db.session.execute(
        select(PersonFact.person_id, PersonFact.attribute, PersonFact.id).where(
            PersonFact.person_id.in_([uuid.UUID(bytes=one) for one in people]), PersonFact.declared_on == clock.today()
        )
    )
    return {(person_id.bytes, attribute): row_id for person_id, attribute, row_id in rows}


def add_email(person: Person, email: str, *, source: str, verified: bool) -> PersonIdentifier:
    """Another address of a person; marks it verified when the person has answered from it."""
    email = email.strip().lower()
    found = next((one for one in person.identifiers if one.kind == "email" and one.value == email), None)
    if found is None:
        found = PersonIdentifier(
            kind="email",
            value=email,
            digest=finding.email_digest(email),
            source=source,
            created_at=clock.now(),
        )
        person.identifiers.append(found)
    if verified and found.verified_at is None:
        found.verified_at = clock.now()
    db.session.flush()
    return found


def drop_email(person: Person, email: str) -> None:
    """The holder gave an address up: it proves nothing of this person any more, in any record of theirs."""
    for one in cluster(person):
        for row in [row for row in one.identifiers if row.kind == "email" and row.value == email.strip().lower()]:
            if row.source == "holder":
                one.identifiers.remove(row)
                db.session.delete(row)
            else:
                row.verified_at = None
    db.session.flush()


def set_phone(person: Person, phone: str | None) -> None:
    """The holder's telephone, or none: contact only, it opens nothing. A provider's own entry stays the provider's."""
    for row in [row for row in person.identifiers if row.kind == "phone" and row.source == "holder"]:
        person.identifiers.remove(row)
        db.session.delete(row)
    if phone:
        person.identifiers.append(PersonIdentifier(kind="phone", value=phone, source="holder", created_at=clock.now()))
    db.session.flush()


def prove_curp(person: Person, curp: str) -> None:
    """The holder's CURP, proved by the outside log-in. One that is known already is marked as proved.

    Raises `CurpHeldByAnother` when it is another person's, or this one has another.
    """
    digest = curp_digest(curp)
    held = [one for each in cluster(person) for one in each.identifiers if one.kind == "curp"]
    known = next((one for one in held if one.digest == digest), None)
    if known is not None:
        known.verified_at = known.verified_at or clock.now()
        db.session.flush()
        return
    if held or by_curp(curp) is not None:
        raise CurpHeldByAnother()
    person.identifiers.append(
        PersonIdentifier(
            kind="curp",
            sealed=vault.seal(curp.encode(), context=f"curp:{person.id}"),
            digest=digest,
            source="holder",
            created_at=clock.now(),
            verified_at=clock.now(),
        )
    )
    db.session.flush()


def by_curp(curp: str) -> Person | None:
    """The person of a CURP, the record that stands for her or him."""
    row = db.session.scalar(
        select(PersonIdentifier).where(PersonIdentifier.kind == "curp", PersonIdentifier.digest == curp_digest(curp))
    )
    return root_of(row.person) if row is not None else None


def curp_digest(curp: str) -> bytes:
    """The keyed hash under which a CURP is looked up."""
    return vault.current().keyed_digest(curp.upper(), purpose="curp")


def curp_of(person: Person) -> str | None:
    """The CURP in clear, for the few acts that need it (comparing what a holder typed)."""
    row = next((one for one in person.identifiers if one.kind == "curp" and one.sealed), None)
    if row is None or row.sealed is None:
        return None
    return vault.unseal(row.sealed, context=f"curp:{row.person_id}").decode()


@functools.lru_cache(maxsize=4_096)  # a list repeats its surnames
def surname_key(surname: str) -> str:
    """A surname folded for comparison: no accents, no case, single spaces."""
    folded = unicodedata.normalize("NFKD", surname.casefold())
    kept = "".join(
        character if character.isalnum() else " " for character in folded if not unicodedata.combining(character)
    )
    return " ".join(kept.split())


def _by_curp(digests: Sequence[bytes]) -> dict[bytes, _Known]:
    found: dict[bytes, _Known] = {}
    digests = _on_record(digests)
    for start in range(0, len(digests), LOOKUP_SLICE):
        own = aliased(PersonIdentifier)
        rows = db.session.execute(
            select(own.digest, own.person_id, PersonIdentifier.kind, PersonIdentifier.value)
            .join(PersonIdentifier, PersonIdentifier.person_id == own.person_id)
            .where(own.kind == "curp", own.digest.in_(digests[start : start + LOOKUP_SLICE]))
        )
        for digest, person_id, kind, value in rows:
            if digest:
                found.setdefault(digest, _Known(person_id.bytes, set())).contacts.add((kind, value))
    return found


def _on_record(digests: Sequence[bytes]) -> list[bytes]:
    """Those of the digests that are somebody's CURP: in most lists none, and then nothing more is asked.

    Through the driver: SQLAlchemy writes a statement of thousands of places anew each time, which takes longer than
    the look-ups.
    """
    connection, found = db.session.connection(), []
    for start in range(0, len(digests), LOOKUP_SLICE):
        part = digests[start : start + LOOKUP_SLICE]
        if connection.dialect.name == "postgresql":
            rows = connection.exec_driver_sql(f"{_HELD} = ANY(%s)", (list(part),))
        else:
            rows = connection.exec_driver_sql(f"{_HELD} IN ({','.join('?' * len(part))})", tuple(part))
        found += [bytes(digest) for (digest,) in rows]
    return found


_HELD = "SELECT digest FROM person_identifier WHERE kind = 'curp' AND digest"


def state_consent(*, purpose: str, text_version: str, statement: str, provider_id: object) -> Consent:
    """The provider's statement that it holds its people's consent for demographic data."""
    consent = Consent(
        provider_id=provider_id, purpose=purpose, text_version=text_version, statement=statement, given_at=clock.now()
    )
    db.session.add(consent)
    db.session.flush()
    return consent
