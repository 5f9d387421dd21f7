"""Receipts at the shell: written beside a registry, read like any other file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from registry.cli import main
from registry.documents.receipts import receipt_in
from registry.records import storage
from registry.trust.receipts import read_receipt
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def signed(session: Any, clock: Any, tmp_path: Path) -> Path:
    """An award's file."""
    (award,) = story.issue(story.open_school(), story.teacher())
    path = tmp_path / "credencial.json"
    path.write_bytes(storage.signed_json(award.document))
    return path


@pytest.fixture
def shell(app: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], session: Any) -> Any:
    """``shell("file", "--json")``: the exit status and what was printed, beside the test's registry."""
    import contextlib

    from registry.cli import online

    @contextlib.contextmanager
    def here(*, network: bool) -> Any:
        session.commit()
        yield online.AtRegistry(network)

    monkeypatch.setattr(online, "desk", here)

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["registry", "verify", "--no-network", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return int(ended.value.code or 0), capsys.readouterr().out

    return run


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_a_receipt_is_written_and_read_again(shell: Any, signed: Path, tmp_path: Path, ending: str) -> None:
    target = tmp_path / f"comprobante.{ending}"
    status, _ = shell(str(signed), "--receipt", str(target), "--name", "Ana Sofía Ñúñez Pérez")
    assert status == 0
    assert target.stat().st_mode & 0o077 == 0
    found = receipt_in(target.read_bytes())
    assert found is not None and read_receipt(found).code == "receipt_genuine"
    status, said = shell(str(target), "--json")
    read = json.loads(said)
    assert status == 3  # it tells of its day, not of today
    assert (read["result"], read["receipt"]["report"]["verdict"]) == ("passed", "valid")
    assert read["receipt"]["askedName"] == "Ana Sofía Ñúñez Pérez"
    status, said = shell(str(target), "--lang", "en")
    assert "The receipt is genuine." in said and "(valid)" in said


def test_a_changed_receipt_ends_with_one(shell: Any, signed: Path, tmp_path: Path) -> None:
    target = tmp_path / "comprobante.json"
    shell(str(signed), "--receipt", str(target))
    whole = json.loads(target.read_bytes())
    whole["claims"]["report"]["verdict"] = "invalid"
    target.write_text(json.dumps(whole))
    status, said = shell(str(target), "--json")
    assert (status, json.loads(said)["code"]) == (1, "receipt_altered")


def test_a_receipt_is_of_one_input_and_of_now(shell: Any, signed: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "x.json")
    assert shell(str(signed), str(signed), "--receipt", target)[0] == 2
    assert shell(str(signed), "--at", "2026-11-01", "--receipt", target)[0] == 2
    assert not Path(target).exists()
