from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import (
    DidMalformed,
    KeyMalformed,
    UnsupportedKey,
    VerificationKey,
    did_document,
    did_key_document,
    did_web,
    did_web_url,
    parse_did_document,
    to_base58btc,
)
from tests.signing.samples import ED25519, ISSUER, P256

KEYS = [VerificationKey("status-p256", P256.public_key), VerificationKey("status-ed25519", ED25519.public_key)]


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:registro.example", "https://registro.example/.well-known/did.json"),
        ("did:web:localhost%3A5000", "https://localhost:5000/.well-known/did.json"),
        ("did:web:localhost%3a5000:providers:itq", "https://localhost:5000/providers/itq/did.json"),
        ("did:web:registro.example:providers:itq#key-1", "https://registro.example/providers/itq/did.json"),
        ("did:web:registro.example:a%20b%C3%B1", None),
    ],
)
def test_did_web_names_its_document(did: str, url: str | None) -> None:
    if url is None:
        with pytest.raises(DidMalformed):
            did_web_url(did)
    else:
        assert did_web_url(did) == url


def test_did_web_is_built_from_host_port_and_path() -> None:
    assert did_web("registro.example") == "did:web:registro.example"
    assert did_web("localhost:5000", "providers", "itq") == "did:web:localhost%3A5000:providers:itq"


@given(st.lists(st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True), max_size=3))
def test_built_did_web_leads_to_its_path(path: list[str]) -> None:
    expected = "/".join(path) or ".well-known"
    assert did_web_url(did_web("registro.example:8443", *path)) == f"https://registro.example:8443/{expected}/did.json"


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:web:",
        "did:web",
        "did:key:z6Mk",
        "https://registro.example",
        "did:web:registro.example:",
        "did:web:registro.example::a",
        "did:web:registro.example:..",
        "did:web:registro.example:.",
        "did:web:registro.example:%2e%2e",
        "did:web:registro.example:a%2Fb",
        "did:web:registro.example:a%5Cb",
        "did:web:registro.example:a%3Fb",
        "did:web:registro.example:a%23b",
        "did:web:registro.example:a%00b",
        "did:web:registro.example/a",
        "did:web:user%40registro.example",
        "did:web:registro.example%2Fevil",
        "did:web:registro.example%3A0",
        "did:web:registro.example%3A99999999",
        "did:web:-registro.example",
        "did:web:%5B::1%5D",
        "did:web:registro.example?x",
        "did:web:ñandú.example",
        "did:web:a" + ":b" * 1_000,
    ],
)
def test_refuses_did_web_that_leads_elsewhere(did: str) -> None:
    with pytest.raises(DidMalformed):
        did_web_url(did)


@pytest.mark.parametrize("host", ["", "a/b", "user@host", "host:0", "a b", "-a", "ñ.example"])
def test_refuses_to_build_a_did_web_without_a_host(host: str) -> None:
    with pytest.raises(DidMalformed):
        did_web(host)


def test_refuses_to_build_a_did_web_with_an_empty_segment() -> None:
    with pytest.raises(DidMalformed):
        did_web("registro.example", "providers", "")


def test_document_has_the_form_that_every_verifier_reads() -> None:
    assert did_document(did=ISSUER, keys=KEYS) == {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": ISSUER,
        "verificationMethod": [
            {
                "id": f"{ISSUER}#status-p256",
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": P256.public_key.multibase,
            },
            {
                "id": f"{ISSUER}#status-ed25519",
                "type": "Multikey",
                "controller": ISSUER,
                "publicKeyMultibase": ED25519.public_key.multibase,
            },
        ],
        "assertionMethod": [f"{ISSUER}#status-p256", f"{ISSUER}#status-ed25519"],
    }


def test_document_is_read_back_in_order() -> None:
    read = parse_did_document(did_document(did=ISSUER, keys=KEYS), did=ISSUER)
    assert [method.public_key for method in read.methods.values()] == [key.public_key for key in KEYS]
    assert all(method.in_assertion_method and method.controller == ISSUER for method in read.methods.values())


@pytest.mark.parametrize(
    "keys", [[], [KEYS[0], KEYS[0]], [VerificationKey("", P256.public_key)], [VerificationKey("a#b", P256.public_key)]]
)
def test_refuses_document_without_distinct_keys(keys: list[VerificationKey]) -> None:
    with pytest.raises(DidMalformed):
        did_document(did=ISSUER, keys=keys)


def document(**changes: Any) -> dict[str, Any]:
    return did_document(did=ISSUER, keys=KEYS) | changes


def test_refuses_document_of_another_did() -> None:
    with pytest.raises(DidMalformed):
        parse_did_document(document(), did="did:web:otro.example")


