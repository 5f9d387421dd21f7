"""From the bytes that somebody handed in to one presented credential: JSON, JWT, or a file that carries either.

Nothing is verified here. What cannot be read raises `Unreadable`, with a code and what to do instead; a credential that
can be read but contradicts itself is for `registry.documents.parse` and the *format* check to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from registry.documents import carriers
from registry.documents.errors import Unreadable
from registry.documents.jwt_claims import document_of_claims
from registry.documents.messages import UNREADABLE
from registry.documents.paper import PaperCode, looks_like_paper, read_paper
from registry.documents.seal import SealCode, looks_like_seal, read_seal
from registry.signing import (
    JoseMalformed,
    JsonMalformed,
    ParsedJwt,
    UnsupportedAlgorithm,
    from_base64url,
    parse_jwt,
    strict_json_loads,
)
from registry.signing.jcs import MAX_JSON_DEPTH

# A credential of this registry is 5 to 9 kB; one with an embedded picture may be hundreds. Beyond it: not a credential.
MAX_CREDENTIAL_BYTES = 1_000_000
# Files that carry one: a badge picture, a certificate.
MAX_FILE_BYTES = 10_000_000
_JWT = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*")
#: ZIP (Word, Excel, a folder), an older Office file, a program: no text, so no advice on how to save a text.
_OTHER_FILES = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"MZ")
_PHOTOGRAPHS = (b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
#: Members that every credential has one of, however spoilt it is.
_MARKS = ("credentialSubject", "proof")
#: Open Badges 1.1 and 2.0: assertions, which are no verifiable credentials.
_OLD_BADGE = frozenset({"https://w3id.org/openbadges/v1", "https://w3id.org/openbadges/v2"})


class Form(StrEnum):
    """In which of the two ways the credential is signed; or that it is the registry's code or seal on paper."""

    DATA_INTEGRITY = "data_integrity"
    JWT = "jwt"
    PAPER = "paper"
    SEAL = "seal"


