"""What an award is worth today: the gravest thing that is true, and nothing that is not."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from registry.awards.standing import EXPIRING, Standing, explained, standing

START = dt.datetime(2026, 8, 14, 18, 0, tzinfo=dt.UTC)
END = dt.datetime(2029, 8, 14, 18, 0, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)


def at(moment, *, award="good", document="good", until=END):
    return standing(award_state=award, document_state=document, valid_from=START, valid_until=until, at=moment)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (START - SECOND, Standing.NOT_YET),
        (START, Standing.CURRENT),
        (END - EXPIRING - SECOND, Standing.CURRENT),
        (END - EXPIRING, Standing.EXPIRING),
        (END - SECOND, Standing.EXPIRING),
        (END, Standing.EXPIRED),
    ],
)
def test_each_border_belongs_to_the_later_state(moment, expected):
    assert at(moment) is expected


def test_without_an_end_nothing_expires():
    assert at(END + 100 * EXPIRING, until=None) is Standing.CURRENT


def test_what_was_taken_back_is_never_called_current_or_expired():
    states = ("good", "suspended", "revoked", "superseded")
    for award, document, moment in itertools.product(states[:3], states, (START - SECOND, START, END - SECOND, END)):
        found = at(moment, award=award, document=document)
        assert found.stands == (award == document == "good")
        if "revoked" in (award, document):
            assert found is Standing.REVOKED


@pytest.mark.parametrize("now", list(Standing))
def test_every_standing_is_explained_in_both_languages_with_its_day(now):
    said = explained(now, valid_from=START, valid_until=END, since=START)
    assert ("2026" in said.es or "2029" in said.es) and ("2026" in said.en or "2029" in said.en)
    assert "{" not in said.es + said.en


def test_a_day_is_the_day_of_central_mexico():
    late = dt.datetime(2029, 8, 15, 3, 0, tzinfo=dt.UTC)
    assert "14 de agosto" in explained(Standing.CURRENT, valid_from=START, valid_until=late).es
