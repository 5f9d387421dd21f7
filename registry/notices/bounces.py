"""What mail servers send back (RFC 3464), and the address by which it names the mail that it is about.

A mail leaves with ``mailbox+token@host`` as its return address (VERP). The token is the mail's key with a keyed digest:
what arrives there without one is somebody's invention and is not read further.
"""

from __future__ import annotations

import base64
import binascii
import email
import email.message
import hmac
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.utils import getaddresses

from registry.notices import rules

#: A report carries the mail it is about, perhaps whole; what is behind this is not read.
MAXIMUM_BYTES = 1024 * 1024
_DIGEST_BYTES = 8
#: Where mail systems write the address that a mail was delivered to.
_RECIPIENTS = ("X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_PURPOSE = b"registry mail return address\0"


@dataclass(frozen=True, slots=True)
class Bounce:
    """One report. ``final``: the server gave the mail up; else it is a delay or a vacation note.

    ``status`` is the enhanced status code (RFC 3463), ``said`` the server's words.
    """

    message_id: uuid.UUID
    final: bool
    status: tuple[int, int, int] | None
    said: str


def return_address(mailbox: str, message_id: uuid.UUID, secret: str) -> str:
    """The address to which servers return this mail; the name has at most 55 characters of the 64 allowed."""
    local, _, host = mailbox.rpartition("@")
    token = base64.b32encode(message_id.bytes + _digest(message_id.bytes, secret)).decode().rstrip("=").lower()
    return f"{local}+{token}@{host}"


def read(raw: bytes, secret: str, *, recipients: Iterable[str] = ()) -> Bounce | None:
    """The report in a mail, or None when it is none of ours. Raises nothing, whatever the bytes are.

    ``recipients``: whom the mail system says that it was delivered to, beside what the headers say.
    """
    try:
        mail = email.message_from_bytes(raw[:MAXIMUM_BYTES])
        headers = [str(value) for name in _RECIPIENTS for value in mail.get_all(name, [])]
        named = [*recipients, *(address for _, address in getaddresses(headers))]
        message_id = next(filter(None, (_message_of(one, secret) for one in named)), None)
        return None if message_id is None else _report(mail, message_id)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # the standard parser stumbles over some inventions; none of them is a report


def _digest(key: bytes, secret: str) -> bytes:
    return hmac.digest(secret.encode(), _PURPOSE + key, "sha256")[:_DIGEST_BYTES]


def _message_of(address: str, secret: str) -> uuid.UUID | None:
    """The mail that a return address names, if the registry made it."""
    token = address.rpartition("@")[0].rpartition("+")[2].upper()
    try:
        raw = base64.b32decode(token + "=" * (-len(token) % 8))
    except (binascii.Error, ValueError):
        return None
    key, digest = raw[:-_DIGEST_BYTES], raw[-_DIGEST_BYTES:]
    if len(key) != 16 or not hmac.compare_digest(digest, _digest(key, secret)):
        return None
    return uuid.UUID(bytes=key)


def _report(mail: email.message.Message, message_id: uuid.UUID) -> Bounce:
    for fields in _recipients_of(mail):
        action = str(fields.get("Action", "")).strip().lower()
        if action == "failed":
            said = " ".join(str(fields.get("Diagnostic-Code", "")).split())
            code = " ".join(str(fields.get("Status", "")).split())
            # Some servers write 5.0.0 and the exact code in the words of the other server.
            exact = rules.status_of(code)
            if exact is None or exact[1:] == (0, 0):
                exact = rules.status_of(said) or exact
            return Bounce(message_id, True, exact, f"{code} {said}".strip() or "failed")
    return Bounce(message_id, False, None, "")


def _recipients_of(mail: email.message.Message) -> Iterator[email.message.Message]:
    """The fields for each recipient (RFC 3464, 2.3): all blocks of the report but its first."""
    if mail.get_content_type() != "multipart/report":
        return
    for part in mail.get_payload():
        if isinstance(part, email.message.Message) and part.get_content_type() == "message/delivery-status":
            blocks = part.get_payload()
            if isinstance(blocks, list):
                yield from (block for block in blocks[1:] if isinstance(block, email.message.Message))
