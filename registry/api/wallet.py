"""What wallets call: OpenID4VCI 1.0 with a pre-authorised code (docs/formats/openid4vci.md).

Errors have the shape that OAuth 2.0 gives them (RFC 6749, 5.2), not that of a problem document. Wallets in browsers
come from any origin; they are known by token alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from flask_limiter.errors import RateLimitExceeded

from registry import replica
from registry.db import db
from registry.signing import JsonMalformed, strict_json_loads
from registry.wallet import metadata, rules, service
from registry.wallet.errors import (
    AuthorizationDetailsInvalid,
    CredentialRequestMalformed,
    GrantTypeUnsupported,
    NotificationMalformed,
    TokenMissing,
    TokenRequestMalformed,
    TransactionCodeMissing,
    TransactionUnknown,
    WalletRefusal,
)
from registry.wallet.service import Collected, Later
from registry.web import language
from registry.web.limits import limiter, wallet_rate
from registry.web.problems import status_of
from registry.web.security import public

wallet: Blueprint = Blueprint("wallet", __name__)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
MAX_BYTES = 64_000
#: How long a cache may keep the metadata (seconds).
MINUTES_5 = 300
_SCHEME = "bearer "


# --- what wallets read: nothing is consumed by it ---


@wallet.get("/.well-known/openid-credential-issuer")
@public
def credential_issuer() -> Response:
    """The credential issuer's metadata."""
    return _published(metadata.issuer_metadata(current_app.config["SETTINGS"].registry_name))


@wallet.get("/.well-known/oauth-authorization-server")
@public
def authorization_server() -> Response:
    """The authorization server's metadata."""
    return _published(metadata.server_metadata())


@wallet.get("/oid4vci/offers/<code>")
@public
@limiter.limit(wallet_rate)
def offer(code: str) -> Response:
    """An open offer. Reading it changes nothing, however often."""
    with replica.primary():  # made a second ago, perhaps, which a standby has not heard of
        service.open_offer(code)
    return _kept_nowhere(metadata.offer_object(code, language=language.current()))


# --- what wallets do ---


@wallet.post("/oid4vci/token")
@public
@limiter.limit(wallet_rate)
def token() -> Response:
    """Code and transaction code for an access token."""
    if request.mimetype != FORM or any(len(given) > 1 for given in request.form.listvalues()):
        raise TokenRequestMalformed()
    grant_type, code = request.form.get("grant_type"), request.form.get("pre-authorized_code")
    if not grant_type:
        raise TokenRequestMalformed()
    if grant_type != metadata.GRANT:
        raise GrantTypeUnsupported()
    if not code:
        raise TokenRequestMalformed()
    details = request.form.get("authorization_details")
    if details is not None:
        _check_details(details)
    tx_code = request.form.get("tx_code")
    if not tx_code:
        raise TransactionCodeMissing()
    given = service.redeem(code, tx_code, by_identifier=details is not None)
    db.session.commit()
    answer: dict[str, Any] = {
        "access_token": given.access_token,
        "token_type": "Bearer",
        "expires_in": given.seconds,
    }
    if given.identifier is not None:
        answer["authorization_details"] = [_details(given.identifier)]
    return _kept_nowhere(answer)


@wallet.post("/oid4vci/nonce")
@public
@limiter.limit(wallet_rate)
def nonce() -> Response:
    """A fresh nonce for a proof of key."""
    return _kept_nowhere({"c_nonce": service.new_nonce()})


@wallet.post("/oid4vci/credential")
@public
@limiter.limit(wallet_rate)
def credential() -> Response:
    """A document of its own for a wallet that proves a key."""
    bearer = _bearer()
    asked = _body()
    if asked is None:
        raise CredentialRequestMalformed(what="a JSON object (application/json)")
    return _delivered(service.collect(bearer, asked))


@wallet.post("/oid4vci/deferred")
@public
@limiter.limit(wallet_rate)
def deferred() -> Response:
    """What could not be signed when the wallet first asked."""
    bearer = _bearer()
    asked = _body()
    if asked is None or "credential_response_encryption" in asked:
        raise CredentialRequestMalformed(what="a JSON object (application/json) with transaction_id alone")
    transaction = asked.get("transaction_id")
    if not isinstance(transaction, str):
        raise TransactionUnknown()
    return _delivered(service.collect_later(bearer, transaction))


