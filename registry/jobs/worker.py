"""The worker process: waits for the queue's word and, without one, looks every minute."""

from __future__ import annotations

import logging

from flask import Flask

from registry import facts
from registry.jobs.queue import make_queue, with_tasks
from registry.jobs.work import run_due

log = logging.getLogger("registry.jobs")


def run_worker(app: Flask) -> None:
    """Work until told to stop (SIGINT or SIGTERM ends after the slice at hand). Raises `ConfigurationError`."""
    with app.app_context():
        facts.check(app.config["SETTINGS"])
    queue = make_queue(app.config["SETTINGS"])
    with_tasks(queue, app)
    run_due(app)  # what was left when the last worker ended
    # One thread: the rounds of one worker share a database connection and a pace; more workers are more processes.
    consumer = queue.create_consumer(workers=1, periodic=True, initial_delay=0.1, max_delay=2.0)
    log.info("worker started")
    consumer.run()
