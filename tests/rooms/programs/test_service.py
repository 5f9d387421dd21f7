from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy.orm import Session, scoped_session

from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor, Grant
from registry.accounts.permissions import Role
from registry.clock import Hand
from registry.curriculum import queries as curriculum
from registry.curriculum import service as curriculum_service
from registry.definitions import service as definitions
from registry.definitions.design import starting_design
from registry.definitions.models import DefinitionVersion
from registry.errors import NotAllowed, NotFound
from registry.people import service as people
from registry.people.service import PersonClaims
from registry.programs import publication, queries, rules, service
from registry.programs.commands import MemberScores
from registry.programs.errors import (
    AdmissionClosed,
    CorrectionReasonMissing,
    CutMade,
    DrawNotCommitted,
    NameTaken,
    NobodyAdmitted,
    NoPlacesLeft,
    NoSuchCode,
    NoSuchStage,
    NotSelected,
    ResultMissing,
    ResultRecorded,
    ScoreUnfit,
    SeedNotCommitted,
    WrongDefinition,
)
from registry.programs.models import Cohort, CohortMember
from registry.texts import Text
from tests.support import ministry as ministries
from tests.support.ministry import Ministry

PROGRAM, FIRST, SECOND = "prg-talent-1000", "prg-talent-1000-s1", "prg-talent-1000-s2"
HEAD = Actor(kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(Role.AUTHORITY_ADMIN)}))
Db = scoped_session[Session]


@pytest.fixture
def ministry(session: Db, clock: Hand) -> Ministry:
    opened = ministries.open_ministry()
    curriculum_service.load_shipped(SYSTEM, "programs.yaml")
    curriculum_service.enforce("prg-catalog", "1.0", SYSTEM)
    return opened


@pytest.fixture
def offered(ministry: Ministry) -> Callable[[str], DefinitionVersion]:
    """The accredited centre's microcredential of a part."""
    centre = ministries.new_provider(kind="public_research_center")
    ministries.accredited(ministry, centre, codes=("AIE",))
    actor = ministries.administrator(centre)
    standard = ministries.standard("AIE")

    def publish(part: str) -> DefinitionVersion:
        design = replace(
            starting_design(curriculum.typed(standard), None, part), cost=Text("Sin costo.", "Free of charge.")
        )
        draft = definitions.create_draft(centre.id, standard.id, design=design, actor=actor)
        return definitions.publish(draft.id, actor=actor)

    return publish


@pytest.fixture
def cohort(ministry: Ministry) -> Cohort:
    return service.open_cohort(PROGRAM, "2026", actor=HEAD)


def members(cohort: Cohort, count: int) -> list[CohortMember]:
    persons = people.register([PersonClaims(full_name=f"Persona Ficticia {number}") for number in range(count)])
    return service.admit(cohort.id, [one.id for one in persons], actor=HEAD)


def scores(code: str, exam: str = "80", labs: str = "80", project: str = "80", defense: str = "80") -> MemberScores:
    given = {"EXAM": exam, "LABS": labs, "PROJECT": project, "DEFENSE": defense}
    return MemberScores(code, {f"AIE-B-{name}": Decimal(value) for name, value in given.items()})


def recorded(cohort: Cohort, version: DefinitionVersion, *results: MemberScores) -> list[Any]:
    return list(service.record_results(cohort.id, FIRST, version.id, results, actor=HEAD))


@pytest.mark.databases("sqlite")
def test_refuses_every_act_by_anybody_but_the_authority(cohort: Cohort) -> None:
    acts: list[Callable[[], object]] = [
        lambda: service.open_cohort(PROGRAM, "otra", actor=ANONYMOUS),
        lambda: service.admit(cohort.id, [], actor=ANONYMOUS),
        lambda: service.commit_draw(cohort.id, actor=ANONYMOUS),
        lambda: service.record_results(cohort.id, FIRST, uuid.uuid4(), [], actor=ANONYMOUS),
        lambda: service.correct_result(cohort.id, FIRST, uuid.uuid4(), scores("X"), reason="x", actor=ANONYMOUS),
        lambda: service.make_selection(cohort.id, SECOND, actor=ANONYMOUS),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_refuses_an_unknown_program_and_a_name_twice(cohort: Cohort) -> None:
    with pytest.raises(NotFound):
        service.open_cohort("prg-none", "2026", actor=HEAD)
    with pytest.raises(NameTaken):
        service.open_cohort(PROGRAM, " 2026 ", actor=HEAD)


def test_each_member_has_one_code_however_often_admitted(cohort: Cohort) -> None:
    admitted = members(cohort, 5)
    again = service.admit(cohort.id, [one.person_id for one in reversed(admitted)] * 2, actor=HEAD)
    assert {one.selection_code for one in again} == {one.selection_code for one in admitted}
    assert len({one.selection_code for one in admitted}) == 5


def test_refuses_more_people_than_places(cohort: Cohort) -> None:
    with pytest.raises(NoPlacesLeft) as refusal:
        service.admit(cohort.id, [uuid.uuid4() for _ in range(1001)], actor=HEAD)
    assert "1,000" in refusal.value.said.es
    assert queries.members_of(cohort.id) == []


def test_refuses_to_admit_once_the_draw_is_committed_to(cohort: Cohort) -> None:
    """Whoever knew the seed could otherwise give out codes that win."""
    members(cohort, 1)
    service.commit_draw(cohort.id, actor=HEAD)
    with pytest.raises(AdmissionClosed):
        members(cohort, 1)


def test_refuses_a_grade_before_the_digest_is_published(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion]
) -> None:
    """A seed chosen with the grades in view would be a choice, not a draw."""
    (member,) = members(cohort, 1)
    with pytest.raises(DrawNotCommitted):
        recorded(cohort, offered("AIE-B"), scores(member.selection_code))


