"""Which key a signature names, whose it is, and when it might sign.

For issuers of this registry the registry's own key periods decide, so that a key withdrawn after a compromise still
proves what it signed before; a DID document serves where no periods are known, and for issuers from outside. Issuers
named by https URL publish their keys on their own site (`registry.signing.key_documents`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from registry.signing import Algorithm, DidDocument, PublicKey, SigningError, UnsupportedKey, did_key_document
from registry.signing.key_documents import document_url, is_https, issuer_keys, published_key, same_site
from registry.verification.evidence import Evidence, KeyPeriod, KeyUse, Known, Sourced, TrustRoot, Unreachable
from registry.verification.making import seen
from registry.verification.report import Result, stamp

T = TypeVar("T")

# Fragments that providers' rooms give to status keys (DESIGN, decision 1), for where no period is known.
_STATUS_FRAGMENT = "status"


@dataclass(frozen=True, slots=True)
class FoundKey:
    """A key of the DID, by its absolute id. ``period`` is None where only the DID document is known."""

    id: str
    public_key: PublicKey
    period: KeyPeriod | None
    as_of: dt.datetime | None
    source: str

    @property
    def for_status_only(self) -> bool:
        """Whether the key signs lists and events and must not sign documents."""
        if self.period is not None:
            return self.period.use is KeyUse.STATUS
        return self.id.rpartition("#")[2].startswith(_STATUS_FRAGMENT)

    def facts(self) -> dict[str, Any]:
        """What the report shows of the key."""
        seen = {} if self.as_of is None else {"asOf": stamp(self.as_of)}
        return {
            "verificationMethod": self.id,
            "algorithm": self.public_key.algorithm.value,
            **_written(self.public_key),
            **seen,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class NoKey:
    """No key, and why: refuted (`FAILED`) or not to be had (`NOT_CHECKED`)."""

    code: str
    result: Result
    source: str = ""
    detail: str = "not_sought"
    sought: Known[Any] | None = None
    last: LastKey | None = None

    def facts(self) -> dict[str, Any]:
        """What the report shows of the search."""
        facts: dict[str, Any] = {"source": self.source} if self.sought is None else seen(self.sought)
        if self.last is not None:
            told = {"published": self.last.published, "asOf": stamp(self.last.as_of), "source": self.source}
            facts["lastKnown"] = told
        return facts


@dataclass(frozen=True, slots=True)
class LastKey:
    """Whether an older copy of the issuer's keys had the key: for the reader to know, never to decide on."""

    published: bool
    as_of: dt.datetime


class Keyring:
    """The keys that the evidence holds."""

    def __init__(self, evidence: Evidence, root: TrustRoot | None) -> None:
        self._evidence = evidence
        #: The root of trust, None when it could not be had or has expired: then no key of the registry is known.
        self.root = root

    def find(self, did: str, method: str) -> FoundKey | NoKey:
        """The key of the issuer ``did`` (a DID, or an https URL) that a signature names as ``method``."""
        if is_https(did):
            return self._at_address(did, method)
        did, method = _of_key_itself(did, method)
        if method.partition("#")[0] != did:
            return NoKey("key_of_another", Result.FAILED)
        known = self._all(did, method)
        if isinstance(known, NoKey):
            return known
        return next((key for key in known if key.id == method), _not_among(known))

    def match(self, did: str, public_key: PublicKey) -> FoundKey | NoKey:
        """The key of ``did`` that equals ``public_key``: for a JWT that carries its key instead of naming it."""
        known = self._of_site(did) if is_https(did) else self._all(did.partition("#")[0])
        if isinstance(known, NoKey):
            return known
        same = (key for key in known if key.public_key == public_key)
        return next(same, _not_among(known))

    def _at_address(self, issuer: str, method: str) -> FoundKey | NoKey:
        """A key at an https address, which counts for issuers of the same site."""
        if not same_site(issuer, method):
            return NoKey("key_of_another", Result.FAILED)
        known = self._evidence.key_document(document_url(method))
        if isinstance(known, Unreachable):
            last = _last(known.last, lambda document: published_key(document, method=method, issuer=issuer) is not None)
            return _unreachable("key_document_unreachable", known, last)
        if known.value is None:
            return NoKey("key_not_published", Result.FAILED, known.source, sought=known)
        try:
            key = published_key(known.value, method=method, issuer=issuer)
        except UnsupportedKey:
            return NoKey("key_unreadable", Result.NOT_CHECKED, known.source, sought=known)
        except SigningError:
            return NoKey("key_document_malformed", Result.NOT_CHECKED, known.source, sought=known)
        if key is None:
            return NoKey("key_not_published", Result.FAILED, known.source, sought=known)
        return FoundKey(method, key, None, known.as_of, known.source)

    def _of_site(self, issuer: str) -> tuple[FoundKey, ...] | NoKey:
        """All keys that stand at an issuer's own https address."""
        known = self._evidence.key_document(document_url(issuer))
        if isinstance(known, Unreachable):
            return _unreachable("key_document_unreachable", known)
        try:
            keys = {} if known.value is None else issuer_keys(known.value, issuer=issuer)
        except SigningError:
            return NoKey("key_document_malformed", Result.NOT_CHECKED, known.source, sought=known)
        if not keys:
            # An issuer that publishes no key at all neither owns nor disowns the one that the JWT brings along.
            return NoKey("key_unbound", Result.NOT_CHECKED, known.source, sought=known)
        return tuple(FoundKey(one, key, None, known.as_of, known.source) for one, key in keys.items())

    def receipts(self, kid: str) -> KeyPeriod | None:
        """The registry's receipts key of that id."""
        return _by_id(self.root.receipts_keys if self.root else (), kid)

    def authority(self, kid: str) -> KeyPeriod | None:
        """The authority's key of that id, from the root of trust."""
        return _by_id(self.root.authority_keys if self.root else (), kid)

    def _all(self, did: str, method: str = "") -> tuple[FoundKey, ...] | NoKey:
        root, periods = self._evidence.root, self._evidence.periods(did)
        if self.root is not None and did == self.root.authority_did and isinstance(root, Sourced):
            return _of_periods(self.root.authority_keys, root.as_of, root.source)
        if isinstance(periods, Sourced):
            return _of_periods(periods.value, periods.as_of, periods.source)
        return self._of_document(did, method)

    def _of_document(self, did: str, method: str) -> tuple[FoundKey, ...] | NoKey:
        if did.startswith("did:key:"):
            return _of_did_key(did)
        known = self._evidence.did_document(did)
        if isinstance(known, Unreachable):
            code = "did_unreachable" if did.startswith("did:web:") else "did_method_unknown"
            return _unreachable(code, known, _last(known.last, lambda document: _publishes(document, method)))
        if known.value is None:
            return NoKey("issuer_unknown", Result.FAILED, known.source, sought=known)
        if method in known.value.unsupported:
            return NoKey("key_unreadable", Result.NOT_CHECKED, known.source, sought=known)
        return _of_did_document(known.value, known.as_of, known.source)


