"""Workers that are killed at any moment: every planned row becomes one award, and nothing is made twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.models import Award, AwardDocument, Claim
from registry.db import db
from registry.issuing import planning, service
from registry.issuing.models import IssueBatch, IssueChunk
from registry.notices.models import OutboxMessage
from registry.people.models import Person
from registry.records.models import Document, Signature
from registry.transparency.models import Leaf
from tests.doors.jobs.test_work import wait_for
from tests.doors.web.provider import world
from tests.support import apps
from tests.support.people import new_account

ROOT = Path(__file__).resolve().parents[3]
#: A worker with small slices that dawdles inside its transactions, and leases that end soon: much to interrupt.
WORKER = """
import datetime as dt
import time
from registry import create_app
from registry.config import Settings
from registry.issuing import working
working.SLICE_ROWS, working.LEASE = 10, dt.timedelta(seconds=1)
store = working.awards.store
def dawdle(*what, **more):
    time.sleep(0.03)
    store(*what, **more)
    time.sleep(0.03)
working.awards.store = dawdle
app = create_app(Settings.from_environment())
print("ready", flush=True)
with app.app_context():
    while True:
        working.work() or time.sleep(0.05)
"""
ROWS, ROUNDS = 300, 3


def start(settings, tmp_path):
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "MASTER_KEY": settings.master_key,
        "SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def committed_batch(monkeypatch) -> IssueBatch:
    monkeypatch.setattr(service, "CHUNK_ROWS", 100)
    version = world.published(world.institution())
    provider = version.definition.provider
    actor = accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=provider.id))
    file = world.csv_file([world.person(number) for number in range(ROWS)])
    batch = planning.upload(version.id, file_name="lista.csv", data=file, actor=actor)
    planning.review(batch, actor=actor)
    service.commit(batch, expected_hash=batch.plan_hash, actor=actor)
    db.session.commit()
    return batch


def kill(worker) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    worker.stdout.close()


def tries() -> int:
    """How often a chunk was leased, all told."""
    found = db.session.scalar(select(func.sum(IssueChunk.attempts))) or 0
    db.session.rollback()  # reading holds SQLite's write lock too, and the workers are writers
    return int(found)


def done(batch_id) -> bool:
    state = db.session.get_one(IssueBatch, batch_id, populate_existing=True).state
    db.session.rollback()
    return state == "issued"


def count(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("seed", [1])
def test_two_workers_killed_again_and_again_issue_every_row_once(
    app, database_name, session, tmp_path, monkeypatch, seed
):
    batch_id = committed_batch(monkeypatch).id
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    dice = random.Random(seed)
    before = {model: count(model) for model in (Document, Leaf)}
    db.session.rollback()
    for _ in range(ROUNDS):
        leases = tries()
        workers = [start(settings, tmp_path) for _ in range(2)]
        wait_for(lambda leases=leases: tries() > leases or done(batch_id), seconds=60)
        for worker in workers:
            time.sleep(dice.uniform(0.0, 0.3))
            kill(worker)
    last = start(settings, tmp_path)
    wait_for(lambda: done(batch_id), seconds=90)
    kill(last)
    assert count(Award) == count(Claim) == count(Person) == count(AwardDocument) == ROWS
    assert count(Document) - before[Document] == ROWS == count(Leaf) - before[Leaf]
    mails = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.kind == "claim")
    assert db.session.scalar(mails) == ROWS
    of_awards = select(func.count()).select_from(Signature).join(Award, Award.document_id == Signature.document_id)
    assert db.session.scalar(of_awards) == 2 * ROWS
    places = db.session.execute(select(Document.status_list_id, Document.status_index)).all()
    assert len(set(places)) == len(places)
    assert db.session.scalar(select(func.max(IssueChunk.attempts))) > 1
