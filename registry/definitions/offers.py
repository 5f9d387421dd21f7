"""Who offers a profile or a part of a standard today: published, and covered by an accreditation at that moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import joinedload

from registry.curriculum.models import StandardVersion
from registry.curriculum.rules import State
from registry.db import db
from registry.definitions.design import Design
from registry.definitions.models import Definition, DefinitionVersion
from registry.definitions.queries import PUBLISHED
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.providers.rules import AccreditationFacts, covers
from registry.texts import Text

#: So many are named; how many there are is said beside them.
NAMED = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """A profile or part of the version of a standard that is in force."""

    standard_id: str
    profile: str | None
    part: str | None


@dataclass(frozen=True, slots=True)
class Offer:
    """A definition that can be studied now. ``hours`` are those of the design."""

    version_id: uuid.UUID
    title: Text
    provider_id: uuid.UUID
    provider: str
    hours: Decimal
    cost: Text


@dataclass(frozen=True, slots=True)
class Offers:
    """The first few, and how many there are in all."""

    named: tuple[Offer, ...]
    total: int


@dataclass(frozen=True, slots=True)
class _Row:
    version_id: uuid.UUID
    wanted: Wanted
    standard_version_id: uuid.UUID
    provider_id: uuid.UUID


def offered(
    wanted: Collection[Wanted], *, at: dt.datetime, first: Collection[uuid.UUID] = ()
) -> Mapping[Wanted, Offers]:
    """What is offered of each, institutions of ``first`` (where the person has studied) before others, newest first.

    Five statements however many are wanted; none when nothing is.
    """
    if not wanted:
        return {}
    rows = _published(wanted)
    scopes = providers.scopes_of({row.provider_id for row in rows}, at=at)
    open_: dict[Wanted, list[_Row]] = {one: [] for one in wanted}
    for row in rows:
        if any(_covered(row, facts, at) for facts in scopes.get(row.provider_id, ())):
            open_[row.wanted].append(row)
    for found in open_.values():
        found.sort(key=lambda row: row.provider_id not in first)
    named = _named([row.version_id for found in open_.values() for row in found[:NAMED]])
    return {
        one: Offers(tuple(named[row.version_id] for row in found[:NAMED]), len(found)) for one, found in open_.items()
    }


def _published(wanted: Collection[Wanted]) -> list[_Row]:
    newest = (
        select(DefinitionVersion.definition_id, func.max(DefinitionVersion.number).label("number"))
        .where(DefinitionVersion.state == PUBLISHED)
        .group_by(DefinitionVersion.definition_id)
        .subquery()
    )
    key = tuple_(DefinitionVersion.definition_id, DefinitionVersion.number)
    statement = (
        select(
            DefinitionVersion.id,
            DefinitionVersion.profile,
            DefinitionVersion.part,
            StandardVersion.standard_id,
            StandardVersion.id,
            Definition.provider_id,
        )
        .join(DefinitionVersion.definition)
        .join(Definition.provider)
        .join(DefinitionVersion.standard_version)
        .where(
            key.in_(select(newest.c.definition_id, newest.c.number)),
            StandardVersion.state == State.IN_FORCE,
            StandardVersion.standard_id.in_({one.standard_id for one in wanted}),
            Provider.closed_at.is_(None),
        )
        .order_by(DefinitionVersion.published_at.desc(), DefinitionVersion.id)
    )
    found = []
    for version_id, profile, part, standard_id, standard_version_id, provider_id in db.session.execute(statement):
        # A standard with parts has one profile, which a design may leave out.
        match = next((one for one in wanted if _meets(one, standard_id, profile, part)), None)
        if match is not None:
            found.append(_Row(version_id, match, standard_version_id, provider_id))
    return found


def _covered(row: _Row, facts: AccreditationFacts, at: dt.datetime) -> bool:
    wanted = row.wanted
    return covers(facts, standard_version_id=row.standard_version_id, profile=wanted.profile, part=wanted.part, at=at)


def _meets(one: Wanted, standard_id: str, profile: str | None, part: str | None) -> bool:
    return one.standard_id == standard_id and one.part == part and (part is not None or one.profile == profile)


def _named(version_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Offer]:
    statement = (
        select(DefinitionVersion)
        .where(DefinitionVersion.id.in_(version_ids))
        .options(joinedload(DefinitionVersion.definition).joinedload(Definition.provider))
    )
    return {one.id: _offer(one) for one in db.session.scalars(statement)}


def _offer(version: DefinitionVersion) -> Offer:
    design, provider = Design.from_json(version.design), version.definition.provider
    return Offer(
        version_id=version.id,
        title=design.title,
        provider_id=provider.id,
        provider=provider.name,
        hours=design.hours,
        cost=design.cost,
    )
