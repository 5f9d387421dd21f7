"""Workers that are killed while they judge a list, and between its review and its commit: each row is judged once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import func, select

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.db import db
from registry.issuing import planning, reviewing, service
from registry.issuing.models import BatchReview, BatchRow, IssueBatch
from registry.issuing.rows import plan_of
from tests.doors.jobs.test_work import wait_for
from tests.doors.web.provider import world
from tests.support import apps
from tests.support.people import new_account

ROOT = Path(__file__).resolve().parents[3]
#: A worker with short leases and small slices that dawdles before and after it stores each.
WORKER = """
import datetime as dt
import time
from registry import create_app
from registry.config import Settings
from registry.issuing import reviewing, working
reviewing.SLICE_ROWS, reviewing.SWEPT_ROWS, reviewing.LEASE = 10, 50, dt.timedelta(seconds=1)
held = reviewing._still_held
def dawdle(*what):
    time.sleep(0.02)
    answer = held(*what)
    time.sleep(0.02)
    return answer
reviewing._still_held = dawdle
app = create_app(Settings.from_environment())
print("ready", flush=True)
with app.app_context():
    while True:
        reviewing.work() or working.work() or time.sleep(0.05)
"""
ROWS, KILLS = 300, 2


def start(settings, folder):
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(folder),
        "DATABASE_URL": settings.database_url,
        "MASTER_KEY": settings.master_key,
        "SECRET_KEY": settings.secret_key,
    }
    process = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(worker) -> None:
    worker.kill()
    worker.wait(10)
    worker.stdout.close()


def read(statement):
    found = db.session.scalar(statement)
    db.session.rollback()
    return found


def state(batch_id) -> str:
    return read(select(IssueBatch.state).where(IssueBatch.id == batch_id))


def test_a_list_whose_reviewers_are_killed_is_judged_once_and_issued_once(
    app, database_name, session, tmp_path, monkeypatch
):
    monkeypatch.setattr(reviewing, "AT_ONCE_ROWS", 50)
    version = world.published(world.institution())
    actor = accounts.actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=version.definition.provider_id))
    rows = [world.person(number) for number in range(ROWS)]
    batch = planning.upload(version.id, file_name="lista.csv", data=world.csv_file([*rows, rows[0]]), actor=actor)
    assert reviewing.start(batch, actor=actor) is False
    session.commit()
    batch_id, dice = batch.id, random.Random(4)
    session.rollback()
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    stored = select(func.count()).select_from(BatchRow).where(BatchRow.batch_id == batch_id)
    for _ in range(KILLS):
        before = read(select(BatchReview.attempts))
        worker = start(settings, tmp_path)
        wait_for(lambda before=before: read(select(BatchReview.attempts)) > before and read(stored) > 10, seconds=60)
        time.sleep(dice.uniform(0.0, 0.3))
        kill(worker)
        assert state(batch_id) == "reviewing"
    worker = start(settings, tmp_path)
    wait_for(lambda: state(batch_id) == "reviewed", seconds=90)
    kill(worker)  # between the review and the commit
    batch = session.get_one(IssueBatch, batch_id, populate_existing=True)
    assert [*session.scalars(select(BatchRow.position).order_by(BatchRow.position))] == list(range(ROWS + 1))
    assert (batch.totals["people"], batch.totals["ready"], batch.totals["reject"]) == (ROWS + 1, ROWS, 1)
    assert session.scalar(select(func.count()).select_from(BatchReview)) == 0
    assert plan_of(batch).digest == batch.plan_hash
    service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
    session.commit()
    last = start(settings, tmp_path)
    wait_for(lambda: state(batch_id) == "issued", seconds=90)
    kill(last)
    assert read(select(func.count()).select_from(Award)) == ROWS
