"""Checking a report: every number computed again from the snapshot, compared with what was signed and what is printed.

Nothing of the report is believed: the signature is checked by the keys of the root of trust, the digests against the
bytes, each number against its expression, the printed text against the numbers.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from registry.artefacts.typesetting import TypesettingFailed
from registry.publication import files, sealing
from registry.publication.blocks import Document, plain, texts_of
from registry.publication.errors import ExpressionUnfit, NotAReport
from registry.publication.expressions import Value, evaluate
from registry.publication.files import Pieces
from registry.publication.ledger import written
from registry.publication.report import Report, report_of
from registry.texts import Language, Text

#: Numbers in a text, with their separators: 1,243 · 62.4
_NUMERAL = re.compile(r"\d(?:[\d,.]*\d)?")
_STYLES = frozenset({"people", "plain", "percent", "ratio"})


@dataclass(frozen=True, slots=True)
class NumberLine:
    """One number: as it was signed, as the snapshot gives it today, and whether the PDF prints it (None: no PDF)."""

    id: str
    expression: str
    signed: str
    computed: str
    same: bool
    printed: bool | None


@dataclass(frozen=True, slots=True)
class Finding:
    """A check of the whole. ``good`` None: it could not be made."""

    code: str
    good: bool | None
    text: Text


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a report."""

    findings: tuple[Finding, ...]
    numbers: tuple[NumberLine, ...]

    @property
    def good(self) -> bool:
        """Whether nothing differs. What could not be checked does not count as good."""
        return all(one.good for one in self.findings) and all(
            one.same and one.printed is not False for one in self.numbers
        )


def check(pieces: Pieces) -> Checked:
    """Check the pieces of a report, and the PDF they came in. Raises `NotAReport` for something that is none."""
    snapshot = files.snapshot_of(pieces.snapshot)
    signed = _signed_numbers(pieces.numbers)
    pages = files.text_of_pages(pieces.pdf) if pieces.pdf is not None else None
    printed = set(_NUMERAL.findall("\n".join(pages))) if pages is not None else None
    lines = tuple(_line(one, snapshot, printed, pieces.language or "es") for one in signed)
    made = _made_again(snapshot)
    findings = [*_seal(pieces), _same_list(signed, made)]
    if pages is not None and pieces.pdf is not None and pieces.language is not None:
        findings += _of_pdf(pieces, pages, made, pieces.language)
    return Checked(tuple(findings), lines)


def _signed_numbers(data: bytes) -> list[dict[str, Any]]:
    found = files.read_json(data, files.NUMBERS)
    fit = isinstance(found, list) and all(
        isinstance(one, dict)
        and all(isinstance(one.get(name), str) for name in ("id", "expression"))
        and one.get("style") in _STYLES
        for one in found
    )
    if not fit or not found:
        raise NotAReport(problem=files.NUMBERS)
    return list(found)


def _line(
    one: Mapping[str, Any], snapshot: Mapping[str, Any], printed: set[str] | None, language: Language
) -> NumberLine:
    signed = _value(one.get("value"))
    try:
        computed: Value = evaluate(one["expression"], snapshot)
        same = computed == signed
        shown = plain(written(computed, one["style"]), language)
    except ExpressionUnfit as refusal:
        same, shown = False, refusal.said.in_(language)
    numerals = _NUMERAL.findall(plain(written(signed, one["style"]), language))
    return NumberLine(
        id=one["id"],
        expression=one["expression"],
        signed=plain(written(signed, one["style"]), language),
        computed=shown,
        same=same,
        printed=None if printed is None else all(numeral in printed for numeral in numerals),
    )


def _value(value: object) -> Value:
    """A value as the list of numbers keeps it. Raises `NotAReport`."""
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise NotAReport(problem=f"{files.NUMBERS}: {str(value)[:40]}") from None


def _made_again(snapshot: Mapping[str, Any]) -> Report | None:
    try:
        return report_of(snapshot)
    except (ExpressionUnfit, KeyError, TypeError, ValueError, AttributeError):
        return None


SEAL = {
    "genuine": Text(
        "La autoridad firmó esta instantánea y estos números.", "The authority signed this snapshot and these numbers."
    ),
    "altered": Text(
        "La firma es de la autoridad, pero la instantánea o los números no son los que firmó.",
        "The signature is the authority's, but the snapshot or the numbers are not what it signed.",
    ),
    "absent": Text(
        "No lleva firma: es un borrador o se la quitaron.", "It carries no signature: a draft, or it was taken off."
    ),
    "root_unknown": Text(
        "No se pudo comprobar la firma: este registro no tiene raíz de confianza.",
        "The signature could not be checked: this registry has no root of trust.",
    ),
    "key_unknown": Text(
        "La firma no es de una llave de la autoridad que este registro conozca.",
        "The signature is not by a key of the authority that this registry knows.",
    ),
    "forged": Text("La firma no corresponde a lo firmado.", "The signature does not fit what it signs."),
    "malformed": Text("La firma no se puede leer.", "The signature cannot be read."),
    "key_compromised": Text(
        "La llave que firmó se declaró comprometida antes de esa firma.",
        "The signing key was declared compromised before that signature.",
    ),
    "key_not_in_use": Text("La llave que firmó no estaba en uso ese día.", "The signing key was not in use that day."),
}
#: Nothing was shown to be wrong; nothing was proved either.
_UNDECIDED = frozenset({"root_unknown", "key_unknown", "absent"})


