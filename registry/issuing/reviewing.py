"""Judging a file: a short one at once, a long one by a worker, slice by slice under a lease.

A slice is read and judged outside any write transaction and stored in a short one, together with how far the review
is. A worker that dies leaves the rows of its attempt; the next attempt deletes them and begins anew, because which
rows are the same person depends on all the rows before.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from flask import current_app
from sqlalchemy import ColumnElement, delete, or_, select, update

from registry import clock
from registry.accounts.actor import SYSTEM, Actor
from registry.audit import service as audit
from registry.bulk import Rows
from registry.db import db, reading
from registry.errors import RegistryError
from registry.issuing import filing
from registry.issuing.errors import BatchClosed, ReviewFailed, ReviewRefused
from registry.issuing.intake import Outcome, RowOutcome, Summary, fit_mapping, judge_file, list_rows, open_book, survey
from registry.issuing.known import already_known, chamber_codes
from registry.issuing.models import BatchReview, BatchRow, IssueBatch
from registry.issuing.requirements import intake_requirements
from registry.issuing.rows import plan_head, values_of
from registry.outages import outage_of
from registry.texts import Text

log = logging.getLogger("registry.issuing")
#: Longer files are judged by a worker; so many rows take a fraction of a second.
AT_ONCE_ROWS = 2_000
#: Rows in one transaction. What they may hold at most (`intake.workbook.MAX_ROW_TEXT`) bounds the memory of a slice.
SLICE_ROWS = 1_000
#: Rows deleted in one transaction.
SWEPT_ROWS = 5_000
LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 5
_IN_HAND = "review_in_hand"


def require_open(batch: IssueBatch) -> None:
    """Raises `BatchClosed` unless the file can still be changed."""
    if batch.state not in ("uploaded", "reviewed"):
        raise BatchClosed()


class Judging:
    """A file being judged, as far as somebody asks. Holds plain data only: sessions may come and go meanwhile."""

    def __init__(self, batch: IssueBatch) -> None:
        """Open the file. Raises `BadMapping` and the refusals of reading."""
        requirements = intake_requirements(batch.definition_version)
        batch_id, definition_id = batch.id, batch.definition_version.definition_id
        self._book = open_book(filing.opened(batch), max_bytes=batch.file_size)
        mapping = fit_mapping(batch.mapping, survey(self._book, requirements), requirements)
        self._sheets = [sheet.index for sheet in mapping.sheets if sheet.included]
        self._review = judge_file(
            list_rows(self._book, mapping),
            mapping,
            requirements,
            today=clock.today(),
            existing=lambda candidates: already_known(candidates, definition_id, but=batch_id),
            keep_demographics=batch.consent_statement,
            chamber_codes=chamber_codes(),
        )
        self._outcomes = iter(self._review)
        self._digest = hashlib.sha256(plan_head(batch))
        self.batch_id = batch_id
        self.position = 0
        self.done = False

    @property
    def summary(self) -> Summary:
        """The counts of the rows taken so far."""
        return self._review.summary

    @property
    def fraction(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self._book.fraction(self._sheets)

    @property
    def plan_hash(self) -> str:
        """The digest of the plan, as `rows.plan_of` computes it, while nothing has been confirmed."""
        return self._digest.hexdigest()

    def take(self, count: int) -> list[RowOutcome]:
        """The next rows, judged; fewer than asked for at the end, which closes the file."""
        taken = list(islice(self._outcomes, count))
        for position, one in enumerate(taken, self.position):
            if one.outcome is Outcome.READY:
                self._digest.update(f"{position}:{one.row_number};".encode())
        if len(taken) < count:
            self.done = True
            self.close()
        return taken

    def write(self, outcomes: list[RowOutcome]) -> Rows:
        """The rows of the table for what was taken."""
        rows = Rows()
        if outcomes:
            rows.extend(BatchRow, values_of(self.batch_id, self.position, outcomes))
        self.position += len(outcomes)
        return rows

    def close(self) -> None:
        """Give the file back."""
        self._book.close()


def review(batch: IssueBatch, *, actor: Actor) -> IssueBatch:
    """Judge every row now, in the caller's transaction. Can be repeated until the commit.

    Raises `BatchClosed`, `BadMapping`, and the refusals of reading.
    """
    judging = _begin(batch, actor)
    while not judging.done:
        outcomes = judging.take(SLICE_ROWS)
        judging.write(outcomes).write(db.session)
    _finish(batch, judging, actor)
    return batch


def start(batch: IssueBatch, *, actor: Actor) -> bool:
    """Judge a short file now, or leave a long one to a worker: whether it is done. Raises as `review`."""
    judging = _begin(batch, actor)
    outcomes = judging.take(AT_ONCE_ROWS + 1)
    if judging.done:
        judging.write(outcomes).write(db.session)
        _finish(batch, judging, actor)
        return True
    judging.close()
    if actor.account_id is None:
        raise ValueError("a review is asked for by an account")
    batch.state = "reviewing"
    db.session.add(BatchReview(batch_id=batch.id, asked_by=actor.account_id, moved_at=clock.now()))
    audit.record("batch.review_began", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id)
    db.session.flush()
    return False


def stop(batch: IssueBatch, *, actor: Actor) -> None:
    """Stop a review that a worker has, to choose other columns. Raises `BatchClosed` when there is none."""
    actor.require("batch:upload", at_provider=batch.provider_id)
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state != "reviewing":
        raise BatchClosed()
    batch.state = "uploaded"
    forget_review(batch.id)
    audit.record("batch.review_stopped", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id)
    db.session.flush()


def _begin(batch: IssueBatch, actor: Actor) -> Judging:
    require_open(batch)
    actor.require("batch:upload", at_provider=batch.provider_id)
    judging = Judging(batch)
    forget_review(batch.id)
    db.session.execute(
        delete(BatchRow).where(BatchRow.batch_id == batch.id).execution_options(synchronize_session=False)
    )
    batch.reviewed_from = clock.now()
    return judging


def forget_review(batch_id: uuid.UUID) -> None:
    """Nobody judges this file any more."""
    db.session.execute(
        delete(BatchReview).where(BatchReview.batch_id == batch_id).execution_options(synchronize_session=False)
    )


def _finish(batch: IssueBatch, judging: Judging, actor: Actor) -> None:
    summary = judging.summary
    batch.totals = summary.as_dict()
    batch.state = "reviewed"
    batch.plan_hash = judging.plan_hash
    audit.record(
        "batch.reviewed", "issue_batch", batch.id, actor=actor, provider_id=batch.provider_id,
        people=summary.people, issuable=summary.issuable,
    )  # fmt: skip
    db.session.flush()


# -- long files


@dataclass(slots=True)
class _InHand:
    """The review that this process works on. ``attempt`` is the fence: whoever leases it later counts one more."""

    batch_id: uuid.UUID
    attempt: int
    judging: Judging | None = None  # None: rows of an earlier attempt are being deleted


def work() -> int:
    """One slice of the review in hand, or of the next that waits. How many rows were judged or deleted; 0: none left.

    Commits for itself, because reading needs no transaction and writing a short one.
    """
    held: dict[str, _InHand] = current_app.extensions
    hand = held.get(_IN_HAND) or _lease(None)
    if hand is None:
        return 0
    held[_IN_HAND] = hand
    going_on, count = _step(hand)
    if not going_on:
        held.pop(_IN_HAND, None)
    return max(count, 1)


def run(batch_id: uuid.UUID, *, after_slice: Callable[[int, float], None] | None = None) -> None:
    """Judge one long file here and now, in slices: how many rows, and how much of the file, after each.

    Raises `ReviewRefused` with the reason, also when another worker found it.
    """
    hand = _lease(batch_id)
    while hand is not None:
        going_on, _ = _step(hand)
        if after_slice and hand.judging is not None:
            after_slice(hand.judging.position, 1.0 if hand.judging.done else hand.judging.fraction)
        if not going_on:
            break
    failed = db.session.get(BatchReview, batch_id, populate_existing=True)
    refusal = failed.refusal if failed is not None and failed.state == "failed" else None
    db.session.rollback()
    if refusal:
        raise ReviewRefused(reason=Text.of(refusal))


def _lease(batch_id: uuid.UUID | None) -> _InHand | None:
    """Take a review that waits, or whose worker is gone: the UPDATE's condition decides between workers."""
    while True:
        now = clock.now()
        with reading():
            wanted = (
                select(BatchReview.batch_id, BatchReview.attempts)
                .join(IssueBatch, IssueBatch.id == BatchReview.batch_id)
                .where(IssueBatch.state == "reviewing", _free(now))
                .order_by(BatchReview.batch_id)
                .limit(1)
            )
            found = db.session.execute(
                wanted if batch_id is None else wanted.where(BatchReview.batch_id == batch_id)
            ).first()
            db.session.rollback()
        if found is None:
            return None
        taken = db.session.execute(
            update(BatchReview)
            .where(BatchReview.batch_id == found.batch_id, BatchReview.attempts == found.attempts, _free(now))
            .values(
                state="leased", leased_until=now + LEASE, attempts=found.attempts + 1, started_at=now, moved_at=now,
                rows_read=0, per_mille=0,
            )
            .execution_options(synchronize_session=False)
        ).rowcount  # type: ignore[attr-defined]  # fmt: skip
        db.session.commit()
        if taken:
            return _InHand(found.batch_id, found.attempts + 1)


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(BatchReview.state == "waiting", (BatchReview.state == "leased") & (BatchReview.leased_until < now))


