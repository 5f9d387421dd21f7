"""What a person handed in, told apart: a document to verify (the code printed on paper is one), a share link, a folio.

Text, files and pictures all come through here, whichever door they came by; nothing is looked up yet.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from registry import addresses
from registry.artefacts.scanning import codes_in
from registry.documents.carriers import PNG_SIGNATURE
from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.documents.paper import looks_like_paper
from registry.documents.read import Presented, read_presented
from registry.errors import RegistryError
from registry.ids import read_folio
from registry.texts import Text

#: The longest text that can be a link or a folio; anything longer is a document.
LONGEST_LINK = 2_000
#: Groups of letters and digits, near a folio's length, with a digit somewhere: a folio with a slip of the pen.
_FOLIO_LIKE = re.compile(r"(?=.*[0-9])(?:[0-9A-Za-z][ \-]?){11,17}")
_SHOWN = 80

#: Finds the texts of the QR codes in a picture; `artefacts.scanning` has one for a single picture and one for many.
Scan = Callable[[bytes], tuple[str, ...]]


class NothingHandedIn(RegistryError):
    """Neither text nor a file."""

    code = "nothing_handed_in"
    kind = "malformed"
    text = Text(
        "Pegue un enlace, un folio o el texto de la credencial, o elija un archivo.",
        "Paste a link, a folio or the text of the credential, or choose a file.",
    )


class EmptyFile(RegistryError):
    """A file without a byte in it."""

    code = "empty_file"
    kind = "malformed"
    text = Text(
        "El archivo está vacío: no tiene nada que leer. Vuelva a descargarlo o pídalo de nuevo a la persona.",
        "The file is empty: there is nothing in it to read. Download it again, or ask the person for it again.",
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


class LeadsToSeveral(RegistryError):
    """A link to a page of several microcredentials."""

    code = "leads_to_several"
    text = Text(
        "Ese enlace muestra varias microcredenciales. Ábralo en su navegador: ahí cada una está ya verificada, y al "
        "abrir una se lee qué se comprobó.",
        "That link shows several microcredentials. Open it in your browser: each is verified there already, and "
        "opening one tells what was checked.",
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


Given = Presented | FolioGiven | ShareGiven


def read_text(text: str) -> Given:
    """What a text is: a folio, a link of ours, or a credential.

    Raises `NothingHandedIn`, `UnreadableLink`, `ForeignLink`, `NotASharedLink`, `MistypedFolio`, `Unreadable`.
    """
    text = text.strip()
    if not text:
        raise NothingHandedIn()
    if len(text) <= LONGEST_LINK:
        named = _short(text)
        if named is not None:
            return named
    return read_presented(text.encode("utf-8", "replace"))


def read_file(
    data: bytes, *, filename: str | None = None, media_type: str | None = None, scan: Scan = codes_in
) -> Given:
    """What a file is: a credential, something that carries one, or a picture of a QR code.

    A badge's own credential comes before a code drawn in it, and a certificate's signed code before its share link.
    Raises `EmptyFile`, and as `read_text` does; `Unreadable` has the codes ``no_credential_found`` (a screenshot),
    ``code_of_nothing`` and ``several_codes`` for pictures.
    """
    found = content_of(data, filename=filename, media_type=media_type, scan=scan)
    if isinstance(found, Presented):
        return found
    try:
        return read_text(found)
    except Unreadable as nothing:
        if nothing.code != "unknown_format":
            raise
        raise code_of_nothing(found) from nothing


def content_of(
    data: bytes, *, filename: str | None = None, media_type: str | None = None, scan: Scan = codes_in
) -> Presented | str:
    """The credential in a file; of a picture without one the text of its one code, whatever it leads to.

    Needs no registry around it. Raises `EmptyFile`, and `Unreadable` as `read_file` does but for what the text is.
    """
    if not data.strip():
        raise EmptyFile()
    if not is_picture(data):
        return read_presented(data, media_type=media_type, filename=filename)
    if data.startswith(PNG_SIGNATURE):
        try:
            return read_presented(data)
        except Unreadable as nothing:
            if nothing.code != "picture_without_credential":
                raise
    codes = scan(data)
    # A certificate has two codes: its share link may have been withdrawn, its signed code answers by itself.
    signed = tuple(code for code in codes if looks_like_paper(code))
    codes = signed or codes
    if not codes:
        raise _unreadable("no_credential_found")
    if len(codes) > 1:
        raise _unreadable("several_codes", count=len(codes))
    return codes[0]


def code_of_nothing(code: str) -> Unreadable:
    """The refusal of a picture whose code says something else."""
    return _unreadable("code_of_nothing", found=_shown(code))


def is_picture(data: bytes) -> bool:
    """Whether these are the first bytes of a PNG, JPEG or WebP."""
    return data.startswith((PNG_SIGNATURE, b"\xff\xd8\xff")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def _short(text: str) -> FolioGiven | ShareGiven | None:
    folio = read_folio(text)
    if folio is not None:
        return FolioGiven(folio)
    if looks_like_paper(text):
        return None  # a link by its form, and a statement by what it carries
    if text.lower().startswith(("http://", "https://")):
        return read_link(text)
    if text.lower().startswith(tuple(f"{host}/" for host in addresses.own_hosts())):
        return read_link(f"https://{text}")  # as a browser's address bar shows it, or as read off a page
    if _FOLIO_LIKE.fullmatch(text):
        raise MistypedFolio(typed=text)
    return None


def read_link(text: str) -> FolioGiven | ShareGiven:
    """A link of this registry. Raises `UnreadableLink`, `ForeignLink`, `NotASharedLink`,
    `LeadsToSeveral`, `MistypedFolio`."""
    try:
        parts = urlsplit(text)
    except ValueError:  # a bracket that opens an IPv6 address and does not close it
        raise UnreadableLink() from None
    if parts.netloc.lower() not in addresses.own_hosts():
        raise ForeignLink(host=parts.netloc[:100] or "?")
    head, _, tail = parts.path.strip("/").partition("/")
    if head == "s" and tail:
        return ShareGiven(tail.split("/")[0])
    if head in ("c", "p") and tail:
        raise LeadsToSeveral()
    if head != "f" or not tail:
        raise NotASharedLink()
    folio = read_folio(tail)
    if folio is None:
        raise MistypedFolio(typed=tail[:40])
    return FolioGiven(folio)


def _shown(text: str) -> str:
    """A stranger's text for one line of ours: no control or direction characters, and cut."""
    return "".join(character if character.isprintable() else " " for character in text)[:_SHOWN].strip()


def _unreadable(code: str, **details: object) -> Unreadable:
    return Unreadable(code, UNREADABLE[code], **details)
