"""The authority's side of an application: reviewers, blind rulings, and the decision by the rule in the data."""

from __future__ import annotations

import datetime as dt
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.curriculum.errors import IncompleteFindings
from registry.db import db
from registry.errors import NotAllowed
from registry.notices.models import OutboxMessage
from registry.providers import queries, service, tray
from registry.providers.commands import ReviewDraft, Ruling
from registry.providers.errors import (
    AlreadyAssigned,
    ConflictOfInterest,
    FindingNeedsComment,
    NotAReviewer,
    NotYourReview,
    OpinionMissing,
    RequestMissing,
    ResultChanged,
    ReviewersDisagree,
    ReviewFiled,
    ReviewsMissing,
    RulingMissing,
    SeatsTaken,
    StepRefused,
)
from registry.providers.models import Accreditation, Application, Provider
from tests.support import ministry as ministries
from tests.support.ministry import Ministry, opinion
from tests.support.people import new_account

GRANT = Ruling("accredited", "Cumple.")


@pytest.fixture
def application(ministry: Ministry, provider: Provider) -> Application:
    return ministries.under_review(ministry, provider)


def test_refuses_decision_without_reviews(ministry: Ministry, application: Application) -> None:
    with pytest.raises(ReviewsMissing):
        service.decide_application(application.id, GRANT, actor=ministry.head)


@pytest.mark.serves("R05")
def test_refuses_decision_with_one_review(ministry: Ministry, application: Application) -> None:
    service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))
    with pytest.raises(ReviewsMissing):
        service.decide_application(application.id, GRANT, actor=ministry.head)
    assert db.session.scalar(select(Accreditation.id)) is None


def test_refuses_decision_while_reviewers_disagree_and_a_third_breaks_the_tie(
    ministry: Ministry, application: Application
) -> None:
    with pytest.raises(SeatsTaken):
        service.assign_reviewer(application.id, ministry.reviewers[2].id, actor=ministry.head)
    service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))
    service.file_review(application.id, opinion(application, "ACC-A4"), actor=ministry.reviewer(1))
    with pytest.raises(ReviewersDisagree):
        service.decide_application(application.id, GRANT, actor=ministry.head)
    assert service.assign_reviewer(application.id, ministry.reviewers[2].id, actor=ministry.head).seat == 3
    with pytest.raises(ReviewsMissing):
        service.decide_application(application.id, GRANT, actor=ministry.head)
    service.file_review(application.id, opinion(application), actor=ministry.reviewer(2))
    service.decide_application(application.id, GRANT, actor=ministry.head)
    assert application.state == "accredited"


def test_refuses_a_decision_against_the_rule(ministry: Ministry, application: Application) -> None:
    for place in (0, 1):
        service.file_review(application.id, opinion(application, "ACC-A4"), actor=ministry.reviewer(place))
    with pytest.raises(ResultChanged):
        service.decide_application(application.id, GRANT, actor=ministry.head)
    assert application.state == "under_review"


def test_refuses_a_decision_without_a_public_text(ministry: Ministry, application: Application) -> None:
    for place in (0, 1):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(place))
    with pytest.raises(RulingMissing):
        service.decide_application(application.id, Ruling("accredited", " "), actor=ministry.head)


def test_refuses_a_decision_by_a_reviewer(ministry: Ministry, application: Application) -> None:
    with pytest.raises(NotAllowed):
        service.decide_application(application.id, GRANT, actor=ministry.reviewer(0))


@pytest.mark.serves("R05")
def test_meeting_everything_is_accredited(ministry: Ministry, application: Application, provider: Provider) -> None:
    ministries.ruled(ministry, application)
    assert (application.decision, application.decision_rule) == ("accredited", "decide-accredited")
    [accreditation] = queries.history(provider.id)
    assert not accreditation.conditional
    assert accreditation.application_id == application.id
    assert accreditation.valid_until.date() == dt.date(2029, 11, 20)
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "application_decided")).one()
    assert mail.values["decision"] == "accredited"


def test_missing_one_curable_criterion_is_conditional_with_a_date(
    ministry: Ministry, application: Application, provider: Provider
) -> None:
    ministries.ruled(ministry, application, "ACC-B4")
    [accreditation] = queries.history(provider.id)
    assert application.state == "conditional"
    assert accreditation.conditional
    assert accreditation.condition_due_at is not None
    assert (accreditation.condition_due_at - dt.timedelta(hours=6)).date() == dt.date(2027, 2, 18)
    [condition] = orjson.loads(accreditation.scope)["conditions"]
    assert condition["id"] == "ACC-B4"
    service.condition_met(accreditation.id, note="", actor=ministry.head)
    assert accreditation.document.state == "good"
    assert accreditation.document.events[-1].kind == "condition_met"


