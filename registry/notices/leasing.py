"""Taking mails to send: the next handful that may go now, for this worker alone.

How many may go is kept in the database, so that all workers on all machines keep one pace. Whoever takes mails locks
the row ``*`` of `MailPace` for a few milliseconds; what that costs does not grow with the mails that wait: each step
looks up a bounded number of rows by an index. Mails to a domain that has had its share are moved to its lane, once, and
are taken from there as it allows.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.db import db, reading
from registry.notices import rules
from registry.notices.models import MailPace, OutboxMessage, UndeliverableAddress

ALL = "*"
HANDFUL = 50
#: Heads of the queue that one step looks at while it moves those of busy domains out of the way.
SCANNED = 200
#: Domains with mails in their lanes that one step serves.
LANES = 20
LEASE = dt.timedelta(minutes=5)
#: While the pace forbids more, a worker looks again after at most so long: somebody may have asked for a link.
LONGEST_NAP = dt.timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Leased:
    """One mail in a worker's hands until ``leased_until``."""

    id: uuid.UUID
    to: str
    language: str
    kind: str
    values: dict[str, Any]
    attempts: int
    leased_until: dt.datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """What a worker may send now. ``again_in``: when to ask again; None: nothing waits that may go.

    ``dead`` were given up unsent because their address is known to be dead. ``held``: the server took nothing lately.
    """

    mails: tuple[Leased, ...] = ()
    again_in: dt.timedelta | None = None
    dead: int = 0
    held: bool = False


@dataclass(slots=True)
class _Step:
    """One call of `take`: the pace, and what was picked so far, the most urgent first."""

    now: dt.datetime
    per_domain: int
    room: int
    picked: list[uuid.UUID] = field(default_factory=list)
    moved: int = 0

    def pick(self, keys: Iterable[uuid.UUID]) -> None:
        before = len(self.picked)
        self.picked.extend(keys)
        self.room -= len(self.picked) - before


