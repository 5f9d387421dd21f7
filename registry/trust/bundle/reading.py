"""Reading a bundle: bytes in, a `Bundle` out whose every statement is covered by the registry's seal. Pure.

The steps are those of ``docs/formats/bundle.md``, "Reading one, step by step".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from registry.signing import ParsedJwt, SigningError, parse_jwt, strict_json_loads, verify_jwt
from registry.trust import root
from registry.trust.bundle.errors import (
    BundleAltered,
    BundleFromFuture,
    BundleMalformed,
    BundleNotSealed,
    BundleRolledBack,
    BundleRootBroken,
    BundleRootUnknown,
    BundleVersionUnknown,
)
from registry.trust.bundle.facts import read_definition, read_standard
from registry.trust.errors import RootRefused
from registry.verification.evidence import DefinitionFacts, KeyPeriod, SignedAccreditation, StandardFacts, TrustRoot

MEDIA_TYPE = "registry-bundle+jws"
TYPE = "VerificationBundle"
VERSION = 1
GZIP_MAGIC = b"\x1f\x8b"
MAX_BYTES = 256 * 1024 * 1024
MAX_SEAL_BYTES = 100_000
#: How far another computer's clock may run ahead.
CLOCK_SKEW = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a reader remembers of the newest bundle of a registry that it has used."""

    fingerprint: str
    root_version: int
    made_at: dt.datetime


@dataclass(frozen=True, eq=False)
class Bundle:
    """A bundle whose seal, digest and chain of roots were checked. Mappings are by DID, address or document id.

    ``fingerprint`` is that of the root version at which trust began; ``accreditation_ids`` are the ids behind
    ``accreditations``, for finding their events; ``lists`` are status lists as JWT, ``endorsements``
    partners' of definitions, which definitions carry in the other form.
    """

    registry: str
    base: str
    made_at: dt.datetime
    expires: dt.datetime
    root: TrustRoot
    fingerprint: str
    records: int
    contexts: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    keys: Mapping[str, tuple[KeyPeriod, ...]] = field(default_factory=dict)
    standards: Mapping[str, StandardFacts] = field(default_factory=dict)
    accreditations: Mapping[str, tuple[SignedAccreditation, ...]] = field(default_factory=dict)
    accreditation_ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    definitions: Mapping[str, DefinitionFacts] = field(default_factory=dict)
    endorsements: Mapping[str, bytes] = field(default_factory=dict)
    events: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lists: Mapping[str, bytes] = field(default_factory=dict)

    def stale(self, at: dt.datetime) -> bool:
        """Whether its stated life is over: then it tells nothing of today."""
        return at >= self.expires

    def as_seen(self) -> Seen:
        """What to remember of it."""
        return Seen(self.fingerprint, self.root.version, self.made_at)


def fingerprint(file: bytes) -> str:
    """The fingerprint of one version of the root, 64 hexadecimal digits."""
    return hashlib.sha256(file).hexdigest()


def read_bundle(data: bytes, *, at: dt.datetime, pinned: str | None = None, seen: Seen | None = None) -> Bundle:
    """The bundle of these bytes, gzip or not.

    Args:
        at: now; a bundle past its life is read all the same (`Bundle.stale`).
        pinned: the fingerprint of the root version at which trust begins. None: the first version in the bundle, on
            whose fingerprint the reader must then be asked or told.
        seen: what the reader has used before of this registry; trust then begins at ``seen.fingerprint``.

    Raises:
        BundleRefused: in one of its kinds.
    """
    seal_line, _, body = _unpacked(data).partition(b"\n")
    seal = _parse_seal(seal_line)
    claims = seal.claims
    if len(body) != claims.get("bytes") or hashlib.sha256(body).hexdigest() != claims.get("sha256"):
        raise BundleAltered(detail="sha256")
    trusting = pinned or (seen.fingerprint if seen else None)
    try:
        # The roots stand first: nothing else is read before the seal is proved.
        roots, rest = _split(list(_lines(body)))
        trusted = root.as_evidence(_newest_root(roots, pinned=trusting, at=at))
        made_at, expires = root.parse_time(claims["madeAt"]), root.parse_time(claims["expires"])
        _check_seal(seal, trusted, roots[-1], made_at)
        if len(roots) + len(rest) != claims["records"]:
            raise BundleAltered(detail="records")
        records = _Records()
        for line in rest:
            records.add(line)
        base = str(claims["base"])
    # A record that is not what its kind says stumbles over whatever it lacks.
    except (KeyError, TypeError, ValueError, AttributeError, SigningError) as error:
        raise BundleMalformed(detail=type(error).__name__) from error
    _check_time(made_at, trusted, at=at, seen=seen)
    return Bundle(
        registry=trusted.authority_did,
        base=base,
        made_at=made_at,
        expires=expires,
        root=trusted,
        fingerprint=trusting.lower() if trusting else fingerprint(roots[0]),
        records=len(roots) + len(rest),
        **vars(records),
    )


