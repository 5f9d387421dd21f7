"""The code on paper: the few facts of a certificate, signed by the registry, small enough for one QR code.

The bytes are those of ``docs/formats/paper-qr.md``. Nothing is verified here: `registry.verification.paper` does that.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents.errors import Unreadable
from registry.documents.messages import UNREADABLE
from registry.ids import read_folio
from registry.signing import CborMalformed, Sign1, Signer, cose_sign1, parse_sign1, sha256
from registry.signing.cbor import Value, decode

#: What the signature is for (RFC 9052, 4.3): no other signature of the receipts key is made over bytes that begin so.
EXTERNAL_AAD = b"registry-paper-credential/v1\n"
VERSION = 1
NAME_BYTES = 120
TITLE_BYTES = 90
DID_DIGEST_BYTES = 8
MAX_LIST_ID_BYTES = 24
#: A QR code holds at most 4,296 such characters; ours have about 700.
MAX_TEXT = 4_400
CUT_MARK = "…"
_NAME_CUT, _TITLE_CUT = 1, 2
_EPOCH = dt.date(1970, 1, 1)
#: 9999-12-31 in seconds and in days: beyond it Python has no date.
_LAST_SECOND, _LAST_DAY = 253_402_300_799, 2_932_896
#: A query comes from the page's own language link, and says nothing.
_LINK = re.compile(r"https?://([^/?#\s]{1,255})/q(?:\?[^#\s]{0,100})?#([a-z2-7\s]+)", re.IGNORECASE | re.ASCII)
# Characters that reorder what stands around them on a page (UAX 9, 2): a name must not rewrite its neighbours.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ZERO_WIDTH_JOINER = "\u200d"


@dataclass(frozen=True, slots=True)
class PaperClaims:
    """What the code says. Moments are aware, in whole seconds; ``folio`` is unspelled.

    ``document`` is the ``urn:uuid:`` of the credential, ``issuer`` the first bytes of the SHA-256 of its issuer's DID
    (`did_digest`), ``list_id`` the bytes behind the status list's address, ``definition`` a version of a definition.
    ``name_cut`` and ``title_cut`` say that the text is the beginning of a longer one.
    """

    signed_at: dt.datetime
    document: str
    holder: str
    title: str
    issuer: bytes
    achieved_on: dt.date
    folio: str
    valid_from: dt.datetime
    valid_until: dt.datetime | None
    logged_at: dt.datetime
    list_id: bytes
    list_index: int
    definition: uuid.UUID
    name_cut: bool = False
    title_cut: bool = False

    def list_url(self, base: str) -> str:
        """The address of the status list, under the registry's base."""
        return f"{base}/status/{base64.urlsafe_b64encode(self.list_id).rstrip(b'=').decode()}"

    def definition_url(self, base: str) -> str:
        """The id of the achievement, under the registry's base."""
        return f"{base}/definitions/{self.definition}"


@dataclass(frozen=True, slots=True)
class PaperCode:
    """A code as it was read: its text without blanks, what it says, and the signature that nobody has verified yet."""

    text: str
    claims: PaperClaims
    signed: Sign1


def did_digest(did: str) -> bytes:
    """How a code names an issuer."""
    return sha256(did.encode())[:DID_DIGEST_BYTES]


def fitted(text: str, limit: int) -> tuple[str, bool]:
    """The text as a code carries it, in at most ``limit`` bytes of UTF-8, and whether it was cut.

    Cut at a whole grapheme: a letter keeps its accents, a syllable its signs. Without characters that reorder a line.
    """
    clean = without_reordering(text)
    if len(clean.encode()) <= limit:
        return clean, False
    end = max(index for index in range(len(clean)) if len(clean[:index].encode()) <= limit)
    while end > 0 and _joined(clean, end):
        end -= 1
    return clean[:end].rstrip(), True


def _joined(text: str, index: int) -> bool:
    """Whether the characters on both sides of a place belong to one grapheme (UAX 29, as far as names go)."""
    before, after = text[index - 1], text[index]
    if unicodedata.category(after) in ("Mn", "Mc", "Me") or after == _ZERO_WIDTH_JOINER or before == _ZERO_WIDTH_JOINER:
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or "\U000e0020" <= after <= "\U000e007f":
        return True  # skin tones, and the letters of flags
    if all("\U0001f1e6" <= character <= "\U0001f1ff" for character in (before, after)):
        return True  # two letters of a flag; a third one is left behind, which nobody's name has
    # Conjoining jamo: Hangul that was not composed.
    return "\u1100" <= before <= "\u11ff" and "\u1160" <= after <= "\u11ff"


def paper_text(claims: PaperClaims, *, signer: Signer, host: str) -> tuple[str, str, str]:
    """The three segments of the QR code: the address, ``#``, and the signed bytes in base32.

    Args:
        claims: with ``holder`` and ``title`` from `fitted`.
        signer: the registry's receipts key, on P-256.
        host: of the registry's links, with its port.

    Raises:
        CborMalformed, UnsupportedAlgorithm: claims or a key that cannot be used.
    """
    signed = cose_sign1(_members(claims), signer=signer, external_aad=EXTERNAL_AAD)
    return f"HTTPS://{host.upper()}/Q", "#", base64.b32encode(signed).rstrip(b"=").decode()


