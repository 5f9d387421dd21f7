"""The annual report: two people, one signature, and every number of it computed again from the snapshot."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from collections import Counter

import orjson
import pytest

from registry.accounts import queries as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.curriculum import service as curriculum
from registry.db import db
from registry.outcomes import publishing
from registry.publication import answers, checking, files, queries, sealing, service
from registry.publication.answers import Question
from registry.publication.errors import (
    NotAReport,
    NotPrepared,
    QuestionUnfit,
    ReasonNeeded,
    SamePerson,
    ValueUnfit,
    YearUnfit,
)
from registry.signing import jcs
from registry.texts import Text
from tests.rooms.outcomes.country import Country
from tests.support.people import new_account

YEAR = 2026
PEOPLE = 300


@pytest.fixture
def country(session, clock):
    """A few hundred people, counted and released."""
    made = Country(random.Random(2026))
    made.found()
    curriculum.load_shipped(SYSTEM, "indicators.yaml")
    curriculum.enforce("ind-framework", "1.0", SYSTEM)
    made.issue(PEOPLE)
    clock.tick(days=1)
    publishing.publish_now()
    return made


def genders(country: Country, at: dt.datetime) -> Counter[str]:
    """Counted by hand."""
    found: Counter[str] = Counter()
    for place, count in country.truth(at)["current", "state|gender"].items():
        found[place.partition("|")[2]] += count
    return found


def somebody(*roles: Role):
    return accounts.actor_of(new_account(*roles))


def published(changed: Text | None = None):
    draft = service.prepare(YEAR, actor=somebody(Role.AUTHORITY_STATISTICS), changed=changed)
    row = service.publish(YEAR, actor=somebody(Role.AUTHORITY_ADMIN), expected=draft.snapshot_digest)
    db.session.commit()
    return row


def opened(row, language="es"):
    return files.open_pdf(queries.pdf(row, language).body)


def codes(checked: checking.Checked) -> dict[str, bool | None]:
    return {one.code: one.good for one in checked.findings}


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R14")
def test_one_prepares_another_publishes_and_a_correction_is_another_edition(country, clock):
    head = somebody(Role.AUTHORITY_ADMIN)
    with pytest.raises(YearUnfit):
        service.prepare(2027, actor=head)
    draft = service.prepare(YEAR, actor=head)
    with pytest.raises(SamePerson):
        service.publish(YEAR, actor=head, expected=draft.snapshot_digest)
    with pytest.raises(NotPrepared):  # what was reviewed is not what would be published
        service.publish(YEAR, actor=somebody(Role.AUTHORITY_ADMIN), expected="0" * 64)
    first = published()
    checked = checking.check(opened(first, "en"))
    assert checked.good, (codes(checked), [one for one in checked.numbers if not one.same or one.printed is False])
    assert len(checked.numbers) > 300
    assert len(queries.pdf(first, "es").body) < 2_000_000
    stated = sealing.read(first.signature)
    assert stated.genuine and stated.claims["files"]["en"] == queries.pdf(first, "en").digest
    assert first.leaf_id is not None
    with pytest.raises(ReasonNeeded):
        service.prepare(YEAR, actor=head)
    second = published(Text("Se corrige el corte de los datos.", "The cut-off of the data is corrected."))
    assert (second.edition, queries.edition(YEAR).edition, queries.edition(YEAR, 1).edition) == (2, 2, 1)
    assert second.changed["en"].startswith("The cut-off")
    assert checking.check(opened(first)).good  # the first stands as it was, in Spanish too


@pytest.mark.databases("sqlite")
def test_a_changed_number_is_found_wherever_it_was_changed(country):
    pieces = opened(published())
    numbers = orjson.loads(pieces.numbers)
    people = next(one for one in numbers if one["id"] == "people.current")
    people["value"] += 1_000
    louder = dataclasses.replace(pieces, numbers=jcs(numbers))
    found = checking.check(louder)
    (line,) = (one for one in found.numbers if not one.same)
    assert line.id == "people.current" and not found.good
    assert codes(found)["seal_altered"] is False
    # The snapshot too, so that numbers and snapshot agree: the signature does not.
    snapshot = orjson.loads(pieces.snapshot)
    snapshot["tables"]["current"][""]["total"] += 1_000
    forged = dataclasses.replace(louder, snapshot=jcs(snapshot))
    assert codes(checking.check(forged))["seal_altered"] is False
    # And a PDF that prints something else than what it carries.
    body = files.make_pdf(forged, made_at=queries.edition(YEAR).published_at, language="es")
    swapped = checking.check(dataclasses.replace(pieces, pdf=body))
    assert codes(swapped)["seal_genuine"] is True
    assert codes(swapped)["pages_again"] is False and codes(swapped)["no_strange_numbers"] is False
    # Signed by another key of the registry: not the authority's word.
    assert sealing.read(pieces.seal[:-8] + "AAAAAAAA").code == "forged"
    assert sealing.read("nothing").code == "malformed"
    for data in (b"%PDF-1.7", b"{}", queries.pdf(queries.edition(YEAR), "es").body[:5_000]):
        with pytest.raises(NotAReport):
            files.open_pdf(data)
    with pytest.raises(NotAReport):
        checking.check(files.Pieces(b'{"format": "other"}', b"[]"))


def test_a_question_is_answered_in_one_sentence_and_its_link_keeps_the_number(country, clock):
    truth = genders(country, clock())
    asked = answers.answer(Question.of({"gender": "woman"}))
    assert asked.people == truth["woman"]
    known = truth.total() - truth["unknown"]
    assert (asked.known, asked.of) == (known, truth.total())
    assert str(asked.people) in asked.sentence.es and "mujeres tienen una microcredencial" in asked.sentence.es
    assert f"gender is known for {round(100 * known / asked.of)}% of {asked.of} holders" in asked.sentence.en
    release = asked.permalink.rpartition("=")[2]
    country.issue(120)
    clock.tick(days=1)
    publishing.publish_now()
    assert answers.answer(Question.of({"gender": "woman"})).people > asked.people
    kept = answers.answer(Question.of({"gender": "woman", "release": release}))
    assert kept.sentence == asked.sentence
    yesterday = (clock() - (clock() - asked.release.as_of)).date().isoformat()
    assert answers.answer(Question.of({"gender": "woman", "as_of": yesterday})).people == asked.people
    hidden = answers.answer(Question.of({"track": "engineering", "state": "20", "gender": "non_binary"}))
    if hidden.people is None:
        assert "menos de 10" in hidden.sentence.es and "fewer than 10" in hidden.sentence.en
    with pytest.raises(QuestionUnfit) as refused:
        answers.answer(Question.of({"state": "20", "age_group": "age-25-34"}))
    assert "Entidad × Género" in refused.value.said.es
    first = published()
    assert queries.edition(YEAR).snapshot_digest == sealing.digest(queries.pieces(first).snapshot)
    for wrong in ({"gender": "mujer"}, {"state": "99"}, {"release": "x"}, {"as_of": "ayer"}):
        with pytest.raises(ValueUnfit):
            answers.answer(Question.of(wrong))
    with pytest.raises(QuestionUnfit):
        answers.answer(Question.of({"track": "literacy", "profile": "sme_owners"}))
