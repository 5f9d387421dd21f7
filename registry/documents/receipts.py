"""Files that carry a verification receipt: its signed text alone, a JSON file with it, or the PDF with it attached.

Nothing is verified here: `registry.verification.receipt.judge_receipt` does. A receipt is no credential, and is looked
for before one, so that a receipt in a personnel file is read as what it is.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from registry.signing import JsonMalformed, from_base64url, strict_json_loads

#: ``typ`` of the JWS. The receipts key signs other things too; each has a type of its own, so none passes for another.
MEDIA_TYPE = "registry-verification-receipt+jws"
#: ``type`` of the claims and of the JSON file around them.
RECEIPT_TYPE = "VerificationReceipt"
MAX_RECEIPT_BYTES = 600_000
MAX_ATTACHMENTS = 20
_COMPACT = re.compile(rb"\s*([A-Za-z0-9_-]{10,2000})\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\s*")


@dataclass(frozen=True, slots=True)
class FoundReceipt:
    """The signed text of a receipt, not verified.

    ``beside`` are the claims that a JSON file shows next to it for reading; None where there are none. They count only
    when they equal what is signed.
    """

    jws: str
    beside: Mapping[str, Any] | None = None


def receipt_in(data: bytes) -> FoundReceipt | None:
    """The receipt that a file is, or None. Never raises: what is no receipt may still be a credential."""
    start = data.lstrip()[:5]
    if start == b"%PDF-":
        return _in_pdf(data)
    if len(data) > 3 * MAX_RECEIPT_BYTES:
        return None
    return _in_json(data) if start.startswith(b"{") else _in_text(data)


def _in_text(data: bytes) -> FoundReceipt | None:
    compact = _COMPACT.fullmatch(data.removeprefix(b"\xef\xbb\xbf"))
    if compact is None or _type_of(compact[1]) != MEDIA_TYPE:
        return None
    return FoundReceipt(data.removeprefix(b"\xef\xbb\xbf").strip().decode("ascii"))


def _type_of(header: bytes) -> object:
    try:
        read = strict_json_loads(from_base64url(header.decode("ascii")), max_bytes=2_000)
    except (ValueError, JsonMalformed):
        return None
    return read.get("typ") if isinstance(read, dict) else None


def _in_json(data: bytes) -> FoundReceipt | None:
    if RECEIPT_TYPE.encode() not in data:
        return None
    try:
        read: Any = strict_json_loads(data, max_bytes=3 * MAX_RECEIPT_BYTES)
    except (ValueError, JsonMalformed):
        return None
    # The answer of the API holds the receipt beside the report.
    for found in (read, read.get("receipt") if isinstance(read, dict) else None):
        if isinstance(found, dict) and found.get("type") == RECEIPT_TYPE and isinstance(found.get("jws"), str):
            claims = found.get("claims")
            return FoundReceipt(found["jws"].strip(), claims if isinstance(claims, dict) else {})
    return None


def _in_pdf(data: bytes) -> FoundReceipt | None:
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            return None
        for seen, embedded in enumerate(reader.attachment_list):
            if seen >= MAX_ATTACHMENTS:
                return None
            if (embedded.name or "").lower().endswith(".jws") and len(embedded.content) <= MAX_RECEIPT_BYTES:
                found = _in_text(embedded.content)
                if found is not None:
                    return found
    # pypdf reports a broken file with whatever its parser stumbled over.
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, OSError):
        return None
    return None
