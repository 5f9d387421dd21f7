"""How applications and accreditations move, and what an accreditation allows at a moment. Pure: times come in.

States are those of ``catalogs.yaml`` (accreditation_states), with ``draft`` before, ``not_yet`` for an accreditation
whose time has not come and ``condition_overdue`` for one whose condition was not met in time. The state of an
accreditation is never stored: it follows from its dates and its events, so that any past day can be asked for.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from registry import clock
from registry.providers.errors import ChangeRefused, StepRefused
from registry.providers.messages import ACCREDITATION_STATES, APPLICATION_STATES, CHANGES, STEPS, WHY_NOT
from registry.texts import Text


class ApplicationState(StrEnum):
    """Where an application stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    INFORMATION_REQUESTED = "information_requested"
    ACCREDITED = "accredited"
    CONDITIONAL = "conditional"
    DENIED = "denied"
    WITHDRAWN = "withdrawn_application"


class Step(StrEnum):
    """What moves an application."""

    SUBMIT = "submit"
    TAKE_UP = "take_up"
    REQUEST_INFORMATION = "request_information"
    REPLY = "reply"
    RESUME = "resume"
    GRANT = "grant"
    GRANT_WITH_CONDITIONS = "grant_with_conditions"
    DENY = "deny"
    WITHDRAW = "withdraw"


_S = ApplicationState
#: state → step → state. What is missing is refused; nothing leads out of a decision.
APPLICATION_STEPS: Mapping[ApplicationState, Mapping[Step, ApplicationState]] = {
    _S.DRAFT: {Step.SUBMIT: _S.SUBMITTED, Step.WITHDRAW: _S.WITHDRAWN},
    _S.SUBMITTED: {Step.TAKE_UP: _S.UNDER_REVIEW, Step.WITHDRAW: _S.WITHDRAWN},
    _S.UNDER_REVIEW: {
        Step.REQUEST_INFORMATION: _S.INFORMATION_REQUESTED,
        Step.GRANT: _S.ACCREDITED,
        Step.GRANT_WITH_CONDITIONS: _S.CONDITIONAL,
        Step.DENY: _S.DENIED,
        Step.WITHDRAW: _S.WITHDRAWN,
    },
    _S.INFORMATION_REQUESTED: {
        Step.REPLY: _S.UNDER_REVIEW,
        Step.RESUME: _S.UNDER_REVIEW,
        Step.WITHDRAW: _S.WITHDRAWN,
    },
    _S.ACCREDITED: {},
    _S.CONDITIONAL: {},
    _S.DENIED: {},
    _S.WITHDRAWN: {},
}
#: Before and during these the dossier may be written; afterwards reviewers read what was filed.
EDITABLE = frozenset({_S.DRAFT, _S.INFORMATION_REQUESTED})
#: An institution has one application in these states at a time.
OPEN = frozenset({_S.DRAFT, _S.SUBMITTED, _S.UNDER_REVIEW, _S.INFORMATION_REQUESTED})
#: The result of the rule in the criteria's data → the step that carries it out.
STEP_OF_RESULT: Mapping[str, Step] = {
    "accredited": Step.GRANT,
    "conditional": Step.GRANT_WITH_CONDITIONS,
    "denied": Step.DENY,
}


def after_step(state: str, step: Step) -> ApplicationState:
    """The application's state after a step. Raises `StepRefused` with the reason."""
    current = ApplicationState(state)
    following = APPLICATION_STEPS[current].get(step)
    if following is None:
        decided = not APPLICATION_STEPS[current]
        why = WHY_NOT["decided"] if decided else WHY_NOT[f"not_{current.value}"]
        raise StepRefused(step=STEPS[step.value], state=APPLICATION_STATES[current.value], why=why)
    return following


def resume(state: str, *, reply_due: dt.datetime, at: dt.datetime) -> ApplicationState:
    """Go on without the applicant's reply, which only the end of its time allows. Raises `StepRefused`."""
    following = after_step(state, Step.RESUME)
    if at < reply_due:
        raise StepRefused(
            step=STEPS[Step.RESUME.value],
            state=APPLICATION_STATES[state],
            why=WHY_NOT["reply_time_runs"].format(day=clock.day_of(reply_due)),
        )
    return following


class AccreditationState(StrEnum):
    """What an accreditation is at a moment."""

    NOT_YET = "not_yet"
    ACCREDITED = "accredited"
    CONDITIONAL = "conditional"
    CONDITION_OVERDUE = "condition_overdue"
    SUSPENDED = "accreditation_suspended"
    REVOKED = "accreditation_revoked"
    LAPSED = "lapsed"
    CLOSED = "closed"


