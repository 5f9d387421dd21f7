"""Which column is which field: proposed from headings and values, corrected by a person, remembered for next time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Dict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from registry.issuing.intake.cells import column_index, column_letter
from registry.issuing.intake.errors import BadMapping
from registry.issuing.intake.fields import EXPORT_COLUMNS, REFERENCE, SCORE, UNUSED, field_named, labels
from registry.issuing.intake.headings import SheetSurvey
from registry.issuing.intake.recognition import EXACT, GUESS, LIKELY, evidence, recognise
from registry.issuing.intake.requirements import Requirements
from registry.issuing.intake.wording import key, quoted
from registry.people.curp import is_valid, read_curp
from registry.people.names import NameOrder, order_from_curps
from registry.texts import Text

VERSION = 1
LetterM = Literal["woman", "man"]
_MAX_ENTRIES = 5_000


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column: its place (0 for A), its heading, the field it fills, and how sure the proposal is (0 to 1)."""

    index: int
    heading: str
    field: str
    confidence: float = 0.0

    @property
    def name(self) -> str:
        """The heading, or the column's letter when it has none."""
        return self.heading or column_letter(self.index)


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """One sheet; ``included`` is false for sheets that are not lists of people."""

    index: int
    sheet: str
    heading_row: int
    columns: tuple[ColumnMapping, ...]
    included: bool = True

    def column(self, field: str) -> ColumnMapping | None:
        """The column that fills a field, if one does."""
        return next((each for each in self.columns if each.field == field), None)


