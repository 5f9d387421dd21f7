"""Results from a file (XLSX or CSV): read row by row, every fault found, nothing written. Pure but for the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import BinaryIO

from registry import content
from registry.curriculum.requirements import Requirements, average
from registry.issuing.intake import open_book
from registry.issuing.intake.cells import Cell, CellKind, SheetRow
from registry.issuing.intake.scores import read_percent
from registry.issuing.intake.wording import plain
from registry.programs import rules
from registry.programs.commands import MemberScores
from registry.programs.errors import ResultsFileUnfit
from registry.programs.messages import FILE_FINDINGS
from registry.texts import Text

MAX_BYTES = 8 << 20
MOST_FINDINGS = 200
#: How many rows of titles may stand above the headings.
SEARCHED_ROWS = 30
_CODE = frozenset({"clave", "clave de seleccion", "code", "selection code", "codigo"})
_AVERAGE = frozenset({"promedio", "average"})
_TOPIC = frozenset({"tema", "tema del proyecto", "topic", "project topic"})
_RESULT = frozenset({"resultado", "result"})
_OWN = {"code": _CODE, "average": _AVERAGE, "result": _RESULT, "topic": _TOPIC}
_COMPETENT = frozenset({"competente", "competent", "c"})
HIGHEST = 10


@dataclass(frozen=True, slots=True)
class Known:
    """What the registry knows of a code: whether its member is still there, may have a result in the stage, and the
    average and scores recorded already (None: none)."""

    present: bool
    has_place: bool
    recorded: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a row, and what to do; ``row`` as a spreadsheet numbers it."""

    row: int
    code: str
    text: Text
    remedy: Text


@dataclass(frozen=True, slots=True)
class Review:
    """What a file holds. ``findings`` empty: everything can be recorded."""

    rows: int
    results: tuple[MemberScores, ...]
    findings: tuple[Finding, ...]


def read_results(source: BinaryIO, needed: Requirements, known: Mapping[str, Known], *, cut_made: bool) -> Review:
    """Judge every row. ``known`` by selection code; ``cut_made``: a code without a result would come late.

    Raises ResultsFileUnfit, and the refusals of `registry.issuing.intake.open_book`.
    """
    with open_book(source, max_bytes=MAX_BYTES) as book:
        sheet = next((one.index for one in book.sheets if not one.hidden), 0)
        rows = list(book.rows(sheet))
    heading, columns = _headings(rows, needed)
    judge = _Judge(needed, known, columns, cut_made=cut_made)
    for row in rows[heading + 1 :]:
        if not row.is_blank:
            judge.take(row)
    return Review(judge.rows, tuple(judge.results), tuple(judge.findings[:MOST_FINDINGS]))


def _headings(rows: Sequence[SheetRow], needed: Requirements) -> tuple[int, Mapping[str, int]]:
    """The row of headings and the column of each field."""
    wanted = {one.id: {plain(one.id), plain(one.title.es), plain(one.title.en)} for one in needed.instruments}
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            words = plain(cell.text)
            for name, spellings in {**_OWN, **wanted}.items():
                if words in spellings:
                    found.setdefault(name, index)
        if len(found) > len(best[1]):
            best = (place, found)
    missing = [name for name in ("code", *wanted) if name not in best[1]]
    if missing:
        raise ResultsFileUnfit(
            instruments=", ".join(wanted), missing=", ".join("clave" if name == "code" else name for name in missing)
        )
    return best


