"""The application as commands use it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from flask import Flask


@contextlib.contextmanager
def application(**overrides: Any) -> Iterator[Flask]:
    """The application from the environment, its context pushed, its engines closed at the end."""
    from registry import create_app
    from registry.config import Settings
    from registry.db import db

    app = create_app(Settings.from_environment(**overrides), doors=False)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
