"""The *cadena original* and the *sello digital* of a certificate, as Mexicans know them from official documents.

The cadena is one line that a person can read and type; the sello is the registry's signature over exactly that line.
The line is fixed in ``docs/formats/cadena-original.md``. Nothing is verified here: `registry.verification.paper` does
that, with the same facts as for the code on paper.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import uuid
from dataclasses import dataclass

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.documents.paper import PaperClaims, did_digest, plain_text, without_reordering
from registry.ids import read_folio
from registry.signing import Signer

#: The first field. No other signature of the receipts key is made over bytes that begin with ``||`` and this.
VERSION = "1.0"
FIELDS = 15
KEY_ID_BYTES = 8
#: A name has 320 characters at most and so has a title; the rest is short.
MAX_TEXT = 8_000
_START = re.compile(r"\|\|\s*1\.0\s*\|")
#: To the name of the key and the two bars behind it: an absent day makes two bars in the middle as well.
_CADENA = re.compile(r"\|\|\s*1\.0\s*\|.*?\|\s*[0-9a-f]{16}\s*\|\|", re.DOTALL)
#: 64 bytes in base64; its end tells where it begins, whatever label stands before it.
SELLO_LENGTH = 86
_SELLO = re.compile(r"([A-Za-z0-9+/]{86})(?:==|=?$)")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z")


@dataclass(frozen=True, slots=True)
class SealCode:
    """Cadena and sello as they were handed in.

    ``text`` is both in their exact form, one line each; ``message`` the bytes that the sello must be a signature of;
    ``issuer`` the DID and ``institution`` the name that the cadena says.
    """

    text: str
    claims: PaperClaims
    issuer: str
    institution: str
    key_id: bytes
    message: bytes
    signature: bytes


def cadena_of(claims: PaperClaims, *, issuer: str, institution: str, key_id: bytes) -> str:
    """The line. Moments in UTC, an absent one as an empty field; ``|`` and ``%`` inside a field are escaped."""
    fields = (
        VERSION,
        claims.folio,
        claims.document,
        claims.holder,
        claims.title,
        institution,
        issuer,
        claims.achieved_on.isoformat(),
        _written(claims.valid_from),
        _written(claims.valid_until) if claims.valid_until else "",
        _written(claims.logged_at),
        _written(claims.signed_at),
        f"{_unpadded(claims.list_id)}/{claims.list_index}",
        str(claims.definition),
        key_id.hex(),
    )
    return "||" + "|".join(_escaped(one) for one in fields) + "||"


def seal_text(claims: PaperClaims, *, issuer: str, institution: str, key_id: bytes, signer: Signer) -> tuple[str, str]:
    """Cadena and sello: ES256 over the cadena's UTF-8, its 64 bytes (r and s) in base64.

    ``key_id`` names ``signer``'s key (`registry.signing.key_id`).
    """
    cadena = cadena_of(claims, issuer=issuer, institution=institution, key_id=key_id)
    return cadena, base64.b64encode(signer.sign(cadena.encode())).decode()


def looks_like_seal(text: str) -> bool:
    """Whether a text has the beginning of a cadena, whatever stands before it."""
    return len(text) <= MAX_TEXT and _START.search(text[:200]) is not None


def read_seal(text: str) -> SealCode:
    """Cadena and sello out of a text, however its lines were broken. Raises `Unreadable` (``seal_incomplete``,
    ``seal_unreadable``)."""
    cadena = _CADENA.search(text) if len(text) <= MAX_TEXT else None
    if cadena is None:
        raise _unreadable("seal_incomplete")
    rest = "".join(text[cadena.end() :].split())
    sello = _SELLO.search(rest)
    if sello is None:
        raise (
            _unreadable("seal_incomplete")
            if len(rest) < SELLO_LENGTH
            else _unreadable("seal_unreadable", detail="sello")
        )
    signature = base64.b64decode(sello[1] + "==")
    return _code(_fields(cadena[0]), signature)


def _fields(cadena: str) -> list[str]:
    """The fields as they were signed: blanks around them come from how the line was broken, and are none of it."""
    text = cadena.replace("\u00a0", " ").replace("\u200b", "").replace("\u00ad", "")
    fields = [_unescaped(" ".join(one.split())) for one in text[2:-2].split("|")]
    if len(fields) != FIELDS:
        raise _unreadable("seal_unreadable", detail="cadena")
    return fields


def _code(fields: list[str], signature: bytes) -> SealCode:
    folio, document, holder, title, institution, issuer = fields[1:7]
    status, _, index = fields[12].rpartition("/")
    try:
        claims = PaperClaims(
            signed_at=_moment(fields[11]),
            document=uuid.UUID(document.removeprefix("urn:uuid:")).urn,
            holder=plain_text(holder),
            title=plain_text(title),
            issuer=did_digest(issuer),
            achieved_on=dt.date.fromisoformat(fields[7]),
            folio=_folio(folio),
            valid_from=_moment(fields[8]),
            valid_until=_moment(fields[9]) if fields[9] else None,
            logged_at=_moment(fields[10]),
            list_id=base64.urlsafe_b64decode(status + "=" * (-len(status) % 4)),
            list_index=int(index),
            definition=uuid.UUID(fields[13]),
        )
        key_id = bytes.fromhex(fields[14])
    except (ValueError, binascii.Error):
        raise _unreadable("seal_unreadable", detail="cadena") from None
    # Rebuilt from what was read: any other spelling of a field is not what was signed, and the sello will say so.
    cadena = "||" + "|".join(_escaped(one) for one in fields) + "||"
    sello = base64.b64encode(signature).decode()
    return SealCode(f"{cadena}\n{sello}", claims, issuer, institution, key_id, cadena.encode(), signature)


def _folio(text: str) -> str:
    if read_folio(text) != text:
        raise ValueError("folio")
    return text


def _moment(text: str) -> dt.datetime:
    if not _MOMENT.fullmatch(text):
        raise ValueError("moment")
    return dt.datetime.fromisoformat(text)


def _written(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).replace(tzinfo=None).isoformat() + "Z"


def _unpadded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _escaped(field: str) -> str:
    clean = " ".join(without_reordering(field).split())
    return clean.replace("%", "%25").replace("|", "%7C")


def _unescaped(field: str) -> str:
    return field.replace("%7C", "|").replace("%25", "%")


def _unreadable(code: str, **details: object) -> Unreadable:
    return Unreadable(code, UNREADABLE[code], **details)