class Change(StrEnum):
    """What happens to an accreditation; ``granted`` is its beginning."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    REINSTATED = "reinstated"
    REVOKED = "revoked"
    LAPSED = "lapsed"
    CLOSED = "closed"
    CONDITION_MET = "condition_met"
    CONDITION_OVERDUE = "condition_overdue"


_A = AccreditationState
_RUNNING = frozenset({Change.SUSPENDED, Change.REVOKED, Change.CLOSED})
#: state → the changes that it allows. A lapse needs the end of the validity as well.
ACCREDITATION_CHANGES: Mapping[AccreditationState, frozenset[Change]] = {
    # What was granted for later can still be stopped before it begins.
    _A.NOT_YET: frozenset({Change.REVOKED, Change.CLOSED}),
    _A.ACCREDITED: _RUNNING,
    _A.CONDITIONAL: _RUNNING | {Change.CONDITION_MET},
    # Met late is met: from then on issuing resumes. Whether to suspend or revoke instead, the authority decides.
    _A.CONDITION_OVERDUE: _RUNNING | {Change.CONDITION_MET, Change.CONDITION_OVERDUE},
    _A.SUSPENDED: frozenset({Change.REINSTATED, Change.REVOKED, Change.CLOSED, Change.CONDITION_MET}),
    _A.LAPSED: frozenset({Change.LAPSED}),
    _A.REVOKED: frozenset(),
    _A.CLOSED: frozenset(),
}
#: In these states, and no other, a provider may issue.
ALLOWS_ISSUING = frozenset({_A.ACCREDITED, _A.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class ScopeFact:
    """One standard version of a scope; empty ``profiles`` or ``parts`` mean all of them."""

    standard_version_id: uuid.UUID
    profiles: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class EventFact:
    """A change and its moment."""

    change: Change
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class AccreditationFacts:
    """What `state_at` and `covers` judge by. Valid from ``valid_from`` until just before ``valid_until``.

    ``condition_due``: the last second in which an open condition may be met; None where none was set.
    """

    valid_from: dt.datetime
    valid_until: dt.datetime
    conditional: bool
    events: tuple[EventFact, ...] = ()
    scope: tuple[ScopeFact, ...] = ()
    condition_due: dt.datetime | None = None


def state_at(facts: AccreditationFacts, at: dt.datetime) -> AccreditationState:
    """What the accreditation was, or will be as things stand, at ``at``. An event counts from its own second on."""
    suspended, condition_open = False, facts.conditional
    for event in sorted(facts.events, key=lambda one: one.at):
        if event.at > at:
            break
        match event.change:
            case Change.REVOKED:
                return AccreditationState.REVOKED
            case Change.CLOSED:
                return AccreditationState.CLOSED
            case Change.SUSPENDED:
                suspended = True
            case Change.REINSTATED:
                suspended = False
            case Change.CONDITION_MET:
                condition_open = False
            case _:
                pass
    if at < facts.valid_from:
        return AccreditationState.NOT_YET
    if at >= facts.valid_until:
        return AccreditationState.LAPSED
    if suspended:
        return AccreditationState.SUSPENDED
    if not condition_open:
        return AccreditationState.ACCREDITED
    overdue = facts.condition_due is not None and at > facts.condition_due
    return AccreditationState.CONDITION_OVERDUE if overdue else AccreditationState.CONDITIONAL


def require_change(facts: AccreditationFacts, change: Change, *, at: dt.datetime) -> AccreditationState:
    """The state that the change meets. Raises `ChangeRefused` where it is not allowed, or would repeat itself."""
    state = state_at(facts, at)
    if change not in ACCREDITATION_CHANGES[state]:
        raise _refused(change, state, WHY_NOT.get(f"accreditation_{state.value}", WHY_NOT["other"]))
    done = {event.change for event in facts.events if event.at <= at}
    if change in done and change in {Change.LAPSED, Change.CONDITION_MET, Change.CONDITION_OVERDUE}:
        raise _refused(change, state, WHY_NOT["already_recorded"])
    if change is Change.CONDITION_MET and not facts.conditional:
        raise _refused(change, state, WHY_NOT["no_condition"])
    return state


def _refused(change: Change, state: AccreditationState, why: Text) -> ChangeRefused:
    return ChangeRefused(change=CHANGES[change.value], state=ACCREDITATION_STATES[state.value], why=why)


def covers(
    facts: AccreditationFacts,
    *,
    standard_version_id: uuid.UUID,
    profile: str | None,
    part: str | None,
    at: dt.datetime,
) -> bool:
    """Whether it allowed issuing against that version, for that profile and part, at that moment.

    A scope narrowed to some profiles covers nothing that names no profile, and the same holds for parts: who may
    teach one part may not award the whole.
    """
    if state_at(facts, at) not in ALLOWS_ISSUING:
        return False
    return any(
        one.standard_version_id == standard_version_id
        and (not one.profiles or profile in one.profiles)
        and (not one.parts or part in one.parts)
        for one in facts.scope
    )


def renewal_starts(
    running: tuple[AccreditationFacts, ...], wanted: tuple[ScopeFact, ...], *, at: dt.datetime
) -> dt.datetime | None:
    """When a new accreditation of that scope should begin: at the end of what already covers all of it, else None.

    None means at once: something in it is not covered today.
    """
    ends: list[dt.datetime] = []
    for one in wanted:
        covering = [
            facts.valid_until
            for facts in running
            if state_at(facts, at) in ALLOWS_ISSUING and any(_within(one, held) for held in facts.scope)
        ]
        if not covering:
            return None
        ends.append(max(covering))
    return min(ends) if ends else None


def _within(wanted: ScopeFact, held: ScopeFact) -> bool:
    return wanted.standard_version_id == held.standard_version_id and all(
        not have or (bool(want) and want <= have)
        for want, have in ((wanted.profiles, held.profiles), (wanted.parts, held.parts))
    )
