from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry import content
from registry.curriculum.faults import FaultyContent
from registry.curriculum.yaml_file import MAXIMUM_BYTES, content_digest, read_yaml


def fault_of(text: str | bytes) -> str:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(FaultyContent) as refusal:
        read_yaml(data, name="a.yaml")
    return refusal.value.faults[0].said.en


def test_remembers_the_line_of_each_key() -> None:
    marked = read_yaml(b"a: 1\nb:\n  - c: 2\n  - d: 3\n", name="a.yaml")
    assert marked.value == {"a": 1, "b": [{"c": 2}, {"d": 3}]}
    assert marked.lines["b",] == 2
    assert marked.lines["b", 1, "d"] == 4


def test_reads_the_same_from_a_file_and_from_json() -> None:
    marked = read_yaml(b"levels: {1: {es: uno}, 2: null}\npercent: 81.25\nday: 2026-03-19\n", name="a.yaml")
    assert orjson.loads(orjson.dumps(marked.value)) == marked.value
    assert marked.value["levels"] == {"1": {"es": "uno"}, "2": None}
    assert marked.value["day"] == "2026-03-19"


def test_digest_ignores_the_order_of_keys_only() -> None:
    assert content_digest({"a": 1, "b": [1, 2]}) == content_digest({"b": [1, 2], "a": 1})
    assert content_digest({"b": [2, 1], "a": 1}) != content_digest({"b": [1, 2], "a": 1})


def test_refuses_an_alias_that_would_unfold() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    assert fault_of(bomb).startswith("a.yaml, line 2, b[0]: Aliases")


def test_refuses_an_object_in_disguise() -> None:
    assert "tag" in fault_of('kind: !!python/object/apply:os.system ["true"]\n')
    assert "tag" in fault_of("kind: !local x\n")


def test_refuses_a_key_written_twice() -> None:
    assert fault_of("hours:\n  total: 16\n  total: 17\n").startswith(
        "a.yaml, line 3, hours.total: The key appears twice"
    )


def test_refuses_merged_keys() -> None:
    assert "plain text" in fault_of("a: {x: 1}\nb: {<<: {y: 2}, z: 3}\n")


def test_refuses_what_is_not_yaml_and_says_the_line() -> None:
    assert fault_of("a: 1\nb: [1, 2\nc: 3\n").startswith("a.yaml, line 3: This is not valid YAML")


def test_refuses_another_encoding_and_says_the_line() -> None:
    assert (
        fault_of("a: 1\ntitle: Educación\n".encode("latin-1"))
        == "a.yaml, line 2: The file is not UTF-8; save it as UTF-8."
    )


def test_takes_a_byte_order_mark_as_editors_write_it() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", name="a.yaml").value == {"a": 1}


@pytest.mark.parametrize("text", ["", "# nothing\n", "[1, 2]\n", "just words\n"])
def test_refuses_a_file_without_keys(text: str) -> None:
    assert "must begin with keys" in fault_of(text)


def test_refuses_two_documents_in_one_file() -> None:
    assert "valid YAML" in fault_of("a: 1\n---\nb: 2\n")


@pytest.mark.parametrize("number", ["010", "0x1F", "1:30", ".inf", ".nan", "99999999999999999999", "1_000"])
def test_refuses_a_number_that_two_readers_take_differently(number: str) -> None:
    assert "number" in fault_of(f"a: {number}\n")


def test_refuses_a_file_too_large_to_be_a_standard() -> None:
    assert "more than" in fault_of(b"a: 1\n#" + b"x" * MAXIMUM_BYTES)


def test_refuses_a_file_nested_beyond_reason() -> None:
    assert "nested" in fault_of("a: " + "[" * 40 + "]" * 40 + "\n")
    read_or_refuse(b"a: " + b"[" * 100_000)


@given(st.binary(max_size=200))
def test_never_fails_in_another_way(data: bytes) -> None:
    read_or_refuse(data)


@given(st.text(alphabet="ab:-[]{}&*!\"'|>?%@ \n\t,#1.", max_size=60))
def test_never_fails_in_another_way_on_what_looks_like_yaml(text: str) -> None:
    read_or_refuse(text.encode())


def read_or_refuse(data: bytes) -> None:
    try:
        orjson.dumps(read_yaml(data, name="a.yaml").value)
    except FaultyContent as refusal:
        assert refusal.said.es
        assert refusal.said.en


@pytest.mark.parametrize("name", content.shipped_files())
def test_both_parsers_read_the_shipped_files_alike(name: str) -> None:
    data = content.shipped_bytes(name)
    assert read_yaml(data, name=name, ours=True) == read_yaml(data, name=name)
