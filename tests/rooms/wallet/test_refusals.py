"""What wallets, and who would like to be one, are refused: by the codes of the standards; what was counted stays."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from registry.accounts.queries import actor_of
from registry.awards.models import Award
from registry.db import db
from registry.errors import NotAllowed
from registry.wallet import queries, service
from registry.wallet.errors import CannotOffer
from tests.rooms.wallet.conftest import Holder
from tests.support.people import new_account
from tests.support.wallet import GRANT, HolderKey, Wallet, b64_json, http

pytestmark = pytest.mark.databases("sqlite")


def admitted(holder: Holder) -> Wallet:
    """A wallet that has an access token."""
    link, tx_code = holder.offer()
    found = holder.wallet().open(link)
    assert found.ask_token(tx_code).status == 200
    return found


def unsigned(wallet: Wallet) -> str:
    return f"{b64_json({**wallet.header(), 'alg': 'none'})}.{b64_json(wallet.claims())}."


def of_another_key(wallet: Wallet) -> str:
    return HolderKey().jwt(wallet.header(), wallet.claims())


#: What is wrong → how such a proof is made.
BAD_PROOFS: dict[str, Any] = {
    "alg none": unsigned,
    "a key that is not the one of the DID": of_another_key,
    "audience": lambda one: one.key.jwt(one.header(), {**one.claims(), "aud": "https://elsewhere.example"}),
    "audience as a list": lambda one: one.key.jwt(one.header(), {**one.claims(), "aud": [one.claims()["aud"]]}),
    "no audience": lambda one: one.key.jwt(one.header(), {**one.claims(), "aud": None}),
    "typ": lambda one: one.key.jwt({**one.header(), "typ": "JWT"}, one.claims()),
    "kid and jwk": lambda one: one.key.jwt({**one.header(), "jwk": one.key.jwk}, one.claims()),
    "neither kid nor jwk": lambda one: one.key.jwt({"typ": one.header()["typ"], "alg": "ES256"}, one.claims()),
    "a private jwk": lambda one: one.key.jwt(
        {"typ": one.header()["typ"], "alg": "ES256", "jwk": {**one.key.jwk, "d": one.key.jwk["x"]}}, one.claims()
    ),
    "another DID method": lambda one: one.key.jwt({**one.header(), "kid": "did:web:a.example#k"}, one.claims()),
    "a DID that is none": lambda one: one.key.jwt({**one.header(), "kid": "did:key:z6Mk#"}, one.claims()),
    "a did:jwk that is no key": lambda one: one.key.jwt({**one.header(), "kid": "did:jwk:W10#0"}, one.claims()),
    "a certificate": lambda one: one.key.jwt({**one.header(), "x5c": ["MIIB"]}, one.claims()),
    "no iat": lambda one: one.key.jwt(one.header(), {**one.claims(), "iat": None}),
    "iat as a text": lambda one: one.key.jwt(one.header(), {**one.claims(), "iat": "now"}),
    "iat beyond numbers": lambda one: one.key.jwt(one.header(), {**one.claims(), "iat": 10**400}),
    "iat of last week": lambda one: one.key.jwt(one.header(), {**one.claims(), "iat": int(one.now()) - 700_000}),
    "no nonce": lambda one: one.key.jwt(one.header(), {**one.claims(), "nonce": None}),
    "no JWT": lambda one: "x.y.z",
}


def test_no_proof_but_a_good_one_opens_anything_and_none_of_them_costs_the_token(holder: Holder) -> None:
    wallet = admitted(holder)
    for what, make in BAD_PROOFS.items():
        answer = wallet.ask(proofs={"jwt": [make(wallet)]})
        assert (answer.status, answer.error) == (400, "invalid_proof"), (what, answer)
        assert answer.headers["cache-control"] == "no-store" and '"' not in answer.body["error_description"]
    for proofs in (
        {"jwt": [wallet.proof(), wallet.proof()]},
        {"jwt": []},
        {"jwt": wallet.proof()},
        {"jwt": [7]},
        {"di_vp": [{}]},
        {"jwt": [wallet.proof()], "attestation": ["x"]},
        {},
        [],
    ):
        assert wallet.ask(proofs=proofs).error == "invalid_proof", proofs
    assert wallet.ask({"credential_configuration_id": wallet.configuration}).error == "invalid_proof"
    assert wallet.ask().status == 200
    # A nonce is good once, for five minutes, and only when made here.
    wallet = admitted(holder)
    stale = wallet.proof()
    holder.clock.tick(minutes=5)
    made_up = "A" * len(wallet.nonce())
    for nonce in (made_up, "", "ñ", "x" * 5_000):
        assert wallet.ask(proofs={"jwt": [wallet.proof(nonce)]}).error == "invalid_nonce"
    assert wallet.ask(proofs={"jwt": [stale]}).error == "invalid_nonce"
    good = wallet.proof()
    assert wallet.ask(proofs={"jwt": [good]}).status == 200
    assert wallet.ask(proofs={"jwt": [good]}).error == "invalid_nonce"
    holder.clock.tick(minutes=6)
    assert service.forget_old() == 2
    db.session.commit()


def test_requests_of_another_shape_have_the_codes_of_the_standards_and_are_never_a_fault(holder: Holder) -> None:
    wallet = admitted(holder)
    proofs = {"jwt": ["x.y.z"]}
    configuration = {"credential_configuration_id": wallet.configuration}
    for body, error in (
        ({"credential_configuration_id": "UniversityDegree", "proofs": proofs}, "unknown_credential_configuration"),
        ({"credential_identifier": "x", "proofs": proofs}, "invalid_credential_request"),
        ({**configuration, "credential_identifier": "x", "proofs": proofs}, "invalid_credential_request"),
        ({"credential_configuration_id": 7, "proofs": proofs}, "invalid_credential_request"),
        ({"proofs": proofs}, "invalid_credential_request"),
        ({**configuration, "proofs": proofs, "credential_response_encryption": {}}, "invalid_encryption_parameters"),
        ([], "invalid_credential_request"),
        (b"{", "invalid_credential_request"),
        (b'{"proofs": {}, "proofs": {}}', "invalid_credential_request"),
        (b"[" * 60_000, "invalid_credential_request"),
    ):
        assert wallet.ask(body).error == error, body
    missing = wallet.ask(configuration, token="")
    assert missing.status == 401 and missing.error is None and "error=" not in missing.headers["www-authenticate"]
    for token in ("guessed", wallet.token + "x", "ñ".encode().decode("latin-1")):
        answer = wallet.ask(configuration, token=token)
        assert answer.status == 401 and 'error="invalid_token"' in answer.headers["www-authenticate"]
    plain = http(wallet.issuer["credential_endpoint"], b"{}", {"Authorization": f"Bearer {wallet.token}"})
    assert plain.error == "invalid_credential_request"
    assert wallet.post("notification_endpoint", {"notification_id": "x"}).error == "invalid_notification_request"
    unknown = {"notification_id": "x", "event": "credential_accepted"}
    assert wallet.post("notification_endpoint", unknown).error == "invalid_notification_id"
    assert wallet.post("notification_endpoint", {**unknown, "event": "sold"}).error == "invalid_notification_request"
    assert wallet.post("deferred_credential_endpoint", {}).error == "invalid_transaction_id"
    luck = random.Random(7)
    pieces = [
        "proofs",
        "jwt",
        "credential_configuration_id",
        wallet.configuration,
        wallet.proof(),
        None,
        7,
        -1e300,
        True,
    ]

    def made_up(depth: int) -> Any:
        kind = luck.randrange(4 if depth else 2)
        if kind < 2:
            return luck.choice(pieces)
        count = luck.randrange(4)
        if kind == 2:
            return [made_up(depth - 1) for _ in range(count)]
        return {str(luck.choice(pieces)): made_up(depth - 1) for _ in range(count)}

    for endpoint in ("credential_endpoint", "deferred_credential_endpoint", "notification_endpoint"):
        for _ in range(60):
            assert wallet.post(endpoint, made_up(3)).status == 400
    for _ in range(60):
        data = bytes(luck.randrange(256) for _ in range(luck.randrange(80)))
        answer = http(wallet.server["token_endpoint"], b"grant_type=" + GRANT.encode() + b"&tx_code=" + data)
        assert answer.status == 400
    # A token lives ten minutes, and ends when its holder cancels.
    assert service.cancel(holder.award, actor=holder.actor)
    db.session.commit()
    assert wallet.ask().status == 401
    link, tx_code = holder.offer()
    late = holder.wallet().open(link)
    assert late.ask_token(tx_code).status == 200
    holder.clock.tick(minutes=10)
    assert late.ask().status == 401 and not queries.copies_of(holder.award_id)


def test_token_requests_have_the_codes_of_oauth_and_a_code_serves_once(holder: Holder) -> None:
    link, tx_code = holder.offer()
    wallet = holder.wallet("EdDSA").open(link)
    for details in ("{", "[]", "{}", '[{"type": "openid"}]', '[{"type": "openid_credential"}]', "[7]"):
        assert wallet.ask_token(tx_code, authorization_details=details).error == "invalid_authorization_details"
    assert wallet.ask_token(tx_code, details=True).status == 200
    wrong = {"credential_configuration_id": wallet.configuration, "proofs": {"jwt": [wallet.proof()]}}
    assert wallet.ask(wrong).error == "invalid_credential_request"
    assert wallet.ask({"credential_identifier": "x"}).error == "unknown_credential_identifier"
    assert wallet.ask().status == 200
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    endpoint, code = wallet.server["token_endpoint"], wallet.code
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    for data, headers, error in (
        (b"", form, "invalid_request"),
        (b"{}", {"Content-Type": "application/json"}, "invalid_request"),
        (b"grant_type=authorization_code&code=x", form, "unsupported_grant_type"),
        (f"grant_type={GRANT}&tx_code={tx_code}".encode(), form, "invalid_request"),
        (f"grant_type={GRANT}&pre-authorized_code={code}&tx_code=1&tx_code=2".encode(), form, "invalid_request"),
    ):
        answer = http(endpoint, data, headers)
        assert (answer.status, answer.error) == (400, error), data
    for _ in range(9):  # what is not there is no try
        assert wallet.ask_token(None).error == "invalid_request"
    assert wallet.ask_token(tx_code, **{"pre-authorized_code": "guessed"}).error == "invalid_grant"
    assert wallet.ask_token(tx_code).status == 200
    assert wallet.ask_token("000000" if tx_code != "000000" else "1").error == "invalid_grant"
    credential = wallet.ask()
    assert credential.status == 200
    again = Wallet(HolderKey(), now=wallet.now, issuer=wallet.issuer, server=wallet.server, offer=wallet.offer)
    assert again.ask_token(tx_code).error == "invalid_grant"
    assert wallet.ask().status == 200  # what was received by then stays received
    # A transaction code is guessed five times and no more.
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    wrong = f"{(int(tx_code) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, 0):
        answer = wallet.ask_token(wrong)
        assert answer.error == "invalid_grant" and f"Tries left: {left}" in answer.body["error_description"]
    assert wallet.ask_token(tx_code).error == "invalid_grant"
    # Nor can whoever photographed a code guess on after it was used, to end its token.
    used_link, used_code = holder.offer()
    used = holder.wallet().open(used_link)
    assert used.ask_token(used_code).status == 200
    thief = Wallet(HolderKey(), now=used.now, issuer=used.issuer, server=used.server, offer=used.offer)
    wrong = f"{(int(used_code) + 1) % 1_000_000:06d}"
    assert {thief.ask_token(guess).error for guess in (*[wrong] * 5, used_code)} == {"invalid_grant"}
    assert used.ask().status == 200
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    for _ in range(5):
        wallet.ask_token(f"{(int(tx_code) + 1) % 1_000_000:06d}")
    assert holder.newest().ended_because == "guessed" and holder.newest().sealed is None
    db.session.commit()
    assert http(reference(link)).status == 404


def reference(link: str) -> str:
    return parse_qs(urlsplit(link).query)["credential_offer_uri"][0]


def test_an_offer_is_read_without_being_consumed_and_ends_by_time_cancelling_or_a_newer_one(holder: Holder) -> None:
    link, tx_code = holder.offer()
    for _ in range(3):
        wallet = holder.wallet().open(link)
    first, _code = holder.offer()
    assert wallet.ask_token(tx_code).error == "invalid_grant" and http(reference(link)).status == 404  # a newer one
    assert http(reference(first), method="HEAD").status == 200
    holder.clock.tick(minutes=10)
    assert http(reference(first)).status == 404
    assert http(reference(first)[:-1] + "x").status == 404
    link, tx_code = holder.offer()
    wallet = holder.wallet().open(link)
    holder.clock.tick(minutes=10)
    assert wallet.ask_token(tx_code).error == "invalid_grant"

    # Nothing of a code is readable at rest.
    link, tx_code = holder.offer()
    code = reference(link).rsplit("/", 1)[1].encode()
    offer = holder.newest()
    kept = (offer.code_digest, offer.tx_digest, offer.sealed or b"")
    assert not any(code in value or tx_code.encode() in value for value in kept)
    db.session.commit()
    wallet = holder.wallet().open(link)
    wallet.ask_token(tx_code)
    assert holder.newest().sealed is None and holder.newest().access_digest != wallet.token.encode()

    # Nobody offers what is not theirs, or what cannot go into a wallet.
    with pytest.raises(NotAllowed):
        service.offer(holder.award, actor=actor_of(new_account()))
    award: Award = holder.award
    award.accepted_at = None
    with pytest.raises(CannotOffer) as refusal:
        service.offer(award, actor=holder.actor)
    assert "Accept the microcredential first" in refusal.value.said.en
    award.accepted_at = holder.clock()
    db.session.commit()
    holder.clock.tick(days=5_000)
    with pytest.raises(CannotOffer) as refusal:
        service.offer(holder.award, actor=holder.actor)
    assert "expired" in refusal.value.said.en
    db.session.rollback()
