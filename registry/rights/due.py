"""What the worker does: copies, what was granted, what is to be deleted, reminders of what falls due."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import or_, select

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.rights import answering, asking, exporting, moving, rules
from registry.rights.models import DataExport, RightsRequest
from registry.rights.rules import Kind, State

SLICE = 10


def make_copies() -> int:
    """Make one copy that waits; whether there was one."""
    export = db.session.scalars(
        select(DataExport)
        .where(DataExport.state == "waiting")
        .order_by(DataExport.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if export is None:
        return exporting.forget_old()
    exporting.make(export)
    request = db.session.get_one(RightsRequest, export.request_id)
    if request.channel == "session" and request.state == State.OPEN:
        asking.complete_copy(request, actor=SYSTEM)
        moving.tell(request, to=moving.addresses_of(request.person))
    return 1


def carry_out() -> int:
    """Block what was granted, delete what has been blocked long enough; how many requests."""
    now = clock.now()
    granted = (RightsRequest.state == State.ACCEPTED.value) & (RightsRequest.kind == Kind.CANCELLATION.value)
    over = (RightsRequest.state == State.BLOCKED.value) & (RightsRequest.delete_at <= now)
    due = db.session.scalars(
        select(RightsRequest)
        .where(or_(granted, over))
        .order_by(RightsRequest.asked_at, RightsRequest.id)
        .limit(SLICE)
        .with_for_update(skip_locked=True)
    ).all()
    for request in due:
        if request.state == State.ACCEPTED:
            answering.block(request, actor=SYSTEM)
        else:
            answering.destroy(request, actor=SYSTEM)
    return len(due)


def remind() -> int:
    """Tell officers of what falls due in a few business days, and again of what is overdue; how many requests."""
    now, calendar = clock.now(), curriculum.business_calendar()
    # Wide enough for any run of holidays; the business days are counted below.
    horizon = now + dt.timedelta(days=4 * rules.REMIND_AHEAD)
    waiting = db.session.scalars(
        select(RightsRequest)
        .where(
            RightsRequest.state.in_([state.value for state in rules.WAITING]),
            RightsRequest.warned_at.is_(None),
            or_(RightsRequest.answer_due_at <= horizon, RightsRequest.carry_due_at <= horizon),
        )
        .limit(200)
        .with_for_update(skip_locked=True)
    ).all()
    told = 0
    for request in waiting:
        end = rules.clock_of(request.state, request.answer_due_at, request.carry_due_at)
        if end is None:
            continue
        if end < now:
            request.warned_at = now
            moving.tell_officers(request, "overdue")
            told += 1
        elif request.reminded_at is None and rules.days_left(end, at=now, calendar=calendar) <= rules.REMIND_AHEAD:
            request.reminded_at = now
            moving.tell_officers(request, "soon")
            told += 1
    db.session.flush()
    return told