def _unpacked(data: bytes) -> bytes:
    """The lines, decompressed within bounds."""
    if not data.startswith(GZIP_MAGIC):
        if len(data) > MAX_BYTES:
            raise BundleMalformed(detail=f"> {MAX_BYTES} bytes")
        return data
    inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = inflater.decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise BundleMalformed(detail="gzip") from error
    if len(plain) > MAX_BYTES or not inflater.eof or inflater.unused_data:
        raise BundleMalformed(detail="gzip")
    return plain


def _parse_seal(line: bytes) -> ParsedJwt:
    try:
        seal = parse_jwt(line.decode("ascii", "replace"), max_bytes=MAX_SEAL_BYTES)
    except SigningError as error:
        raise BundleMalformed(detail="seal") from error
    if seal.header.get("typ") != MEDIA_TYPE or seal.claims.get("type") != TYPE:
        raise BundleMalformed(detail="seal")
    if seal.claims.get("version") != VERSION:
        raise BundleVersionUnknown(found=str(seal.claims.get("version"))[:20])
    return seal


def _lines(body: bytes) -> Iterator[bytes]:
    if body and not body.endswith(b"\n"):
        raise BundleMalformed(detail="last line")
    start = 0
    while start < len(body):
        end = body.index(b"\n", start)
        yield body[start:end]
        start = end + 1


