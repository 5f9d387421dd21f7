"""The authority's side of an application: taking it up, asking, assigning reviewers, their rulings, the decision."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from registry import clock
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.curriculum import queries as curriculum
from registry.curriculum.criteria import Criteria, Decision, Finding, Result, decide
from registry.db import db
from registry.documents.accreditation import Condition
from registry.errors import NotFound
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.providers import accrediting, applying, deadlines, dossier, reviewing, rules, tray
from registry.providers.accrediting import Terms
from registry.providers.commands import ReviewDraft, Ruling
from registry.providers.errors import (
    NotAReviewer,
    NotYourReview,
    RequestMissing,
    ResultChanged,
    ReviewFiled,
    RulingMissing,
    StatementTooLong,
    StepRefused,
)
from registry.providers.messages import APPLICATION_STATES, ASSIGN, REVIEW, WHY_NOT
from registry.providers.models import Accreditation, Application, Review, ReviewFinding
from registry.providers.rules import ApplicationState, Step

RULING_MAXIMUM = 8_000


def take_up(application_id: uuid.UUID, *, actor: Actor) -> Application:
    """Accept the dossier as complete and start the review. Raises NotAllowed, `StepRefused`."""
    actor.require("application:assign")
    application = _free(application_id, actor)
    following = rules.after_step(application.state, Step.TAKE_UP)
    applying.move(application, Step.TAKE_UP, following, actor)
    application.due_at = applying.ruling_due(application)
    db.session.flush()
    return application


def request_information(application_id: uuid.UUID, text: str, *, actor: Actor) -> Application:
    """Ask the applicant for what is missing; the ruling's clock stops while the applicant's runs.

    Raises NotAllowed (who assigns, or a reviewer of this application), `StepRefused`, `RequestMissing`.
    """
    application = _free(application_id, actor)
    if not _sits(application, actor):
        actor.require("application:assign")
    following = rules.after_step(application.state, Step.REQUEST_INFORMATION)
    if not text.strip():
        raise RequestMissing()
    asked = dossier.require_statement(text)
    applying.move(application, Step.REQUEST_INFORMATION, following, actor, note=asked)
    days = tray.criteria_of(application).business_days
    application.due_at = deadlines.due(clock.now(), days[deadlines.REPLY], curriculum.business_calendar())
    db.session.flush()
    for account in accounts.recipients([Role.PROVIDER_ADMIN], application.provider_id):
        values = {
            "provider": application.provider.name,
            "number": application.number,
            "request": asked,
            "url": applying.page_of(application),
            "due": deadlines.day_of(application.due_at),
        }
        notices.enqueue(Kind.INFORMATION_REQUESTED, account.address, account.language, values)
    return application


def resume(application_id: uuid.UUID, *, actor: Actor) -> Application:
    """Go on without a reply once its time is over. Raises NotAllowed, `StepRefused`."""
    actor.require("application:assign")
    application = _free(application_id, actor)
    due = application.due_at or clock.now()
    following = rules.resume(application.state, reply_due=due, at=clock.now())
    applying.move(application, Step.RESUME, following, actor)
    application.due_at = applying.ruling_due(application)
    db.session.flush()
    return application


def assign_reviewer(application_id: uuid.UUID, account_id: uuid.UUID, *, actor: Actor) -> Review:
    """Give a reviewer a free seat, or the third one when the first two disagree.

    Raises NotAllowed, `StepRefused`, `NotAReviewer`, `ConflictOfInterest`, `AlreadyAssigned`, `SeatsTaken`.
    """
    actor.require("application:assign")
    application = _under_review(_free(application_id, actor), ASSIGN)
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound()
    holds = accounts.actor_of(account)
    if account.disabled_at is not None or not holds.may("application:review"):
        raise NotAReviewer(reviewer=account.name)
    provider = application.provider
    reviewing.require_free_of_conflict(account.name, holds.provider_ids, provider.id, provider.name)
    criteria = tray.criteria_of(application)
    seat = reviewing.seat_for(tray.seats_of(application), criteria, reviewer_id=account.id, reviewer_name=account.name)
    review = Review(reviewer_id=account.id, seat=seat, assigned_at=clock.now(), opinion="")
    application.reviews.append(review)
    if seat > criteria.reviewers_min:
        third = deadlines.due(clock.now(), criteria.business_days[deadlines.THIRD], curriculum.business_calendar())
        application.due_at = max(third, application.due_at or third)
    applying.remember(application, "assigned", actor)
    return review


def recuse(application_id: uuid.UUID, reviewer_id: uuid.UUID, reason: str, *, actor: Actor) -> Review:
    """Free a seat: the reviewer's own wish, or the authority's. What was filed stays filed.

    Raises NotAllowed, `NotYourReview`, `ReviewFiled`, `RequestMissing` without a reason.
    """
    application = applying.locked(application_id)
    if actor.account_id != reviewer_id:
        actor.require("application:assign")
    review = _review_of(application, reviewer_id)
    if review.filed_at is not None:
        raise ReviewFiled()
    if not reason.strip():
        raise RequestMissing()
    review.recused_at, review.recusal_reason = clock.now(), dossier.require_statement(reason)
    applying.remember(application, "recused", actor)
    return review


def save_review(application_id: uuid.UUID, draft: ReviewDraft, *, actor: Actor) -> Review:
    """Keep a reviewer's findings so far; nobody else reads them. Raises NotAllowed, `NotYourReview`, `ReviewFiled`."""
    actor.require("application:review")
    application = _under_review(_free(application_id, actor), REVIEW)
    review = _review_of(application, actor.account_id)
    if review.filed_at is not None:
        raise ReviewFiled()
    _write(review, draft, {one.id for one in tray.applying(application)})
    db.session.flush()
    return review


