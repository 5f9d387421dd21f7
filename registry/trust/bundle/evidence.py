"""The evidence for one document out of a bundle, each piece with the moment at which the bundle was made. Pure."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections import ChainMap
from collections.abc import Iterator, Mapping
from typing import Any

from registry.documents import (
    MalformedDocument,
    Presented,
    Unreadable,
    credential_of,
    parse_note,
    read_presented,
    terms,
)
from registry.documents.contained import MAX_CONTAINED, MAX_DEPTH, contained, present_contained
from registry.documents.model import Credential
from registry.documents.paper import PaperClaims
from registry.signing import SigningError, parse_jwt
from registry.trust.bundle.reading import Bundle
from registry.verification.evidence import (
    DefinitionFacts,
    Evidence,
    KeyPeriod,
    Known,
    SignedAccreditation,
    Sourced,
    Unreachable,
)
from registry.verification.paper import issuer_among
from registry.verification.wanted import methods_of

SOURCE = "bundle"


def evidence_of(bundle: Bundle, presented: Presented, *, at: dt.datetime, depth: int = 0) -> Evidence:
    """What the bundle knows that bears on what was presented.

    What is not in it is unreachable, never «there is none»: it may have been made since. Past the bundle's life its
    status lists are but the last that was known. ``depth`` is how many transcripts stand around it.
    """
    common = _common(bundle, at)
    if presented.paper is not None:
        return _for_paper(bundle, presented.paper.claims, common)
    try:
        credential = credential_of(presented)
    except MalformedDocument:
        return Evidence(**common)
    inside = tuple(_contained(bundle, presented, at=at, depth=depth + 1)) if depth < MAX_DEPTH else ()
    return dataclasses.replace(_for_credential(bundle, presented, credential, common, at=at), contained=inside)


def _common(bundle: Bundle, at: dt.datetime) -> dict[str, Any]:
    return {
        "root": Sourced(bundle.root, bundle.made_at, SOURCE),
        "key_periods": _keys(bundle),
        "status_lists": _lists(bundle, stale=bundle.stale(at)),
        "names": bundle.names,
        "base": bundle.base,
        "fresh_until": bundle.expires,
    }


# A country's bundle has thousands of each; they are the same for every document that is held against it.
@functools.lru_cache(maxsize=4)
def _keys(bundle: Bundle) -> Mapping[str, Known[tuple[KeyPeriod, ...]]]:
    return {did: Sourced(keys, bundle.made_at, SOURCE) for did, keys in bundle.keys.items()}


@functools.lru_cache(maxsize=4)
def _lists(bundle: Bundle, *, stale: bool) -> Mapping[str, Known[bytes]]:
    known = {url: Sourced(body, bundle.made_at, SOURCE) for url, body in bundle.lists.items()}
    if not stale:
        return known
    return {url: Unreachable("bundle_expired", SOURCE, bundle.made_at, last=last) for url, last in known.items()}


def _missing(bundle: Bundle, reason: str = "not_in_bundle") -> Unreachable[Any]:
    return Unreachable(reason, SOURCE, bundle.made_at)


def _for_paper(bundle: Bundle, claims: PaperClaims, common: Mapping[str, Any]) -> Evidence:
    did = issuer_among(claims, bundle.keys)
    newer = claims.logged_at > bundle.made_at
    url = claims.list_url(bundle.base)
    definition = bundle.definitions.get(claims.definition_url(bundle.base))
    known: Known[DefinitionFacts | None] = (
        _missing(bundle) if definition is None else Sourced(definition, bundle.made_at, SOURCE)
    )
    return Evidence(
        **{**common, "status_lists": ChainMap(common["status_lists"], {url: _missing(bundle)})},
        accreditations=_accreditations(bundle, did, newer=newer),
        status_events=_events(bundle, claims.document, did),
        definition=known,
    )


def _for_credential(
    bundle: Bundle, presented: Presented, credential: Credential, common: Mapping[str, Any], *, at: dt.datetime
) -> Evidence:
    did = credential.issuer.id.partition("#")[0]
    registered = _registered_at(presented.note)
    newer = registered is not None and registered > bundle.made_at
    achievement = credential.subject.achievement
    partners = tuple(achievement.endorsements) if achievement else ()
    embedded = (*credential.endorsements, *partners, *_brought(presented))
    endorsers = {issuer for one in embedded if (issuer := _issuer_of(one)) is not None}
    asked = {status.list_url for status in credential.statuses if status.list_url}
    named = achievement.aligned(terms.STANDARD) if achievement else ()
    standard = bundle.standards.get(named[0].url) if named else None
    return Evidence(
        **{
            **common,
            "key_periods": ChainMap(_newer_keys(bundle, presented, did, newer=newer), common["key_periods"]),
            "status_lists": ChainMap(common["status_lists"], {url: _missing(bundle) for url in asked}),
        },
        did_documents={one: _missing(bundle) for one in {did, *endorsers} if not one.startswith("did:key:")},
        accreditations=_accreditations(bundle, did, newer=newer),
        status_events=_events(bundle, credential.id, did, *(_id_of(one) for one in embedded)),
        registration=_missing(bundle, "not_with_document")
        if presented.note is None
        else Sourced(presented.note, registered or at, "document"),
        standard=_missing(bundle) if standard is None else Sourced(standard, bundle.made_at, SOURCE),
        endorsements=_missing(bundle, "not_with_document"),
        # Who endorses a definition of this registry is asked to countersign what is issued from it.
        awaited_endorsers=tuple(dict.fromkeys(_issuer_of(one) or "" for one in partners)) if did in bundle.keys else (),
    )


def _brought(presented: Presented) -> Iterator[Mapping[str, Any]]:
    """The countersignatures that came with the document, unproved: whose keys and status they need."""
    for data in presented.countersignatures:
        try:
            yield read_presented(data).document
        except Unreadable:
            continue


def _contained(bundle: Bundle, presented: Presented, *, at: dt.datetime, depth: int) -> Iterator[Evidence]:
    """The evidence of each credential inside a transcript, in its order; ends at the first that cannot be read."""
    for entry in contained(presented.document)[:MAX_CONTAINED]:
        try:
            yield evidence_of(bundle, present_contained(entry, presented), at=at, depth=depth)
        except Unreadable:
            return


def _registered_at(note: str | None) -> dt.datetime | None:
    """When the note says that the document was registered: not proved here, and used only to hold answers back."""
    try:
        return None if note is None else parse_note(parse_jwt(note).claims).logged_at
    except (SigningError, MalformedDocument):
        return None


def _newer_keys(
    bundle: Bundle, presented: Presented, did: str, *, newer: bool
) -> dict[str, Known[tuple[KeyPeriod, ...]]]:
    """A key that the bundle lacks may be newer than it: then the issuer's keys are not to be had."""
    known = {key.id for key in bundle.keys.get(did, ())}
    if newer and did in bundle.keys and any(method not in known for method in methods_of(presented)):
        return {did: _missing(bundle, "bundle_older")}
    return {}


def _accreditations(bundle: Bundle, did: str | None, *, newer: bool) -> Known[tuple[SignedAccreditation, ...]]:
    if newer:
        return _missing(bundle, "bundle_older")
    if did is None or did not in bundle.keys:
        return _missing(bundle)
    return Sourced(bundle.accreditations.get(did, ()), bundle.made_at, SOURCE)


def _events(bundle: Bundle, document: str, did: str | None, *others: str | None) -> Known[tuple[str, ...]]:
    """The events of the document, of what is embedded in it, and of the issuer's accreditations."""
    wanted = (document, *bundle.accreditation_ids.get(did or "", ()), *(one for one in others if one))
    return Sourced(tuple(event for one in wanted for event in bundle.events.get(one, ())), bundle.made_at, SOURCE)


def _issuer_of(endorsement: Mapping[str, Any]) -> str | None:
    issuer = endorsement.get("issuer")
    found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
    return found.partition("#")[0] if isinstance(found, str) else None


def _id_of(endorsement: Mapping[str, Any]) -> str | None:
    found = endorsement.get("id")
    return found if isinstance(found, str) else None
