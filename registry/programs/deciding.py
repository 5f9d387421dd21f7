"""Giving out the places of a call: by the draw, with the quotas, in a way that anybody can repeat."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit import service as audit
from registry.db import db
from registry.programs import admission, cohorts, funnel, letters, publication, queries
from registry.programs.calls import held_call, require_not_cancelled, require_undecided, seed_context
from registry.programs.common import PERMISSION, open_seed
from registry.programs.errors import CallNotOpen, CallStillOpen, NobodyAdmitted
from registry.programs.models import CallApplication, ProgramCall


def decide_call(call_id: uuid.UUID, *, actor: Actor) -> ProgramCall:
    """Make the draw: a cohort of whoever has a place, a waiting list, the seed revealed, everybody told.

    Whoever turned out to have applied twice, or to be in another cohort, is found not eligible first. Raises
    NotAllowed, NoSuchCall, CallNotOpen, CallStillOpen, CallCancelled, CallDecided, NobodyAdmitted.
    """
    actor.require(PERMISSION)
    call = held_call(call_id)
    require_not_cancelled(call)
    require_undecided(call)
    if call.published_at is None:
        raise CallNotOpen(opens=call.opens_at, closes=call.closes_at)
    if clock.now() <= call.closes_at:
        raise CallStillOpen(closes=call.closes_at)
    _exclude(call)
    sent = queries.applications_of(call.id, state="sent")
    if not sent:
        raise NobodyAdmitted()
    seed = open_seed(call.sealed_seed, call.seed_commitment, seed_context(call))
    applicants = [admission.Applicant(one.code, flags(one.declared, call.quotas)) for one in sent]
    outcome = admission.admit(
        applicants, capacity=call.capacity, waiting=call.waiting, quotas=percentages(call.quotas), seed=seed
    )
    cohort = cohorts.open_cohort(call.program_id, call.name, actor=actor)
    call.cohort_id, call.seed, call.decided_at = cohort.id, seed, clock.now()
    cohort.funder = call.funder
    call.admission = {
        "applicants": [[one.code, sorted(one.counts_for)] for one in sorted(applicants, key=lambda one: one.code)],
        "admitted": list(outcome.admitted),
        "waiting": list(outcome.waiting),
        "drawn": outcome.drawn,
        "flags_shown": _flags_fit(call, sent, applicants, outcome),
        "quotas": [{"id": one.id, "asked": one.asked, "admitted": one.admitted} for one in outcome.quotas],
    }
    _settle(call, sent, outcome)
    facts = {one.person_id: one.declared for one in sent if one.state == "admitted"}
    cohorts.admit(cohort.id, list(facts), facts=facts, actor=actor)
    audit.record(
        "call.decided", "program_call", call.id, actor=actor, provider_id=None, program=call.program_id,
        applied=len(sent), admitted=len(outcome.admitted), waiting=len(outcome.waiting),
    )  # fmt: skip
    letters.decided(call, sent)
    return call


def flags(declared: Mapping[str, str], quotas: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The quotas that somebody counts for, by what was declared. What is not known counts for none."""
    return frozenset(one["id"] for one in quotas if _value(declared, one["attribute"]) == one["value"])


def percentages(quotas: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """The quotas' percentages by id, in their order."""
    return {one["id"]: int(one["min_percent"]) for one in quotas}


def _value(declared: Mapping[str, str], attribute: str) -> str | None:
    if attribute != "low_connectivity_state":
        return declared.get(attribute)
    state = content.state(declared.get("state", ""))
    return None if state is None else "yes" if state.low_connectivity else "no"


def _exclude(call: ProgramCall) -> None:
    """Records that became one person since applying, and whoever got a place in another cohort meanwhile."""
    sent = queries.applications_of(call.id, state="sent")
    roots = queries.roots([one.person_id for one in sent])
    elsewhere = queries.in_other_cohorts(call.program_id, [one.person_id for one in sent], besides=None)
    seen: set[uuid.UUID] = set()
    excluded = []
    for one in sorted(sent, key=lambda one: (one.sent_at, one.id)):
        root = roots.get(one.person_id, one.person_id)
        reason = "other_cohort" if one.person_id in elsewhere else "same_document" if root in seen else None
        seen.add(root)
        if reason:
            one.state, one.reason, one.ended_at = "ineligible", reason, clock.now()
            excluded.append(one)
    db.session.flush()
    letters.applications(call, excluded, "ineligible")


def _flags_fit(
    call: ProgramCall,
    sent: Sequence[CallApplication],
    applicants: Sequence[admission.Applicant],
    outcome: admission.AdmissionOutcome,
) -> bool:
    admitted = set(outcome.admitted)
    return publication.flags_fit(
        [(one.counts_for, one.code in admitted, said.declared) for one, said in zip(applicants, sent, strict=True)],
        call.quotas,
        {"state": funnel.parts_of(call, "state")},
    )


def _settle(call: ProgramCall, sent: Sequence[CallApplication], outcome: admission.AdmissionOutcome) -> None:
    admitted, waiting = set(outcome.admitted), set(outcome.waiting)
    by = clock.now() + dt.timedelta(days=call.answer_days)
    for one in sent:
        one.state = "admitted" if one.code in admitted else "waiting" if one.code in waiting else "not_admitted"
        one.answer_by = by if one.state == "admitted" else None
    db.session.flush()
