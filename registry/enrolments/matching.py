"""Whose enrolments these are, and what they led to: by the keyed digests of CURPs and e-mails, in few look-ups."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import func, select

from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.enrolments.sheets import CURP
from registry.people.finding import EMAIL, email_digest
from registry.people.models import Consent, Person, PersonIdentifier
from registry.people.service import cluster, curp_digest

T = TypeVar("T")
#: SQLite takes at most 32,766 variables in a statement.
SLICE = 500
REVOKED = "revoked"
#: The purpose of the consent under which somebody's declared facts are kept (that of the optional questions).
DECLARED = "demographics"
_ROOT = func.coalesce(Person.merged_into, Person.id)


@dataclass(frozen=True, slots=True)
class Matched:
    """What the registry knows of some digests.

    ``awarded``: when the course was earned, by digest and definition, oldest first; nothing for an e-mail that leads to
    two people with the course: it cannot be said whose award it is. ``root``: the record of a digest that is one
    person's. ``opposed``: who does not want to be counted. ``silent``: who has withdrawn the consent to declared facts.
    """

    awarded: Mapping[tuple[bytes, uuid.UUID], Sequence[dt.date]] = field(default_factory=dict)
    root: Mapping[bytes, uuid.UUID] = field(default_factory=dict)
    opposed: Collection[bytes] = frozenset()
    silent: Collection[bytes] = frozenset()

    def earned(self, digest: bytes, definition_id: uuid.UUID, *, since: dt.date) -> dt.date | None:
        """The first award of a course since a day."""
        return next((day for day in self.awarded.get((digest, definition_id), ()) if day >= since), None)


def digest_of(identified_by: str, identity: str) -> bytes:
    """The keyed digest under which somebody's enrolments are found: the same as that of the person's identifier."""
    return curp_digest(identity) if identified_by == CURP else email_digest(identity)


def digests_of(person: Person, *, verified: bool) -> frozenset[bytes]:
    """Under which digests somebody's enrolments are found; with ``verified``, by e-mails that the person answered from
    alone: an address may be shared."""
    known = [one for each in cluster(person) for one in each.identifiers]
    return frozenset(one.digest for one in known if one.kind == CURP and one.digest) | {
        email_digest(one.value)
        for one in known
        if one.kind == EMAIL and one.value is not None and (one.verified_at is not None or not verified)
    }


def matched(digests: Iterable[bytes], definitions: Collection[uuid.UUID]) -> Matched:
    """Look digests up: people, their awards of these definitions, what they have said about being counted."""
    roots: dict[bytes, set[uuid.UUID]] = {}
    opposed: set[bytes] = set()
    for digest, root, not_counted in _people_of(sorted(set(digests))):
        roots.setdefault(digest, set()).add(root)
        if not_counted is not None:
            opposed.add(digest)
    people = sorted({one for each in roots.values() for one in each})
    awards, opposing = _awards(people, definitions), _opposing(people)
    withdrawn = _withdrawn(people)
    return Matched(
        awarded=dict(_of_one_person(roots, awards)),
        root={digest: next(iter(each)) for digest, each in roots.items() if len(each) == 1},
        opposed=opposed | {digest for digest, each in roots.items() if each & opposing},
        silent=frozenset(digest for digest, each in roots.items() if each & withdrawn),
    )


def _people_of(digests: Sequence[bytes]) -> Iterator[tuple[bytes, uuid.UUID, dt.datetime | None]]:
    """Who is found under each digest: the record that stands for the person, and since when she is not counted."""
    for some in sliced(digests):
        for kind in (CURP, EMAIL):  # each has an index of its own, and one question for both would use neither
            rows = db.session.execute(
                select(PersonIdentifier.digest, _ROOT, Person.not_counted_since)
                .join(Person, Person.id == PersonIdentifier.person_id)
                .where(PersonIdentifier.digest.in_(some), PersonIdentifier.kind == kind)
            )
            for digest, root, not_counted in rows:
                if digest:
                    yield digest, root, not_counted


def sliced(wanted: Sequence[T]) -> Iterator[Sequence[T]]:
    """Parts that a statement can take."""
    for start in range(0, len(wanted), SLICE):
        yield wanted[start : start + SLICE]


Awards = Mapping[uuid.UUID, Mapping[uuid.UUID, Sequence[dt.date]]]


def _of_one_person(
    roots: Mapping[bytes, set[uuid.UUID]], awards: Awards
) -> Iterator[tuple[tuple[bytes, uuid.UUID], Sequence[dt.date]]]:
    for digest, each in roots.items():
        for definition_id in {one for root in each for one in awards.get(root, {})}:
            found = [awards[root][definition_id] for root in each if definition_id in awards.get(root, {})]
            if len(found) == 1:
                yield (digest, definition_id), found[0]


def _awards(people: Sequence[uuid.UUID], definitions: Collection[uuid.UUID]) -> Awards:
    """Days of awards that stand, by person and definition."""
    found: dict[uuid.UUID, dict[uuid.UUID, list[dt.date]]] = {}
    for some in sliced(people):
        rows = db.session.execute(
            select(_ROOT, DefinitionVersion.definition_id, Award.awarded_on)
            .select_from(Award)
            .join(Person, Person.id == Award.person_id)
            .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
            .where(
                _ROOT.in_(some),
                DefinitionVersion.definition_id.in_(definitions),
                Award.state != REVOKED,
            )
            .order_by(Award.awarded_on, Award.id)
        )
        for root, definition_id, day in rows:
            found.setdefault(root, {}).setdefault(definition_id, []).append(day)
    return found


def _opposing(people: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    found: set[uuid.UUID] = set()
    for some in sliced(people):
        found |= set(
            db.session.scalars(select(Person.id).where(Person.id.in_(some), Person.not_counted_since.is_not(None)))
        )
    return found


def _withdrawn(people: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """Who has said no to declared facts, and not yes again since."""
    newest: dict[uuid.UUID, bool] = {}
    for some in sliced(people):
        rows = db.session.execute(
            select(_ROOT, Consent.withdrawn_at)
            .select_from(Consent)
            .join(Person, Person.id == Consent.person_id)
            .where(_ROOT.in_(some), Consent.purpose == DECLARED)
            .order_by(Consent.given_at, Consent.id)
        )
        for root, withdrawn_at in rows:
            newest[root] = withdrawn_at is not None
    return {root for root, gone in newest.items() if gone}
