"""What the authority has signed about the issuer: proved, typed, and asked about a moment.

Nothing is taken from a table: an accreditation counts when its signature is by an issuing key of the authority in the
root of trust, and its scope has the digest that was signed (DESIGN, decision 7).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from registry.documents import (
    CredentialKind,
    EventKind,
    MalformedDocument,
    Presented,
    Scope,
    StatusEvent,
    Unreadable,
    credential_of,
    parse_scope,
    read_presented,
)
from registry.documents.model import Credential, StatusEntry
from registry.documents.read import load_json
from registry.signing import digest_sri
from registry.verification.events import Events
from registry.verification.evidence import Evidence, SignedAccreditation, Sourced, TrustRoot
from registry.verification.keyring import FoundKey, Keyring
from registry.verification.memory import Memory
from registry.verification.policy import Policy
from registry.verification.report import Result
from registry.verification.signatures import Unproven, try_signature

# A provider has one accreditation at a time, renewed every three years.
MAX_ACCREDITATIONS = 100
#: Accreditations and scopes as read, by their bytes; parsed they take several times as much.
_PARSED = 10
_memory = Memory(16_000_000)


class State(StrEnum):
    """Where an accreditation stands at a moment."""

    IN_FORCE = "in_force"
    NOT_YET = "not_yet"
    LAPSED = "lapsed"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    CONDITION_OVERDUE = "condition_overdue"


@dataclass(frozen=True, slots=True)
class Standing:
    """A state, since when, and the public reason code where an event gave one."""

    state: State
    since: dt.datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class AccreditationRecord:
    """A proved accreditation with its proved events."""

    credential: Credential
    scope: Scope
    events: Events

    @property
    def status(self) -> StatusEntry | None:
        """Its place in the authority's status list."""
        return next(iter(self.credential.statuses), None)

    def covers(self, standard_uri: str, *, profile: str | None, parts: tuple[str, ...]) -> bool:
        """Whether its scope has that standard version, profile and parts."""
        return any(grant.covers(standard_uri, profile=profile, parts=parts) for grant in self.scope.grants)

    def standing(self, at: dt.datetime) -> Standing:
        """Where it stood at that moment, by its dates and its events."""
        if at < self.scope.valid_from:
            return Standing(State.NOT_YET, self.scope.valid_from)
        event = self.events.state(self.credential.id, issuer=self.credential.issuer.id, at=at)
        if event is not None:
            return Standing(_STATE_OF[event.kind], event.at, event.reason)
        if at >= self.scope.valid_until:
            return Standing(State.LAPSED, self.scope.valid_until)
        due = self.condition_overdue(at)
        if due is not None and self.events.known:
            return Standing(State.CONDITION_OVERDUE, due)
        return Standing(State.IN_FORCE, self.scope.valid_from)

    def condition_overdue(self, at: dt.datetime) -> dt.datetime | None:
        """The last second for its conditions, once it has passed without a signed event that says that they were met.

        Where the events could not be had (`Events.known`), they may have been met all the same.
        """
        due = max((one.due for one in self.scope.conditions if one.due is not None), default=None)
        met = any(event.kind is EventKind.CONDITION_MET and event.at <= at for event in self.history)
        return due if due is not None and at > due and not met else None

    @property
    def history(self) -> tuple[StatusEvent, ...]:
        """Its own events, oldest first."""
        return self.events.of(self.credential.id, issuer=self.credential.issuer.id)


_STATE_OF = {
    EventKind.SUSPENDED: State.SUSPENDED,
    EventKind.REVOKED: State.REVOKED,
    EventKind.LAPSED: State.LAPSED,
    EventKind.SUPERSEDED: State.LAPSED,
}


@dataclass(frozen=True, slots=True)
class Accreditations:
    """What could be proved of an issuer's accreditations. ``unproved`` are the codes of those that could not be."""

    records: tuple[AccreditationRecord, ...]
    unproved: tuple[str, ...]


def prove_accreditations(
    evidence: Evidence,
    *,
    did: str,
    root: TrustRoot | None,
    keyring: Keyring,
    policy: Policy,
    events: Events,
    at: dt.datetime,
) -> Accreditations:
    """Verify every accreditation at hand for ``did``."""
    if root is None or not isinstance(evidence.accreditations, Sourced):
        return Accreditations((), ())
    records, unproved = [], []
    for signed in evidence.accreditations.value[:MAX_ACCREDITATIONS]:
        try:
            credential = _prove(signed, root=root, keyring=keyring, policy=policy, at=at)
            records.append(AccreditationRecord(credential, _scope(signed, credential, did=did, root=root), events))
        except Unproven as error:
            unproved.append(error.code)
        except (MalformedDocument, Unreadable) as error:
            unproved.append(error.code)
    return Accreditations(tuple(records), tuple(unproved))


def _prove(
    signed: SignedAccreditation, *, root: TrustRoot, keyring: Keyring, policy: Policy, at: dt.datetime
) -> Credential:
    presented, credential = _read(signed.document)
    if credential.kind is not CredentialKind.ACCREDITATION or credential.issuer.id != root.authority_did:
        raise Unproven("accreditation_not_by_authority")
    outcome = try_signature(
        presented, did=root.authority_did, keyring=keyring, policy=policy, at=at, shared=signed.document
    )
    if outcome.result is Result.NOT_CHECKED and isinstance(outcome.key, FoundKey):
        raise Unproven("accreditation_unchecked")
    if not outcome.good or not isinstance(outcome.key, FoundKey):
        raise Unproven("accreditation_forged")
    # After a compromise the authority signs again; what the old key signed proves nothing, since dates are its claims.
    period = outcome.key.period
    if outcome.key.for_status_only or period is None or period.compromised_at is not None:
        raise Unproven("accreditation_key")
    return credential


def _read(document: bytes) -> tuple[Presented, Credential]:
    def read() -> tuple[Presented, Credential]:
        presented = read_presented(document)
        return presented, credential_of(presented)

    return _memory.recall(document, read, weight=_PARSED * len(document))


def _read_scope(scope: bytes) -> Scope:
    def read() -> Scope:
        return parse_scope(load_json(scope.decode("utf-8", "replace")))

    return _memory.recall(scope, read, weight=_PARSED * len(scope))


def _scope(signed: SignedAccreditation, credential: Credential, *, did: str, root: TrustRoot) -> Scope:
    digest = digest_sri(signed.scope)
    bound = next((one for one in credential.related if one.digest_sri == digest), None)
    if bound is None:
        raise Unproven("scope_digest")
    scope = _read_scope(signed.scope)
    consistent = (
        bound.id == scope.id
        and scope.accreditation == credential.id
        and scope.authority == root.authority_did
        and scope.provider == credential.subject.id == did
        and scope.valid_from == credential.valid_from
        and scope.valid_until == credential.valid_until
    )
    if not consistent:
        raise Unproven("scope_contradicts")
    return scope
