"""Which status changes a document's state allows (pure)."""

from __future__ import annotations

from collections.abc import Mapping

from registry.documents.status_event import EventKind
from registry.records.errors import StatusRefused
from registry.texts import Text

#: state → change → state. What is missing is refused; nothing leads out of ``revoked`` (DESIGN 6).
TRANSITIONS: Mapping[str, Mapping[EventKind, str]] = {
    "good": {
        EventKind.SUSPENDED: "suspended",
        EventKind.REVOKED: "revoked",
        EventKind.SUPERSEDED: "superseded",
    },
    "suspended": {
        EventKind.REINSTATED: "good",
        EventKind.REVOKED: "revoked",
        EventKind.SUPERSEDED: "superseded",
    },
    "superseded": {EventKind.REVOKED: "revoked"},
    "revoked": {},
}

STATES: Mapping[str, Text] = {
    "good": Text("vigente", "current"),
    "suspended": Text("suspendido", "suspended"),
    "revoked": Text("revocado", "revoked"),
    "superseded": Text("sustituido", "superseded"),
}
CHANGES: Mapping[EventKind, Text] = {
    EventKind.SUSPENDED: Text("suspender", "suspend"),
    EventKind.REINSTATED: Text("restablecer", "reinstate"),
    EventKind.REVOKED: Text("revocar", "revoke"),
    EventKind.SUPERSEDED: Text("sustituir", "supersede"),
}
_FINAL = Text("Una revocación es definitiva: emita otra microcredencial.", "A revocation is final: issue another one.")
_OTHER = Text("Revise el estado actual y vuelva a intentar.", "Check the current state and try again.")


def after(state: str, change: EventKind) -> str:
    """The state after a change. Raises `StatusRefused`."""
    following = TRANSITIONS[state].get(change)
    if following is None:
        why = _FINAL if state == "revoked" else _OTHER
        raise StatusRefused(change=CHANGES[change], state=STATES[state], why=why)
    return following
