from __future__ import annotations

import datetime as dt
import uuid

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session

from registry import content
from registry.accounts.actor import ANONYMOUS, SYSTEM, Actor, Grant
from registry.accounts.permissions import Role
from registry.audit.models import AuditLine
from registry.clock import Hand
from registry.curriculum import case, queries, service
from registry.curriculum.errors import (
    CommentPeriodOpen,
    ContentFixed,
    FaultyContent,
    NoSuchStandard,
    NothingInForce,
    ReasonMissing,
    TransitionRefused,
)
from registry.curriculum.models import StandardVersion
from registry.curriculum.rules import was_in_force
from registry.errors import NotAllowed
from tests.rooms.curriculum.samples import LITERACY, edited

CURRICULUM = Actor(kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(Role.AUTHORITY_CURRICULUM)}))
DESIGNER = Actor(
    kind="account", account_id=uuid.uuid4(), grants=frozenset({Grant(Role.PROVIDER_DESIGNER, uuid.uuid4())})
)
AIL = "std-ai-literacy"
Db = scoped_session[Session]


@pytest.fixture
def loaded(session: Db, clock: Hand) -> Hand:
    service.load_shipped(CURRICULUM)
    return clock


def second_version() -> list[tuple[str, bytes]]:
    return [("v2.yaml", edited(LITERACY, 'version: "1.0"', 'version: "2.0"'))]


def test_loads_the_shipped_content_and_again_changes_nothing(session: Db, clock: Hand) -> None:
    assert {one.outcome for one in service.load_shipped(CURRICULUM)} == {"created"}
    lines = session.scalar(select(func.count()).select_from(AuditLine))
    assert {one.outcome for one in service.load_shipped(CURRICULUM)} == {"unchanged"}
    assert session.scalar(select(func.count()).select_from(AuditLine)) == lines == len(content.shipped_files())


