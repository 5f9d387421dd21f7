"""A wallet as anybody could write it: given an offer's link and nothing else, it follows OpenID4VCI 1.0 over HTTP.

It shares no code with the registry: keys from `cryptography`, JWTs written here, addresses from the metadata alone.
"""

from __future__ import annotations

import base64
import json
import time
import urllib.request
from dataclasses import dataclass, field
from typing import Any
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit

import base58
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
SECONDS = 30


def b64(data: bytes) -> str:
    """Base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def b64_json(value: Any) -> str:
    """JSON as a part of a JWT."""
    return b64(json.dumps(value, separators=(",", ":")).encode())


class HolderKey:
    """A key pair, P-256 or Ed25519, and the ways to name it."""

    def __init__(self, algorithm: str = "ES256") -> None:
        self.algorithm = algorithm
        self._key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey = (
            ec.generate_private_key(ec.SECP256R1()) if algorithm == "ES256" else Ed25519PrivateKey.generate()
        )

    @property
    def jwk(self) -> dict[str, str]:
        """The public half (RFC 7517, 8037)."""
        public = self._key.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            point = public.public_numbers()
            return {"kty": "EC", "crv": "P-256", "x": b64(point.x.to_bytes(32)), "y": b64(point.y.to_bytes(32))}
        return {"kty": "OKP", "crv": "Ed25519", "x": b64(public.public_bytes_raw())}

    @property
    def did_key(self) -> str:
        """``did:key`` (multicodec p256-pub or ed25519-pub in base58btc)."""
        public = self._key.public_key()
        if isinstance(public, ec.EllipticCurvePublicKey):
            point = public.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint)
            return "did:key:z" + base58.b58encode(b"\x80\x24" + point).decode()
        return "did:key:z" + base58.b58encode(b"\xed\x01" + public.public_bytes_raw()).decode()

    @property
    def did_jwk(self) -> str:
        """``did:jwk``."""
        return f"did:jwk:{b64_json(self.jwk)}"

    def sign(self, message: bytes) -> bytes:
        """A JWS signature."""
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(message)
        r, s = decode_dss_signature(self._key.sign(message, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32) + s.to_bytes(32)

    def jwt(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """A compact JWT, signed."""
        signing_input = f"{b64_json(header)}.{b64_json(claims)}"
        return f"{signing_input}.{b64(self.sign(signing_input.encode()))}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def error(self) -> str | None:
        """The error code of the standards."""
        return self.body.get("error") if isinstance(self.body, dict) else None


def http(url: str, data: bytes | None = None, headers: dict[str, str] | None = None, method: str = "") -> Answer:
    """One request over a socket; no status is an exception."""
    request = urllib.request.Request(
        url, data=data, headers=headers or {}, method=method or ("POST" if data is not None else "GET")
    )
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return _answer(response)
    except HTTPError as refusal:
        with refusal:
            return _answer(refusal)


def _answer(response: Any) -> Answer:
    text = response.read()
    return Answer(
        response.status,
        json.loads(text) if text else None,
        {name.lower(): value for name, value in response.headers.items()},
    )


@dataclass
class Wallet:
    """One wallet with one key. ``binding``: ``did:key``, ``did:jwk`` or ``jwk``. ``now``: its clock, in seconds."""

    key: HolderKey = field(default_factory=HolderKey)
    binding: str = "did:key"
    now: Any = time.time
    issuer: dict[str, Any] = field(default_factory=dict)
    server: dict[str, Any] = field(default_factory=dict)
    offer: dict[str, Any] = field(default_factory=dict)
    token: str = ""
    identifier: str | None = None

    def open(self, link: str) -> Wallet:
        """Read an offer, by reference or by value, then both metadata."""
        parts = urlsplit(link)
        assert parts.scheme == "openid-credential-offer", link
        asked = parse_qs(parts.query, strict_parsing=True)
        if "credential_offer" in asked:
            self.offer = json.loads(asked["credential_offer"][0])
        else:
            read = http(asked["credential_offer_uri"][0])
            assert read.status == 200 and read.headers["content-type"] == "application/json", read
            self.offer = read.body
        identifier = self.offer["credential_issuer"]
        self.issuer = self._metadata(identifier, "openid-credential-issuer")
        assert self.issuer["credential_issuer"] == identifier
        self.server = self._metadata(identifier, "oauth-authorization-server")
        assert self.server["issuer"] == identifier and GRANT in self.server["grant_types_supported"]
        return self

    def _metadata(self, identifier: str, name: str) -> dict[str, Any]:
        at = urlsplit(identifier)
        read = http(f"{at.scheme}://{at.netloc}/.well-known/{name}{at.path}")
        assert read.status == 200, read
        found: dict[str, Any] = read.body
        return found

    @property
    def code(self) -> str:
        """The pre-authorised code."""
        return str(self.offer["grants"][GRANT]["pre-authorized_code"])

    @property
    def configuration(self) -> str:
        """The configuration offered."""
        return str(self.offer["credential_configuration_ids"][0])

    def ask_token(self, tx_code: str | None, *, details: bool = False, **changes: str) -> Answer:
        """The token request; a good answer's token is kept."""
        form = {"grant_type": GRANT, "pre-authorized_code": self.code}
        if tx_code is not None:
            form["tx_code"] = tx_code
        if details:
            wish = {"type": "openid_credential", "credential_configuration_id": self.configuration}
            form["authorization_details"] = json.dumps([wish])
        answer = http(self.server["token_endpoint"], urlencode(form | changes).encode())
        if answer.status == 200:
            assert answer.body["token_type"].lower() == "bearer" and answer.headers["cache-control"] == "no-store"
            self.token = answer.body["access_token"]
            if details:
                self.identifier = answer.body["authorization_details"][0]["credential_identifiers"][0]
        return answer

    def nonce(self) -> str:
        """A fresh nonce."""
        answer = http(self.issuer["nonce_endpoint"], b"")
        assert answer.status == 200 and answer.headers["cache-control"] == "no-store"
        return str(answer.body["c_nonce"])

    @property
    def did(self) -> str:
        """What the document will be bound to."""
        return self.key.did_key if self.binding == "did:key" else self.key.did_jwk

    def header(self) -> dict[str, Any]:
        """A proof's header."""
        fragment = self.key.did_key.removeprefix("did:key:") if self.binding == "did:key" else "0"
        named = {"jwk": self.key.jwk} if self.binding == "jwk" else {"kid": f"{self.did}#{fragment}"}
        return {"typ": "openid4vci-proof+jwt", "alg": self.key.algorithm, **named}

    def claims(self, nonce: str | None = None) -> dict[str, Any]:
        """A proof's claims."""
        nonce = self.nonce() if nonce is None else nonce
        return {"aud": self.issuer["credential_issuer"], "iat": int(self.now()), "nonce": nonce}

    def proof(self, nonce: str | None = None) -> str:
        """A proof of this wallet's key."""
        return self.key.jwt(self.header(), self.claims(nonce))

    def ask(self, body: Any = None, *, proofs: Any = None, token: str | None = None) -> Answer:
        """The credential request: a good one, unless changed."""
        if body is None:
            asked = (
                {"credential_identifier": self.identifier}
                if self.identifier
                else {"credential_configuration_id": self.configuration}
            )
            body = asked | {"proofs": proofs if proofs is not None else {"jwt": [self.proof()]}}
        return self.post("credential_endpoint", body, token=token)

    def post(self, endpoint: str, body: Any, *, token: str | None = None) -> Answer:
        """JSON with the access token; an empty ``token`` sends none."""
        token = self.token if token is None else token
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return http(self.issuer[endpoint], data, headers)

    def receive(self, link: str, tx_code: str) -> dict[str, Any]:
        """Everything, from the link to the credential."""
        answer = self.open(link).ask_token(tx_code)
        assert answer.status == 200, answer
        answer = self.ask()
        assert answer.status == 200, answer
        (one,) = answer.body["credentials"]
        credential: dict[str, Any] = one["credential"]
        said = {"notification_id": answer.body["notification_id"], "event": "credential_accepted"}
        assert self.post("notification_endpoint", said).status == 204
        return credential
