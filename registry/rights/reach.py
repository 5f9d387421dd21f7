"""Everything that belongs to somebody: which rows of which tables, by the catalogue."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Table, func, or_, select

from registry import ids
from registry.accounts.models import Account, AccountEmail
from registry.awards import documents as award_documents
from registry.awards.models import Award, AwardEndorsement, Claim, ShareLink, Transcript
from registry.db import db
from registry.enrolments import matching
from registry.enrolments.sheets import CURP, EMAIL
from registry.identity.models import IdentityCase
from registry.issuing.models import BatchRow
from registry.people.models import Person, PersonIdentifier, PersonMerge
from registry.people.service import cluster
from registry.programs.models import CohortMember
from registry.records.models import Document
from registry.rights.catalogue import HELD, Holding
from registry.rights.models import RightsRequest
from registry.surveys.models import SurveyInvitation

#: SQLite takes at most 32,766 variables in a statement.
SLICE = 500
Row = RowMapping


@dataclass(frozen=True, slots=True)
class Keys:
    """What somebody's rows are found by. ``accounts`` are those that nobody works with, ``all_accounts`` all."""

    people: frozenset[uuid.UUID]
    accounts: frozenset[uuid.UUID]
    all_accounts: frozenset[uuid.UUID]
    awards: frozenset[uuid.UUID]
    documents: frozenset[uuid.UUID]
    leaves: frozenset[uuid.UUID]
    members: frozenset[uuid.UUID]
    requests: frozenset[uuid.UUID]
    emails: frozenset[str]
    email_digests: frozenset[bytes]
    identities: frozenset[int]
    subjects: frozenset[str]
    survey_answers: frozenset[uuid.UUID]
    person_digests: frozenset[bytes]  # those of CURPs, and of addresses that are nobody else's


def keys_of(person: Person) -> Keys:
    """Everything by which the rows of a person, in all records united with theirs, are found."""
    people = frozenset(one.id for one in cluster(person))
    # An account that was closed when two records were united holds no person any more, and still somebody's name.
    closed = select(PersonMerge.closed_account_id).where(
        or_(PersonMerge.person_id.in_(people), PersonMerge.into_id.in_(people)), PersonMerge.undone_at.is_(None)
    )
    accounts = list(
        db.session.scalars(select(Account).where(or_(Account.person_id.in_(people), Account.id.in_(closed))))
    )
    own = frozenset(one.id for one in accounts if not one.grants)
    awards = _keys(select(Award.id).where(Award.person_id.in_(people)))
    documents, leaves = _documents(people, awards)
    every = frozenset(one.id for one in accounts)
    emails = _emails(people, own)
    return Keys(
        people=people,
        accounts=own,
        all_accounts=every,
        awards=awards,
        documents=documents,
        leaves=leaves,
        members=_keys(select(CohortMember.id).where(CohortMember.person_id.in_(people))),
        requests=_keys(select(RightsRequest.id).where(RightsRequest.person_id.in_(people))),
        emails=emails,
        email_digests=frozenset(ids.token_digest(one) for one in emails),
        identities=_identities(people, awards),
        person_digests=_person_digests(people, emails),
        survey_answers=_keys(
            select(SurveyInvitation.answer_id).where(
                SurveyInvitation.person_id.in_(people), SurveyInvitation.answer_id.is_not(None)
            )
        ),
        subjects=frozenset(str(one) for one in (*people, *every, *awards, *_acted_on(people, awards, documents))),
    )


def table_of(holding: Holding) -> Table:
    """The table of a holding."""
    return db.metadata.tables[holding.table]


def rows_of(holding: Holding, keys: Keys) -> Sequence[Row]:
    """Somebody's rows of one table, each once."""
    table = table_of(holding)
    order = list(table.primary_key.columns)
    found: dict[tuple[Any, ...], Row] = {}
    for condition in conditions(holding, keys):
        for row in db.session.execute(select(table).where(condition).order_by(*order)).mappings():
            found.setdefault(tuple(row[column.name] for column in order), row)
    return list(found.values())


def every_row(keys: Keys) -> Iterator[tuple[Holding, Sequence[Row]]]:
    """The same of every table, in the catalogue's order."""
    for holding in HELD:
        yield holding, rows_of(holding, keys)


