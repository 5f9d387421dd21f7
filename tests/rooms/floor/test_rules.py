"""The floor's arithmetic: which target speaks, what is said of progress, and when a school is recognised."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from registry.floor import panels, rules
from registry.floor.panels import Finish
from registry.floor.rules import Line, SchoolFinding, Target

DAY = dt.date(2026, 11, 20)
AT = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)


def line(people: int | None, entered_hours: int, **changes: object) -> Line:
    ordinary: dict[str, object] = {
        "horizon": "short", "profile": "sme_owners", "state_code": "20", "people": people,
        "due_on": dt.date(2027, 12, 31), "status": "proposed", "source": "Plan", "acted_on": DAY,
        "valid_from": DAY, "valid_until": None, "entered": AT + dt.timedelta(hours=entered_hours),
    }  # fmt: skip
    return Line(**{**ordinary, **changes})  # type: ignore[arg-type]


def people_of(lines: list[Line], day: dt.date = DAY) -> int | None:
    target = rules.standing(lines, day)["short"].get(("sme_owners", "20"))
    return target.people if target else None


def test_the_newest_act_that_holds_speaks_and_a_lapsed_one_gives_way() -> None:
    first, second = line(100, 0), line(200, 1)
    assert people_of([second, first]) == 200
    assert people_of([first, line(None, 1)]) is None
    ended = line(300, 2, valid_until=DAY + dt.timedelta(days=9))
    assert people_of([first, ended]) == 300
    assert people_of([first, ended], DAY + dt.timedelta(days=10)) == 100
    assert people_of([first, line(400, 3, valid_from=DAY + dt.timedelta(days=1))]) == 100


def test_progress_uses_published_numbers_and_says_what_is_hidden() -> None:
    def target(people: int) -> Target:
        return Target(people, DAY, "adopted", "Plan", DAY)

    targets = {("sme_owners", "20"): target(50), ("sme_owners", "07"): target(50), ("civil_servants", "20"): target(9)}
    found = rules.advance("sme_owners", targets, {"20": 25, "07": None, "09": 900})
    assert (found.states, found.target, found.reached, found.hidden, found.percent) == (2, 100, 25, 1, 25.0)
    assert rules.advance("general_workforce", targets, {"20": 25}).percent is None


def test_a_school_is_judged_by_people_and_never_above_its_staff() -> None:
    assert rules.judged(None, 5, 60) is SchoolFinding.NOT_DECLARED
    assert rules.judged(10, 11, 60) is SchoolFinding.OVER
    assert rules.judged(10, 6, 60) is SchoolFinding.REACHED
    assert rules.judged(7, 4, 60) is SchoolFinding.BELOW  # 57 %
    starts = [dt.date(2026, 1, day) for day in (9, 2, 5)]
    assert rules.reached_on(starts, 5, 60, dt.date(2025, 12, 1)) == dt.date(2026, 1, 9)
    assert rules.reached_on(starts, 5, 60, dt.date(2026, 2, 1)) == dt.date(2026, 2, 1)


def test_a_percentage_is_shown_only_where_neither_side_is_few() -> None:
    assert rules.shown_percent(25, 15) is None  # sixty per cent of a known staff would be fifteen people
    assert rules.shown_percent(120, 89) == 70
    assert rules.shown_percent(120, 111) is None  # nine do not hold it
    assert rules.shown_percent(24, 15) is None  # nine do not hold it
    assert rules.shown_percent(9, 6) is None
    assert rules.shown_percent(12, 12) is None


def test_a_key_is_read_as_schools_write_it() -> None:
    assert rules.read_cct(" 20-des-0001 x ") == "20DES0001X"
    assert [rules.read_cct(one) for one in ("33DES0001X", "20DE0001X", "20DES00O1X", "")] == [None] * 4
    assert (rules.is_secondary("20DES0001X"), rules.is_secondary("20DPR0001X")) == (True, False)


def test_no_cell_of_a_chambers_panel_gives_another_back() -> None:
    finishes = [Finish("2026-08", "sme_owners", "20", "micro")] * 14
    finishes += [Finish("2026-09", "sme_owners", "07", "micro")] * 11
    finishes += [Finish("2026-10", "sme_owners", "07", "small")] * 3
    panel = panels.summed(finishes, DAY)
    assert panel.total == 28
    for shown in (panel.months, panel.states, panel.sizes):
        hidden = [key for key, count in shown.cells.items() if count is None]
        assert len(hidden) != 1, "one hidden cell is the total less the others"
    assert panel.months.cells["2026-10"] is None
    assert panels.summed(finishes[:9], DAY).total is None
    assert all(one <= other for one, other in pairwise(sorted(panel.months.cells)))
