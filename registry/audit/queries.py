"""Reading the audit lines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from sqlalchemy import select

from registry.audit.models import AuditLine
from registry.db import db

PAGE = 100


def of_subject(subject_kind: str, subject_id: object, *, limit: int = PAGE) -> Sequence[AuditLine]:
    """What happened to one thing, newest first."""
    return db.session.scalars(
        select(AuditLine)
        .where(AuditLine.subject_kind == subject_kind, AuditLine.subject_id == str(subject_id))
        .order_by(AuditLine.at.desc(), AuditLine.id.desc())
        .limit(limit)
    ).all()


def recent(
    *, provider_id: uuid.UUID | None = None, before: dt.datetime | None = None, limit: int = PAGE
) -> Sequence[AuditLine]:
    """The latest lines, of one provider or of all, newest first; ``before`` asks for the page after it."""
    query = select(AuditLine).order_by(AuditLine.at.desc(), AuditLine.id.desc()).limit(limit)
    if provider_id is not None:
        query = query.where(AuditLine.provider_id == provider_id)
    if before is not None:
        query = query.where(AuditLine.at < before)
    return db.session.scalars(query).all()


def of_actor(account_id: uuid.UUID, *, limit: int = PAGE) -> Sequence[AuditLine]:
    """What one account did, newest first."""
    return db.session.scalars(
        select(AuditLine).where(AuditLine.actor_id == account_id).order_by(AuditLine.at.desc()).limit(limit)
    ).all()
