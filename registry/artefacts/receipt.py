"""The receipt of a verification, for a file on paper: what was found, when, and with how fresh evidence."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from registry.artefacts import messages
from registry.artefacts.imprint import Imprint
from registry.artefacts.ornament import woven_strip
from registry.artefacts.qr import qr_svg
from registry.artefacts.typesetting import Attachment, Paper, attachments_input, breakable, typeset_pdf
from registry.texts import Language, Text

Verdict = Literal["valid", "authentic_not_current", "invalid", "unverifiable"]
Result = Literal["passed", "failed", "warning", "not_checked"]
JWS_NAME = "comprobante.jws"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check of a report: what was looked at, what came out, why.

    ``as_of`` is when its evidence was current, None where that has no meaning.
    """

    question: Text
    title: Text
    result: Result
    reason: Text
    as_of: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiptFacts:
    """What a receipt says. Rows with one ``question`` stand together, in the order given.

    ``credential`` are labels and values that the signature covers; ``document_digest`` is the hex SHA-256 of the
    bytes that were presented; ``verify_url`` is where to ask again.
    """

    verdict: Verdict
    headline: Text
    checked_at: dt.datetime
    credential: tuple[tuple[Text, Text], ...]
    checks: tuple[CheckRow, ...]
    document_digest: str
    verify_url: str
    imprint: Imprint


def receipt_pdf(facts: ReceiptFacts, *, language: Language, jws: str, demo: bool, paper: Paper = "us-letter") -> bytes:
    """The receipt as PDF/A-3a and PDF/UA-1, the signed text attached; dated by ``checked_at``.

    Raises:
        TypesettingFailed: Typst refused the page.
    """
    attached = Attachment(JWS_NAME, jws.encode(), "application/jose", messages.JWS_DESCRIPTION.in_(language))
    words = {
        "document_title": messages.RECEIPT_TITLE.format(headline=facts.headline),
        "kind": messages.RECEIPT,
        "verdict": messages.VERDICTS[facts.verdict],
        "when": messages.RECEIPT_WHEN.format(moment=facts.checked_at),
        "facts": messages.RECEIPT_FACTS,
        "checks": messages.RECEIPT_CHECKS,
        "again": messages.RECEIPT_AGAIN,
        "digest": messages.RECEIPT_DIGEST,
        "seal": messages.RECEIPT_SEAL.format(name=JWS_NAME),
        "qr": messages.QR_TITLE,
        "imprint": messages.IMPRINT.format(registry=facts.imprint.registry, operator=facts.imprint.operator),
        "page": messages.PAGE,
        "missing_signs": messages.MISSING_SIGNS,
        **({"demo": messages.DEMO} if demo else {}),
    }
    data = {
        "paper": paper,
        "strip": woven_strip(174),
        "author": facts.imprint.operator,
        "verdict": facts.verdict,
        "headline": breakable(facts.headline.in_(language)),
        "credential": [(label.in_(language), breakable(value.in_(language))) for label, value in facts.credential],
        "questions": _questions(facts.checks, language),
        "digest": facts.document_digest,
        "verify_url": facts.verify_url,
        "shown_url": breakable(facts.verify_url),
        "qr": qr_svg(facts.verify_url, title=messages.QR_TITLE.in_(language), light=None),
        "attachments": attachments_input([attached]),
        "words": messages.in_language(words, language),
    }
    return typeset_pdf("receipt", data, language=language, made_at=facts.checked_at)


def _questions(checks: tuple[CheckRow, ...], language: Language) -> list[dict[str, object]]:
    """The checks under their questions, each question once, where it first occurs."""
    grouped: dict[Text, list[dict[str, str]]] = {}
    for check in checks:
        as_of = messages.RECEIPT_AS_OF.format(moment=check.as_of).in_(language) if check.as_of else ""
        grouped.setdefault(check.question, []).append(
            {
                "result": check.result,
                "said": messages.RESULTS[check.result].in_(language),
                "title": breakable(check.title.in_(language)),
                "reason": breakable(check.reason.in_(language)),
                "as_of": as_of,
            }
        )
    return [{"question": question.in_(language), "checks": rows} for question, rows in grouped.items()]