def plain_text(text: str) -> str:
    """The text itself. Raises ValueError for one with control or reordering characters: it could rewrite its line."""
    if any(one in _REORDERING or unicodedata.category(one) in ("Cc", "Cs", "Zl", "Zp") for one in text):
        raise ValueError("not plain")
    return text


def without_reordering(text: str) -> str:
    """The text in NFC, without the characters that `plain_text` refuses for reordering."""
    return "".join(one for one in unicodedata.normalize("NFC", text) if one not in _REORDERING)


def looks_like_paper(text: str) -> bool:
    """Whether a text is the address of a code on paper, on whatever host, with something behind ``#``."""
    return len(text) <= MAX_TEXT and _LINK.fullmatch(text.strip()) is not None


def read_paper(text: str) -> PaperCode:
    """The code of a text like `paper_text` makes, blanks and case aside. Raises `Unreadable` (``paper_unreadable``)."""
    found = _LINK.fullmatch(text.strip())
    if found is None or len(text) > MAX_TEXT:
        raise _unreadable("text")
    host, code = found.group(1).upper(), "".join(found.group(2).split()).upper()
    try:
        signed = parse_sign1(_from_base32(code))
        return PaperCode(f"HTTPS://{host}/Q#{code}", _claims(decode(signed.payload)), signed)
    except (CborMalformed, _Malformed) as error:
        raise _unreadable(str(error)) from error


class _Malformed(ValueError):
    """A member of the payload is missing or not what it should be."""


def _unreadable(detail: str) -> Unreadable:
    return Unreadable("paper_unreadable", UNREADABLE["paper_unreadable"], detail=detail)


def _from_base32(text: str) -> bytes:
    """RFC 4648, section 6, without padding; refuses lengths that cannot be and leftover bits that are not zero."""
    try:
        data = base64.b32decode(text + "=" * (-len(text) % 8))
    except binascii.Error as error:
        raise _Malformed("base32") from error
    if base64.b32encode(data).rstrip(b"=").decode() != text:
        raise _Malformed("base32")
    return data


def _members(claims: PaperClaims) -> Mapping[int, Value]:
    members: dict[int, Value] = {
        0: VERSION,
        1: _seconds(claims.signed_at),
        2: uuid.UUID(claims.document).bytes,
        3: claims.holder,
        4: claims.title,
        5: claims.issuer,
        6: (claims.achieved_on - _EPOCH).days,
        7: claims.folio,
        8: _seconds(claims.valid_from),
        10: _seconds(claims.logged_at),
        11: claims.list_id,
        12: claims.list_index,
        13: claims.definition.bytes,
    }
    if claims.valid_until is not None:
        members[9] = _seconds(claims.valid_until)
    if cut := _NAME_CUT * claims.name_cut | _TITLE_CUT * claims.title_cut:
        members[14] = cut
    return members


def _seconds(moment: dt.datetime) -> int:
    return int(moment.timestamp())


def _claims(members: Any) -> PaperClaims:
    if not isinstance(members, dict) or members.get(0) != VERSION or members.keys() - set(range(15)):
        raise _Malformed("version")
    cut = _whole(members, 14, most=3) if 14 in members else 0
    if cut == 0 and 14 in members:
        raise _Malformed("14")
    folio = _text(members, 7, most=14)
    if read_folio(folio) != folio:
        raise _Malformed("7")
    return PaperClaims(
        signed_at=_moment(members, 1),
        document=uuid.UUID(bytes=_bytes(members, 2, 16, 16)).urn,
        holder=_text(members, 3, most=NAME_BYTES),
        title=_text(members, 4, most=TITLE_BYTES),
        issuer=_bytes(members, 5, DID_DIGEST_BYTES, DID_DIGEST_BYTES),
        achieved_on=_EPOCH + dt.timedelta(days=_whole(members, 6, most=_LAST_DAY)),
        folio=folio,
        valid_from=_moment(members, 8),
        valid_until=_moment(members, 9) if 9 in members else None,
        logged_at=_moment(members, 10),
        list_id=_bytes(members, 11, 1, MAX_LIST_ID_BYTES),
        list_index=_whole(members, 12, most=2**53 - 1),
        definition=uuid.UUID(bytes=_bytes(members, 13, 16, 16)),
        name_cut=bool(cut & _NAME_CUT),
        title_cut=bool(cut & _TITLE_CUT),
    )


def _whole(members: Mapping[int, Any], key: int, *, most: int) -> int:
    value = members.get(key)
    if not isinstance(value, int) or not 0 <= value <= most:
        raise _Malformed(str(key))
    return value


def _moment(members: Mapping[int, Any], key: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(_whole(members, key, most=_LAST_SECOND), dt.UTC)


def _bytes(members: Mapping[int, Any], key: int, least: int, most: int) -> bytes:
    value = members.get(key)
    if not isinstance(value, bytes) or not least <= len(value) <= most:
        raise _Malformed(str(key))
    return value


def _text(members: Mapping[int, Any], key: int, *, most: int) -> str:
    value = members.get(key)
    if not isinstance(value, str) or not value.strip() or len(value.encode()) > most:
        raise _Malformed(str(key))
    try:
        return plain_text(value)
    except ValueError:
        raise _Malformed(str(key)) from None
