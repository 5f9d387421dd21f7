"""What a document's leaf in the transparency log commits to: its claims, not its proofs."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from registry.signing import jcs

#: Separates these hashes from every other use of SHA-256 in the registry, and names the version of the rule. It ends in
#: a line feed, which no other domain of ours has inside, so none is a prefix of another.
LEAF_DOMAIN = b"registry/document-leaf/v1\n"
#: Random and stored per document, never derived: deleting it makes the leaf say nothing about anybody.
SALT_BYTES = 32


def commitment(claims: Mapping[str, Any], salt: bytes) -> bytes:
    """SHA-256(domain ‖ salt ‖ SHA-256(JCS(claims))): 32 bytes.

    Args:
        claims: the document without ``proof``; for a JWT, without its registered claims
            (`registry.signing.document_of_claims`). The order of members does not matter.
        salt: `SALT_BYTES` random bytes.

    Raises:
        ValueError: a ``proof`` among the claims, or a salt of another length.
        JsonMalformed: claims that have no canonical JSON.
    """
    if "proof" in claims:
        raise ValueError("a leaf commits to the claims; take the proof off first")
    return commitment_of(jcs(dict(claims)), salt)


def commitment_of(canonical_claims: bytes, salt: bytes) -> bytes:
    """`commitment` of claims whose JCS is at hand. Raises ValueError for a salt of another length."""
    return commitment_of_digest(hashlib.sha256(canonical_claims).digest(), salt)


def commitment_of_digest(digest: bytes, salt: bytes) -> bytes:
    """`commitment` of claims the SHA-256 of whose JCS is at hand. Raises ValueError for a salt of another length."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes")
    return hashlib.sha256(LEAF_DOMAIN + salt + digest).digest()
