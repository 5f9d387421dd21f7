"""The receipt that a document was registered: its leaf, the salt that opens it, and ``logged_at`` (DESIGN, decision 8).

Signed by the registry's receipts key as a compact JWS, delivered with the document, and standing in for the log's proof
until the log has taken the leaf in.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.documents.dates import write_precise
from registry.documents.members import Members
from registry.signing import jcs

#: ``typ`` of the JWS.
MEDIA_TYPE = "registry-registration-note+jws"


@dataclass(frozen=True, slots=True)
class RegistrationNote:
    """``document`` is the document's id, ``issuer`` its issuer's DID, ``kind`` one of credential, accreditation,
    endorsement; ``leaf`` and ``salt`` have 32 bytes each; ``logged_at`` is the registry's clock."""

    document: str
    issuer: str
    kind: str
    leaf: bytes
    salt: bytes
    logged_at: dt.datetime


def note_payload(note: RegistrationNote) -> bytes:
    """What is signed: canonical JSON, for `registry.signing.jws_compact` with ``typ`` `MEDIA_TYPE`."""
    return jcs(
        {
            "type": "RegistrationNote",
            "document": note.document,
            "issuer": note.issuer,
            "kind": note.kind,
            "leaf": _write(note.leaf),
            "salt": _write(note.salt),
            "loggedAt": write_precise(note.logged_at),
        }
    )


def parse_note(claims: Mapping[str, Any]) -> RegistrationNote:
    """The note of a JWS's claims. Raises MalformedDocument."""
    members = Members(claims, "note")
    if members.text("type") != "RegistrationNote":
        raise members.fault("unknown_type", "type", found=members.text("type"))
    return RegistrationNote(
        document=members.url("document"),
        issuer=members.url("issuer"),
        kind=members.text("kind"),
        leaf=_read(members, "leaf"),
        salt=_read(members, "salt"),
        logged_at=members.moment("loggedAt"),
    )


def _write(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _read(members: Members, name: str) -> bytes:
    text = members.text(name)
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise members.fault("wrong_type", name, expected="base64url") from error
