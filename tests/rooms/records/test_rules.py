"""A final revocation is never cleared, and nothing happens twice."""

from __future__ import annotations

import itertools

import pytest

from registry.documents.status_event import EventKind
from registry.records.errors import StatusRefused
from registry.records.rules import TRANSITIONS, after

CHANGES = (EventKind.SUSPENDED, EventKind.REINSTATED, EventKind.REVOKED, EventKind.SUPERSEDED)
ALLOWED = {
    ("good", EventKind.SUSPENDED): "suspended",
    ("good", EventKind.REVOKED): "revoked",
    ("good", EventKind.SUPERSEDED): "superseded",
    ("suspended", EventKind.REINSTATED): "good",
    ("suspended", EventKind.REVOKED): "revoked",
    ("suspended", EventKind.SUPERSEDED): "superseded",
    ("superseded", EventKind.REVOKED): "revoked",
}


@pytest.mark.parametrize(("state", "change"), list(itertools.product(TRANSITIONS, CHANGES)))
def test_only_these_changes_are_possible(state: str, change: EventKind) -> None:
    expected = ALLOWED.get((state, change))
    if expected is not None:
        assert after(state, change) == expected
        return
    with pytest.raises(StatusRefused):
        after(state, change)
