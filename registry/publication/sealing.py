"""The authority's signature over a report: what it says, making it, and finding out whether it is genuine."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry import addresses, clock
from registry.custody import queries as custody_queries
from registry.custody import service as custody
from registry.custody import vault
from registry.records.errors import RegistryNotReady
from registry.signing import Algorithm, jcs, jws_compact
from registry.trust import root_store
from registry.verification.evidence import Evidence, Sourced
from registry.verification.keyring import Keyring
from registry.verification.signatures import Unproven, claims_of_jws

MEDIA_TYPE = "registry-annual-report+jws"


def digest(data: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(data).hexdigest()


def claims(
    *,
    year: int,
    edition: int,
    as_of: dt.datetime,
    snapshot: str,
    numbers: str,
    at: dt.datetime,
    files: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """What the authority states: that this snapshot and these numbers are its report, and (last) these its files."""
    stated: dict[str, Any] = {
        "type": "AnnualReport",
        "registry": addresses.base(),
        "year": year,
        "edition": edition,
        "asOf": as_of.isoformat(),
        "signedAt": at.isoformat(),
        "snapshotSha256": snapshot,
        "numbersSha256": numbers,
    }
    return stated | ({"files": dict(files)} if files else {})


def sign(stated: Mapping[str, Any]) -> str:
    """A compact JWS (ES256) by the authority's issuing key. Raises `RegistryNotReady`, `NoKey`."""
    authority = custody_queries.issuer_of_kind("authority")
    if authority is None:
        raise RegistryNotReady()
    key = custody.active_key(authority, "issuing", Algorithm.P256)
    return jws_compact(
        jcs(dict(stated)), signer=vault.current().signer(key), kid=custody.verification_method(key), typ=MEDIA_TYPE
    )


@dataclass(frozen=True, slots=True)
class Sealed:
    """What a signature turned out to be. ``code``: genuine, forged, malformed, key_unknown, key_compromised,
    key_not_in_use, root_unknown. ``claims`` are None unless it is genuine."""

    code: str
    claims: Mapping[str, Any] | None = None
    key: str | None = None

    @property
    def genuine(self) -> bool:
        """Whether the authority signed it."""
        return self.code == "genuine"


def read(jws: str) -> Sealed:
    """Whether a signature is the authority's, by the keys that the root of trust names. Raises nothing."""
    root = root_store.current(clock.now())
    if not isinstance(root, Sourced):
        return Sealed("root_unknown")
    try:
        spoken = claims_of_jws(jws, media_type=MEDIA_TYPE, keyring=Keyring(Evidence(), root.value))
    except Unproven as error:
        return Sealed(error.code.removeprefix("jws_"))
    key = spoken.key
    # Receipts keys stand in the root as well; a report is signed by the authority alone.
    if key is None or key not in root.value.authority_keys:
        return Sealed("key_unknown")
    try:
        signed_at = dt.datetime.fromisoformat(spoken.claims["signedAt"])
        in_use = key.since <= signed_at and (key.until is None or signed_at <= key.until)
    except (KeyError, TypeError, ValueError):
        return Sealed("malformed", key=key.id)
    if key.compromised_at is not None and signed_at >= key.compromised_at:
        return Sealed("key_compromised", key=key.id)
    return Sealed("genuine", spoken.claims, key.id) if in_use else Sealed("key_not_in_use", key=key.id)
