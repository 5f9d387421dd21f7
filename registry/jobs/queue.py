"""The waker: a Huey queue on SQLite, PostgreSQL or Redis, by its address.

Its messages say only "look": one that is lost costs a minute, until the periodic look.
"""

from __future__ import annotations

import contextlib
import logging
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from registry.config import Settings
from registry.jobs.work import BREATH_SECONDS, run_due

log = logging.getLogger("registry.jobs")
NAME = "registry"
#: Named here and not by the module of the caller: under another name the consumer would drop the message.
TASK = "registry.look"
PERIODIC = "registry.look_every_minute"


def make_queue(settings: Settings) -> Huey:
    """The queue at the address of the settings. Redis needs the ``redis`` package beside the registry."""
    url = settings.queue
    if url.startswith("postgresql"):
        return PostgresHuey(NAME, dsn=url.replace("postgresql+psycopg://", "postgresql://"), results=False)
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey(NAME, url=url, results=False)
    return SqliteHuey(NAME, filename=url.removeprefix("sqlite:///"), results=False, fsync=False)


def with_tasks(queue: Huey, app: Flask) -> Any:
    """Teach the queue its tasks, and give the one that wakes."""

    def look() -> None:
        run_due(app, breath=BREATH_SECONDS)

    queue.periodic_task(crontab(minute="*"), name=PERIODIC)(look)
    return queue.task(name=TASK)(look)


def wake(app: Flask) -> None:
    """Say that there is work, after it has been committed. That nobody hears it is no fault: the minute will."""
    try:
        look = app.extensions.get("wake")
        if look is None:
            app.extensions["queue"] = make_queue(app.config["SETTINGS"])
            look = app.extensions["wake"] = with_tasks(app.extensions["queue"], app)
        look()
    except Exception:
        log.warning("could not wake a worker", exc_info=True)


def close(app: Flask) -> None:
    """Let go of the queue's connections."""
    queue = app.extensions.pop("queue", None)
    app.extensions.pop("wake", None)
    if queue is not None:
        with contextlib.suppress(Exception):
            queue.storage.close()
