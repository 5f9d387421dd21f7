"""The root of trust: ``/trust/root.json``, signed by k of n offline keys and by k of the version before (DESIGN 2).

The keys of the root are files, made by ``registry init`` and meant to be carried away from the server; nothing in the
running application needs their private halves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from registry.signing import PublicKey, Signer, SigningError, jcs, strict_json_loads
from registry.trust.errors import RootRefused
from registry.verification.evidence import KeyPeriod, KeyUse, TrustRoot

SPECIFICATION = "1.0"
ROOT_LIFE = dt.timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class RootKeys:
    """Who may sign the root: public keys by name, and how many of them it takes."""

    keys: Mapping[str, PublicKey]
    threshold: int


def sign_root(body: Mapping[str, Any], signers: Mapping[str, Signer]) -> bytes:
    """The root as served: ``{"signed": …, "signatures": {name: hex}}`` over the JCS of ``signed``."""
    message = jcs(body)
    signatures = {name: signer.sign(message).hex() for name, signer in sorted(signers.items())}
    return orjson.dumps({"signed": body, "signatures": signatures}, option=orjson.OPT_INDENT_2)


def read_root(data: bytes, *, trusted: RootKeys, at: dt.datetime) -> Mapping[str, Any]:
    """Check a root against keys that are trusted already, and return what it says.

    Raises `RootRefused` when it is no root, fewer than k of them signed it, or it has expired.
    """
    try:
        envelope = strict_json_loads(data)
        body: Mapping[str, Any] = envelope["signed"]
        good = _count_good(envelope, trusted)
        expires = parse_time(body["expires"])
    except (SigningError, LookupError, TypeError, ValueError, AttributeError) as error:
        raise RootRefused(problem=type(error).__name__) from error
    if good < trusted.threshold:
        raise RootRefused(problem=f"{good}/{trusted.threshold}")
    if expires <= at:
        raise RootRefused(problem=str(body["expires"]))
    return body


def keys_of(body: Mapping[str, Any]) -> RootKeys:
    """The root keys that a root names, for checking itself and the version after it."""
    return RootKeys(
        keys={name: PublicKey.from_multibase(text) for name, text in body["rootKeys"].items()},
        threshold=int(body["threshold"]),
    )


def _count_good(envelope: Mapping[str, Any], trusted: RootKeys) -> int:
    message = jcs(envelope["signed"])
    good: set[bytes] = set()  # by key, so that one key under two names counts once
    for name, signature in envelope["signatures"].items():
        key = trusted.keys.get(name)
        if key is None:
            continue
        try:
            key.verify(bytes.fromhex(signature), message)
        except (SigningError, ValueError):
            continue
        good.add(key.raw)
    return len(good)


def as_evidence(body: Mapping[str, Any]) -> TrustRoot:
    """The root as `verification` wants it."""
    authority = body["authority"]
    return TrustRoot(
        authority_did=authority["did"],
        authority_name=authority["name"],
        authority_keys=tuple(read_key(key) for key in authority["keys"]),
        receipts_keys=tuple(read_key(key) for key in body["receiptsKeys"]),
        version=int(body["version"]),
        expires=parse_time(body["expires"]),
    )


def key_entry(
    *,
    method: str,
    key: PublicKey,
    use: KeyUse,
    since: dt.datetime,
    until: dt.datetime | None = None,
    compromised_at: dt.datetime | None = None,
) -> dict[str, Any]:
    """One key in the root's JSON."""
    entry: dict[str, Any] = {
        "id": method,
        "publicKeyMultibase": key.multibase,
        "use": use.value,
        "from": write_time(since),
    }
    if until is not None:
        entry["until"] = write_time(until)
    if compromised_at is not None:
        entry["compromised"] = write_time(compromised_at)
    return entry


def read_key(entry: Mapping[str, Any]) -> KeyPeriod:
    """One key of the root's JSON, or of a bundle.

    Raises KeyError, TypeError, ValueError, SigningError for one that is none.
    """
    return KeyPeriod(
        id=plain(entry["id"]),
        public_key=PublicKey.from_multibase(entry["publicKeyMultibase"]),
        since=parse_time(entry["from"]),
        until=parse_time(entry["until"]) if "until" in entry else None,
        compromised_at=parse_time(entry["compromised"]) if "compromised" in entry else None,
        use=KeyUse(entry["use"]),
    )


def root_body(
    *,
    version: int,
    authority_did: str,
    authority_name: str,
    authority_keys: Sequence[Mapping[str, Any]],
    receipts_keys: Sequence[Mapping[str, Any]],
    root_keys: RootKeys,
    at: dt.datetime,
) -> dict[str, Any]:
    """What a root says, ready to be signed."""
    return {
        "specification": SPECIFICATION,
        "version": version,
        "issued": write_time(at),
        "expires": write_time(at + ROOT_LIFE),
        "authority": {"did": authority_did, "name": authority_name, "keys": list(authority_keys)},
        "receiptsKeys": list(receipts_keys),
        # Named when the public log exists; a verifier that finds none asks for no proof of inclusion.
        "log": None,
        "witnesses": [],
        "quorum": 0,
        "rootKeys": {name: key.multibase for name, key in sorted(root_keys.keys.items())},
        "threshold": root_keys.threshold,
    }


def parse_time(text: str) -> dt.datetime:
    """An RFC 3339 moment in UTC. Raises ValueError for one without an offset or beyond the calendar, AttributeError."""
    moment = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    if moment.tzinfo is None:
        raise ValueError("a moment has an offset")
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError as error:
        raise ValueError("a moment within the calendar") from error


def plain(value: object) -> str:
    """A member that is text: what is no text stumbles only later, where nobody expects it. Raises TypeError."""
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return value


def write_time(moment: dt.datetime) -> str:
    """A moment in UTC with whole seconds."""
    return moment.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
