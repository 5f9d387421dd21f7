"""The JSON-LD contexts at hand, read once from where they are published, each checked against its pinned digest.

The current ones come as package data of ``openbadgeslib`` (its wheel carries the published files byte for byte). An
operator may add a directory for older credentials (credentials/v1, ed25519-2020, status-list/2021 …):

- a file whose SHA-256 is pinned (`registry.signing.PINNED`) serves its URL, whatever the file is called;
- a file with other bytes is used only if ``contexts.json`` in that directory says so, with URL and digest:
  ``{"https://example.org/context/v1": {"file": "example-v1.json", "sha256": "…"}}``; a pinned URL cannot be redefined;
- any other ``*.json`` or ``*.jsonld`` file stops the start: silently ignored, it would be thought to be in use.
"""

from __future__ import annotations

import functools
import hashlib
import importlib.resources
from pathlib import Path

from registry.errors import ConfigurationError
from registry.signing import CREDENTIALS_V2, OPEN_BADGES_V3, PINNED, ContextStore, JsonMalformed, strict_json_loads
from registry.signing.contexts import OTHER_REVISIONS

_PACKAGE = "openbadgeslib.ob3.contexts"
OPERATOR_LIST = "contexts.json"
#: What the registry itself signs with: without these exact bytes it must not start.
REQUIRED = frozenset({CREDENTIALS_V2, OPEN_BADGES_V3})
_directory: Path | None = None


def use_directory(directory: Path | None) -> None:
    """Name the operator's directory; called once, when the application starts, before `store`."""
    global _directory
    _directory = directory


def store() -> ContextStore:
    """The contexts at hand; read at the first call, then kept.

    Raises:
        ConfigurationError: the package lacks a context that the registry signs with, or the operator's directory holds
            a file that is neither pinned nor listed.
    """
    return with_directory(_directory)


@functools.lru_cache(maxsize=4)
def with_directory(directory: Path | None) -> ContextStore:
    """Like `store`, with a directory given on the spot."""
    documents = _packaged()
    pins = dict(PINNED)
    if directory is not None:
        listed = _listed(directory)
        pins.update({url: digest for url, (_, digest) in listed.items()})
        documents = _from_directory(directory, listed) | documents
    return ContextStore(documents, pins)


def _packaged() -> dict[str, bytes]:
    by_digest = {digest: url for url, digest in PINNED.items()}
    documents = {}
    for entry in importlib.resources.files(_PACKAGE).iterdir():
        if entry.name.endswith(".json"):
            data = entry.read_bytes()
            if url := by_digest.get(hashlib.sha256(data).hexdigest()):
                documents[url] = data
    if missing := sorted(REQUIRED - documents.keys()):
        raise ConfigurationError(problem=f"openbadgeslib carries no copy with the pinned digest of {missing[0]}")
    return documents


def _from_directory(directory: Path, listed: dict[str, tuple[str, str]]) -> dict[str, bytes]:
    known = {digest: url for url, digest in PINNED.items()}
    known |= {digest: url for url, (_, digest) in listed.items()}
    documents = {}
    for path in sorted(directory.iterdir()):
        # An underscore marks the operator's notes, such as a manifest of where the files came from.
        if path.suffix not in (".json", ".jsonld") or path.name == OPERATOR_LIST or path.name.startswith("_"):
            continue
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if digest in known:
            documents[known[digest]] = data
        elif digest not in OTHER_REVISIONS:
            raise ConfigurationError(problem=f"{path} is no pinned context and is not listed in {OPERATOR_LIST}")
    if missing := sorted(listed.keys() - documents.keys()):
        raise ConfigurationError(problem=f"{directory} has no file with the listed digest of {missing[0]}")
    return documents


def _listed(directory: Path) -> dict[str, tuple[str, str]]:
    """File name and digest by URL, as the operator's list has them."""
    path = directory / OPERATOR_LIST
    if not path.exists():
        return {}
    try:
        entries = strict_json_loads(path.read_bytes())
        listed = {url: (str(entry["file"]), str(entry["sha256"]).lower()) for url, entry in entries.items()}
    except (JsonMalformed, KeyError, TypeError, AttributeError) as cause:
        raise ConfigurationError(problem=f"{path} is not a list of contexts with file and sha256") from cause
    if taken := sorted(listed.keys() & PINNED.keys()):
        raise ConfigurationError(problem=f"{path} redefines {taken[0]}, whose digest is pinned")
    return listed
