"""Digests as other documents quote them."""

from __future__ import annotations

import base64
import hashlib


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


def digest_sri(data: bytes) -> str:
    """``digestSRI`` of Verifiable Credentials 2.0, section 5.3: ``sha256-`` and padded base64."""
    return "sha256-" + base64.b64encode(sha256(data)).decode("ascii")
