"""Issuing at the shell: what it says, and that saying it twice issues nothing twice."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from registry.accounts.permissions import Role
from registry.awards.models import Award
from registry.cli import issue as shell
from registry.db import db
from tests.doors.web.provider import world
from tests.support.people import new_account


@pytest.fixture
def here(app: Any, session: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """``here("--dry-run")``: exit status and output for a list of five, one below a minimum and one without a score."""
    version = world.published(world.institution())
    account = new_account(Role.PROVIDER_ISSUER, provider_id=version.definition.provider_id)
    rows = [*(world.person(number) for number in range(3)), world.person(3, Prueba_objetiva="64")]
    rows.append(world.person(4, Prueba_objetiva=""))
    who, what = account.email, str(version.id)
    session.commit()
    monkeypatch.setattr(shell, "application", contextlib.nullcontext)

    def run(folder: Path, *options: str) -> tuple[int, str]:
        file = folder / "lista.csv"
        file.write_bytes(world.csv_file(rows))
        answer = CliRunner().invoke(shell.issue, [str(file), "--definition", what, "--as", who, *options])
        return answer.exit_code, answer.output

    return run


def issued() -> int:
    return db.session.scalar(select(func.count()).select_from(Award)) or 0


def test_issues_the_good_rows_once_and_says_why_the_second_time_issues_none(here: Any, tmp_path: Path) -> None:
    status, said = here(tmp_path, "--dry-run")
    assert (status, issued()) == (0, 0)
    assert "3 por emitir · 0 por confirmar · 1 por corregir · 1 todavía no competentes" in said
    status, said = here(tmp_path)
    assert (status, issued()) == (0, 3)
    assert "✘ 6 · Prueba objetiva" in said and "issued: " in said
    status, said = here(tmp_path, "--lang", "en")
    assert (status, issued()) == (0, 3)
    assert "0 to issue · 0 to confirm · 1 to correct · 1 not yet competent · 3 hold it already · 0 not people" in said
