"""Reading enrolments: the institution's pages, the learner's own, who began for the indicators."""

from __future__ import annotations

import csv
import datetime as dt
import io
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from registry import clock
from registry.custody import vault
from registry.db import db
from registry.definitions.models import DefinitionVersion
from registry.enrolments import matching
from registry.enrolments.errors import NoSuchEnrolment, NoSuchList
from registry.enrolments.messages import ERROR
from registry.enrolments.models import Enrolment, EnrolmentList
from registry.enrolments.planning import Plan
from registry.enrolments.sheets import CURP, EMAIL
from registry.issuing.intake.contact import read_email
from registry.people.curp import masked_curp, read_curp
from registry.people.models import Person
from registry.providers.models import Provider
from registry.texts import Language, Text

#: How many of one person's are shown.
MOST_SHOWN = 50
#: A course counts as concluded within this many days (IND-A3).
DAYS = 180
#: What the file of rows to correct adds to the columns that came.
ADDED = (Text("Renglón", "Row"), Text("Qué corregir", "What to correct"))


@dataclass(frozen=True, slots=True)
class Shown:
    """An enrolment with what became of it. ``who`` is masked."""

    enrolment: Enrolment
    who: str
    title: Text
    institution: str
    outcome: str  # one of `messages.OUTCOMES`
    awarded_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Begun:
    """Who began a course, for counting: ``person`` is the record, or the digest where the registry knows nobody.

    ``earned_in_time``: the microcredential came within `DAYS`; ``after_award`` as in `Enrolment`.
    """

    person: uuid.UUID | bytes
    started_on: dt.date
    handed_in_at: dt.datetime
    after_award: bool
    earned_in_time: bool
    occupation: str | None
    sector: str | None
    gender: str | None
    age_group: str | None
    state: str | None
    profile: str | None
    mode: str | None


def enrolment_list(list_id: uuid.UUID, *, provider_id: uuid.UUID) -> EnrolmentList:
    """A file of an institution. Raises NoSuchList, also for another institution's."""
    row = db.session.get(EnrolmentList, list_id)
    if row is None or row.provider_id != provider_id:
        raise NoSuchList()
    return row


def enrolment(enrolment_id: uuid.UUID, *, provider_id: uuid.UUID) -> Enrolment:
    """An enrolment of an institution. Raises NoSuchEnrolment, also for another institution's."""
    row = db.session.get(Enrolment, enrolment_id)
    if row is None or row.provider_id != provider_id:
        raise NoSuchEnrolment()
    return row


def lists(provider_id: uuid.UUID, *, most: int) -> Sequence[EnrolmentList]:
    """The newest files of an institution."""
    return db.session.scalars(
        select(EnrolmentList)
        .where(EnrolmentList.provider_id == provider_id)
        .order_by(EnrolmentList.created_at.desc(), EnrolmentList.id.desc())
        .limit(most)
    ).all()


def count(provider_id: uuid.UUID) -> int:
    """How many enrolments an institution has handed in."""
    return int(db.session.scalar(select(func.count()).where(Enrolment.provider_id == provider_id)) or 0)


def of_provider(provider_id: uuid.UUID, *, page: int, size: int) -> list[Shown]:
    """A page of an institution's enrolments, latest start first."""
    rows = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.provider_id == provider_id)
        .options(selectinload(Enrolment.definition_version))
        .order_by(Enrolment.started_on.desc(), Enrolment.id)
        .offset((page - 1) * size)
        .limit(size)
    ).all()
    return shown(rows)


def find(provider_id: uuid.UUID, written: str) -> list[Shown]:
    """Somebody's enrolments at an institution, by CURP or e-mail as typed; none for what is neither."""
    code, (email, _) = read_curp(written), read_email(written)
    if code.fault is None:
        digest = matching.digest_of(CURP, code.code)
    elif email is not None:
        digest = matching.digest_of(EMAIL, email)
    else:
        return []
    rows = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_digest == digest, Enrolment.provider_id == provider_id)
        .options(selectinload(Enrolment.definition_version))
        .order_by(Enrolment.started_on.desc(), Enrolment.id)
    ).all()
    return shown(rows)


