"""What a caller of the programs room says."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from registry.people.service import PersonClaims
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class MemberScores:
    """What one member reached in a stage: percentages from 0 to 100 by instrument, the award if one was
    issued, and which national problem the project takes up (catalogs.yaml project_topics; None: not declared)."""

    selection_code: str
    scores: Mapping[str, Decimal]
    award_id: uuid.UUID | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class CallTerms:
    """What a call says. ``text`` by part (eligibility, documents, sites), each in both languages; ``quotas`` are
    percentages by id of the program's quotas."""

    name: str
    opens_at: dt.datetime
    closes_at: dt.datetime
    capacity: int
    waiting: int
    text: Mapping[str, Text]
    quotas: Mapping[str, int]
    starts_on: dt.date | None = None
    answer_days: int = 5
    funder: str | None = None


@dataclass(frozen=True, slots=True)
class Declaration:
    """What somebody says of herself in an application: answers by attribute, kept with ``consent`` only where they are
    not needed to apply; and the document that identifies her."""

    declared: Mapping[str, str]
    consent: bool
    document_kind: str
    document: str
    full_name: str = ""


@dataclass(frozen=True, slots=True)
class DeskApplication:
    """An application handed in on paper: who, and what she declares there with her signature."""

    person: PersonClaims
    declaration: Declaration


@dataclass(frozen=True, slots=True)
class Party:
    """A party of an agreement; ``slug`` when it is on the roll."""

    name: str
    role: str
    slug: str | None = None


@dataclass(frozen=True, slots=True)
class AgreementTerms:
    """An agreement as it was signed. ``regions``: where it holds (`registry.programs.regions`); none: everywhere."""

    reference: str
    parties: tuple[Party, ...]
    subject: Text
    signed_on: dt.date
    valid_from: dt.date
    valid_until: dt.date
    regions: tuple[str, ...] = ()
