"""Our sample badge, signed once by another project's software with throwaway keys, and verified here."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from registry.verification import Evidence, Question, Result, Verdict
from tests.signing.samples import full_shelf
from tests.verification import world
from tests.verification.world import judge, known

FILES = sorted((Path(__file__).parent / "signed_elsewhere").glob("*.json"))


def judged(document: dict[str, Any]) -> Any:
    older = document["proof"]["type"] == "Ed25519Signature2020"
    asked = world.policy(contexts=full_shelf()) if older else None
    return judge(document, Evidence(root=known(world.root())), asked=asked)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_verifies_and_is_refused_once_changed(path: Path) -> None:
    document = json.loads(path.read_text(encoding="utf-8"))
    report = judged(document)
    assert [one.result for one in report.of(Question.AUTHENTIC)] == [Result.PASSED] * 4
    assert report.verdict is Verdict.UNVERIFIABLE
    for member, value in (("name", "Doctorado"), ("id", "urn:uuid:another")):
        tampered = copy.deepcopy(document)
        tampered[member] = value
        assert judged(tampered).verdict is Verdict.INVALID


def test_all_four_are_there() -> None:
    assert len(FILES) == 4
