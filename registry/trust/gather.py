"""Gathering evidence: everything that `verification` needs and that is not in the document (DESIGN, Verifying).

Here it comes from this registry's own database, through what is published: signed lists, signed accreditations, signed
events, notes. `verification` checks their signatures again, so a bundle or the network would serve as well.

Each piece says as of when it was read, which may be seconds ago (`registry.trust.remembered`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry import addresses, clock
from registry.documents import terms
from registry.documents.errors import MalformedDocument
from registry.documents.model import Credential
from registry.documents.paper import PaperClaims
from registry.documents.parse import credential_of
from registry.documents.read import Presented
from registry.signing import DidDocument, SigningError, did_key_document
from registry.trust import own
from registry.trust.own import OwnDocument, OwnIssuer
from registry.trust.remembered import Seen
from registry.verification.evidence import (
    NOT_SOUGHT,
    Evidence,
    KeyPeriod,
    Known,
    PartnerFacts,
    SignedAccreditation,
    Sourced,
    StandardFacts,
    Unreachable,
)
from registry.verification.paper import issuer_among

SOURCE = "registry"
Issuers = Mapping[str, Seen[OwnIssuer | None]]


def gather(presented: Presented) -> Evidence:
    """The evidence for one document, as of now. Never raises for what the document says: it may say anything."""
    now = clock.now()
    if presented.paper is not None:
        return _gather_paper(presented.paper.claims, now)
    try:
        credential = credential_of(presented)
    except MalformedDocument:
        return Evidence(root=own.root(now))
    did = credential.issuer.id.split("#")[0]
    found = own.document(credential.id, now)
    partners = found.value.partners if found.value else ()
    issuers = {one: own.issuer(one, now) for one in {did, *_endorsers(credential), *partners}}
    embedded = _embedded(credential)
    words = [own.document(str(one["id"]), now).value for one in embedded if isinstance(one.get("id"), str)]
    return Evidence(
        root=own.root(now),
        did_documents={one: _did_document(one, known, now) for one, known in issuers.items()},
        key_periods=_periods(issuers),
        accreditations=_accreditations(issuers[did]),
        status_lists=_status_lists({*_urls(credential, found.value, issuers[did].value), *_lists_named(embedded)}, now),
        status_events=_events(found, issuers[did], words),
        registration=_registration(found, issuers[did]),
        standard=_standard(credential, now),
        endorsements=Sourced(found.value.countersignatures, found.as_of, SOURCE) if found.value else NOT_SOUGHT,
        awaited_endorsers=found.value.awaited if found.value else (),
        partners=_partners({*_endorsers(credential), *partners}, now),
        names=_names(issuers),
    )


def _gather_paper(claims: PaperClaims, now: dt.datetime) -> Evidence:
    """The same for the code on a certificate, which names its institution by a digest and its definition by its id."""
    found = own.document(claims.document, now)
    did = None if found.value is None else issuer_among(claims, (found.value.issuer,))
    known: Seen[OwnIssuer | None] = own.issuer(did, now) if did else Seen(None, now)
    issuers = {did: known} if did else {}
    definition = own.definition(claims.definition, now)
    lists = known.value.lists if known.value else ()
    return Evidence(
        root=own.root(now),
        key_periods=_periods(issuers),
        accreditations=_accreditations(known),
        status_lists=_status_lists({claims.list_url(addresses.base()), *lists}, now),
        status_events=_events(found, known),
        definition=Sourced(definition.value, definition.as_of, SOURCE),
        names=_names(issuers),
        base=addresses.base(),
    )


#: A definition has a few partners; a stranger's document may name any number.
_MOST_EMBEDDED = 10


def _partners(dids: Iterable[str], now: dt.datetime) -> dict[str, Sourced[PartnerFacts]]:
    """How the endorsers that are of this registry stand as partners."""
    found = {did: own.partner(did, now) for did in dids}
    return {did: Sourced(one.value, one.as_of, SOURCE) for did, one in found.items() if one.value is not None}


def _embedded(credential: Credential) -> Sequence[Mapping[str, Any]]:
    achievement = credential.subject.achievement
    return achievement.endorsements[:_MOST_EMBEDDED] if achievement else ()


def _lists_named(embedded: Iterable[Mapping[str, Any]]) -> set[str]:
    """The status lists that endorsements inside a definition name."""
    found = set()
    for one in embedded:
        named = one.get("credentialStatus")
        for entry in named if isinstance(named, list) else (named,):
            url = entry.get("statusListCredential") if isinstance(entry, Mapping) else None
            if isinstance(url, str):
                found.add(url)
    return found


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


def _names(issuers: Issuers) -> dict[str, str]:
    """How this registry calls the institutions among these issuers."""
    return {did: one.value.name for did, one in issuers.items() if one.value is not None and one.value.name is not None}


def _periods(issuers: Issuers) -> dict[str, Known[tuple[KeyPeriod, ...]]]:
    return {did: Sourced(one.value.periods, one.as_of, SOURCE) for did, one in issuers.items() if one.value is not None}


def _did_document(did: str, known: Seen[OwnIssuer | None], now: dt.datetime) -> Known[DidDocument | None]:
    if known.value is not None:
        return Sourced(known.value.did_document, known.as_of, SOURCE)
    if did.startswith("did:key:"):
        try:
            return Sourced(did_key_document(did), now, "did:key")
        except SigningError:
            return Sourced(None, now, "did:key")
    if did == addresses.authority_did() or did.startswith(addresses.authority_did() + ":"):
        return Sourced(None, known.as_of, SOURCE)  # under our own host, and there is none
    # Outbound requests are not made for anonymous visitors: docs/decisions/0006-outbound-requests.md.
    return Unreachable("not_fetched", source=did, tried_at=now)


def _registration(found: Seen[OwnDocument | None], issuer: Seen[OwnIssuer | None]) -> Known[str | None]:
    if found.value is not None:
        if found.value.note is None:
            return Unreachable("salt_deleted", SOURCE, found.as_of)
        return Sourced(found.value.note, found.as_of, SOURCE)
    return Sourced(None, found.as_of, SOURCE) if issuer.value is not None else NOT_SOUGHT


def _accreditations(issuer: Seen[OwnIssuer | None]) -> Known[tuple[SignedAccreditation, ...]]:
    """All that the authority signed for this issuer."""
    return NOT_SOUGHT if issuer.value is None else Sourced(issuer.value.accreditations, issuer.as_of, SOURCE)


def _events(
    found: Seen[OwnDocument | None], issuer: Seen[OwnIssuer | None], words: Iterable[OwnDocument | None] = ()
) -> Known[tuple[str, ...]]:
    """The events of the document, of the issuer's accreditations, of partners' endorsements: as old as the oldest.
    ``words``: the endorsements inside the definition."""
    events = (
        *(found.value.events if found.value else ()),
        *(issuer.value.events if issuer.value else ()),
        *(found.value.partner_events if found.value else ()),
        *(event for one in words if one is not None for event in one.events),
    )
    return Sourced(events, min(found.as_of, issuer.as_of), SOURCE)


def _urls(credential: Credential, found: OwnDocument | None, issuer: OwnIssuer | None) -> set[str]:
    """The status lists of the document, of the issuer's accreditations, of partners' endorsements."""
    named = {status.list_url for status in credential.statuses if status.list_url}
    return {*named, *(issuer.lists if issuer else ()), *(found.partner_lists if found else ())}


def _status_lists(urls: Iterable[str], now: dt.datetime) -> dict[str, Known[bytes]]:
    return {url: _status_list(url, now) for url in urls}


def _status_list(url: str, now: dt.datetime) -> Known[bytes]:
    public_id = url.rsplit("/", 1)[-1]
    if url != addresses.status_list(public_id):
        return Unreachable("not_fetched", source=url, tried_at=now)
    found = own.status_list(public_id, now)
    if found.value is None:
        return Unreachable("not_found", source=url, tried_at=found.as_of)
    return Sourced(found.value, found.as_of, url)


def _standard(credential: Credential, now: dt.datetime) -> Known[StandardFacts | None]:
    achievement = credential.subject.achievement
    named = achievement.aligned(terms.STANDARD) if achievement else ()
    if not named:
        return NOT_SOUGHT
    found = own.standard(named[0].url, now)
    return Sourced(found.value, found.as_of, named[0].url)