def test_refuses_to_commit_for_nobody(cohort: Cohort) -> None:
    with pytest.raises(NobodyAdmitted):
        service.commit_draw(cohort.id, actor=HEAD)


def test_the_digest_is_public_at_once_and_the_seed_is_not(cohort: Cohort) -> None:
    members(cohort, 1)
    committed = service.commit_draw(cohort.id, actor=HEAD).seed_commitment
    assert service.commit_draw(cohort.id, actor=HEAD).seed_commitment == committed
    assert len(committed or "") == 64
    assert cohort.seed is None
    assert cohort.sealed_seed is not None


@pytest.mark.serves("R67")
def test_averages_and_competence_are_computed_here_not_handed_in(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion]
) -> None:
    good, poor = members(cohort, 2)
    service.commit_draw(cohort.id, actor=HEAD)
    one, two = recorded(
        cohort,
        offered("AIE-B"),
        scores(good.selection_code, "91.25", "70", "75", "75"),
        scores(poor.selection_code, "100", "100", "74.9", "100"),
    )
    assert (one.average, one.competent) == ("7.8875", True)
    assert two.competent is False  # a high average does not heal a missed minimum


@pytest.mark.databases("sqlite")
def test_refuses_a_percentage_that_is_none(cohort: Cohort, offered: Callable[[str], DefinitionVersion]) -> None:
    (member,) = members(cohort, 1)
    service.commit_draw(cohort.id, actor=HEAD)
    version = offered("AIE-B")
    for value in (None, "-1", "100.1", "NaN", "Infinity"):
        given = dict(scores(member.selection_code).scores)
        del given["AIE-B-LABS"]
        if value is not None:
            given["AIE-B-LABS"] = Decimal(value)
        with pytest.raises(ScoreUnfit):
            recorded(cohort, version, MemberScores(member.selection_code, given))
    assert queries.results_of(cohort.id, FIRST) == []


def test_refuses_results_of_strangers_other_stages_and_other_courses(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion]
) -> None:
    (member,) = members(cohort, 1)
    service.commit_draw(cohort.id, actor=HEAD)
    version = offered("AIE-B")
    with pytest.raises(NoSuchCode):
        recorded(cohort, version, scores("00000000"))
    with pytest.raises(WrongDefinition):
        recorded(cohort, offered("AIE-C"), scores(member.selection_code))
    with pytest.raises(NoSuchStage):
        service.record_results(cohort.id, "prg-other-s1", version.id, [], actor=HEAD)
    with pytest.raises(NotSelected):
        service.record_results(cohort.id, SECOND, offered("AIE-C").id, [scores(member.selection_code)], actor=HEAD)


def test_recording_again_changes_nothing_and_another_grade_needs_a_reason(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion]
) -> None:
    (member,) = members(cohort, 1)
    service.commit_draw(cohort.id, actor=HEAD)
    version = offered("AIE-B")
    with pytest.raises(ResultMissing):
        service.correct_result(cohort.id, FIRST, version.id, scores(member.selection_code), reason="x", actor=HEAD)
    (first,) = recorded(cohort, version, scores(member.selection_code))
    assert recorded(cohort, version, scores(member.selection_code)) == [first]
    better = scores(member.selection_code, exam="99")
    with pytest.raises(ResultRecorded):
        recorded(cohort, version, better)
    with pytest.raises(CorrectionReasonMissing):
        service.correct_result(cohort.id, FIRST, version.id, better, reason=" ", actor=HEAD)
    corrected = service.correct_result(cohort.id, FIRST, version.id, better, reason="Error de captura", actor=HEAD)
    assert corrected.average == "8.57"


