"""Issuers and keys named by https address: what the issuer's own site publishes counts, and nobody else's."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from registry.documents import Issuer, read_presented
from registry.signing import Algorithm, assemble_jwt, did_web, jcs, sign_data_integrity, to_base64url
from registry.verification import Evidence, Report, Result, Unreachable, Verdict
from registry.verification.wanted import wanted
from tests.documents import samples
from tests.signing.samples import published
from tests.verification import world
from tests.verification.test_outside import outcome, outside
from tests.verification.world import LOGGED, judge, known

ISSUER = "https://academia.example/issuers/7"
NEIGHBOUR = "https://academia.example/issuers/8"
METHOD = f"{ISSUER}#key-1"
ELSEWHERE = "https://llaves.example/issuers/7#key-1"
KEY_URL = "https://academia.example/keys/1"
ED25519 = world.private("academia", Algorithm.ED25519)
P256 = world.private("academia", Algorithm.P256)
OTHER = world.private("another", Algorithm.ED25519)


def badge() -> dict[str, Any]:
    document = outside(issuer=Issuer(ISSUER, "Academia Ficticia", "https://academia.example/"))
    del document["credentialStatus"]
    return document


def signed(method: str = METHOD, key: Any = ED25519, document: dict[str, Any] | None = None) -> dict[str, Any]:
    return sign_data_integrity(
        document or badge(), signer=key, verification_method=method, created=LOGGED, contexts=samples.store()
    )


def as_jwt(key: Any = P256, **header: Any) -> str:
    signing_input = f"{to_base64url(jcs({'alg': 'ES256', 'typ': 'JWT', **header}))}.{to_base64url(jcs(badge()))}"
    return assemble_jwt(signing_input.encode(), key.sign(signing_input.encode()))


def method(key: Any = ED25519, **changes: Any) -> dict[str, Any]:
    multibase = key.public_key.multibase
    return {"id": METHOD, "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": multibase, **changes}


def controlled(*methods: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """A controlled identifier document at the issuer's own address."""
    made = methods or (method(),)
    return {"id": ISSUER, "verificationMethod": list(made), "assertionMethod": [one["id"] for one in made], **changes}


def judged(data: Any, documents: dict[str, Any]) -> Report:
    """By the evidence of these addresses alone, and the root of trust."""
    obtained = {url: value if isinstance(value, Unreachable) else known(value, url) for url, value in documents.items()}
    return judge(data, Evidence(root=known(world.root()), key_documents=obtained))


def key_of(report: Report) -> tuple[Result, str]:
    return outcome(report, "key")


def test_a_key_in_the_issuer_s_own_document_is_the_issuer_s() -> None:
    report = judged(signed(), {ISSUER: controlled()})
    assert key_of(report) == (Result.PASSED, "key_at_address")
    assert outcome(report, "identity") == (Result.WARNING, "outside_domain")
    assert "academia.example" in report.check("identity").reason.es  # type: ignore[union-attr]
    assert report.check("key").evidence["source"] == ISSUER  # type: ignore[union-attr]
    assert report.verdict is Verdict.UNVERIFIABLE


@pytest.mark.parametrize(
    "document",
    [
        method(id=KEY_URL),
        {"id": KEY_URL, "type": "JsonWebKey", "controller": ISSUER, "publicKeyJwk": ED25519.public_key.jwk},
        ED25519.public_key.jwk,
        {"keys": [{**OTHER.public_key.jwk, "kid": "otra"}, {**ED25519.public_key.jwk, "kid": KEY_URL}]},
    ],
    ids=["Multikey", "JsonWebKey", "JWK", "JWK Set"],
)
def test_a_key_at_an_address_of_its_own_on_the_issuer_s_site_is_read(document: dict[str, Any]) -> None:
    report = judged(signed(KEY_URL), {KEY_URL: document})
    assert key_of(report) == (Result.PASSED, "key_at_address")
    tampered = copy.deepcopy(signed(KEY_URL))
    tampered["name"] = "Doctorado"
    assert outcome(judged(tampered, {KEY_URL: document}), "signature") == (Result.FAILED, "signature_mismatch")


def test_a_jwt_names_its_key_by_address_or_by_its_name_in_the_document() -> None:
    key = method(P256)
    for kid in (METHOD, "key-1", "#key-1"):
        assert key_of(judged(as_jwt(kid=kid), {ISSUER: controlled(key)})) == (Result.PASSED, "key_at_address")
    assert key_of(judged(as_jwt(kid=KEY_URL), {KEY_URL: P256.public_key.jwk})) == (Result.PASSED, "key_at_address")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (controlled(method(OTHER)), ("signature", Result.FAILED, "signature_mismatch")),
        (controlled(method(id=f"{ISSUER}#key-2")), ("key", Result.FAILED, "key_not_published")),
        (controlled(assertionMethod=[]), ("key", Result.FAILED, "key_not_published")),
        (controlled(method(controller=NEIGHBOUR)), ("key", Result.FAILED, "key_not_published")),
        (controlled(id=NEIGHBOUR), ("key", Result.NOT_CHECKED, "key_document_malformed")),
        (controlled(method(type="Ed25519VerificationKey2018")), ("key", Result.NOT_CHECKED, "key_unreadable")),
        ({"id": ISSUER, "type": "Profile"}, ("key", Result.FAILED, "key_not_published")),
        (None, ("key", Result.FAILED, "key_not_published")),
        (Unreachable("timeout", ISSUER), ("key", Result.NOT_CHECKED, "key_document_unreachable")),
    ],
    ids=["other key", "other name", "not asserting", "controller", "other id", "unread", "none", "404", "timeout"],
)  # fmt: skip
def test_whatever_the_address_answers_instead_never_passes(document: Any, expected: tuple[str, Result, str]) -> None:
    report = judged(signed(), {ISSUER: document})
    check, result, code = expected
    assert outcome(report, check) == (result, code)
    assert report.verdict is (Verdict.INVALID if result is Result.FAILED else Verdict.UNVERIFIABLE)
    assert report.credential is None


