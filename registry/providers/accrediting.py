"""Granting accreditations and changing them: the signed credential, its scope, its status, and who is told."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry import addresses, clock, content, ids
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.permissions import Role
from registry.audit import service as audit
from registry.curriculum import case
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody.models import Issuer
from registry.db import db
from registry.documents import accreditation as documents
from registry.documents.achievement import StandardVersion as NamedStandard
from registry.documents.credential import StatusPlace
from registry.documents.profile import Issuer as Profile
from registry.documents.status_event import EventKind
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.providers import dossier, numbers, queries, rules
from registry.providers.commands import ChangeOrder, WantedStandard
from registry.providers.deadlines import add_months
from registry.providers.errors import AuthorityMissing, ReasonUnknown
from registry.providers.messages import CONDITION_MET_REASON, OWN_REASONS, REINSTATED_REASON
from registry.providers.models import Accreditation, AccreditationEvent, AccreditedStandard, Application, Provider
from registry.providers.rules import Change, ScopeFact
from registry.records import lists
from registry.records import service as records
from registry.records.models import StatusEvent
from registry.signing import strict_json_loads
from registry.texts import Text
from registry.transparency.models import TrustRoot

#: Reasons that stop an accreditation for good because nobody is left to hold it.
CLOSED_REASON = "provider_closed"


@dataclass(frozen=True, slots=True)
class Terms:
    """What an accreditation is granted for: standards, months of validity, and what remains to be done by when."""

    wanted: tuple[WantedStandard, ...]
    months: int
    conditions: tuple[documents.Condition, ...] = ()
    custody: bool = False  # for corrections alone

    @property
    def condition_due(self) -> dt.datetime | None:
        """The last day for the conditions, None without any."""
        return max((one.due for one in self.conditions if one.due is not None), default=None)


def grant(provider: Provider, terms: Terms, *, application: Application | None, actor: Actor) -> Accreditation:
    """Sign and store an accreditation; give the provider its DID and keys if it has none.

    It begins at once or, for a renewal, when the one that covers the same ends. Raises NotAllowed, `AuthorityMissing`.
    """
    actor.require("application:decide")
    authority = custody_queries.issuer_of_kind("authority")
    if authority is None:
        raise AuthorityMissing()
    logged_at = records.time_of_issue()
    accreditation_id = ids.new_key()
    place = lists.take_places(authority, 1)[0]
    claims = _claims(
        accreditation_id,
        provider,
        terms,
        authority=authority_profile(authority),
        status=StatusPlace(place.list_url, place.status_index),
        at=logged_at,
    )
    scope = documents.build_scope(claims)
    prepared = records.prepare(
        documents.build_accreditation(claims, scope=scope),
        kind="accreditation",
        desk=records.desk_of(authority),
        place=place,
        logged_at=logged_at,
    )
    accreditation = Accreditation(
        id=accreditation_id,
        number=claims.number,
        provider=provider,
        application_id=application.id if application else None,
        document=records.store(prepared),
        scope=scope,
        valid_from=claims.valid_from,
        valid_until=claims.valid_until,
        conditional=bool(terms.conditions),
        condition_due_at=terms.condition_due,
        custody=terms.custody,
        standards=[
            AccreditedStandard(
                standard_version_id=one.standard_version_id, profiles=list(one.profiles), parts=list(one.parts)
            )
            for one in terms.wanted
        ],
        events=[AccreditationEvent(kind=Change.GRANTED, at=logged_at, by=actor.account_id)],
    )
    db.session.add(accreditation)
    db.session.flush()
    audit.record(
        "accreditation.granted",
        "accreditation",
        accreditation.id,
        actor=actor,
        provider_id=provider.id,
        number=accreditation.number,
        conditional=accreditation.conditional,
    )
    return accreditation


def _claims(
    accreditation_id: uuid.UUID,
    provider: Provider,
    terms: Terms,
    *,
    authority: Profile,
    status: StatusPlace,
    at: dt.datetime,
) -> documents.AccreditationClaims:
    begins = at if terms.custody else _begins(provider, terms, at=at)
    return documents.AccreditationClaims(
        id=addresses.accreditation(accreditation_id),
        scope_url=addresses.accreditation_scope(accreditation_id),
        number=numbers.take(numbers.ACCREDITATION),
        authority=authority,
        provider_did=issuer_for(provider).did,
        provider_name=provider.name,
        legal_name=provider.legal_name,
        valid_from=begins,
        valid_until=add_months(begins, terms.months),
        grants=_grants(terms.wanted),
        jurisdiction=jurisdiction_of(provider),
        status=status,
        conditions=terms.conditions,
        custody=terms.custody,
    )


def issuer_for(provider: Provider) -> Issuer:
    """The provider's DID under this registry's host with its four keys, made on first need."""
    if provider.issuer is None:
        provider.issuer = custody.create_issuer(addresses.provider_did(provider.slug), kind="provider")
        db.session.flush()
    return provider.issuer


def authority_profile(authority: Issuer) -> Profile:
    """The authority as it stands in documents, under the name that the newest root of trust gives it.

    Raises `AuthorityMissing` while there is no root.
    """
    root = db.session.scalar(select(TrustRoot.body).order_by(TrustRoot.version.desc()).limit(1))
    if root is None:
        raise AuthorityMissing()
    name = strict_json_loads(root)["signed"]["authority"]["name"]
    return Profile(did=authority.did, name=name, url=addresses.base())


def jurisdiction_of(provider: Provider) -> str:
    """ISO 3166: the state of a Mexican institution, else the country."""
    state = content.state(provider.state_code) if provider.state_code else None
    return state.iso if state is not None and provider.country == "MX" else provider.country


def _begins(provider: Provider, terms: Terms, *, at: dt.datetime) -> dt.datetime:
    running = tuple(queries.facts_of(one) for one in queries.running(provider.id, at))
    wanted = tuple(
        ScopeFact(one.standard_version_id, frozenset(one.profiles), frozenset(one.parts)) for one in terms.wanted
    )
    return rules.renewal_starts(running, wanted, at=at) or at


def _grants(wanted: Sequence[WantedStandard]) -> tuple[documents.Grant, ...]:
    keys = [one.standard_version_id for one in wanted]
    rows = {row.id: row for row in db.session.scalars(select(StandardVersion).where(StandardVersion.id.in_(keys)))}
    return tuple(_grant(rows[one.standard_version_id], one) for one in wanted)


def _grant(row: StandardVersion, wanted: WantedStandard) -> documents.Grant:
    return documents.Grant(
        standard=NamedStandard(
            code=row.code,
            version=row.version,
            uri=case.document_uri(addresses.base(), row),
            title=curriculum.typed(row).title.es,
        ),
        track=row.track,
        profiles=wanted.profiles,
        parts=wanted.parts,
    )


def suspend(accreditation_id: uuid.UUID, order: ChangeOrder, *, actor: Actor) -> Accreditation:
    """Stop issuing until reinstated. Raises NotAllowed, `ChangeRefused`, `ReasonUnknown`."""
    return _change(accreditation_id, Change.SUSPENDED, _catalogued(order), EventKind.SUSPENDED, actor)


def reinstate(accreditation_id: uuid.UUID, *, note: str, actor: Actor) -> Accreditation:
    """Let a suspended provider issue again. Raises NotAllowed, `ChangeRefused`."""
    order = ChangeOrder(REINSTATED_REASON, note)
    return _change(accreditation_id, Change.REINSTATED, order, EventKind.REINSTATED, actor)


def revoke(accreditation_id: uuid.UUID, order: ChangeOrder, *, actor: Actor) -> Accreditation:
    """End an accreditation for good. Raises NotAllowed, `ChangeRefused`, `ReasonUnknown`."""
    return _change(accreditation_id, Change.REVOKED, _catalogued(order), EventKind.REVOKED, actor)


def condition_met(accreditation_id: uuid.UUID, *, note: str, actor: Actor) -> Accreditation:
    """Record that the condition was met: signed, and no status bit moves. Raises NotAllowed, `ChangeRefused`."""
    order = ChangeOrder(CONDITION_MET_REASON, note)
    return _change(accreditation_id, Change.CONDITION_MET, order, EventKind.CONDITION_MET, actor)


def close(provider_id: uuid.UUID, *, note: str, actor: Actor) -> Provider:
    """Record that an institution ceased to operate: every accreditation that could still issue ends.

    What it issued stays what it was. Its issuing keys are retired; the registry keeps its status keys, so that lists
    are signed again before they end (DESIGN 1). Raises NotAllowed.
    """
    actor.require("accreditation:change")
    provider = db.session.get_one(Provider, provider_id)
    now = clock.now()
    for accreditation in queries.history(provider_id):
        state = rules.state_at(queries.facts_of(accreditation), now)
        if Change.CLOSED in rules.ACCREDITATION_CHANGES[state]:
            order = ChangeOrder(CLOSED_REASON, note)
            _change(accreditation.id, Change.CLOSED, order, EventKind.REVOKED, actor)
    provider.closed_at = now
    if provider.issuer is not None:
        custody.retire(provider.issuer, "issuing", actor=actor)
    db.session.flush()
    audit.record("provider.closed", "provider", provider.id, actor=actor, provider_id=provider.id)
    return provider


def lapse_due(*, actor: Actor) -> int:
    """Record the lapse of every accreditation whose validity has ended, and tell the institutions; how many.

    Nothing is signed: the end of the validity is in the accreditation itself, and this only remembers the day.
    """
    actor.require("accreditation:change")
    now = clock.now()
    final = (Change.LAPSED, Change.REVOKED, Change.CLOSED)
    ended = select(AccreditationEvent.accreditation_id).where(AccreditationEvent.kind.in_(final))
    due = db.session.scalars(
        select(Accreditation).where(
            Accreditation.valid_until <= now, Accreditation.id.not_in(ended), Accreditation.custody.is_(False)
        )
    ).all()
    for accreditation in due:
        rules.require_change(queries.facts_of(accreditation), Change.LAPSED, at=now)
        accreditation.events.append(
            AccreditationEvent(kind=Change.LAPSED, at=accreditation.valid_until, by=actor.account_id)
        )
        _note(accreditation, Change.LAPSED, None, Text("Terminó su vigencia", "Its validity ended"), actor)
    return len(due)


def overdue_due(*, actor: Actor) -> int:
    """Record that a condition's time ended without its being met, and tell the institutions; how many.

    Nothing is signed: the day is in the accreditation's signed scope, and issuing stops with it, recorded or not.
    """
    actor.require("accreditation:change")
    now = clock.now()
    told = select(AccreditationEvent.accreditation_id).where(AccreditationEvent.kind == Change.CONDITION_OVERDUE)
    due = db.session.scalars(
        select(Accreditation).where(
            Accreditation.conditional,
            Accreditation.condition_due_at < now,
            Accreditation.valid_until > now,
            Accreditation.id.not_in(told),
        )
    ).all()
    late = [
        one for one in due if rules.state_at(queries.facts_of(one), now) is rules.AccreditationState.CONDITION_OVERDUE
    ]
    for accreditation in late:
        accreditation.events.append(AccreditationEvent(kind=Change.CONDITION_OVERDUE, at=now, by=actor.account_id))
        _note(
            accreditation,
            Change.CONDITION_OVERDUE,
            None,
            Text("La condición no se dio por cumplida a tiempo", "The condition was not met in time"),
            actor,
        )
    return len(late)


def _catalogued(order: ChangeOrder) -> ChangeOrder:
    if order.reason not in content.identifiers()["accreditation_reasons"]:
        raise ReasonUnknown()
    return order


def _change(
    accreditation_id: uuid.UUID, change: Change, order: ChangeOrder, kind: EventKind, actor: Actor
) -> Accreditation:
    actor.require("accreditation:change")
    accreditation = db.session.scalars(
        select(Accreditation).where(Accreditation.id == accreditation_id).with_for_update()
    ).one()
    rules.require_change(queries.facts_of(accreditation), change, at=clock.now())
    signed = _sign(accreditation, change, kind, order.reason, actor)
    accreditation.events.append(
        AccreditationEvent(
            kind=change,
            at=signed.at,
            reason=None if order.reason in (REINSTATED_REASON, CONDITION_MET_REASON) else order.reason,
            note=dossier.require_statement(order.note),
            by=actor.account_id,
            status_event_id=signed.id,
        )
    )
    db.session.flush()
    _note(accreditation, change, order.reason, reason_name(order.reason), actor)
    return accreditation


def _sign(accreditation: Accreditation, change: Change, kind: EventKind, reason: str, actor: Actor) -> StatusEvent:
    if change is Change.CONDITION_MET:
        return records.sign_event(accreditation.document, kind, reason=reason, actor=actor)
    return records.change_status(accreditation.document, kind, reason=reason, actor=actor)


def reason_name(reason: str) -> Text:
    """What people read for a reason of a change."""
    if reason in OWN_REASONS:
        return OWN_REASONS[reason]
    return content.label("accreditation_reasons", reason)


def _note(accreditation: Accreditation, change: Change, reason: str | None, why: Text, actor: Actor) -> None:
    provider = accreditation.provider
    audit.record(
        f"accreditation.{change.value}",
        "accreditation",
        accreditation.id,
        actor=actor,
        provider_id=provider.id,
        number=accreditation.number,
        reason=reason,
    )
    for account in accounts.recipients([Role.PROVIDER_ADMIN], provider.id):
        notices.enqueue(
            Kind.ACCREDITATION_CHANGED,
            account.address,
            account.language,
            {
                "provider": provider.name,
                "change": change.value,
                "reason": why.in_("en" if account.language == "en" else "es"),
                "url": addresses.path(f"providers/{provider.slug}"),
            },
        )
