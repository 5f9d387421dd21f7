"""One writer at a time: who waits too long is told so, and a worker with much to do lets others in."""

from __future__ import annotations

import sqlite3
import time

import pytest

from registry.db import db
from registry.jobs import run_due
from registry.jobs.work import BREATH_SECONDS, Duty

pytestmark = pytest.mark.databases("sqlite")


def test_whoever_waits_too_long_for_the_database_is_asked_to_send_it_again(app, client, monkeypatch):
    monkeypatch.setattr("registry.db.BUSY_TIMEOUT_MS", 50)
    with app.app_context():
        path = db.engine.url.database
        db.engine.dispose()  # so that the next connections wait that long only
    assert path
    holder = sqlite3.connect(path, isolation_level=None)
    try:
        holder.execute("BEGIN IMMEDIATE")
        answer = client.post("/entrar?lang=es", data={"email": "ana@correo.example", "password": "cualquier frase"})
    finally:
        holder.close()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "No se guardó nada" in answer.text
    with app.app_context():
        db.engine.dispose()


def test_a_worker_leaves_a_breath_between_slices_where_there_is_one_writer(app):
    left = [1, 1, 0]
    began = time.monotonic()
    run_due(app, duties=(Duty("something", lambda: left.pop(0)),), breath=BREATH_SECONDS)
    assert time.monotonic() - began >= 2 * BREATH_SECONDS
