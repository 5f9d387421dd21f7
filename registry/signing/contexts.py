"""JSON-LD contexts: a closed shelf, every book checked against its SHA-256, nothing ever fetched.

A context decides what the members of a credential mean, so whoever can change one can change what a signature says.
Bytes come in as arguments (`registry.contexts` reads them); the digests are here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from registry.signing.errors import ContextNotPinned, UnknownContext
from registry.signing.jcs import as_object, strict_json_loads

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"

#: URL of each context that this registry knows, and the SHA-256 of its bytes. The specifications state the digests of
#: credentials/v1 and v2, data-integrity/v2, multikey/v1, jwk/v1, cid/v1 and status/v1; the others are of the published
#: files as of July 2026. Open Badges changes its contexts in place (docs/decisions): a new revision is a new digest
#: here, after a look at which credentials it would canonicalise differently.
PINNED: Mapping[str, str] = MappingProxyType(
    {
        CREDENTIALS_V2: "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
        "https://www.w3.org/2018/credentials/v1": "ab4ddd9a531758807a79a5b450510d61ae8d147eab966cc9a200c07095b0cdcc",
        "https://www.w3.org/2018/credentials/examples/v1": (
            "2070ae4e75bc3b4c2cfe2b8b6e86ec45119672bbb5da283f0399ea96c60a0104"
        ),
        "https://www.w3.org/ns/credentials/examples/v2": (
            "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c"
        ),
        "https://www.w3.org/ns/credentials/undefined-terms/v2": (
            "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581"
        ),
        "https://www.w3.org/ns/credentials/status/v1": (
            "fda5add353231e6a6884a46b12e6c75464281900cb348284d9c360f62381d9f7"
        ),
        "https://www.w3.org/ns/cid/v1": "ea216ecc1cb02cd39b693dba2250141e270ba0bf95890be107dd9a9e8e43de85",
        DID_V1: "adefa50311393eb1bd788a38ac9fe2696c65367928f6996812cd54577394f4da",
        MULTIKEY_V1: "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597",
        "https://w3id.org/security/jwk/v1": "0f14b62f6071aafe00df265770ea0c7508e118247d79b7d861a406d2aa00bece",
        "https://w3id.org/security/data-integrity/v1": (
            "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"
        ),
        "https://w3id.org/security/data-integrity/v2": (
            "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
        ),
        "https://w3id.org/security/suites/ed25519-2020/v1": (
            "3db5c19efb0047a6edfd3b36e24346a8a3caad369d749e3c2d69e862696403e5"
        ),
        "https://w3id.org/vc/status-list/2021/v1": "6dd06a52bedb771e059c1083ba8ba7848dce22f6b4a8cfa0b98ba3fc188870e4",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
            "b077fa134d909d92c1dcd1c153f2af1b244aeb415967fdc1467d7fc5dd48ac10"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
            "5f3d9dd6288ef437ff8286cf95ffbff609c748a66f24a1e9450c45ca64be1571"
        ),
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
            "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"
        ),
        OPEN_BADGES_V3: "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
            "87c06c81bc2317663bf288d740d94fddd2818c4342b186270ff6371dfaa63f93"
        ),
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": (
            "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"
        ),
        "https://purl.imsglobal.org/spec/clr/v2p0/context.json": (
            "958ff9dc1a5a18c226579b707eac77c1ef50d7d9ab6c24e7058a3b02663f53a1"
        ),
    }
)

#: Other bytes once published under a pinned URL, by digest: known, so that nobody takes them for an attack, and never
#: used. 3.0.3 before 29 June 2026 lacks ``endorsementJwt`` and ``jti``; the 3.0.1 differs in white space only.
OTHER_REVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "ef2fa9c7846dce233cc166b43639027278be4ee44f00bb1d45c75de2dd0cd761": OPEN_BADGES_V3,
        "d582f3564282fb3b709136d28412e78e70b678b4dbc2f0221f67d84932748355": (
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
        ),
    }
)

#: Terms of the document's root that such a revision added without changing the address: whoever signed by the bytes
#: before did not sign these members, which were dropped.
ADDED_IN_PLACE: Mapping[str, frozenset[str]] = MappingProxyType(
    {OPEN_BADGES_V3: frozenset({"endorsementJwt", "jti"})},
)


def unsigned_before(document: Mapping[str, Any]) -> frozenset[str]:
    """The members of a document that an earlier revision of its contexts did not define."""
    named = document.get("@context")
    urls = named if isinstance(named, list) else [named]
    added = (ADDED_IN_PLACE[url] for url in urls if isinstance(url, str) and url in ADDED_IN_PLACE)
    return frozenset().union(*added).intersection(document)


class ContextStore:
    """The contexts at hand, each with the pinned bytes.

    Args:
        documents: bytes of each context by URL.
        pins: SHA-256 in lowercase hex by URL; a context without a pin is refused.

    Raises:
        ContextNotPinned: a context has no pin or other bytes.
        JsonMalformed: the bytes are not a JSON object.
    """

    def __init__(self, documents: Mapping[str, bytes], pins: Mapping[str, str] = PINNED) -> None:
        self._documents: dict[str, bytes] = {}
        for url, data in documents.items():
            digest = hashlib.sha256(data).hexdigest()
            if pins.get(url) != digest:
                raise ContextNotPinned(
                    f"the bytes of {url} are not the pinned ones", url=url, found=digest, pinned=pins.get(url)
                )
            as_object(strict_json_loads(data))
            self._documents[url] = bytes(data)

    def load(self, url: str) -> dict[str, Any]:
        """A fresh copy of the context document. Raises UnknownContext."""
        if url not in self._documents:
            raise UnknownContext(url)
        return dict(as_object(strict_json_loads(self._documents[url])))

    def text(self, url: str) -> str:
        """The context as published, for a copy of this shelf in another process. Raises UnknownContext."""
        if url not in self._documents:
            raise UnknownContext(url)
        return self._documents[url].decode("utf-8")

    def digest(self, url: str) -> str:
        """SHA-256 of the context's bytes, lowercase hex. Raises UnknownContext."""
        if url not in self._documents:
            raise UnknownContext(url)
        return hashlib.sha256(self._documents[url]).hexdigest()

    def __contains__(self, url: object) -> bool:
        return url in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)
