"""Verifying for somebody: read what was handed in, gather evidence, judge. The one call that every door makes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from registry import clock, content, contexts
from registry.awards.service import REINSTATED_REASON, REINSTATED_REASON_NAME
from registry.documents.read import Presented
from registry.texts import Text
from registry.trust.gather import gather
from registry.verification import Policy, Report, verify

#: The catalogues whose codes stand in documents and in status events.
_SPOKEN = (
    "revocation_reasons",
    "suspension_reasons",
    "supersession_reasons",
    "accreditation_reasons",
    "modes",
    "profiles",
    "tracks",
)


def examine(presented: Presented, *, asked_name: str | None = None) -> Report:
    """The report on what was presented, as of now, from this registry's own evidence."""
    policy = Policy(contexts=contexts.store(), asked_name=asked_name, labels=labels())
    return verify(presented, gather(presented), policy, at=clock.now())


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Text]:
    """The words for the codes that a report may have to say."""
    words = {value.id: value.label for name in _SPOKEN for value in content.catalog(name)}
    return {**words, REINSTATED_REASON: REINSTATED_REASON_NAME}
