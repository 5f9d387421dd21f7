"""The worker process: waits for the queue's word and, without one, looks every minute."""

from __future__ import annotations

import logging
import sqlite3
import time

import psycopg
from flask import Flask
from huey import Huey

from registry import logs
from registry.config import Settings
from registry.jobs.postman import Postman
from registry.jobs.queue import FIRST_PAUSE, LONGEST_PAUSE, make_queue, with_tasks

log = logging.getLogger("registry.jobs")


def run_worker(app: Flask) -> None:
    """Work until told to stop: SIGINT ends it after the slice at hand, SIGTERM at once, which loses nothing either."""
    settings: Settings = app.config["SETTINGS"]
    logs.configure(settings)
    logs.adopt("huey", _QueueAway())
    queue = _open_queue(settings)
    postman = Postman(app)
    look = with_tasks(queue, app, postman.wake)
    postman.start()
    try:
        look()  # for what was left when the last worker ended
    except (psycopg.OperationalError, sqlite3.OperationalError):
        log.warning("could not wake myself: what is left waits a minute")
    # One thread: the rounds of one worker share a database connection and a pace; more workers are more processes.
    consumer = queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=2.0)
    log.info("worker started")
    try:
        consumer.run()
    finally:
        postman.stop()


def _open_queue(settings: Settings) -> Huey:
    """The queue, once its database answers: a worker that starts earlier waits, and is not restarted in a loop."""
    pause = FIRST_PAUSE
    while True:
        try:
            return make_queue(settings)
        except psycopg.OperationalError as fault:
            why = str(fault).partition("\n")[0]
            log.warning("queue does not answer", extra={"why": why, "again_in_seconds": pause})
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


class _QueueAway(logging.Filter):
    """The queue's library tells each failed look with a traceback, ten times a second: one line a while is enough."""

    def __init__(self) -> None:
        super().__init__()
        self._said = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write the record."""
        if not record.exc_info or not isinstance(record.exc_info[1], psycopg.Error | sqlite3.Error | OSError):
            return record.levelno >= logging.WARNING
        if time.monotonic() - self._said < LONGEST_PAUSE:
            return False
        self._said = time.monotonic()
        record.why, record.exc_info = str(record.exc_info[1]).partition("\n")[0], None
        return True
