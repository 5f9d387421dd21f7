"""Applications for tests: one per database and worker, emptied between tests; others on request."""

from __future__ import annotations

import atexit
import math
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from registry import create_app
from registry.config import Settings
from registry.db import db
from registry.jobs import queue
from registry.web.limits import limiter
from tests.support import databases
from tests.support.client import Client

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
MASTER_KEY = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

_databases: dict[str, databases.Database] = {}
_apps: dict[str, Flask] = {}
_folders: list[Path] = []


def database(name: str) -> databases.Database:
    """This worker's database of that kind, made on first use."""
    if name not in _databases:
        _databases[name] = databases.open_database(name, WORKER)
    return _databases[name]


def settings_for(name: str, **changes: Any) -> Settings:
    """Settings of tests: light password hashes, no rate that a test would meet by accident."""
    if not _folders:
        _folders.append(Path(tempfile.mkdtemp(prefix="registry-var-")))
        atexit.register(shutil.rmtree, _folders[0], ignore_errors=True)
    settings = Settings(
        environment="development",
        var_dir=_folders[0],
        database_url=database(name).url,
        secret_key="tests " * 8,
        master_key=MASTER_KEY,
        mail_from="Registro <registro@registro.example>",
        contact="contacto@registro.example",
        argon2_time_cost=1,
        argon2_memory_kib=8,
        argon2_parallelism=1,
        sign_in_rate="100000 per minute",
        verify_rate="100000 per minute",
        verify_processes=0,
        look_up_rate="100000 per minute",
        wallet_rate="100000 per minute",
    )
    return replace(settings, **changes)


def build(settings: Settings) -> Flask:
    """An application that raises what it did not expect."""
    app = create_app(settings)
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = True
    app.test_client_class = Client
    # What verifications are counted is written by a thread; a test that asks for it says when.
    app.extensions["tallying"].seconds = math.inf
    return app


@contextmanager
def clean(name: str) -> Iterator[Flask]:
    """The worker's application on an empty database of that kind."""
    if name not in _apps:
        _apps[name] = build(settings_for(name))
        atexit.register(dispose, _apps[name])
    app = _apps[name]
    dispose(app)
    database(name).clean()
    limiter.reset()
    app.extensions["tallying"].take(at_once=True)  # what earlier tests counted
    yield app
    dispose(app)


def dispose(app: Flask) -> None:
    """Close every connection of the application: those of its pool, and the queue's if it woke anybody."""
    queue.close(app)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
