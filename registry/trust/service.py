"""Verifying for somebody: read what was handed in, gather evidence, judge. The one call that every door makes."""

from __future__ import annotations

from registry import clock, contexts
from registry.documents.read import Presented
from registry.trust.gather import gather
from registry.verification import Policy, Report, verify


def examine(presented: Presented, *, asked_name: str | None = None) -> Report:
    """The report on what was presented, as of now, from this registry's own evidence."""
    policy = Policy(contexts=contexts.store(), asked_name=asked_name)
    return verify(presented, gather(presented), policy, at=clock.now())
