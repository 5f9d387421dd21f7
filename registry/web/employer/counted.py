"""A verification by somebody of a verified employer, signed in, moves a counter: never whose it was, nor who asked."""

from __future__ import annotations

import uuid

from registry.db import db
from registry.talent import counting
from registry.web.security import actor


def note(definition_version_id: uuid.UUID | None) -> None:
    """Count it, if the visitor works for an employer; anybody else leaves nothing."""
    who = actor()
    if definition_version_id is None or not who.places("employer"):
        return
    if counting.note_verification(definition_version_id, actor=who):
        db.session.commit()