class _Judge:
    """What has been read of a file so far."""

    def __init__(
        self, needed: Requirements, known: Mapping[str, Known], columns: Mapping[str, int], *, cut_made: bool
    ) -> None:
        self._needed, self._known, self._columns, self._cut_made = needed, known, columns, cut_made
        self._seen: dict[str, int] = {}
        self.rows = 0
        self.results: list[MemberScores] = []
        self.findings: list[Finding] = []

    def take(self, row: SheetRow) -> None:
        self.rows += 1
        code = row.at(self._columns["code"]).text.strip().upper()
        before = len(self.findings)
        known = self._person(row.number, code)
        scores = self._scores(row)
        if len(scores) == len(self._needed.instruments):
            self._average(row, scores)
            self._competence(row, scores)
            if known is not None and known.recorded is not None and not _equal(known.recorded, scores):
                self._note(row.number, "other_result", code=code)
        topic = self._topic(row)
        if len(self.findings) == before:
            self.results.append(MemberScores(code, scores, topic=topic))

    def _person(self, number: int, code: str) -> Known | None:
        if not code:
            self._note(number, "no_code")
            return None
        known = self._known.get(code)
        if known is None:
            self._note(number, "unknown_code", code=code)
        elif code in self._seen:
            self._note(number, "repeated_code", code=code, row=self._seen[code])
        elif not known.present:
            self._note(number, "withdrawn", code=code)
        elif not known.has_place:
            self._note(number, "not_selected", code=code)
        elif self._cut_made and known.recorded is None:
            self._note(number, "after_cut", code=code)
        self._seen.setdefault(code, number)
        return known

    def _topic(self, row: SheetRow) -> str | None:
        """The project's topic, by its id or its name in either language."""
        written = row.at(self._columns["topic"]).text.strip() if "topic" in self._columns else ""
        if not written:
            return None
        for one in content.catalog("project_topics"):
            if plain(written) in (plain(one.id), plain(one.label.es), plain(one.label.en)):
                return one.id
        self._note(row.number, "topic", value=written[:40])
        return None

    def _scores(self, row: SheetRow) -> dict[str, Decimal]:
        scores = {}
        for one in self._needed.instruments:
            value, remark = read_percent(row.at(self._columns[one.id]))
            if value is None and remark is not None:
                text, remedy = FILE_FINDINGS["score"]
                self.findings.append(
                    Finding(
                        row.number,
                        "score",
                        text.format(instrument=one.title, problem=remark.message),
                        remedy.format(remedy=remark.remedy),
                    )
                )
            elif value is not None:
                scores[one.id] = value
        return scores

    def _average(self, row: SheetRow, scores: Mapping[str, Decimal]) -> None:
        """A stated average must be on the scale and, to its own decimals, the one that the scores give."""
        cell = row.at(self._columns["average"]) if "average" in self._columns else None
        if cell is None or cell.is_blank or cell.lacks_value:
            return
        stated = _number(cell)
        if stated is None or not 0 <= stated <= HIGHEST:
            self._note(row.number, "average_off_scale", value=cell.text[:20])
            return
        computed = average(scores, {one.id: one.weight for one in self._needed.instruments})
        step = Fraction(1, 10 ** max(-int(stated.as_tuple().exponent), 0))
        if abs(Fraction(stated) - computed) > step / 2:
            self._note(row.number, "average_differs", value=cell.text[:20], computed=rules.written(computed))

    def _competence(self, row: SheetRow, scores: Mapping[str, Decimal]) -> None:
        if "result" not in self._columns or plain(row.at(self._columns["result"]).text) not in _COMPETENT:
            return
        for one in self._needed.instruments:
            if scores[one.id] < one.minimum:
                self._note(row.number, "competent_below_minimum", instrument=one.title, minimum=one.minimum)
                return

    def _note(self, number: int, kind: str, **values: object) -> None:
        text, remedy = FILE_FINDINGS[kind]
        self.findings.append(Finding(number, kind, text.format(**values), remedy.format(**values)))


def _number(cell: Cell) -> Decimal | None:
    if cell.kind is CellKind.NUMBER and isinstance(cell.value, Decimal):
        return cell.value
    try:
        found = Decimal(cell.text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _equal(recorded: Mapping[str, str], scores: Mapping[str, Decimal]) -> bool:
    return all(Decimal(str(recorded.get(name, "-1"))) == score for name, score in scores.items())
