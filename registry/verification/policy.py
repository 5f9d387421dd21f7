"""How strictly to look: everything that the caller decides about a verification, and nothing that the evidence says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.signing import Canonicaliser, ContextStore, Limits, canonical_digest
from registry.signing.canonical import DEFAULT_LIMITS
from registry.texts import Text


@dataclass(frozen=True, slots=True)
class Policy:
    """``contexts`` are the pinned JSON-LD contexts at hand. ``asked_name`` is the name that an employer has typed for
    comparison, or None when nobody asked. ``clock_skew`` forgives clocks of others that run ahead: a beginning or a
    registration so little in the future counts as present; an end is never moved. ``labels`` are the catalogues' words
    for codes (reasons, modes, profiles); a code without a label is shown as it is. ``checked_at`` is the moment of the
    check where a past moment is asked about, else None. ``canonicaliser`` computes the canonical digest of what was
    handed in: here and now, or bounded in time by another process (`registry.trust.engine`), or from a structure that
    was seen before (`registry.verification.known`).
    """

    contexts: ContextStore
    asked_name: str | None = None
    clock_skew: dt.timedelta = dt.timedelta(minutes=5)
    limits: Limits = DEFAULT_LIMITS
    labels: Mapping[str, Text] = field(default_factory=dict)
    checked_at: dt.datetime | None = None
    canonicaliser: Canonicaliser = canonical_digest

    def label(self, code: str) -> Text:
        """The words for a code of the catalogues."""
        return self.labels.get(code, Text(code, code))
