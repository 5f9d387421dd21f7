"""Judge one row: who it is, what was achieved, and whether the standard's minimums are met.

Pure: the day, the requirements and the meaning of the columns come in as a `RowContext`. What depends on other rows
(the same person twice) is judged in `judging`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from registry.issuing.intake import messages as say
from registry.issuing.intake.averages import average_of, average_remark
from registry.issuing.intake.candidates import CandidateRow, RowOutcome
from registry.issuing.intake.cells import EMPTY_CELL, CellKind, SheetRow, column_letter, plain_number
from registry.issuing.intake.contact import read_cct, read_chamber_code, read_email, read_phone
from registry.issuing.intake.dates import read_date
from registry.issuing.intake.fields import DELIVERED, DEMOGRAPHICS, REFERENCE, SCORE
from registry.issuing.intake.findings import Remark, Severity, Wording, outcome_of
from registry.issuing.intake.mapping import ColumnMapping
from registry.issuing.intake.nonpeople import not_a_person
from registry.issuing.intake.person_names import MAX_FULL, has_letters, read_name, two_surnames
from registry.issuing.intake.places import is_abroad, read_state
from registry.issuing.intake.requirements import InstrumentRequirement
from registry.issuing.intake.row_reader import RowContext, RowReader
from registry.issuing.intake.scores import read_percent, shown_number
from registry.issuing.intake.wording import plain, quoted, without_controls
from registry.people.curp import LENGTH, CurpFault, CurpReading, masked_curp, read_curp
from registry.people.names import NameParts, split_full_name
from registry.texts import LANGUAGES, Text

MAX_TEXT = 200
_NAME_PARTS = ("given_name", "other_given_names", "first_surname", "second_surname", "surnames")
#: Characters that an award keeps of a free text: its columns are as wide.
TEXT_LIMITS = {"municipality": 120, "chamber_code": 40, "group": 80}
_NOTHING = frozenset(
    {"", "n a", "na", "nd", "s d", "no tiene", "sin curp", "no", "pendiente", "ninguno", "none", "null"}
)
_CURP_FAULTS: dict[CurpFault, Wording] = {
    CurpFault.LENGTH: say.CURP_LENGTH,
    CurpFault.LETTER_O: say.CURP_LETTER_O,
    CurpFault.SHAPE: say.CURP_SHAPE,
    CurpFault.STATE: say.CURP_STATE,
    CurpFault.BIRTH_DATE: say.CURP_BIRTH_DATE,
    CurpFault.CHECK_DIGIT: say.CURP_CHECK_DIGIT,
}


def judge_row(row: SheetRow, context: RowContext, *, person: bool = False) -> RowOutcome:
    """The row's person, findings and outcome; ``person`` says that it is somebody's, however empty it looks.

    Raises KeyError when the row's sheet is not in the mapping.
    """
    lens = context.lens(row.sheet_index)
    judged = _JudgedRow(row, lens, context)
    reason = None if person else not_a_person(row, lens)
    if reason is not None:
        judged.place(reason[1], judged.named(reason[0]), quoted(row.at(reason[0]).text))
        return RowOutcome(outcome_of(judged.findings), None, tuple(judged.findings), row)
    candidate = judged.candidate()
    return RowOutcome(outcome_of(judged.findings), candidate, tuple(judged.findings), row)


class _JudgedRow(RowReader):
    """One row judged field by field, from who it is to what was achieved."""

    def candidate(self) -> CandidateRow:
        requirements, columns = self.context.requirements, self.columns
        curp = self._curp()
        names = self._names(curp)
        email = self._read("email", read_email)
        phone = self._read("phone", read_phone) if "phone" in columns else None
        day, remark = read_date(self.cell("achieved_on"), today=self.context.today, earliest=requirements.earliest)
        self.add(remark, "achieved_on")
        scores = self._scores()
        average = average_of(scores, requirements)
        if "average" in columns:
            self.add(average_remark(self.row, columns["average"], average), "average")
        if "result" in columns:
            self._result()
        return CandidateRow(
            full_name=names.display,
            given_names=names.given_names,
            first_surname=names.first_surname,
            second_surname=names.second_surname,
            curp=curp,
            email=email,
            phone=phone,
            achieved_on=day,
            scores=scores,
            delivered=self._delivered(),
            average=average,
            profile=self._profile() if "profile" in columns else requirements.profile,
            mode=self._mode() if "mode" in columns else None,
            language=self._catalogue("language", say.UNKNOWN_LANGUAGE) if "language" in columns else None,
            state=self._state() if "state" in columns else None,
            municipality=self._text("municipality") if "municipality" in columns else "",
            cct=self._cct() if "cct" in columns or requirements.needs_cct else None,
            chamber_code=self._chamber_code() if "chamber_code" in columns else "",
            group=self._text("group") if "group" in columns else "",
            demographics=self._demographics(),
            reference=self._reference(),
        )

    # -- who

    def _curp(self) -> str | None:
        cell = self.cell("curp")
        if not cell.is_blank and (cell.lacks_value or cell.kind is CellKind.ERROR):
            self.usable("curp")
            return None
        if len(cell.text) < LENGTH and plain(cell.text) in _NOTHING:
            self.add(say.NO_CURP.remark(), "curp")
            return None
        reading = read_curp(cell.text)
        if reading.fault is not None:
            self.add(curp_remark(reading), "curp")
            return None
        if reading.cleaned:
            self.add(say.SPACES_OR_CASE.remark(value=masked_curp(reading.code)), "curp")
        return reading.code

    def _names(self, curp: str | None) -> NameParts:
        before = len(self.findings)
        given, other, first, second, both = [
            self._name_part(field) if field in self.columns else "" for field in _NAME_PARTS
        ]
        full = self._name_part("full_name", limit=MAX_FULL, commas=True) if "full_name" in self.columns else ""
        refused = len(self.findings) > before and any(f.severity is Severity.REJECT for f in self.findings[before:])
        given = " ".join(part for part in (given, other) if part)
        if full and not given:
            parts = split_full_name(full, order=self.context.mapping.full_name_order, curp=curp)
            given, first, second = parts.given_names, parts.first_surname, parts.second_surname
        elif both and not first:
            parts = split_full_name(f"{both}, {given or '-'}", order="surnames_first", curp=curp)
            first, second = parts.first_surname, second or parts.second_surname
        elif first and (split := two_surnames(first, second, curp)) and not refused:
            self.add(say.TWO_SURNAMES.remark(first=split[0], second=split[1], value=quoted(first)), "first_surname")
        if second and not first:
            first, second = second, ""
        if not refused:
            self._require_name(given, first)
        return NameParts(_standing_alone(given), _standing_alone(first), _standing_alone(second))

    def _require_name(self, given: str, first: str) -> None:
        whole = "full_name" in self.columns or "given_name" not in self.columns
        if not has_letters(given):
            self.add(say.NAME_MISSING.remark(), "full_name" if whole else "given_name")
        elif not has_letters(first):
            column = next((each for each in ("first_surname", "surnames") if each in self.columns), "full_name")
            self.add(say.NO_SURNAMES.remark(), column)

    def _name_part(self, field: str, *, limit: int = 120, commas: bool = False) -> str:
        cell = self.usable(field)
        if cell is EMPTY_CELL or not cell.text.strip():
            return ""
        name, remarks = read_name(cell.text, limit=limit, commas=commas)
        for remark in remarks:
            self.add(remark, field)
        return name

    # -- what

    def _scores(self) -> dict[str, Decimal]:
        scores: dict[str, Decimal] = {}
        for instrument in self.context.requirements.instruments:
            field = SCORE + instrument.id
            value, remark = read_percent(self.cell(field))
            if remark is not None or value is None:
                self._add_for(instrument, remark or say.SCORE_MISSING.remark(), field)
                continue
            scores[instrument.id] = value
            if value < instrument.min_percent:
                self._below(say.BELOW_MINIMUM, value, instrument.min_percent, instrument, field)
        return scores

    def _delivered(self) -> dict[str, Decimal]:
        """Shares of laboratories handed in. A file without that column leaves it to the provider's declaration."""
        delivered: dict[str, Decimal] = {}
        for instrument in self.context.requirements.instruments:
            field = DELIVERED + instrument.id
            if instrument.min_delivered_percent is None or field not in self.columns:
                continue
            value, remark = read_percent(self.cell(field))
            if value is None:
                self._add_for(instrument, remark or say.SCORE_MISSING.remark(), field)
                continue
            delivered[instrument.id] = value
            if value < instrument.min_delivered_percent:
                self._below(say.BELOW_DELIVERED, value, instrument.min_delivered_percent, instrument, field)
        return delivered

    def _below(
        self, wording: Wording, value: Decimal, minimum: Decimal, instrument: InstrumentRequirement, field: str
    ) -> None:
        column = self.columns[field].name if field in self.columns else instrument.title.es
        remark = wording.remark(
            value=shown_number(value), minimum=plain_number(minimum), column=column, column_es=_in_sentence(column)
        )
        self._add_for(instrument, remark, field)

    def _add_for(self, instrument: InstrumentRequirement, remark: Remark, field: str) -> None:
        if field in self.columns:
            self.add(remark, field)
        else:
            self.findings.append(remark.at(self.row.sheet, self.row.number, instrument.title.es, "", ""))

    def _result(self) -> None:
        """The provider's own verdict: it may withhold (a rubric criterion was not met), never grant below a minimum."""
        written = self.usable("result").text
        if not written.strip():
            return
        result = self.context.vocabulary.read("result", written)
        if result is None:
            self.add(say.RESULT_UNKNOWN.remark(value=quoted(written)), "result")
        elif result == "not_yet_competent":
            self.add(say.RESULT_NOT_COMPETENT.remark(), "result")

    def _profile(self) -> str | None:
        requirements = self.context.requirements
        written = self.usable("profile").text
        if written.strip() and requirements.profile is not None:
            label = requirements.profile_label or Text(requirements.profile, requirements.profile)
            accepted = {plain(requirements.profile), plain(label.es), plain(label.en)}
            read = self.context.vocabulary.read("profile", written)
            if plain(written) not in accepted and read != requirements.profile:
                self.add(say.OTHER_PROFILE.remark(value=quoted(written), expected=label), "profile")
        return requirements.profile

    # -- the rest

    def _read(self, field: str, reader: Callable[[str], tuple[str | None, Remark | None]]) -> str | None:
        value, remark = reader(self.cell(field).text)
        self.add(remark, field)
        return value

    def _cct(self) -> str | None:
        value, remark = read_cct(self.usable("cct").text)
        if value is None and remark is None and self.context.requirements.needs_cct:
            remark = say.CCT_MISSING.remark()
        self.add(remark, "cct")
        return value

    def _chamber_code(self) -> str:
        """As it was given out, where it was; what no chamber gave out is kept as written, and counts for none."""
        written = self._text("chamber_code")
        known = self.context.chamber_codes
        if not written or known is None:
            return written
        code = read_chamber_code(written)
        if code not in known:
            self.add(say.CHAMBER_CODE_UNKNOWN.remark(value=quoted(written)), "chamber_code")
            return written
        if not known[code]:
            self.add(say.CHAMBER_CODE_WITHDRAWN.remark(value=quoted(written)), "chamber_code")
        return code

    def _state(self) -> str | None:
        written = self.usable("state").text
        code = read_state(written) if written.strip() else None
        if written.strip() and code is None and not is_abroad(written):
            self.add(say.UNKNOWN_STATE.remark(value=quoted(written)), "state")
        return code

    def _catalogue(self, field: str, unknown: Wording) -> str | None:
        written = self.usable(field).text
        value = self.context.vocabulary.read(field, written) if written.strip() else None
        if written.strip() and value is None:
            self.add(unknown.remark(value=quoted(written)), field)
        return value

    def _mode(self) -> str | None:
        mode, offered = self._catalogue("mode", say.UNKNOWN_MODE), self.context.requirements.modes
        if mode is not None and offered and mode not in offered:
            labels = Text(*(", ".join(one.in_(language) for one in offered.values()) for language in LANGUAGES))
            self.add(say.MODE_NOT_OFFERED.remark(value=quoted(self.cell("mode").text), offered=labels), "mode")
        return mode

    def _demographics(self) -> dict[str, str]:
        """Kept only with the provider's statement of consent, and then only what a catalogue knows."""
        found: dict[str, str] = {}
        for field in DEMOGRAPHICS if self.context.keep_demographics else ():
            written = self.cell(field).text
            if not written.strip():
                continue
            value: str | None
            if field == "gender":
                value = self.context.vocabulary.read_gender(written, self.context.mapping.letter_m)
            elif field == "nationality":
                value = without_controls(written)[:60]
            else:
                value = self.context.vocabulary.read(field, written)
            if value is None:
                self.add(say.UNKNOWN_WORD.remark(value=quoted(written)), field)
            else:
                found[field] = value
        return found

    def _text(self, field: str) -> str:
        text = without_controls(self.usable(field).text)
        if len(text) > (limit := TEXT_LIMITS[field]):
            self.add(say.TEXT_TOO_LONG.remark(limit=limit), field)
        return text[:limit]

    def _reference(self) -> dict[str, str]:
        """The provider's own columns, by heading; a formula there is never kept, only its stored result."""
        kept: dict[str, str] = {}
        unheaded = [
            ColumnMapping(index, "", REFERENCE)
            for index in range(len(self.row.cells) if self.lens.has_gaps(len(self.row.cells)) else 0)
            if index not in self.lens.by_index
        ]
        for column in (*self.lens.unused, *unheaded):
            cell = self.row.at(column.index)
            if cell is EMPTY_CELL:
                continue
            if cell.is_formula:
                # Shown without its sign, so that whoever copies the finding into a sheet copies no formula.
                self.place(say.UNUSED_FORMULA.remark(), column, quoted((cell.formula or "").lstrip("=")))
            text = without_controls(cell.text)[:MAX_TEXT]
            if text and column.field == REFERENCE:
                name = column.name if column.name not in kept else f"{column.name} ({column_letter(column.index)})"
                kept[name] = text
        return kept


def curp_remark(reading: CurpReading) -> Remark:
    """What is wrong with a code that cannot be used."""
    code, fault = reading.code, reading.fault or CurpFault.SHAPE
    position = next((i for i in (4, 5, 6, 7, 8, 9, 17) if i < len(code) and code[i] == "O"), 0) + 1
    return _CURP_FAULTS[fault].remark(count=len(code), position=position, letters=quoted(code[11:13]))


def _standing_alone(name: str) -> str:
    """A surname by itself begins with a capital, particle or not; `display_name` lowers it again inside a full name."""
    return name[:1].upper() + name[1:]


def _in_sentence(heading: str) -> str:
    """«Prueba objetiva» inside a Spanish sentence is «prueba objetiva»; «PO» stays «PO»."""
    return heading[:1].lower() + heading[1:] if heading[1:2].islower() else heading
