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

from registry import config, lineage
from registry.accounts import programs
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM
from registry.awards import expiring, reminding
from registry.db import db
from registry.enrolments import service as enrolments
from registry.errors import RegistryError
from registry.floor import service as floor
from registry.identity import service as identity
from registry.indicators import service as indicators
from registry.issuing import inviting, reviewing
from registry.issuing import service as batches
from registry.issuing import working as issuing
from registry.notices import sending
from registry.notices import service as notices
from registry.outages import REFUSALS, outage_of
from registry.outcomes import publishing, refreshing
from registry.people import finding
from registry.providers import keeping, numbers
from registry.providers import service as providers
from registry.quality import service as quality
from registry.records import lists as status_lists
from registry.records import service as records
from registry.rights import service as rights
from registry.surveys import service as surveys
from registry.talent import service as talent
from registry.trust import copies
from registry.trust.bundle import newest
from registry.wallet import service as wallet

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
    breath: bool = True  # False: it mostly reads, and leaves others their turn by itself


def _forget() -> int:
    # The demonstration's four years of mails and sessions are its story, not somebody's data.
    done = copies.forget_old() + wallet.forget_old() + programs.forget_old() + enrolments.forget_old()
    return done + (0 if config.current().demo else accounts.forget_old() + notices.forget_old())


def _keep_marks() -> int:
    # What other machines gave out is marked here too: any of them may be the one that notices a restored backup.
    era = lineage.now()
    lineage.keep_up(era, {**status_lists.given_out(era), **numbers.given_out(era)})
    return 0


#: In the order of urgency: what somebody waits for first.
DUTIES: tuple[Duty, ...] = (
    Duty("keep_marks", _keep_marks),
    Duty("issue", lambda: issuing.work(limit=1)),
    Duty("review", reviewing.work, breath=False),
    Duty("invite", inviting.invite_due),
    Duty("digest_emails", finding.digest_due),
    Duty("renew_status_lists", records.renew_due),
    Duty("lapse_accreditations", lambda: providers.lapse_due(actor=SYSTEM)),
    Duty("overdue_conditions", lambda: providers.overdue_due(actor=SYSTEM)),
    Duty("identity_cases", identity.carry_out_due),
    Duty("rights", rights.carry_out),
    Duty("recount_schools", floor.recount_due),
    Duty("audits", quality.due),
    Duty("remind_of_audits", quality.remind),
    Duty("copies_of_data", rights.make_copies),
    Duty("remind_of_rights", rights.remind),
    Duty("retire_keys", keeping.retire_due),
    Duty("remind_of_claims", reminding.remind_due),
    Duty("tell_of_ends", expiring.tell_due),
    Duty("talent", talent.work),
    Duty("ask_holders", surveys.invite_due),
    Duty("remind_of_surveys", surveys.remind_due),
    Duty("close_surveys", surveys.close_due),
    Duty("send_mails", sending.send_all_due),
    Duty("count_outcomes", refreshing.refresh_due, breath=False),
    Duty("publish_outcomes", publishing.publish_due),
    Duty("publish_bundle", newest.publish_due),
    Duty("publish_indicators", indicators.publish_due),
    Duty("sweep_batches", batches.sweep_due),
    Duty("forget", _forget),
)
#: What is left for a worker whose mails have a thread of their own.
DUTIES_BESIDE_MAILS: tuple[Duty, ...] = tuple(duty for duty in DUTIES if duty.name != "send_mails")


def run_due(
    app: Flask,
    *,
    duties: tuple[Duty, ...] = DUTIES,
    breath: float = 0.0,
    on_work: Callable[[], None] | None = None,
) -> dict[str, int]:
    """Do what is due, in rounds, until nothing is; how much of each kind was done.

    A duty that fails is rolled back, logged and left for the next call; it does not keep the others from theirs. Raises
    `DatabaseAway` or `DatabaseFull` at once, because no duty can do anything then, and `DatabaseBusy` at the end.
    ``breath`` are the seconds left to others between two slices where the database has one writer. ``on_work`` is
    called once, when the first slice shows that there is something to do.
    """
    done = {duty.name: 0 for duty in duties}
    waiting = list(duties)
    run = _Run(app, breath, on_work)
    while waiting:
        waiting = [duty for duty in waiting if _round(run, duty, done)]
    if run.busy is not None:
        raise run.busy
    return done


@dataclass(slots=True)
class _Run:
    """One call of `run_due`."""

    app: Flask
    breath: float
    on_work: Callable[[], None] | None
    busy: RegistryError | None = None


def _round(run: _Run, duty: Duty, done: dict[str, int]) -> bool:
    """Some slices of one duty; whether more may be due."""
    for _ in range(SLICES_PER_ROUND):
        with run.app.app_context():
            try:
                count = duty.slice_()
                db.session.commit()
                one_writer = db.engine.dialect.name == "sqlite"
            except Exception as fault:
                db.session.rollback()
                _consider(run, duty, fault)
                return False
        if not count:
            return False
        done[duty.name] += count
        if run.on_work is not None:
            run.on_work()
            run.on_work = None
        if one_writer and run.breath:
            time.sleep(run.breath)
    return True


def _consider(run: _Run, duty: Duty, fault: Exception) -> None:
    """Log a duty that failed. An outage of the database is none of its faults."""
    outage = outage_of(fault)
    if outage is None:
        log.exception("duty failed", extra={"duty": duty.name})
        return
    refusal = REFUSALS[outage]()
    if outage != "busy":
        raise refusal from fault
    run.busy = refusal
