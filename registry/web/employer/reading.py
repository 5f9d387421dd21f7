"""What a person handed in, turned into a document to verify: a folio, a link of ours, pasted text or a file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from registry import addresses
from registry.awards import sharing
from registry.awards.models import Award
from registry.documents.read import Presented, read_presented
from registry.errors import RegistryError
from registry.ids import read_folio
from registry.records import storage
from registry.texts import Text

#: The longest text that can be a link or a folio; anything longer is a document.
LONGEST_LINK = 2_000


class NothingHandedIn(RegistryError):
    """Neither text nor a file."""

    code = "nothing_handed_in"
    kind = "malformed"
    text = Text(
        "Pegue un enlace, un folio o el texto de la credencial, o elija un archivo.",
        "Paste a link, a folio or the text of the credential, or choose a file.",
    )


class ForeignLink(RegistryError):
    """A link to another site: nothing is fetched for an anonymous visitor."""

    code = "foreign_link"
    text = Text(
        "Ese enlace es de otro sitio ({host}) y aquí no abrimos enlaces ajenos. "
        "Descargue la credencial desde allá y suba el archivo.",
        "That link belongs to another site ({host}), and links of others are not opened here. "
        "Download the credential there and upload the file.",
    )


@dataclass(frozen=True, slots=True)
class FolioGiven:
    """A folio: the surname is asked next."""

    folio: str


@dataclass(frozen=True, slots=True)
class ShareGiven:
    """A share link of this registry."""

    token: str


def read(text: str, data: bytes | None, *, filename: str | None) -> Presented | FolioGiven | ShareGiven:
    """What was handed in. Raises `NothingHandedIn`, `ForeignLink`, `Unreadable`."""
    if data:
        return read_presented(data, filename=filename)
    text = text.strip()
    if not text:
        raise NothingHandedIn()
    if len(text) <= LONGEST_LINK:
        folio = read_folio(text)
        if folio is not None:
            return FolioGiven(folio)
        if text.lower().startswith(("http://", "https://")):
            return _link(text)
    return read_presented(text.encode())


def _link(text: str) -> FolioGiven | ShareGiven:
    parts = urlsplit(text)
    own = {urlsplit(addresses.base()).netloc, urlsplit(addresses.link_base()).netloc}
    if parts.netloc.lower() not in own:
        raise ForeignLink(host=parts.netloc[:100] or "?")
    head, _, tail = parts.path.strip("/").partition("/")
    if head == "s" and tail:
        return ShareGiven(tail.split("/")[0])
    folio = read_folio(tail) if head == "f" else None
    if folio is not None:
        return FolioGiven(folio)
    raise ForeignLink(host=parts.netloc + parts.path[:60])


def shared(token: str) -> tuple[Award, bool, Presented]:
    """The award behind a share link, whether its results may be shown, and its document as signed.

    Raises `ShareNotFound`, `ShareClosed`.
    """
    link = sharing.open_share(token)
    return link.award, link.with_results, presented_of(link.award)


def presented_of(award: Award) -> Presented:
    """An award's current document, read as if it had been handed in."""
    return read_presented(storage.signed_json(award.document))
