"""The worker process: waits for the queue's word and, without one, looks every minute."""

from __future__ import annotations

import logging

from flask import Flask

from registry import logs
from registry.jobs.queue import make_queue, with_tasks

log = logging.getLogger("registry.jobs")


def run_worker(app: Flask) -> None:
    """Work until told to stop: SIGINT ends it after the slice at hand, SIGTERM at once, which loses nothing either."""
    logs.configure(app.config["SETTINGS"])
    queue = make_queue(app.config["SETTINGS"])
    look = with_tasks(queue, app)
    look()  # for what was left when the last worker ended
    # One thread: the rounds of one worker share a database connection and a pace; more workers are more processes.
    consumer = queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=2.0)
    log.info("worker started")
    consumer.run()
