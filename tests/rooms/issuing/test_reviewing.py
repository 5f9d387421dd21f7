"""Long lists: judged in slices as short ones are at once; paused, cancelled, issued to nobody twice."""

from __future__ import annotations

import io
import tracemalloc
from typing import Any

import pytest
from sqlalchemy import func, select, update

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.audit.models import AuditLine
from registry.awards.models import Award
from registry.db import db
from registry.errors import RegistryError
from registry.issuing import filing, planning, queries, reviewing, service, working
from registry.issuing import rows as kept_rows
from registry.issuing.errors import NotUnderWay, PlanOverlaps, ReviewRefused
from registry.issuing.models import BatchFile, BatchReview, BatchRow, IssueBatch, IssueChunk
from registry.jobs import run_due
from tests.doors.web.provider import world
from tests.support.people import new_account

ROWS = 45


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reviewing, "AT_ONCE_ROWS", 20)
    monkeypatch.setattr(reviewing, "SLICE_ROWS", 10)
    monkeypatch.setattr(reviewing, "SWEPT_ROWS", 15)
    monkeypatch.setattr(kept_rows, "CHUNK_ROWS", 20)
    monkeypatch.setattr(working, "SLICE_ROWS", dict.fromkeys(working.SLICE_ROWS, 10))
    monkeypatch.setattr(filing, "PART_BYTES", 500)


@pytest.fixture
def version(session: Any, clock: Any) -> Any:
    return world.published(world.institution())


@pytest.fixture
def actor(version: Any) -> Any:
    return accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=version.definition.provider_id))


@pytest.fixture
def upload(version: Any, actor: Any) -> Any:
    def make(rows: list[list[str]]) -> IssueBatch:
        batch = planning.upload(version.id, file_name="lista.csv", data=world.csv_file(rows), actor=actor)
        db.session.commit()
        return batch

    return make


def people(first: int = 0, last: int = ROWS) -> list[list[str]]:
    return [world.person(number) for number in range(first, last)]


def count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def work_off(app: Any) -> None:
    """What a worker does; on SQLite it would wait for this session, which has read."""
    db.session.rollback()
    run_due(app)


def reviewed(batch: IssueBatch, actor: Any) -> IssueBatch:
    reviewing.start(batch, actor=actor)
    db.session.commit()
    if batch.state == "reviewing":
        reviewing.run(batch.id)
    return db.session.get_one(IssueBatch, batch.id, populate_existing=True)


def committed(batch: IssueBatch, actor: Any) -> IssueBatch:
    service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
    db.session.commit()
    return batch


def test_a_long_list_is_judged_by_a_worker_as_a_short_one_at_once(app: Any, upload: Any, actor: Any) -> None:
    rows = [*people(), world.person(0), world.person(99, Prueba_objetiva="")]
    at_once = planning.review(upload(rows), actor=actor)
    expected = at_once.totals
    service.cancel(at_once, actor=actor)
    db.session.commit()
    batch = upload(rows)
    assert count(BatchFile, BatchFile.batch_id == batch.id) > 5, "the file is kept in parts"
    assert reviewing.start(batch, actor=actor) is False
    db.session.commit()
    waiting = queries.review_progress(batch.id)
    assert waiting is not None and (waiting.rows, waiting.total, batch.state) == (0, None, "reviewing")
    assert reviewing.work() and reviewing.work()  # what is in the way is swept first, then a slice
    moving = queries.review_progress(batch.id)
    assert moving is not None and moving.rows == 10 and 0 < moving.fraction <= 1
    work_off(app)
    batch = db.session.get_one(IssueBatch, batch.id, populate_existing=True)
    assert (batch.state, batch.totals) == ("reviewed", expected)
    assert queries.review_progress(batch.id) is None
    positions = select(BatchRow.position).where(BatchRow.batch_id == batch.id).order_by(BatchRow.position)
    assert [*db.session.scalars(positions)] == list(range(ROWS + 2))


def test_a_worker_whose_lease_has_passed_stores_nothing_and_the_next_begins_anew(upload: Any, actor: Any) -> None:
    batch = upload(people())
    reviewing.start(batch, actor=actor)
    db.session.commit()
    gone = reviewing._lease(batch.id)
    assert gone is not None
    while gone.judging is None or gone.judging.position < 20:
        assert reviewing._step(gone)[0]
    db.session.execute(update(BatchReview).values(state="waiting"))
    db.session.commit()
    reviewing.run(batch.id)
    assert reviewing._step(gone) == (False, 0)
    batch = db.session.get_one(IssueBatch, batch.id, populate_existing=True)
    assert (batch.state, batch.totals["ready"], count(BatchRow)) == ("reviewed", ROWS, ROWS)


def test_a_long_list_that_breaks_off_is_refused_with_the_reason_and_its_row(upload: Any, actor: Any) -> None:
    lines = world.csv_file(people(0, 540)).splitlines(keepends=True)  # beyond the rows that are read at once
    lines[520] = b'"' + lines[520]
    data, any_other = b"".join(lines), upload(people(0, 1))
    batch = planning.upload(any_other.definition_version_id, file_name="rota.csv", data=data, actor=actor)
    assert reviewing.start(batch, actor=actor) is False
    db.session.commit()
    with pytest.raises(ReviewRefused, match="quotation mark"):
        reviewing.run(batch.id)
    batch = db.session.get_one(IssueBatch, batch.id, populate_existing=True)
    failed = queries.review_progress(batch.id)
    assert batch.state == "uploaded" and failed is not None and failed.refusal is not None
    reviewing.start(batch, actor=actor)  # may be asked for again
    db.session.commit()
    reviewing.stop(batch, actor=actor)
    db.session.commit()
    assert (batch.state, count(BatchReview), reviewing.work()) == ("uploaded", 0, 0)


