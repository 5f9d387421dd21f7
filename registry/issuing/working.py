"""Carrying out a plan: chunks with leases, so that a worker that dies loses and doubles nothing.

A chunk is leased, with its places, in a short transaction, and read. Slice by slice it is then signed and compressed
outside any transaction, and written in a short one (DESIGN 12). Between any two steps a worker may die. The lease then
ends and another worker goes on: places are lost, which is nothing, and no award is made twice, because it takes the key
of the row that it comes from.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, type_coerce, update

from registry import addresses, clock
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.awards import pressing, stamping
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award
from registry.awards.workshop import Workshop, open_workshop
from registry.bulk import Rows, uncollected
from registry.custody.models import Issuer
from registry.db import RawKey, carry_log, db, reading
from registry.definitions.models import Definition, DefinitionVersion
from registry.issuing import deliveries, filing
from registry.issuing.models import AssessmentTally, BatchRow, IssueBatch, IssueChunk
from registry.issuing.rows import commands_kept, planned
from registry.issuing.service import acknowledge, consent_purpose, issued_of
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.outages import outage_of
from registry.people import service as people
from registry.people.models import Consent
from registry.providers.models import Provider
from registry.records import lists, storage

LEASE = dt.timedelta(minutes=2)
MAX_ATTEMPTS = 5
#: Awards in one transaction. On SQLite a page's write beside it waits for the whole: a few hundredths of a second.
SLICE_ROWS = {"sqlite": 1_000, "postgresql": 1_250}
#: After so many slices SQLite's log is carried into its file: some thousand pages.
CARRIED_SLICES = 2


@dataclass(frozen=True, slots=True)
class _Lease:
    """A chunk in hand. ``attempt`` is the fence: whoever leases it later counts one more, and this one is void."""

    chunk_id: uuid.UUID
    batch_id: uuid.UUID
    attempt: int
    first_position: int
    last_position: int
    blocks: tuple[lists.Block, ...]  # of places, as many as it has rows to issue


@dataclass(frozen=True, slots=True)
class _Read:
    """What the pressing of a chunk needs of the database, as plain data."""

    workshop: Workshop
    context: IssueContext
    commands: tuple[AwardCommand, ...]
    positions: tuple[int, ...]
    dictionary: pressing.Dictionary | None


def work(*, limit: int = 1_000, after_chunk: Callable[[IssueBatch, int], None] | None = None) -> int:
    """Issue what waits, chunk by chunk, each in transactions of its own. Returns how many chunks were done."""
    done = 0
    while done < limit:
        lease = _lease()
        if lease is None:
            _finish_cancelled()
            return done
        try:
            with uncollected():
                issued = _issue(lease)
            db.session.commit()
        except BaseException as fault:
            db.session.rollback()
            _give_back(lease, fault)
            db.session.commit()
            if not isinstance(fault, Exception) or outage_of(fault):
                raise
            continue
        done += 1
        if after_chunk:
            after_chunk(db.session.get_one(IssueBatch, lease.batch_id), issued)
        db.session.rollback()
        _finish_if_done(lease.batch_id)
    return done


def _lease() -> _Lease | None:
    """Take the next chunk and places for it: the UPDATE's condition decides between workers."""
    while True:
        now = clock.now()
        chunk = db.session.scalars(
            select(IssueChunk)
            .join(IssueBatch, IssueBatch.id == IssueChunk.batch_id)
            .where(IssueBatch.state == "committed", IssueBatch.paused_at.is_(None), _free(now))
            .order_by(IssueChunk.batch_id, IssueChunk.number)
            .limit(1)
            .with_for_update(skip_locked=True, of=IssueChunk)
            .execution_options(populate_existing=True)
        ).first()
        if chunk is None:
            db.session.commit()
            return None
        taken = db.session.execute(
            update(IssueChunk)
            .where(IssueChunk.id == chunk.id, IssueChunk.attempts == chunk.attempts, _free(now))
            .values(state="leased", leased_until=now + LEASE, attempts=IssueChunk.attempts + 1)
            .execution_options(synchronize_session=False)
        ).rowcount  # type: ignore[attr-defined]
        if not taken:
            db.session.commit()
            continue
        lease = _Lease(
            chunk_id=chunk.id,
            batch_id=chunk.batch_id,
            attempt=chunk.attempts + 1,
            first_position=chunk.first_position,
            last_position=chunk.last_position,
            blocks=tuple(_reserve(chunk)),
        )
        db.session.commit()
        return lease


