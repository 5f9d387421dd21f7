"""What this registry's own tables hold of a document, an issuer, a status list: plain values, each with its moment.

Read through `registry.trust.remembered`, so that one verification after another asks the database nothing.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from registry import addresses, config
from registry.awards.models import AwardEndorsement
from registry.custody.models import Issuer, SigningKey
from registry.custody.queries import did_document_of, public_key
from registry.db import db
from registry.providers import partnering
from registry.providers.models import Accreditation, Provider
from registry.records import notes, storage
from registry.records.models import Document, StatusEvent, StatusList
from registry.signing import DidDocument, parse_did_document
from registry.trust import remembered, root_store
from registry.trust.definitions import definition_facts
from registry.trust.remembered import Seen, seen
from registry.trust.standards import standard_facts
from registry.verification.evidence import (
    DefinitionFacts,
    KeyPeriod,
    KeyUse,
    Known,
    PartnerFacts,
    SignedAccreditation,
    StandardFacts,
    TrustRoot,
)

#: A request for a countersignature, the partner's DID, and the endorsement if there is one.
Asked = tuple[AwardEndorsement, str, Document | None]


@dataclass(frozen=True, slots=True)
class OwnDocument:
    """A document of this registry. ``events`` are of the document itself; ``note`` is None once its salt was deleted.

    ``countersignatures`` are partners' detached endorsements of it, with their events and status lists; ``partners``
    the DIDs of all who were asked for one, ``awaited`` of those who have not given it.
    """

    issuer: str
    note: str | None
    events: tuple[str, ...]
    countersignatures: tuple[bytes, ...]
    partners: tuple[str, ...]
    awaited: tuple[str, ...]
    partner_events: tuple[str, ...]
    partner_lists: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnIssuer:
    """An issuer of this registry: its keys, its name as an institution, and what the authority signed about it."""

    did_document: DidDocument
    periods: tuple[KeyPeriod, ...]
    name: str | None
    accreditations: tuple[SignedAccreditation, ...]
    events: tuple[str, ...]
    lists: frozenset[str]


def root(now: dt.datetime) -> Known[TrustRoot]:
    """The newest root of trust."""
    return seen("root", lambda: root_store.current(now), now).value


def document(uri: str, now: dt.datetime) -> Seen[OwnDocument | None]:
    """What is known of one document; None: it was never registered here."""
    return seen(("document", uri), lambda: _document(uri), now)


def issuer(did: str, now: dt.datetime) -> Seen[OwnIssuer | None]:
    """What is known of one issuer; None: no issuer of this registry."""
    return seen(("issuer", did), lambda: _issuer(did), now)


def partner(did: str, now: dt.datetime) -> Seen[PartnerFacts | None]:
    """How one institution stands as a partner; None: no institution of this registry."""
    return seen(("partner", did), lambda: _partner(did, now), now)


def status_list(public_id: str, now: dt.datetime) -> Seen[bytes | None]:
    """A status list as it is served; None: there is none."""
    return seen(("list", public_id), lambda: _status_list(public_id), now)


def standard(uri: str, now: dt.datetime) -> Seen[StandardFacts | None]:
    """A version of a standard; None: there is none at that address."""
    return seen(("standard", uri), lambda: standard_facts(uri), now)


def definition(version_id: uuid.UUID, now: dt.datetime) -> Seen[DefinitionFacts | None]:
    """A published definition; None: there is none."""
    return seen(("definition", version_id), lambda: definition_facts(version_id), now)


def learn(uris: Iterable[str], dids: Iterable[str], now: dt.datetime) -> None:
    """Read at once what verifying these documents of these issuers will ask for one by one.

    Which of the issuers are not of this registry; those that are, few in any batch, are read when they are met.
    """
    remembered.learn((("document", uri) for uri in uris), _documents, now)
    remembered.learn((("issuer", did) for did in dids), _strangers, now)


def _document(uri: str) -> OwnDocument | None:
    return _documents([("document", uri)])["document", uri]


def _documents(keys: Sequence[Hashable]) -> dict[Hashable, OwnDocument | None]:
    """By key: every document asked for, by as many queries for hundreds as for one."""
    uris = [key[1] for key in keys if isinstance(key, tuple)]
    rows = db.session.execute(
        select(Document, Issuer)  # the whole issuer, which the note asks for: else it is looked up for each
        .join(Issuer, Issuer.id == Document.issuer_id)
        .where(Document.uri.in_(uris))
        .options(selectinload(Document.events), joinedload(Document.leaf))
    ).all()
    asked = _countersigning([found.id for found, _ in rows])
    desk = notes.desk() if rows else None
    known = {one.uri: _own_document(one, issuer.did, asked.get(one.id, []), desk) for one, issuer in rows}
    return {("document", uri): known.get(uri) for uri in uris}


def _countersigning(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Asked]]:
    """By document: who was asked to countersign it, and what was given."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(AwardEndorsement, Issuer.did, Document)
        .join(Provider, Provider.id == AwardEndorsement.partner_id)
        .join(Issuer, Issuer.id == Provider.issuer_id)
        .outerjoin(Document, Document.id == AwardEndorsement.endorsement_document_id)
        .where(AwardEndorsement.document_id.in_(ids))
        .options(selectinload(Document.events), selectinload(Document.status_list))
    )
    found: dict[uuid.UUID, list[Asked]] = defaultdict(list)
    for request, partner, one in rows:
        found[request.document_id].append((request, partner, one))
    return found


