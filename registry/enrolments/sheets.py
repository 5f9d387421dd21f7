"""A file of enrolments (XLSX or CSV), row by row: what can be recorded and what is wrong. Pure but for the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from registry.enrolments import messages
from registry.enrolments.errors import ColumnsMissing, TooManyRows
from registry.enrolments.messages import ERROR
from registry.issuing.intake import Vocabulary, open_book
from registry.issuing.intake.cells import Cell, SheetRow
from registry.issuing.intake.contact import read_email
from registry.issuing.intake.dates import read_date
from registry.issuing.intake.places import is_abroad, read_state
from registry.issuing.intake.rules import curp_remark
from registry.issuing.intake.wording import key, plain, quoted
from registry.people.curp import read_curp
from registry.texts import Text

MAX_BYTES = 8 << 20
MOST_ROWS = 20_000
#: How many rows of titles may stand above the headings.
SEARCHED_ROWS = 30
#: Neither a start nor a planned end lies further off: a course that ended long before says nothing of who begins.
FARTHEST = dt.timedelta(days=3 * 366)
CURP, EMAIL = "curp", "email"
#: Kept with the person's consent alone.
FACTS = ("occupation", "sector", "gender", "age_group")

#: The columns of a file, each with its label; beneath it the headings that name it.
COLUMNS: Mapping[str, Text] = {
    "curp": Text("CURP", "CURP"),
    "email": Text("Correo", "E-mail"),
    "started_on": Text("Inicio", "Start"),
    "planned_end": Text("Término previsto", "Planned end"),
    "occupation": Text("Ocupación al ingresar (SINCO)", "Occupation on entry (SINCO)"),
    "sector": Text("Sector (SCIAN)", "Sector (SCIAN)"),
    "state": Text("Entidad de residencia", "State of residence"),
    "mode": Text("Modalidad", "Mode"),
    "gender": Text("Género", "Gender"),
    "age_group": Text("Grupo de edad", "Age group"),
    "course": Text("Microcredencial", "Microcredential"),
}
_HEADINGS: Mapping[str, str] = {
    "curp": "clave curp|clave única de registro de población",
    "email": "correo electrónico|email|e-mail|mail",
    "started_on": "fecha de inicio|inscripción|fecha de inscripción|start date|started on|enrolled on|enrolment date",
    "planned_end": "fin previsto|fecha de término prevista|fecha de término|término|fin|planned end date|end|end date",
    "occupation": "ocupación|ocupación anterior|ocupación al ingresar|sinco|puesto|occupation|previous occupation|"
    "occupation on entry",
    "sector": "sector|scian|sector económico|industry",
    "state": "entidad|entidad federativa|estado|state",
    "mode": "modo|modality",
    "gender": "sexo|sex",
    "age_group": "edad|rango de edad|age",
    "course": "diseño|curso|clave del curso|design|course|definition",
}
_NAMES = {
    key(name): column
    for column, label in COLUMNS.items()
    for name in (column, label.es, label.en, *_HEADINGS[column].split("|"))
}


@dataclass(frozen=True, slots=True)
class Course:
    """What can be enrolled in: a published version of one of the institution's designs."""

    version_id: str
    definition_id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One enrolment that a row hands in. ``identity`` is the CURP or the e-mail, in clear."""

    row: int
    course: Course
    identified_by: str
    identity: str
    started_on: dt.date
    planned_end: dt.date
    mode: str | None = None
    state: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> tuple[str, str, str]:
        """Whose enrolment in what: one row for each in a file."""
        return self.course.definition_id, self.identified_by, self.identity

    def same_as(self, other: Entry) -> bool:
        """Whether another row says the same."""
        return (self.who, self.started_on, self.planned_end, self.mode, self.state, dict(self.facts)) == (
            other.who, other.started_on, other.planned_end, other.mode, other.state, dict(other.facts)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row (None: with the file), and what to do; ``row`` as a spreadsheet numbers it."""

    row: int | None
    code: str
    severity: str
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Judged:
    """What a file holds. Rows with an error are not among the ``entries``; ``cells`` are the texts of all, by row."""

    headings: tuple[str, ...]
    rows: int
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...]
    cells: Mapping[int, tuple[str, ...]]


def finding(row: int | None, code: str, /, **values: object) -> Finding:
    """A finding in its words."""
    words = messages.FINDINGS[code]
    return Finding(row, code, words.severity, words.problem.format(**values), words.remedy.format(**values))


def read(
    source: BinaryIO, courses: Mapping[str, Course], chosen: Course, vocabulary: Vocabulary, *, today: dt.date
) -> Judged:
    """Judge a file. ``courses`` by what may name them in a cell (`plain`), ``chosen`` for rows that name none.

    Raises ColumnsMissing, TooManyRows, and the refusals of `registry.issuing.intake.open_book`.
    """
    with open_book(source, max_bytes=MAX_BYTES) as book:
        sheet = next((one.index for one in book.sheets if not one.hidden), 0)
        rows: list[SheetRow] = []
        for row in book.rows(sheet):
            if not row.is_blank:
                rows.append(row)
            if len(rows) > MOST_ROWS + SEARCHED_ROWS:
                raise TooManyRows(most=f"{MOST_ROWS:,}")
    heading, columns = _headings(rows)
    return judge(rows[heading + 1 :], columns, courses, chosen, vocabulary, today=today,
                 headings=tuple(cell.text for cell in rows[heading].cells))  # fmt: skip


def judge(
    rows: Sequence[SheetRow],
    columns: Mapping[str, int],
    courses: Mapping[str, Course],
    chosen: Course,
    vocabulary: Vocabulary,
    *,
    today: dt.date,
    headings: tuple[str, ...] = (),
) -> Judged:
    """Judge rows whose columns are known: those of a file, or the one of a form."""
    judging = _Judging(columns, courses, chosen, vocabulary, today, _letter_m(rows, columns))
    for row in rows:
        judging.take(row)
    return Judged(headings, len(rows), tuple(judging.entries), tuple(judging.findings), judging.cells)


