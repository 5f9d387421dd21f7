"""The only writer of the outbox: mails enter in the transaction that causes them, and can be cancelled until sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, delete, insert, or_, select, update

from registry import clock, ids
from registry.bulk import Rows
from registry.db import db
from registry.notices.errors import NoSuchMail, UnknownMail, ValuesMissing
from registry.notices.messages import LETTERS, Kind
from registry.notices.models import OutboxMessage
from registry.texts import LANGUAGES, Language, Text, spoken

#: Over these attempts (a minute, two, four, …) a mail server has a whole working day to come back.
MAXIMUM_ATTEMPTS = 10
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=4)
MAXIMUM_ERROR = 500
KEEP_DONE = dt.timedelta(days=90)


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
    rows = [_row(kind, mail, group_key, now) for mail in mails]
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
    )
    mails = list(mails)
    for key, mail in zip(ids.new_raw_keys(len(mails)), mails, strict=True):
        add((key, mail.not_before or now, mail.to, mail.language, _values(kind, mail), mail.person_id))


def cancel_group(group_key: str) -> int:
    """Cancel what has not been sent of a group (an undone batch); how many mails that stopped."""
    result = db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.group_key == group_key, OutboxMessage.state == "waiting")
        .values(state="cancelled", values={}, leased_until=None)
        .execution_options(synchronize_session="fetch")
    )
    return cast("CursorResult[Any]", result).rowcount


def send_again(message_id: uuid.UUID) -> OutboxMessage:
    """Give a failed mail another round of attempts. Raises `NoSuchMail` when it is not a failed one."""
    message = db.session.get(OutboxMessage, message_id)
    if message is None or message.state != "failed":
        raise NoSuchMail()
    message.state, message.attempts, message.not_before, message.leased_until = "waiting", 0, clock.now(), None
    db.session.flush()
    return message


def lease(limit: int, *, until: dt.datetime) -> list[uuid.UUID]:
    """Take up to ``limit`` mails that are due, oldest first, so that no other worker sends them before ``until``."""
    now = clock.now()
    due = db.session.scalars(
        select(OutboxMessage.id)
        .where(
            OutboxMessage.state == "waiting",
            OutboxMessage.not_before <= now,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if due:
        db.session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.id.in_(due))
            .values(leased_until=until, attempts=OutboxMessage.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    return list(due)


def forget_old() -> int:
    """Delete mails that went out or were cancelled long ago: their addresses are no longer needed here."""
    before = clock.now() - KEEP_DONE
    done = delete(OutboxMessage).where(
        OutboxMessage.state.in_(("sent", "cancelled")), OutboxMessage.created_at < before
    )
    return cast("CursorResult[Any]", db.session.execute(done)).rowcount


def mark_sent(message: OutboxMessage, *, keep_values: bool) -> None:
    """The mail is out. What it said is forgotten (it holds a person's name and secret links), unless in a demo."""
    message.state, message.sent_at, message.leased_until, message.last_error = "sent", clock.now(), None, None
    if not keep_values:
        message.values = {}
    db.session.flush()


def mark_refused(message: OutboxMessage, why: str, *, for_good: bool) -> None:
    """The mail did not go out: it waits longer after each attempt, and fails for good when that is useless."""
    message.leased_until, message.last_error = None, why[:MAXIMUM_ERROR]
    if for_good or message.attempts >= MAXIMUM_ATTEMPTS:
        message.state = "failed"
    else:
        message.not_before = clock.now() + min(FIRST_WAIT * 2 ** (message.attempts - 1), LONGEST_WAIT)
    db.session.flush()


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
