"""The application for a WSGI server: ``gunicorn registry.wsgi:app``."""

from registry import create_app
from registry.config import Settings

app = create_app(Settings.from_environment())
