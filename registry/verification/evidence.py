"""Everything that a verification needs and that is not in the document, each with where it came from and as of when.

`trust` gathers, this package judges. Nothing here is believed for being here: what is signed is verified again
(accreditations, scopes, status lists, status events, notes, endorsements). What the registry states on its own word
(the trust root once checked, key periods, a standard's facts, «there is none») is named with its source in the report.

Three things can be said of a piece of evidence:

- ``Sourced(value, as_of, source)``: obtained. Where a field allows ``None`` as value, that is the registry's own
  answer «there is none».
- ``Unreachable(reason, …)``: it exists or may exist, and could not be had. Leads to *not checked*, never to a tick.
- ``NOT_SOUGHT``: nobody looked. The same as unreachable for every judgement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from registry.signing import DidDocument, PublicKey
from registry.texts import Text

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value, the moment as of which it is true, and where it was read: a URL, or ``database``, or ``bundle``."""

    value: T
    as_of: dt.datetime
    source: str


@dataclass(frozen=True, slots=True)
class Unreachable(Generic[T]):
    """Not to be had. ``reason`` is a stable word (``timeout``, ``refused``, ``http_503``, ``not_in_bundle`` …).

    ``last`` is what was known before, for the reader only: no judgement stands on it.
    """

    reason: str
    source: str = ""
    tried_at: dt.datetime | None = None
    last: Sourced[T] | None = None


NOT_SOUGHT: Unreachable[Any] = Unreachable("not_sought")


class KeyUse(StrEnum):
    """What a key may sign: documents, or status lists and status events (DESIGN, decision 1)."""

    ISSUING = "issuing"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class KeyPeriod:
    """A key and the time in which it may sign.

    ``id`` is the absolute id of the verification method (or the ``kid`` of a receipts key); ``until`` is the moment of
    rotation (the key stays published, older signatures stay good); ``compromised_at`` is the declared T of DESIGN 8:
    what was logged before it stays good, nothing after it does.
    """

    id: str
    public_key: PublicKey
    since: dt.datetime
    until: dt.datetime | None = None
    compromised_at: dt.datetime | None = None
    use: KeyUse = KeyUse.ISSUING


@dataclass(frozen=True, slots=True)
class TrustRoot:
    """What the verified ``/trust/root.json`` says: the authority, its keys with their periods, the receipts keys.

    ``registry_dids`` are the prefixes of the DIDs that this registry hosts; None means the authority's own DID and
    everything under it (``did:web:registro.example`` and ``did:web:registro.example:…``).
    """

    authority_did: str
    authority_name: str
    authority_keys: tuple[KeyPeriod, ...]
    receipts_keys: tuple[KeyPeriod, ...]
    version: int = 1
    expires: dt.datetime | None = None
    registry_dids: tuple[str, ...] | None = None

    def hosts(self, did: str) -> bool:
        """Whether the DID is one under this registry's host."""
        prefixes = self.registry_dids if self.registry_dids is not None else (self.authority_did,)
        return any(did == prefix or did.startswith(prefix + ":") for prefix in prefixes)


@dataclass(frozen=True, slots=True)
class SignedAccreditation:
    """An accreditation as the authority signed it, and its full scope, both as published (bytes)."""

    document: bytes
    scope: bytes


@dataclass(frozen=True, slots=True)
class OutcomeFact:
    """A learning outcome of a standard: its code, its CASE URI, its competency, and the profiles that it belongs to.

    ``profiles`` empty means all.
    """

    code: str
    uri: str
    competency: str
    profiles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProfileFact:
    """A profile of a standard: hours in total, and the level that each competency requires."""

    id: str
    title: Text
    hours: Decimal
    required_levels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PartFact:
    """A part of a standard that is awarded by itself (``AIE-A``): its competencies and its hours."""

    id: str
    title: Text
    hours: Decimal
    competencies: frozenset[str]


@dataclass(frozen=True, slots=True)
class StandardFacts:
    """One version of a curriculum standard, as far as a verification needs it.

    ``uri`` is its CASE CFDocument URI, ``levels`` are level codes from low to high with their names, ``competencies``
    codes with their titles, for showing what a document names in one language,
    ``in_force_from``/``in_force_until`` the time in which definitions may be issued against it.
    """

    code: str
    version: str
    uri: str
    title: Text
    track: str
    levels: tuple[tuple[str, Text], ...]
    outcomes: tuple[OutcomeFact, ...]
    profiles: tuple[ProfileFact, ...]
    parts: tuple[PartFact, ...] = ()
    competencies: tuple[tuple[str, Text], ...] = ()
    in_force_from: dt.datetime | None = None
    in_force_until: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class DefinitionFacts:
    """What a definition is designed against, for a code on paper, which names its definition alone.

    ``issuer`` is the institution's DID, ``standard`` the address of the version's CASE document, ``standard_label`` its
    code and version; ``profile`` and ``part`` are codes.
    """

    id: str
    issuer: str
    standard: str
    standard_label: str
    profile: str | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class PartnerFacts:
    """How an institution stands that signs beside others, on the registry's own word: whether it may sign, and in words
    until when or since when not («su convenio terminó el …»)."""

    signs: bool
    said: Text


