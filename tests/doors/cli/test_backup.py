"""``registry backup`` and ``registry restore`` on a registry of each kind, made by ``registry init``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from tests.support import apps, clusters

NAME = "backup_and_restore"


@pytest.fixture
def environment(database_name: str, tmp_path: Path):
    """What commands of a registry in a folder of its own see."""
    found = {name: os.environ[name] for name in ("LANG", "LC_ALL") if name in os.environ}
    programs = Path(clusters.program("pg_dump")).parent
    found |= {"VAR_DIR": str(tmp_path / "var"), "PATH": f"{programs}:{os.environ['PATH']}"}
    if database_name == "sqlite":
        yield found
        return
    server = apps.database("postgresql").url.replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {NAME}")
        parts = connection.info
        url = f"postgresql://{parts.user}@/{NAME}?host={parts.host}&port={parts.port}"
        try:
            yield found | {"DATABASE_URL": url}
        finally:
            connection.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


def command(environment: dict[str, str], *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "registry.cli", *arguments], env=environment, capture_output=True, text=True, timeout=120
    )
    return done.returncode, done.stdout + done.stderr


def test_a_copy_comes_back_whole_and_nothing_else_is_taken_for_one(environment, tmp_path):
    copy = tmp_path / "copy"
    assert command(environment, "init")[0] == 0
    status, told = command(environment, "backup", str(copy))
    assert status == 0 and "SHA-256" in told and copy.stat().st_mode & 0o777 == 0o600
    assert "[backup_exists]" in command(environment, "backup", str(copy))[1]
    # A database that is there is not replaced unless somebody says so; what is no copy changes nothing.
    assert "[database_in_use]" in command(environment, "restore", str(copy))[1]
    (tmp_path / "cut").write_bytes(copy.read_bytes()[: copy.stat().st_size // 3])
    (tmp_path / "else").write_bytes(b"PK" * 100)
    for wrong in ("cut", "else"):
        status, told = command(environment, "restore", "--replace", str(tmp_path / wrong))
        assert status == 2 and ("[not_a_backup]" in told or "[backup_program_failed]" in told), told
    status, told = command(environment, "restore", "--replace", str(copy))
    assert status == 0 and "era" in told, told
    status, told = command(environment, "check")
    assert status == 0 and "declared" in told, told
