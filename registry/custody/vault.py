"""The only place that sees a private key, a CURP or another sealed value in clear.

Everything is sealed with AES-256-GCM under keys derived from one master key, which comes from the environment or from
a file with mode 0600 and is never stored beside the data.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, current_app

from registry.custody.errors import KeyNotHeld, SealBroken
from registry.custody.models import SigningKey
from registry.signing import Algorithm, PrivateKey, PublicKey, Signer

if TYPE_CHECKING:
    from hashlib import _Hash as HASH

MASTER_KEY_BYTES = 32
NONCE_BYTES = 12
_SHA256_BLOCK = 64
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


class Vault:
    """Seals and unseals under one master key, and signs with the keys that it holds."""

    def __init__(self, master_key: bytes) -> None:
        if len(master_key) != MASTER_KEY_BYTES:
            raise ValueError(f"the master key has {len(master_key)} bytes, not {MASTER_KEY_BYTES}")
        self._aead = AESGCM(_derive(master_key, b"seal"))
        self._keyed = _begun_hmac(_derive(master_key, b"keyed digest"))
        self._signers: dict[uuid.UUID, PrivateKey] = {}
        self._lock = threading.Lock()

    def seal(self, value: bytes, *, context: str, nonce: bytes | None = None) -> bytes:
        """Encrypt; ``context`` is bound to the ciphertext, so that a value cannot be moved to another column.

        ``nonce``: one of `new_nonces`, never used before; default: a fresh one.
        """
        nonce = nonce or secrets.token_bytes(NONCE_BYTES)
        return nonce + self._aead.encrypt(nonce, value, context.encode())

    def unseal(self, sealed: bytes, *, context: str) -> bytes:
        """Decrypt. Raises `SealBroken` for another master key, another context or changed bytes."""
        try:
            return self._aead.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context.encode())
        except InvalidTag:
            raise SealBroken(context=context) from None

    def keyed_digest(self, value: str, *, purpose: str) -> bytes:
        """HMAC-SHA256 of a value that is looked up but must not be guessed from a leaked table (DESIGN 11)."""
        inner, outer = [one.copy() for one in self._keyed]  # the key was taken in once
        inner.update(purpose.encode() + b"\0" + value.encode())
        outer.update(inner.digest())
        return outer.digest()

    def new_key(self, algorithm: Algorithm, *, key_id: uuid.UUID) -> tuple[PublicKey, bytes]:
        """A fresh key pair: the public half, and the private half sealed for the row ``key_id``."""
        secret = secrets.token_bytes(32)
        if algorithm is Algorithm.P256:
            # Uniform in [1, n-1]: 64 extra random bits make the bias negligible (FIPS 186-5, A.2.1).
            secret = (int.from_bytes(secrets.token_bytes(40)) % (_P256_ORDER - 1) + 1).to_bytes(32)
        private = PrivateKey.from_bytes(algorithm, secret)
        return private.public_key, self.seal(secret, context=f"signing_key:{key_id}")

    def signer(self, key: SigningKey) -> Signer:
        """A signer for a key that the registry holds. Raises `KeyNotHeld` for a provider that keeps its own."""
        with self._lock:
            held = self._signers.get(key.id)
        if held is None:
            if key.sealed_private is None:
                raise KeyNotHeld(key=key.fragment)
            secret = self.unseal(key.sealed_private, context=f"signing_key:{key.id}")
            held = PrivateKey.from_bytes(Algorithm(key.algorithm), secret)
            with self._lock:
                self._signers[key.id] = held
        return held


def new_nonces(count: int) -> Iterator[bytes]:
    """Nonces for so many values to seal: the system is asked for randomness once."""
    drawn = secrets.token_bytes(NONCE_BYTES * count)
    return (drawn[start : start + NONCE_BYTES] for start in range(0, len(drawn), NONCE_BYTES))


def _derive(master_key: bytes, purpose: bytes) -> bytes:
    return HKDF(hashes.SHA256(), length=32, salt=None, info=b"registry " + purpose).derive(master_key)


def _begun_hmac(key: bytes) -> tuple[HASH, HASH]:
    """HMAC-SHA256 (RFC 2104) once it has taken in a key of at most a block: its inner and its outer hash. Going on from
    here takes half the time of a copy of the library's object."""
    block = key.ljust(_SHA256_BLOCK, b"\0")
    inner, outer = bytes(one ^ 0x36 for one in block), bytes(one ^ 0x5C for one in block)
    return hashlib.sha256(inner), hashlib.sha256(outer)


def init_app(app: Flask, master_key: bytes) -> None:
    """Give the application its vault."""
    app.extensions["vault"] = Vault(master_key)


def current() -> Vault:
    """The vault of the running application."""
    vault: Vault = current_app.extensions["vault"]
    return vault


def seal(value: bytes, *, context: str) -> bytes:
    """`Vault.seal` of the running application."""
    return current().seal(value, context=context)


def unseal(sealed: bytes, *, context: str) -> bytes:
    """`Vault.unseal` of the running application."""
    return current().unseal(sealed, context=context)
