"""Looking up many share links or folios at once: two queries for a handful of hundreds, whatever comes of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from registry import clock, ids
from registry.awards import naming
from registry.awards.errors import ShareClosed, ShareCodeNeeded, ShareNotFound
from registry.awards.models import Award, ShareLink
from registry.db import db
from registry.people.models import Person
from registry.people.service import surname_key
from registry.verification.names import Likeness, compare_names

_DOCUMENT = (joinedload(Award.person), joinedload(Award.document))


Refused = ShareNotFound | ShareClosed | ShareCodeNeeded


def shares_of_tokens(tokens: Iterable[str]) -> Mapping[str, ShareLink | Refused]:
    """By token: the live link with its award and document, or the refusal that `sharing.open_share` would raise."""
    digests = {ids.token_digest(token): token for token in tokens}
    rows = db.session.scalars(
        select(ShareLink)
        .where(ShareLink.token_digest.in_(list(digests)))
        .options(joinedload(ShareLink.award).options(*_DOCUMENT))
    )
    found: dict[str, ShareLink | Refused] = {token: ShareNotFound() for token in digests.values()}
    now = clock.now()
    for link in rows:
        ended = link.withdrawn_at or (link.expires_at if link.expires_at and link.expires_at <= now else None)
        token = digests[link.token_digest]
        if ended is not None:
            found[token] = ShareClosed(day=clock.day_of(ended))
        else:
            found[token] = link if link.sealed_code is None else ShareCodeNeeded()
    return found


def awards_of_folios(folios: Iterable[str]) -> Mapping[str, Award]:
    """By folio (as `ids.read_folio` returns it): the awards that exist, with person and document.

    Those that their holders rejected, had erased or do not want to be found are shown to nobody.
    """
    wanted = Award.folio.in_(list(folios)) & Award.declined_at.is_(None)
    root = aliased(Person)
    rows = db.session.scalars(
        select(Award)
        .join(Person, Person.id == Award.person_id)
        .join(root, root.id == func.coalesce(Person.merged_into, Person.id))
        .where(wanted, Person.blocked_at.is_(None), root.not_found_since.is_(None))
        .options(*_DOCUMENT)
    )
    return {award.folio: award for award in rows}


def is_holder(award: Award, *, surname: str, name: str) -> bool:
    """Whether a surname or a whole name beside a folio is the holder's.

    A whole name may leave words out, never add any: with fifty surnames in one cell somebody would guess.
    """
    person = award.person
    asked = surname_key(surname)
    both = surname_key(f"{person.first_surname or ''} {person.second_surname or ''}")
    own = {surname_key(one) for one in (person.first_surname, person.second_surname) if one}
    if asked and asked in own | {both, person.surname_key}:
        return True
    if naming.has_surname(award, surname) or naming.has_name(award, name):
        return True
    if compare_names(name, person.full_name) is Likeness.DIFFERENT:
        return False
    asked_words, own_words = surname_key(name).split(), surname_key(person.full_name).split()
    first = set(surname_key(person.first_surname or person.surname_key).split())
    return len(asked_words) <= len(own_words) and first <= set(asked_words)
