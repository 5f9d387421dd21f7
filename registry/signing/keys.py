"""Keys: Ed25519 and P-256 to sign and verify, P-384 and RSA to verify only.

A public key travels as Multikey (Controlled Identifiers 1.0, section 2.2.2) or as JWK (RFC 7517). Verifying raises,
it never answers with a boolean. Randomness is the caller's: a private key is made from secret bytes.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

from registry.signing.errors import KeyMalformed, SignatureMismatch, UnsupportedKey
from registry.signing.multibase import from_base58btc, from_base64url, to_base58btc, to_base64url

SECRET_BYTES = 32
#: Both schemes sign with two 32-byte numbers (RFC 8032; RFC 7518, section 3.4).
SIGNATURE_BYTES = 64
#: The same on the longer curve, which only verifies here.
P384_SIGNATURE_BYTES = 96
MIN_RSA_BITS = 2048
#: Beyond this, one verification costs a noticeable fraction of a second.
MAX_RSA_BITS = 8192
_ECDSA_SIGN = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
_ECDSA_SIGN_DIGEST = ec.ECDSA(Prehashed(hashes.SHA256()), deterministic_signing=True)
#: Members of a JWK that hold secrets; a public document with one of them is a leak, not a key.
_SECRET_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})

_Loaded = Ed25519PublicKey | ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class Algorithm(StrEnum):
    """The kinds of key."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"
    RSA = "RSA"


#: Multicodec prefixes, as unsigned varints: ed25519-pub 0xed, p256-pub 0x1200, p384-pub 0x1201.
_MULTICODEC = {Algorithm.ED25519: b"\xed\x01", Algorithm.P256: b"\x80\x24", Algorithm.P384: b"\x81\x24"}


@dataclass(frozen=True, slots=True)
class _Curve:
    """How ECDSA goes on one curve: the size of a coordinate (bytes), and the hash that its name stands for."""

    curve: ec.EllipticCurve
    size: int
    scheme: ec.ECDSA


