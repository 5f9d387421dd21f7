"""DIDs and their documents: ``did:web`` for issuers, ``did:key`` when verifying (Controlled Identifiers 1.0, DID 1.0).

Nothing here fetches: `did_web_url` says where a document is, `parse_did_document` reads what came back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from registry.signing.contexts import DID_V1, MULTIKEY_V1
from registry.signing.errors import DidMalformed, KeyMalformed, UnsupportedKey
from registry.signing.keys import PublicKey

#: More verification methods than any issuer has; the rest of a longer document would only cost time.
MAX_METHODS = 200
MAX_DID_LENGTH = 1_000
_DID = re.compile(r"did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})+", re.ASCII)
_HOST = re.compile(
    r"(?=.{1,253}(?::|$))[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*(?::[1-9]\d{0,4})?",
    re.ASCII,
)
_FRAGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """A key to publish; ``fragment`` is the part after ``#`` of its URL."""

    fragment: str
    public_key: PublicKey


@dataclass(frozen=True, slots=True)
class Method:
    """A verification method of a DID document; ``in_assertion_method`` says whether it may sign credentials."""

    id: str
    controller: str
    public_key: PublicKey
    in_assertion_method: bool


@dataclass(frozen=True, slots=True)
class DidDocument:
    """What a verification reads of a DID document.

    Attributes:
        did: whose document it is (an https URL for a controlled identifier that is no DID).
        methods: by absolute id, in the document's order.
        unsupported: ids of methods whose key is not read, with the reason: another kind of key, a broken one, or one
            whose private part stands beside it. Such a key verifies nothing, and does not spoil the others.
    """

    did: str
    methods: Mapping[str, Method]
    unsupported: Mapping[str, str] = field(default_factory=dict)


def did_web(host_and_port: str, *path: str) -> str:
    """The ``did:web`` of a host (with ``:port``, if any) and path segments.

    Raises:
        DidMalformed: no host name, or an empty segment.
    """
    if not _HOST.fullmatch(host_and_port) or not all(path):
        raise DidMalformed("a did:web needs a host and segments that are not empty", host=host_and_port)
    segments = (quote(segment, safe="-._") for segment in path)
    return ":".join(["did:web", host_and_port.replace(":", "%3A"), *segments])


def did_web_url(did: str) -> str:
    """Where the document of a ``did:web`` is: always https; a fragment is ignored.

    Whether that host may be asked at all (private addresses, redirects) is decided where requests are made.

    Raises:
        DidMalformed: another method, no host, or a segment that would leave the path.
    """
    bare = _bare(did)
    if not bare.startswith("did:web:"):
        raise DidMalformed("not a did:web", did=did)
    host, *path = (unquote(part) for part in bare.removeprefix("did:web:").split(":"))
    if not _HOST.fullmatch(host):
        raise DidMalformed("the did:web names no host", did=did)
    if any(segment in ("", ".", "..") or re.search(r"[/\\?#\x00-\x20\x7f]", segment) for segment in path):
        raise DidMalformed("the did:web has a segment that is no path segment", did=did)
    segments = [quote(segment, safe="-._~!$&'()*+,;=@") for segment in path] or [".well-known"]
    return f"https://{host}/{'/'.join(segments)}/did.json"


def did_document(*, did: str, keys: Sequence[VerificationKey]) -> dict[str, Any]:
    """A DID document whose keys may all sign credentials, in the given order (one verifier looks at the first only).

    Raises:
        DidMalformed: no keys, or two with one fragment.
        UnsupportedKey: an RSA key.
    """
    ids = [f"{_checked(did)}#{key.fragment}" for key in keys]
    if not ids or len(set(ids)) != len(ids) or not all(_FRAGMENT.fullmatch(key.fragment) for key in keys):
        raise DidMalformed("a DID document needs keys, each with a fragment of its own", did=did)
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": [
            {"id": url, "type": "Multikey", "controller": did, "publicKeyMultibase": key.public_key.multibase}
            for url, key in zip(ids, keys, strict=True)
        ],
        "assertionMethod": ids,
    }


def parse_did_document(data: Mapping[str, Any], *, did: str) -> DidDocument:
    """Read the DID document of ``did``.

    Reads Multikey, JsonWebKey and three legacy types (`key_of_method`); ids absolute or ``#fragment``.

    Raises:
        DidMalformed: the document is of another DID, a method's id lies outside it (Controlled Identifiers 1.0, 3.3),
            or an id occurs twice.
    """
    return _parse(data, _checked(did))


