"""What a person handed in, turned into a document to verify: a folio, a link of ours, pasted text or a file."""

from __future__ import annotations

import re
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
#: Groups of letters and digits, near a folio's length, with a digit somewhere: a folio with a slip of the pen.
_FOLIO_LIKE = re.compile(r"(?=.*[0-9])(?:[0-9A-Za-z][ \-]?){11,17}")


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


class UnreadableLink(RegistryError):
    """Text that begins as a link and is none."""

    code = "unreadable_link"
    text = Text(
        "Ese enlace está incompleto o mal escrito. Cópielo completo, tal como se lo compartieron.",
        "That link is incomplete or mistyped. Copy all of it, as it was shared with you.",
    )


class NotASharedLink(RegistryError):
    """A link to another page of this registry."""

    code = "not_a_shared_link"
    text = Text(
        "Ese enlace es de este registro, pero no lleva a una microcredencial compartida. "
        "Pida a la persona el enlace que crea con «Compartir», o escriba el folio del certificado.",
        "That link belongs to this registry, but it does not lead to a shared microcredential. "
        "Ask the person for the link made with “Share”, or type the folio on the certificate.",
    )


class MistypedFolio(RegistryError):
    """What looks like a folio and fails its own check."""

    code = "mistyped_folio"
    text = Text(
        "«{typed}» parece un folio, pero no lo es: el folio tiene 14 letras y números, y el último comprueba a los "
        "demás. Revíselo en el certificado.",
        "“{typed}” looks like a folio but is not one: a folio has 14 letters and digits, and the last one checks the "
        "others. Look at the certificate again.",
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
    """What was handed in.

    Raises `NothingHandedIn`, `UnreadableLink`, `ForeignLink`, `NotASharedLink`, `MistypedFolio`, `Unreadable`.
    """
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
        if text.lower().startswith(tuple(f"{host}/" for host in addresses.own_hosts())):
            return _link(f"https://{text}")  # as a browser's address bar shows it, or as read off a page
        if _FOLIO_LIKE.fullmatch(text):
            raise MistypedFolio(typed=text)
    return read_presented(text.encode())


def _link(text: str) -> FolioGiven | ShareGiven:
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that opens an IPv6 address and does not close it
        raise UnreadableLink() from None
    if parts.netloc.lower() not in addresses.own_hosts():
        raise ForeignLink(host=parts.netloc[:100] or "?")
    head, _, tail = parts.path.strip("/").partition("/")
    if head == "s" and tail:
        return ShareGiven(tail.split("/")[0])
    if head != "f" or not tail:
        raise NotASharedLink()
    folio = read_folio(tail)
    if folio is None:
        raise MistypedFolio(typed=tail[:40])
    return FolioGiven(folio)


def shared(token: str) -> tuple[Award, bool, Presented]:
    """The award behind a share link, whether its results may be shown, and its document as signed.

    Raises `ShareNotFound`, `ShareClosed`.
    """
    link = sharing.open_share(token)
    return link.award, link.with_results, presented_of(link.award)


def presented_of(award: Award) -> Presented:
    """An award's current document, read as if it had been handed in."""
    return read_presented(storage.signed_json(award.document))
