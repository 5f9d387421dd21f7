"""Telling people that something waits for them: the claim by which each receives it, and the mail that carries it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from registry import addresses, clock
from registry.awards import sharing
from registry.awards.commands import Delivery
from registry.bulk import Rows
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.notices.service import Addressed
from registry.texts import Language


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who receives an award: by mail at ``email``, or on paper."""

    award_id: uuid.UUID
    person_id: uuid.UUID
    full_name: str
    language: str
    delivery: Delivery
    email: str | None


def group_of(batch_id: uuid.UUID) -> str:
    """The name of the mails to the people of a batch."""
    return f"batch:{batch_id}"


def invite(
    rows: Rows,
    people: Sequence[Invited],
    *,
    title: str,
    provider: str,
    batch_id: uuid.UUID | None,
    not_before: dt.datetime | None,
) -> None:
    """A claim for each, and a mail to those who are written to, among many rows. ``title`` and ``provider`` are the
    credential's and the institution's names."""
    wanted = [
        (one.award_id, one.person_id, one.delivery.value, one.email if one.delivery is Delivery.MAIL else None)
        for one in people
    ]
    mails = []
    for (_, token), one in zip(sharing.add_claims(rows, wanted, at=clock.now()), people, strict=True):
        if one.delivery is not Delivery.MAIL or not one.email:
            continue
        values = {"name": one.full_name, "title": title, "provider": provider, "url": addresses.claim(token)}
        language: Language = "en" if one.language == "en" else "es"
        mails.append(Addressed(one.email, language, values, person_id=one.person_id, not_before=not_before))
    notices.add_rows(rows, Kind.CLAIM, mails, group_key=group_of(batch_id) if batch_id else None)
