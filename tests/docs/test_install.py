"""The commands of the installation guide, run one after another in folders of their own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "how-to" / "install.md"
BLOCK = re.compile(r"^```sh run\n(.*?)^```$", re.MULTILINE | re.DOTALL)
#: What a command needs from this machine; everything else comes from the guide's own settings.
PASSED_ON = ("LANG", "LC_ALL", "TZ", "SYSTEMROOT")


def blocks() -> list[str]:
    return BLOCK.findall(GUIDE.read_text(encoding="utf-8"))


def transposed(commands: str, folder: Path) -> str:
    """The same commands without another user, and in folders that this test owns."""
    commands = re.sub(r"sudo (?:-u registry )?", "", commands)
    commands = commands.replace("install -o registry ", "install ")
    for place, here in (
        ("/srv/registry/.venv/bin", Path(sys.executable).parent),
        ("/srv/registry", ROOT),
        ("/usr/local/bin", folder / "bin"),
        ("/etc/registry", folder / "etc"),
        ("/var/lib/registry", folder / "var"),
    ):
        commands = commands.replace(place, str(here))
    return commands


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A machine on which every command of the guide was run."""
    folder = tmp_path_factory.mktemp("machine")
    (folder / "bin").mkdir()
    environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    environment["PATH"] = f"{folder / 'bin'}:{os.environ['PATH']}"
    environment["HOME"] = str(folder)
    for commands in blocks():
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", transposed(commands, folder)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        assert done.returncode == 0, f"{commands}\n{done.stdout}\n{done.stderr}"
    return folder


def test_makes_secrets_that_others_cannot_read(machine: Path) -> None:
    secrets = [machine / "var" / "master.key", *sorted((machine / "var" / "root-keys").iterdir())]
    assert len(secrets) == 4
    assert all(path.stat().st_mode & 0o077 == 0 for path in secrets)


@pytest.mark.serves("R61")
def test_leaves_a_backup_that_passes_the_check(machine: Path) -> None:
    assert list((machine / "var" / "backup").glob("registry-*.copy"))
    assert (machine / "var" / "rehearsal" / "registry.sqlite3").stat().st_size > 0


def test_keeps_no_first_password(machine: Path) -> None:
    assert not (machine / "var" / "first-password").exists()


@pytest.mark.serves("R73", "R79")
def test_runs_most_of_the_guide() -> None:
    run = "\n".join(blocks())
    for command in (
        "init",
        "standards load",
        "standards enforce",
        "check",
        "worker --once",
        "staff add",
        "keys root",
        "db upgrade",
    ):
        assert command in run