def parse_controlled_document(data: Mapping[str, Any], *, url: str) -> DidDocument:
    """Read the controlled identifier document at an https URL in the same way. Raises DidMalformed."""
    if not url.startswith("https://") or len(url) > MAX_DID_LENGTH:
        raise DidMalformed("not the address of a controlled identifier document", url=url[:MAX_DID_LENGTH])
    return _parse(data, url)


def _parse(data: Mapping[str, Any], did: str) -> DidDocument:
    if data.get("id") != did:
        raise DidMalformed("the document is of another identifier", did=did)
    asserting: set[str] = set()
    embedded: list[Mapping[str, Any]] = []
    for entry in _list(data, "assertionMethod"):
        if isinstance(entry, str):
            asserting.add(_absolute(entry, did))
        else:
            embedded.append(_object(entry))
            asserting.add(_absolute(_object(entry).get("id"), did))
    methods: dict[str, Method] = {}
    unsupported: dict[str, str] = {}
    for entry in [*map(_object, _list(data, "verificationMethod")), *embedded]:
        url = _absolute(entry.get("id"), did)
        if url in methods or url in unsupported:
            raise DidMalformed("two verification methods have one id", did=did, id=url)
        if url.partition("#")[0] != did:
            raise DidMalformed("a verification method lies outside the document", did=did, id=url)
        try:
            key = key_of_method(entry)
        except (KeyMalformed, UnsupportedKey) as reason:
            unsupported[url] = str(reason)
            continue
        methods[url] = Method(url, _controller(entry, did), key, url in asserting)
    return DidDocument(did, methods, unsupported)


def did_key_document(did: str) -> DidDocument:
    """The document that a ``did:key`` is (Ed25519 or P-256); the fragment may be given, and must then be the key.

    Raises:
        DidMalformed: another method, or a fragment that is not the key.
        KeyMalformed, UnsupportedKey: see `PublicKey.from_multibase`.
    """
    bare, _, fragment = did.partition("#")
    multibase = _checked(bare).removeprefix("did:key:")
    if not bare.startswith("did:key:") or (fragment or multibase) != multibase or did.endswith("#"):
        raise DidMalformed("not a did:key, or a fragment that is not its key", did=did)
    url = f"{bare}#{multibase}"
    return DidDocument(bare, {url: Method(url, bare, PublicKey.from_multibase(multibase), in_assertion_method=True)})


def key_of_method(entry: Mapping[str, Any]) -> PublicKey:
    """The key of one verification method: Multikey, JsonWebKey, or a type from before them.

    Raises KeyMalformed, UnsupportedKey.
    """
    kind = entry.get("type")
    if kind in ("Multikey", "Ed25519VerificationKey2020", "EcdsaSecp256r1VerificationKey2019"):
        if any(name in entry for name in ("secretKeyMultibase", "privateKeyMultibase")):
            raise KeyMalformed("the document publishes a private key")
        return PublicKey.from_multibase(entry.get("publicKeyMultibase", ""))
    if kind in ("JsonWebKey", "JsonWebKey2020"):
        return PublicKey.from_jwk(entry.get("publicKeyJwk", {}))
    raise UnsupportedKey(f"verification methods of type {kind} are not read", type=kind)


def _controller(entry: Mapping[str, Any], did: str) -> str:
    controller = entry.get("controller", did)
    if not isinstance(controller, str):
        raise DidMalformed("a controller is a DID", did=did)
    return controller


def _absolute(url: Any, did: str) -> str:
    if not isinstance(url, str) or "#" not in url:
        raise DidMalformed("a verification method has no id with a fragment", did=did, id=url)
    return did + url if url.startswith("#") else url


def _list(data: Mapping[str, Any], name: str) -> list[Any]:
    value = data.get(name, [])
    entries = value if isinstance(value, list) else [value]
    if len(entries) > MAX_METHODS:
        raise DidMalformed(f"{name} has more than {MAX_METHODS} entries")
    return entries


def _object(entry: Any) -> Mapping[str, Any]:
    if not isinstance(entry, Mapping):
        raise DidMalformed("a verification method is an object")
    return entry


def _bare(did: str) -> str:
    return _checked(did.partition("#")[0])


def _checked(did: str) -> str:
    if len(did) > MAX_DID_LENGTH or not _DID.fullmatch(did):
        raise DidMalformed("not a DID", did=did)
    return did
