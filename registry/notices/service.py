"""The only writer of the outbox: mails enter in the transaction that causes them, and can be cancelled until sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, select, update

from registry import clock, ids
from registry.bulk import Rows
from registry.db import db
from registry.notices import leasing, rules
from registry.notices.bounces import Bounce
from registry.notices.errors import NoSuchMail, UnknownMail, ValuesMissing
from registry.notices.leasing import Leased
from registry.notices.messages import LETTERS, Kind
from registry.notices.models import MailPace, OutboxMessage, UndeliverableAddress
from registry.texts import LANGUAGES, Language, Text, spoken

MAXIMUM_ERROR = 500
KEEP_DONE = dt.timedelta(days=90)
#: After so long a dead address is tried again: domains change hands, mailboxes come back.
KEEP_DEAD = dt.timedelta(days=365)
#: Deleted in one slice: what is old may be a list of half a million.
FORGOTTEN_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Addressed:
    """One mail of many: to whom, in which language, with what."""

    to: str
    language: Language
    values: Mapping[str, object]
    person_id: uuid.UUID | None = None
    not_before: dt.datetime | None = field(default=None)


def enqueue(
    kind: Kind | str,
    to: str,
    language: str,
    values: Mapping[str, object],
    *,
    not_before: dt.datetime | None = None,
    group_key: str | None = None,
    person_id: uuid.UUID | None = None,
) -> OutboxMessage:
    """Write one mail to be sent from ``not_before`` (default: now) on.

    Values may be texts, dates and numbers; they are written here as the reader's language writes them. Raises
    `UnknownMail`, `ValuesMissing`.
    """
    row = _row(kind, Addressed(to, _language(language), values, person_id, not_before), group_key, clock.now())
    message = OutboxMessage(**row)
    db.session.add(message)
    db.session.flush()
    return message


def enqueue_many(kind: Kind | str, mails: Iterable[Addressed], *, group_key: str | None = None) -> int:
    """Write many mails of one kind in one statement, for bulk issuing; how many were written."""
    now = clock.now()
    rows = [{**_row(kind, mail, group_key, now), "priority": rules.ONE_OF_MANY} for mail in mails]
    if rows:
        db.session.execute(insert(OutboxMessage), rows)
    return len(rows)


def add_rows(rows: Rows, kind: Kind | str, mails: Iterable[Addressed], *, group_key: str | None = None) -> None:
    """The same among many rows, to be written with what causes the mails."""
    now = clock.now()
    add = rows.sheet(
        OutboxMessage,
        ("id", "not_before", "to", "language", "values", "person_id"),
        created_at=now,
        kind=str(kind),
        group_key=group_key,
        priority=rules.ONE_OF_MANY,
    )
    mails = list(mails)
    for key, mail in zip(ids.new_raw_keys(len(mails)), mails, strict=True):
        add((key, mail.not_before or now, mail.to, mail.language, _values(kind, mail), mail.person_id))


def cancel_group(group_key: str) -> int:
    """Cancel what has not been sent of a group (an undone batch); how many mails that stopped."""
    result = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.group_key == group_key, OutboxMessage.state == "waiting")
        .values(state="cancelled", values={}, leased_until=None, lane=None, ended_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    return cast("CursorResult[Any]", result).rowcount


def send_again(message_id: uuid.UUID) -> OutboxMessage:
    """Give a failed mail another round of attempts. Raises `NoSuchMail` when it is not a failed one."""
    message = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None or message.state != "failed":
        raise NoSuchMail()
    message.state, message.attempts, message.not_before, message.leased_until = "waiting", 0, clock.now(), None
    message.ended_at = None
    reached(message.to)
    db.session.flush()
    return message


def forget_old() -> int:
    """Delete some of the mails that ended long ago: their addresses are no longer needed here. How many."""
    now = clock.now()
    old = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state.in_(("sent", "bounced", "failed", "cancelled")),
            OutboxMessage.ended_at < now - KEEP_DONE,
        )
        .limit(FORGOTTEN_ROWS)
    )
    idle = delete(MailPace).where(
        MailPace.name != leasing.ALL, MailPace.parked.is_(False), MailPace.free_at < now - dt.timedelta(hours=1)
    )
    db.session.execute(delete(UndeliverableAddress).where(UndeliverableAddress.since < now - KEEP_DEAD))
    db.session.execute(idle)
    done = delete(OutboxMessage).where(OutboxMessage.id.in_(old))
    return cast("CursorResult[Any]", db.session.execute(done)).rowcount


def mark_sent(mail: Leased, *, keep_values: bool) -> bool:
    """The mail is out. What it said is forgotten (it holds a person's name and secret links), unless in a demo.

    False when it has ended otherwise meanwhile: it may have come back already.
    """
    forgotten: dict[str, Any] = {} if keep_values else {"values": {}}
    return _end(mail, state="sent", last_error=None, **forgotten)


def mark_refused(mail: Leased, why: str, *, for_good: bool) -> str:
    """The mail did not go out: it waits longer after each attempt, and fails for good when that is useless. Its state
    from now on: failed or waiting."""
    why = why[:MAXIMUM_ERROR]
    wait = None if for_good else rules.retry_after(mail.attempts)
    if wait is not None:
        _held_by(mail, leased_until=None, not_before=clock.now() + wait, last_error=why)
        return "waiting"
    if rules.is_dead(rules.status_of(why)):
        mark_dead(mail.to, why)
    _end(mail, state="failed", last_error=why)
    return "failed"


def release(mails: Sequence[Leased]) -> None:
    """Give back mails that were not begun: as if they had not been leased."""
    now = clock.now()
    for mail in mails:
        _held_by(mail, leased_until=None, not_before=now, attempts=OutboxMessage.attempts - 1)


def still_wanted(mail: Leased) -> bool:
    """Whether the mail is to be sent: nobody cancelled it, and no other worker took it over."""
    found = db.session.execute(
        select(OutboxMessage.state, OutboxMessage.leased_until).where(OutboxMessage.id == mail.id)
    ).one_or_none()
    return found is not None and found.state == "waiting" and found.leased_until == mail.leased_until


def pause() -> None:
    """Send nothing from now on but what somebody waits for (links to sign in)."""
    gate = leasing.locked_gate()
    gate.paused_at = gate.paused_at or clock.now()
    db.session.flush()


def resume() -> None:
    """Go on sending, and try the mail server at once."""
    gate = leasing.locked_gate()
    gate.paused_at = gate.held_until = None
    db.session.flush()


def hold(why: str) -> None:
    """The mail server takes nothing: no worker tries it for a while, and no mail is blamed."""
    gate = leasing.locked_gate()
    gate.failures += 1
    gate.held_until, gate.said = clock.now() + rules.hold_after(gate.failures), why[:MAXIMUM_ERROR]
    db.session.flush()


def unhold() -> None:
    """The mail server takes mails again."""
    gate = leasing.locked_gate()
    gate.failures, gate.held_until, gate.said = 0, None, None
    db.session.flush()


def record_bounce(bounce: Bounce) -> str:
    """What a mail server sent back: the mail is marked, its address too when it is dead. What became of it, as a word:
    bounced, ignored (a delay, or of a mail that is not known any more)."""
    if not bounce.final:
        return "ignored"
    message = db.session.get(OutboxMessage, bounce.message_id, with_for_update=True)
    # It may come back before the worker has marked that it went out.
    if message is None or message.state not in ("waiting", "sent"):
        return "ignored"
    dead = rules.is_dead(bounce.status)
    message.state, message.bounce, message.ended_at = "bounced", "hard" if dead else "soft", clock.now()
    message.lane, message.leased_until, message.last_error = None, None, bounce.said[:MAXIMUM_ERROR]
    if dead:
        mark_dead(message.to, bounce.said)
    db.session.flush()
    return "bounced"


def mark_dead(address: str, said: str) -> None:
    """Remember that an address can receive nothing."""
    address = address.strip().lower()
    found = db.session.get(UndeliverableAddress, address)
    if found is None:
        db.session.add(UndeliverableAddress(address=address, since=clock.now(), said=said[:MAXIMUM_ERROR]))
    else:
        found.said = said[:MAXIMUM_ERROR]


def reached(address: str) -> None:
    """Somebody reads this address after all, or says that it is right: it is tried again."""
    db.session.execute(delete(UndeliverableAddress).where(UndeliverableAddress.address == address.strip().lower()))


def _end(mail: Leased, **values: Any) -> bool:
    """The end of a mail, unless it has ended already; also where the lease ran out: what is true is true."""
    statement = (
        update(OutboxMessage)
        .where(OutboxMessage.id == mail.id, OutboxMessage.state == "waiting")
        .values(ended_at=clock.now(), leased_until=None, lane=None, **values)
    )
    return bool(cast("CursorResult[Any]", db.session.execute(statement)).rowcount)


def _held_by(mail: Leased, **values: Any) -> None:
    """Change a mail that still waits in this worker's hands, and no other."""
    db.session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == mail.id,
            OutboxMessage.state == "waiting",
            OutboxMessage.leased_until == mail.leased_until,
        )
        .values(**values)
    )


