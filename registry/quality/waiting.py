"""Which microcredentials have gone a year without an audit, and that those who run audits hear of it once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from registry import addresses, clock
from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import AUTHORITY_ROLES, roles_with
from registry.audit.service import record
from registry.awards.models import Award
from registry.awards.rules import end_of_validity
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.errors import NotFound
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.quality.drawing import RUN
from registry.quality.models import QualityAudit, QualityReminder
from registry.texts import Text

#: Told of in one slice of the worker.
SLICE = 200


@dataclass(frozen=True, slots=True)
class Waiting:
    """A definition to be audited: ``since`` is when its last audit closed, or when it was first published."""

    version: DefinitionVersion  # the newest published one
    since: dt.datetime
    audited: bool  # whether it ever was


def waiting(at: dt.datetime) -> Sequence[Waiting]:
    """The definitions that issued something in the year that ends now, and were not audited in it; the longest wait
    first. None while no criteria are in force: nothing says then how long a year is."""
    rows = _found(at, told=True)
    versions = definitions.newest_published([key for key, _, _ in rows])
    return [Waiting(versions[key], since, audited) for key, since, audited in rows if key in versions]


def count_waiting(at: dt.datetime) -> int:
    """How many."""
    return len(_found(at, told=True))


def remind() -> int:
    """Tell those who run audits, once for each definition and year; how many definitions were told of."""
    now = clock.now()
    rows = _found(now, told=False)[:SLICE]
    if not rows:
        return 0
    for key, since, _ in rows:
        db.session.add(QualityReminder(definition_id=key, since=since, told_at=now))
        record("audit.reminded", "definition", key, actor=SYSTEM, since=since.isoformat())
    db.session.flush()
    version = definitions.newest_published([rows[0][0]])[rows[0][0]]
    values = {
        "count": len(rows),
        "title": Text.of(version.design["title"]),
        "provider": version.definition.provider.name,
        "url": addresses.path("autoridad/calidad"),
    }
    for one in accounts.recipients([role for role in roles_with(RUN) if role in AUTHORITY_ROLES], None):
        notices.enqueue(Kind.AUDIT_WAITING, one.address, one.language, values)
    return len(rows)


def _found(at: dt.datetime, *, told: bool) -> list[tuple[uuid.UUID, dt.datetime, bool]]:
    """Definition, since when it waits, whether it was ever audited. ``told``: those already told of, too."""
    try:
        months = curriculum.typed_criteria(curriculum.criteria_in_force()).sampling_months
    except NotFound:
        return []
    year_ago = end_of_validity(at, -months)
    closed = func.max(QualityAudit.closed_at)
    last = select(QualityAudit.definition_id, closed.label("at")).group_by(QualityAudit.definition_id).subquery()
    first = (
        select(DefinitionVersion.definition_id, func.min(DefinitionVersion.published_at).label("at"))
        .where(DefinitionVersion.published_at.is_not(None))
        .group_by(DefinitionVersion.definition_id)
        .subquery()
    )
    since = func.coalesce(last.c.at, first.c.at)
    under_way = exists().where(
        QualityAudit.definition_id == first.c.definition_id,
        QualityAudit.closed_at.is_(None),
        QualityAudit.called_off_at.is_(None),
    )
    version = aliased(DefinitionVersion)
    issued = exists().where(
        version.definition_id == first.c.definition_id,
        Award.definition_version_id == version.id,
        Award.issued_at >= year_ago,
        Award.issued_at < at,
    )
    offered = exists().where(version.definition_id == first.c.definition_id, version.state == definitions.PUBLISHED)
    statement = (
        select(first.c.definition_id, since, last.c.at)
        .outerjoin(last, last.c.definition_id == first.c.definition_id)
        .where(since <= year_ago, ~under_way, offered, issued)
        .order_by(since, first.c.definition_id)
    )
    if not told:
        statement = statement.where(
            ~exists().where(QualityReminder.definition_id == first.c.definition_id, QualityReminder.since == since)
        )
    return [(row[0], row[1], row[2] is not None) for row in db.session.execute(statement)]