def _own_document(found: Document, did: str, asked: Sequence[Asked], desk: notes.NoteDesk | None) -> OwnDocument:
    note = notes.note_of(found, desk)
    given = [one for request, _, one in asked if request.endorsement_document_id is not None and one is not None]
    return OwnDocument(
        issuer=did,
        note=note.decode() if note else None,
        events=tuple(event.signed.decode() for event in found.events),
        countersignatures=tuple(storage.signed_json(one) for one in given),
        partners=tuple(dict.fromkeys(partner for _, partner, _ in asked)),
        awaited=tuple(partner for request, partner, _ in asked if request.signed_at is None),
        partner_events=_events_of(given),
        partner_lists=_lists_of(given),
    )


def _strangers(keys: Sequence[Hashable]) -> dict[Hashable, OwnIssuer | None]:
    """By key: the issuers that are none of this registry's."""
    dids = [key[1] for key in keys if isinstance(key, tuple)]
    known = set(db.session.scalars(select(Issuer.did).where(Issuer.did.in_(dids))))
    return {("issuer", did): None for did in dids if did not in known}


def _issuer(did: str) -> OwnIssuer | None:
    row = db.session.execute(
        select(Issuer, Provider.name)
        .outerjoin(Provider, Provider.issuer_id == Issuer.id)
        .where(Issuer.did == did)
        .options(selectinload(Issuer.keys))
    ).first()
    if row is None:
        return None
    found, name = row
    accredited = db.session.execute(
        select(Accreditation, Document)
        .join(Provider, Provider.id == Accreditation.provider_id)
        .join(Document, Document.id == Accreditation.document_id)
        .where(Provider.issuer_id == found.id)
        .options(selectinload(Document.events), selectinload(Document.status_list))
        .order_by(Accreditation.valid_from)
    ).all()
    documents = [one for _, one in accredited]
    return OwnIssuer(
        did_document=parse_did_document(did_document_of(found), did=did),
        periods=tuple(_period(did, key) for key in found.keys),
        name=name or (config.current().registry_name.es if found.kind == "transcripts" else None),
        accreditations=tuple(
            SignedAccreditation(document=storage.signed_json(one), scope=accreditation.scope)
            for accreditation, one in accredited
        ),
        events=_events_of(documents),
        lists=_lists_of(documents),
    )


def _partner(did: str, now: dt.datetime) -> PartnerFacts | None:
    found = db.session.scalar(
        select(Provider.id).join(Issuer, Issuer.id == Provider.issuer_id).where(Issuer.did == did)
    )
    if found is None:
        return None
    standing = partnering.standing_of(found, now)
    return PartnerFacts(standing.signs, standing.said)


def _period(did: str, key: SigningKey) -> KeyPeriod:
    return KeyPeriod(
        id=f"{did}#{key.fragment}",
        public_key=public_key(key.public_multibase),
        since=key.active_from,
        until=key.retired_at,
        compromised_at=key.compromised_at,
        use=KeyUse.STATUS if key.purpose == "status" else KeyUse.ISSUING,
    )


def _status_list(public_id: str) -> bytes | None:
    return db.session.scalar(select(StatusList.signed_json).where(StatusList.public_id == public_id))


def _events_of(documents: Iterable[Document]) -> tuple[str, ...]:
    return tuple(event.signed.decode() for document in documents for event in _sorted(document.events))


def _sorted(events: Iterable[StatusEvent]) -> list[StatusEvent]:
    return sorted(events, key=lambda event: event.at)


def _lists_of(documents: Iterable[Document]) -> frozenset[str]:
    found = (one.status_list for one in documents)
    return frozenset(addresses.status_list(one.public_id) for one in found if one is not None)
