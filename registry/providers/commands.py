"""What the services of this room are asked to do, typed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.texts import Language, Text

#: What was computed from drafts and test issuance: criterion → whether it is met, and why.
Computed = Mapping[str, tuple[bool, Text]]


@dataclass(frozen=True, slots=True)
class ProviderDetails:
    """An institution as it describes itself. ``state_code`` is INEGI's; None abroad or for the whole country."""

    slug: str
    legal_name: str
    name: str
    kind: str
    email: str
    country: str = "MX"
    state_code: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class Administrator:
    """Who will administer the institution's account and receive the invitation."""

    name: str
    email: str
    language: Language = "es"


@dataclass(frozen=True, slots=True)
class WantedStandard:
    """One standard version applied for; empty ``profiles`` or ``parts`` mean all of them."""

    standard_version_id: uuid.UUID
    profiles: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """A reviewer's findings so far, by criterion, each with a comment that the institution will read."""

    findings: Mapping[str, str] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision: the result as the deciding person saw it, and the text that is published."""

    expected_result: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangeOrder:
    """A change of an accreditation: a reason of the catalogue and a public note."""

    reason: str
    note: str = ""