def _headings(rows: Sequence[SheetRow]) -> tuple[int, Mapping[str, int]]:
    """The row of headings and the column of each field. Raises ColumnsMissing."""
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            name = _NAMES.get(key(cell.text))
            if name is not None:
                found.setdefault(name, index)
        if len(found) > len(best[1]):
            best = (place, found)
    missing = [COLUMNS[name] for name in ("started_on", "planned_end") if name not in best[1]]
    if not {CURP, EMAIL} & best[1].keys():
        missing.insert(0, Text("CURP o correo", "CURP or e-mail"))
    if missing:
        raise ColumnsMissing(missing=Text(", ".join(one.es for one in missing), ", ".join(one.en for one in missing)))
    return best


def _letter_m(rows: Iterable[SheetRow], columns: Mapping[str, int]) -> str | None:
    """What a lone M means in the column of genders: «H/M» or «F/M»; nothing where neither letter is there."""
    place = columns.get("gender")
    seen = {plain(row.at(place).text) for row in rows} if place is not None else set()
    return None if ("h" in seen) == ("f" in seen) else "woman" if "h" in seen else "man"


class _Judging:
    """What has been read of a file so far."""

    def __init__(
        self,
        columns: Mapping[str, int],
        courses: Mapping[str, Course],
        chosen: Course,
        vocabulary: Vocabulary,
        today: dt.date,
        letter_m: str | None,
    ) -> None:
        self._columns, self._courses, self._chosen = columns, courses, chosen
        self._vocabulary, self._today, self._letter_m = vocabulary, today, letter_m
        self._seen: dict[tuple[str, str, str], Entry] = {}
        self._row = 0
        self.entries: list[Entry] = []
        self.findings: list[Finding] = []
        self.cells: dict[int, tuple[str, ...]] = {}

    def take(self, row: SheetRow) -> None:
        """Judge one row."""
        self._row = row.number
        before = len(self.findings)
        course, person, days = self._course(row), self._person(row), self._days(row)
        mode, state = self._value(row, "mode"), self._state(row)
        facts = {name: value for name in FACTS if (value := self._value(row, name)) is not None}
        wrong = any(one.severity == ERROR for one in self.findings[before:])
        if course is not None and person is not None and days is not None and not wrong:
            entry = Entry(row.number, course, *person, *days, mode=mode, state=state, facts=facts)
            self._keep(entry)
        self.cells[row.number] = tuple(cell.text for cell in row.cells)

    def _keep(self, entry: Entry) -> None:
        """Keep the entry unless the file has the person before in the same course."""
        other = self._seen.setdefault(entry.who, entry)
        if other is entry:
            self.entries.append(entry)
        else:
            self._note("repeated_same" if entry.same_as(other) else "repeated", row=other.row)

    def _course(self, row: SheetRow) -> Course | None:
        written = self._cell(row, "course").text.strip()
        if not written:
            return self._chosen
        found = self._courses.get(plain(written))
        if found is None:
            self._note("course_unknown", value=quoted(written))
        return found

    def _person(self, row: SheetRow) -> tuple[str, str] | None:
        """By CURP where there is one: the e-mail is then not needed, and not kept."""
        written = self._cell(row, CURP).text.strip()
        if written:
            reading = read_curp(written)
            if reading.fault is None:
                return CURP, reading.code
            remark = curp_remark(reading)
            self._note("curp_faulty", problem=remark.message, advice=remark.remedy)
            return None
        written = self._cell(row, EMAIL).text.strip()
        if not written:
            self._note("no_person")
            return None
        email, _ = read_email(written)
        if email is None:
            self._note("email_faulty", value=quoted(written))
            return None
        return EMAIL, email

    def _days(self, row: SheetRow) -> tuple[dt.date, dt.date] | None:
        start, end = self._day(row, "started_on", "start_missing"), self._day(row, "planned_end", "end_missing")
        first, last = self._today - FARTHEST, self._today + FARTHEST
        for day in (start, end):
            if day is not None and not first <= day <= last:
                self._note("date_absurd", day=day, first=first, last=last)
                return None
        if start is not None and start > self._today:
            self._note("start_in_future", day=start)
        if start is None or end is None:
            return None
        if end < start:
            self._note("end_before_start", start=start, end=end)
        return start, end

    def _day(self, row: SheetRow, column: str, missing: str) -> dt.date | None:
        cell = self._cell(row, column)
        if cell.is_blank:
            self._note(missing)
            return None
        day, _ = read_date(cell, today=dt.date.max)  # the rules of the time are this room's own
        if day is None:
            self._note("date_unreadable", value=quoted(cell.text))
        return day

    def _state(self, row: SheetRow) -> str | None:
        written = self._cell(row, "state").text.strip()
        found = read_state(written) if written else None
        if written and found is None and not is_abroad(written):
            self._note("value_unknown", column=COLUMNS["state"], value=quoted(written))
        return found

    def _value(self, row: SheetRow, column: str) -> str | None:
        written = self._cell(row, column).text.strip()
        if not written:
            return None
        if column == "gender" and plain(written) == "m":
            found = self._letter_m
        else:
            found = self._vocabulary.read(column, written.removesuffix(".0"))
        if found is None:
            self._note("value_unknown", column=COLUMNS[column], value=quoted(written))
        return found

    def _cell(self, row: SheetRow, column: str) -> Cell:
        return row.at(self._columns.get(column, -1))

    def _note(self, code: str, /, **values: object) -> None:
        self.findings.append(finding(self._row, code, **values))