def _row(kind: Kind | str, mail: Addressed, group_key: str | None, now: dt.datetime) -> dict[str, Any]:
    return {
        "id": ids.new_key(),
        "created_at": now,
        "not_before": mail.not_before or now,
        "to": mail.to,
        "language": mail.language,
        "kind": str(kind),
        "values": _values(kind, mail),
        "group_key": group_key,
        "person_id": mail.person_id,
        "priority": LETTERS[Kind(kind)].priority if kind in LETTERS else rules.USUAL,
        "state": "waiting",
        "attempts": 0,
    }


def _values(kind: Kind | str, mail: Addressed) -> dict[str, str | int | None]:
    """The mail's values as they will be read. Raises `UnknownMail`, `ValuesMissing`."""
    letter = LETTERS.get(cast(Kind, kind))
    if letter is None:
        raise UnknownMail(kind=kind)
    values = mail.values
    if letter.codes or values.keys() != letter.required:
        missing = letter.required - values.keys()
        surplus = values.keys() - letter.required - letter.optional
        unknown = {
            name
            for name, words in letter.codes.items()
            if values.get(name) not in words and (name in letter.required or values.get(name) is not None)
        }
        if missing or surplus or unknown:
            missing |= unknown
            raise ValuesMissing(kind=str(kind), missing=", ".join(sorted(missing)), surplus=", ".join(sorted(surplus)))
    return {name: _said(value, mail.language) for name, value in values.items()}


def _said(value: object, language: Language) -> str | int | None:
    """As it will be read; whole numbers stay numbers, because words around them change with them."""
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        value = Text.of(cast("Mapping[str, str]", value))
    return spoken(value, language)


def _language(value: str) -> Language:
    return "en" if value == "en" else "es"
