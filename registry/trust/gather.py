"""Gathering evidence: everything that `verification` needs and that is not in the document (DESIGN, Verifying).

Here it comes from this registry's own database, through what is published: signed lists, signed accreditations, signed
events, notes. `verification` checks their signatures again, so a bundle or the network would serve as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from registry import addresses, clock
from registry.awards.models import AwardEndorsement
from registry.custody.models import Issuer, SigningKey
from registry.custody.queries import did_document_of, public_key
from registry.db import db
from registry.documents import terms
from registry.documents.errors import MalformedDocument
from registry.documents.model import Credential
from registry.documents.paper import PaperClaims
from registry.documents.parse import parse_credential
from registry.documents.read import Presented
from registry.providers.models import Accreditation, Provider
from registry.records import storage
from registry.records.models import Document, StatusEvent, StatusList
from registry.signing import DidDocument, SigningError, did_key_document, parse_did_document
from registry.trust import root_store
from registry.trust.definitions import definition_facts
from registry.trust.standards import standard_facts
from registry.verification.evidence import (
    NOT_SOUGHT,
    Evidence,
    KeyPeriod,
    KeyUse,
    Known,
    SignedAccreditation,
    Sourced,
    StandardFacts,
    Unreachable,
)
from registry.verification.paper import issuer_among

SOURCE = "registry"


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database holds of one document."""

    document: Document | None
    events: tuple[str, ...]


def gather(presented: Presented) -> Evidence:
    """The evidence for one document, as of now. Never raises for what the document says: it may say anything."""
    now = clock.now()
    if presented.paper is not None:
        return _gather_paper(presented.paper.claims, now)
    try:
        credential = parse_credential(presented.document)
    except MalformedDocument:
        return Evidence(root=root_store.current(now))
    issuer = credential.issuer.id.split("#")[0]
    endorsers = _endorsers(credential)
    own = _own_issuers({issuer, *endorsers})
    found = _document(credential.id)
    accreditations, accreditation_events, lists = _accreditations(own.get(issuer), now)
    endorsements, awaited, partner_issuers, partner_documents = _countersignatures(found.document, now)
    own |= partner_issuers
    urls = {status.list_url for status in credential.statuses if status.list_url}
    urls |= lists | _lists_of(partner_documents)
    events = (*found.events, *accreditation_events, *_events_of(partner_documents))
    return Evidence(
        root=root_store.current(now),
        did_documents={did: _did_document(did, own, now) for did in {issuer, *endorsers, *partner_issuers}},
        key_periods={did: Sourced(_periods(row), now, SOURCE) for did, row in own.items()},
        accreditations=accreditations,
        status_lists=_status_lists(urls, now),
        status_events=Sourced(tuple(events), now, SOURCE),
        registration=_registration(found.document, issuer in own, now),
        standard=_standard(credential, now),
        endorsements=endorsements,
        awaited_endorsers=awaited,
        names=_names(own),
    )


def _gather_paper(claims: PaperClaims, now: dt.datetime) -> Evidence:
    """The same for the code on a certificate, which names its institution by a digest and its definition by its id."""
    found = _document(claims.document)
    named = None if found.document is None else db.session.get(Issuer, found.document.issuer_id)
    did = None if named is None else issuer_among(claims, (named.did,))
    own = _own_issuers({did} if did else ())
    accreditations, accreditation_events, lists = _accreditations(own.get(did) if did else None, now)
    return Evidence(
        root=root_store.current(now),
        key_periods={did: Sourced(_periods(row), now, SOURCE) for did, row in own.items()},
        accreditations=accreditations,
        status_lists=_status_lists({claims.list_url(addresses.base()), *lists}, now),
        status_events=Sourced((*found.events, *accreditation_events), now, SOURCE),
        definition=Sourced(definition_facts(claims.definition), now, SOURCE),
        names=_names(own),
        base=addresses.base(),
    )


def _endorsers(credential: Credential) -> set[str]:
    achievement = credential.subject.achievement
    embedded = (*credential.endorsements, *(achievement.endorsements if achievement else ()))
    found = set()
    for one in embedded:
        issuer = one.get("issuer")
        identifier = issuer.get("id") if isinstance(issuer, Mapping) else issuer
        if isinstance(identifier, str):
            found.add(identifier.split("#")[0])
    return found


def _own_issuers(dids: Iterable[str]) -> dict[str, Issuer]:
    rows = db.session.scalars(select(Issuer).where(Issuer.did.in_(list(dids))).options(selectinload(Issuer.keys)))
    return {row.did: row for row in rows}


def _names(own: Mapping[str, Issuer]) -> dict[str, str]:
    """How this registry calls the institutions among these issuers."""
    rows = db.session.execute(
        select(Issuer.did, Provider.name)
        .join(Provider, Provider.issuer_id == Issuer.id)
        .where(Issuer.did.in_(list(own)))
    )
    return dict(rows.all())