def test_loads_files_from_a_folder(session: Db, clock: Hand, tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "norma.yaml"
    path.write_bytes(content.shipped_bytes(LITERACY))
    (result,) = service.load_files([path], CURRICULUM)
    assert (result.name, result.kind, result.identifier, result.version) == ("norma.yaml", "standard", AIL, "1.0")


@pytest.mark.parametrize("actor", [ANONYMOUS, DESIGNER], ids=["nobody", "a provider's designer"])
def test_refuses_standards_from(session: Db, clock: Hand, actor: Actor) -> None:
    for attempt in (
        lambda: service.load_shipped(actor),
        lambda: service.enforce(AIL, "1.0", actor),
        lambda: service.open_comment(AIL, "1.0", until=clock.at, actor=actor),
        lambda: service.withdraw(AIL, "1.0", reason="x", actor=actor),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert queries.listing(include_proposals=True) == ()


def test_one_faulty_file_keeps_all_of_them_out(session: Db, clock: Hand) -> None:
    good = ("good.yaml", content.shipped_bytes(LITERACY))
    bad = ("bad.yaml", content.shipped_bytes("standards/ai_engineering.yaml").replace(b"weight: 30", b"weight: 31", 1))
    with pytest.raises(FaultyContent) as refusal:
        service.load([good, bad], CURRICULUM)
    assert refusal.value.faults[0].name == "bad.yaml"
    assert queries.listing(include_proposals=True) == ()


def test_refuses_a_kind_that_is_no_content(session: Db, clock: Hand) -> None:
    with pytest.raises(FaultyContent) as refusal:
        service.load([("x.yaml", b'kind: recipe\nid: x\nversion: "1"\n')], CURRICULUM)
    assert refusal.value.said.en.startswith("x.yaml, line 1, kind: “recipe” is not accepted")


def test_refuses_an_id_that_names_something_else(session: Db, loaded: Hand) -> None:
    data = edited(LITERACY, "id: std-ai-literacy\ncode: AIL", "id: std-other\ncode: OTR")
    with pytest.raises(FaultyContent) as refusal:
        service.load([("other.yaml", data)], CURRICULUM)
    assert "is already an id of std-ai-literacy" in refusal.value.faults[0].problem.en
    assert refusal.value.faults[0].line


def test_a_proposal_may_still_change(session: Db, loaded: Hand) -> None:
    (result,) = service.load([("v.yaml", edited(LITERACY, "months: 36", "months: 24"))], CURRICULUM)
    assert result.outcome == "replaced"
    version = queries.standard_version("AIL", "1.0")
    session.refresh(version)
    assert queries.typed(version).validity_months == 24


def test_refuses_other_content_under_a_version_in_force(session: Db, loaded: Hand) -> None:
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    with pytest.raises(ContentFixed) as refusal:
        service.load([("v.yaml", edited(LITERACY, "months: 36", "months: 24"))], CURRICULUM)
    assert "en vigor" in refusal.value.said.es
    assert queries.typed(queries.standard_version("AIL", "1.0")).validity_months == 36


def test_refuses_other_content_under_the_eyes_of_those_who_comment(session: Db, loaded: Hand) -> None:
    service.open_comment(AIL, "1.0", until=loaded.at + dt.timedelta(days=30), actor=CURRICULUM)
    with pytest.raises(ContentFixed):
        service.load([("v.yaml", edited(LITERACY, "months: 36", "months: 24"))], CURRICULUM)


@pytest.mark.serves("R02", "R31")
def test_a_version_goes_through_comment_into_force(session: Db, loaded: Hand) -> None:
    assert queries.listing() == ()
    service.open_comment(AIL, "1.0", until=loaded.at + dt.timedelta(days=30), actor=CURRICULUM)
    assert [one.code for one in queries.listing()] == ["AIL"]
    with pytest.raises(CommentPeriodOpen):
        service.enforce(AIL, "1.0", CURRICULUM)
    loaded.tick(days=30)
    version = service.enforce(AIL, "1.0", CURRICULUM)
    assert isinstance(version, StandardVersion)
    assert (version.state, version.in_force_from) == ("in_force", loaded.at)
    assert [event.to_state for event in queries.history(version)] == ["proposed", "comment", "in_force"]
    assert queries.in_force() == (version,)
    assert queries.version_in_force(AIL) is version


def test_refuses_to_skip_public_comment_without_a_reason(session: Db, loaded: Hand) -> None:
    with pytest.raises(ReasonMissing):
        service.enforce(AIL, "1.0", CURRICULUM, reason="  ")
    version = service.enforce(AIL, "1.0", CURRICULUM, reason="Primer estándar del registro")
    assert isinstance(version, StandardVersion)
    assert queries.history(version)[-1].reason == "Primer estándar del registro"


def test_enforcing_again_changes_nothing(session: Db, loaded: Hand) -> None:
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    began = queries.standard_version(AIL, "1.0").in_force_from
    loaded.tick(days=1)
    service.enforce(AIL, "1.0", CURRICULUM)
    assert queries.standard_version(AIL, "1.0").in_force_from == began


def test_a_new_version_supersedes_the_old_one(session: Db, loaded: Hand) -> None:
    first = service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    began = loaded.at
    loaded.tick(days=365)
    service.load(second_version(), CURRICULUM)
    second = service.enforce(AIL, "2.0", CURRICULUM, reason="Revisión anual")
    assert isinstance(first, StandardVersion)
    assert isinstance(second, StandardVersion)
    assert (first.state, second.state) == ("superseded", "in_force")
    assert queries.in_force() == (second,)
    assert was_in_force(first, began)
    assert was_in_force(first, loaded.at - dt.timedelta(microseconds=1))
    assert not was_in_force(first, loaded.at)
    assert was_in_force(second, loaded.at)
    assert not was_in_force(second, loaded.at - dt.timedelta(seconds=1))


def test_refuses_to_bring_back_what_was_superseded_or_withdrawn(session: Db, loaded: Hand) -> None:
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    service.load(second_version(), CURRICULUM)
    service.enforce(AIL, "2.0", CURRICULUM, reason="Revisión")
    with pytest.raises(TransitionRefused):
        service.enforce(AIL, "1.0", CURRICULUM, reason="Volver")
    service.withdraw(AIL, "2.0", reason="Defecto grave", actor=CURRICULUM)
    with pytest.raises(TransitionRefused):
        service.enforce(AIL, "2.0", CURRICULUM, reason="Volver")
    assert queries.in_force() == ()


def test_refuses_to_withdraw_without_a_reason_or_what_is_not_in_force(session: Db, loaded: Hand) -> None:
    with pytest.raises(TransitionRefused):
        service.withdraw(AIL, "1.0", reason="x", actor=CURRICULUM)
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    with pytest.raises(ReasonMissing):
        service.withdraw(AIL, "1.0", reason="", actor=CURRICULUM)


def test_refuses_a_version_that_was_never_loaded(session: Db, loaded: Hand) -> None:
    with pytest.raises(NoSuchStandard):
        service.enforce(AIL, "9.9", CURRICULUM)


def test_the_database_itself_refuses_two_versions_in_force(session: Db, loaded: Hand) -> None:
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    service.load(second_version(), CURRICULUM)
    queries.standard_version(AIL, "2.0").state = "in_force"
    with pytest.raises(IntegrityError):
        session.flush()


def test_every_step_is_audited_with_its_actor(session: Db, loaded: Hand) -> None:
    version = service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    line = session.scalars(select(AuditLine).where(AuditLine.action == "standard.in_force")).one()
    assert (line.actor_id, line.subject_id) == (CURRICULUM.account_id, str(version.id))
    assert line.details["was"] == "proposed"


def test_criteria_and_programs_are_put_in_force_by_their_id(session: Db, loaded: Hand) -> None:
    with pytest.raises(NothingInForce):
        queries.criteria_in_force()
    assert queries.programs() == ()
    service.enforce("acc-issuers", "1.0", SYSTEM)
    service.enforce("prg-catalog", "1.0", SYSTEM)
    assert len(queries.typed_criteria(queries.criteria_in_force()).every) == 27
    assert queries.program("prg-talent-1000").target_people == 1000
    assert queries.criteria_by_id(queries.criteria_in_force().id) is queries.criteria_in_force()


def test_new_criteria_end_the_old_ones(session: Db, loaded: Hand) -> None:
    service.enforce("acc-issuers", "1.0", SYSTEM)
    loaded.tick(days=1)
    service.load([("c.yaml", edited("accreditation_criteria.yaml", 'version: "1.0"', 'version: "1.1"'))], CURRICULUM)
    service.enforce("acc-issuers", "1.1", SYSTEM)
    assert queries.criteria_in_force().version == "1.1"
    with pytest.raises(TransitionRefused):
        service.enforce("acc-issuers", "1.0", SYSTEM)


def test_case_identifiers_lead_back_to_the_published_version(session: Db, loaded: Hand) -> None:
    version = queries.standard_version("AIL", "1.0")
    wanted = case.item_id(version, "AIL-C3.1")
    assert queries.case_node(wanted) is None  # a proposal is not published
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    node = queries.case_node(wanted)
    assert node is not None
    assert (node.version, node.kind, node.item) == (version, "item", "AIL-C3.1")
    document = queries.case_node(case.document_id(version))
    assert document is not None
    assert (document.kind, document.item) == ("document", None)
    assert queries.case_node(uuid.uuid4()) is None


def test_publication_dates_are_those_of_the_version(session: Db, loaded: Hand) -> None:
    service.enforce(AIL, "1.0", CURRICULUM, reason="Arranque")
    version = queries.standard_version("AIL", "1.0")
    published = queries.publication(version, base="https://registro.example", creator="Autoridad")
    document = case.document(queries.typed(version), published)
    assert (document["adoptionStatus"], document["statusStartDate"]) == ("Adopted", "2026-11-20")


def test_requirements_are_asked_of_a_version(session: Db, loaded: Hand) -> None:
    version = queries.by_id(queries.standard_version("AIE", "1.0").id)
    assert queries.requirements_for(version, None, "AIE-B").hours.total == 64
    assert queries.versions_of("std-ai-engineering") == (version,)