@pytest.mark.parametrize(
    "document",
    [
        method(id=KEY_URL, controller="https://academia.example/issuers/8"),
        method(id="https://academia.example/keys/2"),
        {"keys": [{**ED25519.public_key.jwk, "kid": "otra"}]},
        {"keys": []},
    ],
)
def test_a_key_of_somebody_else_at_the_address_is_refused(document: dict[str, Any]) -> None:
    assert key_of(judged(signed(KEY_URL), {KEY_URL: document})) == (Result.FAILED, "key_not_published")


@pytest.mark.parametrize(
    "document",
    [
        {"keys": "no"},
        {"keys": [{**ED25519.public_key.jwk, "kid": KEY_URL}] * 2},
        {**ED25519.public_key.jwk, "d": "AA"},
        {"publicKeyMultibase": "no", "id": KEY_URL, "type": "Multikey"},
    ],
    ids=["no list", "one name twice", "a private key", "no key"],
)
def test_what_is_no_key_is_said_to_be_unreadable(document: dict[str, Any]) -> None:
    assert key_of(judged(signed(KEY_URL), {KEY_URL: document})) == (Result.NOT_CHECKED, "key_document_malformed")


@pytest.mark.parametrize(
    "named",
    [
        ELSEWHERE,
        "https://academia.example.evil.example/issuers/7#key-1",
        "https://academia.example:8443/issuers/7#key-1",
        "https://academia.example@evil.example/issuers/7#key-1",
        "http://academia.example/issuers/7#key-1",
        "did:web:academia.example#key-1",
    ],
)
def test_a_key_on_another_site_is_another_s(named: str) -> None:
    address = named.partition("#")[0]
    document = {**controlled(method(id=named)), "id": address}
    assert key_of(judged(signed(named), {address: document})) == (Result.FAILED, "key_of_another")


def test_a_key_that_the_jwt_carries_is_compared_with_those_of_the_site() -> None:
    carried = as_jwt(jwk=P256.public_key.jwk)
    assert key_of(judged(carried, {ISSUER: controlled(method(P256))}))[0] is Result.PASSED
    assert key_of(judged(carried, {ISSUER: {"keys": [P256.public_key.jwk]}}))[0] is Result.PASSED
    assert key_of(judged(carried, {ISSUER: controlled()})) == (Result.FAILED, "key_not_published")
    assert key_of(judged(carried, {ISSUER: {"id": ISSUER}})) == (Result.NOT_CHECKED, "key_unbound")
    assert key_of(judged(carried, {})) == (Result.NOT_CHECKED, "key_document_unreachable")


def test_an_address_under_this_registry_s_host_is_no_identity_here() -> None:
    ours = "https://registro.example/providers/valle"
    document = badge()
    document["issuer"]["id"] = ours
    key = f"{ours}#key-1"
    served = {"id": ours, "verificationMethod": [method(id=key, controller=ours)], "assertionMethod": [key]}
    report = judged(signed(key, document=document), {ours: served})
    assert outcome(report, "identity") == (Result.FAILED, "poses_as_registry")
    assert report.verdict is Verdict.INVALID


def test_what_to_look_up_is_named_and_nothing_else() -> None:
    def of(data: Any) -> Any:
        return wanted(read_presented((data if isinstance(data, str) else json.dumps(data)).encode()))

    assert of(signed()).key_documents == {ISSUER}
    assert of(signed(KEY_URL)).key_documents == {KEY_URL}
    assert of(as_jwt(kid=KEY_URL)).key_documents == {KEY_URL}
    # A key on another site does not count, so nobody is asked for it.
    assert of(signed(ELSEWHERE)).key_documents == {ISSUER}
    by_did = of(world.STRANGER.sign(outside()))
    assert (by_did.dids, by_did.key_documents) == ({world.STRANGER.did}, frozenset())
    assert by_did.status_lists == {"https://diplomas.example/status/1"}
    assert did_web("diplomas.example") == world.STRANGER.did
    assert of({"type": "VerifiableCredential"}) == type(by_did)()


def test_the_guide_s_transcript_and_its_badge_name_their_keys_by_address() -> None:
    """1EdTech's own sample: issuer and key are https addresses."""
    document = published("samples/ob-spec-3.0/impl-linked-data-proof-clr-signed-credential.json")
    issuer = "https://example.edu/issuers/565049"
    key = document["proof"][0]["verificationMethod"]
    served = {
        "id": issuer,
        "verificationMethod": [
            {"id": key, "type": "Multikey", "controller": issuer, "publicKeyMultibase": key.partition("#")[2]}
        ],
        "assertionMethod": [key],
    }
    report = judged(document, {issuer: served})
    (inside,) = report.contained
    for one in (report, inside):
        assert outcome(one, "signature") == (Result.PASSED, "signature_good")
        assert key_of(one) == (Result.PASSED, "key_at_address")
    assert report.credential is not None and report.credential.kind == "transcript"
    assert inside.credential is not None and inside.credential.name == "Example University Degree"