def play(cohort: Cohort, version: DefinitionVersion, count: int) -> list[str]:
    """Everybody but the last competent; ties in tens, all the way down to the draw."""
    codes = [one.selection_code for one in members(cohort, count)]
    service.commit_draw(cohort.id, actor=HEAD)
    results = [scores(code, exam=str(70 + number // 10)) for number, code in enumerate(codes[:-1])]
    recorded(cohort, version, *results, scores(codes[-1], exam="69", labs="100", project="100", defense="100"))
    return codes


@pytest.mark.serves("R66")
def test_the_published_cut_can_be_repeated_by_anyone(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion], clock: Hand
) -> None:
    codes = play(cohort, offered("AIE-B"), 131)
    selection = service.make_selection(cohort.id, SECOND, actor=HEAD)
    page = publication.selection(cohort, selection)
    admitted, seed = page["admitted"], page["seed"]
    assert (page["taken"], page["waiting"], len(admitted)) == (107, 20, 107)
    assert admitted == sorted(admitted)
    assert rules.commitment(seed) == page["commitment"]
    ranked = sorted(enumerate(codes[:-1]), key=lambda one: (-(one[0] // 10), rules.draw_key(seed, one[1])))
    assert set(admitted) == {code for _, code in ranked[:107]}
    assert selection.waiting_codes == [code for _, code in ranked[107:127]]
    assert codes[-1] not in [*admitted, *selection.waiting_codes]
    last = ranked[106][0] // 10
    assert page["cutAverage"] == rules.written(Fraction(8) + Fraction(3 * (70 + last - 80), 100))
    assert page["lastAdmitted"]["draw"] == rules.draw_key(seed, ranked[106][1])


def test_refuses_to_change_anything_once_the_seed_is_known(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion]
) -> None:
    version = offered("AIE-B")
    codes = [one.selection_code for one in members(cohort, 3)]
    service.commit_draw(cohort.id, actor=HEAD)
    recorded(cohort, version, *(scores(code) for code in codes[:2]))
    service.make_selection(cohort.id, SECOND, actor=HEAD)
    for attempt in (
        lambda: recorded(cohort, version, scores(codes[2])),
        lambda: service.correct_result(cohort.id, FIRST, version.id, scores(codes[0]), reason="x", actor=HEAD),
        lambda: service.make_selection(cohort.id, SECOND, actor=HEAD),
    ):
        with pytest.raises(CutMade):
            attempt()


@pytest.mark.serves("R64")
def test_the_second_stage_is_for_those_admitted(cohort: Cohort, offered: Callable[[str], DefinitionVersion]) -> None:
    codes = play(cohort, offered("AIE-B"), 120)
    admitted = service.make_selection(cohort.id, SECOND, actor=HEAD).admitted_codes
    version = offered("AIE-C")

    def second(code: str) -> MemberScores:
        return MemberScores(code, {f"AIE-C-{name}": Decimal(80) for name in ("EXAM", "LABS", "PROJECT", "DEFENSE")})

    service.record_results(cohort.id, SECOND, version.id, [second(admitted[0])], actor=HEAD)
    outside = next(code for code in codes if code not in admitted)
    with pytest.raises(NotSelected):
        service.record_results(cohort.id, SECOND, version.id, [second(outside)], actor=HEAD)
    assert len(queries.results_of(cohort.id, SECOND)) == 1


def test_refuses_a_cut_where_the_program_has_none_and_before_the_draw(cohort: Cohort) -> None:
    with pytest.raises(NoSuchStage):
        service.make_selection(cohort.id, FIRST, actor=HEAD)
    with pytest.raises(DrawNotCommitted):
        service.make_selection(cohort.id, SECOND, actor=HEAD)


def test_refuses_a_seed_slipped_in_behind_the_digest(
    cohort: Cohort, offered: Callable[[str], DefinitionVersion], session: Db
) -> None:
    play(cohort, offered("AIE-B"), 3)
    cohort.seed_commitment = rules.commitment("another seed")
    session.flush()
    with pytest.raises(SeedNotCommitted):
        service.make_selection(cohort.id, SECOND, actor=HEAD)


def test_a_stage_of_nobody_has_an_empty_cut(cohort: Cohort) -> None:
    members(cohort, 1)
    service.commit_draw(cohort.id, actor=HEAD)
    selection = service.make_selection(cohort.id, SECOND, actor=HEAD)
    assert (selection.taken, selection.cut_average, selection.admitted_codes) == (0, "", [])
    assert queries.cohorts_of(PROGRAM) == [cohort]
