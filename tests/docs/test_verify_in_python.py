"""The code of docs/how-to/verify-in-python.md runs as it stands, on a registry's bundle, credential and receipt."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import pytest

from registry.documents import read_presented
from registry.records import notes, storage
from registry.trust.bundle.exporting import export
from registry.trust.receipts import issue_receipt, receipt_json
from registry.trust.service import examine
from registry.verification.receipt import handed_in
from tests.docs.test_readme import issued

pytestmark = pytest.mark.databases("sqlite")
GUIDE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "verify-in-python.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(session: Any, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that the guide names."""
    award = issued(session)
    session.commit()
    signed = storage.signed_json(award.document)
    bundle = io.BytesIO()
    export(bundle)
    presented = read_presented(signed)
    receipt = issue_receipt(examine(presented), handed_in(signed, presented))
    for name, body in (
        ("bundle.gz", bundle.getvalue()),
        ("credential.json", signed),
        ("registration-note.jws", notes.note_of(award.document)),
        ("receipt.json", receipt_json(receipt)),
    ):
        (tmp_path / name).write_bytes(body)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guide_runs_as_it_stands(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert len(BLOCKS) == 4
    names: dict[str, Any] = {}
    for number, block in enumerate(BLOCKS, start=1):
        exec(compile(block, f"verify-in-python.md, block {number}", "exec"), names)
    said = capsys.readouterr().out
    assert "Ana Sofía Ñúñez Pérez earned this credential" in said
    assert "person holder_match passed name_matches" in said
