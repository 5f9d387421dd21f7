"""What a credential says, typed: the only form in which the rest of the house reads one.

Made by `registry.documents.parse`. Members that Open Badges 3.0 and VCDM 2.0 do not know are not here: what no context
defines no signature covers (STANDARDS: undefined terms are dropped before hashing).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry.ids import read_folio

Json = Mapping[str, Any]


class CredentialKind(StrEnum):
    """Which of the documents that this registry knows it is."""

    ACHIEVEMENT = "achievement"
    ACCREDITATION = "accreditation"
    ENDORSEMENT = "endorsement"
    TRANSCRIPT = "transcript"


@dataclass(frozen=True, slots=True)
class Profile:
    """An issuer or a creator (Open Badges 3.0, Profile)."""

    id: str
    name: str | None = None
    url: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A tie to something outside the document: an outcome, a standard, a level."""

    name: str
    url: str
    type: str | None = None
    code: str | None = None
    framework: str | None = None


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """One level of a competency, as the achievement declares it."""

    id: str
    name: str
    level: str | None = None


@dataclass(frozen=True, slots=True)
class ResultDescription:
    """What kind of result a person may have in this achievement."""

    id: str
    name: str
    type: str
    levels: tuple[RubricLevel, ...] = ()
    required_level: str | None = None
    required_value: str | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What this person reached, under one result description."""

    description: str | None
    value: str | None = None
    achieved_level: str | None = None
    status: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """What was earned."""

    id: str
    name: str
    description: str
    type: str | None = None
    criteria: str | None = None
    creator: Profile | None = None
    alignments: tuple[Alignment, ...] = ()
    result_descriptions: tuple[ResultDescription, ...] = ()
    endorsements: tuple[Json, ...] = ()
    image: str | None = None

    def aligned(self, target_type: str) -> tuple[Alignment, ...]:
        """The alignments of one ``targetType``, for example ``CFItem``."""
        return tuple(alignment for alignment in self.alignments if alignment.type == target_type)


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something by which the holder is known (Open Badges 3.0, IdentityObject)."""

    type: str
    value: str
    hashed: bool
    salt: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the credential is about. ``achievement`` is None in endorsements and transcripts."""

    id: str | None
    identifiers: tuple[Identifier, ...] = ()
    licence_number: str | None = None
    achievement: Achievement | None = None
    results: tuple[Result, ...] = ()
    comment: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The names written in clear."""
        return tuple(one.value for one in self.identifiers if one.type == "name" and not one.hashed)

    @property
    def folio(self) -> str | None:
        """The folio as it is spelled, where the licence number is one of this registry's."""
        licence = self.licence_number
        return licence if licence is not None and read_folio(licence) is not None else None

    @property
    def name(self) -> str | None:
        """The first name written in clear."""
        return next(iter(self.names), None)


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where the credential's status stands. ``type`` says by which method, one of `registry.documents.terms` or unread.

    ``list_url`` is what to fetch: the status list, or the revocation list that is the entry's own ``id``.
    """

    type: str
    id: str | None = None
    purpose: str | None = None
    index: int | None = None
    list_url: str | None = None


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """A file bound by its digest (VCDM 2.0, 5.3)."""

    id: str
    digest_sri: str | None = None


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential, parsed. Moments are aware; ``awarded_on`` is the day as its author wrote it."""

    id: str
    kind: CredentialKind
    types: tuple[str, ...]
    issuer: Profile
    valid_from: dt.datetime
    subject: Subject
    name: str | None = None
    valid_until: dt.datetime | None = None
    awarded_on: dt.date | None = None
    statuses: tuple[StatusEntry, ...] = ()
    endorsements: tuple[Json, ...] = ()
    related: tuple[RelatedResource, ...] = field(default=())
    data_model: str = "2.0"

    @property
    def achievement(self) -> Achievement:
        """What was earned. Raises ValueError for endorsements and transcripts, which have no achievement."""
        if self.subject.achievement is None:
            raise ValueError("neither an endorsement nor a transcript has an achievement")
        return self.subject.achievement
