from __future__ import annotations

import datetime as dt
import gzip
import tracemalloc
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.signing import (
    MINIMUM_STATUSES,
    StatusBits,
    StatusIndexOutOfRange,
    StatusListMalformed,
    canonize,
    from_base64url,
    sign_data_integrity,
    status_list_document,
    to_base64url,
    verify_data_integrity,
)
from tests.signing.samples import CREATED, ED25519, ISSUER, METHOD, shelf

EMPTY = bytes(MINIMUM_STATUSES // 8)


def encoded(data: bytes) -> str:
    return "u" + to_base64url(data)


def test_the_first_entry_is_the_leftmost_bit() -> None:
    bits = StatusBits.new().with_set(0, True).with_set(15, True)
    assert gzip.decompress(from_base64url(bits.encoded[1:]))[:3] == b"\x80\x01\x00"


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(0, MINIMUM_STATUSES - 1), st.booleans(), max_size=30))
def test_every_entry_survives_the_way_through_the_encoded_list(changes: dict[int, bool]) -> None:
    bits = StatusBits.from_encoded(StatusBits.new().with_changes(changes).encoded)
    assert set(bits.positions_set()) == {index for index, value in changes.items() if value}
    assert all(bits[index] is value for index, value in changes.items())


def test_setting_and_clearing_leaves_the_original_alone() -> None:
    bits = StatusBits.new()
    suspended = bits.with_set(42, True)
    assert (bits[42], suspended[42], suspended.with_set(42, False)[42]) == (False, True, False)
    assert suspended.with_set(42, False) == bits


def test_equal_bits_give_equal_bytes() -> None:
    text = StatusBits.new().with_set(42, True).encoded
    assert text == StatusBits.new().with_set("42", True).encoded
    assert from_base64url(text[1:])[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"


def test_position_may_be_text_as_in_the_credential() -> None:
    assert StatusBits.new().with_set(42, True)["42"] is True


@pytest.mark.parametrize(
    "index", [-1, MINIMUM_STATUSES, "-1", "042", "4 2", "4.0", "", "٤٢", "1e3", "9" * 5_000, None, 1.0, True]
)
def test_refuses_position_that_is_not_in_the_list(index: Any) -> None:
    with pytest.raises(StatusIndexOutOfRange):
        StatusBits.new()[index]
    with pytest.raises(StatusIndexOutOfRange):
        StatusBits.new().with_set(index, True)


def test_refuses_list_so_short_that_it_tells_who_is_asked_about() -> None:
    with pytest.raises(StatusListMalformed):
        StatusBits.from_encoded(encoded(gzip.compress(EMPTY[:-1])))
    with pytest.raises(StatusListMalformed):
        StatusBits.new(MINIMUM_STATUSES - 8)


def test_refuses_gzip_bomb_without_inflating_it() -> None:
    bomb = encoded(gzip.compress(bytes(200_000_000), 9))
    tracemalloc.start()
    try:
        with pytest.raises(StatusListMalformed):
            StatusBits.from_encoded(bomb)
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_refuses_list_beyond_the_callers_limit() -> None:
    text = StatusBits.new().encoded
    assert len(StatusBits.from_encoded(text, max_bytes=len(EMPTY))) == MINIMUM_STATUSES
    with pytest.raises(StatusListMalformed):
        StatusBits.from_encoded(text, max_bytes=len(EMPTY) - 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "u",
        None,
        5,
        encoded(gzip.compress(EMPTY, mtime=0))[1:],
        "z" + encoded(gzip.compress(EMPTY, mtime=0))[1:],
        encoded(gzip.compress(EMPTY, mtime=0)) + "=",
        encoded(EMPTY),
        encoded(zlib.compress(EMPTY)),
        encoded(gzip.compress(EMPTY, mtime=0)[:-1]),
        encoded(gzip.compress(EMPTY, mtime=0)[:-8] + b"\0" * 8),
        encoded(gzip.compress(EMPTY, mtime=0) + b"x"),
        encoded(gzip.compress(EMPTY, mtime=0) * 2),
    ],
)
def test_refuses_list_that_is_cut_off_padded_or_encoded_in_another_way(text: Any) -> None:
    with pytest.raises(StatusListMalformed):
        StatusBits.from_encoded(text)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with pytest.raises(StatusListMalformed):
        StatusBits.from_encoded(encoded(data))


def listed(**changes: Any) -> dict[str, Any]:
    arguments: dict[str, Any] = {
        "id": "https://registro.example/status/1",
        "issuer": ISSUER,
        "valid_from": CREATED,
        "valid_until": CREATED + dt.timedelta(days=7),
        "bits": StatusBits.new().with_set(42, True),
    }
    return status_list_document(**arguments | changes)


def test_list_credential_has_the_shape_that_verifiers_read() -> None:
    assert listed() == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://registro.example/status/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": ISSUER,
        "validFrom": "2026-11-20T16:00:00Z",
        "validUntil": "2026-11-27T16:00:00Z",
        "credentialSubject": {
            "id": "https://registro.example/status/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": StatusBits.new().with_set(42, True).encoded,
            "ttl": 300_000,
        },
    }


def test_list_credential_is_signed_with_all_its_terms() -> None:
    signed = sign_data_integrity(
        listed(), signer=ED25519, verification_method=METHOD, created=CREATED, contexts=shelf()
    )
    verify_data_integrity(signed, proof=signed["proof"], public_key=ED25519.public_key, contexts=shelf())
    assert b"#encodedList" in canonize(listed(), shelf())


def test_refuses_list_with_times_without_zone() -> None:
    with pytest.raises(StatusListMalformed):
        listed(valid_from=dt.datetime(2026, 1, 1))  # noqa: DTZ001
