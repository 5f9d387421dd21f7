"""Who decides about an award: its institution; the authority, once the registry has it in custody.

In custody is what an institution issued that has closed, or that is not accredited for it today. One that has not
closed goes on suspending and revoking what it issued, too: that needs no accreditation.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.awards.custody_errors import InCustody
from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.errors import NotAllowed
from registry.providers import keeping
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.providers.rules import covers

CHANGE, KEEP = "award:change_status", "award:keep"


def in_custody(award: Award) -> bool:
    """Whether the authority may decide about it."""
    return award.id in kept([award.id])


def require_keeper(award: Award, actor: Actor) -> None:
    """Raise `NotAllowed` unless the actor may decide about it now, `InCustody` to a closed institution."""
    provider = award.definition_version.definition.provider
    if actor.may(KEEP) and in_custody(award):
        return
    if not actor.may(CHANGE, at_provider=provider.id):
        raise NotAllowed(permission=CHANGE)
    if provider.closed_at is not None:
        raise InCustody(provider=provider.name)


def make_correctable(award: Award, actor: Actor) -> None:
    """Where the authority corrects what is in custody: the accreditation for a month that its signature needs."""
    if actor.kind == "account" and actor.may(KEEP) and in_custody(award):
        version = award.definition_version
        keeping.keep(version.definition.provider, {version.standard_version_id}, actor=actor)


def kept(award_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of these awards that are in custody. Five queries, however many."""
    if not award_ids:
        return set()
    rows = db.session.execute(
        select(Award.id, Award.provider_id, Provider.closed_at, DefinitionVersion)
        .join(Provider, Provider.id == Award.provider_id)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .where(Award.id.in_(award_ids))
    ).all()
    now = clock.now()
    scopes = providers.scopes_of({row.provider_id for row in rows}, at=now)

    def accredited(row: Any) -> bool:
        version = row.DefinitionVersion
        return row.closed_at is None and any(
            covers(
                one, standard_version_id=version.standard_version_id, profile=version.profile, part=version.part, at=now
            )
            for one in scopes.get(row.provider_id, ())
        )

    return {row.id for row in rows if not accredited(row)}
