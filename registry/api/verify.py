"""``POST /api/v1/verify``: a credential in, a report out, whatever the verdict (CONTRACT, Verification report)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Response, jsonify, request

from registry import addresses
from registry.api import blueprint
from registry.awards import sharing
from registry.documents.read import MAX_FILE_BYTES, Presented, read_presented
from registry.errors import RegistryError
from registry.records import storage
from registry.signing import JsonMalformed, strict_json_loads
from registry.texts import Text
from registry.trust.given import FolioGiven, read_file
from registry.trust.receipts import issue_receipt
from registry.trust.service import examine
from registry.verification.receipt import handed_in
from registry.web import tallying
from registry.web.limits import limiter, verify_rate
from registry.web.outside import outside
from registry.web.security import public

#: The largest body that can be one credential; a bigger one is refused before it is parsed.
MAX_BYTES = 2_000_000
#: Bodies that are files which carry one; anything else is the credential's own text.
CARRIERS = ("image/png", "image/jpeg", "image/webp", "image/svg+xml", "application/pdf")
FILE_FIELD = "file"
LONGEST_NAME = 320


class NothingToVerify(RegistryError):
    """The request carries no credential."""

    code = "nothing_to_verify"
    kind = "malformed"
    text = Text(
        "Envíe una credencial: JSON, JWT (application/vc+jwt o texto), un archivo en el campo «file», "
        'o {"url": …} de este registro.',
        "Send a credential: JSON, a JWT (application/vc+jwt or text), a file in the field “file”, "
        'or {"url": …} of this registry.',
    )


class TooLarge(RegistryError):
    """More bytes than one credential can have."""

    code = "too_large"
    kind = "too_large"
    text = Text(
        "El contenido pasa de {limit} bytes; una credencial es mucho menor.",
        "The content exceeds {limit} bytes; a credential is much smaller.",
    )


class UrlNotOurs(RegistryError):
    """A URL that is not a share link of this registry."""

    code = "url_not_ours"
    text = Text(
        "Solo se aceptan enlaces compartidos de este registro (https://…/s/…); nada se descarga de otros sitios.",
        "Only share links of this registry (https://…/s/…) are accepted; nothing is fetched from other sites.",
    )


@blueprint.post("/verify")
@public
@limiter.limit(verify_rate)
def verify() -> Response:
    """Verify one credential. ``?name=`` or the form field ``name`` is compared with the holder's.

    ``?receipt=true`` signs the report for whoever must keep it; nothing is kept here.
    """
    taken = _taken()
    name = (request.args.get("name") or request.form.get("name") or "").strip()[:LONGEST_NAME]
    report = examine(taken.presented, asked_name=name or None, outside=outside())
    tallying.note(report)
    told = report if taken.with_results else report.without_results()
    body = told.as_dict()
    if request.args.get("receipt") == "true":
        handed = handed_in(taken.data, taken.presented)
        body["receipt"] = issue_receipt(told, handed, asked_name=name or None).as_dict()
    response: Response = jsonify(body)
    response.headers["Cache-Control"] = "no-store"
    return response


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was handed in, as bytes and as read, and whether its results may be told."""

    presented: Presented
    data: bytes
    with_results: bool = True


def _taken() -> _Taken:
    if request.mimetype == "multipart/form-data":
        upload = request.files.get(FILE_FIELD)
        if upload is None:
            raise NothingToVerify()
        return _file(upload.stream.read(MAX_FILE_BYTES + 1), filename=upload.filename)
    carries = request.mimetype in CARRIERS
    data = request.stream.read((MAX_FILE_BYTES if carries else MAX_BYTES) + 1)
    if not data.strip():
        raise NothingToVerify()
    if carries:
        return _file(data, filename=None)
    url = _url_of(data) if "json" in request.mimetype or not request.mimetype else None
    return _shared(url) if url is not None else _read(data, filename=None)


def _read(data: bytes, *, filename: str | None) -> _Taken:
    if len(data) > MAX_BYTES:
        raise TooLarge(limit=MAX_BYTES)
    return _Taken(read_presented(data, media_type=request.mimetype or None, filename=filename), data)


def _file(data: bytes, *, filename: str | None) -> _Taken:
    """A file that carries one, or a picture of a share link's code: photographs are larger than credentials."""
    if len(data) > MAX_FILE_BYTES:
        raise TooLarge(limit=MAX_FILE_BYTES)
    given = read_file(data, filename=filename)
    if isinstance(given, Presented):
        return _Taken(given, data)
    if isinstance(given, FolioGiven):
        raise UrlNotOurs()  # a folio opens with a surname, for which this address has no place
    return _opened(given.token)


def _url_of(data: bytes) -> str | None:
    """The ``url`` of a body that is nothing but ``{"url": …}``."""
    if len(data) > 4_000:
        return None
    try:
        body: Any = strict_json_loads(data)
    except JsonMalformed:
        return None
    return str(body["url"]) if isinstance(body, dict) and set(body) == {"url"} else None


def _shared(url: str) -> _Taken:
    """What a share link of ours leads to; the holder decides there whether results are shown."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:  # a bracket that opens an IPv6 address and does not close it
        raise UrlNotOurs() from None
    head, _, token = parts.path.strip("/").partition("/")
    if parts.netloc.lower() not in addresses.own_hosts() or head != "s" or not token:
        raise UrlNotOurs()
    return _opened(token.split("/")[0])


def _opened(token: str) -> _Taken:
    link = sharing.open_share(token)
    data = storage.signed_json(link.award.document)
    return _Taken(read_presented(data), data, link.with_results)
