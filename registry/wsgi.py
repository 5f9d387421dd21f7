"""The application for a WSGI server: ``gunicorn registry.wsgi:app``."""

from registry import create_app, logs
from registry.config import Settings

_settings = Settings.from_environment()
logs.configure(_settings)
logs.share_counts(_settings)
app = create_app(_settings)
