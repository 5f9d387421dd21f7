"""Verifying for somebody: read what was handed in, gather evidence, judge. The one call that every door makes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TypeGuard

from registry import addresses, clock, content, contexts
from registry.awards.holding import WITHDRAWN_REASON_NAME
from registry.awards.service import REINSTATED_REASON, REINSTATED_REASON_NAME
from registry.documents.read import Presented
from registry.documents.status_event import WITHDRAWN_BY_HOLDER
from registry.texts import Text
from registry.trust import copies, engine, foreign, own
from registry.trust.foreign import Outside
from registry.trust.gather import gather
from registry.trust.inside import with_contained
from registry.verification import Evidence, Policy, Report, verify
from registry.verification.past import verify_then

#: Of a document or an issuer of this registry.
LONGEST_NAME = 300
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
    keeper: copies.Keeper | None = None,
) -> Report:
    """The report on what was presented, from this registry's own evidence and from copies of what others publish.

    ``outside`` says whether other servers may be asked for what no fresh copy has; asking ends the transaction of the
    session, which must have nothing to commit. ``at`` is a past moment to judge at, in place of now. ``keeper`` is what
    `prepare` gave for many of which this is one.
    """
    keeper, own_hosts = keeper or copies.InDatabase(), addresses.own_hosts()
    looked = foreign.Looked(outside.value)
    if outside is Outside.ASK:
        looked = foreign.look_up(presented, keeper, own_hosts=own_hosts)
    now = clock.now()

    def known_of(one: Presented) -> Evidence:
        return foreign.completed(gather(one), one, keeper, looked, at=now, own_hosts=own_hosts)

    evidence = with_contained(presented, known_of)
    report = _judge(presented, evidence, policy(asked_name), at=at, now=now)
    engine.learn(presented, report)
    return report


def prepare(many: Sequence[Presented]) -> copies.Keeper:
    """Read at once what examining these will ask for one after another, so that the database is not asked for each."""
    own_hosts = addresses.own_hosts()
    uris = [one.document_id for one in many if _could_be_known(one.document_id)]
    dids = [one.issuer_did.split("#")[0] for one in many if _could_be_known(one.issuer_did)]
    own.learn(uris, dids, clock.now())
    return copies.Together(address for one in many for address in foreign.outside_addresses(one, own_hosts=own_hosts))


def _could_be_known(name: str | None) -> TypeGuard[str]:
    """Whether a stranger's name for something could be one of ours; not every database takes every character."""
    return name is not None and len(name) <= LONGEST_NAME and name.isprintable()


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
    return Policy(
        contexts=contexts.store(), asked_name=asked_name, labels=labels(), canonicaliser=engine.canonicaliser()
    )


@lru_cache(maxsize=1)
def labels() -> Mapping[str, Text]:
    """The words for the codes that a report may have to say."""
    words = {value.id: value.label for name in _SPOKEN for value in content.catalog(name)}
    return {**words, REINSTATED_REASON: REINSTATED_REASON_NAME, WITHDRAWN_BY_HOLDER: WITHDRAWN_REASON_NAME}