def _step(hand: _InHand) -> tuple[bool, int]:
    """A slice: whether there is more to do, and how many rows it was."""
    try:
        return _clear(hand) if hand.judging is None else _judge(hand, hand.judging)
    except Exception as fault:
        db.session.rollback()
        # The file has been read further than was written: whoever goes on with it begins anew, this worker too.
        current_app.extensions.pop(_IN_HAND, None)
        outage = outage_of(fault)
        if not isinstance(fault, RegistryError) and not outage:
            log.exception("review failed", extra={"batch": str(hand.batch_id)})
        _give_back(hand, fault)
        db.session.commit()
        if outage:
            raise
        return False, 0


def _clear(hand: _InHand) -> tuple[bool, int]:
    """Delete what an earlier attempt or an earlier choice of columns left; then open the file."""
    count = sweep(hand.batch_id)
    if not _still_held(hand):
        db.session.rollback()
        return False, 0
    if count:
        db.session.commit()
        return True, count
    db.session.execute(
        update(IssueBatch)
        .where(IssueBatch.id == hand.batch_id)
        .values(reviewed_from=clock.now())
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
    with reading():
        hand.judging = Judging(db.session.get_one(IssueBatch, hand.batch_id, populate_existing=True))
        db.session.rollback()
    return True, 0


def sweep(batch_id: uuid.UUID) -> int:
    """Delete some rows of a file; how many there were."""
    some = select(BatchRow.id).where(BatchRow.batch_id == batch_id).limit(SWEPT_ROWS)
    return int(
        db.session.execute(
            delete(BatchRow).where(BatchRow.id.in_(some)).execution_options(synchronize_session=False)
        ).rowcount  # type: ignore[attr-defined]
    )


def _judge(hand: _InHand, judging: Judging) -> tuple[bool, int]:
    with reading():
        outcomes = judging.take(SLICE_ROWS)
        db.session.rollback()
    rows = judging.write(outcomes)
    if not _still_held(hand, judging):
        db.session.rollback()
        judging.close()
        return False, 0
    rows.write(db.session)
    if judging.done:
        batch = db.session.get_one(IssueBatch, hand.batch_id, populate_existing=True)
        _finish(batch, judging, SYSTEM)
        forget_review(batch.id)
    db.session.commit()
    return not judging.done, len(outcomes)


def _still_held(hand: _InHand, judging: Judging | None = None) -> bool:
    """Whether the file is still to be judged, and by us; the lease runs anew from here."""
    # Who stops or cancels takes the batch's row for itself: after that nothing is written.
    state = db.session.scalar(select(IssueBatch.state).where(IssueBatch.id == hand.batch_id).with_for_update(read=True))
    now = clock.now()
    held = db.session.execute(
        update(BatchReview)
        .where(
            BatchReview.batch_id == hand.batch_id, BatchReview.state == "leased", BatchReview.attempts == hand.attempt
        )
        .values(
            leased_until=now + LEASE, moved_at=now,
            rows_read=judging.position if judging else 0,
            per_mille=int(1000 * (1.0 if judging.done else judging.fraction)) if judging else 0,
        )
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]  # fmt: skip
    return bool(held) and state == "reviewing"


def _give_back(hand: _InHand, fault: BaseException) -> None:
    """A file that cannot be read is refused with its reason; what failed otherwise is tried again some times."""
    if hand.judging is not None:
        hand.judging.close()
    review = db.session.get(BatchReview, hand.batch_id, populate_existing=True, with_for_update=True)
    if review is None or review.state != "leased" or review.attempts != hand.attempt:
        return
    if not isinstance(fault, RegistryError) and (review.attempts < MAX_ATTEMPTS or outage_of(fault)):
        review.state, review.leased_until = "waiting", None
        return
    refusal = fault if isinstance(fault, RegistryError) else ReviewFailed()
    review.state, review.leased_until = "failed", None
    review.refusal = {"code": refusal.code, **refusal.said.as_dict()}
    batch = db.session.get_one(IssueBatch, hand.batch_id, populate_existing=True)
    batch.state = "uploaded"
    audit.record(
        "batch.review_failed", "issue_batch", batch.id, actor=SYSTEM, provider_id=batch.provider_id, code=refusal.code
    )