def _reserve(chunk: IssueChunk) -> list[lists.Block]:
    count = db.session.scalar(select(func.count()).select_from(BatchRow).where(*_rows_of(chunk))) or 0
    issuer = db.session.scalars(
        select(Issuer)
        .join(Provider, Provider.issuer_id == Issuer.id)
        .join(Definition, Definition.provider_id == Provider.id)
        .join(DefinitionVersion, DefinitionVersion.definition_id == Definition.id)
        .join(IssueBatch, IssueBatch.definition_version_id == DefinitionVersion.id)
        .where(IssueBatch.id == chunk.batch_id)
    ).one()
    return lists.reserve(issuer, count)


def _rows_of(chunk: IssueChunk | _Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        BatchRow.batch_id == chunk.batch_id,
        BatchRow.position.between(chunk.first_position, chunk.last_position),
        BatchRow.award_id.is_(None),
        *planned(),
    )


def _free(now: dt.datetime) -> ColumnElement[bool]:
    return or_(IssueChunk.state == "waiting", (IssueChunk.state == "leased") & (IssueChunk.leased_until < now))


def _issue(lease: _Lease) -> int:
    """All of a chunk, slice by slice. How many awards were made; what an earlier attempt made is not made again."""
    with reading():
        read = _read(lease)
        db.session.rollback()  # what was read is plain data; the connection goes back
    if not read.commands:
        _store(lease, read, None, span=(0, 0), last=True)
        return 0
    places = lists.places_of(lease.blocks)
    pressing.check_all(read.commands, read.workshop)
    dictionary = read.dictionary
    if dictionary is None:
        dictionary = pressing.dictionary_of(read.workshop, read.commands[0], places[0])
        db.session.commit()
    checked, size = stamping.to_check(len(read.commands)), SLICE_ROWS[db.engine.dialect.name]
    issued = 0
    for start in range(0, len(read.commands), size):
        end = min(start + size, len(read.commands))
        commands, rows = read.commands[start:end], Rows()
        with reading():
            claims = [command.person for command in commands]
            found = people.plan(claims, rows, consent_id=read.context.consent_id, digests_later=True)
            db.session.rollback()
        pressed = pressing.press(
            commands,
            read.context,
            read.workshop,
            places=places[start:end],
            dictionary=dictionary,
            rows=rows,
            found=found,
            checked=[number - start for number in checked if start <= number < end],
        )
        rows.convert(db.engine.dialect)
        stored = _store(lease, read, pressed, span=(start, end), last=end == len(read.commands))
        db.session.commit()
        if not stored:
            break
        issued += len(pressed.award_ids)
        if not (start // size + 1) % CARRIED_SLICES:
            carry_log()
    return issued


def _read(lease: _Lease) -> _Read:
    batch = db.session.get_one(IssueBatch, lease.batch_id, populate_existing=True)
    workshop = open_workshop(batch.definition_version_id)
    key = type_coerce(BatchRow.id, RawKey)
    wanted = select(key, BatchRow.sealed, BatchRow.position).where(*_rows_of(lease)).order_by(BatchRow.position)
    rows = db.session.execute(wanted).all() if batch.state == "committed" else ()
    return _Read(
        workshop=workshop,
        context=IssueContext(
            definition_version_id=batch.definition_version_id,
            batch_id=batch.id,
            mails_at=batch.mails_at,
            consent_id=_consent(batch) if batch.consent_statement else None,
            invites_later=True,
        ),
        commands=tuple(commands_kept([(key, sealed) for key, sealed, _ in rows])),
        positions=tuple([position for _, _, position in rows]),
        dictionary=storage.dictionary_for(f"definition:{workshop.version_id}", achievement=workshop.achievement),
    )


def _consent(batch: IssueBatch) -> uuid.UUID:
    return db.session.scalars(select(Consent.id).where(Consent.purpose == consent_purpose(batch.id))).one()


def _store(lease: _Lease, read: _Read, pressed: pressing.Pressed | None, *, span: tuple[int, int], last: bool) -> bool:
    """Write the awards of a slice, unless the batch was undone or the lease has passed to another worker.

    ``span``: which of the commands they are, the end not included.
    """
    # Undo takes the batch's row for itself: what it has undone is not issued by a worker that had begun.
    batch = db.session.get_one(
        IssueBatch, lease.batch_id, populate_existing=True, with_for_update={"read": True, "of": IssueBatch}
    )
    paused = batch.paused_at is not None and pressed is not None  # then the chunk goes back as far as it is
    now = clock.now()
    made = len(pressed.award_ids) if pressed is not None and not paused and batch.state == "committed" else 0
    held = db.session.execute(
        update(IssueChunk)
        .where(IssueChunk.id == lease.chunk_id, IssueChunk.state == "leased", IssueChunk.attempts == lease.attempt)
        .values(
            state="waiting" if paused else "done" if last else "leased",
            # A pause is no failure. The number comes up again, and whoever had it has given the chunk back: here.
            attempts=IssueChunk.attempts - 1 if paused else IssueChunk.attempts,
            leased_until=None if last or paused else now + LEASE,
            issued=IssueChunk.issued + made,
            to_invite=IssueChunk.to_invite + (len(pressed.invited_later) if pressed is not None and made else 0),
            moved_at=now if made else IssueChunk.moved_at,
            last_error=None,
        )
        .execution_options(synchronize_session=False)
    ).rowcount  # type: ignore[attr-defined]
    if batch.state != "committed" or paused or not held:
        return False
    if pressed is not None:
        awards.store(pressed, read.context, read.workshop, actor=SYSTEM)
        _settle_rows(lease, read.positions[span[0] : span[1]], pressed.invited_later)
    return True


def _settle_rows(lease: _Lease, positions: Sequence[int], invited_later: Collection[int]) -> None:
    """The rows of a slice are awards now. The people are in the registry; the rows keep no second copy."""
    told = [position for number, position in enumerate(positions) if number not in invited_later]
    db.session.execute(
        update(BatchRow)
        .where(*_rows_of(lease), BatchRow.position.between(positions[0], positions[-1]))
        .values(award_id=BatchRow.id, sealed=None, to_invite=BatchRow.position.not_in(told) if told else True)
        .execution_options(synchronize_session=False)
    )


def _give_back(lease: _Lease, fault: BaseException) -> None:
    chunk = db.session.get_one(IssueChunk, lease.chunk_id, populate_existing=True)
    if chunk.state != "leased" or chunk.attempts != lease.attempt:
        return
    # A database that is away or full is no fault of the chunk: it is tried until it succeeds.
    spent = chunk.attempts >= MAX_ATTEMPTS and outage_of(fault) is None
    chunk.state = "failed" if spent else "waiting"
    chunk.leased_until = None
    chunk.last_error = f"{type(fault).__name__}: {fault}"[:300]


def _finish_cancelled() -> None:
    """Finish what was cancelled: no chunk is left to be worked on, after which that would be noticed."""
    with reading():
        cancelled = select(IssueBatch.id).where(IssueBatch.state == "committed", IssueBatch.cancelled_at.is_not(None))
        found = db.session.scalars(cancelled).all()
        db.session.rollback()
    for batch_id in found:
        _finish_if_done(batch_id)


def _finish_if_done(batch_id: uuid.UUID) -> None:
    with reading():
        open_chunks = db.session.scalar(
            select(func.count())
            .select_from(IssueChunk)
            .where(IssueChunk.batch_id == batch_id, IssueChunk.state.not_in(("done", "cancelled")))
        )
        batch = db.session.get_one(IssueBatch, batch_id, populate_existing=True)
        if open_chunks or batch.state != "committed":
            db.session.rollback()
            return
        made = issued_of(batch_id)
        acknowledgement = acknowledge(batch) if made else None
        db.session.rollback()
    db.session.refresh(batch, with_for_update={"of": IssueBatch})
    if batch.state != "committed":  # undone, or another worker was first
        db.session.rollback()
        return
    filing.forget(batch.id)  # the faulty rows were offered for download before the commit
    batch.finished_at, batch.acknowledgement = clock.now(), acknowledgement
    batch.state = "issued" if made else "cancelled"
    if not made:  # cancelled before anything was signed: `batch.cancelled` has been recorded
        db.session.commit()
        return
    db.session.add(
        AssessmentTally(
            batch_id=batch.id,
            definition_version_id=batch.definition_version_id,
            not_yet_competent=int(batch.totals.get("not_competent", 0)),
            recorded_at=clock.now(),
        )
    )
    audit.record("batch.issued", "issue_batch", batch.id, actor=SYSTEM, provider_id=batch.provider_id)
    _tell_who_committed(batch)
    db.session.commit()


def _tell_who_committed(batch: IssueBatch) -> None:
    """A large list takes longer than anybody watches a page, and Undo has an end. An undo stops this mail too."""
    account = db.session.get(Account, batch.committed_by) if batch.committed_by else None
    if account is None or account.email is None or account.disabled_at is not None:
        return
    definition = batch.definition_version.definition
    values = {
        "title": awards.title_of(batch.definition_version),
        "count": db.session.scalar(select(func.count()).select_from(Award).where(Award.batch_id == batch.id)) or 0,
        "url": addresses.path(f"institucion/{definition.provider.slug}/emisiones/{batch.id}"),
    }
    if batch.mails_at is not None and clock.now() < batch.mails_at:
        values["undo_until"] = batch.mails_at
    notices.enqueue(
        Kind.BATCH_ISSUED, account.email, account.language, values, group_key=deliveries.staff_group(batch.id)
    )
