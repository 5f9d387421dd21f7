"""The worker's mails, in a thread of their own: a mail server that takes its time keeps nobody from issuing, and a long
list that is being issued keeps nobody from a link to sign in."""

from __future__ import annotations

import logging
import threading
import time

from flask import Flask

from registry.config import Settings
from registry.db import db
from registry.notices import sending
from registry.notices.transport import Transport, transport
from registry.outages import outage_of

log = logging.getLogger("registry.jobs")
#: How often a postman looks whom nobody has told (seconds): mails of doors that could not wake anybody.
LOOK_SECONDS = 2.0
#: A connection that carries nothing for so long is closed.
IDLE_SECONDS = 5.0
#: After a fault, or while the database is away.
PAUSE_SECONDS = 5.0


class Postman:
    """Sends what may go until told to stop."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._word = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """There may be mails."""
        self._word.set()

    def stop(self) -> None:
        """End after the mail at hand. One that its server does not answer is left: its lease runs out."""
        self._stop.set()
        self._word.set()
        self._thread.join(timeout=PAUSE_SECONDS)

    def _run(self) -> None:
        settings: Settings = self._app.config["SETTINGS"]
        line = transport(settings)
        used = time.monotonic()
        while not self._stop.is_set():
            pause, sent = self._round(line)
            used = time.monotonic() if sent else used
            if time.monotonic() - used > IDLE_SECONDS:
                line.close()
            if pause > 0:
                self._word.wait(pause)
            self._word.clear()
        line.close()

    def _round(self, line: Transport) -> tuple[float, int]:
        """One handful: for how long to wait then, and how many were taken up."""
        with self._app.app_context():
            try:
                tally = sending.send_due(line)
            except Exception as fault:
                db.session.rollback()
                outage = outage_of(fault)
                if outage is None:
                    log.exception("mails not sent")
                else:
                    log.warning("mails wait for the database", extra={"why": outage})
                return PAUSE_SECONDS, 0
        if tally.total:
            log.info("mails", extra={"counts": {"sent": tally.sent, "later": tally.postponed, "failed": tally.failed}})
        return (LOOK_SECONDS if tally.again_in is None else tally.again_in.total_seconds()), tally.total