def _not_among(known: tuple[FoundKey, ...]) -> NoKey:
    """The issuer's keys are at hand, and the one that is named is not among them."""
    first = next(iter(known), None)
    source, as_of = ("", None) if first is None else (first.source, first.as_of)
    sought = None if as_of is None else Sourced(None, as_of, source)
    return NoKey("key_not_published", Result.FAILED, source, sought=sought)


def _unreachable(code: str, known: Unreachable[Any], last: LastKey | None = None) -> NoKey:
    return NoKey(code, Result.NOT_CHECKED, known.source, known.reason, known, last)


def _last(known: Sourced[T | None] | None, has: Callable[[T], bool]) -> LastKey | None:
    """What an older copy said of the key."""
    if known is None:
        return None
    try:
        return LastKey(known.value is not None and has(known.value), known.as_of)
    except SigningError:
        return None


def _publishes(document: DidDocument, method: str) -> bool:
    return any(key.id == method for key in _of_did_document(document, None, ""))


def _written(key: PublicKey) -> dict[str, Any]:
    """The key as its standard writes it: RSA has no Multikey."""
    if key.algorithm is Algorithm.RSA:
        return {"publicKeyJwk": key.jwk}
    return {"publicKeyMultibase": key.multibase}


def _of_key_itself(did: str, method: str) -> tuple[str, str]:
    """A ``did:key`` has one key, so issuers write either name with or without its fragment."""
    if not did.startswith("did:key:"):
        return did, method
    bare = did.partition("#")[0]
    return bare, f"{bare}#{bare.removeprefix('did:key:')}" if method == bare else method


def _by_id(keys: Iterable[KeyPeriod], kid: str) -> KeyPeriod | None:
    return next((key for key in keys if key.id == kid), None)


def _of_periods(periods: Iterable[KeyPeriod], as_of: dt.datetime, source: str) -> tuple[FoundKey, ...]:
    return tuple(FoundKey(one.id, one.public_key, one, as_of, source) for one in periods)


def _of_did_document(document: DidDocument, as_of: dt.datetime | None, source: str) -> tuple[FoundKey, ...]:
    # Controlled Identifiers 1.0, 3.3: the method is the document's own, and listed under assertionMethod.
    return tuple(
        FoundKey(method.id, method.public_key, None, as_of, source)
        for method in document.methods.values()
        if method.in_assertion_method and method.controller == document.did
    )


def _of_did_key(did: str) -> tuple[FoundKey, ...] | NoKey:
    try:
        return _of_did_document(did_key_document(did), None, did)
    except SigningError:
        return NoKey("did_malformed", Result.FAILED)
