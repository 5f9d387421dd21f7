"""Mails by worker processes that are killed: none is lost, and one at most goes out twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from registry import clock
from registry.config import Settings
from registry.db import db
from registry.notices import service
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage
from tests.support import apps
from tests.support.crew import ROOT, wait_for
from tests.support.mail import mail_server

CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/x"}
MAILS = 80


def start_worker(settings: Settings, folder: Path, smtp_url: str) -> subprocess.Popen:
    environment = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(folder),
        "DATABASE_URL": settings.database_url,
        "MASTER_KEY": settings.master_key,
        "SECRET_KEY": settings.secret_key,
        "SMTP_URL": smtp_url,
        "MAILS_PER_MINUTE": "0",
        "LOG_LEVEL": "ERROR",
    }
    return subprocess.Popen([sys.executable, "-m", "registry.cli", "worker"], cwd=ROOT, env=environment)


def waiting() -> int:
    found = db.session.scalar(select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == "waiting"))
    db.session.rollback()
    return found


@pytest.mark.databases("postgresql")
def test_a_worker_killed_between_acceptance_and_mark_doubles_one_mail_and_loses_none(
    app, database_name, session, tmp_path
):
    settings = apps.settings_for(database_name, var_dir=tmp_path)
    mails = [service.Addressed(f"p{number}@d{number % 7}.example", "es", CLAIM) for number in range(MAILS)]
    service.enqueue_many(Kind.CLAIM, mails, group_key="batch:1")
    db.session.commit()
    with mail_server() as (keeper, smtp_url):
        first = start_worker(settings, tmp_path, smtp_url)
        keeper.on_taken = lambda: first.send_signal(signal.SIGKILL) if len(keeper.taken) == 10 else None
        first.wait(30)
        assert len(keeper.taken) == 10 and waiting() == MAILS - 9  # it heard of nine
        # Five minutes later its lease has run out.
        due = update(OutboxMessage).where(OutboxMessage.leased_until.is_not(None)).values(not_before=clock.now())
        db.session.execute(due)
        db.session.commit()
        others = [start_worker(settings, tmp_path, smtp_url) for _ in range(2)]
        wait_for(lambda: waiting() == 0, seconds=40)
        for one in others:
            one.kill()
            one.wait(10)
        times = Counter(mail["To"] for mail in keeper.taken)
        assert len(times) == MAILS and sorted(times.values())[-2:] == [1, 2]
        (twice,) = (to for to, count in times.items() if count == 2)
        assert len({mail["Message-ID"] for mail in keeper.taken if mail["To"] == twice}) == 1
