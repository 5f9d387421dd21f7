"""The institution's side of an application."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from registry.curriculum import service as curriculum_service
from registry.db import db
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.providers import dossier, service, tray
from registry.providers.commands import WantedStandard
from registry.providers.dossier import Upload
from registry.providers.errors import (
    ApplicationOpen,
    DossierIncomplete,
    FileTypeRefused,
    NoSuchCriterion,
    NoSuchFile,
    NothingAskedFor,
    RenewalTooEarly,
    ReplyMissing,
    StandardNotInForce,
    StatementTooLong,
    StepRefused,
    TooManyFiles,
)
from registry.providers.models import Application, EvidenceFile, Provider
from tests.support import ministry as ministries
from tests.support.ministry import PDF, Ministry, administrator, computed


@pytest.fixture
def application(provider: Provider) -> Application:
    return ministries.started(provider)


def test_a_dossier_starts_empty_with_a_number(application: Application) -> None:
    assert (application.number, application.state) == ("SOL-2026-0001", "draft")
    assert application.tracks == ["literacy"]


def test_refuses_a_second_application_while_one_is_open(application: Application, provider: Provider) -> None:
    with pytest.raises(ApplicationOpen):
        ministries.started(provider)


def test_refuses_an_application_for_nothing(ministry: Ministry, provider: Provider) -> None:
    with pytest.raises(NothingAskedFor):
        service.start_application(provider.id, [], actor=administrator(provider))


def test_refuses_a_standard_that_is_no_longer_in_force(ministry: Ministry, provider: Provider) -> None:
    wanted = [WantedStandard(ministries.standard("AIL").id)]
    curriculum_service.withdraw("std-ai-literacy", "1.0", reason="prueba", actor=ministry.head)
    with pytest.raises(StandardNotInForce):
        service.start_application(provider.id, wanted, actor=administrator(provider))


def test_refuses_a_profile_that_the_standard_does_not_have(ministry: Ministry, provider: Provider) -> None:
    wanted = [WantedStandard(ministries.standard("AIL").id, profiles=("astronauts",))]
    with pytest.raises(StandardNotInForce):
        service.start_application(provider.id, wanted, actor=administrator(provider))


def test_refuses_another_institutions_administrator(application: Application) -> None:
    stranger = administrator(ministries.new_provider())
    with pytest.raises(NotAllowed):
        service.answer_criterion(application.id, "ACC-A1", "Se cumple.", actor=stranger)
    with pytest.raises(NotAllowed):
        service.submit(application.id, computed(), actor=stranger)


def test_conditions_decide_which_criteria_are_asked(application: Application, provider: Provider) -> None:
    assert not {"ACC-E1", "ACC-F2", "ACC-B6"} & {one.id for one in tray.applying(application)}
    wanted = [WantedStandard(ministries.standard(code).id) for code in ("AIL", "AIE")]
    declared = {"holds_own_keys": True, "serves_minors": True}
    service.change_request(application.id, wanted, declared, actor=administrator(provider))
    assert {"ACC-E1", "ACC-F2", "ACC-B6"} <= {one.id for one in tray.applying(application)}


def test_an_answer_keeps_words_and_files(application: Application, provider: Provider) -> None:
    actor = administrator(provider)
    service.answer_criterion(application.id, "ACC-A1", "Primera.", [Upload("../acta.PDF", PDF)], actor=actor)
    service.answer_criterion(application.id, "ACC-A1", "Segunda.", [Upload("rfc.pdf", PDF)], actor=actor)
    [item] = application.items
    assert item.statement == "Segunda."
    assert [file.name for file in item.files] == ["acta.pdf", "rfc.pdf"]
    assert item.files[0].body == PDF


def test_refuses_a_file_and_keeps_the_answer_that_was_there(application: Application, provider: Provider) -> None:
    actor = administrator(provider)
    service.answer_criterion(application.id, "ACC-A1", "Primera.", actor=actor)
    for uploads, refusal in (
        ([Upload("a.exe", b"MZ")], FileTypeRefused),
        ([Upload(f"{n}.pdf", PDF) for n in range(dossier.FILES_PER_CRITERION + 1)], TooManyFiles),
    ):
        with pytest.raises(refusal):
            service.answer_criterion(application.id, "ACC-A1", "Segunda.", uploads, actor=actor)
    with pytest.raises(StatementTooLong):
        service.answer_criterion(application.id, "ACC-A1", "x" * 4_001, actor=actor)
    assert application.items[0].statement == "Primera."
    assert application.items[0].files == []


def test_refuses_an_answer_to_a_criterion_that_does_not_apply(application: Application, provider: Provider) -> None:
    for criterion in ("ACC-Z9", "ACC-F2"):
        with pytest.raises(NoSuchCriterion):
            service.answer_criterion(application.id, criterion, "x", actor=administrator(provider))


def test_evidence_is_removed_with_its_bytes(application: Application, provider: Provider) -> None:
    actor = administrator(provider)
    item = service.answer_criterion(application.id, "ACC-A1", "x", [Upload("a.pdf", PDF)], actor=actor)
    service.remove_evidence(application.id, item.files[0].id, actor=actor)
    assert db.session.scalar(select(EvidenceFile.id)) is None


def test_refuses_to_remove_the_evidence_of_another_application(application: Application, provider: Provider) -> None:
    item = service.answer_criterion(
        application.id, "ACC-A1", "x", [Upload("a.pdf", PDF)], actor=administrator(provider)
    )
    other = ministries.new_provider()
    with pytest.raises(NoSuchFile):
        service.remove_evidence(ministries.started(other).id, item.files[0].id, actor=administrator(other))


def test_refuses_an_incomplete_dossier_and_names_what_is_missing(application: Application, provider: Provider) -> None:
    actor = administrator(provider)
    with pytest.raises(DossierIncomplete) as refusal:
        service.submit(application.id, computed(), actor=actor)
    assert "ACC-A1" in str(refusal.value.details["criteria"])
    assert "ACC-B5" not in str(refusal.value.details["criteria"])  # recommended
    ministries.answer_everything(application)
    with pytest.raises(DossierIncomplete, match="ACC-B1"):
        service.submit(application.id, computed(ACC_B1=False), actor=actor)
    assert application.state == "draft"


@pytest.mark.serves("R39")
def test_submitting_starts_the_clock_and_tells_the_institution(application: Application, provider: Provider) -> None:
    ministries.answer_everything(application)
    service.submit(application.id, computed(), actor=administrator(provider))
    assert application.state == "submitted"
    # Ten business days after Friday, November 20, 2026.
    assert application.due_at is not None
    assert application.due_at.date() == dt.date(2026, 12, 5)  # 23:59:59 of the 4th in Mexico City, in UTC
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "application_received")).one()
    assert mail.values["number"] == application.number
    assert mail.values["due"] == "4 de diciembre de 2026"


def test_refuses_changes_to_what_was_submitted(ministry: Ministry, provider: Provider) -> None:
    application = ministries.submitted(provider)
    actor = administrator(provider)
    with pytest.raises(StepRefused):
        service.answer_criterion(application.id, "ACC-A1", "Otra cosa.", actor=actor)
    with pytest.raises(StepRefused):
        service.remove_evidence(application.id, application.items[0].files[0].id, actor=actor)
    with pytest.raises(StepRefused):
        service.submit(application.id, computed(), actor=actor)


def test_a_requested_reply_opens_the_dossier_and_sends_it_back(
    ministry: Ministry, provider: Provider, clock: Any
) -> None:
    application = ministries.under_review(ministry, provider)
    actor = administrator(provider)
    due = application.due_at
    clock.tick(days=3)
    service.request_information(application.id, "Falta el nombramiento (ACC-A3).", actor=ministry.reviewer(0))
    assert application.state == "information_requested"
    clock.tick(days=7)
    service.answer_criterion(application.id, "ACC-A3", "Se agrega.", [Upload("n.pdf", PDF)], actor=actor)
    with pytest.raises(ReplyMissing):
        service.reply(application.id, " ", computed(), actor=actor)
    service.reply(application.id, "Se agregó el nombramiento.", computed(), actor=actor)
    assert application.state == "under_review"
    assert due is not None and application.due_at is not None
    assert application.due_at - due == dt.timedelta(days=7)
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "information_requested")).one()
    assert "ACC-A3" in mail.values["request"]


def test_withdrawing_frees_the_institution_to_apply_again(ministry: Ministry, provider: Provider) -> None:
    application = ministries.submitted(provider)
    service.withdraw(application.id, actor=administrator(provider))
    assert application.state == "withdrawn_application"
    assert ministries.started(provider).number == "SOL-2026-0002"


def test_refuses_a_renewal_long_before_the_end(ministry: Ministry, provider: Provider, clock: Any) -> None:
    accreditation = ministries.accredited(ministry, provider)
    with pytest.raises(RenewalTooEarly) as refusal:
        ministries.started(provider)
    opens = refusal.value.details["opens"]
    assert isinstance(opens, dt.date)
    clock.set(accreditation.valid_until - dt.timedelta(days=179))
    assert ministries.started(provider).state == "draft"


def test_an_extension_to_another_standard_may_be_asked_for_at_once(ministry: Ministry, provider: Provider) -> None:
    ministries.accredited(ministry, provider)
    assert ministries.started(provider, ("AIE",)).state == "draft"


def test_tray_lists_the_most_urgent_first(ministry: Ministry, provider: Provider, clock: Any) -> None:
    first = ministries.submitted(provider)
    clock.tick(days=4)
    second = ministries.submitted(ministries.new_provider())
    ministries.started(ministries.new_provider())  # a draft is nobody's business yet
    listed = tray.tray(clock())
    assert [line.number for line in listed.lines] == [first.number, second.number]
    assert listed.lines[0].days_left == 8
    assert tray.counts(clock()) == {"submitted": 2, "overdue": 0}
    clock.tick(days=60)
    assert tray.counts(clock())["overdue"] == 2
    assert tray.tray(clock()).lines[0].days_left is not None and tray.tray(clock()).lines[0].days_left < 0


def test_profiles_and_parts_narrow_what_is_granted(ministry: Ministry, provider: Provider, clock: Any) -> None:
    from registry.providers import queries

    application = ministries.started(provider)
    version = ministries.standard("AIL")
    wanted = [WantedStandard(version.id, profiles=("sme_owners",))]
    service.change_request(application.id, wanted, {}, actor=administrator(provider))
    ministries.answer_everything(application)
    service.submit(application.id, computed(), actor=administrator(provider))
    service.take_up(application.id, actor=ministry.head)
    for account in ministry.reviewers[:2]:
        service.assign_reviewer(application.id, account.id, actor=ministry.head)
    ministries.ruled(ministry, application)
    assert queries.covering_accreditation(provider.id, version.id, "sme_owners", None, clock())
    assert not queries.covering_accreditation(provider.id, version.id, "civil_servants", None, clock())


def test_the_commands_are_frozen() -> None:
    wanted = WantedStandard(ministries.some_id())
    assert replace(wanted, parts=("A",)) != wanted
