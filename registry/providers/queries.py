"""Reading institutions, their accreditations and the public roll. Applications: `registry.providers.tray`."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from registry.custody.models import Issuer
from registry.db import db
from registry.documents.accreditation import Condition, parse_scope
from registry.providers.errors import NoSuchAccreditation, NoSuchProvider
from registry.providers.models import Accreditation, AccreditationEvent, AccreditedStandard, Provider
from registry.providers.rules import (
    ALLOWS_ISSUING,
    AccreditationFacts,
    AccreditationState,
    Change,
    EventFact,
    ScopeFact,
    covers,
)
from registry.providers.rules import state_at as state_at
from registry.signing import strict_json_loads

#: Which accreditation speaks for an institution that has several: the first of these states.
_PRECEDENCE = (
    AccreditationState.ACCREDITED,
    AccreditationState.CONDITIONAL,
    AccreditationState.CONDITION_OVERDUE,
    AccreditationState.SUSPENDED,
    AccreditationState.NOT_YET,
    AccreditationState.REVOKED,
    AccreditationState.CLOSED,
    AccreditationState.LAPSED,
)


_CONDITION_OPEN = frozenset({AccreditationState.CONDITIONAL, AccreditationState.CONDITION_OVERDUE})


def by_slug(slug: str) -> Provider | None:
    """The institution with this short name."""
    return db.session.scalar(select(Provider).where(Provider.slug == slug).options(joinedload(Provider.issuer)))


def require_provider(slug: str) -> Provider:
    """The same. Raises `NoSuchProvider`."""
    provider = by_slug(slug)
    if provider is None:
        raise NoSuchProvider(slug=slug)
    return provider


def by_did(did: str) -> Provider | None:
    """The institution that signs under this DID."""
    return db.session.scalar(select(Provider).join(Issuer, Issuer.id == Provider.issuer_id).where(Issuer.did == did))


def by_ids(keys: Collection[uuid.UUID]) -> Sequence[Provider]:
    """These institutions, by name."""
    return db.session.scalars(select(Provider).where(Provider.id.in_(keys)).order_by(Provider.name)).all()


def facts_of(accreditation: Accreditation, *, scope: Sequence[AccreditedStandard] | None = None) -> AccreditationFacts:
    """What the rules judge an accreditation by; ``scope`` are its standards unless the caller has read them."""
    standards = accreditation.standards if scope is None else scope
    return AccreditationFacts(
        valid_from=accreditation.valid_from,
        valid_until=accreditation.valid_until,
        conditional=accreditation.conditional,
        events=tuple(EventFact(Change(event.kind), event.at) for event in accreditation.events),
        scope=tuple(
            ScopeFact(one.standard_version_id, frozenset(one.profiles), frozenset(one.parts)) for one in standards
        ),
        condition_due=accreditation.condition_due_at,
    )


def covering_accreditation(
    provider_id: uuid.UUID,
    standard_version_id: uuid.UUID,
    profile: str | None,
    part: str | None,
    at: dt.datetime,
    *,
    correcting: bool = False,
) -> Accreditation | None:
    """The accreditation under which a provider might issue at that moment, or None. One query.

    ``at`` may lie in the past: suspensions, reinstatements and revocations count from their own moment on.
    ``correcting``: what serves corrections alone will do, too.
    """
    statement = (
        select(Accreditation, AccreditedStandard)
        .join(AccreditedStandard, AccreditedStandard.accreditation_id == Accreditation.id)
        .outerjoin(Accreditation.events)
        .where(
            Accreditation.provider_id == provider_id,
            Accreditation.valid_from <= at,
            Accreditation.valid_until > at,
            AccreditedStandard.standard_version_id == standard_version_id,
            *(() if correcting else (Accreditation.custody.is_(False),)),
        )
        .options(contains_eager(Accreditation.events))
        .order_by(Accreditation.valid_from.desc(), AccreditationEvent.at, AccreditationEvent.id)
        # A suspension by another process must not hide behind what this session has read before.
        .execution_options(populate_existing=True)
    )
    for accreditation, standard in db.session.execute(statement).unique():
        facts = facts_of(accreditation, scope=[standard])
        if covers(facts, standard_version_id=standard_version_id, profile=profile, part=part, at=at):
            return accreditation
    return None


def scopes_of(
    provider_ids: Collection[uuid.UUID], *, at: dt.datetime
) -> Mapping[uuid.UUID, Sequence[AccreditationFacts]]:
    """What `registry.providers.rules.covers` asks, for many institutions: three queries, none without institutions."""
    found: dict[uuid.UUID, list[AccreditationFacts]] = {}
    statement = (
        select(Accreditation)
        .where(
            Accreditation.provider_id.in_(provider_ids),
            Accreditation.valid_from <= at,
            Accreditation.valid_until > at,
            Accreditation.custody.is_(False),
        )
        .options(selectinload(Accreditation.events), selectinload(Accreditation.standards))
    )
    for one in db.session.scalars(statement) if provider_ids else ():
        found.setdefault(one.provider_id, []).append(facts_of(one))
    return found


def history(provider_id: uuid.UUID) -> Sequence[Accreditation]:
    """Every accreditation that a provider ever had, newest first, with events and standards."""
    return db.session.scalars(
        _whole()
        .where(Accreditation.provider_id == provider_id)
        .order_by(Accreditation.valid_from.desc(), Accreditation.number.desc())
    ).all()


def accreditation(accreditation_id: uuid.UUID) -> Accreditation:
    """One accreditation with provider, events and standards. Raises `NoSuchAccreditation`."""
    found: Accreditation | None = db.session.scalar(_whole().where(Accreditation.id == accreditation_id))
    if found is None:
        raise NoSuchAccreditation(number=str(accreditation_id))
    return found


def accreditation_by_number(number: str) -> Accreditation:
    """The accreditation of a number (``ACR-2026-0001``). Raises `NoSuchAccreditation`."""
    found: Accreditation | None = db.session.scalar(_whole().where(Accreditation.number == number))
    if found is None:
        raise NoSuchAccreditation(number=number)
    return found


def conditions_of(accreditation: Accreditation) -> tuple[Condition, ...]:
    """What was still to be done when it was granted, from its signed scope."""
    return parse_scope(strict_json_loads(accreditation.scope)).conditions


def running(provider_id: uuid.UUID, at: dt.datetime) -> Sequence[Accreditation]:
    """The accreditations under which a provider may issue something at that moment."""
    held = history(provider_id)
    return [one for one in held if not one.custody and state_at(facts_of(one), at) in ALLOWS_ISSUING]


def standing(accreditations: Sequence[Accreditation], at: dt.datetime) -> tuple[Accreditation, AccreditationState]:
    """The accreditation that speaks for an institution at that moment, and its state; ``accreditations`` not empty."""
    # What serves corrections alone (`registry.providers.keeping`) speaks for nobody who was ever accredited.
    speaking = [one for one in accreditations if not one.custody] or accreditations
    ranked = [(state_at(facts_of(one), at), one) for one in speaking]
    state, chosen = min(ranked, key=lambda pair: (_PRECEDENCE.index(pair[0]), -pair[1].valid_from.timestamp()))
    closed_at = chosen.provider.closed_at
    if closed_at is not None and closed_at <= at:
        return chosen, AccreditationState.CLOSED
    return chosen, state


@dataclass(frozen=True, slots=True)
class RollEntry:
    """A line of the public roll. ``standards`` are labels (``AIL 1.0``) of what the speaking accreditation covers."""

    provider: Provider
    accreditation: Accreditation
    state: AccreditationState
    standards: tuple[str, ...]


def roll(at: dt.datetime, *, kind: str | None = None, state_code: str | None = None) -> tuple[RollEntry, ...]:
    """Every institution that was ever accredited, by name, with what it is at that moment. Three queries in all."""
    statement = _whole().join(Accreditation.provider).where(Accreditation.valid_from <= at)
    if kind:
        statement = statement.where(Provider.kind == kind)
    if state_code:
        statement = statement.where(Provider.state_code == state_code)
    held: dict[uuid.UUID, list[Accreditation]] = {}
    for one in db.session.scalars(statement):
        held.setdefault(one.provider_id, []).append(one)
    entries = [_entry(accreditations, at) for accreditations in held.values()]
    return tuple(sorted(entries, key=lambda entry: entry.provider.name.casefold()))


def _entry(accreditations: Sequence[Accreditation], at: dt.datetime) -> RollEntry:
    chosen, state = standing(accreditations, at)
    labels = tuple(f"{one.standard_version.code} {one.standard_version.version}" for one in chosen.standards)
    return RollEntry(chosen.provider, chosen, state, tuple(sorted(labels)))


@dataclass(frozen=True, slots=True)
class Watched:
    """An accreditation that asks for attention: ``due_at`` is the end of its condition or of its validity."""

    accreditation: Accreditation
    state: AccreditationState
    due_at: dt.datetime


def overdue(provider_id: uuid.UUID, standard_version_id: uuid.UUID, at: dt.datetime) -> Watched | None:
    """The accreditation for that version that allows nothing only because its condition was not met in time."""
    for one in history(provider_id):
        state = state_at(facts_of(one), at)
        named = any(standard.standard_version_id == standard_version_id for standard in one.standards)
        if state is AccreditationState.CONDITION_OVERDUE and named and one.condition_due_at is not None:
            return Watched(one, state, one.condition_due_at)
    return None


def watch(at: dt.datetime, *, ahead: dt.timedelta) -> tuple[Watched, ...]:
    """Accreditations with an open condition, or that end soon without another to follow, by date."""
    found = []
    for accreditation in _watched(at, at + ahead):
        state = state_at(facts_of(accreditation), at)
        if state in _CONDITION_OPEN and accreditation.condition_due_at is not None:
            found.append(Watched(accreditation, state, accreditation.condition_due_at))
        elif state in ALLOWS_ISSUING and accreditation.valid_until <= at + ahead:
            found.append(Watched(accreditation, state, accreditation.valid_until))
    return tuple(sorted(found, key=lambda one: one.due_at))


def _watched(at: dt.datetime, until: dt.datetime) -> Sequence[Accreditation]:
    later = aliased(Accreditation)
    followed = (
        select(later.id)
        .where(
            later.provider_id == Accreditation.provider_id,
            later.valid_until > Accreditation.valid_until,
            later.custody.is_(False),
        )
        .exists()
    )
    return db.session.scalars(
        _whole().where(
            Accreditation.valid_until > at,
            Accreditation.valid_from <= at,
            Accreditation.custody.is_(False),
            Accreditation.conditional | ((Accreditation.valid_until <= until) & ~followed),
        )
    ).all()


def co_signers(at: dt.datetime) -> Sequence[Provider]:
    """Partners that may countersign: with an agreement in force and keys of their own, by name."""
    return db.session.scalars(
        select(Provider)
        .where(Provider.agreement_until > at, Provider.issuer_id.is_not(None), Provider.closed_at.is_(None))
        .order_by(Provider.name)
    ).all()


def partners() -> Sequence[Provider]:
    """Every partner registered to countersign that has not closed, its agreement in force or not, by name."""
    return db.session.scalars(
        select(Provider)
        .where(Provider.agreement_until.is_not(None), Provider.closed_at.is_(None))
        .order_by(Provider.name)
    ).all()


def _whole() -> Select[Accreditation]:
    return select(Accreditation).options(
        joinedload(Accreditation.provider),
        selectinload(Accreditation.events),
        selectinload(Accreditation.standards).joinedload(AccreditedStandard.standard_version),
    )
