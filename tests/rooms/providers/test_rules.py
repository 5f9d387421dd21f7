"""Every step of applications, every change of accreditations, and what an accreditation allows at a moment."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import replace

import pytest

from registry.providers.errors import ChangeRefused, StepRefused
from registry.providers.messages import ACCREDITATION_STATES, APPLICATION_STATES, CHANGES, EVENTS, STEPS
from registry.providers.rules import (
    ACCREDITATION_CHANGES,
    ALLOWS_ISSUING,
    AccreditationFacts,
    AccreditationState,
    ApplicationState,
    Change,
    EventFact,
    ScopeFact,
    Step,
    after_step,
    covers,
    renewal_starts,
    require_change,
    resume,
    state_at,
)

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
END = dt.datetime(2029, 1, 1, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
AIL, AIE = uuid.UUID(int=1), uuid.UUID(int=2)

# Written out once more, not read from the rules: the table and the test must agree.
ALLOWED_STEPS = {
    ("draft", "submit"): "submitted",
    ("draft", "withdraw"): "withdrawn_application",
    ("submitted", "take_up"): "under_review",
    ("submitted", "withdraw"): "withdrawn_application",
    ("under_review", "request_information"): "information_requested",
    ("under_review", "grant"): "accredited",
    ("under_review", "grant_with_conditions"): "conditional",
    ("under_review", "deny"): "denied",
    ("under_review", "withdraw"): "withdrawn_application",
    ("information_requested", "reply"): "under_review",
    ("information_requested", "resume"): "under_review",
    ("information_requested", "withdraw"): "withdrawn_application",
}
ALLOWED_CHANGES = {
    "not_yet": {"revoked", "closed"},
    "accredited": {"suspended", "revoked", "closed"},
    "conditional": {"suspended", "revoked", "closed", "condition_met"},
    "condition_overdue": {"suspended", "revoked", "closed", "condition_met", "condition_overdue"},
    "accreditation_suspended": {"reinstated", "revoked", "closed", "condition_met"},
    "accreditation_revoked": set(),
    "lapsed": {"lapsed"},
    "closed": set(),
}


def facts(
    *events: tuple[Change, dt.datetime], conditional: bool = False, due: dt.datetime | None = None
) -> AccreditationFacts:
    return AccreditationFacts(
        valid_from=START,
        valid_until=END,
        conditional=conditional,
        events=tuple(EventFact(change, at) for change, at in events),
        scope=(ScopeFact(AIL),),
        condition_due=due,
    )


@pytest.mark.parametrize(("state", "step"), list(itertools.product(ApplicationState, Step)))
def test_application_takes_the_allowed_steps_and_no_other(state: ApplicationState, step: Step) -> None:
    expected = ALLOWED_STEPS.get((state.value, step.value))
    if expected is not None:
        assert after_step(state, step) == expected
        return
    with pytest.raises(StepRefused) as refusal:
        after_step(state, step)
    assert "{" not in refusal.value.said.es + refusal.value.said.en


@pytest.mark.parametrize("state", ["accredited", "conditional", "denied", "withdrawn_application"])
def test_refuses_any_step_out_of_a_decision(state: str) -> None:
    for step in Step:
        with pytest.raises(StepRefused, match="start another one"):
            after_step(state, step)


def test_refuses_to_go_on_while_the_applicant_may_still_reply() -> None:
    with pytest.raises(StepRefused):
        resume("information_requested", reply_due=START + DAY, at=START)
    assert resume("information_requested", reply_due=START, at=START + DAY) == ApplicationState.UNDER_REVIEW


def in_state(state: AccreditationState) -> tuple[AccreditationFacts, dt.datetime]:
    now = START + 30 * DAY
    before = now - DAY
    return {
        AccreditationState.NOT_YET: (facts(), START - DAY),
        AccreditationState.ACCREDITED: (facts(), now),
        AccreditationState.CONDITIONAL: (facts(conditional=True), now),
        AccreditationState.CONDITION_OVERDUE: (facts(conditional=True, due=before), now),
        AccreditationState.SUSPENDED: (facts((Change.SUSPENDED, before), conditional=True), now),
        AccreditationState.REVOKED: (facts((Change.REVOKED, before)), now),
        AccreditationState.LAPSED: (facts(), END),
        AccreditationState.CLOSED: (facts((Change.CLOSED, before)), now),
    }[state]


@pytest.mark.parametrize(("state", "change"), list(itertools.product(AccreditationState, Change)))
def test_accreditation_takes_the_allowed_changes_and_no_other(state: AccreditationState, change: Change) -> None:
    held, at = in_state(state)
    assert state_at(held, at) == state
    if change.value in ALLOWED_CHANGES[state.value]:
        assert require_change(held, change, at=at) == state
        return
    with pytest.raises(ChangeRefused) as refusal:
        require_change(held, change, at=at)
    assert "{" not in refusal.value.said.es + refusal.value.said.en


def test_every_state_and_step_has_its_words() -> None:
    assert set(APPLICATION_STATES) == set(ApplicationState)
    assert set(ACCREDITATION_STATES) == set(AccreditationState) == set(ACCREDITATION_CHANGES)
    assert set(STEPS) == set(Step)
    assert set(CHANGES) == set(Change)
    assert set(EVENTS) >= {*Step, *Change}


def test_refuses_to_record_a_lapse_twice() -> None:
    with pytest.raises(ChangeRefused):
        require_change(facts((Change.LAPSED, END)), Change.LAPSED, at=END + DAY)


def test_refuses_to_meet_a_condition_that_was_met_or_never_set() -> None:
    now = START + 30 * DAY
    met = facts((Change.CONDITION_MET, START + DAY), (Change.SUSPENDED, START + 2 * DAY), conditional=True)
    with pytest.raises(ChangeRefused):
        require_change(met, Change.CONDITION_MET, at=now)
    with pytest.raises(ChangeRefused):
        require_change(facts((Change.SUSPENDED, START + DAY)), Change.CONDITION_MET, at=now)


def test_state_follows_the_events_in_time_whatever_their_order() -> None:
    events = [
        (Change.SUSPENDED, START + 10 * DAY),
        (Change.REINSTATED, START + 20 * DAY),
        (Change.SUSPENDED, START + 30 * DAY),
        (Change.REVOKED, START + 40 * DAY),
    ]
    for order in itertools.permutations(events):
        held = facts(*order)
        seen = [state_at(held, START + days * DAY).value for days in (5, 10, 15, 20, 25, 35, 45)]
        assert seen == [
            "accredited",
            "accreditation_suspended",
            "accreditation_suspended",
            "accredited",
            "accredited",
            "accreditation_suspended",
            "accreditation_revoked",
        ]


def test_a_later_revocation_leaves_earlier_days_as_they_were() -> None:
    held = facts((Change.REVOKED, START + 10 * DAY))
    assert state_at(held, START + 10 * DAY - dt.timedelta(seconds=1)) == AccreditationState.ACCREDITED
    assert state_at(held, START + 10 * DAY) == AccreditationState.REVOKED
    assert state_at(held, END + DAY) == AccreditationState.REVOKED


def test_validity_starts_with_its_first_second_and_ends_before_its_last() -> None:
    second = dt.timedelta(seconds=1)
    seen = [state_at(facts(), at).value for at in (START - second, START, END - second, END)]
    assert seen == ["not_yet", "accredited", "accredited", "lapsed"]


def test_a_suspension_that_outlasts_the_validity_has_lapsed() -> None:
    assert state_at(facts((Change.SUSPENDED, END - DAY)), END) == AccreditationState.LAPSED


def test_an_open_condition_stops_issuing_after_its_last_second_and_not_before() -> None:
    due, second = START + 90 * DAY, dt.timedelta(seconds=1)
    held = facts(conditional=True, due=due)
    assert state_at(held, due) == AccreditationState.CONDITIONAL
    assert state_at(held, due + second) == AccreditationState.CONDITION_OVERDUE
    assert AccreditationState.CONDITION_OVERDUE not in ALLOWS_ISSUING
    assert state_at(facts(conditional=True), END - second) == AccreditationState.CONDITIONAL  # no day was set
    assert state_at(held, END) == AccreditationState.LAPSED


def test_a_condition_met_late_lets_issuing_resume_and_leaves_the_gap() -> None:
    due = START + 90 * DAY
    held = facts(
        (Change.CONDITION_OVERDUE, due + DAY), (Change.CONDITION_MET, due + 5 * DAY), conditional=True, due=due
    )
    seen = [state_at(held, due + days * DAY).value for days in (0, 2, 4, 5, 30)]
    assert seen == ["conditional", "condition_overdue", "condition_overdue", "accredited", "accredited"]


def test_reinstating_does_not_meet_a_condition() -> None:
    due = START + 10 * DAY
    held = facts((Change.SUSPENDED, START + 20 * DAY), (Change.REINSTATED, START + 30 * DAY), conditional=True, due=due)
    assert state_at(held, START + 25 * DAY) == AccreditationState.SUSPENDED
    assert state_at(held, START + 31 * DAY) == AccreditationState.CONDITION_OVERDUE


def test_a_met_condition_stays_met() -> None:
    held = facts((Change.CONDITION_MET, START + 5 * DAY), conditional=True)
    assert state_at(held, START + DAY) == AccreditationState.CONDITIONAL
    assert state_at(held, START + 5 * DAY) == AccreditationState.ACCREDITED


NOW = START + 30 * DAY


def test_refuses_another_standard() -> None:
    assert covers(facts(), standard_version_id=AIL, profile="general_workforce", part=None, at=NOW)
    assert not covers(facts(), standard_version_id=AIE, profile="general_workforce", part=None, at=NOW)


@pytest.mark.parametrize(
    ("profiles", "parts", "profile", "part", "expected"),
    [
        ((), (), "sme_owners", None, True),
        (("sme_owners",), (), "sme_owners", None, True),
        (("sme_owners",), (), "civil_servants", None, False),
        (("sme_owners",), (), None, None, False),
        ((), ("AIE-A",), "advanced_talent", "AIE-A", True),
        ((), ("AIE-A",), "advanced_talent", "AIE-B", False),
        ((), ("AIE-A",), "advanced_talent", None, False),
    ],
)
def test_refuses_profiles_and_parts_outside_the_scope(
    profiles: tuple[str, ...], parts: tuple[str, ...], profile: str | None, part: str | None, expected: bool
) -> None:
    held = replace(facts(), scope=(ScopeFact(AIE, frozenset(profiles), frozenset(parts)),))
    assert covers(held, standard_version_id=AIE, profile=profile, part=part, at=NOW) is expected


@pytest.mark.parametrize("state", AccreditationState)
def test_refuses_issuing_in_every_state_but_two(state: AccreditationState) -> None:
    held, at = in_state(state)
    allowed = covers(held, standard_version_id=AIL, profile="sme_owners", part=None, at=at)
    assert allowed is (state in {AccreditationState.ACCREDITED, AccreditationState.CONDITIONAL})


def test_renewal_waits_for_the_end_and_an_extension_does_not() -> None:
    running = (facts(),)
    assert renewal_starts(running, (ScopeFact(AIL),), at=NOW) == END
    assert renewal_starts(running, (ScopeFact(AIL), ScopeFact(AIE)), at=NOW) is None
    assert renewal_starts(running, (ScopeFact(AIL, frozenset({"sme_owners"})),), at=NOW) == END


def test_asking_for_more_than_is_held_is_not_a_renewal() -> None:
    narrow = (replace(facts(), scope=(ScopeFact(AIL, frozenset({"sme_owners"})),)),)
    assert renewal_starts(narrow, (ScopeFact(AIL),), at=NOW) is None
    assert renewal_starts(narrow, (ScopeFact(AIL, frozenset({"sme_owners", "civil_servants"})),), at=NOW) is None


def test_a_suspended_accreditation_does_not_hold_a_new_one_back() -> None:
    assert renewal_starts((facts((Change.SUSPENDED, START + DAY)),), (ScopeFact(AIL),), at=NOW) is None
