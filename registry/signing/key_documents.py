"""Keys at https addresses: what an issuer without a DID publishes (Controlled Identifiers 1.0; Open Badges 3.0, 8.3).

Nothing here fetches: the document comes in as an argument. Its address is believed as far as the site is: a key counts
for an issuer of the same host only, and a document that names a controller counts for that controller only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from registry.signing.did import DidDocument, key_of_method, parse_controlled_document
from registry.signing.errors import DidMalformed, KeyMalformed, SigningError, UnsupportedKey
from registry.signing.keys import PublicKey

#: A set of keys longer than this is no issuer's.
MAX_KEYS = 200


def is_https(url: str) -> bool:
    """Whether a text is an https URL with a host and without a user name."""
    return _site(url) is not None


def same_site(one: str, other: str) -> bool:
    """Whether two https URLs have one host and port: who controls the one controls the other."""
    site = _site(one)
    return site is not None and site == _site(other)


def document_url(method: str) -> str:
    """Where the document of a key is: the key's URL without its fragment."""
    return method.partition("#")[0]


def published_key(data: Mapping[str, Any], *, method: str, issuer: str) -> PublicKey | None:
    """The key that a document publishes as ``method`` for ``issuer``; None where it publishes no such key.

    Args:
        data: the JSON at `document_url` of ``method``: a controlled identifier document, a verification method by
            itself, a JWK, or a JWK Set with the key's ``kid``.
        method: https URL, as a proof or a ``kid`` names it.
        issuer: https URL of the same site, who must be the controller where one is named.

    Raises:
        DidMalformed: the document is of another address.
        KeyMalformed, UnsupportedKey: the key is there and cannot be read.
    """
    if "keys" in data:
        return _of_set(data["keys"], method)
    if "kty" in data:
        return PublicKey.from_jwk(data)
    if "publicKeyMultibase" in data or "publicKeyJwk" in data:
        if data.get("id") != method or data.get("controller", issuer) != issuer:
            return None
        return key_of_method(data)
    document = parse_controlled_document(data, url=document_url(method))
    if method in document.unsupported:
        raise UnsupportedKey("the key is of a kind that is not read", reason=document.unsupported[method])
    return asserting_keys(document, issuer).get(method)


def asserting_keys(document: DidDocument, issuer: str) -> dict[str, PublicKey]:
    """The keys of a controlled document that may sign credentials for ``issuer``, by id."""
    return {
        one.id: one.public_key
        for one in document.methods.values()
        if one.in_assertion_method and one.controller == issuer
    }


def issuer_keys(data: Mapping[str, Any], *, issuer: str) -> dict[str, PublicKey]:
    """All keys that the document at the issuer's own address publishes for it; raises like `published_key`."""
    if "keys" in data or "kty" in data:
        entries = data.get("keys", [data])
        return {f"{issuer}#{place}": key for place, key in enumerate(map(_readable, _list(entries))) if key}
    return asserting_keys(parse_controlled_document(data, url=issuer), issuer)


def _of_set(entries: Any, method: str) -> PublicKey | None:
    names = {method, method.partition("#")[2]} - {""}
    found = [one for one in _list(entries) if isinstance(one, Mapping) and one.get("kid") in names]
    if len(found) > 1:
        raise DidMalformed("two keys of the set have one kid", kid=method)
    return PublicKey.from_jwk(found[0]) if found else None


def _readable(entry: Any) -> PublicKey | None:
    try:
        return PublicKey.from_jwk(entry)
    except SigningError:
        return None


def _list(entries: Any) -> list[Any]:
    if not isinstance(entries, list) or len(entries) > MAX_KEYS:
        raise KeyMalformed(f"a set of keys is a list of at most {MAX_KEYS}")
    return entries


def _site(url: str) -> tuple[str, int] | None:
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.hostname, port
