"""The README's example runs as it stands, on a registry with one real credential."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from registry import config
from registry.accounts.actor import SYSTEM
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.awards.models import Award
from registry.cli import main
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.definitions import queries as definition_queries
from registry.definitions import service as definitions
from registry.definitions.design import starting_design
from registry.people.service import PersonClaims
from registry.records import storage
from registry.texts import Text
from tests.support import apps, ministry

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def issued(_session: Any) -> Award:
    """One microcredential of an accredited university, through the services that pages call."""
    provider = ministry.new_provider("universidad-del-readme")
    ministry.accredited(ministry.open_ministry(), provider)
    standard = ministry.standard("AIL")
    design = dataclasses.replace(
        starting_design(curriculum.typed(standard), "general_workforce", None),
        cost=Text("Sin costo.", "Free of charge."),
    )
    version = definitions.create_draft(
        provider.id, standard.id, profile="general_workforce", design=design, actor=SYSTEM
    )
    definitions.publish(version.id, actor=SYSTEM)
    asked = definition_queries.requirements_of(version)
    command = AwardCommand(
        person=PersonClaims(full_name="Ana Sofía Ñúñez Pérez", first_surname="Ñúñez", second_surname="Pérez"),
        awarded_on=dt.date(2026, 11, 10),
        scores={one.id: Decimal(90) for one in asked.instruments},
    )
    return awards.issue([command], IssueContext(version.id), actor=SYSTEM)[0]


@pytest.fixture
def registry_at_hand(
    app: Flask, session: Any, clock: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A folder with ``files/credential.json``, and an environment that names the database it was issued from."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "credential.json").write_bytes(storage.signed_json(issued(session).document))
    db.session.commit()
    for variable, *_ in config.describe():
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("DATABASE_URL", app.config["SQLALCHEMY_DATABASE_URI"])
    monkeypatch.setenv("MASTER_KEY", apps.MASTER_KEY)
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    monkeypatch.chdir(tmp_path)
    yield tmp_path


@pytest.mark.databases("sqlite")
def test_the_example_of_the_readme_verifies_a_credential(
    registry_at_hand: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example,) = EXAMPLE.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    exec(compile(example, "README.md", "exec"), {"__name__": "readme"})
    said = capsys.readouterr().out
    assert said.startswith("valid\nAna Sofía Ñúñez Pérez earned this credential on November 10, 2026.")
    assert "signature · passed · signature_good" in said


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    ("written", "into", "status"),
    [(b"", b"", 0), ("Ñúñez".encode(), "Núñez".encode(), 1), (b'"proof"', b'"prueba"', 1), (b"{", b"", 4)],
)
def test_registry_verify_ends_with_the_documented_status(
    registry_at_hand: Path, monkeypatch: pytest.MonkeyPatch, written: bytes, into: bytes, status: int
) -> None:
    document = (registry_at_hand / "files" / "credential.json").read_bytes()
    presented = registry_at_hand / "presented.json"
    presented.write_bytes(document.replace(written, into, 1) if written else document)
    monkeypatch.setattr("sys.argv", ["registry", "verify", str(presented)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert (ended.value.code or 0) == status


def test_the_floor_plan_names_every_package() -> None:
    plan = (ROOT / "README.md").read_text(encoding="utf-8").partition("registry/\n")[2].partition("```")[0]
    packages = {path.name for path in (ROOT / "registry").iterdir() if (path / "__init__.py").exists()}
    assert packages <= set(re.findall(r"\b[a-z]+\b", plan))
