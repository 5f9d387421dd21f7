"""Status events: which of them are proved, and what they say of a document at a moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from registry.documents import EventKind, MalformedDocument, StatusEvent, parse_event
from registry.documents.status_event import MEDIA_TYPE
from registry.verification.evidence import Evidence, KeyPeriod, Sourced
from registry.verification.keyring import Keyring
from registry.verification.signatures import Unproven, claims_of_jws

# An award sees a handful of events in its life; more in one bundle is somebody's mistake or attack.
MAX_EVENTS = 500
_FINAL = (EventKind.REVOKED, EventKind.SUPERSEDED, EventKind.LAPSED)


@dataclass(frozen=True, slots=True)
class ProvedEvent:
    """An event and the DID whose key signed it; None for the authority and the registry itself."""

    event: StatusEvent
    did: str | None


@dataclass(frozen=True, slots=True)
class Events:
    """The proved events, oldest first. ``known`` is whether the evidence could be had at all."""

    proved: tuple[ProvedEvent, ...]
    unproved: int
    known: bool

    def of(self, document: str, *, issuer: str) -> tuple[StatusEvent, ...]:
        """The events of one document, oldest first: those signed for its issuer, by the authority or by the registry.

        Nobody else's word counts: an endorser cannot revoke an award, nor a provider lift its own suspension.
        """
        return tuple(one.event for one in self.proved if one.event.document == document and one.did in (None, issuer))

    def state(self, document: str, *, issuer: str, at: dt.datetime) -> StatusEvent | None:
        """The event that holds a document back at that moment; None when none does.

        Revoked, superseded and lapsed are final, whatever comes later (DESIGN, decision 6).
        """
        holding: StatusEvent | None = None
        for event in self.of(document, issuer=issuer):
            if event.at > at or (holding is not None and holding.kind in _FINAL):
                break
            if event.kind is EventKind.REINSTATED:
                holding = None
            elif event.kind is not EventKind.CONDITION_MET:
                holding = event
        return holding


def prove_events(evidence: Evidence, keyring: Keyring) -> Events:
    """Verify the events at hand, each by the key that it names."""
    known = evidence.status_events
    if not isinstance(known, Sourced):
        return Events((), 0, known=False)
    proved, unproved = [], 0
    for text in known.value[:MAX_EVENTS]:
        try:
            proved.append(_prove(text, keyring))
        except (Unproven, MalformedDocument):
            unproved += 1
    return Events(tuple(sorted(proved, key=lambda one: one.event.at)), unproved, known=True)


def _prove(text: str, keyring: Keyring) -> ProvedEvent:
    spoken = claims_of_jws(text, media_type=MEDIA_TYPE, keyring=keyring)
    event = parse_event(spoken.claims)
    if spoken.key is not None and not _in_use(spoken.key, event.at):
        raise Unproven("jws_key_not_in_use")
    return ProvedEvent(event, spoken.did)


def _in_use(period: KeyPeriod, moment: dt.datetime) -> bool:
    not_compromised = period.compromised_at is None or moment < period.compromised_at
    return period.since <= moment and not_compromised and (period.until is None or moment < period.until)