def _did_document(did: str, own: Mapping[str, Issuer], now: dt.datetime) -> Known[DidDocument | None]:
    if did in own:
        document = parse_did_document(did_document_of(own[did]), did=did)
        return Sourced(document, now, SOURCE)
    if did.startswith("did:key:"):
        try:
            return Sourced(did_key_document(did), now, "did:key")
        except SigningError:
            return Sourced(None, now, "did:key")
    if did == addresses.authority_did() or did.startswith(addresses.authority_did() + ":"):
        return Sourced(None, now, SOURCE)  # under our own host, and there is none
    # Outbound requests are not made for anonymous visitors: docs/decisions/0006-outbound-requests.md.
    return Unreachable("not_fetched", source=did, tried_at=now)


def _periods(issuer: Issuer) -> tuple[KeyPeriod, ...]:
    return tuple(_period(issuer, key) for key in issuer.keys)


def _period(issuer: Issuer, key: SigningKey) -> KeyPeriod:
    return KeyPeriod(
        id=f"{issuer.did}#{key.fragment}",
        public_key=public_key(key.public_multibase),
        since=key.active_from,
        until=key.retired_at,
        compromised_at=key.compromised_at,
        use=KeyUse.STATUS if key.purpose == "status" else KeyUse.ISSUING,
    )


def _document(uri: str) -> _Found:
    row = db.session.scalars(
        select(Document).where(Document.uri == uri).options(selectinload(Document.events))
    ).one_or_none()
    return _Found(row, () if row is None else tuple(event.signed.decode() for event in row.events))


def _registration(document: Document | None, own_issuer: bool, now: dt.datetime) -> Known[str | None]:
    if document is not None:
        return Sourced(document.registration_note.decode(), now, SOURCE)
    return Sourced(None, now, SOURCE) if own_issuer else NOT_SOUGHT


def _accreditations(
    issuer: Issuer | None, now: dt.datetime
) -> tuple[Known[tuple[SignedAccreditation, ...]], tuple[str, ...], set[str]]:
    """All that the authority signed for this issuer, the events of those documents, and the lists of their status."""
    if issuer is None:
        return NOT_SOUGHT, (), set()
    rows = db.session.execute(
        select(Accreditation, Document)
        .join(Provider, Provider.id == Accreditation.provider_id)
        .join(Document, Document.id == Accreditation.document_id)
        .where(Provider.issuer_id == issuer.id)
        .options(selectinload(Document.signatures), selectinload(Document.events), selectinload(Document.status_list))
        .order_by(Accreditation.valid_from)
    ).all()
    signed = tuple(
        SignedAccreditation(document=storage.signed_json(document), scope=accreditation.scope)
        for accreditation, document in rows
    )
    documents = [document for _, document in rows]
    return Sourced(signed, now, SOURCE), _events_of(documents), _lists_of(documents)


def _countersignatures(
    document: Document | None, now: dt.datetime
) -> tuple[Known[tuple[bytes, ...]], tuple[str, ...], dict[str, Issuer], list[Document]]:
    """Partners' detached endorsements of this document, and the partners that have not signed yet."""
    if document is None:
        return NOT_SOUGHT, (), {}, []
    rows = db.session.execute(
        select(AwardEndorsement, Issuer, Document)
        .join(Provider, Provider.id == AwardEndorsement.partner_id)
        .join(Issuer, Issuer.id == Provider.issuer_id)
        .outerjoin(Document, Document.id == AwardEndorsement.endorsement_document_id)
        .where(AwardEndorsement.document_id == document.id)
        .options(
            selectinload(Issuer.keys),
            selectinload(Document.signatures),
            selectinload(Document.events),
            selectinload(Document.status_list),
        )
    ).all()
    given = [one for asked, _, one in rows if asked.endorsement_document_id is not None]
    awaited = tuple(issuer.did for asked, issuer, _ in rows if asked.signed_at is None)
    signed = tuple(storage.signed_json(one) for one in given)
    return Sourced(signed, now, SOURCE), awaited, {issuer.did: issuer for _, issuer, _ in rows}, given


def _events_of(documents: Iterable[Document]) -> tuple[str, ...]:
    return tuple(event.signed.decode() for document in documents for event in _sorted(document.events))


def _sorted(events: Iterable[StatusEvent]) -> list[StatusEvent]:
    return sorted(events, key=lambda event: event.at)


def _lists_of(documents: Iterable[Document]) -> set[str]:
    return {addresses.status_list(one.status_list.public_id) for one in documents if one.status_list is not None}


def _status_lists(urls: Iterable[str], now: dt.datetime) -> dict[str, Known[bytes]]:
    wanted = {url: url.rsplit("/", 1)[-1] for url in urls}
    prefix = addresses.status_list("")
    own = {url: public_id for url, public_id in wanted.items() if url == prefix + public_id}
    rows = db.session.execute(
        select(StatusList.public_id, StatusList.signed_json).where(StatusList.public_id.in_(own.values()))
    )
    bodies = {public_id: body for public_id, body in rows if body is not None}
    return {
        url: Sourced(bodies[own[url]], now, url)
        if url in own and own[url] in bodies
        else Unreachable("not_found" if url in own else "not_fetched", source=url, tried_at=now)
        for url in wanted
    }


def _standard(credential: Credential, now: dt.datetime) -> Known[StandardFacts | None]:
    achievement = credential.subject.achievement
    named = achievement.aligned(terms.STANDARD) if achievement else ()
    if not named:
        return NOT_SOUGHT
    return Sourced(standard_facts(named[0].url), now, named[0].url)
