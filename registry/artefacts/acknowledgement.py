"""The acknowledgement (*acuse*) of a bulk issue: who issued what, when, to how many, and under which folios."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.artefacts import messages
from registry.artefacts.imprint import Imprint
from registry.artefacts.ornament import woven_strip
from registry.artefacts.typesetting import Attachment, Paper, attachments_input, breakable, typeset_pdf
from registry.ids import spell_folio
from registry.texts import Language, Text, same

# Above this many a printed list serves nobody: 5,000 rows are a hundred pages. The signed text has them all.
MOST_ROWS = 5_000
JWS_NAME = "acuse.jws"


@dataclass(frozen=True, slots=True)
class AcknowledgedAward:
    """One line of the list; the folio unspelled."""

    folio: str
    holder: str


@dataclass(frozen=True, slots=True)
class AcknowledgementFacts:
    """What an acknowledgement says.

    ``totals`` are the counts of the file in the order to show them, each with its label; ``plan_digest`` is the hex
    SHA-256 that was approved; ``issued_at`` is an aware datetime and dates the file.
    """

    number: str
    institution: str
    accreditation_number: str | None
    title: Text
    standard_code: str
    standard_version: str
    issued_at: dt.datetime
    issued_by: str
    totals: tuple[tuple[Text, int], ...]
    plan_digest: str
    imprint: Imprint
    source_file: str | None = None


def acknowledgement_pdf(
    facts: AcknowledgementFacts,
    awards: Sequence[AcknowledgedAward],
    *,
    language: Language,
    jws: str,
    demo: bool,
    paper: Paper = "us-letter",
) -> bytes:
    """The acknowledgement as PDF/A-3a and PDF/UA-1, the signed text attached.

    The list is printed up to `MOST_ROWS` awards; above that the page gives the count and the digest. The same
    arguments give the same bytes. 1,200 rows take about half a second, `MOST_ROWS` under three.

    Raises:
        TypesettingFailed: Typst refused the page.
    """
    listed = awards if len(awards) <= MOST_ROWS else ()
    attached = Attachment(
        JWS_NAME, jws.encode(), "application/jose", messages.JWS_DESCRIPTION.in_(language), relationship="source"
    )
    data = {
        "paper": paper,
        "strip": woven_strip(174),
        "title": breakable(facts.title.in_(language)),
        "author": facts.institution,
        "facts": [(label.in_(language), value.in_(language), code) for label, value, code in _facts(facts)],
        "totals": [
            (label.in_(language), messages.NUMBER.format(number=count).in_(language)) for label, count in facts.totals
        ],
        "plan_digest": facts.plan_digest,
        "list_digest": folio_list_digest(award.folio for award in awards),
        "seal_digest": hashlib.sha256(jws.encode()).hexdigest(),
        "awards": [(spell_folio(award.folio), breakable(award.holder)) for award in listed],
        "attachments": attachments_input([attached]),
        "words": messages.in_language(_words(facts, len(awards), listed=len(listed), demo=demo), language),
    }
    return typeset_pdf("acknowledgement", data, language=language, made_at=facts.issued_at)


def folio_list_digest(folios: Iterable[str]) -> str:
    """Hex SHA-256 of the unspelled folios in their order, each with a line feed: ``sha256sum`` of a text file."""
    digest = hashlib.sha256()
    for folio in folios:
        digest.update(f"{folio}\n".encode())
    return digest.hexdigest()


def _facts(facts: AcknowledgementFacts) -> list[tuple[Text, Text, bool]]:
    """Label and value; true for codes and names of files, which are no words of any language."""
    standard = messages.STANDARD_VALUE.format(code=facts.standard_code, version=facts.standard_version)
    rows = [
        (messages.ACKNOWLEDGED_TO, same(facts.institution), False),
        (messages.ISSUED_AT, messages.DAY.format(day=facts.issued_at), False),
        (messages.ISSUED_BY, same(facts.issued_by), False),
        (messages.ACKNOWLEDGEMENT_NUMBER, same(facts.number), True),
        (messages.STANDARD, standard, False),
    ]
    if facts.accreditation_number:
        rows.append((messages.RULING, same(facts.accreditation_number), True))
    if facts.source_file:
        rows.append((messages.SOURCE_FILE, same(breakable(facts.source_file)), True))
    return rows


def _words(facts: AcknowledgementFacts, count: int, *, listed: int, demo: bool) -> dict[str, Text]:
    words = {
        "document_title": messages.ACKNOWLEDGEMENT_TITLE.format(number=facts.number, title=facts.title),
        "kind": messages.ACKNOWLEDGEMENT,
        "totals": messages.TOTALS,
        "plan_digest": messages.PLAN_DIGEST,
        "list_digest": messages.LIST_DIGEST,
        "awards": messages.AWARDS_HEADING.format(count=count),
        "row": messages.ROW_NUMBER,
        "folio": messages.FOLIO,
        "holder": messages.HOLDER,
        "seal": messages.SEAL_HEADING,
        "seal_attached": messages.SEAL_ATTACHED.format(name=JWS_NAME),
        "seal_digest": messages.SEAL_DIGEST,
        "imprint": messages.IMPRINT.format(registry=facts.imprint.registry, operator=facts.imprint.operator),
        "page": messages.PAGE,
        "missing_signs": messages.MISSING_SIGNS,
    }
    if count > listed:
        words["too_many"] = messages.TOO_MANY_TO_LIST.format(limit=MOST_ROWS)
    if demo:
        words["demo"] = messages.DEMO
    return words
