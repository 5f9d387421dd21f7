"""A bundle made by hand from the throwaway keys of `tests.verification.world`, any part of it otherwise."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from registry.documents import build_accreditation, build_scope
from registry.signing import Algorithm, PrivateKey, StatusBits, credential_jwt, jcs, jws_compact, status_list_document
from registry.trust import root
from registry.trust.bundle.facts import write_definition, write_standard
from registry.trust.bundle.reading import MEDIA_TYPE, fingerprint
from registry.verification import DefinitionFacts, KeyPeriod
from tests.documents import samples
from tests.verification import world

MADE = world.NOW - dt.timedelta(hours=2)
LIFE = dt.timedelta(hours=48)
ROOT_KEYS = {f"root-{n}": PrivateKey.from_bytes(Algorithm.ED25519, bytes([n]) * 32) for n in (1, 2, 3)}
NAMED = root.RootKeys({name: key.public_key for name, key in ROOT_KEYS.items()}, threshold=2)

Record = dict[str, Any]


def entries(periods: Sequence[KeyPeriod]) -> list[Mapping[str, Any]]:
    """Keys as the root and a bundle write them."""
    return [
        root.key_entry(
            method=one.id,
            key=one.public_key,
            use=one.use,
            since=one.since,
            until=one.until,
            compromised_at=one.compromised_at,
        )
        for one in periods
    ]


def root_file(
    version: int = 1,
    *,
    signers: Mapping[str, PrivateKey] = ROOT_KEYS,
    receipts: Mapping[str, Any] | None = None,
    **body: Any,
) -> bytes:
    """A signed version of the root; ``receipts`` changes its receipts key, ``body`` its members."""
    key = KeyPeriod(world.RECEIPTS_KID, world.RECEIPTS.public_key, world.SINCE)
    said = root.root_body(
        version=version,
        authority_did=world.AUTHORITY.did,
        authority_name=samples.AUTHORITY.name,
        authority_keys=entries(world.AUTHORITY.periods()),
        receipts_keys=entries([dataclasses.replace(key, **(receipts or {}))]),
        root_keys=NAMED,
        at=world.SINCE,
    )
    return root.sign_root(said | body, signers)


def list_jwt(*set_positions: int, keys: world.Keys = world.PROVIDER, url: str = samples.LIST, **changes: Any) -> str:
    """A status list as JWT, by the status key."""
    signed = changes.pop("signed", MADE - dt.timedelta(hours=1))
    values: dict[str, Any] = {
        "id": url,
        "issuer": keys.did,
        "valid_from": signed,
        "valid_until": signed + dt.timedelta(hours=72),
        "bits": StatusBits.new().with_changes(dict.fromkeys(set_positions, True)),
    }
    return credential_jwt(
        status_list_document(**(values | changes)),
        signer=keys.key("status", Algorithm.P256),
        kid=keys.method("status", Algorithm.P256),
    )


def records(*, positions: Sequence[int] = (), roots: Sequence[bytes] | None = None) -> list[Record]:
    """What a bundle of the sample award's registry holds; ``positions`` are set in the provider's list."""
    claims = samples.accreditation_claims()
    scope = build_scope(claims)
    accreditation = build_accreditation(claims, scope=scope)
    definition = DefinitionFacts(
        samples.DEFINITION, world.PROVIDER.did, samples.STANDARD.uri, "AIL 1.0", profile="secondary_teachers"
    )
    files = [root_file()] if roots is None else roots
    return [
        *({"kind": "root", "version": n, "file": file.decode()} for n, file in enumerate(files, start=1)),
        {"kind": "issuer", "did": world.AUTHORITY.did, "keys": entries(world.AUTHORITY.periods())},
        {
            "kind": "issuer",
            "did": world.PROVIDER.did,
            "name": samples.PROVIDER.name,
            "keys": entries(world.PROVIDER.periods()),
        },
        {"kind": "standard"} | write_standard(world.standard()),
        {
            "kind": "accreditation",
            "id": accreditation["id"],
            "provider": world.PROVIDER.did,
            "jwt": world.AUTHORITY.jwt(accreditation),
            "scope": scope.decode(),
        },
        {"kind": "definition"} | write_definition(definition, world.standard().title),
        {"kind": "list", "url": samples.LIST, "issuer": world.PROVIDER.did, "jwt": list_jwt(*positions)},
        {
            "kind": "list",
            "url": world.AUTHORITY_LIST,
            "issuer": world.AUTHORITY.did,
            "jwt": list_jwt(keys=world.AUTHORITY, url=world.AUTHORITY_LIST),
        },
    ]


def bundle(
    lines: Sequence[Record] | None = None,
    *,
    made: dt.datetime = MADE,
    signer: PrivateKey = world.RECEIPTS,
    kid: str = world.RECEIPTS_KID,
    typ: str = MEDIA_TYPE,
    compress: bool = True,
    spoil: Callable[[bytes], bytes] = lambda body: body,
    body: bytes | None = None,
    **claims: Any,
) -> bytes:
    """A sealed bundle; ``claims`` replace members of the seal, ``spoil`` changes the records after sealing.

    ``body`` is sealed in place of the lines, whatever it holds.
    """
    held = records() if lines is None else lines
    if body is None:
        body = b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in held)
    files = [record["file"].encode() for record in held if record.get("kind") == "root"]
    said = {
        "type": "VerificationBundle",
        "version": 1,
        "registry": world.AUTHORITY.did,
        "base": samples.BASE,
        "madeAt": root.write_time(made),
        "expires": root.write_time(made + LIFE),
        "root": {"version": len(files), "sha256": fingerprint(files[-1]) if files else ""},
        "records": len(held),
        "bytes": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "checkpoint": None,
    }
    seal = jws_compact(jcs(said | claims), signer=signer, kid=kid, typ=typ)
    whole = seal.encode() + b"\n" + spoil(body)
    return gzip.compress(whole, mtime=0) if compress else whole
