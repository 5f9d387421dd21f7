"""Announcing an audit with its seed committed to, drawing the sample, calling it off."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
import uuid
import zlib

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.awards.models import Award
from registry.awards.rules import end_of_validity
from registry.curriculum import queries as curriculum
from registry.custody import vault
from registry.db import db
from registry.definitions.errors import NoSuchDefinition
from registry.definitions.models import Definition, DefinitionVersion
from registry.people.models import Person
from registry.programs.rules import check_seed, commitment
from registry.providers import deadlines, numbers
from registry.quality import queries, rules
from registry.quality.errors import AuditMovedOn, AuditUnderWay, NothingIssued, PeriodRunning, PeriodUnfit
from registry.quality.models import QualityAudit, QualityRecord
from registry.quality.rules import RecordState, Stage
from registry.quality.telling import tell_institution
from registry.texts import CENTRAL_MEXICO

RUN = "quality:run"
SERIES = "AUD"
SEED_BYTES = 32


def announce(definition_id: uuid.UUID, last_day: dt.date, *, actor: Actor) -> QualityAudit:
    """Commit to a seed for the twelve months that end with a day, today or later, and tell the institution.

    Raises `NotAllowed`, `NoSuchDefinition`, `PeriodUnfit`, `AuditUnderWay`, NothingInForce without criteria.
    """
    actor.require(RUN)
    definition = db.session.get(Definition, definition_id, with_for_update=True)
    if definition is None or all(one.published_at is None for one in definition.versions):
        raise NoSuchDefinition()
    criteria = curriculum.typed_criteria(curriculum.criteria_in_force())
    months = criteria.sampling_months
    today = clock.today()
    if not today <= last_day <= end_of_validity(_start_of(today), months).date():
        raise PeriodUnfit(months=months)
    other = queries.under_way(definition_id)
    if other is not None:
        raise AuditUnderWay(number=other.number)
    until = _start_of(last_day + dt.timedelta(days=1))
    seed, key = secrets.token_hex(SEED_BYTES), secrets.token_bytes(SEED_BYTES)
    number = numbers.take(SERIES)
    audit = QualityAudit(
        number=number,
        definition=definition,
        provider=definition.provider,
        period_from=end_of_validity(until, -months),
        period_to=until,
        percent=criteria.sampling_percent,
        minimum=criteria.sampling_min_records,
        needed=criteria.mark_agreement_percent,
        announced_at=clock.now(),
        announced_by=actor.account_id,
        seed_commitment=commitment(seed),
        codes_commitment=hashlib.sha256(key).hexdigest(),
        sealed_seed=vault.seal(seed.encode(), context=f"audit_seed:{number}"),
        sealed_key=vault.seal(key, context=f"audit_key:{number}"),
    )
    db.session.add(audit)
    db.session.flush()
    _note("audit.announced", audit, actor, seed=audit.seed_commitment, codes=audit.codes_commitment)
    tell_institution(audit, "announced")
    return audit


def draw(number: str, *, actor: Actor) -> QualityAudit:
    """Draw the sample from what the definition issued in the period, reveal the seed, and ask for evidence.

    What was revoked by now, or belongs to somebody whose data are gone, is set aside and gives its place to the next.
    Raises `NotAllowed`, `NoSuchAudit`, `AuditMovedOn`, `PeriodRunning`, `NothingIssued`.
    """
    actor.require(RUN)
    audit = queries.audit(number)
    db.session.refresh(audit, with_for_update={"of": QualityAudit})
    if queries.stage_of(audit) is not Stage.ANNOUNCED:
        raise AuditMovedOn()
    now = clock.now()
    if now < audit.period_to:
        raise PeriodRunning(day=deadlines.day_of(audit.period_to - dt.timedelta(seconds=1)))
    seed = vault.unseal(audit.sealed_seed, context=f"audit_seed:{number}").decode()
    check_seed(seed, audit.seed_commitment)
    key = vault.unseal(audit.sealed_key, context=f"audit_key:{number}")
    found = {rules.code_of(key, award_id): (award_id, apart) for award_id, apart in _issued(audit)}
    standing = sum(not apart for _, apart in found.values())
    if not standing:
        raise NothingIssued()
    # The size follows from all that was issued: what an institution revokes makes no sample smaller.
    size = min(standing, rules.sample_size(len(found), audit.percent, audit.minimum))
    order = rules.drawn(seed, found)
    sample, passed = rules.chosen(order, {code for code, (_, apart) in found.items() if apart}, size)
    places = {code: place for place, code in enumerate(order, 1)}
    public = rules.listed(found)
    audit.seed, audit.drawn_at, audit.population = seed, now, len(found)
    audit.population_digest, audit.population_list = hashlib.sha256(public).hexdigest(), zlib.compress(public)
    _set_clocks(audit, now)
    for code in (*sample, *passed):
        state = RecordState.SET_ASIDE if code in passed else RecordState.ASKED
        db.session.add(
            QualityRecord(audit=audit, award_id=found[code][0], code=code, place=places[code], state=state.value)
        )
    db.session.flush()
    _note("audit.drawn", audit, actor, population=audit.population, sample=len(sample), set_aside=len(passed))
    tell_institution(audit, "asked")
    return audit


def call_off(number: str, *, actor: Actor) -> QualityAudit:
    """Give up an audit before its draw; its commitments stay published. Raises `NotAllowed`, `NoSuchAudit`,
    `AuditMovedOn`."""
    actor.require(RUN)
    audit = queries.audit(number)
    if queries.stage_of(audit) is not Stage.ANNOUNCED:
        raise AuditMovedOn()
    audit.called_off_at = clock.now()
    db.session.flush()
    _note("audit.called_off", audit, actor)
    return audit


def _issued(audit: QualityAudit) -> list[tuple[uuid.UUID, bool]]:
    """Every award of the definition in the period, and whether it is set aside."""
    rows = db.session.execute(
        select(Award.id, Award.state, Person.erased_at, Person.blocked_at)
        .join(Award.person)
        .join(DefinitionVersion, DefinitionVersion.id == Award.definition_version_id)
        .where(
            DefinitionVersion.definition_id == audit.definition_id,
            Award.issued_at >= audit.period_from,
            Award.issued_at < audit.period_to,
        )
    )
    return [(key, state == "revoked" or bool(erased or blocked)) for key, state, erased, blocked in rows]


def _set_clocks(audit: QualityAudit, now: dt.datetime) -> None:
    """The applicant's time to reply, then the time of a ruling, as the criteria in force state them."""
    days = curriculum.typed_criteria(curriculum.criteria_in_force()).business_days
    calendar = curriculum.business_calendar()
    audit.evidence_due_at = deadlines.due(now, days[deadlines.REPLY], calendar)
    audit.decision_due_at = deadlines.due(audit.evidence_due_at, days[deadlines.RULING], calendar)


def _start_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), CENTRAL_MEXICO).astimezone(dt.UTC)


def _note(action: str, audit: QualityAudit, actor: Actor, **details: object) -> None:
    record(
        action, "quality_audit", audit.id, actor=actor, provider_id=audit.provider_id, number=audit.number, **details
    )
