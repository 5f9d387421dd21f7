"""Verifying for somebody: read what was handed in, gather evidence, judge. The one call that every door makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from registry import addresses, clock, content, contexts
from registry.awards.service import REINSTATED_REASON, REINSTATED_REASON_NAME
from registry.documents.read import Presented
from registry.texts import Text
from registry.trust import copies, foreign
from registry.trust.foreign import Outside
from registry.trust.gather import gather
from registry.trust.inside import with_contained
from registry.verification import Evidence, Policy, Report, verify
from registry.verification.past import verify_then

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


def examine(
    presented: Presented,
    *,
    asked_name: str | None = None,
    outside: Outside = Outside.NOT_ASKED,
    at: dt.datetime | None = None,
) -> Report:
    """The report on what was presented, from this registry's own evidence and from copies of what others publish.

    ``outside`` says whether other servers may be asked for what no fresh copy has; asking ends the transaction of the
    session, which must have nothing to commit. ``at`` is a past moment to judge at, in place of now.
    """
    keeper, own_hosts = copies.InDatabase(), addresses.own_hosts()
    looked = foreign.Looked(outside.value)
    if outside is Outside.ASK:
        looked = foreign.look_up(presented, keeper, own_hosts=own_hosts)
    now = clock.now()

    def known_of(one: Presented) -> Evidence:
        return foreign.completed(gather(one), one, keeper, looked, at=now, own_hosts=own_hosts)

    evidence = with_contained(presented, known_of)
    return _judge(presented, evidence, policy(asked_name), at=at, now=now)


def examine_elsewhere(
    presented: Presented,
    keeper: copies.InMemory,
    *,
    asked_name: str | None = None,
    ask: bool = True,
    at: dt.datetime | None = None,
) -> Report:
    """The report on a machine that has no registry's database: by what anybody can ask for over the network."""
    now = clock.now()
    evidence = foreign.elsewhere(presented, at=now, keeper=keeper, ask=ask)
    return _judge(presented, evidence, policy(asked_name), at=at, now=now)


def _judge(
    presented: Presented, evidence: Evidence, policy: Policy, *, at: dt.datetime | None, now: dt.datetime
) -> Report:
    if at is None:
        return verify(presented, evidence, policy, at=now)
    return verify_then(presented, evidence, policy, at=at, checked_at=now)


def policy(asked_name: str | None = None) -> Policy:
    """How this registry verifies: its contexts and its words."""
    return Policy(contexts=contexts.store(), asked_name=asked_name, labels=labels())


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Text]:
    """The words for the codes that a report may have to say."""
    words = {value.id: value.label for name in _SPOKEN for value in content.catalog(name)}
    return {**words, REINSTATED_REASON: REINSTATED_REASON_NAME}
