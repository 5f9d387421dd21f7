"""What every check looks at: the credential, the evidence, and what was established before the check's turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.documents import Credential, Presented
from registry.documents.model import Alignment
from registry.documents.terms import PART, PROFILE, STANDARD
from registry.verification.accreditations import Accreditations
from registry.verification.events import Events
from registry.verification.evidence import Evidence, TrustRoot
from registry.verification.keyring import Keyring
from registry.verification.policy import Policy


class Standing(StrEnum):
    """Who the issuer is to this registry."""

    AUTHORITY = "authority"
    REGISTERED = "registered"
    OUTSIDE = "outside"
    UNKNOWN = "unknown"

    @property
    def vouched(self) -> bool:
        """Whether this registry answers for the issuer's identity."""
        return self in (Standing.AUTHORITY, Standing.REGISTERED)


@dataclass(frozen=True)
class Case:
    """One verification, once the signature is known to be good.

    ``logged_at`` is the proved time of issue, None while it is not proved. ``root`` is None when it could not be had or
    has expired: then nobody's identity is judged.
    """

    presented: Presented
    credential: Credential
    evidence: Evidence
    policy: Policy
    at: dt.datetime
    keyring: Keyring
    root: TrustRoot | None
    standing: Standing
    accreditations: Accreditations
    events: Events
    logged_at: dt.datetime | None = None

    def later(self, moment: dt.datetime | None) -> bool:
        """Whether what is of that moment says nothing of the one asked about, which lies before it."""
        return is_later(moment, self.policy, self.at)

    @property
    def raw_achievement(self) -> Mapping[str, Any]:
        """The achievement as it stands in the signed document, for digests."""
        subject = _only(self.presented.document.get("credentialSubject"))
        found = _only(subject.get("achievement")) if isinstance(subject, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    @property
    def standard(self) -> Alignment | None:
        """The version of a standard that the achievement is aligned to."""
        return self._aligned(STANDARD)

    @property
    def profile(self) -> Alignment | None:
        """The profile of the standard."""
        return self._aligned(PROFILE)

    @property
    def parts(self) -> tuple[Alignment, ...]:
        """The parts of the standard, where it is awarded in parts."""
        achievement = self.credential.subject.achievement
        return achievement.aligned(PART) if achievement else ()

    def _aligned(self, target_type: str) -> Alignment | None:
        achievement = self.credential.subject.achievement
        return next(iter(achievement.aligned(target_type)), None) if achievement else None


def is_later(moment: dt.datetime | None, policy: Policy, at: dt.datetime) -> bool:
    """Whether a moment lies after the one asked about, by more than clocks differ."""
    return moment is not None and moment > at + policy.clock_skew


def _only(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def label_of(standard: Alignment | None) -> str:
    """The standard's code and version, or its name, or its address."""
    return "—" if standard is None else standard.code or standard.name or standard.url
