"""Rows under the headings that are not people: totals, signatures, headings repeated on every page."""

from __future__ import annotations

import re

from registry.issuing.intake import messages as say
from registry.issuing.intake.cells import SheetRow
from registry.issuing.intake.fields import REFERENCE, SCORE, UNUSED
from registry.issuing.intake.findings import Remark
from registry.issuing.intake.lens import SheetLens
from registry.issuing.intake.wording import plain

NAME_FIELDS = ("full_name", "given_name", "other_given_names", "first_surname", "second_surname", "surnames")
_TOTALS = re.compile(
    r"(sub ?total|gran total|total|suma|sumatoria|promedio|media|average|mean|count|conteo|maximo|minimo)\b"
)
_SIGNATURES = re.compile(
    r"(elabor|reviso|revisado|autoriz|vo bo|visto bueno|firma|sello|atentamente|responsable|coordinador|director"
    r"|jef[ae] de|prepared|reviewed|approved|signed|signature|nota\b|notas\b|fuente|este documento|bajo protesta"
    r"|lugar y fecha|fecha de (?:elaboracion|impresion|corte)|c ?c ?p\b|pagina|page)"
)


def not_a_person(row: SheetRow, lens: SheetLens) -> tuple[int, Remark] | None:
    """The column to show and why the row is left out, or None when somebody is in it."""
    if _is_plainly_somebody(row, lens):
        return None
    filled = [(index, cell.text.strip()) for index, cell in enumerate(row.cells) if not cell.is_blank]
    texts = [(index, text) for index, text in filled if text]
    first = texts[0][0] if texts else (filled[0][0] if filled else 0)
    if _repeats_headings(texts, lens):
        return first, say.REPEATED_HEADINGS.remark()
    if _identifies_somebody(row, lens):
        return None
    opening = plain(texts[0][1]) if texts else ""
    others = [text for index, text in texts[1:] if _fills(lens, index, NAME_FIELDS) and not text.isdigit()]
    scored = any(_fills(lens, index, SCORE) for index, _ in texts)
    if not others and _TOTALS.match(opening):
        return first, say.TOTALS_ROW.remark()
    if not others and not scored and _SIGNATURES.match(opening):
        return first, say.SIGNATURE_ROW.remark()
    if all(_fills(lens, index, (REFERENCE, UNUSED)) for index, _ in filled):
        return first, say.NO_PERSON.remark()
    return None


def _is_plainly_somebody(row: SheetRow, lens: SheetLens) -> bool:
    """What a glance tells of nearly every row: an address, or a code of the CURP's shape, where headings have none."""
    email, curp = lens.columns.get("email"), lens.columns.get("curp")
    if email is not None and "@" in row.at(email.index).text and "@" not in email.heading:
        return True
    code = row.at(curp.index).text if curp is not None else ""
    return len(code) == 18 and code[:4].isalpha() and code[4:10].isdigit()


def _repeats_headings(texts: list[tuple[int, str]], lens: SheetLens) -> bool:
    """Copies of the headings, as page after page of a printed list has them."""
    same = sum(lens.headings.get(index) == text.casefold() for index, text in texts)
    return len(texts) >= 2 and same * 10 >= len(texts) * 6


def _identifies_somebody(row: SheetRow, lens: SheetLens) -> bool:
    """A code, an address or a date: what totals and signatures never have in those columns."""
    curp, email, date = (lens.columns.get(field) for field in ("curp", "email", "achieved_on"))
    code = row.at(curp.index).text if curp else ""
    return (
        (len(code.strip()) >= 10 and any(c.isdigit() for c in code) and any(c.isalpha() for c in code))
        or bool(email and "@" in row.at(email.index).text)
        or bool(date and row.at(date.index).text.strip())
    )


def _fills(lens: SheetLens, index: int, fields: str | tuple[str, ...]) -> bool:
    """Whether a column fills one of the fields, or a field that begins so; an unmapped one is reference."""
    column = lens.by_index.get(index)
    return (column.field if column else REFERENCE).startswith(fields)
