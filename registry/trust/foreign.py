"""Evidence about issuers of elsewhere: their DID documents, keys and status lists, over `registry.trust.fetch`.

Two steps, so that no verification waits for a stranger's server while it holds a database transaction: a door that may
calls `look_up`, which leaves copies; gathering evidence reads copies and never asks anybody (`completed`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

from registry.documents import MalformedDocument, Unreadable, credential_of, read_presented
from registry.documents.read import Presented, present_object
from registry.signing import (
    DidDocument,
    JsonMalformed,
    SigningError,
    did_web_url,
    parse_did_document,
    strict_json_loads,
)
from registry.trust.copies import DID, KEY, LIST, InMemory, Keeper, Kind, refresh
from registry.trust.inside import read_contained
from registry.verification.evidence import NOT_SOUGHT, Evidence, Known, Sourced, Unreachable
from registry.verification.wanted import Wanted, wanted

T = TypeVar("T")

#: What one document may cost: addresses, and seconds from the first to the last.
MAX_ADDRESSES = 8
TOTAL_SECONDS = 15.0
#: Endorsements inside a document that are looked into; `verification` judges no more either.
MAX_ENDORSEMENTS = 10


class Outside(Enum):
    """Whether this caller's verification may ask other servers; the value is the reason word where it may not."""

    NOT_ASKED = "not_fetched"
    NOT_FOR_VISITORS = "not_fetched_for_visitors"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Looked:
    """What came of looking: ``refused`` has the reason for each address not asked, ``otherwise`` that for the rest."""

    otherwise: str = Outside.NOT_ASKED.value
    refused: Mapping[str, str] = field(default_factory=dict)

    def why(self, url: str) -> str:
        """The reason word for an address of which there is no copy, or an old one."""
        return self.refused.get(url, self.otherwise)


def is_outside(url: str, own_hosts: Iterable[str]) -> bool:
    """Whether an address is somebody else's."""
    try:
        return urlsplit(url).netloc.lower() not in own_hosts
    except ValueError:
        return True


def wanted_of(presented: Presented) -> Wanted:
    """What bears on a document: its own wants, and those of the endorsements and credentials inside it."""
    own = wanted(presented)
    try:
        credential = credential_of(presented)
    except MalformedDocument:
        return own
    for carried in read_contained(presented):
        own = _both(own, wanted(carried)) if carried is not None else own
    achievement = credential.subject.achievement
    embedded = (*credential.endorsements, *(achievement.endorsements if achievement else ()))
    for raw in embedded[:MAX_ENDORSEMENTS]:
        try:
            inner = wanted(present_object(raw))
        except Unreadable:
            continue
        own = _both(own, inner)
    return own


def _both(one: Wanted, other: Wanted) -> Wanted:
    return Wanted(one.dids | other.dids, one.key_documents | other.key_documents, one.status_lists | other.status_lists)


def outside_addresses(presented: Presented, *, own_hosts: frozenset[str]) -> set[tuple[Kind, str]]:
    """Where the copies of what a document wants of elsewhere are from."""
    return {(kind, url) for kind, url, _ in _addresses(wanted_of(presented), own_hosts)}


def look_up(presented: Presented, keeper: Keeper, *, own_hosts: frozenset[str] = frozenset()) -> Looked:
    """Ask for what the document wants of elsewhere and no fresh copy is at hand. The caller holds no transaction."""
    refused: dict[str, str] = {}
    until = time.monotonic() + TOTAL_SECONDS
    for place, (kind, url, readable) in enumerate(_addresses(wanted_of(presented), own_hosts)):
        if place >= MAX_ADDRESSES:
            refused[url] = "too_many"
        elif time.monotonic() > until:
            refused[url] = "timeout"
        else:
            reason = refresh(keeper, kind, url, readable=readable)
            if reason is not None:
                refused[url] = reason
    return Looked(refused=refused)


def _addresses(wants: Wanted, own_hosts: frozenset[str]) -> Iterable[tuple[Kind, str, Callable[[bytes], bool]]]:
    """Keys first: without them the lists prove nothing."""
    for did in sorted(wants.dids):
        url = _did_url(did)
        if url is not None and is_outside(url, own_hosts):
            yield DID, url, partial(_reads, partial(_parse_did, did))
    for url in sorted(wants.key_documents):
        if is_outside(url, own_hosts):
            yield KEY, url, partial(_reads, _parse_object)
    for url in sorted(wants.status_lists):
        if is_outside(url, own_hosts):
            yield LIST, url, partial(_reads, _parse_list)


