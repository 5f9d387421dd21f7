"""Receipts of verifications: signed by the registry for somebody's files, and read again when somebody brings one.

Nothing is written: a receipt holds its own report, so the registry keeps neither it nor what was verified.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import orjson

from registry import addresses, clock, config
from registry.artefacts.receipt import CheckRow, ReceiptFacts, receipt_pdf
from registry.awards.imprint import imprint
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.documents.receipts import FoundReceipt
from registry.documents.spelling import plain_number
from registry.ids import read_folio, spell_folio
from registry.records.errors import RegistryNotReady
from registry.signing import Algorithm
from registry.texts import CENTRAL_MEXICO, Language, Text, same
from registry.trust import root_store
from registry.trust.errors import ReceiptTooLarge
from registry.verification.evidence import Sourced
from registry.verification.messages.headline import QUESTIONS
from registry.verification.receipt import (
    HandedIn,
    Receipt,
    ReceiptReading,
    SignedReceipt,
    TooLargeToSign,
    judge_receipt,
    new_receipt,
    sign_receipt,
)
from registry.verification.report import Question, Report

#: The longest value that a printed receipt shows; the signed text has all of it.
LONGEST_SHOWN = 300


def issue_receipt(report: Report, handed: HandedIn, *, asked_name: str | None = None) -> SignedReceipt:
    """Sign what was just found. The caller has verified at this moment, and shows nothing else than ``report``.

    Raises `ReceiptTooLarge`, `NoKey`, `RegistryNotReady`.
    """
    registry = custody_queries.issuer_of_kind("registry")
    if registry is None:
        raise RegistryNotReady()
    key = custody.active_key(registry, "receipts", Algorithm.P256)
    root = root_store.current(clock.now())
    receipt = new_receipt(
        report,
        handed,
        receipt_id=uuid.uuid4().urn,
        registry=registry.did,
        asked_name=asked_name,
        root_version=root.value.version if isinstance(root, Sourced) else None,
        verify_url=_again(report),
    )
    try:
        return sign_receipt(receipt, signer=vault.current().signer(key), kid=custody.verification_method(key))
    except TooLargeToSign:
        raise ReceiptTooLarge() from None


def read_receipt(found: FoundReceipt) -> ReceiptReading:
    """Whether a receipt is this registry's, by the receipts keys of its root of trust."""
    return judge_receipt(found, root_store.current(clock.now()))


def receipt_json(signed: SignedReceipt) -> bytes:
    """The receipt as a file for programs."""
    return orjson.dumps(signed.as_dict(), option=orjson.OPT_INDENT_2)


@dataclass(frozen=True, slots=True)
class ReceiptSheet:
    """Everything that the printed receipt shows and carries; `print_receipt` sets it."""

    facts: ReceiptFacts
    jws: str
    demo: bool


def receipt_sheet(signed: SignedReceipt) -> ReceiptSheet:
    """What the printed receipt says: the signed claims and nothing else. Raises `RegistryNotReady`."""
    receipt = signed.receipt
    facts = ReceiptFacts(
        verdict=receipt.verdict.value,
        headline=_shown(receipt.headline),
        checked_at=receipt.signed_at,
        credential=tuple(_credential_rows(receipt)),
        checks=tuple(_check_rows(receipt.report)),
        document_digest=receipt.handed_in.sha256,
        verify_url=receipt.verify_url,
        imprint=imprint(),
    )
    return ReceiptSheet(facts, signed.jws, config.current().demo)


def print_receipt(sheet: ReceiptSheet, *, language: Language) -> bytes:
    """Set it as PDF with the signed text attached: no database, about a second of work. Raises `TypesettingFailed`."""
    return receipt_pdf(sheet.facts, language=language, jws=sheet.jws, demo=sheet.demo)


def receipt_name(receipt: Receipt, language: Language) -> str:
    """The name of its file, without ending: the day and the folio, never a person's name."""
    day = receipt.signed_at.astimezone(CENTRAL_MEXICO).date()
    credential = receipt.report["credential"] or {}
    folio = read_folio(credential.get("folio") or "")
    return f"{'comprobante' if language == 'es' else 'receipt'}-{day.isoformat()}" + (f"-{folio}" if folio else "")


def _again(report: Report) -> str:
    """Where to ask again: the folio's page, which asks for the surname; never a holder's share link."""
    folio = read_folio(report.credential.folio or "") if report.credential else None
    return addresses.path(f"f/{spell_folio(folio)}" if folio else "verify")


def _credential_rows(receipt: Receipt) -> Iterator[tuple[Text, Text]]:
    """What the signature covers, as the report has it; and the name that was compared."""
    for label, value in _facts(receipt.report["credential"] or {}):
        if value is not None:
            yield label, _shown(value)
    if receipt.asked_name:
        yield Text("Nombre que se comparó", "Name that was compared"), _shown(same(receipt.asked_name))


def _facts(credential: Mapping[str, Any]) -> Iterator[tuple[Text, Text | None]]:
    def written(name: str) -> Text | None:
        return same(str(credential[name])) if credential.get(name) else None

    issuer = credential.get("issuer") or {}
    hours = credential.get("hours")
    yield Text("Persona titular", "Holder"), written("holder")
    yield Text("Microcredencial", "Microcredential"), written("name")
    yield Text("Emitió", "Issued by"), same(str(issuer.get("name") or issuer["id"])) if issuer.get("id") else None
    yield Text("Folio", "Folio"), written("folio")
    yield Text("Estándar", "Standard"), written("standard")
    yield Text("Horas", "Hours"), None if hours is None else same(plain_number(Decimal(str(hours))))
    yield Text("Fecha de logro", "Earned on"), _day(credential.get("awardedOn"))
    yield Text("Vale desde", "Valid from"), _moment_day(credential.get("validFrom"))
    yield Text("Vence", "Expires"), _moment_day(credential.get("validUntil"))


def _check_rows(report: Mapping[str, Any]) -> Iterator[CheckRow]:
    for check in report["checks"]:
        as_of = check["evidence"].get("asOf")
        yield CheckRow(
            question=QUESTIONS[Question(check["question"])],
            title=_shown(Text.of(check["title"])),
            result=check["result"],
            reason=_shown(Text.of(check["reason"])),
            as_of=dt.datetime.fromisoformat(as_of) if isinstance(as_of, str) else None,
        )


def _day(written: str | None) -> Text | None:
    return Text("{day}", "{day}").format(day=dt.date.fromisoformat(written)) if written else None


def _moment_day(written: str | None) -> Text | None:
    if not written:
        return None
    return Text("{day}", "{day}").format(day=dt.datetime.fromisoformat(written).astimezone(CENTRAL_MEXICO).date())


def _shown(text: Text) -> Text:
    return Text(_clipped(text.es), _clipped(text.en))


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"
