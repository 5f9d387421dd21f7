"""The only writer of the outbox: mails enter in the transaction that causes them, and can be cancelled until sent."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import CursorResult, insert, update

from registry import clock, ids
from registry.db import db
from registry.notices.errors import NoSuchMail, UnknownMail, ValuesMissing
from registry.notices.messages import LETTERS, Kind
from registry.notices.models import OutboxMessage
from registry.texts import LANGUAGES, Language, Text, spoken


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


def _row(kind: Kind | str, mail: Addressed, group_key: str | None, now: dt.datetime) -> dict[str, Any]:
    if kind not in list(Kind):
        raise UnknownMail(kind=kind)
    letter = LETTERS[Kind(kind)]
    missing = letter.required - mail.values.keys()
    surplus = mail.values.keys() - letter.required - letter.optional
    if missing or surplus:
        raise ValuesMissing(kind=str(kind), missing=", ".join(sorted(missing)), surplus=", ".join(sorted(surplus)))
    return {
        "id": ids.new_key(),
        "created_at": now,
        "not_before": mail.not_before or now,
        "to": mail.to,
        "language": mail.language,
        "kind": str(kind),
        "values": {name: _said(value, mail.language) for name, value in mail.values.items()},
        "group_key": group_key,
        "person_id": mail.person_id,
        "state": "waiting",
        "attempts": 0,
    }


def _said(value: object, language: Language) -> str | int | None:
    """As it will be read; whole numbers stay numbers, because words around them change with them."""
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, Mapping) and set(value) == set(LANGUAGES):
        value = Text.of(cast("Mapping[str, str]", value))
    return spoken(value, language)


def _language(value: str) -> Language:
    return "en" if value == "en" else "es"
