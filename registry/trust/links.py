"""A credential behind a link: a share link of this registry, or an address of elsewhere that somebody chose to open."""

from __future__ import annotations

from registry.awards import sharing
from registry.documents.read import MAX_FILE_BYTES
from registry.errors import RegistryError
from registry.records import storage
from registry.texts import Text
from registry.trust.copies import LIST
from registry.trust.fetch import FetchFailed, Want, fetch
from registry.trust.given import NotASharedLink, ShareGiven, read_link
from registry.verification.messages import why

#: A credential in any form that is read here. What a holder shares is theirs: it is never kept as a copy.
CREDENTIAL = Want(
    "application/vc, application/vc+jwt;q=0.9, application/ld+json;q=0.8, application/json;q=0.8, image/png;q=0.5, "
    "image/svg+xml;q=0.5, application/pdf;q=0.5",
    LIST.want.types | {"image/png", "image/svg+xml", "application/pdf", "application/octet-stream"},
    MAX_FILE_BYTES,
)


class LinkUnreachable(RegistryError):
    """Nothing that could be a credential was obtained from an address."""

    code = "link_unreachable"
    kind = "unavailable"
    text = Text(
        "No se obtuvo una credencial de ese enlace: {detail}. Descárguela desde ahí y entregue el archivo.",
        "No credential was obtained from that link: {detail}. Download it from there and hand in the file.",
    )


def open_shared(url: str) -> tuple[bytes, bool]:
    """The signed credential behind a share link of this registry, and whether its holder shows the results.

    Raises `ForeignLink` for the link of another site, `UnreadableLink`, `NotASharedLink`, `MistypedFolio`,
    `ShareNotFound`, `ShareClosed`.
    """
    given = read_link(url.strip())
    if not isinstance(given, ShareGiven):
        raise NotASharedLink()
    return open_token(given.token)


def open_token(token: str) -> tuple[bytes, bool]:
    """The same by the link's token. Raises `ShareNotFound`, `ShareClosed`."""
    link = sharing.open_share(token)
    return storage.signed_json(link.award.document), link.with_results


def fetch_credential(url: str) -> bytes:
    """What stands at an https address of elsewhere. The caller holds no transaction. Raises `LinkUnreachable`."""
    try:
        body = fetch(url.strip(), CREDENTIAL).body
    except FetchFailed as failed:
        raise LinkUnreachable(detail=why(failed.reason), reason=failed.reason) from failed
    return body or b""
