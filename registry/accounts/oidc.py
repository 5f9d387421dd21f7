"""The outside log-in (OpenID Connect Core 1.0, authorization code flow with PKCE, RFC 7636): one, from the settings.

`way_out` gives the address to lead the browser to; `come_back` turns what it returns with into claims that have been
checked. Nothing here knows accounts or people.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import jwt
from jwt import PyJWK

from registry import clock, config
from registry.accounts import ceremonies
from registry.accounts.errors import OutsideRefused, OutsideUnavailable
from registry.accounts.oidc_http import Answer, OutsideUnreachable, ask
from registry.addresses import path
from registry.config import Settings

log = logging.getLogger("registry.accounts.oidc")
KIND = "outside"
#: Public-key signatures alone: with a shared secret, whoever holds the client's secret could write ID tokens.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
#: How far the two clocks may differ.
LEEWAY_SECONDS = 60
#: Discovery and keys are asked for again after an hour; for an unknown key at once, but not more than once a minute.
KEEP_SECONDS, KEY_PAUSE_SECONDS = 3600, 60


@dataclass(frozen=True, slots=True)
class OutsideClaims:
    """What the outside log-in says of somebody, its signature checked. ``curp`` only at a level where it counts."""

    issuer: str
    subject: str
    name: str
    given_name: str
    family_name: str
    email: str | None  # only one that it has verified
    curp: str | None


@dataclass(slots=True)
class _Known:
    """What is remembered of the issuer, and since when (seconds since 1970)."""

    issuer: str
    metadata: dict[str, Any]
    keys: dict[str, Any]
    metadata_at: float
    keys_at: float


_lock = threading.Lock()
_known: dict[str, _Known] = {}


def available() -> bool:
    """Whether there is an outside log-in."""
    return bool(config.current().oidc_issuer)


def return_address() -> str:
    """Where the outside log-in sends browsers back to; its operator must have registered it."""
    return path("entrar/externo/regreso")


def way_out(token: str) -> str:
    """The address to lead the browser to, for the ceremony of ``token``. Raises `OutsideUnavailable`."""
    settings = config.current()
    endpoint = _endpoint(_metadata(settings), "authorization_endpoint")
    verifier = ceremonies.derived_text(token, "verifier")
    asked = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": return_address(),
        "scope": settings.oidc_scope,
        "state": ceremonies.derived_text(token, "state"),
        "nonce": ceremonies.derived_text(token, "nonce"),
        "code_challenge": _base64url(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    if settings.oidc_acr:
        asked["acr_values"] = settings.oidc_acr
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(asked)}"


def state_of(token: str) -> str:
    """The ``state`` that belongs to a ceremony."""
    return ceremonies.derived_text(token, "state")


def come_back(token: str, returned: Mapping[str, str]) -> OutsideClaims:
    """Exchange the code for an ID token and check it. Raises `OutsideRefused`, `OutsideUnavailable`.

    ``returned`` are the parameters that the browser came back with; the caller has compared ``state``. Asks the other
    server: no transaction may be open.
    """
    settings = config.current()
    if returned.get("iss", settings.oidc_issuer) != settings.oidc_issuer:
        raise OutsideRefused()  # another server's answer, mixed up with ours (RFC 9207)
    if returned.get("error") or not returned.get("code"):
        raise OutsideRefused()
    metadata = _metadata(settings)
    form = {
        "grant_type": "authorization_code",
        "code": returned["code"],
        "redirect_uri": return_address(),
        "code_verifier": ceremonies.derived_text(token, "verifier"),
    }
    answer = _asked(_endpoint(metadata, "token_endpoint"), *_authenticated(settings, metadata, form))
    if answer.status != 200 or not isinstance(answer.body.get("id_token"), str):
        log.warning("the outside log-in refused a code", extra={"status": answer.status})
        raise OutsideRefused()
    claims = _checked(answer.body["id_token"], settings, metadata, nonce=ceremonies.derived_text(token, "nonce"))
    return _said(claims, settings)


def forget() -> None:
    """Forget what is remembered of issuers: for tests that change one."""
    with _lock:
        _known.clear()


def _authenticated(
    settings: Settings, metadata: Mapping[str, Any], form: dict[str, str]
) -> tuple[bytes, dict[str, str]]:
    """The form and headers with which this registry says who it is (RFC 6749, 2.3.1)."""
    secret = settings.oidc_secret
    ways = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if secret and "client_secret_basic" in ways:
        pair = f"{quote(settings.oidc_client_id, safe='')}:{quote(secret, safe='')}"
        return urlencode(form).encode(), {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
    form["client_id"] = settings.oidc_client_id
    if secret:
        form["client_secret"] = secret
    return urlencode(form).encode(), {}


def _checked(token: str, settings: Settings, metadata: Mapping[str, Any], *, nonce: str) -> dict[str, Any]:
    """The claims of an ID token (OpenID Connect Core 1.0, 3.1.3.7). Raises `OutsideRefused`."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise OutsideRefused()
        key = _key(settings, metadata, header)
        claims: dict[str, Any] = jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            audience=settings.oidc_client_id,
            issuer=settings.oidc_issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["iss", "sub", "aud", "exp", "iat"], "verify_exp": False, "verify_iat": False},
        )
        # By the registry's clock, not the library's.
        now = clock.now().timestamp()
        if not now - LEEWAY_SECONDS < float(claims["exp"]) or float(claims["iat"]) > now + LEEWAY_SECONDS:
            raise OutsideRefused()
    except (jwt.PyJWTError, KeyError, ValueError, TypeError) as fault:
        log.warning("an ID token was refused", extra={"reason": type(fault).__name__})
        raise OutsideRefused() from fault
    if not hmac.compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
        raise OutsideRefused()
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", settings.oidc_client_id) != settings.oidc_client_id or (several and "azp" not in claims):
        raise OutsideRefused()
    return claims