def test_key_that_is_not_for_assertions_is_marked_so() -> None:
    read = parse_did_document(document(assertionMethod=[f"{ISSUER}#status-p256"]), did=ISSUER)
    assert [method.in_assertion_method for method in read.methods.values()] == [True, False]
    read = parse_did_document({k: v for k, v in document().items() if k != "assertionMethod"}, did=ISSUER)
    assert not any(method.in_assertion_method for method in read.methods.values())


def test_other_ways_of_writing_a_key_are_read() -> None:
    read = parse_did_document(
        {
            "id": ISSUER,
            "verificationMethod": [
                {"id": "#a", "type": "JsonWebKey2020", "controller": ISSUER, "publicKeyJwk": P256.public_key.jwk},
                {"id": f"{ISSUER}#b", "type": "JsonWebKey", "publicKeyJwk": ED25519.public_key.jwk},
                {
                    "id": f"{ISSUER}#c",
                    "type": "Ed25519VerificationKey2020",
                    "controller": ISSUER,
                    "publicKeyMultibase": ED25519.public_key.multibase,
                },
            ],
            "assertionMethod": [
                "#a",
                f"{ISSUER}#b",
                {
                    "id": "#d",
                    "type": "Multikey",
                    "controller": ISSUER,
                    "publicKeyMultibase": P256.public_key.multibase,
                },
            ],
        },
        did=ISSUER,
    )
    assert {id.partition("#")[2]: method.in_assertion_method for id, method in read.methods.items()} == {
        "a": True,
        "b": True,
        "c": False,
        "d": True,
    }


def test_key_of_another_kind_is_set_aside_and_the_others_stay() -> None:
    methods = [
        *document()["verificationMethod"],
        {"id": "#k", "type": "EcdsaSecp256k1VerificationKey2019", "publicKeyHex": "02"},
        {"id": "#m", "type": "Multikey", "publicKeyMultibase": to_base58btc(b"\xe7\x01" + b"\x02" * 33)},
    ]
    read = parse_did_document(document(verificationMethod=methods), did=ISSUER)
    assert len(read.methods) == 2
    assert read.unsupported.keys() == {f"{ISSUER}#k", f"{ISSUER}#m"}


def method(**changes: Any) -> dict[str, Any]:
    return {**document()["verificationMethod"][0], **changes}


@pytest.mark.parametrize(
    "methods",
    [
        [method(id="did:web:otro.example#status-p256")],
        [method(id=f"{ISSUER}:evil#status-p256")],
        [method(), method()],
        [method(id="status-p256")],
        [method(id=None)],
        [method(controller=5)],
        ["text"],
        [None],
        [method(id=f"#{number}") for number in range(201)],
    ],
)
def test_refuses_method_that_lies_outside_its_document(methods: list[Any]) -> None:
    with pytest.raises(DidMalformed):
        parse_did_document(document(verificationMethod=methods), did=ISSUER)


@pytest.mark.parametrize(
    "broken",
    [
        method(publicKeyMultibase=to_base58btc(b"\xed\x01\x05")),
        method(publicKeyMultibase=None),
        method(secretKeyMultibase="z3u2"),
        method(type="JsonWebKey", publicKeyJwk={**P256.public_key.jwk, "d": "AA"}),
        method(type="JsonWebKey", publicKeyJwk="text"),
        method(type="JsonWebKey"),
        method(type=None),
    ],
)
def test_refuses_broken_or_leaked_key_and_keeps_the_others(broken: dict[str, Any]) -> None:
    other = document()["verificationMethod"][1]
    read = parse_did_document(document(verificationMethod=[broken, other]), did=ISSUER)
    assert list(read.unsupported) == [broken["id"]]
    assert list(read.methods) == [other["id"]]


@pytest.mark.parametrize("key", [ED25519.public_key, P256.public_key], ids=["Ed25519", "P-256"])
def test_did_key_is_its_own_document_with_and_without_fragment(key: Any) -> None:
    did = f"did:key:{key.multibase}"
    url = f"{did}#{key.multibase}"
    read = did_key_document(did)
    assert read == did_key_document(url)
    assert (read.did, read.methods[url].public_key, read.methods[url].in_assertion_method) == (did, key, True)


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:web:registro.example",
        f"did:key:{ED25519.public_key.multibase}#{P256.public_key.multibase}",
        f"did:key:{ED25519.public_key.multibase}#",
        f"did:key:{ED25519.public_key.multibase}##",
        ED25519.public_key.multibase,
    ],
)
def test_refuses_did_key_with_the_fragment_of_another_key(did: str) -> None:
    with pytest.raises(DidMalformed):
        did_key_document(did)


def test_refuses_did_key_that_holds_no_key() -> None:
    with pytest.raises(KeyMalformed):
        did_key_document("did:key:" + to_base58btc(b"\xed\x01\x05"))
    with pytest.raises(UnsupportedKey):
        did_key_document("did:key:" + to_base58btc(b"\xe7\x01" + b"\x02" * 33))
