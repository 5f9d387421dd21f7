"""The shelf of contexts, and what stops the registry from starting with a wrong one."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from registry import contexts
from registry.errors import ConfigurationError
from registry.signing import (
    CREDENTIALS_V2,
    OPEN_BADGES_V3,
    PINNED,
    ContextNotPinned,
    ContextStore,
    JsonMalformed,
    UnknownContext,
)
from registry.signing.contexts import OTHER_REVISIONS
from registry.signing.rdf import CREDENTIAL_STATEMENTS
from tests.signing.samples import STANDARDS, full_shelf, published, shelf

URL = "https://example.org/context/v1"
BODY = b'{"@context": {"note": "https://example.org/note"}}'
DIGEST = hashlib.sha256(BODY).hexdigest()


def test_the_package_brings_every_context_that_the_registry_signs_with() -> None:
    assert set(shelf()) >= contexts.REQUIRED
    assert shelf().digest(CREDENTIALS_V2) == "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    assert "endorsementJwt" in json.dumps(shelf().load(OPEN_BADGES_V3))


def test_pins_equal_the_published_manifest() -> None:
    for entry in published("contexts/_manifest.json"):
        url, digest = entry["url"].removesuffix(" (earlier bytes)"), entry["sha256"]
        assert PINNED[url] == digest or OTHER_REVISIONS[digest] == url


def test_refuses_context_with_one_byte_changed() -> None:
    with pytest.raises(ContextNotPinned):
        ContextStore({URL: BODY + b" "}, {URL: DIGEST})


def test_refuses_context_without_a_pin() -> None:
    with pytest.raises(ContextNotPinned):
        ContextStore({URL: BODY})


def test_refuses_pinned_bytes_that_are_no_json_object() -> None:
    with pytest.raises(JsonMalformed):
        ContextStore({URL: b"[]"}, {URL: hashlib.sha256(b"[]").hexdigest()})


def test_context_that_is_not_at_hand_is_unknown_not_wrong() -> None:
    with pytest.raises(UnknownContext) as refusal:
        shelf().load("https://example.org/elsewhere")
    assert refusal.value.undecided


def test_changing_a_loaded_context_does_not_change_the_shelf() -> None:
    shelf().load(CREDENTIALS_V2)["@context"]["name"] = "https://example.org/other"
    assert shelf().load(CREDENTIALS_V2)["@context"]["name"] == "https://schema.org/name"


def test_operator_adds_pinned_contexts_by_dropping_files() -> None:
    assert len(full_shelf()) == len(PINNED)
    assert "https://www.w3.org/2018/credentials/v1" in full_shelf()


def test_refuses_to_start_with_an_operators_file_that_is_neither_pinned_nor_listed(tmp_path: Path) -> None:
    (tmp_path / "strange.jsonld").write_bytes(BODY)
    with pytest.raises(ConfigurationError):
        contexts.with_directory(tmp_path)


def test_operator_may_list_a_context_of_his_own_with_its_digest(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_bytes(BODY)
    (tmp_path / "contexts.json").write_text(json.dumps({URL: {"file": "own.json", "sha256": DIGEST}}))
    assert contexts.with_directory(tmp_path).load(URL) == json.loads(BODY)


def test_refuses_to_start_when_a_listed_context_has_other_bytes(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_bytes(BODY + b"\n")
    (tmp_path / "contexts.json").write_text(json.dumps({URL: {"file": "own.json", "sha256": DIGEST}}))
    with pytest.raises(ConfigurationError):
        contexts.with_directory(tmp_path)


def test_refuses_operators_redefinition_of_a_pinned_context(tmp_path: Path) -> None:
    (tmp_path / "own.json").write_bytes(BODY)
    (tmp_path / "contexts.json").write_text(json.dumps({CREDENTIALS_V2: {"file": "own.json", "sha256": DIGEST}}))
    with pytest.raises(ConfigurationError):
        contexts.with_directory(tmp_path)


@pytest.mark.parametrize("text", ["[]", '{"a": 1}', '{"a": {"file": "x"}}', "{", '{"a": {}, "a": {}}'])
def test_refuses_operators_list_of_another_form(tmp_path: Path, text: str) -> None:
    (tmp_path / "contexts.json").write_text(text)
    with pytest.raises(ConfigurationError):
        contexts.with_directory(tmp_path)


def test_an_earlier_revision_in_the_operators_directory_is_known_and_not_used() -> None:
    if not STANDARDS.is_dir():
        pytest.skip("the standards' files (../shared/standards) are not beside the project")
    earlier = STANDARDS / "contexts/ob-v3p0-context-3.0.3.pre-2026-06-29.json"
    assert OTHER_REVISIONS[hashlib.sha256(earlier.read_bytes()).hexdigest()] == OPEN_BADGES_V3
    assert full_shelf().digest(OPEN_BADGES_V3) == PINNED[OPEN_BADGES_V3]


def test_no_context_gives_a_second_name_to_what_a_verification_decides_by() -> None:
    # With a second term for credentialStatus, a forger could rename the member and keep the signature.
    names: defaultdict[str, set[str]] = defaultdict(set)
    for url in full_shelf():
        _collect(full_shelf().load(url)["@context"], {}, names)
    for iri in CREDENTIAL_STATEMENTS:
        assert len(names[iri]) == 1, iri


def _collect(context: Any, prefixes: dict[str, str], names: dict[str, set[str]]) -> None:
    for part in context if isinstance(context, list) else [context]:
        if not isinstance(part, dict):
            continue
        terms = {name: value for name, value in part.items() if not name.startswith("@")}
        iris = {
            name: value if isinstance(value, str) else (value or {}).get("@id", "") for name, value in terms.items()
        }
        known = {**prefixes, **iris}
        for name, iri in iris.items():
            prefix, _, rest = iri.partition(":")
            names[known[prefix] + rest if prefix in known and not rest.startswith("//") else iri].add(name)
        for value in terms.values():
            if isinstance(value, dict):
                _collect(value.get("@context"), known, names)
