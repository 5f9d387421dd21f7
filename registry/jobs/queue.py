"""The waker: a Huey queue on SQLite, PostgreSQL or Redis, by its address.

Its messages say only "look": one that is lost costs a minute, until the periodic look. On PostgreSQL (LISTEN) and Redis
a worker hears them at once, on SQLite it asks every tenth of a second to every two seconds. A message reaches one of
them; whoever finds work passes the word on, so that a long list wakes them all, one after another.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from registry import dsn
from registry.config import Settings
from registry.jobs.work import BREATH_SECONDS, DUTIES_BESIDE_MAILS, run_due
from registry.outages import DatabaseAway, DatabaseBusy, DatabaseFull, first_line

log = logging.getLogger("registry.jobs")
NAME = "registry"
#: Between two tries while the database is away (seconds), doubled up to the longest.
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0
#: Named here and not by the module of the caller: under another name the consumer would drop the message.
TASK = "registry.look"
PERIODIC = "registry.look_every_minute"


def make_queue(settings: Settings) -> Huey:
    """The queue at the address of the settings. Redis needs the ``redis`` package beside the registry."""
    url = settings.queue
    if dsn.is_postgresql(url):
        plain = url.replace("postgresql+psycopg://", "postgresql://")
        return PostgresHuey(NAME, dsn=plain, results=False, **dsn.patience(url))
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey(NAME, url=url, results=False)
    return SqliteHuey(NAME, filename=url.removeprefix("sqlite:///"), results=False, fsync=False)


def with_tasks(queue: Huey, app: Flask, wake_postman: Callable[[], None] = lambda: None) -> Any:
    """Teach the queue its tasks, and give the one that wakes. ``wake_postman``: mails go by a thread of their own."""

    def look() -> None:
        wake_postman()
        _look(app, pass_on)
        wake_postman()  # what was done may have caused mails

    def pass_on() -> None:
        with _unheard():
            task()

    queue.periodic_task(crontab(minute="*"), name=PERIODIC)(look)
    task = queue.task(name=TASK)(look)
    return task


def _look(app: Flask, pass_on: Callable[[], None]) -> None:
    """Do what is due; while the database is away, full or busy, wait and try again: what is due stays due."""
    pause = FIRST_PAUSE
    while True:
        try:
            done = run_due(app, duties=DUTIES_BESIDE_MAILS, breath=BREATH_SECONDS, on_work=pass_on)
        except (DatabaseAway, DatabaseFull, DatabaseBusy) as outage:
            why = first_line(outage.__cause__ or outage)
            log.warning(outage.code, extra={"why": why, "again_in_seconds": pause})
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
        else:
            if pause != FIRST_PAUSE:
                log.info("database answers again")
            if any(done.values()):
                log.info("work done", extra={"counts": {name: count for name, count in done.items() if count}})
            return


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """That nobody hears a message is no fault: the minute will."""
    try:
        yield
    except Exception as fault:
        log.warning("could not wake a worker", extra={"why": str(fault).partition("\n")[0]})


def wake(app: Flask) -> None:
    """Say that there is work, after it has been committed."""
    with _unheard():
        look = app.extensions.get("wake")
        if look is None:
            app.extensions["queue"] = make_queue(app.config["SETTINGS"])
            look = app.extensions["wake"] = with_tasks(app.extensions["queue"], app)
        look()


def close(app: Flask) -> None:
    """Let go of the queue's connections."""
    queue = app.extensions.pop("queue", None)
    app.extensions.pop("wake", None)
    if queue is not None:
        with contextlib.suppress(Exception):
            queue.storage.close()