Known = Sourced[T] | Unreachable[T]
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True)
class Evidence:
    """What could be gathered for one document.

    root            the verified root of trust; without it nobody's identity can be judged
    did_documents   by DID: the issuer's, and those of endorsers. Value None: the host answers that there is none
    key_periods     by DID: when each key of a registry issuer might sign; absent for foreign issuers
    accreditations  all that the authority ever signed for the issuer's DID, current or not; empty tuple: none
    status_lists    by URL of the list: the list as published, bytes of its JSON or of its JWT. Wanted are the list of
                    the document, those of its endorsements, and those of the accreditations
    status_events   compact JWS of all events of the document, of its endorsements and of the accreditations
    registration    the registration note, compact JWS; None: the registry answers that it never logged the document
    standard        the version of the standard that the achievement names; None: there is no such version
    endorsements    countersignatures of this document: signed EndorsementCredentials as published, bytes each
    awaited_endorsers  DIDs of partners whose countersignature the definition foresees
    partners        by DID: how an endorser of this registry stands as a partner; what it signed is judged without it
    names           by DID: the name under which this registry keeps an issuer, for those without an accreditation
    key_documents   by https URL without fragment: the JSON object that the address answers with, for keys and issuers
                    that are named by https URL (`registry.verification.wanted` lists them). A controlled identifier
                    document, a verification method, a JWK or a JWK Set. Value None: the site answers that there is none
    contained       for a document that carries credentials (CLR): the evidence of each, in the order of
                    `registry.documents.contained`. For those beyond its end what is not of one document alone serves
                    (`for_contained`)
    definition      for a code on paper: the definition that it names; None: there is none
    base            the base of the registry's addresses, which a code on paper leaves out
    fresh_until     the moment behind which the evidence tells nothing of today (a bundle's end of life)
    """

    root: Known[TrustRoot] = NOT_SOUGHT
    did_documents: Mapping[str, Known[DidDocument | None]] = field(default_factory=lambda: _NOTHING)
    key_periods: Mapping[str, Known[tuple[KeyPeriod, ...]]] = field(default_factory=lambda: _NOTHING)
    accreditations: Known[tuple[SignedAccreditation, ...]] = NOT_SOUGHT
    status_lists: Mapping[str, Known[bytes]] = field(default_factory=lambda: _NOTHING)
    status_events: Known[tuple[str, ...]] = NOT_SOUGHT
    registration: Known[str | None] = NOT_SOUGHT
    standard: Known[StandardFacts | None] = NOT_SOUGHT
    endorsements: Known[tuple[bytes, ...]] = NOT_SOUGHT
    awaited_endorsers: tuple[str, ...] = ()
    partners: Mapping[str, Sourced[PartnerFacts]] = field(default_factory=lambda: _NOTHING)
    names: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    key_documents: Mapping[str, Known[Mapping[str, Any] | None]] = field(default_factory=lambda: _NOTHING)
    contained: tuple[Evidence, ...] = ()
    definition: Known[DefinitionFacts | None] = NOT_SOUGHT
    base: str | None = None
    fresh_until: dt.datetime | None = None

    def did_document(self, did: str) -> Known[DidDocument | None]:
        """The DID document of one DID, or `NOT_SOUGHT`."""
        return self.did_documents.get(did, NOT_SOUGHT)

    def periods(self, did: str) -> Known[tuple[KeyPeriod, ...]]:
        """The key periods of one DID, or `NOT_SOUGHT`."""
        return self.key_periods.get(did, NOT_SOUGHT)

    def status_list(self, url: str) -> Known[bytes]:
        """The published status list of one URL, or `NOT_SOUGHT`."""
        return self.status_lists.get(url, NOT_SOUGHT)

    def key_document(self, url: str) -> Known[Mapping[str, Any] | None]:
        """What the https address of a key or an issuer answers, or `NOT_SOUGHT`."""
        return self.key_documents.get(url, NOT_SOUGHT)

    def for_contained(self, place: int) -> Evidence:
        """The evidence of a credential inside this one; what was gathered for this document alone is left out."""
        if place < len(self.contained):
            return self.contained[place]
        return Evidence(
            root=self.root,
            did_documents=self.did_documents,
            key_periods=self.key_periods,
            status_lists=self.status_lists,
            names=self.names,
            key_documents=self.key_documents,
            base=self.base,
            fresh_until=self.fresh_until,
        )
