"""Reading applications: one with all that belongs to it, the authority's tray with its clocks, a reviewer's work."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from registry.accounts.actor import Actor
from registry.curriculum import queries as curriculum
from registry.curriculum.criteria import Criteria, Criterion, applicable, conditions_of, decide
from registry.db import db
from registry.providers import reviewing
from registry.providers.deadlines import days_left
from registry.providers.dossier import Answer
from registry.providers.errors import NoSuchApplication, NoSuchFile
from registry.providers.models import Application, DossierItem, EvidenceFile, Review
from registry.providers.reviewing import Seat
from registry.providers.rules import OPEN, ApplicationState

#: A page of the tray; an authority with more open applications than this reads them in pages.
PAGE_SIZE = 50


def application(application_id: uuid.UUID) -> Application:
    """One application with dossier (without the files' bytes), reviews and events. Raises `NoSuchApplication`."""
    found: Application | None = db.session.scalar(_whole().where(Application.id == application_id))
    if found is None:
        raise NoSuchApplication(number=str(application_id))
    return found


def by_number(number: str, *, provider_id: uuid.UUID | None = None) -> Application:
    """The application of a number, of that provider alone where one is given. Raises `NoSuchApplication`."""
    statement = _whole().where(Application.number == number)
    if provider_id is not None:
        statement = statement.where(Application.provider_id == provider_id)
    found: Application | None = db.session.scalar(statement)
    if found is None:
        raise NoSuchApplication(number=number)
    return found


def current_of(provider_id: uuid.UUID) -> Application | None:
    """The provider's newest application, whatever became of it."""
    return db.session.scalar(
        _whole()
        .where(Application.provider_id == provider_id)
        .order_by(Application.created_at.desc(), Application.id.desc())
        .limit(1)
    )


def open_of(provider_id: uuid.UUID) -> Application | None:
    """The provider's application under way, if any."""
    return db.session.scalar(
        _whole().where(Application.provider_id == provider_id, Application.state.in_(sorted(OPEN))).limit(1)
    )


def evidence(application: Application, file_id: uuid.UUID) -> EvidenceFile:
    """A piece of evidence of that application. Raises `NoSuchFile`."""
    found: EvidenceFile | None = db.session.scalar(
        select(EvidenceFile)
        .join(DossierItem, DossierItem.id == EvidenceFile.item_id)
        .where(EvidenceFile.id == file_id, DossierItem.application_id == application.id)
    )
    if found is None:
        raise NoSuchFile()
    return found


def criteria_of(application: Application) -> Criteria:
    """The criteria that the application is held to, typed."""
    return curriculum.typed_criteria(application.criteria_version)


def conditions(application: Application) -> frozenset[str]:
    """The conditions that hold for it: of its tracks, its country and what the provider declares."""
    return conditions_of(tracks=application.tracks, country=application.provider.country, declared=application.declared)


def applying(application: Application) -> tuple[Criterion, ...]:
    """The criteria that apply to it, in order."""
    return applicable(criteria_of(application), conditions(application))


def answers(application: Application) -> Mapping[str, Answer]:
    """What its dossier says, by criterion."""
    return {item.criterion_id: Answer(bool(item.statement), len(item.files)) for item in application.items}


def computed_of(application: Application) -> dict[str, bool]:
    """What was computed when it was handed in, by criterion."""
    return {name: bool(value["meets"]) for name, value in application.computed.items()}


def seats_of(application: Application) -> list[Seat]:
    """Its reviewers' seats, with what each filed review amounts to."""
    criteria, holding, computed = criteria_of(application), conditions(application), computed_of(application)
    return [_seat(review, criteria, holding, computed) for review in application.reviews]


def _seat(review: Review, criteria: Criteria, holding: frozenset[str], computed: Mapping[str, bool]) -> Seat:
    decision = None
    if review.filed_at is not None:
        found = {finding.criterion_id: finding.value for finding in review.findings}
        decision = decide(criteria, reviewing.with_computed(found, computed), holding)
    return Seat(
        reviewer_id=review.reviewer_id,
        number=review.seat,
        filed_at=review.filed_at,
        recused=review.recused_at is not None,
        decision=decision,
    )


def may_read_dossier(application: Application, actor: Actor) -> bool:
    """Whether the actor may open the evidence: its provider, its reviewers, and who assigns or decides.

    Never somebody who holds a role at the institution and reads as the authority.
    """
    if actor.may("provider:read", at_provider=application.provider_id):
        return True
    if application.provider_id in actor.provider_ids or application.state == ApplicationState.DRAFT:
        return False
    if actor.may("application:read") and (actor.may("application:assign") or actor.may("application:decide")):
        return True
    seated = {review.reviewer_id for review in application.reviews if review.recused_at is None}
    return actor.may("application:read") and actor.account_id in seated


@dataclass(frozen=True, slots=True)
class TrayLine:
    """An application in the tray. ``days_left`` are business days until ``due_at``, negative when it has passed."""

    number: str
    provider: str
    state: str
    submitted_at: dt.datetime | None
    due_at: dt.datetime | None
    days_left: int | None
    seats: int
    filed: int


@dataclass(frozen=True, slots=True)
class Tray:
    """A page of what is under way, the most urgent first."""

    lines: tuple[TrayLine, ...]
    total: int


def tray(at: dt.datetime, *, state: str | None = None, page: int = 1) -> Tray:
    """What waits for the authority (or for applicants), by deadline. Three queries."""
    wanted = [state] if state else sorted(OPEN - {ApplicationState.DRAFT})
    total = db.session.scalar(select(func.count()).select_from(Application).where(Application.state.in_(wanted)))
    rows = db.session.scalars(
        select(Application)
        .where(Application.state.in_(wanted))
        .options(joinedload(Application.provider), selectinload(Application.reviews))
        .order_by(Application.due_at.is_(None), Application.due_at, Application.number)
        .limit(PAGE_SIZE)
        .offset((max(page, 1) - 1) * PAGE_SIZE)
    ).all()
    return Tray(tuple(_line(row, at) for row in rows), total or 0)


def _line(row: Application, at: dt.datetime) -> TrayLine:
    present = [review for review in row.reviews if review.recused_at is None]
    return TrayLine(
        number=row.number,
        provider=row.provider.name,
        state=row.state,
        submitted_at=row.submitted_at,
        due_at=row.due_at,
        days_left=left(row.due_at, at),
        seats=len(present),
        filed=sum(review.filed_at is not None for review in present),
    )


def left(due_at: dt.datetime | None, at: dt.datetime) -> int | None:
    """Business days until a deadline, in the authority's calendar; None without one."""
    return None if due_at is None else days_left(due_at, at=at, calendar=curriculum.business_calendar())


def counts(at: dt.datetime) -> Mapping[str, int]:
    """How many applications are in each open state, and ``overdue`` ones that wait for the authority."""
    rows = db.session.execute(
        select(
            Application.state,
            func.count(),
            func.count().filter(Application.due_at.is_not(None), Application.due_at < at),
        )
        .where(Application.state.in_(sorted(OPEN - {ApplicationState.DRAFT})))
        .group_by(Application.state)
    ).all()
    result = {state: count for state, count, _late in rows}
    waiting = (ApplicationState.SUBMITTED, ApplicationState.UNDER_REVIEW)
    return result | {"overdue": sum(late for state, _count, late in rows if state in waiting)}


def of_provider(provider_id: uuid.UUID) -> Sequence[Application]:
    """Every application that a provider handed in, newest first."""
    return db.session.scalars(
        select(Application)
        .where(Application.provider_id == provider_id, Application.state != ApplicationState.DRAFT)
        .order_by(Application.created_at.desc(), Application.id.desc())
    ).all()


def published_rulings(provider_id: uuid.UUID) -> Sequence[Application]:
    """The decided applications of a provider, newest first: their rulings and findings are public."""
    return db.session.scalars(
        select(Application)
        .where(Application.provider_id == provider_id, Application.decided_at.is_not(None))
        .options(joinedload(Application.criteria_version))
        .order_by(Application.decided_at.desc(), Application.id.desc())
    ).all()


def my_reviews(account_id: uuid.UUID, *, filed: bool = False) -> Sequence[Review]:
    """The reviews that somebody still has to file (or has filed), with application and provider, oldest first."""
    statement = (
        select(Review)
        .join(Review.application)
        .where(Review.reviewer_id == account_id, Review.recused_at.is_(None))
        .options(joinedload(Review.application).joinedload(Application.provider))
        .order_by(Review.assigned_at, Review.id)
    )
    if filed:
        return db.session.scalars(statement.where(Review.filed_at.is_not(None))).all()
    waiting = [ApplicationState.UNDER_REVIEW, ApplicationState.INFORMATION_REQUESTED]
    return db.session.scalars(statement.where(Review.filed_at.is_(None), Application.state.in_(waiting))).all()


def count_my_reviews(account_id: uuid.UUID) -> int:
    """How many reviews somebody still has to file."""
    statement = (
        select(func.count())
        .select_from(Review)
        .join(Review.application)
        .where(
            Review.reviewer_id == account_id,
            Review.recused_at.is_(None),
            Review.filed_at.is_(None),
            Application.state.in_([ApplicationState.UNDER_REVIEW, ApplicationState.INFORMATION_REQUESTED]),
        )
    )
    return db.session.scalar(statement) or 0


def _whole() -> Select[Application]:
    return select(Application).options(
        joinedload(Application.provider),
        joinedload(Application.criteria_version),
        selectinload(Application.items).selectinload(DossierItem.files),
        selectinload(Application.reviews).selectinload(Review.findings),
        selectinload(Application.events),
    )
