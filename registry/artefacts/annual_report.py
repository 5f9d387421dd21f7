"""The annual report as a file to send: cover, summary, chapters with charts, its data attached.

Everything it shows comes in as plain data (texts in one language, each a list of ``[shown, is a number]``); this module
knows the sheet and nothing of outcomes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from registry import clock
from registry.artefacts import annual_report_messages as words_of
from registry.artefacts import messages
from registry.artefacts.imprint import Imprint
from registry.artefacts.ornament import faded, woven_strip
from registry.artefacts.rosette import rosette_svg
from registry.artefacts.typesetting import Attachment, Paper, attachments_input, typeset_pdf
from registry.texts import Language, Text

# The rosette behind the cover, pale enough to be paper.
GHOST_OPACITY = 0.16


@dataclass(frozen=True, slots=True)
class ReportSheet:
    """What surrounds the chapters. ``digests`` are labels and hex SHA-256; ``command`` is what checks the numbers.

    ``made_at`` dates the file; ``changed`` says what a later edition corrects; a ``draft`` carries no signature.
    """

    year: int
    edition: int
    imprint: Imprint
    made_at: dt.datetime
    digests: tuple[tuple[Text, str], ...]
    command: str
    address: str
    seed: bytes
    changed: Text | None = None
    draft: bool = False


def annual_report_pdf(
    sheet: ReportSheet,
    content: Mapping[str, Any],
    *,
    language: Language,
    attachments: Sequence[Attachment],
    demo: bool,
    paper: Paper = "us-letter",
) -> bytes:
    """The report as PDF/A-3a and PDF/UA-1, with bookmarks, the snapshot and its numbers attached.

    Args:
        sheet: what surrounds the chapters.
        content: title, subtitle, as_of, lead, figures, findings, cautions and chapters, as
            `registry.publication.printing` writes them.
        language: of the whole report.
        attachments: the snapshot, its numbers and the signature.
        demo: says on every page that the data are synthetic.
        paper: the upright sheet.

    Returns:
        The same bytes for the same arguments.

    Raises:
        TypesettingFailed: Typst refused the page.
    """
    data = {
        **content,
        "paper": paper,
        "strip": woven_strip(168),
        "ghost": faded(rosette_svg(sheet.seed), opacity=GHOST_OPACITY),
        "author": sheet.imprint.operator,
        "year": str(sheet.year),
        "edition_note": "" if sheet.changed is None else sheet.changed.in_(language),
        "command": sheet.command,
        "digests": [(label.in_(language), value) for label, value in sheet.digests],
        "keywords": [word.in_(language) for word in words_of.KEYWORDS],
        "attachments": attachments_input(attachments),
        "words": messages.in_language(_words(sheet, demo=demo), language),
    }
    return typeset_pdf("annual_report", data, language=language, made_at=sheet.made_at)


def _words(sheet: ReportSheet, *, demo: bool) -> dict[str, Text]:
    edition = words_of.DRAFT if sheet.draft else words_of.EDITION
    words = {
        "document_title": words_of.DOCUMENT_TITLE.format(year=str(sheet.year)),
        "description": words_of.DESCRIPTION.format(year=str(sheet.year), edition=sheet.edition),
        "registry": sheet.imprint.registry,
        "operator": Text(sheet.imprint.operator, sheet.imprint.operator),
        "kind": edition.format(edition=sheet.edition, day=clock.day_of(sheet.made_at)),
        "edition": edition.format(edition=sheet.edition, day=clock.day_of(sheet.made_at)),
        "running": words_of.RUNNING.format(year=str(sheet.year)),
        "summary": words_of.SUMMARY,
        "findings": words_of.FINDINGS,
        "cautions": words_of.CAUTIONS,
        "contents": words_of.CONTENTS,
        "how_to_read": words_of.HOW_TO_READ,
        "reading": words_of.READING,
        "check": words_of.CHECK,
        "check_how": words_of.CHECK_HOW.format(address=sheet.address),
        "signed": words_of.UNSIGNED if sheet.draft else words_of.SIGNED.format(address=sheet.address),
        "imprint": messages.IMPRINT.format(registry=sheet.imprint.registry, operator=sheet.imprint.operator),
        "page": messages.PAGE,
        "missing_signs": messages.MISSING_SIGNS,
    }
    if demo:
        words["demo"] = messages.DEMO
    return words
