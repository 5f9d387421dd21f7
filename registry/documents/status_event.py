"""Why a status bit changed: a signed, dated statement (DESIGN, decision 6), carried as a compact JWS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.documents.dates import write_precise
from registry.documents.members import Members
from registry.signing import jcs

#: ``typ`` of the JWS, so that no event passes for a note or a credential.
MEDIA_TYPE = "registry-status-event+jws"

#: The reason of the one revocation that is a holder's act: of a copy in a wallet.
WITHDRAWN_BY_HOLDER = "withdrawn_by_holder"
#: The reason when a partner takes its own endorsement or countersignature back.
WITHDRAWN_BY_ENDORSER = "withdrawn_by_endorser"


class EventKind(StrEnum):
    """What happened. ``LAPSED`` and ``CONDITION_MET`` happen to accreditations alone."""

    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    LAPSED = "lapsed"
    CONDITION_MET = "condition_met"


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """``document`` is the id of the document that it is about, ``reason`` a public code of the catalogues,
    ``successor`` the id of the document that takes its place."""

    document: str
    kind: EventKind
    reason: str
    at: dt.datetime
    successor: str | None = None


def event_payload(event: StatusEvent) -> bytes:
    """What is signed: canonical JSON, for `registry.signing.jws_compact` with ``typ`` `MEDIA_TYPE`."""
    payload: dict[str, Any] = {
        "type": "StatusEvent",
        "document": event.document,
        "kind": event.kind.value,
        "reason": event.reason,
        "at": write_precise(event.at),
    }
    if event.successor is not None:
        payload["successor"] = event.successor
    return jcs(payload)


def parse_event(claims: Mapping[str, Any]) -> StatusEvent:
    """The event of a JWS's claims. Raises MalformedDocument."""
    members = Members(claims, "event")
    if members.text("type") != "StatusEvent":
        raise members.fault("unknown_type", "type", found=members.text("type"))
    try:
        kind = EventKind(members.text("kind"))
    except ValueError as error:
        raise members.fault("unknown_type", "kind", found=members.text("kind")) from error
    return StatusEvent(
        document=members.url("document"),
        kind=kind,
        reason=members.text("reason"),
        at=members.moment("at"),
        successor=members.optional_url("successor"),
    )