@pytest.mark.parametrize("failing", [("ACC-A1",), ("ACC-B4", "ACC-C2", "ACC-C3")])
def test_missing_what_cannot_be_cured_or_three_is_denied(
    ministry: Ministry, application: Application, provider: Provider, failing: tuple[str, ...]
) -> None:
    ministries.ruled(ministry, application, *failing)
    assert application.state == "denied"
    assert queries.history(provider.id) == []
    assert provider.issuer is None


def test_missing_a_recommended_criterion_is_accredited_and_said(ministry: Ministry, application: Application) -> None:
    ministries.ruled(ministry, application, "ACC-B5")
    assert application.state == "accredited"
    assert application.findings["ACC-B5"] == "does_not_meet"
    assert application.findings["ACC-A1"] == "meets"
    assert "ACC-F2" not in application.findings  # does not apply


def test_refuses_to_attest_what_the_registry_computed_as_unmet(ministry: Ministry, provider: Provider) -> None:
    application = ministries.under_review(ministry, provider)
    service.request_information(application.id, "Revise su borrador.", actor=ministry.head)
    worse = ministries.computed(ACC_B1=False)
    service.reply(application.id, "Listo.", worse, actor=ministries.administrator(provider))
    ministries_ruled = [
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(place)) for place in (0, 1)
    ]
    assert all(review.filed_at for review in ministries_ruled)
    assert service.outcome(application).failed_mandatory == ("ACC-B1",)


def test_refuses_a_reviewer_of_the_institutions_own_staff(
    ministry: Ministry, application: Application, provider: Provider
) -> None:
    insider = new_account(Role.AUTHORITY_REVIEWER, Role.PROVIDER_READER, provider_id=provider.id)
    fresh = ministries.submitted(ministries.new_provider())
    service.take_up(fresh.id, actor=ministry.head)
    service.assign_reviewer(fresh.id, insider.id, actor=ministry.head)  # elsewhere it has no tie
    service.recuse(application.id, ministry.reviewers[0].id, "Enfermedad.", actor=ministry.head)
    with pytest.raises(ConflictOfInterest):
        service.assign_reviewer(application.id, insider.id, actor=ministry.head)


def test_refuses_a_reviewer_who_joined_the_institution_meanwhile(
    ministry: Ministry, application: Application, provider: Provider
) -> None:
    accounts.grant(ministry.reviewers[0], Role.PROVIDER_READER, provider_id=provider.id, actor=SYSTEM)
    with pytest.raises(ConflictOfInterest):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))


def test_refuses_a_decision_by_the_institutions_own_staff(
    ministry: Ministry, application: Application, provider: Provider
) -> None:
    from registry.accounts.queries import actor_of

    for place in (0, 1):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(place))
    insider = new_account(Role.AUTHORITY_ADMIN, Role.PROVIDER_ADMIN, provider_id=provider.id)
    with pytest.raises(ConflictOfInterest):
        service.decide_application(application.id, GRANT, actor=actor_of(insider))


def test_refuses_a_reviewer_without_the_role(ministry: Ministry, application: Application) -> None:
    service.recuse(application.id, ministry.reviewers[0].id, "Vínculo.", actor=ministry.reviewer(0))
    with pytest.raises(NotAReviewer):
        service.assign_reviewer(application.id, new_account(Role.AUTHORITY_OBSERVER).id, actor=ministry.head)


def test_refuses_the_same_reviewer_twice(ministry: Ministry, application: Application) -> None:
    with pytest.raises(AlreadyAssigned):
        service.assign_reviewer(application.id, ministry.reviewers[0].id, actor=ministry.head)


def test_a_recused_reviewer_makes_room_for_another(ministry: Ministry, application: Application) -> None:
    with pytest.raises(RequestMissing):
        service.recuse(application.id, ministry.reviewers[0].id, "", actor=ministry.reviewer(0))
    service.recuse(application.id, ministry.reviewers[0].id, "Di clase ahí.", actor=ministry.reviewer(0))
    assert service.assign_reviewer(application.id, ministry.reviewers[2].id, actor=ministry.head).seat == 1
    with pytest.raises(NotYourReview):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))


def test_refuses_to_recuse_another_reviewer(ministry: Ministry, application: Application) -> None:
    with pytest.raises(NotAllowed):
        service.recuse(application.id, ministry.reviewers[0].id, "x", actor=ministry.reviewer(1))