def _seal(pieces: Pieces) -> Iterator[Finding]:
    if pieces.seal is None:
        yield Finding("seal_absent", None, SEAL["absent"])
        return
    found = sealing.read(pieces.seal)
    if not found.genuine or found.claims is None:
        yield Finding(f"seal_{found.code}", None if found.code in _UNDECIDED else False, SEAL[found.code])
        return
    fits = found.claims.get("snapshotSha256") == sealing.digest(pieces.snapshot) and found.claims.get(
        "numbersSha256"
    ) == sealing.digest(pieces.numbers)
    yield Finding("seal_genuine" if fits else "seal_altered", fits, SEAL["genuine" if fits else "altered"])


def _same_list(signed: list[dict[str, Any]], made: Report | None) -> Finding:
    """The program at hand may be newer than the report: then the numbers still count one by one."""
    if made is not None and [one.as_dict() for one in made.numbers] == signed:
        text = Text(
            "El informe hecho de nuevo a partir de la instantánea tiene los mismos {count} números.",
            "The report made again from the snapshot has the same {count} numbers.",
        ).format(count=len(signed))
        return Finding("made_again", True, text)
    text = Text(
        "El informe hecho de nuevo no tiene la misma lista de números: se hizo con otra versión del "
        "programa, o cambió.",
        "The report made again has another list of numbers: it was made with another version of the "
        "program, or changed.",
    )
    return Finding("made_again", False, text)


def _of_pdf(pieces: Pieces, pages: tuple[str, ...], made: Report | None, language: Language) -> Iterator[Finding]:
    if made is not None:
        strange = _strange_numerals(pages, made.document, language)
        text = Text("Ningún número impreso es ajeno a la lista.", "No printed number is foreign to the list.")
        if strange:
            text = Text(
                "Hay números impresos que no salen de la instantánea: {numbers}.",
                "Some printed numbers do not come from the snapshot: {numbers}.",
            ).format(numbers=", ".join(sorted(strange)[:10]))
        yield Finding("no_strange_numbers", not strange, text)
    yield _pages_again(pieces, pages, language)


def _strange_numerals(pages: tuple[str, ...], document: Document, language: Language) -> set[str]:
    """Numerals of the PDF that stand in no text of the report made again, nor on the sheet around it."""
    allowed = {numeral for text in texts_of(document) for numeral in _NUMERAL.findall(plain(text, language))}
    allowed |= {str(number) for number in range(1, len(pages) + 1)}  # of pages
    around = (pages[0], pages[-1], *(line for page in pages for line in page.splitlines() if "·" in line))
    allowed |= {numeral for text in around for numeral in _NUMERAL.findall(text)}
    return set(_NUMERAL.findall("\n".join(pages[1:-1]))) - allowed


def _pages_again(pieces: Pieces, pages: tuple[str, ...], language: Language) -> Finding:
    try:
        again = files.text_of_pages(files.make_pdf(pieces, made_at=_made_at(pieces), language=language))
    except (NotAReport, TypesettingFailed):
        again = ()
    if again == pages:
        text = Text(
            "Las {count} páginas, hechas de nuevo a partir de la instantánea, dicen lo mismo letra por letra.",
            "The {count} pages, set again from the snapshot, say the same letter by letter.",
        ).format(count=len(pages))
        return Finding("pages_again", True, text)
    differing = [
        str(number) for number, (one, other) in enumerate(zip(pages, again, strict=False), start=1) if one != other
    ]
    text = Text(
        "Las páginas hechas de nuevo no dicen lo mismo{where}.", "The pages set again do not say the same{where}."
    ).format(where=Text(f" ({', '.join(differing[:10])})", f" ({', '.join(differing[:10])})"))
    return Finding("pages_again", False, text)


def _made_at(pieces: Pieces) -> dt.datetime:
    """The day on the sheet: that of the signature. Raises `NotAReport`."""
    found = sealing.read(pieces.seal) if pieces.seal else None
    stated = (found.claims or {}).get("signedAt") if found else files.snapshot_of(pieces.snapshot).get("madeAt")
    try:
        return dt.datetime.fromisoformat(str(stated))
    except ValueError:
        raise NotAReport(problem="signedAt") from None
