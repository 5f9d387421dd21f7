"""The certificate: one page to hang on a wall, with the signed credential inside it.

The page is a view for people. What proves anything is the credential attached to it in both forms and the registry's
answer to the QR code or the folio; the page says so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from registry.artefacts import messages
from registry.artefacts.imprint import Imprint
from registry.artefacts.ornament import faded, woven_border
from registry.artefacts.qr import qr_svg
from registry.artefacts.typesetting import Attachment, Paper, attachments_input, breakable, typeset_pdf, typeset_png
from registry.ids import spell_folio
from registry.texts import CENTRAL_MEXICO, Language, Text

# Width and height of the sheet lying down, and the margin to the woven border, in millimetres.
SHEETS: dict[Paper, tuple[float, float]] = {"us-letter": (279.4, 215.9), "a4": (297.0, 210.0)}
BORDER_MARGIN = 8.5
# Pale enough that text over the lines keeps its contrast.
GHOST_OPACITY = 0.085
# Signs of the back's type that surely fit one line.
LONGEST_PIECE = 90
# A letter sheet is then 1,056 pixels wide, as wide as a page shows it.
PREVIEW_PIXELS_PER_INCH = 96


@dataclass(frozen=True, slots=True)
class LevelReached:
    """A competency and the level that the holder reached in it."""

    competency: Text
    level: Text


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What a certificate says; all of it stands in the signed credential too.

    ``average`` is out of ten, unrounded; ``hours`` are of learning and assessment together; ``issued_at`` is an aware
    datetime and dates the file; ``folio`` is unspelled (14 characters).
    """

    institution: str
    accreditation_number: str | None
    title: Text
    holder: str
    outcomes: int
    standard_code: str
    standard_version: str
    standard_title: Text
    profile: Text | None
    hours: int | Decimal
    levels: tuple[LevelReached, ...]
    average: Decimal | None
    achieved_on: dt.date
    issued_at: dt.datetime
    valid_until: dt.date | None
    folio: str
    imprint: Imprint
    partners: tuple[str, ...] = ()
    mode: Text | None = None
    levels_declared: bool = False  # all of them: the institution says so, no rubric scores were handed in


def certificate_pdf(
    facts: CertificateFacts,
    *,
    language: Language,
    verify_url: str,
    attachments: Sequence[Attachment],
    rosette_svg: str,
    demo: bool,
    paper: Paper = "us-letter",
    paper_code: tuple[str, ...] | None = None,
    seal: tuple[str, str] | None = None,
) -> bytes:
    """A certificate as PDF/A-3a and PDF/UA-1, the attachments inside as associated files.

    Args:
        facts: what it says.
        language: of the whole page.
        verify_url: where the QR code «en línea» leads; a share link, which the holder can withdraw.
        attachments: the signed forms of the document.
        rosette_svg: the definition's rosette; decoration.
        demo: prints «Demostración · datos sintéticos».
        paper: the sheet, lying down.
        paper_code: the segments of the QR code «sin conexión» (`registry.documents.paper`).
        seal: cadena original and sello digital (`registry.documents.seal`), printed on the back.

    Returns:
        The same bytes for the same arguments.

    Raises:
        TypesettingFailed: the rosette is no SVG.
    """
    data = _page(
        facts, language, verify_url=verify_url, attachments=attachments, rosette_svg=rosette_svg,
        words=_words(facts, attachments, demo=demo), paper=paper, paper_code=paper_code, seal=seal,
    )  # fmt: skip
    return typeset_pdf("certificate", data, language=language, made_at=facts.issued_at)


def certificate_preview(
    facts: CertificateFacts,
    *,
    language: Language,
    verify_url: str,
    rosette_svg: str,
    demo: bool,
    form: Literal["pdf", "png"] = "pdf",
    paper: Paper = "us-letter",
) -> bytes:
    """The same page before anything is signed: marked across and on its border, no attachment, no word of a signature.

    ``facts.folio`` is a place-holder: the folio is given when it is issued. Raises TypesettingFailed.
    """
    words = _words(facts, (), demo=demo) | {
        "preview": messages.PREVIEW,
        "watermark": messages.WATERMARK,
        "signed": messages.NOT_SIGNED,
        "offline_preview": messages.OFFLINE_PREVIEW,
    }
    data = _page(
        facts, language, verify_url=verify_url, attachments=(), rosette_svg=rosette_svg, words=words, paper=paper
    )
    if form == "png":
        return typeset_png(
            "certificate", data | {"made_on": facts.issued_at.date().isoformat()}, language=language,
            pixels_per_inch=PREVIEW_PIXELS_PER_INCH,
        )  # fmt: skip
    return typeset_pdf("certificate", data, language=language, made_at=facts.issued_at)


