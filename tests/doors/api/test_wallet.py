"""The door that wallets call: from any origin, so often and no oftener, in OAuth's shapes."""

from __future__ import annotations

import pytest

from registry.web.limits import limiter

pytestmark = pytest.mark.databases("sqlite")


def test_metadata_name_this_registry_by_the_very_same_text_and_only_its_own_addresses(make_app):
    client = make_app(link_url="https://enlaces.example/").test_client()
    issuer = client.get("/.well-known/openid-credential-issuer")
    server = client.get("/.well-known/oauth-authorization-server")
    assert issuer.mimetype == "application/json" and "max-age" in issuer.headers["Cache-Control"]
    assert issuer.json["credential_issuer"] == server.json["issuer"] == "https://enlaces.example"
    addresses = [value for name, value in {**issuer.json, **server.json}.items() if name.endswith("_endpoint")]
    assert len(addresses) == 5 and all(one.startswith("https://enlaces.example/oid4vci/") for one in addresses)
    (offered,) = issuer.json["credential_configurations_supported"].values()
    assert offered["format"] == "ldp_vc" and set(offered["cryptographic_binding_methods_supported"]) >= {
        "did:key",
        "did:jwk",
    }
    assert offered["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"][:2] == ["ES256", "EdDSA"]


def test_wallets_in_browsers_may_ask_from_anywhere_and_no_cookie_counts(app):
    client = app.test_client()
    asked = client.options(
        "/oid4vci/credential",
        headers={"Origin": "https://cartera.example", "Access-Control-Request-Method": "POST"},
    )
    assert asked.status_code == 200 and asked.headers["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in asked.headers["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Credentials" not in asked.headers
    answer = client.post("/oid4vci/credential", json={}, csrf=False)
    assert answer.status_code == 401 and answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/oid4vci/token").status_code == 405
    unknown = client.get("/oid4vci/offers/guessed")
    assert unknown.status_code == 404 and unknown.json["code"] == "wallet_offer_not_found"


def test_who_asks_too_often_waits(make_app):
    client = make_app(wallet_rate="2 per minute").test_client()
    limiter.reset()
    assert [client.post("/oid4vci/nonce", csrf=False).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.post("/oid4vci/nonce", csrf=False)
    assert refused.json["error"] == "temporarily_unavailable" and int(refused.headers["Retry-After"]) > 0
