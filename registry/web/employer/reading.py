"""What a person handed in at this door, and the document behind a link or an award."""

from __future__ import annotations

from registry.awards import sharing
from registry.awards.models import Award
from registry.documents.read import Presented, read_presented
from registry.records import storage
from registry.trust.given import Given, read_file, read_text


def read(text: str, data: bytes | None, *, filename: str | None) -> Given:
    """What was handed in: the file where there is one, else the text. Raises as `registry.trust.given` does."""
    return read_file(data, filename=filename) if data else read_text(text)


def shared(token: str) -> tuple[Award, bool, Presented]:
    """The award behind a share link, whether its results may be shown, and its document as signed.

    Raises `ShareNotFound`, `ShareClosed`.
    """
    link = sharing.open_share(token)
    return link.award, link.with_results, presented_of(link.award)


def presented_of(award: Award) -> Presented:
    """An award's current document, read as if it had been handed in."""
    return read_presented(storage.signed_json(award.document))
