"""How strictly to look: everything that the caller decides about a verification, and nothing that the evidence says."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from registry.signing import ContextStore, Limits


@dataclass(frozen=True, slots=True)
class Policy:
    """``contexts`` are the pinned JSON-LD contexts at hand. ``asked_name`` is the name that an employer has typed for
    comparison, or None when nobody asked. ``clock_skew`` forgives clocks of others, both ways.
    """

    contexts: ContextStore
    asked_name: str | None = None
    clock_skew: dt.timedelta = dt.timedelta(minutes=5)
    limits: Limits = field(default_factory=Limits)
