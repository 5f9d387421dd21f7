"""What happened to awards, for their holder: received, accepted, changed, corrected, shared.

A handful of queries, however many awards.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import selectinload

from registry.awards import documents, messages
from registry.awards.models import Award, AwardDocument, Claim, Collection, LinkTerms, ShareLink
from registry.awards.reading import reason_of
from registry.db import db
from registry.people.models import Person
from registry.records.models import Document
from registry.texts import Text, same

#: How a change of state looks in a history.
_KINDS: Mapping[str, str] = {
    "suspended": "not_current",
    "reinstated": "valid",
    "revoked": "invalid",
    "superseded": "info",
}


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened: to one award, or (None) to a link or page that shows several. ``kind`` is how it looks,
    ``by_issuer`` whether the institution did it."""

    award_id: uuid.UUID | None
    at: dt.datetime
    title: Text
    text: Text | None = None
    kind: str | None = None
    by_issuer: bool = False


def of_awards(awards: Sequence[Award], *, at: dt.datetime) -> list[Happening]:
    """Everything that happened to these awards until ``at``, newest first."""
    ids = [award.id for award in awards]
    found = [Happening(one.id, one.issued_at, messages.ISSUED, kind="valid", by_issuer=True) for one in awards]
    found += _received(ids)
    found += [one for award in awards for one in _answers(award)]
    found += _changes(ids)
    for link in shares_of(ids):
        found += _links(link, at)
    # What shares a moment happened in this order.
    return sorted(found, key=lambda one: one.at)[::-1]


def shares_of(award_ids: Sequence[uuid.UUID]) -> Sequence[ShareLink]:
    """The links of awards, newest first."""
    return db.session.scalars(
        select(ShareLink)
        .where(ShareLink.award_id.in_(award_ids))
        .order_by(ShareLink.created_at.desc(), ShareLink.id.desc())
    ).all()


def collections_of(person_id: uuid.UUID | None) -> Sequence[Collection]:
    """The links to several and the public pages that a person made, ended ones included, newest first."""
    return db.session.scalars(
        select(Collection)
        .join(Person, Person.id == Collection.person_id)
        .where(or_(Person.id == person_id, Person.merged_into == person_id))
        .order_by(Collection.created_at.desc(), Collection.id.desc())
    ).all()


def of_collections(collections: Sequence[Collection], *, at: dt.datetime) -> list[Happening]:
    """What happened to links to several and to public pages until ``at``."""
    found = []
    for one in collections:
        made, ended = messages.COLLECTIONS[one.kind]
        found += _link(one, None, made, ended, at)
    return found


def corrected_at(award_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dt.datetime]:
    """When the document that is current was made, of awards that were corrected. One query."""
    statement = (
        select(AwardDocument.award_id, func.max(Document.logged_at))
        .join(Document, Document.id == AwardDocument.document_id)
        .where(AwardDocument.award_id.in_(award_ids), AwardDocument.purpose == "correction")
        .group_by(AwardDocument.award_id)
    )
    return {award_id: _aware(moment) for award_id, moment in db.session.execute(statement)}


def _aware(moment: dt.datetime) -> dt.datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _answers(award: Award) -> list[Happening]:
    found = []
    if award.accepted_at is not None:
        found.append(Happening(award.id, award.accepted_at, messages.ACCEPTED))
    if award.declined_at is not None:
        found.append(Happening(award.id, award.declined_at, messages.DECLINED))
    return found


def _received(award_ids: Sequence[uuid.UUID]) -> list[Happening]:
    statement = select(Claim.award_id, Claim.used_at, Claim.kind).where(
        Claim.award_id.in_(award_ids), Claim.used_at.is_not(None), Claim.cancelled_at.is_(None)
    )
    return [
        Happening(award_id, used_at, messages.RECEIVED, messages.RECEIVED_BY.get(kind))
        for award_id, used_at, kind in db.session.execute(statement)
        if used_at is not None
    ]


def _changes(award_ids: Sequence[uuid.UUID]) -> list[Happening]:
    """Of the awards' own documents; what befell them befell those in wallets too."""
    award_of: dict[uuid.UUID, uuid.UUID] = dict(db.session.execute(documents.pairs(award_ids)).all())
    statement = (
        select(Document)
        .where(Document.id.in_(award_of))
        .options(selectinload(Document.events))
        .order_by(Document.logged_at, Document.id)
    )
    return [
        Happening(
            award_of[document.id],
            event.at,
            messages.EVENTS.get(event.kind, same(event.kind)),
            messages.SUPERSEDED_FILE if event.kind == "superseded" else reason_of(event),
            _KINDS.get(event.kind),
            by_issuer=True,
        )
        for document in db.session.scalars(statement)
        for event in document.events
    ]


def _links(link: ShareLink, at: dt.datetime) -> list[Happening]:
    made = messages.SHARED_CERTIFICATE if link.purpose == "certificate" else messages.SHARED
    return _link(link, link.award_id, made, messages.WITHDRAWN, at)


def _link(link: LinkTerms, award_id: uuid.UUID | None, made: Text, withdrawn: Text, at: dt.datetime) -> list[Happening]:
    label = same(link.label) if link.label else None
    found = [Happening(award_id, link.created_at, made, label)]
    if link.withdrawn_at is not None:
        found.append(Happening(award_id, link.withdrawn_at, withdrawn, label))
    elif link.expires_at is not None and link.expires_at <= at:
        found.append(Happening(award_id, link.expires_at, messages.LINK_ENDED, messages.LINK_ENDED_TEXT))
    return found
