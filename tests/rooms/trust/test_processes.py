"""Canonicalising in a process that can be killed: the same answers, and an end to those that do not come."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry import contexts
from registry.signing import (
    Algorithm,
    CanonicalisationError,
    ContextStore,
    ControlCharacter,
    EngineBusy,
    EngineStopped,
    TooComplex,
    UndefinedTerm,
    canonical_digest,
    canonize,
    sign_data_integrity,
)
from registry.trust.processes import Processes
from tests.verification import world

STORE = contexts.store()
#: Long enough for any machine; where a process must not answer, it is stopped first.
SECONDS = 60.0


@pytest.fixture
def processes() -> Iterator[Processes]:
    """One process, ended with the test."""
    processes = Processes(1, seconds=SECONDS)
    yield processes
    processes.stop()


def pid_of(processes: Processes) -> int:
    """Of its one process."""
    process = processes._children[0]._process
    assert process is not None
    return process.pid


def by_a_stranger() -> dict[str, Any]:
    """A credential of somebody who is known by their key alone."""
    key = world.private("passer-by", Algorithm.ED25519)
    multibase = key.public_key.multibase
    did = f"did:key:{multibase}"
    document = {**world.credential(), "issuer": {"id": did, "type": ["Profile"], "name": "Alguien"}}
    return sign_data_integrity(
        document, signer=key, verification_method=f"{did}#{multibase}", created=world.LOGGED, contexts=STORE
    )


def fall_silent(processes: Processes) -> int:
    """Stop the process without ending it, as an endless computation would look from here."""
    processes._seconds = 0.05
    os.kill(pid_of(processes), signal.SIGSTOP)
    return pid_of(processes)


def test_answers_like_the_general_engine(processes: Processes) -> None:
    document = world.credential()
    for algorithm in ("sha256", "sha384"):
        assert processes(document, STORE, algorithm=algorithm) == canonical_digest(document, STORE, algorithm=algorithm)


@pytest.mark.parametrize(
    ("members", "kind"),
    [
        ({"honours": "x"}, UndefinedTerm),
        ({"name": "a\x07"}, ControlCharacter),
        ({"evidence": [{"id": f"_:n{n}", "type": ["Evidence"], "name": "x"} for n in range(6_000)]}, TooComplex),
        ({"@context": ["https://x.example/unknown"]}, CanonicalisationError),
        ({"image": {"id": "relative.png", "type": "Image"}}, CanonicalisationError),
    ],
)
def test_refuses_like_the_general_engine(processes: Processes, members: dict[str, Any], kind: type[Exception]) -> None:
    document = world.credential() | members
    with pytest.raises(kind) as here:
        canonical_digest(document, STORE)
    with pytest.raises(kind) as there:
        processes(document, STORE)
    assert type(there.value) is type(here.value)
    assert vars(there.value) == vars(here.value)
    assert str(there.value) == str(here.value)


def test_a_process_that_does_not_answer_is_killed_and_another_takes_its_place(processes: Processes) -> None:
    document = world.credential()
    processes(document, STORE)
    silent = fall_silent(processes)
    with pytest.raises(EngineStopped):
        processes(document, STORE)
    assert not Path(f"/proc/{silent}").exists()
    processes._seconds = SECONDS
    assert processes(document, STORE) == canonical_digest(document, STORE)


def test_a_process_that_dies_is_replaced(processes: Processes) -> None:
    document = world.credential()
    processes(document, STORE)
    os.kill(pid_of(processes), signal.SIGKILL)
    try:
        processes(document, STORE)
    except EngineStopped:  # it died with this document in hand
        assert processes(document, STORE) == canonical_digest(document, STORE)


def test_who_finds_no_process_free_is_told_so(processes: Processes) -> None:
    processes._seconds = 0.01
    taken = processes._free.get()
    with pytest.raises(EngineBusy):
        processes(world.credential(), STORE)
    processes._free.put(taken)


def test_the_process_has_no_secrets_and_no_files_of_ours(processes: Processes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEY", "00" * 32)
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    processes(world.credential(), STORE)
    folder = Path(f"/proc/{pid_of(processes)}")
    assert (folder / "environ").read_bytes() == b""
    assert sorted(one.name for one in (folder / "fd").iterdir()) == ["0", "1", "2"]


def test_other_contexts_are_another_process(processes: Processes) -> None:
    """The shelf goes along once; a document must not be read with the contexts of another shelf."""
    url = "https://x.example/context"
    document = {"@context": [url], "id": "urn:uuid:1", "size": "large"}
    for term in ("urn:x:one", "urn:x:other"):
        data = json.dumps({"@context": {"@version": 1.1, "id": "@id", "size": term}}).encode()
        shelf = ContextStore({url: data}, {url: hashlib.sha256(data).hexdigest()})
        assert term.encode() in canonize(document, shelf)
        assert processes(document, shelf) == canonical_digest(document, shelf)


def test_a_fork_begins_with_processes_of_its_own(processes: Processes) -> None:
    """Two that talk to one process would read each other's answers."""
    document = world.credential()
    processes(document, STORE)
    mine = pid_of(processes)
    child = os.fork()
    if child == 0:
        untouched = processes._children[0]._process is None and processes._free.qsize() == 1
        os._exit(0 if untouched else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert processes(document, STORE) == canonical_digest(document, STORE)
    assert pid_of(processes) == mine


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize("code", ["engine_busy", "engine_stopped"])
def test_overload_and_time_are_not_checked_at_the_door(make_app: Callable[..., Flask], code: str) -> None:
    app = make_app(verify_processes=1, verify_seconds=int(SECONDS))
    processes: Processes = app.extensions["canonicaliser"]._general
    client = app.test_client()
    document = by_a_stranger()
    first = client.post("/api/v1/verify", json=document).get_json()
    assert [(one["id"], one["result"]) for one in first["checks"][:3]] == [
        ("format", "passed"),
        ("terms", "passed"),
        ("signature", "passed"),
    ]
    if code == "engine_busy":
        processes._free.get()
        processes._seconds = 0.01
    else:
        processes(world.credential(), STORE)
        fall_silent(processes)
    report = client.post("/api/v1/verify", json=document).get_json()
    found = {check["id"]: check for check in report["checks"]}
    assert (found["signature"]["result"], found["signature"]["code"]) == ("not_checked", "no_canonical_form")
    terms = found["terms"]
    assert (terms["result"], terms["code"]) == ("not_checked", code)
    assert terms["remedy"]["es"]
    assert terms["remedy"]["en"]
    assert (report["verdict"], report["credential"]) == ("unverifiable", None)
    processes.stop()