def test_two_lists_with_the_same_people_issue_to_each_of_them_once(upload: Any, actor: Any) -> None:
    first, second = (reviewed(upload(people(0, 15)), actor), reviewed(upload(people(5, 25)), actor))
    committed(first, actor)
    with pytest.raises(PlanOverlaps):
        service.commit(second, expected_hash=str(second.plan_hash), actor=actor)
    db.session.rollback()
    second = reviewed(second, actor)
    assert (second.totals["ready"], second.totals["already"]) == (10, 10)
    assert second.totals["findings"]["already_planned"] == 10
    committed(second, actor)
    working.work()
    assert count(Award) == 25
    again = reviewed(upload(people(0, 15)), actor)
    assert (again.totals["already"], again.totals["issuable"]) == (15, 0)
    assert queries.same_file(again).id == first.id


def test_who_has_no_curp_is_known_by_name_and_day(upload: Any, actor: Any) -> None:
    rows = [world.person(number, CURP="") for number in range(3)]
    batch = reviewed(upload(rows), actor)
    planning.confirm(batch, actor=actor)
    committed(batch, actor)
    working.work()
    assert count(Award) == 3
    again = reviewed(upload(rows), actor)
    assert (again.totals["already"], again.totals["issuable"]) == (3, 0)


def test_a_pause_stops_the_worker_within_a_slice_and_nothing_is_lost(upload: Any, actor: Any, monkeypatch: Any) -> None:
    batch_id = committed(reviewed(upload(people()), actor), actor).id
    press, pressed = working.pressing.press, []

    def pausing(*what: Any, **more: Any) -> Any:
        pressed.append(len(what[0]))
        made = press(*what, **more)
        if len(pressed) == 2:
            service.pause(db.session.get_one(IssueBatch, batch_id), actor=actor)
            db.session.commit()
        return made

    monkeypatch.setattr(working.pressing, "press", pausing)
    working.work()
    batch = db.session.get_one(IssueBatch, batch_id, populate_existing=True)
    assert (count(Award), len(pressed), batch.standing) == (10, 2, "paused")
    moving = queries.progress(batch)
    assert (moving.done, moving.total, moving.seconds_left) == (10, ROWS, None)
    with pytest.raises(NotUnderWay):
        service.pause(batch, actor=actor)
    service.resume(batch, actor=actor)
    db.session.commit()
    working.work()
    assert (count(Award), queries.progress(batch).done) == (ROWS, ROWS)
    assert db.session.get_one(IssueBatch, batch_id, populate_existing=True).state == "issued"
    lines = {*db.session.scalars(select(AuditLine.action).where(AuditLine.subject_id == str(batch_id)))}
    assert {"batch.paused", "batch.resumed", "batch.issued"} <= lines


def test_cancelling_leaves_what_is_signed_and_forgets_the_rest(app: Any, upload: Any, actor: Any) -> None:
    batch = committed(reviewed(upload(people()), actor), actor)
    working.work(limit=1)
    service.cancel(batch, actor=actor)
    db.session.commit()
    assert batch.standing == "stopping"
    work_off(app)
    batch = db.session.get_one(IssueBatch, batch.id, populate_existing=True)
    assert (batch.state, count(Award), batch.acknowledgement is not None) == ("issued", 20, True)
    assert count(BatchRow, BatchRow.sealed.is_not(None)) == count(BatchFile) == 0
    assert count(IssueChunk, IssueChunk.state == "cancelled") == 2
    rest = reviewed(upload(people()), actor)
    assert (rest.totals["already"], rest.totals["ready"]) == (20, 25)
    service.cancel(committed(rest, actor), actor=actor)
    db.session.commit()
    work_off(app)
    rest = db.session.get_one(IssueBatch, rest.id, populate_existing=True)
    assert (rest.state, rest.acknowledgement, count(Award)) == ("cancelled", None, 20)


@pytest.mark.databases("sqlite")
def test_neither_keeping_nor_reading_a_file_holds_it_whole(version: Any, actor: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(filing, "PART_BYTES", 1 << 16)
    row = ";".join(world.person(1)).encode() + b"\n"
    data = world.csv_file(people(0, 1)) + row * (4_000_000 // len(row))
    source = io.BytesIO(data)
    tracemalloc.start()
    batch = planning.upload(version.id, file_name="larga.csv", data=source, actor=actor)
    read = 0
    with filing.opened(batch) as kept:
        while piece := kept.read(10_000):
            assert data[read : read + len(piece)] == piece
            read += len(piece)
        assert kept.seek(-5, 2) == len(data) - 5 and kept.read() == data[-5:]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert read == len(data) and peak < 2_000_000
    db.session.execute(update(BatchFile).where(BatchFile.number == 3).values(number=999))
    with pytest.raises((OSError, RegistryError)), filing.opened(batch) as kept:
        kept.read()
