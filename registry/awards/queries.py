"""Reading awards: for their holder, their issuer, and the pages that look one up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from registry.awards import documents, naming
from registry.awards.models import Award, Claim, ShareLink
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.people import guardians
from registry.people.models import Person
from registry.people.service import surname_key
from registry.records.models import Document

_WHOLE = (
    joinedload(Award.person).selectinload(Person.identifiers),
    joinedload(Award.document).selectinload(Document.events),
    joinedload(Award.definition_version).joinedload(DefinitionVersion.definition).joinedload(Definition.provider),
    joinedload(Award.definition_version).joinedload(DefinitionVersion.standard_version),
)


def by_id(award_id: uuid.UUID) -> Award | None:
    """One award, whole."""
    return db.session.scalars(_shown(select(Award)).where(Award.id == award_id).options(*_WHOLE)).one_or_none()


def by_folio(folio: str) -> Award | None:
    """The award of a folio (as `ids.read_folio` returns it)."""
    return db.session.scalars(_shown(select(Award)).where(Award.folio == folio).options(*_WHOLE)).one_or_none()


def was_erased(folio: str) -> bool:
    """Whether the award of a folio was taken out at its holder's request: folio, institution and dates are all that is
    left of it."""
    statement = select(Person.blocked_at).join(Award, Award.person_id == Person.id).where(Award.folio == folio)
    return db.session.scalar(statement) is not None


def by_folio_and_surname(folio: str, surname: str) -> Award | None:
    """The award of a folio when the surname is the holder's; otherwise None, the same as for an unknown folio.

    One that its holder rejected is shown to nobody, nor one of a holder who opposes being found. An earlier surname
    counts too: it stands on certificates that were printed before the name was corrected.
    """
    award = by_folio(folio)
    if award is None or award.declined_at is not None or _hidden(award.person):
        return None
    asked = surname_key(surname)
    own = {surname_key(one) for one in (award.person.first_surname, award.person.second_surname) if one}
    both = surname_key(f"{award.person.first_surname or ''} {award.person.second_surname or ''}")
    found = bool(asked) and (asked in own | {both, award.person.surname_key} or naming.has_surname(award, surname))
    return award if found else None


def of_document(document_uri: str) -> Award | None:
    """The award that a document belongs to, superseded documents included."""
    statement = _shown(select(Award)).where(documents.award_of(document_uri)).options(*_WHOLE)
    return db.session.scalars(statement).one_or_none()


def of_person(person_id: uuid.UUID) -> Sequence[Award]:
    """What a person holds, newest first; rejected ones left out, those of merged records included."""
    statement = (
        select(Award)
        .join(Person, Person.id == Award.person_id)
        .where(
            or_(Person.id == person_id, Person.merged_into == person_id),
            Award.declined_at.is_(None),
            Person.blocked_at.is_(None),
        )
        .order_by(Award.awarded_on.desc(), Award.id.desc())
        .options(*_WHOLE)
    )
    return db.session.scalars(statement).all()


def everything_of(person_id: uuid.UUID) -> Sequence[Award]:
    """What was awarded to a person, newest first: rejected ones, too, and those of merged records."""
    statement = (
        select(Award)
        .join(Person, Person.id == Award.person_id)
        .where(or_(Person.id == person_id, Person.merged_into == person_id), Person.blocked_at.is_(None))
        .order_by(Award.awarded_on.desc(), Award.id.desc())
        .options(*_WHOLE)
    )
    return db.session.scalars(statement).all()


def profiles_of(people: Collection[uuid.UUID]) -> frozenset[str]:
    """The profiles of what these records of a person were awarded and is not revoked."""
    statement = (
        select(DefinitionVersion.profile)
        .join(Award, Award.definition_version_id == DefinitionVersion.id)
        .where(Award.person_id.in_(people), Award.state != "revoked", DefinitionVersion.profile.is_not(None))
    )
    return frozenset(one for one in db.session.scalars(statement.distinct()) if one)


def documents_of(award_id: uuid.UUID) -> Sequence[Document]:
    """The documents of an award with their status events, the superseded ones included, oldest first.

    Those in wallets apart (`holding.bound_documents`): what befell the award befell its own document, too.
    """
    statement = (
        select(Document)
        .where(documents.of_awards([award_id]))
        .order_by(Document.logged_at, Document.id)
        .options(selectinload(Document.events))
    )
    return db.session.scalars(statement).all()


def shares_of(award_id: uuid.UUID) -> Sequence[ShareLink]:
    """The links of an award, newest first."""
    return db.session.scalars(
        select(ShareLink)
        .where(ShareLink.award_id == award_id)
        .order_by(ShareLink.created_at.desc(), ShareLink.id.desc())
    ).all()


def share_by_id(share_id: uuid.UUID) -> ShareLink | None:
    """One share link."""
    return db.session.get(ShareLink, share_id, options=[joinedload(ShareLink.award)])


def of_provider(
    provider_id: uuid.UUID,
    *,
    text: str = "",
    definition_version_id: uuid.UUID | None = None,
    batch_id: uuid.UUID | None = None,
    state: str | None = None,
    at: dt.datetime | None = None,
    page: int = 1,
    size: int = 50,
) -> tuple[Sequence[Award], int]:
    """A page of a provider's awards and how many there are in all; ``text`` finds a folio or part of a name.

    With ``at``, ``state`` good means not expired at that moment, and ``expired`` can be asked for.
    """
    own = select(DefinitionVersion.id).join(Definition).where(Definition.provider_id == provider_id)
    conditions: list[ColumnElement[bool]] = [Award.definition_version_id.in_(own), Person.blocked_at.is_(None)]
    if definition_version_id:
        conditions.append(Award.definition_version_id == definition_version_id)
    if batch_id:
        conditions.append(Award.batch_id == batch_id)
    if state:
        conditions.append(Award.state == ("good" if state == "expired" else state))
    if at is not None and state in ("good", "expired"):
        expired = Award.valid_until <= at
        conditions.append(expired if state == "expired" else or_(Award.valid_until.is_(None), ~expired))
    statement = select(Award).join(Person, Person.id == Award.person_id)
    if text:
        folio = "".join(character for character in text.upper() if character.isalnum())
        conditions.append(or_(Award.folio == folio, Person.full_name.icontains(text.strip(), autoescape=True)))
    total = db.session.scalar(
        select(func.count()).select_from(Award).join(Person, Person.id == Award.person_id).where(*conditions)
    )
    rows = db.session.scalars(
        statement.where(*conditions).order_by(Award.id.desc()).offset((page - 1) * size).limit(size).options(*_WHOLE)
    ).all()
    return rows, int(total or 0)


def open_claim_of(award_id: uuid.UUID) -> Claim | None:
    """The claim that still waits for its person."""
    return db.session.scalars(
        select(Claim)
        .where(Claim.award_id == award_id, Claim.used_at.is_(None), Claim.cancelled_at.is_(None))
        .order_by(Claim.created_at.desc(), Claim.id.desc())
    ).first()


def _shown(statement: Select[Award]) -> Select[Award]:
    """Without what lies blocked or is erased: of that only the shell of a row is left."""
    return statement.where(~exists().where(Person.id == Award.person_id, Person.blocked_at.is_not(None)))


def _hidden(person: Person) -> bool:
    """Whether the holder opposes being found, or is under age without a guardian's consent."""
    root = person if person.merged_into is None else db.session.get_one(Person, person.merged_into)
    return root.not_found_since is not None or not guardians.may_share(root)


def with_relations() -> tuple[object, ...]:
    """Loader options for code that selects awards by itself and then renders them."""
    return _WHOLE


__all__ = [
    "by_folio",
    "by_folio_and_surname",
    "by_id",
    "documents_of",
    "everything_of",
    "of_document",
    "of_person",
    "of_provider",
    "open_claim_of",
    "share_by_id",
    "shares_of",
    "with_relations",
]