def take(*, per_minute: int, per_domain: int, limit: int = HANDFUL) -> Taken:
    """Lease what may go now. Flushes; the caller commits at once, which frees the other workers."""
    now = clock.now()
    if not _anything_due(now):
        return Taken()
    gate = locked_gate()
    if gate.held_until is not None and gate.held_until > now:
        return Taken(again_in=min(gate.held_until - now, LONGEST_NAP))
    urgent = min(limit, rules.allowed(gate.free_at - rules.OVERDRAFT, now, per_minute))
    step = _Step(now, per_domain, urgent)
    step.pick(_due(rules.AT_ONCE, now, urgent))
    # One connection for a second's worth of mails, not one for each.
    enough = max(1, min(limit, per_minute // 60))
    free = rules.allowed(gate.free_at, now, per_minute)
    if gate.paused_at is None and free >= enough:
        step.room = min(limit, free) - len(step.picked)
        _pick_the_rest(step)
    gate.free_at = rules.charged(gate.free_at, now, per_minute, len(step.picked))
    taken = _lease(step)
    db.session.flush()
    again = _again(step, gate, per_minute)
    return Taken(tuple(taken), again, len(step.picked) - len(taken), gate.failures > 0)


def locked_gate() -> MailPace:
    """The row that all workers pass one by one, made if there is none."""
    query = select(MailPace).where(MailPace.name == ALL).with_for_update()
    found = db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is not None:
        return found
    try:
        with db.session.begin_nested():
            db.session.execute(insert(MailPace).values(name=ALL, free_at=clock.now() - rules.BURST))
    except IntegrityError:
        pass  # another worker was first
    return db.session.scalars(query).one()


def _anything_due(now: dt.datetime) -> bool:
    """Without taking any lock: most looks find nothing."""
    with reading():
        queues = (rules.AT_ONCE, rules.USUAL, rules.ONE_OF_MANY)
        due = any(db.session.execute(due_query(priority, now, 1)).first() for priority in queues)
        found = due or db.session.scalar(select(MailPace.name).where(MailPace.parked.is_(True)).limit(1)) is not None
    db.session.commit()  # on SQLite what follows begins another transaction, one that may write
    return found


def due_query(priority: int, now: dt.datetime, limit: int) -> Any:
    """The heads of one queue, by the index ``ix_outbox_message_due`` and without sorting."""
    return (
        select(OutboxMessage.id, OutboxMessage.to)
        .where(
            OutboxMessage.ended_at.is_(None),
            OutboxMessage.lane.is_(None),
            OutboxMessage.priority == priority,
            OutboxMessage.not_before <= now,
        )
        .order_by(OutboxMessage.not_before)
        .limit(limit)
    )


def lane_query(lane: str, limit: int) -> Any:
    """The heads of one domain's lane, by the index ``ix_outbox_message_parked``."""
    return select(OutboxMessage.id).where(OutboxMessage.lane == lane).order_by(OutboxMessage.not_before).limit(limit)


def _due(priority: int, now: dt.datetime, limit: int) -> list[uuid.UUID]:
    if limit < 1:
        return []
    return list(db.session.scalars(due_query(priority, now, limit).with_for_update(skip_locked=True)))


def _pick_the_rest(step: _Step) -> None:
    step.pick(_due(rules.USUAL, step.now, step.room))
    if not step.per_domain:
        step.pick(_due(rules.ONE_OF_MANY, step.now, step.room))
        return
    _pick_from_lanes(step)
    if step.room > 0:
        _pick_heads(step)


def _pick_from_lanes(step: _Step) -> None:
    lanes = db.session.scalars(
        select(MailPace)
        .where(MailPace.parked.is_(True), MailPace.free_at <= step.now)
        .order_by(MailPace.free_at, MailPace.name)
        .limit(LANES)
        .execution_options(populate_existing=True)
    ).all()
    for lane in lanes:
        wanted = min(step.room, rules.allowed(lane.free_at, step.now, step.per_domain))
        if wanted < 1:
            break
        keys = list(db.session.scalars(lane_query(lane.name, wanted).with_for_update(skip_locked=True)))
        lane.parked = len(keys) == wanted
        lane.free_at = rules.charged(lane.free_at, step.now, step.per_domain, len(keys))
        step.pick(keys)


def _pick_heads(step: _Step) -> None:
    """From the common queue; mails to domains that have had their share are moved to their lanes."""
    heads = db.session.execute(due_query(rules.ONE_OF_MANY, step.now, SCANNED).with_for_update(skip_locked=True)).all()
    names = {domain_of(head.to) for head in heads}
    paces = {
        one.name: one
        for one in db.session.scalars(
            select(MailPace).where(MailPace.name.in_(names)).execution_options(populate_existing=True)
        )
    }
    move: dict[str, list[uuid.UUID]] = {}
    for head in heads:
        if step.room < 1:
            break
        name = domain_of(head.to)
        pace = paces.get(name)
        if pace is None:
            pace = paces[name] = MailPace(name=name, free_at=step.now - rules.BURST, parked=False)
            db.session.add(pace)
        if pace.parked or not rules.allowed(pace.free_at, step.now, step.per_domain):
            pace.parked = True
            move.setdefault(name, []).append(head.id)
            continue
        pace.free_at = rules.charged(pace.free_at, step.now, step.per_domain, 1)
        step.pick([head.id])
    for name, keys in move.items():
        step.moved += len(keys)
        db.session.execute(_of(keys).values(lane=name))


def _lease(step: _Step) -> list[Leased]:
    """Mark what was picked as this worker's, and give up what goes to dead addresses; nothing else is changed."""
    if not step.picked:
        return []
    until = step.now + LEASE
    db.session.execute(
        _of(step.picked).values(leased_until=until, not_before=until, lane=None, attempts=OutboxMessage.attempts + 1)
    )
    columns = ("id", "to", "language", "kind", "values", "attempts", "priority")
    rows = db.session.execute(
        select(*(getattr(OutboxMessage, name) for name in columns)).where(OutboxMessage.id.in_(step.picked))
    ).all()
    by_id = {row.id: row for row in rows}
    found = [by_id[key] for key in step.picked]
    dead = {
        one.address: one
        for one in db.session.scalars(
            select(UndeliverableAddress).where(UndeliverableAddress.address.in_({row.to.lower() for row in found}))
        )
    }
    leased = []
    for row in found:
        mark = dead.get(row.to.lower())
        if mark is None or row.priority == rules.AT_ONCE:
            leased.append(Leased(row.id, row.to, row.language, row.kind, row.values, row.attempts, until))
        else:
            db.session.execute(
                _of([row.id]).values(
                    state="failed", ended_at=step.now, leased_until=None, attempts=0, last_error=mark.said
                )
            )
    return leased


def _of(keys: Sequence[uuid.UUID]) -> Any:
    return update(OutboxMessage).where(OutboxMessage.id.in_(keys)).execution_options(synchronize_session=False)


def _again(step: _Step, gate: MailPace, per_minute: int) -> dt.timedelta | None:
    """When to ask again: at once while there is more to do, in a moment while the pace forbids it."""
    if step.picked or step.moved:
        return dt.timedelta(0)
    if gate.paused_at is not None:
        return None
    interval = dt.timedelta(seconds=60) / per_minute if per_minute else dt.timedelta(0)
    return min(max(gate.free_at - step.now + interval, dt.timedelta(seconds=0.1)), LONGEST_NAP)


def domain_of(address: str) -> str:
    """What stands behind the @, in lower case."""
    return address.rpartition("@")[2].lower()
