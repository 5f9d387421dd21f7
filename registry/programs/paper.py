"""Applications on paper as a site without a connection hands them in: one file, judged row by row, nothing written.

What a row says of a person is what stands on the signed paper; the column of the consent says whether its signature
does. Answers are taken by their id or by their name in either language. Pure but for the file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from registry import content
from registry.curriculum.programs import Program
from registry.errors import RegistryError
from registry.issuing.intake import open_book
from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.wording import plain
from registry.people.service import PersonClaims
from registry.programs import declarations
from registry.programs.commands import Declaration, DeskApplication
from registry.programs.intake import MAX_BYTES, MOST_FINDINGS, SEARCHED_ROWS, Finding
from registry.programs.messages import PAPER_FINDINGS
from registry.programs.paper_errors import PaperFileUnfit
from registry.texts import Text

MOST_ROWS = 2_000
#: Heading in the template, and what else may stand there.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "full_name": ("nombre completo", "nombre", "full name", "name"),
    "nationality": ("nacionalidad", "nationality"),
    "document_kind": ("documento", "tipo de documento", "document", "kind of document"),
    "document": ("numero", "numero del documento", "curp", "number", "document number"),
    "state": ("entidad", "estado", "state"),
    "gender": ("genero", "gender"),
    "study_level": ("estudios", "ultimo grado de estudios", "study level", "highest level of study"),
    "employment_status": ("situacion laboral", "employment status"),
    "occupation": ("ocupacion", "occupation"),
    "consent": ("consentimiento firmado", "consentimiento", "signed consent", "consent"),
}
REQUIRED = ("full_name", "nationality", "document_kind", "document", "consent")
DECLARED = ("nationality", "state", "gender", "study_level", "employment_status", "occupation")
_YES = frozenset({"si", "s", "x", "yes", "y", "1"})
_NO = frozenset({"", "no", "n", "0"})


@dataclass(frozen=True, slots=True)
class PaperReview:
    """What a file holds. ``digest`` names exactly this file for this call; ``findings`` empty: all can be recorded."""

    rows: int
    applications: tuple[DeskApplication, ...]
    findings: tuple[Finding, ...]
    digest: str


def template() -> str:
    """The headings, as a CSV to be filled in."""
    return "\ufeff" + ",".join(names[0] for names in COLUMNS.values()) + "\r\n"


def read_applications(data: bytes, program: Program, *, context: str, taken: Callable[[str], bool]) -> PaperReview:
    """Judge every row. ``taken`` says of a document as `declarations.document` writes it whether this call has it.

    Raises PaperFileUnfit, and the refusals of `registry.issuing.intake.open_book`.
    """
    with open_book(io.BytesIO(data), max_bytes=MAX_BYTES) as book:
        sheet = next((one.index for one in book.sheets if not one.hidden), 0)
        rows = list(book.rows(sheet))
    heading, columns = _headings(rows)
    people = [row for row in rows[heading + 1 :] if not row.is_blank]
    if not 0 < len(people) <= MOST_ROWS:
        raise PaperFileUnfit(problem=ROWS.format(most=MOST_ROWS))
    judge = _Judge(program, columns, taken)
    for row in people:
        judge.take(row)
    digest = hashlib.sha256(context.encode() + b"\0" + data).hexdigest()
    return PaperReview(len(people), tuple(judge.good), tuple(judge.findings[:MOST_FINDINGS]), digest)


def _headings(rows: Sequence[SheetRow]) -> tuple[int, Mapping[str, int]]:
    best: tuple[int, dict[str, int]] = (0, {})
    for place, row in enumerate(rows[:SEARCHED_ROWS]):
        found: dict[str, int] = {}
        for index, cell in enumerate(row.cells):
            words = plain(cell.text)
            for name, spellings in COLUMNS.items():
                if words in spellings:
                    found.setdefault(name, index)
        if len(found) > len(best[1]):
            best = (place, found)
    missing = [COLUMNS[name][0] for name in REQUIRED if name not in best[1]]
    if missing:
        raise PaperFileUnfit(problem=LACKING.format(missing=", ".join(missing)))
    return best


class _Judge:
    """What has been read of a file so far."""

    def __init__(self, program: Program, columns: Mapping[str, int], taken: Callable[[str], bool]) -> None:
        self._program, self._columns, self._taken = program, columns, taken
        self._documents: dict[str, int] = {}
        self._options = {name: _spellings(declarations.options(name)) for name in DECLARED}
        self._options["document_kind"] = _spellings(
            {one.id: one.label for one in content.catalog("identity_documents")}
        )
        self.good: list[DeskApplication] = []
        self.findings: list[Finding] = []

    def take(self, row: SheetRow) -> None:
        before = len(self.findings)
        name = self._cell(row, "full_name")
        if not len(name.split()) >= declarations.FEWEST_NAMES or len(name) > declarations.LONGEST_NAME:
            self._note(row.number, "name")
        declared = {one: self._choice(row, one) for one in DECLARED}
        kind = self._choice(row, "document_kind")
        declaration = Declaration(declared, self._consent(row), kind, self._cell(row, "document"), name)
        if len(self.findings) > before:
            return
        try:
            declarations.checked(self._program, declaration)
            document = declarations.document(declaration)
        except RegistryError as refusal:
            self.findings.append(Finding(row.number, refusal.code, refusal.said, PAPER_FINDINGS["declared"][1]))
            return
        if document in self._documents:
            self._note(row.number, "twice", row=self._documents[document])
        elif self._taken(document):
            self._note(row.number, "taken")
        else:
            curp = document.removeprefix("curp:") if kind == "curp" else None
            self.good.append(DeskApplication(PersonClaims(full_name=name, curp=curp), declaration))
        self._documents.setdefault(document, row.number)

    def _cell(self, row: SheetRow, name: str) -> str:
        return row.at(self._columns[name]).text.strip() if name in self._columns else ""

    def _choice(self, row: SheetRow, name: str) -> str:
        """The id of an answer; empty where nothing is written."""
        written = self._cell(row, name)
        if not written:
            return ""
        found = self._options[name].get(plain(written))
        if found is None:
            self._note(row.number, "answer", column=COLUMNS[name][0], value=written[:40])
        return found or ""

    def _consent(self, row: SheetRow) -> bool:
        written = plain(self._cell(row, "consent"))
        if written not in _YES and written not in _NO:
            self._note(row.number, "consent", value=self._cell(row, "consent")[:40])
        return written in _YES

    def _note(self, number: int, kind: str, **values: object) -> None:
        text, remedy = PAPER_FINDINGS[kind]
        self.findings.append(Finding(number, kind, text.format(**values), remedy.format(**values)))


def _spellings(options: Mapping[str, Text]) -> Mapping[str, str]:
    """Every way to write an answer: its id, its name in either language."""
    return {plain(word): one for one, name in options.items() for word in (one, name.es, name.en)}


LACKING = Text("Le faltan columnas: {missing}.", "It lacks columns: {missing}.")
ROWS = Text(
    "Debe traer entre 1 y {most} solicitudes; parta el archivo si son más.",
    "It must hold 1 to {most} applications; split it if there are more.",
)
