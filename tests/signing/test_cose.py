"""CBOR in its one deterministic form, and the COSE_Sign1 of the code on paper."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import (
    Algorithm,
    CborMalformed,
    PrivateKey,
    SignatureMismatch,
    UnsupportedAlgorithm,
    cose_sign1,
    key_id,
    parse_sign1,
    verify_sign1,
)
from registry.signing.cbor import Tagged, decode, encode
from registry.signing.cose import to_be_signed

KEY = PrivateKey.from_bytes(Algorithm.P256, bytes(31) + b"\x07")
OTHER = PrivateKey.from_bytes(Algorithm.P256, bytes(31) + b"\x08")
AAD = b"a purpose\n"

#: RFC 8949, appendix A: those of its examples that are read here.
EXAMPLES: list[tuple[str, Any]] = [
    ("00", 0),
    ("17", 23),
    ("1818", 24),
    ("1903e8", 1000),
    ("1a000f4240", 1000000),
    ("1b000000e8d4a51000", 1000000000000),
    ("20", -1),
    ("40", b""),
    ("4401020304", b"\x01\x02\x03\x04"),
    ("60", ""),
    ("62c3bc", "ü"),
    ("63e6b0b4", "水"),
    ("80", []),
    ("83010203", [1, 2, 3]),
    ("a0", {}),
    ("a201020304", {1: 2, 3: 4}),
    ("c11a514b67b0", Tagged(1, 1363896240)),
]

#: What other readers let through, or read as something else.
HOSTILE = {
    "nothing": "",
    "cut off in a head": "19 03",
    "cut off in a text": "63 61 62",
    "a length beyond everything": "5b 00 1f ff ff ff ff ff ff 00",
    "something behind the end": "01 02",
    "not the shortest number": "18 17",
    "not the shortest length": "58 01 00",
    "a number beyond 2^53": "1b 00 20 00 00 00 00 00 00",
    "a number of 64 bits": "1b ff ff ff ff ff ff ff ff",
    "a negative number beyond those of algorithms": "38 18",
    "an indefinite text": "7f 61 61 ff",
    "an indefinite array": "9f 01 ff",
    "an indefinite map": "bf 01 02 ff",
    "a break alone": "ff",
    "a repeated key": "a2 01 02 01 03",
    "keys out of order": "a2 02 01 01 01",
    "a key that is a text": "a1 61 61 01",
    "a negative key": "a1 20 01",
    "a reserved length": "1c",
    "a float": "f9 3c 00",
    "true": "f5",
    "null": "f6",
    "text that is no UTF-8": "62 c3 28",
    "a surrogate": "63 ed a0 80",
    "five deep": "81 81 81 81 81 01",
    "a million empty arrays": "9a 00 0f 42 40",
}


@pytest.mark.parametrize(("spelled", "value"), EXAMPLES, ids=[one[0] for one in EXAMPLES])
def test_the_examples_of_rfc_8949(spelled: str, value: Any) -> None:
    assert decode(bytes.fromhex(spelled)) == value
    assert encode(value) == bytes.fromhex(spelled)


@pytest.mark.parametrize("spelled", HOSTILE.values(), ids=HOSTILE)
def test_every_other_spelling_is_refused(spelled: str) -> None:
    with pytest.raises(CborMalformed):
        decode(bytes.fromhex(spelled))


@given(st.binary(max_size=200))
def test_what_is_read_has_one_spelling(data: bytes) -> None:
    try:
        value = decode(data)
    except CborMalformed:
        return
    assert encode(value) == data


def test_a_signature_is_over_the_structure_of_rfc_9052() -> None:
    # RFC 9052, appendix C.2.1 spells the bytes of a Sig_structure.
    assert to_be_signed(bytes.fromhex("a10126"), b"", b"This is the content.") == bytes.fromhex(
        "846a5369676e61747572653143a101264054546869732069732074686520636f6e74656e742e"
    )


def test_signing_and_verifying() -> None:
    data = cose_sign1({0: 1, 3: "Ñ"}, signer=KEY, external_aad=AAD)
    parsed = parse_sign1(data)

    assert data[:16] == bytes.fromhex("d2844da201260448") + key_id(KEY.public_key)
    assert decode(parsed.payload) == {0: 1, 3: "Ñ"}
    verify_sign1(parsed, KEY.public_key, external_aad=AAD)


def test_another_key_or_another_purpose_does_not_fit() -> None:
    parsed = parse_sign1(cose_sign1({0: 1}, signer=KEY, external_aad=AAD))
    edwards = PrivateKey.from_bytes(Algorithm.ED25519, bytes(32)).public_key

    for key, aad in ((OTHER.public_key, AAD), (KEY.public_key, b"another\n"), (KEY.public_key, b""), (edwards, AAD)):
        with pytest.raises(SignatureMismatch):
            verify_sign1(parsed, key, external_aad=aad)


def test_an_edwards_key_does_not_sign() -> None:
    with pytest.raises(UnsupportedAlgorithm):
        cose_sign1({0: 1}, signer=PrivateKey.from_bytes(Algorithm.ED25519, bytes(32)), external_aad=AAD)


def test_no_flipped_bit_is_let_through() -> None:
    data = cose_sign1({0: 1, 2: bytes(16)}, signer=KEY, external_aad=AAD)
    for position in range(len(data) * 8):
        changed = bytearray(data)
        changed[position // 8] ^= 0x80 >> (position % 8)
        with pytest.raises((CborMalformed, SignatureMismatch)):
            parsed = parse_sign1(bytes(changed))
            # A flipped key id names a key that is not there; here it finds one all the same.
            verify_sign1(parsed, KEY.public_key, external_aad=AAD)


@pytest.mark.parametrize(
    "parts",
    [
        [bytes.fromhex("a10126"), {}, b"x", bytes(64)],  # no key named
        [bytes.fromhex("a201380604") + b"\x48" + bytes(8), {}, b"x", bytes(64)],  # EdDSA-like algorithm
        [bytes.fromhex("a201260448") + bytes(8), {4: b"another"}, b"x", bytes(64)],
        [bytes.fromhex("a201260448") + bytes(8), [], b"x", bytes(64)],
        [bytes.fromhex("a201260448") + bytes(8), {}, "x", bytes(64)],
        [bytes.fromhex("a201260448") + bytes(8), {}, b"x", bytes(63)],
        [bytes.fromhex("a201260448") + bytes(8), {}, b"x"],
    ],
)
def test_other_headers_and_shapes_are_refused(parts: list[Any]) -> None:
    with pytest.raises(CborMalformed):
        parse_sign1(encode(Tagged(18, parts)))


def test_another_tag_is_refused() -> None:
    parts = [bytes.fromhex("a201260448") + bytes(8), {}, b"x", bytes(64)]
    parse_sign1(encode(Tagged(18, parts)))
    for data in (encode(Tagged(98, parts)), encode(parts)):
        with pytest.raises(CborMalformed):
            parse_sign1(data)