def file_review(application_id: uuid.UUID, draft: ReviewDraft, *, actor: Actor) -> Review:
    """File a ruling, once and for good.

    Raises what `save_review` raises, IncompleteFindings, `FindingNeedsComment`, `OpinionMissing`.
    """
    review = save_review(application_id, draft, actor=actor)
    application = review.application
    findings = {one.criterion_id: one.value for one in review.findings}
    comments = {one.criterion_id: one.comment for one in review.findings}
    decide(tray.criteria_of(application), findings, tray.conditions(application))
    reviewing.require_fileable(tray.applying(application), findings, comments, review.opinion)
    review.filed_at = clock.now()
    applying.remember(application, "review_filed", actor)
    return review


def outcome(application: Application) -> Decision:
    """What the rule in the criteria's data makes of the filed reviews. Raises `ReviewsMissing`, `ReviewersDisagree`."""
    return reviewing.ruled(tray.seats_of(application), tray.criteria_of(application))


def decide_application(application_id: uuid.UUID, ruling: Ruling, *, actor: Actor) -> Application:
    """Decide as the rule says, publish the ruling, and grant the accreditation if that is the result.

    Raises NotAllowed, `ConflictOfInterest`, `StepRefused`, `ReviewsMissing`, `ReviewersDisagree`, `RulingMissing`,
    `ResultChanged` when the result is no longer the one that the deciding person saw, `AuthorityMissing`.
    """
    actor.require("application:decide")
    application = _free(application_id, actor)
    criteria = tray.criteria_of(application)
    _under_review(application, REVIEW)
    decision = outcome(application)
    following = rules.after_step(application.state, rules.STEP_OF_RESULT[decision.result])
    if not ruling.text.strip():
        raise RulingMissing()
    if len(ruling.text) > RULING_MAXIMUM:
        raise StatementTooLong(length=len(ruling.text), maximum=RULING_MAXIMUM)
    if ruling.expected_result != decision.result:
        raise ResultChanged(result=APPLICATION_STATES[decision.result.value])
    application.decision, application.decision_rule = decision.result.value, decision.rule_id
    application.ruling, application.decided_at, application.due_at = ruling.text.strip(), clock.now(), None
    application.findings = reviewing.found_together(tray.applying(application), decision)
    applying.move(application, rules.STEP_OF_RESULT[decision.result], following, actor)
    if decision.result is not Result.DENIED:
        _accredit(application, criteria, decision, actor)
    _tell(application, decision.result)
    return application


def _accredit(application: Application, criteria: Criteria, decision: Decision, actor: Actor) -> Accreditation:
    due = clock.now() + dt.timedelta(days=criteria.calendar_days[deadlines.CONDITION])
    unmet = [one for one in criteria.every if one.id in decision.failed_mandatory]
    day = deadlines.end_of(deadlines.day_of(due))
    terms = Terms(
        wanted=applying.wanted_of(application),
        months=criteria.validity_months,
        conditions=tuple(Condition(one.id, one.text, day) for one in unmet),
    )
    return accrediting.grant(application.provider, terms, application=application, actor=actor)


def _tell(application: Application, result: Result) -> None:
    for account in accounts.recipients([Role.PROVIDER_ADMIN], application.provider_id):
        values = {
            "provider": application.provider.name,
            "number": application.number,
            "decision": result.value,
            "url": applying.page_of(application),
            "ruling": application.ruling or "",
        }
        notices.enqueue(Kind.APPLICATION_DECIDED, account.address, account.language, values)


def _free(application_id: uuid.UUID, actor: Actor) -> Application:
    """The application, locked, for somebody of the authority without a tie to the institution."""
    application = applying.locked(application_id)
    provider = application.provider
    if actor.account_id is not None:
        account = db.session.get(Account, actor.account_id)
        name = account.name if account else ""
        reviewing.require_free_of_conflict(name, actor.provider_ids, provider.id, provider.name)
    return application


def _under_review(application: Application, step: object) -> Application:
    if application.state != ApplicationState.UNDER_REVIEW:
        why = WHY_NOT["decided" if application.state not in rules.OPEN else f"not_{application.state}"]
        raise StepRefused(step=step, state=APPLICATION_STATES[application.state], why=why)
    return application


def _sits(application: Application, actor: Actor) -> bool:
    return actor.may("application:review") and any(
        review.reviewer_id == actor.account_id and review.recused_at is None for review in application.reviews
    )


def _review_of(application: Application, reviewer_id: uuid.UUID | None) -> Review:
    for review in application.reviews:
        if review.reviewer_id == reviewer_id and review.recused_at is None:
            return review
    raise NotYourReview()


def _write(review: Review, draft: ReviewDraft, known: set[str]) -> None:
    kept: Mapping[str, ReviewFinding] = {one.criterion_id: one for one in review.findings}
    for criterion in known & {*draft.findings, *draft.comments}:
        value, comment = draft.findings.get(criterion, ""), draft.comments.get(criterion, "").strip()
        if len(comment) > reviewing.COMMENT_MAXIMUM:
            raise StatementTooLong(length=len(comment), maximum=reviewing.COMMENT_MAXIMUM)
        finding = kept.get(criterion)
        if finding is None:
            finding = ReviewFinding(criterion_id=criterion)
            review.findings.append(finding)
        finding.value = value if value in set(Finding) else ""
        finding.comment = comment
    if len(draft.opinion) > reviewing.OPINION_MAXIMUM:
        raise StatementTooLong(length=len(draft.opinion), maximum=reviewing.OPINION_MAXIMUM)
    review.opinion = draft.opinion.strip()
