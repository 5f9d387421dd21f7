"""Publishing values: computed when a period is over, frozen then; a correction is a new revision with its reason."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.accounts.actor import SYSTEM, Actor
from registry.audit.service import record
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.indicators import periods, queries
from registry.indicators.computing import compute
from registry.indicators.errors import NoSuchValue, NothingComputed, ReasonNeeded, SameValue, ValueFrozen
from registry.indicators.models import IndicatorValue, IndicatorWatch
from registry.indicators.periods import Period
from registry.indicators.values import NO_DATA, Statement

APPROVE = "indicator:approve"
#: How often the worker looks whether an input has come for what is still without data.
EVERY = dt.timedelta(hours=6)
LONGEST_REASON = 2_000


def compute_now(indicator_id: str, period: Period) -> Statement:
    """What the value would be today. Reads. Raises NoSuchIndicator, NothingInForce."""
    shown = queries.shown_indicator(indicator_id)
    return compute(queries.framework(), shown.indicator, period, definition=shown.version)


def publish(indicator_id: str, period: Period, *, actor: Actor) -> IndicatorValue:
    """Publish the value of a period that is over. Without data only the reason is kept, until there is a value.

    Raises NotAllowed (needs ``indicator:approve``), NoSuchIndicator, NoSuchValue for a period that is not over,
    ValueFrozen where it is published already.
    """
    actor.require(APPROVE)
    if period.until > clock.now():
        raise NoSuchValue(indicator=indicator_id[:60], period=period.name)
    row = _newest(indicator_id, period)
    if row is not None and row.outcome != NO_DATA:
        raise ValueFrozen(period=period.name)
    return _write(row, compute_now(indicator_id, period), actor)


def correct(indicator_id: str, period: Period, *, reason: str, actor: Actor) -> IndicatorValue:
    """Compute a published value again, as a new revision with a public reason; the earlier one stays readable.

    Raises NotAllowed, NoSuchIndicator, ReasonNeeded, NoSuchValue where nothing is published, NothingComputed,
    SameValue.
    """
    actor.require(APPROVE)
    if not reason.strip():
        raise ReasonNeeded()
    row = _newest(indicator_id, period)
    if row is None or row.outcome == NO_DATA:
        raise NoSuchValue(indicator=indicator_id[:60], period=period.name)
    statement = compute_now(indicator_id, period)
    if statement.outcome == NO_DATA:
        raise NothingComputed(reason=statement.whole.reason or queries.framework().not_computable)
    if statement.digest() == row.digest:
        raise SameValue()
    fresh = _row(statement, revision=row.revision + 1)
    fresh.correction, fresh.corrected_by = reason.strip()[:LONGEST_REASON], actor.account_id
    db.session.add(fresh)
    db.session.flush()
    record("indicator.value_corrected", "indicator_value", fresh.id, actor=actor, value=_named(fresh))
    return fresh


def publish_due() -> int:
    """Publish what is due, of every indicator the newest period that is over; how many values came (0: nothing)."""
    now = clock.now()
    framework = curriculum.framework()
    if framework is None:
        return 0
    watch = _watch(now)
    if watch is None or watch.next_at > now:
        return 0
    watch.next_at = now + EVERY
    return publish_all(actor=SYSTEM)


def publish_all(*, actor: Actor) -> int:
    """The same, asked for by somebody; how many values were published. Raises NotAllowed."""
    actor.require(APPROVE)
    made = 0
    for family in queries.shown():
        for one in family.indicators:
            period = periods.last_over(clock.now(), one.indicator.cadence)
            row = _newest(one.indicator.id, period)
            if row is None or row.outcome == NO_DATA:
                statement = compute(queries.framework(), one.indicator, period, definition=one.version)
                if row is None or row.digest != statement.digest():
                    made += _write(row, statement, actor).outcome != NO_DATA
    db.session.flush()
    return made


def look_again() -> None:
    """An input has come: the worker need not wait."""
    watch = db.session.get(IndicatorWatch, 1)
    if watch is not None:
        watch.next_at = clock.now()


def _watch(now: dt.datetime) -> IndicatorWatch | None:
    """The one row, held until this slice ends; None while another worker has it."""
    found: IndicatorWatch | None = db.session.get(IndicatorWatch, 1)
    if found is not None and found.next_at > now:
        return found
    locked: IndicatorWatch | None = db.session.scalar(
        select(IndicatorWatch).with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if locked is not None or found is not None:
        return locked
    try:
        with db.session.begin_nested():
            locked = IndicatorWatch(id=1, next_at=now)
            db.session.add(locked)
    except IntegrityError:
        return None
    return locked


def _newest(indicator_id: str, period: Period) -> IndicatorValue | None:
    return db.session.scalar(
        select(IndicatorValue)
        .where(IndicatorValue.indicator_id == indicator_id, IndicatorValue.period == period.name)
        .order_by(IndicatorValue.revision.desc())
        .limit(1)
    )


def _row(statement: Statement, *, revision: int) -> IndicatorValue:
    return IndicatorValue(
        indicator_id=statement.indicator_id,
        period=statement.period,
        revision=revision,
        outcome=statement.outcome,
        body=statement.as_dict(),
        digest=statement.digest(),
        computed_at=clock.now(),
    )


def _write(row: IndicatorValue | None, statement: Statement, actor: Actor) -> IndicatorValue:
    if row is None:
        row = _row(statement, revision=1)
        db.session.add(row)
    else:
        row.outcome, row.body, row.digest = statement.outcome, statement.as_dict(), statement.digest()
        row.computed_at = clock.now()
    db.session.flush()
    if row.outcome != NO_DATA:
        record("indicator.value_published", "indicator_value", row.id, actor=actor, value=_named(row))
    return row


def _named(row: IndicatorValue) -> dict[str, object]:
    return {"indicator": row.indicator_id, "period": row.period, "revision": row.revision, "outcome": row.outcome}