_CURVES = {
    Algorithm.P256: _Curve(ec.SECP256R1(), 32, ec.ECDSA(hashes.SHA256())),
    Algorithm.P384: _Curve(ec.SECP384R1(), 48, ec.ECDSA(hashes.SHA384())),
}


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key.

    Attributes:
        algorithm: its kind.
        raw: Ed25519 32 bytes; P-256 and P-384 the compressed point, 33 and 49 bytes; RSA the DER SubjectPublicKeyInfo.

    Raises:
        KeyMalformed: the bytes are no such key, or an RSA key shorter than 2048 bits.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        _load(self.algorithm, self.raw)

    @property
    def multibase(self) -> str:
        """The Multikey spelling (``z6Mk…`` for Ed25519, ``zDna…`` for P-256). Raises UnsupportedKey for RSA."""
        prefix = _MULTICODEC.get(self.algorithm)
        if prefix is None:
            raise UnsupportedKey("RSA keys are not written as Multikey here", algorithm=self.algorithm)
        return to_base58btc(prefix + self.raw)

    @classmethod
    def from_multibase(cls, text: object) -> PublicKey:
        """Read a Multikey. Raises KeyMalformed, or UnsupportedKey for another kind of key."""
        try:
            value = from_base58btc(text)
        except ValueError as cause:
            raise KeyMalformed(f"publicKeyMultibase: {cause}") from cause
        for algorithm, prefix in _MULTICODEC.items():
            if value.startswith(prefix):
                return cls(algorithm, value[len(prefix) :])
        raise UnsupportedKey("a Multikey of a kind that is not used here", prefix=value[:2].hex())

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JWK with its required members only (RFC 7518, RFC 8037)."""
        loaded = _load(self.algorithm, self.raw)
        if isinstance(loaded, rsa.RSAPublicKey):
            numbers = loaded.public_numbers()
            return {"kty": "RSA", "n": _integer_text(numbers.n), "e": _integer_text(numbers.e)}
        if isinstance(loaded, ec.EllipticCurvePublicKey):
            point, size = loaded.public_numbers(), _CURVES[self.algorithm].size
            x, y = (to_base64url(number.to_bytes(size, "big")) for number in (point.x, point.y))
            return {"kty": "EC", "crv": self.algorithm.value, "x": x, "y": y}
        return {"kty": "OKP", "crv": "Ed25519", "x": to_base64url(self.raw)}

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """Read a public JWK.

        Raises:
            KeyMalformed: a member is missing or wrong, or the JWK holds private members.
            UnsupportedKey: another curve or key type.
        """
        if not isinstance(jwk, Mapping):
            raise KeyMalformed("publicKeyJwk is not an object")
        if leaked := _SECRET_MEMBERS.intersection(jwk):
            raise KeyMalformed("the JWK holds private members", members=sorted(leaked))
        kind = (jwk.get("kty"), jwk.get("crv"))
        try:
            if kind == ("OKP", "Ed25519"):
                return cls(Algorithm.ED25519, from_base64url(jwk["x"]))
            if kind in (("EC", "P-256"), ("EC", "P-384")):
                algorithm = Algorithm(kind[1])
                return cls(algorithm, _compressed(algorithm, from_base64url(jwk["x"]), from_base64url(jwk["y"])))
            if kind[0] == "RSA":
                return cls(Algorithm.RSA, _rsa_spki(from_base64url(jwk["n"]), from_base64url(jwk["e"])))
        except (KeyError, ValueError, TypeError) as cause:
            raise KeyMalformed(f"the JWK cannot be read: {cause}") from cause
        raise UnsupportedKey("a JWK of a kind that is not used here", kty=kind[0], crv=kind[1])

    def verify(self, signature: bytes, message: bytes) -> None:
        """Check a signature over a message; ECDSA takes r‖s (64 or 96 bytes), RSA is PKCS#1 v1.5 with SHA-256.

        Raises:
            SignatureMismatch: the signature does not fit.
        """
        loaded = _load(self.algorithm, self.raw)
        try:
            if isinstance(loaded, Ed25519PublicKey):
                loaded.verify(signature, message)
            elif isinstance(loaded, ec.EllipticCurvePublicKey):
                curve = _CURVES[self.algorithm]
                loaded.verify(_to_der(signature, curve.size), message, curve.scheme)
            else:
                loaded.verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature as cause:
            raise SignatureMismatch() from cause


class Signer(Protocol):
    """Whatever can sign: a key in memory, or one behind a vault or a device."""

    @property
    def public_key(self) -> PublicKey:
        """The key that verifies what this signs."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes: Ed25519 (RFC 8032), or ECDSA r‖s over SHA-256 with the nonce of RFC 6979."""

    def sign_digest(self, digest: bytes) -> bytes:
        """`sign` of a message whose SHA-256 is at hand. Raises UnsupportedKey for Ed25519, which signs messages."""


