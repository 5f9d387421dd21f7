"""The files of a report: a PDF in each language, made from snapshot, numbers and the authority's seal alone."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from registry.artefacts import annual_report_messages as words
from registry.artefacts.annual_report import ReportSheet, annual_report_pdf
from registry.artefacts.imprint import Imprint
from registry.artefacts.typesetting import Attachment
from registry.publication.errors import NotAReport
from registry.publication.printing import printable
from registry.publication.report import FORMAT, report_of
from registry.publication.sealing import digest
from registry.signing import JsonMalformed, strict_json_loads
from registry.texts import Language, Text

SNAPSHOT, NUMBERS, SEAL = "snapshot.json", "numbers.json", "seal.jws"
#: A report is under 2 MB; a stranger's file is not read beyond this.
LARGEST = 20_000_000
LARGEST_JSON = 10_000_000
SNAPSHOT_DIGEST = Text("Instantánea (SHA-256)", "Snapshot (SHA-256)")
NUMBERS_DIGEST = Text("Números (SHA-256)", "Numbers (SHA-256)")


@dataclass(frozen=True, slots=True)
class Pieces:
    """What a report consists of. ``seal`` is None for a draft; ``language`` is that of the PDF it came in, if any."""

    snapshot: bytes
    numbers: bytes
    seal: str | None = None
    pdf: bytes | None = None
    language: Language | None = None


def read_json(data: bytes, what: str) -> Any:
    """A JSON file of ours or of a stranger. Raises `NotAReport`."""
    try:
        return strict_json_loads(data, max_bytes=LARGEST_JSON)
    except (JsonMalformed, ValueError) as cause:
        raise NotAReport(problem=f"{what}: {cause}") from None


def snapshot_of(data: bytes) -> Mapping[str, Any]:
    """A snapshot. Raises `NotAReport`."""
    found = read_json(data, SNAPSHOT)
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise NotAReport(problem=f"{SNAPSHOT}: format")
    return found


def make_pdf(pieces: Pieces, *, made_at: dt.datetime, language: Language) -> bytes:
    """The report as a file to send: the same bytes for the same pieces. About a second of work.

    Raises TypesettingFailed, and `NotAReport` for pieces that are none.
    """
    snapshot = snapshot_of(pieces.snapshot)
    try:
        document = report_of(snapshot).document
        house = snapshot["house"]
        changed = snapshot["changed"]
        sheet = ReportSheet(
            year=snapshot["year"],
            edition=snapshot["edition"],
            imprint=Imprint(Text.of(house["registry"]), house["operator"], house["address"]),
            made_at=made_at,
            digests=((SNAPSHOT_DIGEST, digest(pieces.snapshot)), (NUMBERS_DIGEST, digest(pieces.numbers))),
            command=f"registry report check {file_name(snapshot['year'], snapshot['edition'], language)}",
            address=f"{house['address']}/reports/{snapshot['year']}",
            seed=bytes.fromhex(digest(pieces.snapshot)),
            changed=Text.of(changed) if changed else None,
            draft=pieces.seal is None,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        raise NotAReport(problem=str(cause)) from None
    return annual_report_pdf(
        sheet, printable(document, language), language=language, attachments=_attached(pieces, language),
        demo=bool(house["demo"]),
    )  # fmt: skip


def file_name(year: int, edition: int, language: Language) -> str:
    """``informe-2025-ed1-es.pdf``, ``report-2025-ed1-en.pdf``."""
    return f"{'informe' if language == 'es' else 'report'}-{year}-ed{edition}-{language}.pdf"


def _attached(pieces: Pieces, language: Language) -> tuple[Attachment, ...]:
    held = [
        Attachment(SNAPSHOT, pieces.snapshot, "application/json", words.SNAPSHOT_DESCRIPTION.in_(language), "source"),
        Attachment(NUMBERS, pieces.numbers, "application/json", words.NUMBERS_DESCRIPTION.in_(language), "data"),
    ]
    if pieces.seal is not None:
        held.append(
            Attachment(
                SEAL, pieces.seal.encode(), "application/jose", words.SEAL_DESCRIPTION.in_(language), "supplement"
            )
        )
    return tuple(held)


def open_pdf(data: bytes) -> Pieces:
    """The pieces inside a report's PDF. Raises `NotAReport`."""
    if len(data) > LARGEST:
        raise NotAReport(problem=f"> {LARGEST} bytes")
    try:
        reader = PdfReader(io.BytesIO(data))
        held = {one.name: one.content for one in reader.attachment_list}
        language = str(reader.root_object.get("/Lang", ""))[:2]
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError, OSError) as cause:
        raise NotAReport(problem=f"PDF: {cause}") from None
    if SNAPSHOT not in held or NUMBERS not in held:
        raise NotAReport(problem=f"{SNAPSHOT}, {NUMBERS}")
    seal = held.get(SEAL)
    return Pieces(
        bytes(held[SNAPSHOT]),
        bytes(held[NUMBERS]),
        seal.decode("ascii", "replace") if seal else None,
        data,
        "en" if language == "en" else "es",
    )


def text_of_pages(data: bytes) -> tuple[str, ...]:
    """The text of each page. Raises `NotAReport`."""
    try:
        return tuple(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    except (PyPdfError, KeyError, ValueError, TypeError, AttributeError, RecursionError) as cause:
        raise NotAReport(problem=f"PDF: {cause}") from None
