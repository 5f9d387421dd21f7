"""The thousand-person model for real: from the call to second-stage credentials, recomputed by code that shares nothing
with the registry's (R64–R71)."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from registry import clock, content
from registry.awards.models import Award, AwardEndorsement
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.demo import story, talent
from registry.demo.outcome import Told
from registry.demo.stage import Stage
from registry.documents.read import read_presented
from registry.programs import funnel, queries
from registry.programs.models import CallApplication, Cohort, CohortMember, ProgramCall, StagePlace, StageResult
from registry.records import lists, storage
from registry.trust.service import examine
from tests.support.world import NOW

GUIDE = Path(__file__).parents[3] / "docs/how-to/programs.md"
WOMEN, LOW = "prg-talent-1000-quota-women", "prg-talent-1000-quota-low-connectivity"


@pytest.fixture
def told(session: Any) -> Iterator[Told]:
    """The chapter of the demonstration, at full size."""
    stage = Stage(NOW - dt.timedelta(days=4 * 365), NOW)
    with clock.running(stage.hand):
        played = Told()
        played.root_keys = story.founding(stage)
        story.institutions(stage, played)
        story.renewals(stage, played)
        talent.talent_program(stage, played)
        lists.renew_due()
        db.session.commit()
        yield played


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.mark.databases("sqlite")
@pytest.mark.serves("R17", "R64", "R65", "R66", "R67", "R68", "R69", "R70", "R71", "R73")
def test_the_thousand_person_model_from_the_call_to_the_second_credential(told: Told, client: Any) -> None:
    cohort = told.cohort
    assert cohort is not None
    call = queries.call_of(cohort.id)
    assert call is not None
    look_at_the_draw(client.get(f"/programs/{talent.PROGRAM}/calls/{call.id}/draw.json").json, call)
    (made,) = cohort.selections
    page = client.get(f"/programs/{talent.PROGRAM}/selections/{made.id}.json").json
    look_at_the_cut(page, cohort)
    look_at_the_places(page, cohort, made.waiting_codes)
    look_at_the_signatures(told, cohort)
    look_at_the_funnel(call, cohort)
    look_at_the_sources(client, cohort)
    for address in ("", f"/calls/{call.id}"):
        shown = client.get(f"/programs/{talent.PROGRAM}{address}")
        assert shown.status_code == 200
        names = db.session.scalars(select(Award).limit(1)).one().person.full_name
        assert names not in shown.text


def look_at_the_draw(page: Mapping[str, Any], call: ProgramCall) -> None:
    """Admission from the published codes and the seed alone."""
    assert digest(page["seed"]) == page["commitment"]
    assert page["committedAt"] < page["decidedAt"]
    # A draw may leave fewer than ten of a kind outside; then nobody is told which quotas a code counts for.
    kept = counts = {code: set(counts) for code, counts in call.admission["applicants"]}
    groups = Counter((tuple(sorted(counts)), code in page["admitted"]) for code, counts in kept.items())
    if page["countsForPublished"]:
        assert min(groups.values()) >= 10
        assert {one["code"]: set(one["countsFor"]) for one in page["applicants"]} == kept
    else:
        assert not any("countsFor" in one for one in page["applicants"])
    order = sorted((digest(f"{page['seed']}:{one['code']}"), one["code"]) for one in page["applicants"])
    drawn = [code for _, code in order]
    assert len(drawn) == talent.APPLICANTS - talent.INELIGIBLE
    inside = drawn[: page["capacity"]]
    asked = {
        one["id"]: min(
            math.ceil(one["minPercent"] * page["capacity"] / 100), sum(one["id"] in c for c in counts.values())
        )
        for one in page["quotas"]
    }
    assert asked == {WOMEN: 400, LOW: 100}
    assert sum(WOMEN in counts[code] for code in inside) < 400  # without the quota there would be too few
    for quota in page["quotas"]:
        name = quota["id"]
        while sum(name in counts[code] for code in inside) < asked[name]:
            entering = next(code for code in drawn if code not in inside and name in counts[code])
            for leaving in reversed([code for code in drawn if code in inside]):
                after = [code for code in inside if code != leaving] + [entering]
                others = all(
                    sum(o in counts[c] for c in after) >= min(asked[o], sum(o in counts[c] for c in inside))
                    for o in asked
                    if o != name
                )
                if name not in counts[leaving] and others:
                    inside = after
                    break
    assert sorted(inside) == page["admitted"]
    # And by the lines of the guide, as anybody would.
    (lines,) = re.findall(r"^```python\n(.*?)^print", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    given: dict[str, Any] = {}
    exec(lines, given)
    told = {**page, "applicants": [{"code": code, "countsFor": sorted(kept[code])} for code in drawn]}
    assert given["repeat"](told)
    assert not given["repeat"]({**told, "admitted": [*page["admitted"][1:], drawn[-1]]})
    assert sum(WOMEN in counts[code] for code in inside) == 400
    # What the published flags stand for, by the declarations themselves.
    low = {one.code for one in content.states() if one.low_connectivity}
    for one in queries.applications_of(call.id):
        if one.state != "ineligible":
            assert (WOMEN in counts[one.code]) == (one.declared.get("gender") == "woman")
            assert (LOW in counts[one.code]) == (one.declared.get("state") in low)


def look_at_the_cut(page: Mapping[str, Any], cohort: Cohort) -> None:
    """107 of those competent, in an order worked out from the grades; the tie falls on the last place."""
    assert digest(page["seed"]) == page["commitment"]
    first_grade = db.session.scalar(select(func.min(StageResult.recorded_at)))
    assert first_grade is not None
    assert page["committedAt"] < first_grade.isoformat()
    rows = db.session.execute(
        select(CohortMember.selection_code, StageResult.scores, StageResult.competent)
        .join(StageResult, StageResult.member_id == CohortMember.id)
        .where(StageResult.stage_id == talent.STAGE_1)
    ).all()
    assert len(rows) == talent.CAPACITY - talent.ABSENT
    weights = {
        one.id: Fraction(one.weight) for one in curriculum.requirements_for(told_standard(), None, "AIE-B").instruments
    }
    ranked = []
    for code, scores, competent in rows:
        marks = {name: Fraction(score) for name, score in scores.items()}
        if competent:
            average = sum(marks[name] * weight for name, weight in weights.items()) / 1000
            ranked.append(
                (-average, -marks["AIE-B-PROJECT"], -marks["AIE-B-EXAM"], digest(f"{page['seed']}:{code}"), code)
            )
    ranked.sort()
    assert len(ranked) == talent.CAPACITY - talent.ABSENT - talent.NOT_COMPETENT
    assert ranked[106][:3] == ranked[107][:3]  # only the draw tells them apart
    assert page["admitted"] == sorted(one[4] for one in ranked[:107])
    assert page["admitted"] == sorted(page["admitted"])
    assert Fraction(page["cutAverage"]) == -ranked[106][0]
    assert page["lastAdmitted"]["draw"] == ranked[106][3]
    assert set(page["admitted"]).isdisjoint(
        db.session.scalars(select(Award.folio)).all()
    )  # a selection code is no folio


def told_standard() -> Any:
    return next(one for one in curriculum.in_force() if one.code == "AIE")


def look_at_the_places(page: Mapping[str, Any], cohort: Cohort, waiting: list[str]) -> None:
    """Two declined, and the first two of the waiting list stepped in."""
    assert len(page["gaveUpTheirPlace"]) == 2
    assert set(page["gaveUpTheirPlace"]) <= set(page["admitted"])
    assert page["steppedIn"] == sorted(waiting[:2])
    held = Counter(one.state for one in db.session.scalars(select(StagePlace)))
    assert held == {"accepted": 107, "declined": 2}
    second = queries.results_of(cohort.id, talent.STAGE_2)
    assert len(second) == 107
    assert all(one.award_id for one in second)


def look_at_the_signatures(told: Told, cohort: Cohort) -> None:
    """Every award asks for the partner's signature; all but three have it, and it is verified as its own check."""
    by_stage = funnel.awards_by_stage(cohort.id)
    issued = {stage: one.issued for stage, one in by_stage.items()}
    assert issued == {talent.STAGE_1: 940, talent.STAGE_2: 107}
    assert sum(one.asked - one.countersigned for one in by_stage.values()) == 3
    signed = db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.signed_at.is_not(None))).all()
    assert len(signed) == 1044
    report = examine(read_presented(storage.signed_json(told.co_issued.document)))
    (check,) = [one for one in report.checks if one.id == "endorsement"]
    assert check.result.value == "passed"
    unsigned = db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.signed_at.is_(None))).first()
    assert unsigned is not None
    waiting = db.session.get_one(Award, unsigned.award_id)
    report = examine(read_presented(storage.signed_json(waiting.document)))
    assert {one.result.value for one in report.checks if one.id == "endorsement"} == {"not_checked"}


