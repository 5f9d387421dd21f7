"""Whether what somebody verifies may make the registry ask other servers (docs/decisions/0006-outbound-requests.md)."""

from __future__ import annotations

from flask import g, request

from registry import config
from registry.trust.foreign import Outside
from registry.web.reading import READING_METHODS


def outside() -> Outside:
    """By ``OUTBOUND_REQUESTS`` and by who asks. A GET never does: programs open links before people do."""
    setting = config.current().outbound_requests
    if setting == "off" or request.method in READING_METHODS:
        return Outside.NOT_ASKED
    if setting == "everyone" or g.get("viewer") is not None:
        return Outside.ASK
    return Outside.NOT_FOR_VISITORS
