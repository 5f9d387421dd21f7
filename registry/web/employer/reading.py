"""What a person handed in at this door, and the document behind a link or an award."""

from __future__ import annotations

from dataclasses import dataclass

from registry.awards import sharing
from registry.awards.models import Award, ShareLink
from registry.documents.errors import Unreadable
from registry.documents.read import Presented, read_presented
from registry.documents.receipts import FoundReceipt, receipt_in
from registry.records import storage
from registry.trust.given import Given, read_file, read_text
from registry.web.employer import gate


def read(text: str, data: bytes | None, *, filename: str | None) -> Given | FoundReceipt:
    """What was handed in: the file where there is one, else the text. Raises as `registry.trust.given` does."""
    if data is None or (not data and text.strip()):
        return receipt_in(text.encode("utf-8", "replace")) or read_text(text)
    # A PDF is opened for a receipt only when no credential is in it: opening one costs most of the time.
    pdf = data.lstrip()[:5] == b"%PDF-"
    receipt = None if pdf else receipt_in(data)
    if receipt is not None:
        return receipt
    try:
        return read_file(data, filename=filename)
    except Unreadable:
        receipt = receipt_in(data) if pdf else None
        if receipt is None:
            raise
        return receipt


@dataclass(frozen=True, slots=True)
class Shared:
    """What a share link leads to: the link, its award's document as signed, and that read as if handed in."""

    link: ShareLink
    data: bytes
    presented: Presented

    @property
    def award(self) -> Award:
        """Whose document it is."""
        return self.link.award


def shared(token: str) -> Shared:
    """What is behind a share link, for who may open it. Raises `ShareNotFound`, `ShareClosed`, `ShareCodeNeeded`."""
    link = sharing.find_share(token)
    gate.require_passed(link)
    data = storage.signed_json(link.award.document)
    return Shared(link, data, read_presented(data))


def presented_of(award: Award) -> Presented:
    """An award's current document, read as if it had been handed in."""
    return read_presented(storage.signed_json(award.document))