@wallet.post("/oid4vci/notification")
@public
@limiter.limit(wallet_rate)
def notification() -> Response:
    """What the wallet did with what it received."""
    bearer = _bearer()
    asked = _body() or {}
    identifier, event = asked.get("notification_id"), asked.get("event")
    if not isinstance(identifier, str) or not isinstance(event, str):
        raise NotificationMalformed()
    service.notify(bearer, identifier, event)
    db.session.commit()
    return Response(status=204)


# --- shapes ---


def _delivered(found: Collected | Later) -> Response:
    db.session.commit()
    if isinstance(found, Later):
        waiting = {"transaction_id": str(found.transaction), "interval": rules.INTERVAL}
        return _kept_nowhere(waiting, status=202)
    # The document's bytes as they were signed, not read and written again (OpenID4VCI 1.0, A.1.2.4).
    return _kept_nowhere(
        {
            "credentials": [{"credential": orjson.Fragment(found.signed)}],
            "notification_id": str(found.notification),
        }
    )


def _bearer() -> str:
    sent = request.headers.get("Authorization", "")
    if not sent.lower().startswith(_SCHEME) or not sent[len(_SCHEME) :].strip():
        raise TokenMissing()
    return sent[len(_SCHEME) :].strip()


def _body() -> Mapping[str, Any] | None:
    """The request's JSON object; None for anything else."""
    if request.mimetype != JSON:
        return None
    try:
        body = strict_json_loads(request.stream.read(MAX_BYTES + 1), max_bytes=MAX_BYTES)
    except JsonMalformed:
        return None
    return body if isinstance(body, dict) else None


def _check_details(text: str) -> None:
    """RFC 9396, 5: of the offer's one configuration, and nothing else. Raises `AuthorizationDetailsInvalid`."""
    try:
        asked = strict_json_loads(text.encode("utf-8", "replace"), max_bytes=MAX_BYTES)
    except JsonMalformed as cause:
        raise AuthorizationDetailsInvalid() from cause
    if not isinstance(asked, Sequence) or isinstance(asked, str) or not asked:
        raise AuthorizationDetailsInvalid()
    for one in asked:
        if not isinstance(one, dict) or one.get("type") != "openid_credential":
            raise AuthorizationDetailsInvalid()
        if one.get("credential_configuration_id") != metadata.CONFIGURATION:
            raise AuthorizationDetailsInvalid()


def _details(identifier: str) -> dict[str, Any]:
    return {
        "type": "openid_credential",
        "credential_configuration_id": metadata.CONFIGURATION,
        "credential_identifiers": [identifier],
    }


def _published(answer: Mapping[str, Any]) -> Response:
    response = Response(orjson.dumps(answer), mimetype=JSON)
    response.headers["Cache-Control"] = f"public, max-age={MINUTES_5}"
    return response


def _kept_nowhere(answer: Mapping[str, Any], *, status: int = 200) -> Response:
    response = Response(orjson.dumps(answer), status=status, mimetype=JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


@wallet.errorhandler(WalletRefusal)
def _refused(refusal: WalletRefusal) -> Response:
    db.session.commit()  # what was counted on the way stays counted
    answer: dict[str, Any] = {"error": refusal.error} if refusal.error else {}
    answer |= {"error_description": refusal.said.en, "code": refusal.code, "text": refusal.said.as_dict()}
    response = _kept_nowhere(answer, status=status_of(refusal))
    if response.status_code == 401:
        challenge = f', error="{refusal.error}", error_description="{refusal.said.en}"' if refusal.error else ""
        response.headers["WWW-Authenticate"] = f'Bearer realm="registry"{challenge}'
    return response


@wallet.errorhandler(RateLimitExceeded)
def _too_often(error: RateLimitExceeded) -> Response:
    db.session.rollback()
    said = "Too many requests in a row; wait a moment."
    response = _kept_nowhere({"error": "temporarily_unavailable", "error_description": said}, status=429)
    response.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return response


@wallet.after_request
def _from_any_origin(response: Response) -> Response:
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
    response.headers["Access-Control-Expose-Headers"] = "WWW-Authenticate, Retry-After"
    return response
