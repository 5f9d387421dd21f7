"""``1EdTechRevocationList``: an unsigned JSON list of what was revoked, at an address that the credential names.

The address is signed, what it answers is not: an entry is believed, since nobody gains by revoking others' badges under
the issuer's own address, and an absence is told as what it is, the word of a server (Open Badges 3.0, 9.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.signing import JsonMalformed, strict_json_loads

#: More entries than any issuer has revoked.
MAX_REVOKED = 100_000


class ListUnreadable(Exception):
    """What the address answers is no revocation list of that issuer."""


def is_listed(data: bytes, *, credential: str, issuer: str) -> bool:
    """Whether the list at hand says that the credential was revoked. Raises `ListUnreadable`."""
    try:
        listed = strict_json_loads(data)
    except JsonMalformed as error:
        raise ListUnreadable(str(error)) from error
    if not isinstance(listed, Mapping) or _identifier(listed.get("issuer", issuer)) != issuer:
        raise ListUnreadable("not an object, or a list of another issuer")
    entries = listed.get("revokedCredential", [])
    entries = entries if isinstance(entries, list) else [entries]
    if len(entries) > MAX_REVOKED:
        raise ListUnreadable(f"more than {MAX_REVOKED} entries")
    return any(_identifier(one) == credential and not _withdrawn(one) for one in entries)


def _identifier(value: Any) -> Any:
    return value.get("id") if isinstance(value, Mapping) else value


def _withdrawn(entry: Any) -> bool:
    """An entry that says ``"revoked": false`` revokes nothing."""
    return isinstance(entry, Mapping) and entry.get("revoked", True) is False