def of_person(person: Person) -> list[Shown]:
    """What somebody began, latest first, as far as it is sure that it is theirs."""
    digests = matching.digests_of(person, verified=True)
    rows = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_digest.in_(digests))
        .options(selectinload(Enrolment.definition_version))
        .order_by(Enrolment.started_on.desc(), Enrolment.id)
        .limit(MOST_SHOWN)
    ).all()
    return shown(rows)


def shown(rows: Sequence[Enrolment]) -> list[Shown]:
    """Enrolments with their outcomes, in their order."""
    courses = {one.definition_version.definition_id for one in rows}
    found = matching.matched([one.person_digest for one in rows], courses)
    names = {
        one.id: one.name
        for one in db.session.scalars(select(Provider).where(Provider.id.in_({each.provider_id for each in rows})))
    }
    made = []
    for one in rows:
        version = one.definition_version
        earned = found.earned(one.person_digest, version.definition_id, since=one.started_on)
        made.append(
            Shown(one, _masked(one), Text.of(version.design["title"]), names[one.provider_id],
                  outcome_of(one, earned, today=clock.today()), earned)
        )  # fmt: skip
    return made


def outcome_of(one: Enrolment, earned: dt.date | None, *, today: dt.date) -> str:
    """What became of an enrolment: an award counts more than an end that was marked."""
    if earned is not None:
        return "completed"
    if one.ended_on is not None:
        return "ended"
    return "open" if one.planned_end >= today else "unknown"


def begun(first: dt.date, last: dt.date) -> list[Begun]:
    """Who began a course on these days, each enrolment once, without those who oppose being counted."""
    rows = db.session.execute(
        select(Enrolment, DefinitionVersion.definition_id, DefinitionVersion.profile)
        .join(DefinitionVersion, DefinitionVersion.id == Enrolment.definition_version_id)
        .where(Enrolment.started_on >= first, Enrolment.started_on <= last)
        .order_by(Enrolment.started_on, Enrolment.id)
    ).all()
    found = matching.matched([one.person_digest for one, _, _ in rows], {definition for _, definition, _ in rows})
    made = []
    for one, definition_id, profile in rows:
        digest = bytes(one.person_digest)
        if digest in found.opposed:
            continue
        earned = found.earned(digest, definition_id, since=one.started_on)
        made.append(
            Begun(
                person=found.root.get(digest, digest),
                started_on=one.started_on,
                handed_in_at=one.handed_in_at,
                after_award=one.after_award,
                earned_in_time=earned is not None and earned <= one.started_on + dt.timedelta(days=DAYS),
                occupation=one.occupation,
                sector=one.sector,
                gender=one.gender,
                age_group=one.age_group,
                state=one.state_code,
                profile=profile,
                mode=one.mode,
            )
        )
    return made


def institutions(first: dt.date, last: dt.date) -> int:
    """How many institutions handed in who began on these days."""
    return int(
        db.session.scalar(
            select(func.count(func.distinct(Enrolment.provider_id))).where(
                Enrolment.started_on >= first, Enrolment.started_on <= last
            )
        )
        or 0
    )


def faulty_rows(plan: Plan, language: Language) -> bytes:
    """The rows that are left out, as CSV with what is wrong with each: to correct and upload again."""
    out = io.StringIO()
    writer = csv.writer(out)
    headings = plan.judged.headings
    writer.writerow([*headings, *(one.in_(language) for one in ADDED)])
    said: dict[int, list[str]] = {}
    for one in plan.findings:
        if one.severity == ERROR and one.row is not None:
            said.setdefault(one.row, []).append(f"{one.text.in_(language)} {one.remedy.in_(language)}")
    for number, cells in _texts(plan, said):
        # A leading sign would be a formula in a spreadsheet.
        safe = [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]
        writer.writerow([*safe, *[""] * (len(headings) - len(safe)), number, " ".join(said[number])])
    return ("\ufeff" + out.getvalue()).encode()


def _texts(plan: Plan, wanted: Iterable[int]) -> list[tuple[int, tuple[str, ...]]]:
    return [(number, plan.judged.cells.get(number, ())) for number in sorted(wanted)]


def _masked(one: Enrolment) -> str:
    """Who it is, for the institution that handed it in: enough to recognise, not to copy."""
    identity = vault.unseal(one.sealed, context=f"enrolment:{one.id}").decode()
    if one.identified_by == CURP:
        return masked_curp(identity)
    name, _, domain = identity.partition("@")
    return f"{name[:2]}···@{domain}"