def completed(
    evidence: Evidence,
    presented: Presented,
    keeper: Keeper,
    looked: Looked,
    *,
    at: dt.datetime,
    own_hosts: frozenset[str] = frozenset(),
) -> Evidence:
    """The evidence with the copies of what is elsewhere; what the evidence has already stands."""
    wants = wanted_of(presented)

    def copy_of(kind: Kind, url: str) -> Known[bytes]:
        if not is_outside(url, own_hosts):
            return NOT_SOUGHT
        copy = keeper.read(kind, url)
        reason = looked.why(url)
        return Unreachable(reason, source=url) if copy is None else copy.known(at, otherwise=reason)

    documents = {did: _did_document(did, copy_of) for did in wants.dids if did.startswith("did:web:")}
    keys = {url: _there(copy_of(KEY, url), _parse_object) for url in wants.key_documents}
    lists = {url: copy_of(LIST, url) for url in wants.status_lists}
    return dataclasses.replace(
        evidence,
        did_documents=_where_missing(evidence.did_documents, documents),
        key_documents=_where_missing(evidence.key_documents, keys),
        status_lists=_where_missing(evidence.status_lists, lists),
    )


def elsewhere(presented: Presented, *, at: dt.datetime, keeper: InMemory, ask: bool = True) -> Evidence:
    """The evidence on a machine without a registry's database: what anybody can ask for.

    There is no root of trust, since one that came from the same site as the credential would vouch for itself; so the
    signature and the status are checked, and nobody's accreditation (`registry verify --bundle` brings a root along).
    """
    none: Unreachable[Any] = Unreachable("no_database")
    evidence = Evidence(
        root=none, accreditations=none, status_events=none, registration=none, standard=none, endorsements=none
    )
    looked = look_up(presented, keeper) if ask else Looked()
    return completed(evidence, presented, keeper, looked, at=at)


def _where_missing(had: Mapping[str, Known[T]], found: Mapping[str, Known[T]]) -> dict[str, Known[T]]:
    """What was had, and what was found for those of which nothing was."""
    missing = {name: known for name, known in found.items() if known.source and not isinstance(had.get(name), Sourced)}
    return {**had, **missing}


def _did_url(did: str) -> str | None:
    try:
        return did_web_url(did) if did.startswith("did:web:") else None
    except SigningError:
        return None


def _did_document(did: str, copy_of: Callable[[Kind, str], Known[bytes]]) -> Known[DidDocument | None]:
    url = _did_url(did)
    if url is None:
        return Unreachable("not_allowed", source=did)
    return _there(copy_of(DID, url), partial(_parse_did, did))


def _there(known: Known[bytes], parse: Callable[[bytes], T]) -> Known[T | None]:
    """A copy as the value that it is. A site that answers «not found» answers: there is none."""
    if isinstance(known, Sourced):
        value = _parsed(known, parse)
        return Unreachable("malformed", known.source, known.as_of) if value is None else value
    if known.reason == "not_found" and known.tried_at is not None:
        return Sourced(None, known.tried_at, known.source)
    if known.last is None:
        return Unreachable(known.reason, known.source, known.tried_at)
    return Unreachable(known.reason, known.source, known.tried_at, _parsed(known.last, parse))


def _parsed(known: Sourced[bytes], parse: Callable[[bytes], T]) -> Sourced[T | None] | None:
    """None for a copy that an older version of this program could read and this one cannot."""
    try:
        return Sourced(parse(known.value), known.as_of, known.source)
    except SigningError:
        return None


def _parse_object(data: bytes) -> Mapping[str, Any]:
    value = strict_json_loads(data)
    if not isinstance(value, dict):
        raise JsonMalformed("no object")
    return value


def _parse_did(did: str, data: bytes) -> DidDocument:
    return parse_did_document(_parse_object(data), did=did)


def _parse_list(data: bytes) -> object:
    """A status list is a credential; a 1EdTechRevocationList is an object of its own."""
    return _parse_object(data) if data.lstrip().startswith(b"{") else read_presented(data)


def _reads(parse: Callable[[bytes], object], data: bytes) -> bool:
    """Whether an answer is what was asked for: nothing else is kept."""
    try:
        parse(data)
    except (SigningError, Unreadable):
        return False
    return True