def look_at_the_funnel(call: ProgramCall, cohort: Cohort) -> None:
    """Every shown number is the number; no difference of shown numbers is a group of one to nine."""
    program = curriculum.program(talent.PROGRAM)
    made = funnel.funnel(program, call=call, cohort=cohort)
    true = counted(call, cohort)
    exact = {name: len(true[name]) for name in made.levels}
    assert list(exact.values()) == [1240, 1228, 1000, 988, 940, 940, 107, 107, 107]
    # To the nearest ten, but for what the published codes say anyway.
    assert list(made.whole.values()) == [1240, 1228, 1000, 990, 940, 940, 107, 110, 110]
    facts = {one.person_id: one.declared for one in queries.applications_of(call.id)}
    for dimension, table in made.by.items():
        shown_somewhere = 0
        for category, row in table.rows.items():
            people = {
                who
                for who, said in facts.items()
                if said.get(dimension, "unknown") == category and who in true["eligible"]
            }
            for level in table.levels:
                value = row[level]
                if value is not None and not category.startswith("others"):
                    assert value == (len(people & true[level]) + 5) // 10 * 10, (dimension, category, level)
                    shown_somewhere += 1
            known = [value for value in row.values() if value is not None]
            assert not any(0 < abs(a - b) < 10 for a, b in itertools.combinations(known, 2)), (dimension, category)
            assert all(value == 0 or value >= 10 for value in known)
        # Of some fifty foreign nationals, about ten get no place: one draw in two hides all but who was in it.
        assert shown_somewhere > (1 if dimension == "nationality" else 4), dimension
        for place, level in enumerate(table.levels):
            hidden = [name for name, row in table.rows.items() if row[level] is None]
            assert len(hidden) != 1, (dimension, level)
            if hidden:
                out = {who for who in true[level] if facts[who].get(dimension, "unknown") in hidden}
                assert len(out) >= 10 or any(name.startswith("others") for name in hidden), (dimension, place)
    assert made.by["gender"].rows["woman"]["admitted"] == 400