class PrivateKey:
    """A private key in memory. Its ``repr`` names the public key only."""

    __slots__ = ("_key", "public_key", "secret_bytes")

    def __init__(self, algorithm: Algorithm, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise KeyMalformed(f"a secret has {SECRET_BYTES} bytes", length=len(secret))
        self.secret_bytes = bytes(secret)
        #: Of Ed25519 the seed and the public key, 64 bytes, as libsodium takes them.
        self._key: bytes | ec.EllipticCurvePrivateKey
        if algorithm is Algorithm.ED25519:
            raw, self._key = crypto_sign_seed_keypair(self.secret_bytes)
        elif algorithm is Algorithm.P256:
            try:
                self._key = ec.derive_private_key(int.from_bytes(self.secret_bytes, "big"), ec.SECP256R1())
            except ValueError as cause:
                raise KeyMalformed("the secret is not a P-256 scalar") from cause
            raw = self._key.public_key().public_bytes(
                serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
            )
        else:
            raise UnsupportedKey(f"{algorithm} keys only verify here", algorithm=algorithm)
        self.public_key = PublicKey(algorithm, raw)

    @classmethod
    def from_bytes(cls, algorithm: Algorithm, secret: bytes) -> PrivateKey:
        """A key from its 32 secret bytes: the Ed25519 seed, or the P-256 scalar, big-endian.

        Raises:
            KeyMalformed: another length, or zero or beyond the curve's order (draw again).
        """
        return cls(algorithm, secret)

    def sign(self, message: bytes) -> bytes:
        """See `Signer.sign`."""
        if isinstance(self._key, bytes):
            return crypto_sign(message, self._key)[:SIGNATURE_BYTES]
        return _fixed_length(self._key.sign(message, _ECDSA_SIGN))

    def sign_digest(self, digest: bytes) -> bytes:
        """See `Signer.sign_digest`."""
        if isinstance(self._key, bytes):
            raise UnsupportedKey("Ed25519 signs messages, not digests", algorithm=Algorithm.ED25519)
        return _fixed_length(self._key.sign(digest, _ECDSA_SIGN_DIGEST))

    def __repr__(self) -> str:
        return f"PrivateKey(public_key={self.public_key.multibase})"

    def __reduce__(self) -> str:
        # A pickled key ends up in caches and logs; workers receive keys through the vault.
        raise TypeError("private keys are not pickled")


@functools.lru_cache(maxsize=1024)
def _load(algorithm: Algorithm, raw: bytes) -> _Loaded:
    try:
        if algorithm is Algorithm.ED25519:
            return Ed25519PublicKey.from_public_bytes(raw)
        if curve := _CURVES.get(algorithm):
            if len(raw) != 1 + curve.size:
                raise ValueError(f"a {algorithm} key is a compressed point of {1 + curve.size} bytes")
            return ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, raw)
        loaded = serialization.load_der_public_key(raw)
    except ValueError as cause:
        raise KeyMalformed(f"not a {algorithm} public key") from cause
    if not isinstance(loaded, rsa.RSAPublicKey) or not MIN_RSA_BITS <= loaded.key_size <= MAX_RSA_BITS:
        raise KeyMalformed(f"not an RSA key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits")
    return loaded


def _fixed_length(der: bytes) -> bytes:
    # SEQUENCE, INTEGER r, INTEGER s, shorter than 128 bytes each: their lengths are one byte (X.690, 8.1.3.4). A zero
    # before a number says that it is not negative; a small number has fewer bytes.
    middle = 4 + der[3]
    r, s = der[4:middle], der[middle + 2 :]
    return r[-SECRET_BYTES:].rjust(SECRET_BYTES, b"\0") + s[-SECRET_BYTES:].rjust(SECRET_BYTES, b"\0")


def _to_der(signature: bytes, size: int) -> bytes:
    if len(signature) != 2 * size:
        raise SignatureMismatch(f"an ECDSA signature of this kind of key has {2 * size} bytes", length=len(signature))
    r, s = signature[:size], signature[size:]
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


def _compressed(algorithm: Algorithm, x: bytes, y: bytes) -> bytes:
    curve = _CURVES[algorithm]
    if len(x) != curve.size or len(y) != curve.size:
        raise ValueError(f"a {algorithm} coordinate has {curve.size} bytes")
    # Reading the full point proves that it lies on the curve; the compressed form alone would take any y of that sign.
    point = ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, b"\x04" + x + y)
    return point.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)


def _rsa_spki(modulus: bytes, exponent: bytes) -> bytes:
    if len(modulus) * 8 > MAX_RSA_BITS or len(exponent) > 4:
        raise ValueError("the RSA key is too long")
    numbers = rsa.RSAPublicNumbers(int.from_bytes(exponent, "big"), int.from_bytes(modulus, "big"))
    return numbers.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _integer_text(number: int) -> str:
    return to_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))