def _said(claims: Mapping[str, Any], settings: Settings) -> OutsideClaims:
    def text(name: str, most: int = 320) -> str:
        value = claims.get(name)
        return " ".join(value.split())[:most] if isinstance(value, str) and value.isprintable() else ""

    subject = claims["sub"]
    if not isinstance(subject, str) or not subject or len(subject) > 255:
        raise OutsideRefused()
    levels = settings.oidc_acr.split()
    counts = not levels or claims.get("acr") in levels
    curp = text(settings.oidc_curp_claim, 40) if settings.oidc_curp_claim else ""
    return OutsideClaims(
        issuer=settings.oidc_issuer,
        subject=subject,
        name=text("name"),
        given_name=text("given_name", 160),
        family_name=text("family_name", 160),
        email=(text("email", 254).lower() or None) if claims.get("email_verified") is True else None,
        curp=curp if counts and curp else None,
    )


def _metadata(settings: Settings) -> dict[str, Any]:
    """The issuer's discovery document, at most an hour old (OpenID Connect Discovery 1.0, 4.3)."""
    now, issuer = clock.now().timestamp(), settings.oidc_issuer
    with _lock:
        known = _known.get(issuer)
    if known is not None and 0 <= now - known.metadata_at < KEEP_SECONDS:
        return known.metadata
    answer = _asked(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if answer.status != 200 or answer.body.get("issuer") != issuer:
        log.error("the outside log-in's discovery document is not that of OIDC_ISSUER")
        raise OutsideUnavailable()
    with _lock:
        _known[issuer] = _Known(issuer, answer.body, {}, now, 0.0)
    return answer.body


def _key(settings: Settings, metadata: Mapping[str, Any], header: Mapping[str, Any]) -> PyJWK:
    """The issuer's key that a token names; asked for again when it is not among those remembered."""
    now = clock.now().timestamp()
    known = _known[settings.oidc_issuer]
    found = _named(known.keys, header)
    if found is None and not 0 <= now - known.keys_at < KEY_PAUSE_SECONDS:
        answer = _asked(_endpoint(metadata, "jwks_uri"))
        keys = answer.body.get("keys")
        if answer.status != 200 or not isinstance(keys, list):
            raise OutsideUnavailable()
        with _lock:
            known.keys = {str(number): one for number, one in enumerate(keys[:50]) if isinstance(one, dict)}
            known.keys_at = now
        found = _named(known.keys, header)
    if found is None:
        raise OutsideRefused()
    return PyJWK.from_dict(found, algorithm=header["alg"])


def _named(keys: Mapping[str, Any], header: Mapping[str, Any]) -> dict[str, Any] | None:
    """The key of the header's ``kid``; without one, the only key for signatures that there is."""
    usable = [one for one in keys.values() if one.get("use", "sig") == "sig" and one.get("kty") in ("RSA", "EC", "OKP")]
    if header.get("kid") is not None:
        usable = [one for one in usable if one.get("kid") == header["kid"]]
    return usable[0] if len(usable) == 1 else None


def _endpoint(metadata: Mapping[str, Any], name: str) -> str:
    value = metadata.get(name)
    if not isinstance(value, str) or not value.startswith(("https://", "http://")) or "#" in value:
        log.error("the outside log-in's discovery document lacks an address", extra={"which": name})
        raise OutsideUnavailable()
    return value


def _asked(url: str, form: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    try:
        return ask(url, form=form, headers=headers)
    except OutsideUnreachable as fault:
        log.warning("the outside log-in did not answer", extra={"reason": fault.reason})
        raise OutsideUnavailable() from fault


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
