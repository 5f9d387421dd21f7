"""Everything that is due, done in slices that each commit: a worker killed between two of them loses nothing.

Doors and services never call this: they write rows (a mail, a chunk, a changed list) and commit; whoever runs next
finds them.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from registry import config
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM
from registry.db import db
from registry.issuing import working as issuing
from registry.notices import sending
from registry.notices import service as notices
from registry.providers import service as providers
from registry.records import service as records
from registry.trust import copies
from registry.trust.bundle import newest

log = logging.getLogger("registry.jobs")
#: A round ends after this many slices of one kind, so that the other kinds get their turn.
SLICES_PER_ROUND = 20
#: SQLite has one writer and no queue: those who wait look again every 100 ms or so. A worker that begins its next slice
#: at once would keep them waiting until all is issued; nobody could sign in meanwhile.
BREATH_SECONDS = 0.15


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work. ``slice_`` does a little and says how much it did: 0 when nothing is left."""

    name: str
    slice_: Callable[[], int]


def _forget() -> int:
    # The demonstration's four years of mails and sessions are its story, not somebody's data.
    return copies.forget_old() + (0 if config.current().demo else accounts.forget_old() + notices.forget_old())


#: In the order of urgency: what somebody waits for first.
DUTIES: tuple[Duty, ...] = (
    Duty("issue", lambda: issuing.work(limit=1)),
    Duty("renew_status_lists", records.renew_due),
    Duty("lapse_accreditations", lambda: providers.lapse_due(actor=SYSTEM)),
    Duty("overdue_conditions", lambda: providers.overdue_due(actor=SYSTEM)),
    Duty("send_mails", lambda: sending.send_due().total),
    Duty("publish_bundle", newest.publish_due),
    Duty("forget", _forget),
)


def run_due(app: Flask, *, duties: tuple[Duty, ...] = DUTIES, breath: float = 0.0) -> dict[str, int]:
    """Do what is due, in rounds, until nothing is; how much of each kind was done.

    A duty that fails is rolled back, logged and left for the next call; it does not keep the others from theirs.
    ``breath`` are the seconds left to others between two slices where the database has one writer.
    """
    done = {duty.name: 0 for duty in duties}
    waiting = list(duties)
    while waiting:
        waiting = [duty for duty in waiting if _round(app, duty, done, breath)]
    return done


def _round(app: Flask, duty: Duty, done: dict[str, int], breath: float) -> bool:
    """Some slices of one duty; whether more may be due."""
    for _ in range(SLICES_PER_ROUND):
        with app.app_context():
            try:
                count = duty.slice_()
                db.session.commit()
                one_writer = db.engine.dialect.name == "sqlite"
            except Exception:
                db.session.rollback()
                log.exception("duty failed", extra={"duty": duty.name})
                return False
        if not count:
            return False
        done[duty.name] += count
        if one_writer and breath:
            time.sleep(breath)
    return True