def _page(
    facts: CertificateFacts,
    language: Language,
    *,
    verify_url: str,
    attachments: Sequence[Attachment],
    rosette_svg: str,
    words: Mapping[str, Text],
    paper: Paper,
    paper_code: tuple[str, ...] | None = None,
    seal: tuple[str, str] | None = None,
) -> dict[str, Any]:
    width, height = SHEETS[paper]
    one_level = len({reached.level for reached in facts.levels}) == 1
    return {
        "paper": paper,
        "border": woven_border(width - 2 * BORDER_MARGIN, height - 2 * BORDER_MARGIN),
        "border_margin": BORDER_MARGIN,
        "rosette": rosette_svg,
        "ghost": faded(rosette_svg, opacity=GHOST_OPACITY),
        "qr": qr_svg(verify_url, title=messages.QR_TITLE.in_(language), light=None, quiet=0),
        "paper_code": None
        if paper_code is None
        else qr_svg(paper_code, title=messages.PAPER_QR_TITLE.in_(language), light=None, quiet=0),
        "seal": None if seal is None else {"cadena": _for_print(seal[0]), "sello": seal[1]},
        "verify_url": verify_url,
        "folio": spell_folio(facts.folio),
        "folio_address": facts.imprint.folio_address,
        "institution_plain": facts.institution,
        "institution": breakable(facts.institution),
        "title": breakable(facts.title.in_(language)),
        "holder": breakable(facts.holder),
        "sentence": certificate_sentence(facts, one_level=one_level).in_(language),
        "dates": [(label.in_(language), day.in_(language)) for label, day in certificate_dates(facts)],
        "levels": [
            {"competency": reached.competency.in_(language), "level": reached.level.in_(language)}
            for reached in facts.levels
        ],
        "attachments": attachments_input(attachments),
        "words": messages.in_language(words, language),
    }


def _for_print(cadena: str) -> list[str]:
    """The cadena in pieces between which a line may break: whoever copies them gets it back.

    A piece ends behind a ``|``; blanks inside one do not break, unless it is longer than any line.
    """
    pieces = [f"{field}|" for field in cadena[2:-2].split("|")]
    pieces[0], pieces[-1] = f"||{pieces[0]}", f"{pieces[-1]}|"
    return [one if len(one) > LONGEST_PIECE else one.replace(" ", "\u00a0") for one in pieces]


def certificate_sentence(facts: CertificateFacts, *, one_level: bool) -> Text:
    """What was demonstrated, as one sentence; parts that the facts lack are left out."""
    outcomes = messages.FOR_ONE_OUTCOME if facts.outcomes == 1 else messages.FOR_OUTCOMES
    parts = [
        outcomes.format(
            count=facts.outcomes,
            code=facts.standard_code,
            version=facts.standard_version,
            standard=facts.standard_title,
        )
    ]
    if facts.profile:
        parts.append(messages.IN_PROFILE.format(profile=facts.profile))
    workload = messages.WORKLOAD_ONE if facts.hours == 1 else messages.WORKLOAD
    parts.append(workload.format(hours=facts.hours))
    if facts.mode:
        parts.append(messages.IN_MODE.format(mode=facts.mode))
    if one_level:
        parts.append(messages.AT_LEVEL.format(level=facts.levels[0].level))
    elif facts.levels:
        parts.append(messages.AT_LEVELS)
    if facts.average is not None:
        parts.append(messages.WITH_AVERAGE.format(average=messages.one_decimal(facts.average)))
    return messages.joined(*parts, Text(".", "."))


def certificate_dates(facts: CertificateFacts) -> list[tuple[Text, Text]]:
    """When it was achieved and issued, and until when it holds, each with its label; days are of central Mexico."""
    issued_on = facts.issued_at.astimezone(CENTRAL_MEXICO).date()
    until = messages.DAY.format(day=facts.valid_until) if facts.valid_until else messages.NO_EXPIRY
    return [
        (messages.ACHIEVED, messages.DAY.format(day=facts.achieved_on)),
        (messages.ISSUED, messages.DAY.format(day=issued_on)),
        (messages.VALID_UNTIL, until),
    ]


def _words(facts: CertificateFacts, attachments: Sequence[Attachment], *, demo: bool) -> dict[str, Text]:
    words = {
        "document_title": messages.CERTIFICATE_TITLE.format(title=facts.title, holder=facts.holder),
        "accredited": messages.ACCREDITED_UNNUMBERED,
        "awards": messages.AWARDS,
        "to": messages.TO,
        "levels": messages.LEVELS_DECLARED_HEADING if facts.levels_declared else messages.LEVELS_HEADING,
        "folio": messages.FOLIO,
        "check": messages.CHECK_HEADING,
        "check_how": messages.CHECK_HOW.format(address=facts.imprint.folio_address),
        "proves_nothing": messages.PAPER_PROVES_NOTHING,
        "signed": messages.SIGNED.format(moment=facts.issued_at),
        "imprint": messages.IMPRINT.format(registry=facts.imprint.registry, operator=facts.imprint.operator),
        "qr": messages.QR_TITLE,
        "online": messages.VERIFY_ONLINE,
        "offline": messages.VERIFY_OFFLINE,
        "offline_how": messages.OFFLINE_HOW,
        "paper_qr": messages.PAPER_QR_TITLE,
        "missing_signs": messages.MISSING_SIGNS,
        "back": messages.SEAL_BACK,
        "cadena": messages.CADENA,
        "sello": messages.SELLO,
        "seal_how": messages.SEAL_HOW.format(address=facts.imprint.folio_address),
        "seal_about": messages.SEAL_ABOUT.format(folio=spell_folio(facts.folio)),
    }
    if facts.accreditation_number:
        words["accredited"] = messages.ACCREDITED.format(number=facts.accreditation_number)
    if facts.partners:
        words["partners"] = messages.TOGETHER_WITH.format(partners=messages.enumerated(facts.partners))
    if attachments:
        names = messages.enumerated(tuple(one.name for one in attachments if one.relationship == "source"))
        words["attached"] = messages.ATTACHED.format(names=names)
    if demo:
        words["demo"] = messages.DEMO
    return words
