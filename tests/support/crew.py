"""Workers in processes of their own, which tests kill or whose database they take away, and what must be true after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.models import Award, Claim
from registry.config import Settings
from registry.db import db, reading
from registry.issuing import inviting, planning, service
from registry.issuing import rows as kept_rows
from registry.issuing.models import IssueBatch, IssueChunk
from registry.notices.models import OutboxMessage
from registry.people.models import Person
from registry.records.models import Document
from tests.doors.web.provider import world
from tests.support.people import new_account

ROOT = Path(__file__).resolve().parents[2]
#: A worker with small slices that dawdles inside its transactions, and leases that end soon: much to interrupt. It
#: waits for its database as any worker does. ``PAGES`` names a file that says how many pages SQLite's file may have.
_WORKER = """
import datetime as dt
import os
import time
from pathlib import Path
from registry import create_app, logs
from registry.config import Settings
from registry.issuing import working
from registry.jobs import queue, work
working.SLICE_ROWS, working.LEASE = dict.fromkeys(working.SLICE_ROWS, 10), dt.timedelta(seconds=1)
queue.FIRST_PAUSE, queue.LONGEST_PAUSE = 0.05, 0.2
issue = tuple(duty for duty in work.DUTIES if duty.name == "issue")
queue.DUTIES_BESIDE_MAILS = issue
store = working.awards.store
def dawdle(*what, **more):
    time.sleep(0.03)
    store(*what, **more)
    time.sleep(0.03)
working.awards.store = dawdle
settings = Settings.from_environment()
logs.configure(settings)
app = create_app(settings, doors=False)
if "PAGES" in os.environ:
    from sqlalchemy import event
    from registry.db import db, reading
    with app.app_context():
        @event.listens_for(db.engine, "begin")
        def _bound(connection):
            connection.exec_driver_sql("PRAGMA max_page_count = " + Path(os.environ["PAGES"]).read_text())
print("ready", flush=True)
while True:
    queue._look(app, lambda: None)
    time.sleep(0.05)
"""


class Worker:
    """One worker's process. What it logs is in a file."""

    def __init__(self, settings: Settings, folder: Path, **environment: str) -> None:
        self.log = folder / f"worker-{uuid.uuid4().hex}.log"
        with self.log.open("wb") as written:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _WORKER],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "VAR_DIR": str(folder),
                    "DATABASE_URL": settings.database_url,
                    "MASTER_KEY": settings.master_key,
                    "SECRET_KEY": settings.secret_key,
                    **environment,
                },
                stdout=subprocess.PIPE,
                stderr=written,
            )

    def begun(self) -> None:
        """Wait until it works."""
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == b"ready\n", self.said()

    def kill(self) -> None:
        """End it at once: no handler runs."""
        if self._process.stdout is None or self._process.stdout.closed:
            return
        self._process.send_signal(signal.SIGKILL)
        self._process.wait(10)
        self._process.stdout.close()

    def lives(self) -> bool:
        """Whether it has not ended by itself."""
        return self._process.poll() is None

    def said(self) -> str:
        """What it logged so far."""
        return self.log.read_text(encoding="utf-8")

    def tracebacks(self) -> list[str]:
        """The lines that hold one, whole, so that a failed test shows them."""
        return [line for line in self.said().splitlines() if "Traceback" in line or line.startswith(" ")]


def start(settings: Settings, folder: Path, number: int, **environment: str) -> list[Worker]:
    """So many workers at once: one that began while the next is still starting might do all the work alone."""
    started = [Worker(settings, folder, **environment) for _ in range(number)]
    for one in started:
        one.begun()
    return started


@contextmanager
def workers(settings: Settings, folder: Path, number: int, **environment: str) -> Iterator[list[Worker]]:
    """So many workers, ended with the block."""
    started: list[Worker] = []
    try:
        started.extend(start(settings, folder, number, **environment))
        yield started
    finally:
        for one in started:
            one.kill()


def committed_batch(rows: int, *, chunk_rows: int = 100) -> uuid.UUID:
    """A list of so many people, committed by an accredited institution; nothing is issued yet."""
    usual, kept_rows.CHUNK_ROWS = kept_rows.CHUNK_ROWS, chunk_rows
    try:
        version = world.published(world.institution())
        provider = version.definition.provider
        actor = accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=provider.id))
        file = world.csv_file([world.person(number) for number in range(rows)])
        batch = planning.upload(version.id, file_name="lista.csv", data=file, actor=actor)
        planning.review(batch, actor=actor)
        service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
        db.session.commit()
    finally:
        kept_rows.CHUNK_ROWS = usual
    return batch.id


def tries() -> int:
    """How often a chunk was leased, all told."""
    with reading():  # without SQLite's write lock, for which whoever watches would wait until all is done
        found = db.session.scalar(select(func.sum(IssueChunk.attempts))) or 0
        db.session.rollback()
    return int(found)


def issued() -> int:
    """How many awards there are."""
    with reading():
        found = count(Award)
        db.session.rollback()
    return found


def done(batch_id: uuid.UUID) -> bool:
    """Whether the list has been issued."""
    with reading():
        state = db.session.get_one(IssueBatch, batch_id, populate_existing=True).state
        db.session.rollback()
    return state == "issued"


def count(model: Any) -> int:
    """How many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def assert_each_once(rows: int, before: int) -> None:
    """Every planned row is one award with all that belongs to it, and no place was given twice.

    ``before``: how many `Document` there were before anything was issued.
    """
    assert count(Award) == count(Person) == rows
    assert count(Document) - before == rows
    db.session.execute(update(IssueBatch).values(mails_at=clock.now()))  # the time of Undo is over
    db.session.commit()
    while inviting.invite_due():
        db.session.commit()
    mails = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "claim")
    assert db.session.scalar(mails) == count(Claim) == rows
    places = db.session.execute(select(Document.status_list_id, Document.status_index)).all()
    assert len(set(places)) == len(places)


def wait_for(condition: Callable[[], bool], seconds: float = 90.0) -> None:
    """Until it is so. Raises AssertionError when it does not become so."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen in time")