@dataclass(frozen=True, slots=True)
class Mapping:
    """The whole file. ``full_name_order`` reads a single name column; ``letter_m`` says what M means for gender."""

    sheets: tuple[SheetMapping, ...]
    full_name_order: NameOrder = "given_first"
    letter_m: LetterM | None = None

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the headings of the included sheets: the same template next month has the same one."""
        lists = sorted(
            {
                # Without the columns that we add to the rows to correct: that file is mapped as the first one was.
                "\x1f".join(key(c.heading) for c in each.columns if c.heading not in EXPORT_COLUMNS)
                for each in self.sheets
                if each.included
            }
        )
        return hashlib.sha256("\x1e".join(lists).encode()).hexdigest()

    def sheet(self, index: int) -> SheetMapping | None:
        """The mapping of an included sheet."""
        return next((each for each in self.sheets if each.index == index and each.included), None)

    def as_dict(self) -> dict[str, Any]:
        """The JSON that is stored, and that `registry issue --mapping` reads."""
        return {
            "version": VERSION,
            "full_name_order": self.full_name_order,
            "letter_m": self.letter_m,
            "sheets": [
                {
                    "sheet": each.sheet,
                    "heading_row": each.heading_row,
                    "included": each.included,
                    "columns": [
                        {"column": column_letter(c.index), "heading": c.heading, "field": c.field} for c in each.columns
                    ],
                }
                for each in self.sheets
            ],
        }

    @classmethod
    def of_file(cls, data: Dict[str, Any]) -> Mapping:
        """What `as_dict` wrote for a file, without looking into the file; sheets are numbered as they were written.

        Raises KeyError or ValueError on anything else.
        """
        sheets = tuple(
            SheetMapping(
                index=index,
                sheet=each["sheet"],
                heading_row=each["heading_row"],
                columns=tuple(
                    ColumnMapping(column_index(c["column"]), c["heading"], c["field"]) for c in each["columns"]
                ),
                included=each["included"],
            )
            for index, each in enumerate(data["sheets"])
        )
        return cls(sheets, data["full_name_order"], data["letter_m"])

    def with_choices(self, choices: Dict[tuple[int, int], str], requirements: Requirements) -> Mapping:
        """The mapping after a person's corrections: (sheet index, column index) → field id.

        Raises BadMapping for an unknown field or for one given to two columns of a sheet.
        """
        known = labels(requirements)
        sheets = []
        for sheet in self.sheets:
            columns = []
            for column in sheet.columns:
                field = choices.get((sheet.index, column.index), column.field)
                if field not in known:
                    raise BadMapping(problem=_unknown(field))
                changed = field != column.field
                columns.append(replace(column, field=field, confidence=EXACT if changed else column.confidence))
            _refuse_doubles(columns, known)
            sheets.append(replace(sheet, columns=tuple(columns)))
        return replace(self, sheets=tuple(sheets))

    def problems(self, requirements: Requirements) -> tuple[Text, ...]:
        """What must be mapped before any row can be judged; empty when the mapping can be used."""
        included = [each for each in self.sheets if each.included]
        if not included:
            return (Text("Elija al menos una hoja con la lista.", "Choose at least one sheet with the list."),)
        found: list[Text] = []
        for sheet in included:
            fields = {column.field for column in sheet.columns}
            where = (
                Text("en la hoja «{s}»", "on sheet “{s}”").format(s=quoted(sheet.sheet))
                if sheet.sheet
                else Text("en el archivo", "in the file")
            )
            for missing in _missing(fields, requirements):
                found.append(
                    Text(
                        "Falta indicar la columna de {what} {where}.", "Point out the column for {what} {where}."
                    ).format(what=missing, where=where)
                )
        return tuple(found)


def _missing(fields: set[str], requirements: Requirements) -> list[Text]:
    known = labels(requirements)
    missing = []
    if not fields & {"full_name", "given_name", "first_surname", "surnames"}:
        missing.append(known["full_name"])
    elif "full_name" not in fields and "given_name" not in fields:
        missing.append(known["given_name"])
    if "achieved_on" not in fields:
        missing.append(known["achieved_on"])
    missing += [i.title for i in requirements.instruments if SCORE + i.id not in fields]
    if requirements.needs_cct and "cct" not in fields:
        missing.append(known["cct"])
    return missing


def propose_mapping(surveys: Sequence[SheetSurvey], requirements: Requirements) -> Mapping:
    """Read the headings, then what stands under them. Hidden sheets and sheets without headings are left out."""
    sheets = tuple(
        SheetMapping(
            index=each.sheet.index,
            sheet=each.sheet.name,
            heading_row=each.heading_row,
            columns=_propose_columns(each, requirements),
            included=not each.sheet.hidden and bool(each.evidence),
        )
        for each in surveys
        if each.heading_row is not None
    )
    if sheets and not any(each.included for each in sheets):
        sheets = tuple(replace(each, included=True) for each in sheets)
    return Mapping(sheets, _name_order(surveys, sheets), _letter_m(surveys, sheets))


def _propose_columns(survey: SheetSurvey, requirements: Requirements) -> tuple[ColumnMapping, ...]:
    width = len(survey.headings)
    claims = [
        (confidence, -index, field)
        for index, heading in enumerate(survey.headings)
        for field, confidence in recognise(heading, requirements)
    ]
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    spoken = {index: dict(evidence(survey.column_cells(index))) for index in range(width)}
    for confidence, negative, field in sorted(claims, reverse=True):
        index = -negative
        if index in chosen or field in taken:
            continue
        doubtful = confidence < EXACT or key(survey.headings[index]) == "estado"
        if field == "state" and doubtful and spoken[index].get("state", 0) < 0.5:
            continue  # «Estado» may be a status
        chosen[index] = (field, confidence)
        taken.add(field)
    for index in range(width):
        for field, share in spoken[index].items():
            if index not in chosen and share >= 0.8 and field not in taken and field in {"curp", "email", "cct"}:
                chosen[index] = (field, GUESS)
                taken.add(field)
    _settle_names(chosen)
    for index, heading in enumerate(survey.headings):
        if heading in EXPORT_COLUMNS:
            chosen[index] = (UNUSED, EXACT)
    return tuple(
        ColumnMapping(index, survey.headings[index], *chosen.get(index, (REFERENCE, 0.0)))
        for index in range(width)
        if survey.headings[index] or any(not cell.is_blank for cell in survey.column_cells(index))
    )


def _settle_names(chosen: dict[int, tuple[str, float]]) -> None:
    """«Nombre» alone is the full name, beside surnames the given names; «Apellidos» beside a second is the first."""
    where = {field: index for index, (field, _) in chosen.items()}
    if "surnames" in where and "second_surname" in where and "first_surname" not in where:
        chosen[where["surnames"]] = ("first_surname", LIKELY)
        where["first_surname"] = where.pop("surnames")
    has_surnames = bool({"first_surname", "surnames"} & set(where))
    if "given_name" in where and "full_name" not in where and not has_surnames:
        chosen[where["given_name"]] = ("full_name", LIKELY)
    elif "full_name" in where and "given_name" not in where and has_surnames:
        chosen[where["full_name"]] = ("given_name", LIKELY)


def _name_order(surveys: Sequence[SheetSurvey], sheets: Sequence[SheetMapping]) -> NameOrder:
    """By the CURPs beside the names; without them, by the heading («Apellidos y nombre»)."""
    pairs: list[tuple[str, str]] = []
    by_index = {each.sheet.index: each for each in surveys}
    says_surnames_first = False
    for sheet in sheets:
        name, curp = sheet.column("full_name"), sheet.column("curp")
        if name is None:
            continue
        words = key(name.heading)
        says_surnames_first |= words.startswith(("apellido", "surname", "last name"))
        if curp is not None:
            for row in by_index[sheet.index].evidence:
                code = read_curp(row.at(curp.index).text).code
                if is_valid(code):
                    pairs.append((row.at(name.index).text, code))
    return order_from_curps(pairs) or ("surnames_first" if says_surnames_first else "given_first")


def _letter_m(surveys: Sequence[SheetSurvey], sheets: Sequence[SheetMapping]) -> LetterM | None:
    """M is «mujer» beside H, and «masculino» beside F; alone it says nothing."""
    letters: set[str] = set()
    by_index = {each.sheet.index: each for each in surveys}
    for sheet in sheets:
        column = sheet.column("gender")
        if column is not None:
            letters |= {cell.text.strip().upper() for cell in by_index[sheet.index].column_cells(column.index)}
    if ("H" in letters) == ("F" in letters):
        return None
    return "woman" if "H" in letters else "man"


def fit_mapping(data: object, surveys: Sequence[SheetSurvey], requirements: Requirements) -> Mapping:
    """A remembered mapping (`Mapping.as_dict`) laid over a new file with the same headings.

    Columns are found by heading, whatever their order; what the memory does not know is proposed afresh. A shorter
    form, ``{"columns": {"Matrícula": "reference", …}}``, is accepted from people who write it by hand.
    Raises BadMapping when the data is not a mapping or names an unknown field.
    """
    remembered = _remembered(data, requirements)
    proposed = propose_mapping(surveys, requirements)
    known = labels(requirements)
    sheets = []
    for sheet in proposed.sheets:
        fields = _best_memory(remembered.fields, sheet)
        columns = _laid_over(sheet.columns, fields)
        _refuse_doubles(columns, known)
        included = remembered.included.get(sheet.sheet, sheet.included)
        sheets.append(replace(sheet, columns=tuple(columns), included=included))
    order = remembered.full_name_order or proposed.full_name_order
    return Mapping(tuple(sheets), order, remembered.letter_m or proposed.letter_m)


@dataclass(frozen=True, slots=True)
class _Memory:
    fields: list[tuple[str | None, dict[tuple[str, int], str]]]  # sheet name, (heading key, occurrence) → field
    included: dict[str, bool]
    full_name_order: NameOrder | None
    letter_m: LetterM | None


def _remembered(data: object, requirements: Requirements) -> _Memory:
    if not isinstance(data, dict):
        raise BadMapping(problem=Text("no es un objeto JSON.", "it is not a JSON object."))
    order, letter = data.get("full_name_order"), data.get("letter_m")
    if order not in (None, "given_first", "surnames_first"):
        raise BadMapping(problem=_unknown(order))
    if letter not in (None, "woman", "man"):
        raise BadMapping(problem=_unknown(letter))
    entries = data.get("sheets", [data] if "columns" in data else None)
    if not isinstance(entries, list) or len(entries) > 100:
        raise BadMapping(problem=Text("falta la lista «sheets».", "the “sheets” list is missing."))
    fields: list[tuple[str | None, dict[tuple[str, int], str]]] = []
    included: dict[str, bool] = {}
    for entry in entries:
        if not isinstance(entry, dict):
            raise BadMapping(problem=_unknown(entry))
        name = entry.get("sheet")
        fields.append((name if isinstance(name, str) else None, _columns_of(entry.get("columns"), requirements)))
        if isinstance(name, str) and isinstance(entry.get("included"), bool):
            included[name] = entry["included"]
    return _Memory(fields, included, cast("NameOrder | None", order), cast("LetterM | None", letter))


def _columns_of(columns: object, requirements: Requirements) -> dict[tuple[str, int], str]:
    pairs: list[tuple[object, object]]
    if isinstance(columns, dict):
        pairs = list(columns.items())
    elif isinstance(columns, list) and all(isinstance(each, dict) for each in columns):
        pairs = [(each.get("heading"), each.get("field")) for each in columns]
    else:
        raise BadMapping(problem=Text("falta «columns».", "“columns” is missing."))
    found: dict[tuple[str, int], str] = {}
    times: dict[str, int] = {}
    for heading, name in pairs[:_MAX_ENTRIES]:
        field = field_named(name, requirements) if isinstance(name, str) else None
        if not isinstance(heading, str) or (field is None and not str(name).startswith(SCORE)):
            raise BadMapping(problem=_unknown(name))
        words = key(heading)
        times[words] = times.get(words, 0) + 1
        if field is not None:  # a score of another standard's instrument is remembered for another definition
            found[words, times[words]] = field
    return found


def _best_memory(
    fields: list[tuple[str | None, dict[tuple[str, int], str]]], sheet: SheetMapping
) -> dict[tuple[str, int], str]:
    """The remembered sheet with the most headings in common; the one of the same name among equals."""
    headings = {key(column.heading) for column in sheet.columns}
    scored = [(sum(words in headings for words, _ in each), name == sheet.sheet, each) for name, each in fields]
    return max(scored, key=lambda item: item[:2])[2] if scored else {}


def _laid_over(columns: Sequence[ColumnMapping], fields: dict[tuple[str, int], str]) -> list[ColumnMapping]:
    laid: list[ColumnMapping] = []
    times: dict[str, int] = {}
    given = set(fields.values()) - {REFERENCE, UNUSED}
    for column in columns:
        words = key(column.heading)
        times[words] = times.get(words, 0) + 1
        field = fields.get((words, times[words]))
        if field is not None:
            laid.append(replace(column, field=field, confidence=EXACT))
        elif column.field in given:  # memory gives the field to another column
            laid.append(replace(column, field=REFERENCE, confidence=0.0))
        else:
            laid.append(column)
    return laid


def _refuse_doubles(columns: Sequence[ColumnMapping], known: Dict[str, Text]) -> None:
    seen: dict[str, ColumnMapping] = {}
    for column in columns:
        if column.field in (REFERENCE, UNUSED):
            continue
        if column.field in seen:
            raise BadMapping(
                problem=Text(
                    "«{field}» está indicado en dos columnas, {a} y {b}.",
                    "“{field}” is given to two columns, {a} and {b}.",
                ).format(field=known[column.field], a=quoted(seen[column.field].name), b=quoted(column.name))
            )
        seen[column.field] = column


def _unknown(name: object) -> Text:
    return Text("no se conoce «{name}».", "“{name}” is not known.").format(name=quoted(str(name)))
