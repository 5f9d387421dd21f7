"""The draw of a sampling audit and what follows from its decisions. Pure.

Anyone can repeat the draw: the list of codes, the seed and `drawn` are public.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.ids import CROCKFORD
from registry.texts import Text

CODE_LENGTH = 12
#: How the order is said where it is published.
ORDER = "sha256(seed + ':' + code), ascending"
_RFC4648 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_CROCKFORD = str.maketrans(_RFC4648, CROCKFORD)
COMPETENT, NOT_YET = "competent", "not_yet_competent"


class Stage(StrEnum):
    """How far an audit has come."""

    ANNOUNCED = "announced"
    DRAWN = "drawn"
    CLOSED = "closed"
    CALLED_OFF = "called_off"


class RecordState(StrEnum):
    """How far one record of the sample has come. The last four are final."""

    ASKED = "asked"
    ANSWERED = "answered"
    DECIDED = "decided"
    MISSING = "missing"  # no evidence in time: counts as reviewed, without the same decision
    REVOKED = "revoked"  # taken back by its institution after the draw: the same
    SET_ASIDE = "set_aside"  # revoked before the draw, or the person's data are gone: not counted


def sample_size(population: int, percent: int, minimum: int) -> int:
    """How many are drawn: the percentage, rounded up, at least the minimum, or all there are."""
    return min(population, max(minimum, -(-population * percent // 100)))


def code_of(key: bytes, award_id: uuid.UUID) -> str:
    """The code of an award in one audit: 60 bits of a keyed digest, which name nobody without the key."""
    digest = hmac.new(key, award_id.bytes, hashlib.sha256).digest()
    return base64.b32encode(digest).decode()[:CODE_LENGTH].translate(_TO_CROCKFORD)


def drawn(seed: str, codes: Collection[str]) -> list[str]:
    """The codes in the order of the draw; the sample are the first that are not set aside."""
    return sorted(codes, key=lambda code: hashlib.sha256(f"{seed}:{code}".encode()).hexdigest())


def chosen(order: Sequence[str], apart: Collection[str], size: int) -> tuple[list[str], list[str]]:
    """The sample, and the codes that were set aside before it was full: each gave its place to the next."""
    sample: list[str] = []
    passed: list[str] = []
    for code in order:
        if len(sample) == size:
            break
        (passed if code in apart else sample).append(code)
    return sample, passed


def listed(codes: Collection[str]) -> bytes:
    """The list of codes as it is served and digested: sorted, one a line."""
    return "".join(f"{code}\n" for code in sorted(codes)).encode()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an audit found. ``missing`` and ``revoked`` are among ``reviewed``."""

    reviewed: int
    agreed: int
    missing: int
    revoked: int

    @property
    def percent(self) -> float | None:
        """Agreement, 0 to 100; None when nothing was reviewed."""
        return 100 * self.agreed / self.reviewed if self.reviewed else None


def outcome(records: Collection[tuple[str, str | None]]) -> Outcome:
    """From states and decisions. Everything in the sample was issued as competent: the same decision is that one."""
    counted = [(state, decision) for state, decision in records if state != RecordState.SET_ASIDE]
    return Outcome(
        reviewed=len(counted),
        agreed=sum(state == RecordState.DECIDED and decision == COMPETENT for state, decision in counted),
        missing=sum(state == RecordState.MISSING for state, _ in counted),
        revoked=sum(state == RecordState.REVOKED for state, _ in counted),
    )


# -- the mark


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of the mark: whether it is met, and the value from which that follows."""

    id: str
    name: Text
    met: bool
    value: Text


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a definition has the mark today. ``audited_at``: when its last audit closed."""

    conditions: tuple[Condition, ...]
    audited_at: dt.datetime | None
    audit_number: str | None

    @property
    def granted(self) -> bool:
        """Every condition met."""
        return all(one.met for one in self.conditions)
