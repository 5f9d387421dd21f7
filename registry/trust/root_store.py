"""Keeping versions of the root of trust, and making the first one."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from registry import clock
from registry.accounts.actor import SYSTEM
from registry.audit import service as audit
from registry.custody.models import Issuer, SigningKey
from registry.custody.queries import issuer_of_kind, public_key
from registry.db import db
from registry.records.errors import RegistryNotReady
from registry.signing import Algorithm, PrivateKey, PublicKey, strict_json_loads
from registry.transparency.models import TrustRoot as TrustRootRow
from registry.trust import root
from registry.trust.errors import RootRefused
from registry.verification.evidence import KeyUse, Known, Sourced, TrustRoot, Unreachable

#: Three root keys, any two of which sign: one may be lost, and one alone can do nothing.
ROOT_KEYS = 3
THRESHOLD = 2
#: What a column of whole numbers holds on every database.
MAX_VERSION = 2**31 - 1


def new_root_keys() -> dict[str, PrivateKey]:
    """Fresh root keys by name; the caller writes them to files that leave the server."""
    return {
        f"root-{number}": PrivateKey.from_bytes(Algorithm.ED25519, secrets.token_bytes(32))
        for number in range(1, ROOT_KEYS + 1)
    }


def publish(private_keys: Mapping[str, PrivateKey], *, authority_name: str) -> TrustRootRow:
    """Sign and keep the next version of the root from what custody holds now.

    The keys that sign must satisfy the version before as well, when there is one. Raises `RootRefused`,
    `RegistryNotReady`.
    """
    authority, registry = issuer_of_kind("authority"), issuer_of_kind("registry")
    if authority is None or registry is None:
        raise RegistryNotReady()
    previous = latest()
    moment = clock.whole_second(clock.now())
    known = root.keys_of(strict_json_loads(previous.body)["signed"]).keys if previous is not None else {}
    # Two of three are enough to sign; the third, left in its safe, stays a root key all the same.
    named = {**known, **{name: key.public_key for name, key in private_keys.items()}}
    body = root.root_body(
        version=1 if previous is None else previous.version + 1,
        authority_did=authority.did,
        authority_name=authority_name,
        authority_keys=key_entries(authority),
        receipts_keys=key_entries(registry),
        root_keys=root.RootKeys(keys=named, threshold=THRESHOLD),
        at=moment,
    )
    data = root.sign_root(body, private_keys)
    if previous is not None:
        trusted = root.keys_of(strict_json_loads(previous.body)["signed"])
        root.read_root(data, trusted=trusted, at=moment)
    row = TrustRootRow(
        version=int(body["version"]), body=data, created_at=moment, expires_at=root.parse_time(body["expires"])
    )
    db.session.add(row)
    audit.record("root.published", "trust_root", row.version, actor=SYSTEM, signers=sorted(private_keys))
    db.session.flush()
    return row


def key_entries(issuer: Issuer) -> Sequence[Mapping[str, Any]]:
    """All keys of an issuer, as the root and bundles write them."""
    return [_entry(issuer, key) for key in issuer.keys]


def _entry(issuer: Issuer, key: SigningKey) -> dict[str, Any]:
    known: PublicKey = public_key(key.public_multibase)
    return root.key_entry(
        method=f"{issuer.did}#{key.fragment}",
        key=known,
        use=KeyUse.STATUS if key.purpose == "status" else KeyUse.ISSUING,
        since=key.active_from,
        until=key.retired_at,
        compromised_at=key.compromised_at,
    )


def authority_name() -> str:
    """The authority's name in the newest root. Raises `RegistryNotReady`."""
    row = latest()
    if row is None:
        raise RegistryNotReady()
    return str(strict_json_loads(row.body)["signed"]["authority"]["name"])


def latest() -> TrustRootRow | None:
    """The newest version."""
    return db.session.scalars(select(TrustRootRow).order_by(TrustRootRow.version.desc()).limit(1)).one_or_none()


def version(number: int) -> TrustRootRow | None:
    """One version, bytes as signed; None for a number that no version has."""
    return db.session.get(TrustRootRow, number) if number <= MAX_VERSION else None


def current(at: dt.datetime) -> Known[TrustRoot]:
    """The newest root, its signatures checked against the first version's keys and every version between."""
    rows = db.session.scalars(select(TrustRootRow).order_by(TrustRootRow.version)).all()
    if not rows:
        return Unreachable("no_root", source="registry", tried_at=at)
    try:
        # Trust on first use of version 1, which `registry init` made here; each next one by the one before.
        trusted = root.keys_of(strict_json_loads(rows[0].body)["signed"])
        body: Mapping[str, Any] = {}
        for row in rows:
            body = root.read_root(row.body, trusted=trusted, at=min(at, row.expires_at - dt.timedelta(seconds=1)))
            trusted = root.keys_of(body)
        if rows[-1].expires_at <= at:
            return Unreachable("root_expired", source="registry", tried_at=at)
    except (RootRefused, KeyError, ValueError):
        return Unreachable("root_refused", source="registry", tried_at=at)
    return Sourced(root.as_evidence(body), at, "/trust/root.json")
