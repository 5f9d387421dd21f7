"""The database goes away or fills up while a list is issued: workers wait, and afterwards every row is issued once."""

from __future__ import annotations

import random
import shutil
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine

from registry.config import Settings
from registry.db import db
from registry.records.models import Document
from tests.support import apps, clusters, crew, disks
from tests.support.clusters import Server
from tests.support.crew import wait_for

#: Parts enough to outlast the first outage: who has nothing left to write does not notice that the disk is full.
ROWS, CHUNK_ROWS, ROUNDS = 400, 10, 2


@contextmanager
def served(settings: Settings) -> Iterator[Flask]:
    """An application that answers as in production."""
    app = apps.build(settings)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context():
        yield app
        db.session.rollback()
    apps.dispose(app)


def made(url: str) -> None:
    engine = create_engine(url)
    db.Model.metadata.create_all(engine)
    engine.dispose()


def planned() -> tuple[uuid.UUID, int]:
    batch_id = crew.committed_batch(ROWS, chunk_rows=CHUNK_ROWS)
    before = crew.count(Document)
    db.session.rollback()
    return batch_id, before


def go_on(batch_id: uuid.UUID) -> None:
    """Wait until some more was issued, and a moment that nobody chose."""
    so_far = crew.issued()
    wait_for(lambda: crew.issued() > so_far or crew.done(batch_id))
    time.sleep(random.Random(so_far).uniform(0.0, 0.1))


def test_postgresql_restarts_and_runs_out_of_disk(tmp_path):
    """The disk is left out where no small file system may be mounted."""
    with clusters.folder() as folder, disks.small(folder, 160) as disk:
        clusters.give_to_server(folder)
        server = Server(folder, 5511)
        settings = apps.settings_for("sqlite", database_url=server.url(), var_dir=tmp_path)
        with server.running("--wal-segsize=1"), served(settings) as app:
            made(server.url())
            batch_id, before = planned()
            with crew.workers(settings, tmp_path, 2) as workers:
                for filling in (False, True) if disk else (False, False):
                    go_on(batch_id)
                    db.session.remove()
                    said = [len(worker.said()) for worker in workers]
                    if filling and disk:
                        # Its tables find no room, or its log, which ends the server.
                        disk.fill()
                    else:
                        server.stop("immediate")
                        page = app.test_client().get("/providers?lang=en")
                        assert page.status_code == 503 and "does not answer at the moment" in page.text
                    # A worker without a chunk in hand writes nothing, and does not notice that the disk is full.
                    noticed = any if filling else all
                    wait_for(
                        lambda said=said, noticed=noticed: noticed(
                            "database_" in worker.said()[start:] for worker, start in zip(workers, said, strict=True)
                        )
                    )
                    if disk:
                        disk.empty()
                    if not server.lives():
                        server.start()
                    assert app.test_client().get("/providers").status_code == 200
                wait_for(lambda: crew.done(batch_id))
                for worker in workers:
                    assert worker.lives()
                    # One of two may still be waiting when the other has issued the rest.
                    wait_for(lambda worker=worker: "database answers again" in worker.said())
                    assert worker.tracebacks() == []
            crew.assert_each_once(ROWS, before)


def test_sqlite_runs_out_of_disk(tmp_path):
    """On a real file system without room, or, where none may be mounted, at a bound on the file's pages."""
    disk_folder = tmp_path / "disk"
    disk_folder.mkdir()
    with disks.small(disk_folder, 40) as disk:
        url = f"sqlite:///{disk_folder}/registry.sqlite3"
        made(url)
        settings = apps.settings_for("sqlite", database_url=url, var_dir=tmp_path)
        with served(settings) as app:
            batch_id, before = planned()
            pages = tmp_path / "pages"
            bound(pages, None)
            bounds = {} if disk else {"PAGES": str(pages)}
            with crew.workers(settings, tmp_path, 1, **bounds) as (worker,):
                for _ in range(ROUNDS):
                    go_on(batch_id)
                    said = len(worker.said())
                    if disk is None:
                        bound(pages, disk_folder / "registry.sqlite3")
                    else:
                        disk.fill()
                    wait_for(lambda said=said: "database_full" in worker.said()[said:])
                    assert app.test_client().get("/providers").status_code == 200
                    if disk is not None:
                        wait_for(lambda app=app: refused_for_want_of_room(app))
                        disk.empty()
                    bound(pages, None)
                wait_for(lambda: crew.done(batch_id), seconds=30)
                assert worker.lives() and worker.tracebacks() == []
            crew.assert_each_once(ROWS, before)


def refused_for_want_of_room(app: Flask) -> bool:
    """Whether a wrong log-in, which writes, is told of the disk.

    What the worker's last transaction took in SQLite's log and gave up holds some of them: until that is used up they
    are answered as ever.
    """
    far = {"REMOTE_ADDR": f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"}
    data = {"email": f"{uuid.uuid4().hex}@b.example", "password": "x"}
    sent = app.test_client().post("/entrar?lang=en", data=data, environ_overrides=far)
    assert sent.status_code == 422 or (sent.status_code == 503 and "run out of disk space" in sent.text), sent.text
    return sent.status_code == 503


def bound(pages: Path, file: Path | None) -> None:
    """Let the file grow no further, or as it likes."""
    most = 1 << 30 if file is None else 1  # SQLite takes the size that the file has for the smallest bound
    part = pages.with_suffix(".part")
    part.write_text(str(most))
    shutil.move(part, pages)
