"""Copies for those who asked on paper: an officer hands them over."""

from __future__ import annotations

from sqlalchemy import select

from registry.accounts.actor import Actor
from registry.db import db
from registry.rights import moving
from registry.rights.models import DataExport, RightsRequest
from registry.rights.rules import State


def for_officer(request: RightsRequest, *, actor: Actor) -> DataExport | None:
    """The copy of a granted request on paper; its download leaves a line in the audit. None for every other one: what
    holders ask for by themselves is for their eyes. Raises `NotAllowed`."""
    actor.require(moving.SETTLE)
    if not is_ready(request):
        return None
    moving.note("rights.copy_taken", request, actor)
    return _of(request)


def is_ready(request: RightsRequest) -> bool:
    """Whether there is one to hand over."""
    if request.channel != "paper" or request.state not in (State.ACCEPTED, State.DONE):
        return False
    found = _of(request)
    return found is not None and found.state == "ready"


def _of(request: RightsRequest) -> DataExport | None:
    found: DataExport | None = db.session.scalar(select(DataExport).where(DataExport.request_id == request.id))
    return found
