"""The only writer of schools: declarations of teaching staff, and the recognition that follows from the records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.awards.rules import end_of_validity
from registry.db import db
from registry.errors import NotAllowed, RegistryError
from registry.floor import queries, rules, sheets
from registry.floor.errors import (
    CctUnfit,
    DatesUnfit,
    DeclaredTwice,
    FileFindings,
    LineFinding,
    NameUnfit,
    NoDeclaration,
    NotSecondary,
    SourceMissing,
    StaffUnfit,
)
from registry.floor.models import School, SchoolDeclaration
from registry.floor.rules import MOST_STAFF, SchoolFinding
from registry.texts import CENTRAL_MEXICO, Text

PERMISSION = "school:declare"
INCENTIVE = "prg-literacy-floor-school"
COLUMNS: Mapping[str, Sequence[str]] = {
    "cct": ("cct", "school_key"),
    "name": ("escuela", "school", "nombre", "name"),
    "staff": ("planta_docente", "teaching_staff", "docentes", "staff"),
    "source": ("fuente", "source"),
    "declared_on": ("fecha", "date"),
}
#: Schools counted again in one slice of the worker, and how old a count may be.
AT_ONCE = 200
COUNT_EVERY = dt.timedelta(hours=24)
SHORTEST_SOURCE, LONGEST_SOURCE = 4, 300
_TWICE = Text("{cct} ya está en la línea {line}.", "{cct} already stands in line {line}.")
_FUTURE = Text("la planta no se declara con fecha futura.", "staff is not declared with a future date.")
_OLD = Text(
    "una declaración vale {months} meses; esta ya no valdría.",
    "a declaration holds for {months} months; this one is over.",
)
_NOT_A_DAY = Text("«{value}» no es una fecha como 2026-11-22.", "“{value}” is not a date such as 2026-11-22.")
_ELSEWHERE = Text(
    "{cct} no es de su entidad: empieza con {state}.", "{cct} is not of your state: it begins with {state}."
)


@dataclass(frozen=True, slots=True)
class Declared:
    """What is said of a school."""

    cct: str
    name: str
    staff: int
    source: str
    declared_on: dt.date


def declare(said: Declared, *, way: str = "form", actor: Actor) -> SchoolDeclaration:
    """Enter a declaration and count the school. A state's administrator may for schools of that state alone.

    Raises `CctUnfit`, `NotSecondary`, `NotAllowed`, `NameUnfit`, `StaffUnfit`, `SourceMissing`, `DatesUnfit`,
    `DeclaredTwice`.
    """
    made = _enter(said, way, actor)
    recount([made.cct])
    return made


def import_declarations(body: bytes, *, actor: Actor) -> int:
    """Many from a CSV, all or nothing; how many. Raises `NotAllowed`, `FileUnreadable`, `FileFindings`."""
    if not (actor.may_somewhere(PERMISSION) or actor.kind == "system"):
        raise NotAllowed(permission=PERMISSION)
    with db.session.begin_nested():
        made = _imported(body, actor)
        recount(made)
    return len(made)


def _imported(body: bytes, actor: Actor) -> list[str]:
    findings: list[LineFinding] = []
    lines: dict[str, int] = {}
    made: list[str] = []
    for row in sheets.read(body, COLUMNS):
        cct = rules.read_cct(row.cells["cct"]) or row.cells["cct"][:20]
        if cct in lines:
            findings.append(LineFinding(row.line, "twice", _TWICE.format(cct=cct, line=lines[cct])))
            continue
        lines[cct] = row.line
        try:
            made.append(_enter(_of_row(row), "csv", actor).cct)
        except NotAllowed:
            findings.append(LineFinding(row.line, "not_your_state", _ELSEWHERE.format(cct=cct, state=cct[:2])))
        except RegistryError as refusal:
            findings.append(LineFinding(row.line, refusal.code, refusal.said))
    if findings:
        raise FileFindings(findings)
    return made


def withdraw(cct: str, *, actor: Actor) -> School:
    """Take back the declaration that speaks for a school; the one before it speaks again, if it still holds.

    Raises `NotAllowed`, `NoDeclaration`.
    """
    actor.require(PERMISSION, at=_place(cct))
    said = queries.declarations_of([cct]).get(cct)
    if said is None:
        raise NoDeclaration()
    said.withdrawn_at, said.withdrawn_by = clock.now(), actor.account_id
    db.session.flush()
    record("school.declaration_withdrawn", "school_declaration", said.id, actor=actor, cct=cct)
    recount([cct])
    return db.session.get_one(School, cct)


def recount(ccts: Collection[str]) -> None:
    """Count these schools from the records of this moment, and recognise or end what follows from it."""
    incentive = queries.incentive(INCENTIVE)
    now, today = clock.now(), clock.today()
    said = queries.declarations_of(ccts)
    living = {cct: one for cct, one in said.items() if _ends_on(one, incentive.valid_months or 12) >= today}
    starts = queries.holders_of(list(living), now)
    for cct in sorted(set(ccts)):
        school = db.session.get(School, cct) or School(cct=cct, name="", holders=0, checked_at=now)
        db.session.add(school)
        one = living.get(cct)
        held = starts.get(cct, [])
        school.checked_at = now
        school.holders = len(held)
        school.name = (one or said.get(cct) or school).name
        school.staff = one.staff if one else None
        school.declared_on = one.declared_on if one else None
        school.ends_on = _ends_on(one, incentive.valid_months or 12) if one else None
        _recognise(school, [_day(at) for at in held], incentive.threshold_percent or 100, today)
    db.session.flush()


def recount_due() -> int:
    """What the worker does: schools whose count is a day old, a slice of them. How many."""
    old = clock.now() - COUNT_EVERY
    due = list(db.session.scalars(select(School.cct).where(School.checked_at <= old).limit(AT_ONCE)))
    if due:
        recount(due)
    return len(due)


def _recognise(school: School, starts: Sequence[dt.date], threshold: int, today: dt.date) -> None:
    reached = rules.judged(school.staff, len(starts), threshold) is SchoolFinding.REACHED
    if reached and school.since is None:
        assert school.staff is not None and school.declared_on is not None  # noqa: S101  judged says so
        school.since = rules.reached_on(starts, school.staff, threshold, school.declared_on)
    elif not reached and school.since is not None:
        school.since, school.lapsed_on = None, today


def _enter(said: Declared, way: str, actor: Actor) -> SchoolDeclaration:
    cct = rules.read_cct(said.cct)
    if cct is None:
        raise CctUnfit(cct=said.cct[:20])
    actor.require(PERMISSION, at=_place(cct))
    if not rules.is_secondary(cct):
        services = ", ".join(content.formats()["cct"]["secondary_services"])
        raise NotSecondary(cct=cct, services=services)
    if not 3 <= len(said.name.strip()) <= 160:
        raise NameUnfit()
    if not 1 <= said.staff <= MOST_STAFF:
        raise StaffUnfit(most=MOST_STAFF)
    if not SHORTEST_SOURCE <= len(said.source.strip()) <= LONGEST_SOURCE:
        raise SourceMissing()
    _check_day(said.declared_on)
    before = select(SchoolDeclaration.id).where(
        SchoolDeclaration.cct == cct,
        SchoolDeclaration.declared_on == said.declared_on,
        SchoolDeclaration.withdrawn_at.is_(None),
    )
    if db.session.scalar(before) is not None:
        raise DeclaredTwice(cct=cct, day=said.declared_on)
    made = SchoolDeclaration(
        cct=cct,
        name=said.name.strip(),
        staff=said.staff,
        source=said.source.strip(),
        declared_on=said.declared_on,
        way=way,
        entered_at=clock.now(),
        entered_by=actor.account_id,
    )
    db.session.add(made)
    db.session.flush()
    record("school.declared", "school_declaration", made.id, actor=actor, cct=cct, staff=said.staff, way=way)
    return made


def _check_day(declared_on: dt.date) -> None:
    months = queries.incentive(INCENTIVE).valid_months or 12
    if declared_on > clock.today():
        raise DatesUnfit(problem=_FUTURE)
    if _after(declared_on, months) < clock.today():
        raise DatesUnfit(problem=_OLD.format(months=months))


def _of_row(row: sheets.Row) -> Declared:
    try:
        day = dt.date.fromisoformat(row.cells["declared_on"])
    except ValueError:
        raise DatesUnfit(problem=_NOT_A_DAY.format(value=row.cells["declared_on"][:40])) from None
    staff = sheets.whole(row.cells["staff"])
    return Declared(row.cells["cct"], row.cells["name"], staff or 0, row.cells["source"], day)


def _ends_on(said: SchoolDeclaration, months: int) -> dt.date:
    return _after(said.declared_on, months)


def _after(day: dt.date, months: int) -> dt.date:
    return end_of_validity(dt.datetime.combine(day, dt.time(12), CENTRAL_MEXICO), months).date()


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(CENTRAL_MEXICO).date()


def _place(cct: str) -> str:
    return f"state:{cct[:2]}"
