"""Receipts at the shell: read like any other file, and written by ``registry verify --receipt FILE``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from registry.documents.read import Presented
    from registry.texts import Language
    from registry.verification import Report
    from registry.verification.receipt import ReceiptReading

#: A genuine receipt tells of its day and not of today: authentic but not current.
EXIT_STATUSES = {"passed": 3, "failed": 1, "not_checked": 4}
#: Whoever reads the file may write it as well; others may not read what is in somebody's file.
OWNER_ONLY = 0o600


def told(label: str, reading: ReceiptReading, lang: str) -> list[str]:
    """What a receipt turned out to be, in lines; what was found then is set off from what is found now."""
    language: Language = "en" if lang == "en" else "es"
    lines = [
        f"\n{label}: {reading.title.in_(language)} [{reading.code}]",
        f"  {reading.reason.in_(language)}",
        f"  {reading.remedy.in_(language)}",
    ]
    if reading.receipt is not None:
        lines.append(f"    ({reading.receipt.verdict.value}) {reading.receipt.headline.in_(language)}")
    return lines


def write_receipt(
    path: Path, data: bytes, presented: Presented, report: Report, *, asked_name: str | None, lang: str
) -> None:
    """Sign the report and write it: as PDF where the name ends in .pdf, else as JSON. Needs a registry's keys."""
    from registry.trust import receipts
    from registry.verification.receipt import handed_in

    signed = receipts.issue_receipt(report, handed_in(data, presented), asked_name=asked_name)
    if path.suffix.lower() == ".pdf":
        language: Language = "en" if lang == "en" else "es"
        body = receipts.print_receipt(receipts.receipt_sheet(signed), language=language)
    else:
        body = receipts.receipt_json(signed)
    path.touch(mode=OWNER_ONLY)
    path.write_bytes(body)
    click.echo(str(path), err=True)