def look_at_the_sources(client: Any, cohort: Cohort) -> None:
    """Who pays and what the projects are about: on the page, in the open data, counted by hand, nothing small."""
    page = client.get(f"/programs/{talent.PROGRAM}", headers={"Accept-Language": "en"}).text
    for words in ("Results by source of funding", "Public budget", "Topics of projects", "For employers"):
        assert words in page
    rows = client.get("/open-data/program-results.json").json
    awarded = next(
        r for r in rows if (r["dimension"], r["level"], r["category"]) == ("funder", "awarded", "public_budget")
    )
    assert awarded["people"] == 940
    said = {
        r["category"]: r["people"] for r in rows if r["dimension"] == "project_topic" and r["level"] == talent.STAGE_2
    }
    true = Counter(one.topic or "unknown" for one in queries.results_of(cohort.id, talent.STAGE_2))
    assert set(said) == set(true)
    assert all(count in (None, (true[topic] + 5) // 10 * 10) and count != 0 for topic, count in said.items())
    hidden = [topic for topic, count in said.items() if count is None]
    assert any(0 < one < 10 for one in true.values()) == bool(hidden)
    assert not hidden or (len(hidden) > 1 and sum(true[topic] for topic in hidden) >= 10)


def counted(call: ProgramCall, cohort: Cohort) -> dict[str, set[Any]]:
    """Who reached each level, by walking the rows one by one."""
    applications = db.session.scalars(select(CallApplication).where(CallApplication.call_id == call.id)).all()
    members = {one.id: one.person_id for one in queries.members_of(cohort.id)}
    results = {
        stage: {members[one.member_id]: one for one in queries.results_of(cohort.id, stage)}
        for stage in (talent.STAGE_1, talent.STAGE_2)
    }
    places = {members[one.member_id] for one in db.session.scalars(select(StagePlace)) if one.state == "accepted"}
    return {
        "applied": {one.person_id for one in applications},
        "eligible": {one.person_id for one in applications if one.state != "ineligible"},
        "admitted": set(members.values()),
        "took_part": set(results[talent.STAGE_1]),
        "competent": {who for who, one in results[talent.STAGE_1].items() if one.competent},
        "awarded": {who for who, one in results[talent.STAGE_1].items() if one.award_id},
        "selected": places,
        "second_stage": set(results[talent.STAGE_2]),
        "awarded_second": {who for who, one in results[talent.STAGE_2].items() if one.award_id},
    }
