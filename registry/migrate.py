"""Bringing a database to the current schema, from a command or from the demo."""

from __future__ import annotations

import logging
from pathlib import Path

import flask_migrate
from flask import Flask, current_app

from registry.db import db

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def init_app(app: Flask) -> None:
    """Let ``flask db`` and `upgrade` find the migrations; most commands go without and start sooner."""
    flask_migrate.Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True, compare_type=True)


def upgrade() -> None:
    """Apply every migration that this database lacks. Needs the checkout: migrations are not part of the wheel."""
    if "migrate" not in current_app.extensions:
        init_app(current_app._get_current_object())  # type: ignore[attr-defined]
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade(directory=str(MIGRATIONS))
