"""The worker: does what is due, survives a duty that fails, hears the queue, and can be killed."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from registry.config import Settings
from registry.db import db
from registry.jobs import queue, run_due, wake, work
from registry.notices import service
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage
from tests.support import apps, crew
from tests.support.crew import wait_for
from tests.support.mail import mail_server

ROOT = Path(__file__).resolve().parents[3]
CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/x"}


def test_does_what_is_due_until_nothing_is(make_app, session):
    for number in range(3):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
    db.session.commit()
    app = make_app(environment="demo")
    assert run_due(app)["send_mails"] == 3
    assert set(run_due(app).values()) == {0}


def test_a_duty_that_fails_is_undone_and_keeps_nobody_from_theirs(app, session, caplog):
    def half_a_mail_and_a_fault() -> int:
        service.enqueue(Kind.CLAIM, "half@uni.example", "es", CLAIM)
        raise ZeroDivisionError

    rounds = iter([2, 1, 0])
    duties = (work.Duty("broken", half_a_mail_and_a_fault), work.Duty("sound", lambda: next(rounds)))
    with caplog.at_level(logging.ERROR, logger="registry.jobs"):
        assert run_due(app, duties=duties) == {"broken": 0, "sound": 3}
    assert [record.duty for record in caplog.records] == ["broken"]
    assert db.session.scalars(db.select(OutboxMessage)).all() == []


def test_no_duty_starves_the_others(app, session):
    order = []

    def busy(name: str, times: int):
        left = iter([1] * times + [0] * 2)

        def slice_() -> int:
            order.append(name)
            return next(left)

        return slice_

    run_due(app, duties=(work.Duty("long", busy("long", 50)), work.Duty("short", busy("short", 1))))
    assert order.index("short") == work.SLICES_PER_ROUND


@pytest.mark.databases("sqlite")
def test_waking_nobody_is_no_fault(make_app, tmp_path):
    app = make_app(queue_url=f"sqlite:///{tmp_path}/no/such/folder/queue.sqlite3")
    wake(app)


def test_the_queue_is_where_the_settings_say(tmp_path):
    assert Settings(var_dir=tmp_path).queue == f"sqlite:///{tmp_path}/queue.sqlite3"
    assert Settings(database_url="postgresql://u@h/d").queue == "postgresql://u@h/d"
    assert Settings(queue_url="redis://h/1").queue == "redis://h/1"


@contextlib.contextmanager
def worker(settings: Settings, tmp_path: Path, smtp_url: str, log: Path | None = None):
    """A worker process of its own, as ``registry worker`` starts it; what it tells goes to ``log``."""
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": settings.database_url,
        "MASTER_KEY": settings.master_key,
        "SECRET_KEY": settings.secret_key,
        "SMTP_URL": smtp_url,
        "MAILS_PER_MINUTE": "60000",
        "LOG_LEVEL": "INFO" if log else "ERROR",
    }
    with (log or Path(os.devnull)).open("wb") as told:
        command = [sys.executable, "-m", "registry.cli", "worker"]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=told if log else None)
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)


def test_a_worker_hears_the_queue_and_one_that_was_killed_is_replaced(make_app, database_name, session, tmp_path):
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    door = make_app(var_dir=tmp_path)
    with mail_server() as (keeper, smtp_url):
        service.enqueue(Kind.CLAIM, "before@uni.example", "es", CLAIM)
        db.session.commit()
        with worker(settings, tmp_path, smtp_url) as first:
            wait_for(lambda: len(keeper.taken) == 1)  # found by looking
            service.enqueue(Kind.CLAIM, "during@uni.example", "es", CLAIM)
            db.session.commit()
            wake(door)
            wait_for(lambda: len(keeper.taken) == 2, seconds=20)  # sooner than the periodic look
            first.send_signal(signal.SIGKILL)
            first.wait(10)
        service.enqueue(Kind.CLAIM, "after@uni.example", "es", CLAIM)
        db.session.commit()
        wake(door)
        with worker(settings, tmp_path, smtp_url) as second:
            wait_for(lambda: len(keeper.taken) == 3)
            second.send_signal(signal.SIGTERM)
            assert second.wait(20) == 0
    assert sorted(mail["To"] for mail in keeper.taken) == [
        "after@uni.example",
        "before@uni.example",
        "during@uni.example",
    ]
    queue.close(door)


@pytest.mark.databases("postgresql")
def test_one_word_wakes_two_workers_who_share_a_list(make_app, database_name, session, tmp_path):
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    door = make_app(var_dir=tmp_path)
    logs = [tmp_path / f"{number}.log" for number in range(2)]
    with contextlib.ExitStack() as stack:
        for log in logs:
            stack.enter_context(worker(settings, tmp_path, "smtp://127.0.0.1:9", log=log))
        wait_for(lambda: all("worker started" in log.read_text() for log in logs))
        batch_id = crew.committed_batch(160, chunk_rows=20)
        wake(door)
        wait_for(lambda: crew.done(batch_id))
        # A chunk is a slice of the duty; the word that woke one worker was passed on to the other.
        wait_for(lambda: sum(issued_by(log) for log in logs) >= 8)
    assert all(issued_by(log) for log in logs)


def issued_by(log: Path) -> int:
    """How many chunks a worker says it issued."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return sum(line["counts"].get("issue", 0) for line in lines if line["event"] == "work done")
