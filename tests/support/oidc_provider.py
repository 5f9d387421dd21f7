"""An OpenID Connect provider as a process of its own, by a library that shares no code with the registry (Authlib):
authorization code, PKCE, client secret, real keys and signed tokens.

Its log-in page lets the test say who signs in, and what is wrong with the ID token (`FAULTS`): for a client that must
refuse it. ``python -m tests.support.oidc_provider PORT`` serves it; `serving` starts and stops it.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CLIENT_ID, CLIENT_SECRET = "registro", "un secreto: con dos puntos"
FAULTS = ("", "nonce", "aud", "azp", "iss", "expired", "future", "other_key", "none", "shared_secret", "no_sub", "deny")
PAGE = """<!doctype html><html lang="es"><title>Llave de prueba</title><h1>Llave de prueba</h1>
<form method="post"><label>Claims <textarea name="claims"></textarea></label>
<label>Fault <input name="fault"></label><button>Entrar</button></form></html>"""


@dataclass(frozen=True, slots=True)
class Provider:
    """A running provider."""

    issuer: str
    secret_file: Path

    def settings(self) -> dict[str, Any]:
        """The settings with which the registry uses it."""
        return {
            "oidc_issuer": self.issuer,
            "oidc_client_id": CLIENT_ID,
            "oidc_client_secret_file": str(self.secret_file),
            "oidc_name_es": "Llave de prueba",
            "oidc_name_en": "Test key",
        }


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Provider]:
    """The provider on a free port of this machine, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    secret = folder / "oidc.secret"
    secret.write_text(CLIENT_SECRET, encoding="utf-8")
    secret.chmod(0o600)
    issuer = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "AUTHLIB_INSECURE_TRANSPORT": "1"}
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.support.oidc_provider", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(f"{issuer}/jwks", process)
        yield Provider(issuer, secret)
    finally:
        process.terminate()
        process.wait(10)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=2):
            return
        time.sleep(0.05)
    raise RuntimeError("the OpenID Connect provider did not start")


def make_app(issuer: str) -> Any:
    """The provider as a Flask application."""
    import flask
    from authlib.integrations.flask_oauth2 import AuthorizationServer
    from authlib.oauth2.rfc6749 import grants
    from authlib.oauth2.rfc7636 import CodeChallenge
    from authlib.oidc.core import OpenIDCode
    from joserfc import jwt
    from joserfc.jwk import OctKey, RSAKey

    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    stranger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
    codes: dict[str, _Code] = {}
    nonces: set[str] = set()
    app = flask.Flask(__name__)
    app.secret_key = secrets.token_bytes(16)
    server = AuthorizationServer()

    class Grant(grants.AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

        def save_authorization_code(self, code: str, request: Any) -> None:
            data = request.payload.data
            if data.get("nonce"):
                nonces.add(data["nonce"])
            codes[code] = _Code(request.payload.redirect_uri, request.payload.scope, dict(data), request.user)

        def query_authorization_code(self, code: str, client: Any) -> Any:
            return codes.get(code)

        def delete_authorization_code(self, authorization_code: Any) -> None:
            for code in [code for code, one in codes.items() if one is authorization_code]:
                del codes[code]

        def authenticate_user(self, authorization_code: Any) -> Any:
            return authorization_code.user

    class IdToken(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return nonce in nonces

        def encode_id_token(self, token: Any, request: Any) -> str:
            now, code = int(time.time()), request.authorization_code
            claims: dict[str, Any] = {
                "iss": issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": code.get_nonce(),
                **request.user["claims"],
            }  # fmt: skip
            return spoilt(claims, request.user["fault"])

    def spoilt(claims: dict[str, Any], fault: str) -> str:
        wrong: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "somebody else's"},
            "aud": {"aud": "another client"},
            "azp": {"aud": [CLIENT_ID, "another client"], "azp": "another client"},
            "iss": {"iss": "https://elsewhere.example"},
            "expired": {"exp": claims["iat"] - 120, "iat": claims["iat"] - 600},
            "future": {"iat": claims["iat"] + 3600},
        }
        claims = claims | wrong.get(fault, {})
        if fault == "no_sub":
            del claims["sub"]
        if fault == "none":
            return jwt.encode({"alg": "none"}, claims, OctKey.generate_key(256), ["none"])
        if fault == "shared_secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(CLIENT_SECRET), ["HS256"])
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, stranger if fault == "other_key" else key, ["RS256"])

    server.register_grant(Grant, [CodeChallenge(required=True), IdToken(require_nonce=True)])
    server.init_app(app, query_client=lambda name: _Client() if name == CLIENT_ID else None, save_token=lambda *_: None)

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Any:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            "code_challenge_methods_supported": ["S256"],
        }

    @app.get("/jwks")
    def keys() -> Any:
        return {"keys": [key.as_dict(private=False)]}

    @app.get("/authorize")
    def ask() -> Any:
        server.get_consent_grant(end_user={})
        return PAGE

    @app.post("/authorize")
    def answer() -> Any:
        claims, fault = json.loads(flask.request.form["claims"]), flask.request.form.get("fault", "")
        user = None if fault == "deny" else {"claims": claims, "fault": fault}
        return server.create_authorization_response(grant_user=user, grant=server.get_consent_grant(end_user=user))

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


class _Client:
    """The registry, as the provider knows it."""

    client_id = CLIENT_ID

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return ""

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri.endswith("/entrar/externo/regreso")

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret.encode(), CLIENT_SECRET.encode())

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


class _Code:
    """An authorization code, until it is exchanged."""

    def __init__(self, redirect_uri: str, scope: str, data: dict[str, Any], user: dict[str, Any]) -> None:
        self.redirect_uri, self.scope, self.data, self.user = redirect_uri, scope, data, user
        self.code_challenge, self.code_challenge_method = data.get("code_challenge"), data.get("code_challenge_method")

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str | None:
        return self.data.get("nonce")


if __name__ == "__main__":
    from werkzeug.serving import make_server

    number = int(sys.argv[1])
    make_server("127.0.0.1", number, make_app(f"http://127.0.0.1:{number}"), threaded=True).serve_forever()