class Carrier(StrEnum):
    """What it arrived in."""

    JSON = "json"
    JWT = "jwt"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PAPER = "paper"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential as it was handed in, before anything is verified.

    ``document`` are the claims, without proof (for a JWT: without the claims that repeat members). ``proofs`` are the
    embedded proofs, none when it is unsigned; ``jwt`` is set for the JWT form alone, and None even there when it is
    unsigned or signed in a way that is not verified here (``jwt_fault``: ``unsigned``, ``suite_unknown``). ``paper`` is
    set for a code on paper, or a cadena with its sello, alone: their ``document`` is empty. ``seal`` is the text of the
    cadena and sello beside a credential, in a certificate. ``note`` is the registration note that came with it,
    ``countersignatures`` are partners' endorsements of this very document that did. ``inner_notes`` are the notes, by
    document, of the credentials inside a transcript.
    """

    document: Mapping[str, Any]
    form: Form
    carrier: Carrier
    proofs: tuple[Mapping[str, Any], ...] = ()
    jwt: ParsedJwt | None = None
    jwt_fault: str | None = None
    paper: PaperCode | SealCode | None = None
    seal: str | None = None
    note: str | None = None
    countersignatures: tuple[bytes, ...] = ()
    inner_notes: Mapping[str, str] = field(default_factory=dict)
    #: What was read out of the document already (`registry.documents.parse.credential_of`). A copy begins without.
    known: dict[str, Any] = field(init=False, default_factory=dict, compare=False, repr=False)

    @property
    def issuer_did(self) -> str | None:
        """Who it says issued it: for `trust` to gather evidence, not for anybody to believe."""
        issuer = self.document.get("issuer")
        found = issuer.get("id") if isinstance(issuer, Mapping) else issuer
        return found if isinstance(found, str) else None

    @property
    def document_id(self) -> str | None:
        """The id that the document gives itself."""
        found = self.paper.claims.document if self.paper else self.document.get("id")
        return found if isinstance(found, str) else None


def read_presented(data: bytes, *, media_type: str | None = None, filename: str | None = None) -> Presented:
    """Find the one credential in what was handed in; raises `Unreadable`.

    The content decides, not its name: ``media_type`` and ``filename`` only choose the sentence when nothing is found.
    """
    if not data.strip():
        raise _unreadable("empty")
    if len(data) > MAX_FILE_BYTES:
        raise _unreadable("too_large", size=len(data), limit=MAX_FILE_BYTES)
    if data.startswith(carriers.PNG_SIGNATURE):
        return _carried(carriers.from_png(data), Carrier.PNG)
    if data.lstrip()[:5] == b"%PDF-":
        found = carriers.from_pdf(data, limit=MAX_CREDENTIAL_BYTES)
        carried = _carried(found.text, Carrier.PDF)
        return replace(carried, note=found.note, countersignatures=found.countersignatures, seal=found.seal)
    if data.startswith(_PHOTOGRAPHS) or data[:4] == b"RIFF" or (media_type or "").startswith("video/"):
        raise _unreadable("photograph")
    if data.startswith(_OTHER_FILES):
        raise _unreadable("unknown_format")
    if len(data) > MAX_CREDENTIAL_BYTES and not carriers.looks_like_svg(data):
        raise _unreadable("too_large", size=len(data), limit=MAX_CREDENTIAL_BYTES)
    return _from_text(_decoded(data), data, declared=(media_type or "", filename or ""))


def read_text(text: str, *, carrier: Carrier | None = None) -> Presented:
    """JSON, a compact JWT, the code on paper or a cadena with its sello; raises `Unreadable`.

    ``carrier`` is what the text was taken out of.
    """
    stripped = text.strip().lstrip("\ufeff").strip()
    if len(stripped.encode("utf-8", "surrogatepass")) > MAX_CREDENTIAL_BYTES:
        raise _unreadable("too_large", size=len(stripped), limit=MAX_CREDENTIAL_BYTES)
    if stripped.startswith(("{", "[")):
        return _from_json(stripped, carrier)
    if looks_like_paper(stripped):
        return Presented(document={}, form=Form.PAPER, carrier=Carrier.PAPER, paper=read_paper(stripped))
    if looks_like_seal(stripped):
        return Presented(document={}, form=Form.SEAL, carrier=Carrier.SEAL, paper=read_seal(stripped))
    if stripped.startswith("ey") and "~" in stripped:
        raise _unreadable("selective_disclosure")
    if _JWT.fullmatch(stripped):
        return _from_jwt(stripped, carrier or Carrier.JWT)
    if stripped.startswith("ey") and stripped.count(".") == 2:
        raise _unreadable("bad_jwt", detail="base64url")
    raise _unreadable("unknown_format")


def load_json(text: str) -> dict[str, Any]:
    """JSON that every reader reads alike: one object, no repeated member, no unsafe number, bounded depth.

    Raises `Unreadable` (``not_json``, ``not_an_object``, ``repeated_member``, ``ambiguous_json``, ``too_deep``).
    """
    try:
        value = strict_json_loads(text.encode("utf-8", "surrogatepass"), max_bytes=MAX_CREDENTIAL_BYTES)
    except JsonMalformed as error:
        raise _json_fault(error) from error
    if not isinstance(value, dict):
        raise _unreadable("not_an_object")
    return value


def _json_fault(error: JsonMalformed) -> Unreadable:
    cause = error.__cause__
    if "member" in error.details:
        return _unreadable("repeated_member", member=str(error.details["member"])[:60])
    if error.details.get("limit") == MAX_JSON_DEPTH:
        return _unreadable("too_deep", limit=MAX_JSON_DEPTH)
    if isinstance(cause, json.JSONDecodeError):
        return _unreadable("not_json", line=cause.lineno, column=cause.colno)
    return _unreadable("ambiguous_json")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable("not_utf8") from error


def _from_text(text: str, data: bytes, *, declared: tuple[str, str]) -> Presented:
    head = text.lstrip()[:2000].lower()
    if head.startswith("<"):
        if carriers.looks_like_svg(data):
            return _carried(carriers.from_svg(data), Carrier.SVG)
        raise _unreadable("html" if "<html" in head or "<!doctype html" in head else "unknown_format")
    if any("image/" in one or one.lower().endswith((".heic", ".webp", ".jpg")) for one in declared):
        raise _unreadable("photograph")
    return read_text(text)


def _carried(text: str, carrier: Carrier) -> Presented:
    return read_text(text, carrier=carrier)


def _from_json(text: str, carrier: Carrier | None) -> Presented:
    members = load_json(text)
    _require_credential(members)
    return present_object(members, carrier=carrier or Carrier.JSON)


def _require_credential(members: Mapping[str, Any]) -> None:
    """Refuse what is data of another kind: a spoilt credential is judged, anything else is not called invalid.

    Raises `Unreadable` (``not_a_credential``, ``older_badge``).
    """
    if _OLD_BADGE.intersection(_texts(members.get("@context"))):
        raise _unreadable("older_badge")
    of_credentials = any("/credentials/v" in one for one in _texts(members.get("@context")))
    typed = any(one.endswith(("Credential", "Presentation")) for one in _texts(members.get("type")))
    if not (of_credentials or typed or any(name in members for name in _MARKS)):
        raise _unreadable("not_a_credential")


def _texts(value: Any) -> list[str]:
    """The texts of a member that is one or several."""
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)]


def present_object(members: Mapping[str, Any], *, carrier: Carrier = Carrier.JSON) -> Presented:
    """A credential that is a JSON object already: one embedded in another, or read before. Raises `Unreadable`."""
    document = dict(members)
    types = document.get("type")
    names = [types] if isinstance(types, str) else types if isinstance(types, list) else []
    if "EnvelopedVerifiableCredential" in names:
        return read_text(_enveloped(document), carrier=carrier)
    if "VerifiablePresentation" in names or "EnvelopedVerifiablePresentation" in names:
        raise _unreadable("presentation")
    proofs = document.pop("proof", ())
    listed = proofs if isinstance(proofs, list) else [proofs] if isinstance(proofs, dict) else []
    return Presented(
        document=document,
        form=Form.DATA_INTEGRITY,
        carrier=carrier,
        proofs=tuple(one for one in listed if isinstance(one, dict)),
    )


def _enveloped(document: Mapping[str, Any]) -> str:
    """The JWT inside an EnvelopedVerifiableCredential (VCDM 2.0, 4.13)."""
    identifier = document.get("id")
    for start in ("data:application/vc+jwt,", "data:application/vc+jwt;base64,", "data:application/jwt,"):
        if isinstance(identifier, str) and identifier.startswith(start):
            return identifier[len(start) :]
    raise _unreadable("unknown_format")


def _from_jwt(text: str, carrier: Carrier) -> Presented:
    jwt: ParsedJwt | None = None
    fault: str | None = None
    try:
        jwt = parse_jwt(text)
    except UnsupportedAlgorithm:
        fault = "suite_unknown"
    except JoseMalformed as error:
        if not _declares_none(text):
            raise _unreadable("bad_jwt", detail=str(error)) from error
        fault = "unsigned"
    document = document_of_claims(jwt.claims if jwt else _unverified_part(text, 1))
    _require_credential(document)
    return Presented(document=document, form=Form.JWT, carrier=carrier, jwt=jwt, jwt_fault=fault)


def _declares_none(text: str) -> bool:
    """Whether the header says that there is no signature (RFC 7519, 6): readable, and refused by a verdict."""
    return str(_unverified_part(text, 0).get("alg", "none")).lower() in ("", "none")


def _unverified_part(text: str, part: int) -> Mapping[str, Any]:
    try:
        decoded = from_base64url(text.split(".")[part])
    except ValueError as error:
        raise _unreadable("bad_jwt", detail="base64url") from error
    return load_json(_decoded(decoded))


def _unreadable(code: str, **details: object) -> Unreadable:
    return Unreadable(code, UNREADABLE[code], **details)
