from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import from_base58btc, from_base64url, to_base58btc, to_base64url


@given(st.binary(max_size=128))
def test_base58_leads_back(value: bytes) -> None:
    assert from_base58btc(to_base58btc(value)) == value


@given(st.binary(max_size=300))
def test_base64url_leads_back(value: bytes) -> None:
    assert from_base64url(to_base64url(value)) == value


@given(st.text(max_size=40))
def test_each_value_has_one_base64url_spelling(text: str) -> None:
    try:
        value = from_base64url(text)
    except ValueError:
        return
    assert to_base64url(value) == text


@given(st.text(alphabet="z123456789ABCabc \n0OIl", max_size=20))
def test_each_value_has_one_base58_spelling(text: str) -> None:
    try:
        value = from_base58btc("z" + text)
    except ValueError:
        return
    assert to_base58btc(value) == "z" + text


def test_refuses_base64url_with_stray_bits_that_would_give_a_signature_a_second_spelling() -> None:
    assert from_base64url("AA") == b"\0"
    with pytest.raises(ValueError, match="stray bits"):
        from_base64url("AB")


@pytest.mark.parametrize("text", ["AA==", "A", "AA\n", " AA", "A+", "A/", "ÁA", None, 5])
def test_refuses_base64url_in_another_spelling(text: object) -> None:
    with pytest.raises(ValueError, match="base64url"):
        from_base64url(text)


@pytest.mark.parametrize("text", ["", "m", "zO", "z0", "z1 ", "z١", "z" + "1" * 256, None, ["z1"]])
def test_refuses_text_that_is_no_base58btc(text: object) -> None:
    with pytest.raises(ValueError, match="base58"):
        from_base58btc(text)
