"""Whether an institution may sign beside others: by an agreement, or by an accreditation of its own; since when not.

What was signed while it might stands: a partner that leaves stops signing, and every page says who signed and when.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.db import db
from registry.providers import queries
from registry.providers.errors import PartnerMayNotSign
from registry.providers.messages import PARTNER_STANDINGS
from registry.providers.models import Accreditation, Provider
from registry.providers.rules import ALLOWS_ISSUING, AccreditationState, state_at
from registry.texts import CENTRAL_MEXICO, Text

#: States in which an institution signs.
SIGNS = frozenset({"agreement", "accredited"})


@dataclass(frozen=True, slots=True)
class PartnerStanding:
    """``state``: a key of `messages.PARTNER_STANDINGS`. ``day``: until when it signs, or since when it does not; None
    for one that never could."""

    state: str
    day: dt.date | None

    @property
    def signs(self) -> bool:
        """Whether it may sign."""
        return self.state in SIGNS

    @property
    def said(self) -> Text:
        """«su convenio terminó el 5 de mayo de 2026»."""
        return PARTNER_STANDINGS[self.state].format(**({"day": self.day} if self.day else {}))


def standing_of(partner_id: uuid.UUID, at: dt.datetime) -> PartnerStanding:
    """How one institution stands as a partner."""
    return standings_of([partner_id], at)[partner_id]


def standings_of(partner_ids: Collection[uuid.UUID], at: dt.datetime) -> Mapping[uuid.UUID, PartnerStanding]:
    """How each of these institutions stands as a partner."""
    found = db.session.scalars(select(Provider).where(Provider.id.in_(set(partner_ids))))
    return {one.id: _standing(one, at) for one in found}


def _standing(partner: Provider, at: dt.datetime) -> PartnerStanding:
    if partner.closed_at is not None and partner.closed_at <= at:
        return PartnerStanding("closed", _day(partner.closed_at))
    held = [one for one in queries.history(partner.id) if not one.custody]
    accreditation, state = queries.standing(held, at) if held else (None, None)
    if accreditation is not None and state in ALLOWS_ISSUING:
        return PartnerStanding("accredited", _day(accreditation.valid_until))
    until = partner.agreement_until
    if until is not None and until > at:
        return PartnerStanding("agreement", _day(until))
    if accreditation is not None and state is not None and state is not AccreditationState.NOT_YET:
        return PartnerStanding(state.value, _since(accreditation, state, at))
    return PartnerStanding("agreement_over", _day(until)) if until is not None else PartnerStanding("none", None)


def _since(accreditation: Accreditation, state: AccreditationState, at: dt.datetime) -> dt.date:
    """The day from which the accreditation has been in this state."""
    if state is AccreditationState.LAPSED:
        return _day(accreditation.valid_until)
    if state is AccreditationState.CONDITION_OVERDUE and accreditation.condition_due_at is not None:
        return _day(accreditation.condition_due_at)
    facts = queries.facts_of(accreditation)
    moments = [one.at for one in facts.events if one.at <= at and state_at(facts, one.at) is state]
    return _day(max(moments, default=accreditation.valid_until))


def move_agreement(slug: str, until: dt.datetime, *, only_later: bool = False, actor: Actor) -> None:
    """A partner's agreement is renewed (``only_later``) or ends at another moment. Raises NotAllowed."""
    actor.require("program:run")
    partner = db.session.scalar(select(Provider).where(Provider.slug == slug).with_for_update())
    if partner is None or partner.agreement_until is None:
        return
    if partner.agreement_until == until or (only_later and partner.agreement_until > until):
        return
    was, partner.agreement_until = partner.agreement_until, until
    db.session.flush()
    audit.record(
        "provider.agreement_moved",
        "provider",
        partner.id,
        actor=actor,
        provider_id=partner.id,
        was=was.isoformat(),
        now=until.isoformat(),
    )


def require_signing(partner_id: uuid.UUID, name: str) -> None:
    """Raise `PartnerMayNotSign` unless the institution may sign beside others now."""
    now = standing_of(partner_id, clock.now())
    if not now.signs:
        raise PartnerMayNotSign(partner=name, why=now.said)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CENTRAL_MEXICO).date()
