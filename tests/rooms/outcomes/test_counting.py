"""Whatever befalls people and awards, each person counts once, and the cells are what the records say."""

from __future__ import annotations

import random

import pytest
from sqlalchemy import func, select

from benchmarks.measure import statements
from registry.db import db
from registry.outcomes import checking, publishing, refreshing
from registry.outcomes.models import OutcomeCell, OutcomePerson, OutcomeWatch
from tests.rooms.outcomes.country import Country

#: What one slice may send, however many people are in it.
MOST_STATEMENTS = 30


def kept(name: tuple[str, str]) -> dict[str, int]:
    rows = db.session.execute(
        select(OutcomeCell.at, OutcomeCell.count).where(
            OutcomeCell.measure == name[0], OutcomeCell.breakdown == name[1]
        )
    )
    return {at: count for at, count in rows if count}


def everything_kept() -> tuple[set[tuple[object, ...]], set[tuple[object, ...]]]:
    """The cells, and the people with what is counted of each."""
    cells = select(OutcomeCell.measure, OutcomeCell.breakdown, OutcomeCell.at, OutcomeCell.count)
    people = select(OutcomePerson.person_id, OutcomePerson.next_end, OutcomePerson.counted)
    db.session.expire_all()
    return (
        {tuple(row) for row in db.session.execute(cells.where(OutcomeCell.count != 0))},
        {tuple(row) for row in db.session.execute(people)},
    )


def run_in_slices(draw: random.Random) -> None:
    """What the worker does, killed now and then in the middle of a slice."""
    for _ in range(400):
        with statements(db.engine) as sent:
            done = refreshing.refresh_due()
        assert len(sent) <= MOST_STATEMENTS
        if draw.random() < 0.2:
            db.session.rollback()
            continue
        db.session.commit()
        if not done:
            return
    raise AssertionError("a run that does not end")


@pytest.mark.serves("R49", "R74")
def test_each_person_counts_once_whatever_happens(session, clock, monkeypatch):
    monkeypatch.setattr(refreshing, "SLICE", 150)
    monkeypatch.setattr(refreshing, "STRETCH", 170)
    draw = random.Random(450_000)
    country = Country(draw)
    country.found()
    for turn in range(4):
        country.issue(350)
        country.befall(90)
        if turn:  # awards carry a code before a chamber gives it out
            country.give_out()
        clock.tick(days=draw.choice((1, 20, 45)))
        run_in_slices(draw)
        at = db.session.get_one(OutcomeWatch, 1).as_of
        assert at == clock()
        for name, cells in country.truth(at).items():
            assert kept(name) == dict(cells), (turn, name)
        db.session.commit()
        clock.tick(minutes=draw.choice((16, 300)))
    for _ in range(12):  # records of one person that lie in different stretches
        country.merge()
    db.session.commit()
    run_in_slices(draw)
    assert checking.differences() == []
    # A cell that is wrong is found, and put right.
    cell = db.session.scalar(select(OutcomeCell).where(OutcomeCell.measure == "current", OutcomeCell.breakdown == ""))
    people, cell.count = cell.count, cell.count + 1
    db.session.commit()
    (found,) = checking.differences()
    assert (found.kept, found.true) == (people + 1, people)
    cell.count = people
    db.session.commit()
    # Everybody counted at once is what came of counting whoever changed.
    grown = everything_kept()
    assert checking.repair() > 900
    assert everything_kept() == grown
    assert checking.differences() == []
    assert people == db.session.scalar(
        select(func.count()).select_from(OutcomePerson).where(OutcomePerson.counted.contains('"current"'))
    )
    release = publishing.publish_now()
    assert release.table("current").total == people
    with statements(db.engine) as sent:
        release.tables([("current", ("state", "gender")), ("current.profile.sme_owners", ("gender",))])
    assert len(sent) <= 1
