"""The draw with quotas and the funnel's suppression, held against code that does the same the slow way."""

from __future__ import annotations

import hashlib
import itertools
import random
from collections import Counter
from fractions import Fraction

import pytest

from registry.programs import tallies
from registry.programs.admission import Applicant, QuotaOutcome, admit, steps_in
from registry.programs.errors import CodesRepeated

LEVELS = ("applied", "eligible", "admitted", "took_part", "competent", "awarded", "selected")


def people(dice: random.Random, count: int) -> list[Applicant]:
    return [
        Applicant(f"C{number:04d}", frozenset(name for name, odds in (("w", 0.3), ("l", 0.1)) if dice.random() < odds))
        for number in range(count)
    ]


@pytest.mark.serves("R71")
@pytest.mark.parametrize("seed", range(12))
def test_quotas_are_reached_with_the_fewest_exchanges_and_the_draw_decides_the_rest(seed: int) -> None:
    dice = random.Random(seed)
    crowd = people(dice, dice.randint(0, 120))
    capacity = dice.randint(1, 90)
    made = admit(crowd, capacity=capacity, waiting=10, quotas={"w": 40, "l": 20}, seed=str(seed))
    drawn = sorted(crowd, key=lambda one: hashlib.sha256(f"{seed}:{one.code}".encode()).hexdigest())
    counts = {one.code: one.counts_for for one in crowd}
    assert len(made.admitted) == min(capacity, len(crowd))
    assert list(made.admitted) == sorted(made.admitted)
    assert made.drawn == (len(crowd) > capacity)
    for quota in made.quotas:
        available = sum(quota.id in one.counts_for for one in crowd)
        percent = {"w": 40, "l": 20}[quota.id]
        assert quota.asked == min(-(-percent * capacity // 100), available)
        assert quota.admitted == sum(quota.id in counts[code] for code in made.admitted)
        assert quota.reached or sum(1 for one in crowd if len(one.counts_for) == 2) > 0 or len(crowd) < capacity
    # Among people who count for the same, nobody was passed over by somebody drawn later.
    for kind in {one.counts_for for one in crowd}:
        same = [one.code in made.admitted for one in drawn if one.counts_for == kind]
        assert same == sorted(same, reverse=True), kind
    outside = [one.code for one in drawn if one.code not in made.admitted]
    assert list(made.waiting) == outside[:10]


def test_refuses_a_code_twice_and_gives_a_free_place_to_who_keeps_a_quota() -> None:
    with pytest.raises(CodesRepeated):
        admit([Applicant("A"), Applicant("A")], capacity=1, waiting=0, quotas={}, seed="x")
    woman, other = Applicant("W", frozenset({"w"})), Applicant("O")
    assert steps_in([other, woman], [Applicant("X")], quotas=[QuotaOutcome("w", 1, 1)]) is woman
    assert steps_in([other, woman], [Applicant("Y", frozenset({"w"}))], quotas=[QuotaOutcome("w", 1, 1)]) is other
    assert steps_in([], [], quotas=[]) is None


def determined(rows: list[dict[int, Fraction]], unknown: int) -> list[int]:
    """Which unknowns a system of sums fixes: by elimination, exactly."""
    matrix = [dict(row) for row in rows]
    solved: list[dict[int, Fraction]] = []
    for column in range(unknown):
        pivot = next((row for row in matrix if row.get(column)), None)
        if pivot is None:
            continue
        matrix.remove(pivot)
        pivot = {key: value / pivot[column] for key, value in pivot.items()}
        for row in [*matrix, *solved]:
            factor = row.get(column, Fraction(0))
            if factor:
                for key, value in pivot.items():
                    row[key] = row.get(key, Fraction(0)) - factor * value
        solved.append(pivot)
    return [next(k for k, v in row.items() if v) for row in solved if sum(bool(v) for v in row.values()) == 1]


@pytest.mark.serves("R68")
@pytest.mark.parametrize("seed", range(10))
def test_no_group_of_one_to_nine_follows_from_what_a_funnel_shows(seed: int) -> None:
    """An attacker with the whole line and every shown count, solving for each group between two levels."""
    dice = random.Random(seed)
    weights = [dice.random() ** 3 for _ in range(9)]
    crowd = [
        (f"{dice.choices(range(9), weights)[0]:02d}", dice.choices(LEVELS, (1, 8, 1, 3, 2, 20, 4))[0])
        for _ in range(dice.choice((30, 300, 1200)))
    ]
    total = tallies.whole(Counter(level for _, level in crowd), LEVELS)
    published = {name for name in LEVELS if total[name] is not None}
    made = tallies.breakdown(crowd, LEVELS, published=published)
    kept, names = made.levels, list(made.rows)
    if not names:
        return  # nothing could be shown
    true = {name: tallies.nested(Counter(level for who, level in crowd if who == name), LEVELS) for name in names}
    first = LEVELS.index(kept[0])
    others = Counter(level for who, level in crowd if who not in names and LEVELS.index(level) >= first)
    for name in names:
        for level in kept:
            value = made.rows[name][level]
            expected = (tallies.nested(others, LEVELS) if name.startswith("others") else true[name])[level]
            assert value in (None, expected)
    # Unknown: people of a category who came from one kept level to the next and no further.
    place = {pair: number for number, pair in enumerate(itertools.product(names, range(len(kept))))}
    equations = [
        {place[name, later]: Fraction(1) for later in range(at, len(kept))}
        for name in names
        for at, level in enumerate(kept)
        if made.rows[name][level] is not None
    ]
    equations += [{place[name, at]: Fraction(1) for name in names} for at in range(len(kept))]
    sizes = {}
    for name in names:
        counts = tallies.nested(others, LEVELS) if name.startswith("others") else true[name]
        for at, level in enumerate(kept):
            after = counts[kept[at + 1]] if at + 1 < len(kept) else 0
            sizes[place[name, at]] = counts[level] - after
    fixed = determined(equations, len(place))
    assert not [number for number in fixed if 0 < sizes[number] < 10]
    shown = [value for value in total.values() if value is not None]
    assert all(
        value == 0 or value >= 10 for name, value in total.items() if value is not None and name not in tallies.KNOWN
    )
    assert len(shown) >= 1