def conditions(holding: Holding, keys: Keys) -> Iterator[ColumnElement[bool]]:
    """What a row of the table must meet to be somebody's: one of these."""
    table = table_of(holding)
    for column, name in holding.reach:
        wanted = sorted(getattr(keys, name), key=str)
        for start in range(0, len(wanted), SLICE):
            part = wanted[start : start + SLICE]
            place = func.lower(table.c[column]) if name == "emails" else table.c[column]
            yield place.in_(part)


def count(keys: Keys) -> int:
    """How many awards a copy of somebody's data holds: what decides who makes it."""
    return len(keys.awards)


def _keys(statement: Any) -> frozenset[uuid.UUID]:
    return frozenset(db.session.scalars(statement))


def _sliced(wanted: Collection[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    every = sorted(wanted)
    for start in range(0, len(every), SLICE):
        yield every[start : start + SLICE]


def _documents(
    people: frozenset[uuid.UUID], awards: frozenset[uuid.UUID]
) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """The documents of awards, countersignatures and transcripts; and their leaves."""
    found = set(_keys(select(Transcript.document_id).where(Transcript.person_id.in_(people))))
    for part in _sliced(awards):
        found |= _keys(select(Document.id).where(award_documents.of_awards(part, wallets=True)))
        found |= _keys(
            select(AwardEndorsement.endorsement_document_id).where(
                AwardEndorsement.award_id.in_(part), AwardEndorsement.endorsement_document_id.is_not(None)
            )
        )
    leaves: set[uuid.UUID] = set()
    for part in _sliced(found):
        leaves |= _keys(select(Document.leaf_id).where(Document.id.in_(part)))
    return frozenset(found), frozenset(leaves)


def _acted_on(
    people: frozenset[uuid.UUID], awards: frozenset[uuid.UUID], documents: frozenset[uuid.UUID]
) -> Iterator[object]:
    """What else the log of acts names of somebody: documents, links with the questions they answered, requests."""
    yield from _keys(select(RightsRequest.id).where(RightsRequest.person_id.in_(people)))
    yield from _keys(select(IdentityCase.id).where(IdentityCase.person_id.in_(people)))
    for part in _sliced(awards):
        yield from _keys(select(ShareLink.id).where(ShareLink.award_id.in_(part)))
    for part in _sliced(documents):
        yield from db.session.scalars(select(Document.uri).where(Document.id.in_(part)))


def _emails(people: frozenset[uuid.UUID], accounts: frozenset[uuid.UUID]) -> frozenset[str]:
    """Addresses that are this person's and nobody else's: one that others use too is no trace of theirs alone."""
    own = set(db.session.scalars(select(AccountEmail.email).where(AccountEmail.account_id.in_(accounts))))
    named = set(
        db.session.scalars(
            select(PersonIdentifier.value).where(
                PersonIdentifier.person_id.in_(people), PersonIdentifier.kind == "email"
            )
        )
    ) | set(db.session.scalars(select(Claim.email).where(Claim.person_id.in_(people), Claim.email.is_not(None))))
    wanted = {one.lower() for one in own | named if one}
    shared = set(
        db.session.scalars(
            select(func.lower(PersonIdentifier.value)).where(
                PersonIdentifier.kind == "email",
                func.lower(PersonIdentifier.value).in_(wanted),
                PersonIdentifier.person_id.not_in(people),
            )
        )
    ) | set(
        db.session.scalars(
            select(AccountEmail.email).where(AccountEmail.email.in_(wanted), AccountEmail.account_id.not_in(accounts))
        )
    )
    return frozenset(wanted - (shared - own))


def _person_digests(people: frozenset[uuid.UUID], emails: frozenset[str]) -> frozenset[bytes]:
    curps = db.session.scalars(
        select(PersonIdentifier.digest).where(PersonIdentifier.person_id.in_(people), PersonIdentifier.kind == CURP)
    )
    return frozenset(one for one in curps if one) | frozenset(matching.digest_of(EMAIL, one) for one in emails)


def _identities(people: frozenset[uuid.UUID], awards: frozenset[uuid.UUID]) -> frozenset[int]:
    """Under what the person is found in lists: the CURP's digest, and whatever rows that became awards have."""
    digests = db.session.scalars(
        select(PersonIdentifier.digest).where(PersonIdentifier.person_id.in_(people), PersonIdentifier.kind == "curp")
    )
    found = {int.from_bytes(one[:8], "big", signed=True) for one in digests if one}
    for part in _sliced(awards):
        rows = db.session.scalars(select(BatchRow.identity).where(BatchRow.award_id.in_(part)))
        found |= {one for one in rows if one is not None}
    return frozenset(found)
