"""A database that has gone back in time gives out nothing twice: copies, dumps, and the operator's word."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select
from sqlalchemy.engine import make_url

from registry import lineage
from registry.cli.operate import restored
from registry.custody.models import Issuer
from registry.db import db
from registry.jobs import run_due
from registry.lineage import Era
from registry.providers import numbers
from registry.records import lists
from registry.records.models import StatusList
from tests.support import apps, clusters, ministry


@pytest.fixture
def here(make_app: Callable[..., Any], tmp_path: Path) -> Any:
    """The application with marks of its own."""
    return make_app(var_dir=tmp_path)


def gave(count: int = 3) -> tuple[set[tuple[str, int]], str]:
    """Some places and a number of a ruling, committed."""
    authority = db.session.scalars(select(Issuer).where(Issuer.kind == "authority")).one()
    places = {(place.list_url, place.status_index) for place in lists.take_places(authority, count)}
    number = numbers.take(numbers.ACCREDITATION)
    db.session.commit()
    return places, number


def back_up(folder: Path) -> Path:
    """A backup as docs/how-to/operate.md makes it."""
    url, target = db.engine.url, folder / "backup"
    if url.drivername == "sqlite":
        opened = sqlite3.connect(str(url.database)), sqlite3.connect(target)
        with contextlib.closing(opened[0]) as source, contextlib.closing(opened[1]) as copy:
            source.backup(copy)
    else:
        subprocess.run([clusters.program("pg_dump"), "--format=custom", f"--file={target}", plain(url)], check=True)
    return target


def bring_back(backup: Path) -> None:
    """Put the backup in the database's place."""
    url = db.engine.url
    db.session.remove()
    db.engine.dispose()
    if url.drivername == "sqlite":
        for suffix in ("-wal", "-shm"):
            Path(f"{url.database}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(backup, str(url.database))
    else:
        restore = [clusters.program("pg_restore"), "--clean", "--if-exists", f"--dbname={plain(url)}", str(backup)]
        subprocess.run(restore, check=True)


def plain(url: Any) -> str:
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def eras() -> list[str]:
    return list(db.session.scalars(select(Era.because).order_by(Era.number)))


def test_a_restored_backup_gives_out_no_place_and_no_number_again(here, tmp_path, database_name):
    with here.app_context():
        ministry.open_ministry(reviewers=0)
        first, first_number = gave()
        backup = back_up(tmp_path)
        lost, lost_number = gave(50)
        bring_back(backup)
        again, number = gave(131_000)  # all that the old list still had, and more than that
        assert not again & (first | lost)
        assert number not in (first_number, lost_number)
        # The same backup once more: what was given since is as unknown to it as the rest.
        bring_back(backup)
        third, third_number = gave(100)
        assert not third & (first | lost | again)
        assert third_number not in (first_number, lost_number, number)
        assert eras()[:2] == ["first", "marks" if database_name == "sqlite" else "identity"]


def test_places_that_were_not_committed_are_no_sign_of_a_restored_backup(here):
    with here.app_context():
        ministry.open_ministry(reviewers=0)
        gave()
        authority = db.session.scalars(select(Issuer).where(Issuer.kind == "authority")).one()
        lists.take_places(authority, 20)
        db.session.rollback()
        db.session.scalar(select(1))
        db.session.commit()  # of something else
        gave()
        run_due(here)
        assert eras() == ["first"] and db.session.scalar(select(db.func.count()).select_from(StatusList)) == 1


@pytest.mark.databases("sqlite")
def test_a_worker_notices_when_it_starts_and_another_machine_by_its_own_marks(here, tmp_path, make_app):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    with here.app_context():
        ministry.open_ministry(reviewers=0)
        db.session.commit()
        backup = back_up(tmp_path)
        gave()
        other = make_app(var_dir=elsewhere)
    run_due(other)  # marks what this machine gave out
    apps.dispose(other)  # both servers are stopped
    with here.app_context():
        bring_back(backup)
    run_due(other)
    with here.app_context():
        assert eras() == ["first", "marks"]


@pytest.mark.databases("sqlite")
def test_without_marks_somebody_must_say_so(here, tmp_path, monkeypatch):
    with here.app_context():
        ministry.open_ministry(reviewers=0)
        first, _ = gave()
        backup = back_up(tmp_path)
        lost, _ = gave()
        (tmp_path / lineage.FILE).unlink()  # the whole machine was brought back
        bring_back(backup)
        settings = here.config["SETTINGS"]
        for name in ("var_dir", "database_url", "master_key"):
            monkeypatch.setenv(name.upper(), str(getattr(settings, name)))
        said = CliRunner().invoke(restored, ["--yes"], catch_exceptions=False)
        assert said.exit_code == 0 and "era 2" in said.output
        again, number = gave(131_000)
        assert not again & (first | lost)
        assert int(number.rpartition("-")[2]) > 1000
        assert eras() == ["first", "declared"]


@pytest.mark.databases("sqlite")
def test_marks_that_cannot_be_kept_stop_nobody(here, tmp_path, caplog):
    (tmp_path / lineage.FILE).write_bytes(b"no database")
    with here.app_context():
        ministry.open_ministry(reviewers=0)
        gave()
    assert "marks are not kept" in caplog.text
