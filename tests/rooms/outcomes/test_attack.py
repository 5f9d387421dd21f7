"""Nobody can compute an exact number of fewer than ten people from a release, whatever is added and subtracted."""

from __future__ import annotations

import random
from collections import Counter, defaultdict

import pytest

from registry import content
from registry.outcomes import suppressing
from registry.outcomes.counting import Counted, cells, pole_of, tally
from registry.outcomes.measures import DECLARED, SUPPLY, Known, all_measures
from registry.suppression import Groups
from tests.rooms.outcomes.attacker import Attacker

PROFILES = ("general_workforce", "secondary_teachers", "sme_owners", "civil_servants")
MEASURES = all_measures(
    [
        Known("std-ai-literacy", "literacy", frozenset(PROFILES)),
        Known("std-ai-engineering", "engineering", frozenset({"advanced_talent"}), always=False),
    ],
    [],
)
VALUES = {
    "gender": ("woman", "man", "unknown", "non_binary", "undisclosed"),
    "sector": ("unknown", "scian-61", "scian-46", "scian-21"),
    "occupation": ("unknown", "sinco-2", "sinco-4"),
    "age_group": ("unknown", "age-25-34", "age-65-up"),
    "company_size": ("unknown", "micro"),
    "formality": ("unknown", "informal", "formal", "not_working", "formality_undisclosed"),
    "study_field": ("unknown", "field-04", "field-06", "field-10"),
    "public_body": ("body-state", "body-municipality", "body-federal-other", "unknown"),
}


def person(draw: random.Random, both: float) -> Counted:
    """Somebody, in a population as it may be: a few states with most people, values that hardly anybody has."""
    states = ("09", "15", "20", "07", "19", "01", "06", "unknown")
    state = draw.choices(states, (40, 25, 14, 9, 6, 3, 2, 1))[0]
    values = {
        name: draw.choices(VALUES[name], [4**-place for place in range(len(VALUES[name]))])[0]
        if name in VALUES
        else "unknown"
        for name in DECLARED
    }
    known = content.state(state)
    values |= {
        "state": state,
        "connectivity": "unknown" if known is None else "low" if known.low_connectivity else "rest",
        "pole": pole_of(state, draw.choice(("", "", "Nezahualcóyotl", "Toluca"))),
        "chamber": draw.choices(("none", "chamber-demo-north"), (20, 1))[0],
        "cct": "none",
        "curp": draw.choices(("yes", "no"), (9, 1))[0],
    }
    holds: set[str] = set()
    if draw.random() < 0.9:
        own = draw.choices(PROFILES, (60, 25, 12, 4), k=2 if draw.random() < both else 1)
        holds |= {
            "current.track.literacy",
            "current.standard.std-ai-literacy",
            *(f"current.profile.{one}" for one in own),
        }
    if not holds or draw.random() < both:
        holds |= {"current.track.engineering", "current.standard.std-ai-engineering"}
        holds |= {"current.profile.advanced_talent"} if draw.random() < 0.5 else set()
    reached = {"reached.profile.civil_servants": "2026-01"} if "current.profile.civil_servants" in holds else {}
    return Counted(values, ("current", *sorted(holds)), reached)


def release(seed: int, people: int, both: float):
    draw = random.Random(seed)
    counted: Counter = Counter()
    everybody = [person(draw, both) for _ in range(people)]
    for one in everybody:
        counted.update(cells(one))
    assert tally(everybody) == counted
    truth: dict = defaultdict(dict)
    for (measure, by, at), count in counted.items():
        truth[measure, by][tuple(at.split("|")) if by else ()] = count
    return truth, suppressing.suppress(MEASURES, truth)


def attack(truth, tables, seed: int = 1, together: int = 3):
    attacker = Attacker(MEASURES, tables, truth)
    attacker.solve(seed)
    return attacker.findings(together=together)


@pytest.mark.parametrize(
    ("seed", "people", "both"), [(100, 1200, 0.0), (122, 6000, 0.01), (101, 300, 0.1), (3, 1500, 0.2)]
)
@pytest.mark.serves("R29", "R42")
def test_no_sum_or_difference_counts_fewer_than_ten(seed, people, both):
    truth, tables = release(seed, people, both)
    assert attack(truth, tables) == []
    shown = [cell for table in tables for cell in table.cells.values() if cell is not None]
    assert len(shown) > 50  # hiding everything would be no art
    for table in tables:
        if table.rounded_to == 10:
            assert all(cell is None or (cell >= 10 and cell % 10 == 0) for cell in table.cells.values())
        if table.by == SUPPLY:  # nobody can tell a few from none
            assert None not in table.cells.values()
            assert table.get("nowhere", "unknown", "unknown") is None
    # Where civil servants work is counted of them alone; the fields and the jobs of everybody.
    asked = {(table.measure, table.by) for table in tables if "public_body" in table.by}
    assert asked == {(f"{kind}.profile.civil_servants", ("public_body",)) for kind in ("current", "reached")}
    assert {("formality",), ("state", "formality"), ("study_field",)} <= {table.by for table in tables}


def test_the_attack_finds_who_is_badly_hidden(monkeypatch):
    def in_lines(counts, line_of, kept_back=()):
        small = tuple(key for key, held in counts.items() if 0 < held[0] < 10)
        return Groups(tuple(counts.keys() - set(small)), (small,) if small else ())

    def in_grid(counts, *_):
        return {pair for pair, held in counts.items() if 0 < held[0] < 10}

    monkeypatch.setattr(suppressing, "hide_in_lines", in_lines)
    monkeypatch.setattr(suppressing, "hide_in_grid", in_grid)
    truth, tables = release(3, 1500, 0.2)
    assert len(attack(truth, tables)) > 10