def test_refuses_to_change_a_filed_review(ministry: Ministry, application: Application) -> None:
    service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))
    with pytest.raises(ReviewFiled):
        service.save_review(application.id, opinion(application, "ACC-A1"), actor=ministry.reviewer(0))
    with pytest.raises(ReviewFiled):
        service.recuse(application.id, ministry.reviewers[0].id, "Me arrepiento.", actor=ministry.reviewer(0))


def test_a_draft_review_is_kept_and_decides_nothing(ministry: Ministry, application: Application) -> None:
    draft = ReviewDraft({"ACC-A1": "meets"}, {"ACC-A1": "Bien.", "ACC-Z9": "x"}, "Avance.")
    service.save_review(application.id, draft, actor=ministry.reviewer(0))
    review = service.save_review(
        application.id, ReviewDraft({"ACC-A1": "does_not_meet"}, {}, "Avance 2."), actor=ministry.reviewer(0)
    )
    assert [(one.criterion_id, one.value) for one in review.findings] == [("ACC-A1", "does_not_meet")]
    assert tray.my_reviews(ministry.reviewers[0].id)[0].id == review.id
    with pytest.raises(ReviewsMissing):
        service.outcome(application)


def test_refuses_to_file_half_a_review(ministry: Ministry, application: Application) -> None:
    with pytest.raises(IncompleteFindings):
        service.file_review(application.id, ReviewDraft({"ACC-A1": "meets"}, {}, "x"), actor=ministry.reviewer(0))
    waved = opinion(application)
    waived = ReviewDraft({**waved.findings, "ACC-A1": "not_applicable"}, {}, "x")
    with pytest.raises(IncompleteFindings):
        service.file_review(application.id, waived, actor=ministry.reviewer(0))


def test_refuses_a_finding_without_its_why_and_a_review_without_opinion(
    ministry: Ministry, application: Application
) -> None:
    failing = opinion(application, "ACC-B4")
    with pytest.raises(FindingNeedsComment):
        service.file_review(application.id, ReviewDraft(failing.findings, {}, "x"), actor=ministry.reviewer(0))
    with pytest.raises(OpinionMissing):
        service.file_review(
            application.id, ReviewDraft(failing.findings, failing.comments, ""), actor=ministry.reviewer(0)
        )


def test_refuses_a_review_of_what_nobody_assigned(ministry: Ministry, application: Application) -> None:
    with pytest.raises(NotYourReview):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(2))


def test_refuses_reviews_while_information_is_awaited(ministry: Ministry, application: Application) -> None:
    service.request_information(application.id, "Falta algo.", actor=ministry.head)
    with pytest.raises(StepRefused):
        service.file_review(application.id, opinion(application), actor=ministry.reviewer(0))


def test_refuses_to_go_on_before_the_applicants_time_is_over(
    ministry: Ministry, application: Application, clock: Any
) -> None:
    service.request_information(application.id, "Falta algo.", actor=ministry.head)
    with pytest.raises(StepRefused):
        service.resume(application.id, actor=ministry.head)
    clock.tick(days=30)
    assert service.resume(application.id, actor=ministry.head).state == "under_review"


def test_refuses_reviewers_before_the_review_has_begun(ministry: Ministry, provider: Provider) -> None:
    application = ministries.submitted(provider)
    with pytest.raises(StepRefused):
        service.assign_reviewer(application.id, ministry.reviewers[0].id, actor=ministry.head)


def test_refuses_the_dossier_to_whom_it_does_not_concern(
    ministry: Ministry, application: Application, provider: Provider
) -> None:
    from registry.accounts.queries import actor_of

    may = {
        "administrator": tray.may_read_dossier(application, ministries.administrator(provider)),
        "head": tray.may_read_dossier(application, ministry.head),
        "reviewer": tray.may_read_dossier(application, ministry.reviewer(0)),
        "unassigned": tray.may_read_dossier(application, ministry.reviewer(2)),
        "observer": tray.may_read_dossier(application, actor_of(new_account(Role.AUTHORITY_OBSERVER))),
        "stranger": tray.may_read_dossier(application, ministries.administrator(ministries.new_provider())),
    }
    assert may == {
        "administrator": True, "head": True, "reviewer": True,
        "unassigned": False, "observer": False, "stranger": False,
    }  # fmt: skip
    draft = ministries.started(ministries.new_provider())
    assert not tray.may_read_dossier(draft, ministry.head)
