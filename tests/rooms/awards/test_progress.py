"""What awards are to their holder, side by side: what counts, what is missing, what can be renewed and until when."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from decimal import Decimal

import pytest

from registry import content
from registry.awards.portfolio import Holding, Phase, Renewal, phase, renewing
from registry.awards.progress import asked_for, progress
from registry.awards.standing import Standing
from registry.curriculum.parsing import parse_standard
from registry.curriculum.standard import RenewalWindow
from tests.rooms.curriculum.samples import ENGINEERING, LITERACY, shipped

NOW = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)
YEAR = dt.timedelta(days=365)
LIT, ENG = (parse_standard(shipped(name), known=content.identifiers()) for name in (LITERACY, ENGINEERING))
#: That of the literacy standard, as its text says it too.
WINDOW = RenewalWindow(6, 12)


def held(profile="general_workforce", part=None, *, state=Phase.CURRENT, until=NOW + YEAR, of=None, version="1.0"):
    standard = of or (ENG if part else LIT)
    start = (until or NOW) - 3 * YEAR
    return Holding(uuid.uuid4(), standard.id, version, profile, part, state, start, until)


def part(name, **more):
    return held(ENG.profiles[0].id, name, **more)


def keys(steps):
    return [step.target.key for step in steps]


def test_a_phase_says_what_an_award_asks_of_its_holder():
    for standing, accepted in itertools.product(Standing, (True, False)):
        found = phase(standing, accepted=accepted, declined=False)
        waits = not accepted and standing in (Standing.CURRENT, Standing.EXPIRING, Standing.NOT_YET)
        assert found == ("waiting" if waits else standing.value)
        assert phase(standing, accepted=False, declined=True) is Phase.REJECTED
        assert not (found.counts and found.comes)


@pytest.mark.parametrize(
    ("state", "where"),
    [
        (Phase.CURRENT, "held"), (Phase.EXPIRING, "held"), (Phase.WAITING, "coming"), (Phase.NOT_YET, "coming"),
        (Phase.SUSPENDED, "missing"), (Phase.EXPIRED, "missing"), (Phase.SUPERSEDED, "missing"),
        (Phase.REVOKED, "missing"), (Phase.REJECTED, "missing"),
    ],
)  # fmt: skip
def test_a_part_counts_only_while_it_is_accepted_and_in_force(state, where):
    path = progress(ENG, [part("AIE-A"), part("AIE-B", state=state), part("AIE-C")])
    step = path.steps[1]
    assert {"held": step.held, "coming": step.coming, "missing": step in path.missing}[where]
    assert step.held + step.coming + (step in path.missing) == 1
    assert (path.full_until is not None) == (where == "held")
    assert path.next_step is (step if where == "missing" else None)


@pytest.mark.serves("R06", "R46")
def test_all_parts_make_the_full_one_until_the_first_of_them_ends():
    path = progress(ENG, [part("AIE-A"), part("AIE-B", until=NOW + YEAR / 2), part("AIE-C", until=NOW + 2 * YEAR)])
    assert path.full_until == NOW + YEAR / 2 and path.full.hours == 160


def test_a_lapsed_part_does_not_hide_a_current_one_of_the_same():
    old, new = part("AIE-A", state=Phase.EXPIRED, until=NOW - YEAR), part("AIE-A")
    for order in ([old, new], [new, old]):
        assert progress(ENG, order).steps[0].holding is new


@pytest.mark.serves("R21")
def test_nothing_adds_up_across_tracks():
    literacy = [held(), held("secondary_teachers"), held("sme_owners"), held("civil_servants")]
    assert progress(ENG, literacy) is None
    path = progress(ENG, [*literacy, part("AIE-C")])
    assert keys(path.held) == ["AIE-C"] and keys(path.missing) == ["AIE-A", "AIE-B"]
    # Not even where names agree: a literacy award that claimed a part's id.
    assert keys(progress(ENG, [held(ENG.profiles[0].id, "AIE-A", of=LIT), part("AIE-C")]).held) == ["AIE-C"]


def test_another_profile_asks_for_what_the_rule_names_and_for_what_the_first_left_open():
    path = progress(LIT, [held()])
    assert keys(path.held) == ["general_workforce"] and path.next_step is None
    asked = asked_for(path, LIT.profile("secondary_teachers"))
    required = [(title.es, level and level.name.es) for title, level in asked.required]
    assert required[0] == (LIT.competency("AIL-C5").title.es, "Orienta")
    assert required[1] == (LIT.instrument("AIL-CAPSTONE").title.es, None)
    assert required[2:] == [(LIT.competency("AIL-C1").title.es, "Aplica")]
    assert asked.hours_left == Decimal(16)
    # From the longest to a shorter one: no hours are left, and none are owed back.
    longest = progress(LIT, [held("secondary_teachers")])
    assert asked_for(longest, LIT.profile("general_workforce")).hours_left == 0


def test_without_a_current_profile_nothing_is_credited():
    path = progress(LIT, [held(state=Phase.EXPIRED, until=NOW - YEAR)])
    assert asked_for(path, LIT.profile("secondary_teachers")) is None and path.held == ()


@pytest.mark.parametrize(
    ("at", "state"),
    [
        (dt.datetime(2027, 2, 28, 15, 59, tzinfo=dt.UTC), Renewal.LATER),
        (dt.datetime(2027, 2, 28, 16, 0, tzinfo=dt.UTC), Renewal.OPEN),
        (dt.datetime(2028, 8, 31, 15, 59, tzinfo=dt.UTC), Renewal.OPEN),
        (dt.datetime(2028, 8, 31, 16, 0, tzinfo=dt.UTC), Renewal.CLOSED),
    ],
)
@pytest.mark.serves("R38", "R41")
def test_renewing_opens_and_closes_by_calendar_months(at, state):
    one = held(until=dt.datetime(2027, 8, 31, 16, 0, tzinfo=dt.UTC))
    assert renewing(one, [one], WINDOW, at=at).state is state


def test_renewed_is_what_a_later_one_of_the_same_target_makes_it_and_nothing_else():
    one = held(until=NOW + YEAR / 12, state=Phase.EXPIRING)
    by = held(until=NOW + 3 * YEAR)
    others = [
        held("secondary_teachers", until=NOW + 3 * YEAR), held(until=NOW + 3 * YEAR, state=Phase.REVOKED),
        held(until=NOW + 3 * YEAR, state=Phase.WAITING), held(until=NOW + YEAR / 24), one,
    ]  # fmt: skip
    assert renewing(one, others, WINDOW, at=NOW).state is Renewal.OPEN
    found = renewing(one, [*others, by], WINDOW, at=NOW)
    assert (found.state, found.by) == (Renewal.RENEWED, by)
    assert renewing(one, [*others, by, endless := held(until=None)], WINDOW, at=NOW).by is endless


def test_where_the_standard_sets_no_dates_none_are_invented():
    one = part("AIE-C", state=Phase.EXPIRED, until=NOW - YEAR)
    found = renewing(one, [one], ENG.renewal.window, at=NOW)
    assert (found.state, found.opens, found.closes) == (Renewal.UNSTATED, None, None)
    assert LIT.renewal.window == WINDOW
    assert renewing(held(until=None), [], WINDOW, at=NOW).state is Renewal.NOT_NEEDED
    for state in (Phase.REVOKED, Phase.SUSPENDED, Phase.SUPERSEDED, Phase.REJECTED, Phase.WAITING):
        assert renewing(held(state=state), [], WINDOW, at=NOW) is None