def _split(lines: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """The files of the root's versions, and the lines of all other records."""
    roots: list[bytes] = []
    for line in lines:
        record = strict_json_loads(line)
        if record["kind"] != "root":
            break
        roots.append(record["file"].encode())
    if not roots:
        raise BundleMalformed(detail="root")
    return roots, lines[len(roots) :]


class _Records:
    """The records by kind, in the order of the file. The attributes are those of `Bundle`."""

    def __init__(self) -> None:
        self.contexts: dict[str, str] = {}
        self.names: dict[str, str] = {}
        self.keys: dict[str, tuple[KeyPeriod, ...]] = {}
        self.standards: dict[str, StandardFacts] = {}
        self.accreditations: dict[str, tuple[SignedAccreditation, ...]] = {}
        self.accreditation_ids: dict[str, tuple[str, ...]] = {}
        self.definitions: dict[str, DefinitionFacts] = {}
        self.endorsements: dict[str, bytes] = {}
        self.events: dict[str, tuple[str, ...]] = {}
        self.lists: dict[str, bytes] = {}

    def add(self, line: bytes) -> None:
        """One record. Raises KeyError, TypeError or ValueError for one that is not what its kind says."""
        record = orjson.loads(line)
        keep = _KEEP.get(record["kind"])
        if keep is not None:
            keep(self, record)

    def _context(self, record: Mapping[str, Any]) -> None:
        self.contexts[root.plain(record["url"])] = root.plain(record["sha256"])

    def _issuer(self, record: Mapping[str, Any]) -> None:
        self.keys[root.plain(record["did"])] = tuple(root.read_key(entry) for entry in record["keys"])
        if record.get("name"):
            self.names[record["did"]] = root.plain(record["name"])

    def _standard(self, record: Mapping[str, Any]) -> None:
        self.standards[root.plain(record["uri"])] = read_standard(record)

    def _accreditation(self, record: Mapping[str, Any]) -> None:
        provider = root.plain(record["provider"])
        signed = SignedAccreditation(record["jwt"].encode(), record["scope"].encode())
        self.accreditations[provider] = (*self.accreditations.get(provider, ()), signed)
        self.accreditation_ids[provider] = (*self.accreditation_ids.get(provider, ()), root.plain(record["id"]))

    def _definition(self, record: Mapping[str, Any]) -> None:
        self.definitions[root.plain(record["id"])] = read_definition(record)

    def _endorsement(self, record: Mapping[str, Any]) -> None:
        self.endorsements[root.plain(record["id"])] = record["jwt"].encode()

    def _event(self, record: Mapping[str, Any]) -> None:
        document = root.plain(record["document"])
        self.events[document] = (*self.events.get(document, ()), root.plain(record["jws"]))

    def _list(self, record: Mapping[str, Any]) -> None:
        self.lists[root.plain(record["url"])] = record["jwt"].encode()


#: What to do with each kind of record; other kinds are ignored.
_KEEP: Mapping[str, Callable[[_Records, Mapping[str, Any]], None]] = {
    "context": _Records._context,
    "issuer": _Records._issuer,
    "standard": _Records._standard,
    "accreditation": _Records._accreditation,
    "definition": _Records._definition,
    "endorsement": _Records._endorsement,
    "event": _Records._event,
    "list": _Records._list,
}


def _newest_root(files: list[bytes], *, pinned: str | None, at: dt.datetime) -> Mapping[str, Any]:
    """The newest root, reached by signatures from the one whose fingerprint is trusted."""
    start = 0
    if pinned is not None:
        found = [index for index, file in enumerate(files) if fingerprint(file) == pinned.lower()]
        if not found:
            raise BundleRootUnknown(found=fingerprint(files[0]))
        start = found[0]
    body: Mapping[str, Any] = strict_json_loads(files[start])["signed"]
    trusted = root.keys_of(body)
    version = int(body["version"])
    for file in files[start:]:
        said = strict_json_loads(file)["signed"]
        # A version that is past its life still hands over to the next; the newest's own life is judged by `verify`.
        moment = min(at, root.parse_time(said["expires"]) - dt.timedelta(seconds=1))
        if int(said["version"]) != version:
            raise BundleRootBroken(version=said["version"])
        try:
            body = root.read_root(file, trusted=trusted, at=moment)
        except RootRefused as error:
            raise BundleRootBroken(version=version) from error
        trusted, version = root.keys_of(body), version + 1
    return body


def _check_seal(seal: ParsedJwt, trusted: TrustRoot, newest: bytes, made_at: dt.datetime) -> None:
    """The seal is by a receipts key of the newest root, and speaks of that root."""
    named = seal.claims["root"]
    if named["version"] != trusted.version or named["sha256"] != fingerprint(newest):
        raise BundleNotSealed(detail="root")
    if seal.claims["registry"] != trusted.authority_did:
        raise BundleNotSealed(detail="registry")
    key = next((one for one in trusted.receipts_keys if one.id == seal.header.get("kid")), None)
    if key is None:
        raise BundleNotSealed(detail="kid")
    in_use = key.since <= made_at and (key.until is None or made_at < key.until)
    if key.compromised_at is not None or not in_use:
        raise BundleNotSealed(detail="key")
    try:
        verify_jwt(seal, key.public_key)
    except SigningError as error:
        raise BundleNotSealed(detail="ES256") from error


def _check_time(made_at: dt.datetime, trusted: TrustRoot, *, at: dt.datetime, seen: Seen | None) -> None:
    if made_at > at + CLOCK_SKEW:
        raise BundleFromFuture(made=made_at)
    if seen is not None and (made_at < seen.made_at or trusted.version < seen.root_version):
        raise BundleRolledBack(made=made_at, seen=seen.made_at)
