"""What a caller of the awards room says: typed, whole, and before anything is looked up."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from registry.people.service import PersonClaims


class Delivery(StrEnum):
    """How the person is told."""

    MAIL = "mail"
    SLIP = "slip"
    NONE = "none"  # the learner already sees it: a wallet's own document, a stage of a program


class AwardCommand(NamedTuple):
    """One person to be awarded.

    ``scores`` are percentages from 0 to 100 by instrument; ``criterion_scores`` rubric scores 1 to 4 by criterion,
    when the provider hands them in; ``mode`` and ``language`` are ids of the catalogues; ``valid_from`` defaults to
    the moment of issue and may lie up to a year ahead (DESIGN 8).
    """

    person: PersonClaims
    awarded_on: dt.date
    scores: Mapping[str, Decimal]
    criterion_scores: Mapping[str, int] = MappingProxyType({})
    mode: str | None = None
    language: str = "spanish"
    state_code: str | None = None
    municipality: str | None = None
    cct: str | None = None
    chamber_code: str | None = None
    group_name: str | None = None
    reference: Mapping[str, str] = MappingProxyType({})
    valid_from: dt.datetime | None = None
    key: bytes | None = None  # of the award to be: that of the row that it comes from, so none is made twice
    delivery: Delivery | None = None  # None: by mail where there is an address, else by slip


@dataclass(frozen=True, slots=True)
class IssueContext:
    """What holds for a whole act of issuing."""

    definition_version_id: uuid.UUID
    batch_id: uuid.UUID | None = None
    mails_at: dt.datetime | None = None  # not before: the fifteen minutes of Undo
    consent_id: uuid.UUID | None = None  # the provider's statement, without which no demographic fact is kept
    invites_later: bool = False  # claims and mails are written when they may go, by whoever issues the batch
