"""The only writer of audit lines."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Protocol

from registry import clock
from registry.audit.models import AuditLine
from registry.db import db
from registry.texts import Text


class Acting(Protocol):
    """Whoever acts, as `registry.accounts.actor.Actor` describes them."""

    @property
    def kind(self) -> str:
        """account, system or anonymous."""
        ...

    @property
    def account_id(self) -> uuid.UUID | None:
        """The account, when one acts."""
        ...


def record(
    action: str,
    subject_kind: str,
    subject_id: object,
    *,
    actor: Acting,
    provider_id: uuid.UUID | None = None,
    **details: object,
) -> AuditLine:
    """Add a line in the caller's transaction, so that an act without its line cannot be committed.

    ``action`` is ``subject.verb`` in the past tense (``award.revoked``). ``details`` are kept as JSON: identifiers,
    codes and numbers; never a name, an address, a CURP or a token.
    """
    key = getattr(actor, "program_key_id", None)
    if key is not None:
        details["program_key"] = key
    line = AuditLine(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_id=actor.account_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        provider_id=provider_id,
        details={name: _plain(value) for name, value in details.items()},
    )
    db.session.add(line)
    db.session.flush()
    return line


def _plain(value: object) -> Any:
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, Text):
        return value.as_dict()
    if isinstance(value, (dt.date, dt.datetime)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        items = [_plain(item) for item in value]
        return sorted(items, key=str) if isinstance(value, (set, frozenset)) else items
    return str(value)
