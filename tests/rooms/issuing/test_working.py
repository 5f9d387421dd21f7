"""What changes between signing and storing a slice is seen before anything is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select, update

from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.db import db
from registry.issuing import planning, service, working
from registry.issuing.models import IssueBatch, IssueChunk
from registry.people import finding
from registry.people.models import PersonIdentifier
from registry.providers import queries as providers
from registry.providers import service as accreditations
from registry.providers.commands import ChangeOrder
from tests.doors.web.provider import world
from tests.support.people import new_account

ROWS = 3


@pytest.fixture
def batch(session: Any, clock: Any) -> IssueBatch:
    """A committed list of three."""
    version = world.published(world.institution())
    provider_id = version.definition.provider_id
    actor = accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=provider_id))
    file = world.csv_file([world.person(number) for number in range(ROWS)])
    batch = planning.upload(version.id, file_name="lista.csv", data=file, actor=actor)
    planning.review(batch, actor=actor)
    service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
    session.commit()
    return batch


@pytest.fixture
def once_signed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """``once_signed(act)``: something that happens after the first slice was signed and before it is stored."""
    real = working.pressing.press

    def arrange(act: Callable[[], object]) -> None:
        waiting = [act]

        def press(*what: Any, **more: Any) -> Any:
            pressed = real(*what, **more)
            if waiting:
                waiting.pop()()
                db.session.commit()
            return pressed

        monkeypatch.setattr(working.pressing, "press", press)

    return arrange


def issued() -> int:
    return db.session.scalar(select(func.count()).select_from(Award)) or 0


def chunk() -> IssueChunk:
    return db.session.scalars(select(IssueChunk).execution_options(populate_existing=True)).one()


def test_a_suspension_stops_what_is_signed_already(batch, once_signed):
    accreditation = providers.history(batch.provider_id)[0].id
    once_signed(lambda: accreditations.suspend(accreditation, ChangeOrder("security_incident"), actor=SYSTEM))
    working.work()
    assert issued() == 0
    assert chunk().state == "failed" and "NotAccredited" in (chunk().last_error or "")


def test_an_undo_stops_what_is_signed_already(batch, once_signed):
    batch_id = batch.id
    once_signed(lambda: service.undo(db.session.get_one(IssueBatch, batch_id), actor=SYSTEM))
    working.work()
    assert issued() == 0
    assert db.session.get_one(IssueBatch, batch_id, populate_existing=True).state == "undone"


def test_a_pause_is_no_failure_however_often(batch, once_signed):
    batch_id = batch.id
    for _ in range(working.MAX_ATTEMPTS + 1):
        once_signed(lambda: service.pause(db.session.get_one(IssueBatch, batch_id), actor=SYSTEM))
        working.work()
        assert (issued(), chunk().state, chunk().attempts) == (0, "waiting", 0)
        service.resume(db.session.get_one(IssueBatch, batch_id), actor=SYSTEM)
        db.session.commit()
    working.work()
    assert issued() == ROWS


def test_what_was_signed_too_long_ago_is_signed_anew(batch, once_signed, clock):
    once_signed(lambda: clock.tick(minutes=1, seconds=1))
    start = clock()
    working.work()
    moments = set(db.session.scalars(select(Award.issued_at)))
    assert issued() == ROWS and moments == {start + dt.timedelta(minutes=1, seconds=1)}
    assert chunk().attempts == 2


def test_a_worker_whose_lease_has_passed_to_another_stores_nothing(batch, once_signed):
    once_signed(lambda: db.session.execute(update(IssueChunk).values(attempts=IssueChunk.attempts + 1)))
    lease = working._lease()
    assert lease is not None
    assert working._issue(lease) == 0
    db.session.commit()
    assert issued() == 0 and chunk().state == "leased"


def test_e_mails_of_a_list_get_their_digests_from_the_worker(batch):
    working.work()
    contacts = select(PersonIdentifier.digest).where(PersonIdentifier.kind == "email")
    assert db.session.scalars(contacts).all() == [None] * ROWS
    while finding.digest_due():
        db.session.commit()
    assert None not in db.session.scalars(contacts).all()
