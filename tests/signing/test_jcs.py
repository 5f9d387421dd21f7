from __future__ import annotations

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from registry.signing import JsonMalformed, jcs, strict_json_loads
from registry.signing.jcs import MAX_EXACT_INTEGER, MAX_JSON_DEPTH, jcs_led_by

scalars = (
    st.none()
    | st.booleans()
    | st.integers(-MAX_EXACT_INTEGER, MAX_EXACT_INTEGER)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
json_values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(), inner, max_size=5), max_leaves=20
)


@given(json_values)
def test_canonical_json_equals_the_reference_implementation(value: Any) -> None:
    assert jcs(value) == rfc8785.dumps(value)


@given(json_values)
def test_strict_reader_reads_what_the_canonical_writer_wrote(value: Any) -> None:
    try:
        read = strict_json_loads(jcs(value))
        assert jcs(read) == jcs(value)
    except JsonMalformed as refusal:
        # A float such as 1e20 is written as a whole number, and whole numbers that large are refused.
        assert "integer" in str(refusal)


@given(st.binary(max_size=200))
def test_no_bytes_crash_the_strict_reader(data: bytes) -> None:
    try:
        value = strict_json_loads(data)
    except JsonMalformed:
        return
    assert json.loads(data) == value


def test_members_sort_by_utf_16_as_the_standard_says() -> None:
    # U+1F600 is a surrogate pair (D83D…) and therefore sorts before U+FB33 (RFC 8785, 3.2.3).
    assert jcs({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**53, -(2**53), "\ud800", {"\udfff": 1}, {1: "a"}, {"a": b"bytes"}, {"a": {1, 2}}],
)
def test_refuses_values_that_json_cannot_carry_exactly(value: Any) -> None:
    with pytest.raises(JsonMalformed):
        jcs(value)


def test_refuses_member_given_twice_for_two_readers() -> None:
    with pytest.raises(JsonMalformed) as refusal:
        strict_json_loads(b'{"a":{"name":"Ana","name":"Eva"}}')
    assert refusal.value.details["member"] == "name"


def test_refuses_member_given_twice_with_an_escape() -> None:
    with pytest.raises(JsonMalformed):
        strict_json_loads(b'{"name":"Ana","n\\u0061me":"Eva"}')


@pytest.mark.parametrize(
    "data",
    [
        b"NaN",
        b"[Infinity]",
        b"[-Infinity]",
        b"1e999",
        b"-1e999",
        b"1" * 5000,
        b'"\\ud800"',
        b'{"\\udc00":1}',
        b"\xff",
        b"\xef\xbb\xbf{}",
        '{"a":1}'.encode("utf-16"),
        b"{'a':1}",
        b"[1,]",
        b"",
        b"{} {}",
        b'"\x00"',
    ],
)
def test_refuses_what_is_not_json_or_not_one_reading(data: bytes) -> None:
    with pytest.raises(JsonMalformed):
        strict_json_loads(data)


def test_a_whole_surrogate_pair_is_read() -> None:
    assert strict_json_loads(b'"\\ud83d\\ude00"') == "\U0001f600"


@pytest.mark.parametrize("levels", [MAX_JSON_DEPTH + 1, 1_000, 100_000])
def test_refuses_a_thousand_levels_without_exhausting_the_stack(levels: int) -> None:
    with pytest.raises(JsonMalformed, match="too deeply"):
        strict_json_loads(b"[" * levels + b"]" * levels)


def test_reads_the_deepest_allowed_and_does_not_count_brackets_in_text() -> None:
    strict_json_loads(b"[" * MAX_JSON_DEPTH + b"]" * MAX_JSON_DEPTH)
    text = '"' + "[" * 1_000 + '\\"' + '[{"'
    assert strict_json_loads(text.encode()) == json.loads(text)


def test_refuses_json_beyond_the_size_limit() -> None:
    with pytest.raises(JsonMalformed, match="too large"):
        strict_json_loads(b'"' + b"a" * 100 + b'"', max_bytes=101)


@pytest.mark.parametrize("data", [b'"\\"' * 300_000, b'"' * 1_000_001, b'"\\' * 500_000, b'["' + b"\\" * 1_000_001])
def test_unclosed_quotes_do_not_cost_quadratic_time(data: bytes) -> None:
    with pytest.raises(JsonMalformed):
        strict_json_loads(data)  # in quadratic time this would not end


def test_what_leads_stands_before_its_neighbours_and_the_rest_is_canonical() -> None:
    # JWTs are rebuilt from claims and 64 bytes: if this fails, stored ones come out with a broken signature.
    value = {"b": [2, {"d": 1, "c": "é"}], "s": {"z": 1, "a": {"y": "x", "k": 0}, "é": None}}
    assert jcs_led_by(value, ()) == jcs(value)
    led = '{"s":{"a":{"k":0,"y":"x"},"z":1,"é":null},"b":[2,{"c":"é","d":1}]}'
    assert jcs_led_by(value, ("s", "a")) == led.encode()
    assert jcs_led_by({"only": {"one": 1}}, ("only", "one")) == b'{"only":{"one":1}}'
