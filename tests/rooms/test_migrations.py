"""The migrations make exactly the tables of the models, on both databases, and can be undone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError

from registry.db import db
from registry.migrate import MIGRATIONS, upgrade
from tests.doors.web.learner import story
from tests.support import apps, databases

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:alembic")


@pytest.fixture(params=databases.NAMES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    with databases.empty_postgres("migrations") as url:
        yield url


def test_migrating_an_empty_database_equals_the_models(empty_url: str, tmp_path: Path) -> None:
    app = apps.build(apps.settings_for("sqlite", database_url=empty_url, var_dir=tmp_path))
    with app.app_context():
        upgrade()
        flask_migrate.check(directory=str(MIGRATIONS))
        tables = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
        assert tables == set(db.metadata.tables)
    apps.dispose(app)


def test_the_migrated_database_refuses_to_rewrite_the_audit(empty_url: str, tmp_path: Path) -> None:
    app = apps.build(apps.settings_for("sqlite", database_url=empty_url, var_dir=tmp_path))
    with app.app_context():
        upgrade()
        from registry.accounts.actor import SYSTEM
        from registry.audit.service import record

        record("test.happened", "test", "1", actor=SYSTEM)
        db.session.commit()
        for statement in ("UPDATE audit_line SET action = 'x'", "DELETE FROM audit_line"):
            with pytest.raises(DBAPIError):
                db.session.execute(text(statement))
            db.session.rollback()
    apps.dispose(app)


def test_every_migration_can_be_undone(empty_url: str, tmp_path: Path) -> None:
    app = apps.build(apps.settings_for("sqlite", database_url=empty_url, var_dir=tmp_path))
    with app.app_context():
        upgrade()
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="base")
    apps.dispose(app)
    engine = create_engine(empty_url)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    engine.dispose()


@pytest.mark.databases("sqlite")  # PostgreSQL alters tables in place
def test_a_database_in_use_goes_down_and_up_again_and_nothing_is_lost(session: Any, clock: Any, tmp_path: Path) -> None:
    """SQLite rebuilds tables that rows elsewhere refer to; a claim from before the reminders gets its own."""
    (award,) = story.issue(story.open_school(), story.teacher(email="ana@correo.example"))
    folio = award.folio
    db.session.execute(text("UPDATE claim SET remind_at = NULL, reminders = 0"))
    db.session.commit()
    copy = tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(str(db.engine.url.database))) as raw:
        raw.execute(f"VACUUM INTO '{copy}'")
    app = apps.build(apps.settings_for("sqlite", database_url=f"sqlite:///{copy}", var_dir=tmp_path))
    with app.app_context():
        flask_migrate.stamp(directory=str(MIGRATIONS), revision="head")
        flask_migrate.downgrade(directory=str(MIGRATIONS), revision="0023")
        upgrade()
        row = db.session.execute(text("SELECT folio FROM award JOIN document ON document.id = award.document_id")).one()
        assert row.folio == folio
        assert db.session.scalar(text("SELECT count(*) FROM claim WHERE remind_at IS NOT NULL")) == 1
        assert db.session.scalar(text("PRAGMA foreign_keys")) == 1
        db.session.rollback()
    apps.dispose(app)
