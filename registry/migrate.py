"""Bringing a database to the current schema, from a command or from the demo."""

from __future__ import annotations

import logging
from pathlib import Path

import flask_migrate

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade() -> None:
    """Apply every migration that this database lacks. Needs the checkout: migrations are not part of the wheel."""
    logging.getLogger("alembic").setLevel(logging.WARNING)
    flask_migrate.upgrade(directory=str(MIGRATIONS))
