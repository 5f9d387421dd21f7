"""Workers that are killed at any moment: every planned row becomes one award, and nothing is made twice."""

from __future__ import annotations

import random
import time

import pytest
from sqlalchemy import func, select

from registry.db import db
from registry.issuing.models import IssueChunk
from registry.records.models import Document
from tests.support import apps, crew

ROWS, ROUNDS = 500, 3


@pytest.mark.parametrize("seed", [1])
def test_two_workers_killed_again_and_again_issue_every_row_once(app, database_name, session, tmp_path, seed):
    batch_id = crew.committed_batch(ROWS)
    before = crew.count(Document)
    db.session.rollback()
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    dice = random.Random(seed)
    for round_ in range(ROUNDS):
        leases = crew.tries()
        workers = crew.start(settings, tmp_path, 2)
        crew.wait_for(lambda leases=leases: crew.tries() > leases or crew.done(batch_id), seconds=60)
        for worker in workers:
            # The first time at once, so that one at least dies with a chunk in hand.
            time.sleep(dice.uniform(0.0, 0.3) if round_ else 0)
            worker.kill()
    (last,) = crew.start(settings, tmp_path, 1)
    crew.wait_for(lambda: crew.done(batch_id), seconds=90)
    last.kill()
    crew.assert_each_once(ROWS, before)
    assert db.session.scalar(select(func.max(IssueChunk.attempts))) > 1
