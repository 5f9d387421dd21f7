"""Find the same person, or the same address, twice in a file, remembering a few bytes per row.

A CURP names one person. Without it, the same name with the same e-mail is the same person; the same e-mail under
another name is two people who share it; the same name alone is asked about.
"""

from __future__ import annotations

from dataclasses import dataclass

from registry.issuing.intake import messages as say
from registry.issuing.intake.candidates import RowOutcome
from registry.issuing.intake.findings import Outcome, Remark
from registry.issuing.intake.mapping import Mapping
from registry.issuing.intake.nonpeople import NAME_FIELDS
from registry.issuing.intake.wording import quoted
from registry.people.names import clean_spaces, fold
from registry.texts import Text


def _digest(text: str, size: int = 8) -> int:
    """So many bytes of Python's own keyed hash: it differs in every process, and no digest here leaves this one."""
    return hash(text) & (1 << 8 * size) - 1


@dataclass(frozen=True, slots=True)
class _Sighting:
    """Where somebody was seen, and enough to tell how the later row differs. Packed into one number to be kept."""

    sheet: int
    row: int
    has_curp: bool
    name: int
    written: int
    email: int

    def packed(self) -> int:
        packed = self.email << 16 | self.written
        packed = packed << 40 | self.name
        return (packed << 1 | self.has_curp) << 32 | self.sheet << 24 | self.row

    @classmethod
    def unpacked(cls, packed: int) -> _Sighting:
        return cls(
            row=packed & 0xFFFFFF,
            sheet=packed >> 24 & 0xFF,
            has_curp=bool(packed >> 32 & 1),
            name=packed >> 33 & 0xFF_FFFF_FFFF,
            written=packed >> 73 & 0xFFFF,
            email=packed >> 89,
        )


class SeenPeople:
    """The people of the rows gone by, as digests."""

    def __init__(self) -> None:
        self._by_curp: dict[int, int] = {}
        self._by_email: dict[int, int] = {}
        self._by_name_without_curp: dict[int, int] = {}
        self._name_columns: dict[int, tuple[int, ...]] = {}

    def remark(self, outcome: RowOutcome, mapping: Mapping) -> tuple[Remark, str] | None:
        """What the rows before say about this one, with the field to show it at; and remember this one."""
        person = outcome.candidate
        if person is None or outcome.outcome is Outcome.IGNORE:
            return None
        folded = _digest(fold(person.full_name))
        now = _Sighting(
            sheet=outcome.source.sheet_index,
            row=outcome.row_number,
            has_curp=person.curp is not None,
            name=folded & 0xFF_FFFF_FFFF,
            written=_digest(self._as_written(outcome, mapping), 2),
            email=_digest(person.email, 4) if person.email else 0,
        )
        found = self._same_curp(person.curp, now, mapping)
        if found is None:
            found = self._same_email(person.email, now, mapping)
        # A code that is there but wrong will be corrected, and says nothing about other people of that name.
        nameable = bool(person.full_name) and (person.curp is not None or _lacks_code(outcome))
        if found is None and nameable:
            found = self._same_name(folded, mapping)
        self._remember(person.curp, person.email, folded if nameable else None, now)
        return found

    def _same_curp(self, curp: str | None, now: _Sighting, mapping: Mapping) -> tuple[Remark, str] | None:
        packed = self._by_curp.get(_digest(curp)) if curp else None
        if packed is None:
            return None
        before = _Sighting.unpacked(packed)
        where = _where(before, mapping)
        if before.name != now.name:
            return say.SAME_CURP_OTHER_NAME.remark(where=where), "curp"
        if before.written != now.written and before.email != now.email:
            return say.SAME_PERSON_REWRITTEN.remark(where=where), "curp"
        if before.sheet != now.sheet:
            return say.SAME_PERSON_ELSEWHERE.remark(where=where), "curp"
        return say.SAME_PERSON.remark(where=where), "curp"

    def _same_email(self, email: str | None, now: _Sighting, mapping: Mapping) -> tuple[Remark, str] | None:
        packed = self._by_email.get(_digest(email)) if email else None
        if packed is None:
            return None
        before = _Sighting.unpacked(packed)
        where = _where(before, mapping)
        if before.name == now.name and not (before.has_curp and now.has_curp):
            return say.SAME_PERSON.remark(where=where), "email"
        return say.SHARED_EMAIL.remark(where=where), "email"

    def _same_name(self, folded: int, mapping: Mapping) -> tuple[Remark, str] | None:
        packed = self._by_name_without_curp.get(folded)
        if packed is None:
            return None
        return say.SAME_NAME.remark(where=_where(_Sighting.unpacked(packed), mapping)), "full_name"

    def _as_written(self, outcome: RowOutcome, mapping: Mapping) -> str:
        """The name as it stands in the sheet, spaces apart: the case in which somebody typed it."""
        index = outcome.source.sheet_index
        if index not in self._name_columns:
            sheet = mapping.sheet(index)
            named = [each.index for each in sheet.columns if each.field in NAME_FIELDS] if sheet else []
            self._name_columns[index] = tuple(named)
        return clean_spaces(" ".join([outcome.source.at(column).text for column in self._name_columns[index]]))

    def _remember(self, curp: str | None, email: str | None, folded: int | None, now: _Sighting) -> None:
        packed = now.packed()
        if curp:
            self._by_curp.setdefault(_digest(curp), packed)
        elif folded is not None:
            self._by_name_without_curp.setdefault(folded, packed)
        if email:
            self._by_email.setdefault(_digest(email), packed)


def _lacks_code(outcome: RowOutcome) -> bool:
    return any(finding.code == say.NO_CURP.code for finding in outcome.findings)


def _where(before: _Sighting, mapping: Mapping) -> Text:
    sheet = mapping.sheet(before.sheet)
    if sheet is None or not sheet.sheet:
        return say.IN_FILE.format(row=str(before.row))
    return say.IN_SHEET.format(sheet=quoted(sheet.sheet), row=str(before.row))
