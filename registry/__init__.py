"""A national registry of AI microcredentials."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Blueprint, Flask

    from registry.config import Settings

#: The doors, each a package that exposes ``blueprint`` or ``blueprints``. Those under `registry.api` know their
#: callers by token, never by cookie.
DOORS = (
    "registry.web.accounts",
    "registry.web.public",
    "registry.web.employer",
    "registry.web.learner",
    "registry.web.provider",
    "registry.web.authority",
    "registry.web.places",
    "registry.web.admin",
    "registry.api",
)


def create_app(settings: Settings | None = None, *, doors: bool = True) -> Flask:
    """The application for these settings (default: the environment's). Raises `ConfigurationError` when unsafe.

    Refuses, too, a database that belongs to a demonstration or to another BASE_URL (`registry.facts`). Without
    ``doors`` it answers no request: commands and workers call services alone, and start in half the time.

    Every process (server, worker, command, test) makes its own; nothing is shared through module variables but the
    extensions, which keep their state in the application.
    """
    from flask import Flask

    from registry import config, contexts, db, outages, replica
    from registry import models as _models  # noqa: F401  every table, before anything asks for one
    from registry.custody import vault
    from registry.floor.queries import codes_in_use
    from registry.issuing.known import CHAMBER_CODES
    from registry.trust import engine, remembered

    settings = settings or config.Settings.from_environment()
    app = Flask(__name__, static_folder=None)
    app.config.update(_flask_settings(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    db.init_app(app)
    outages.init_app(app)
    replica.init_app(app)
    remembered.init_app(app)
    engine.init_app(app, settings)
    vault.init_app(app, _master_key(settings))
    app.extensions[CHAMBER_CODES] = codes_in_use
    contexts.use_directory(Path(settings.legacy_contexts_dir) if settings.legacy_contexts_dir else None)
    if doors:
        _open_doors(app, settings)
    _check_database(app, settings)
    return app


def _open_doors(app: Flask, settings: Settings) -> None:
    from werkzeug.middleware.proxy_fix import ProxyFix

    from registry import migrate
    from registry.web import (
        bodies,
        headers,
        language,
        lean,
        limits,
        logs,
        metrics,
        own_writes,
        problems,
        reading,
        security,
        sessions,
        static,
        tallying,
        vocabulary,
    )

    # The order is the order in which they see a request.
    logs.init_app(app)
    reading.init_app(app)
    own_writes.init_app(app)
    bodies.init_app(app)
    security.init_app(app)
    limits.init_app(app, settings)
    sessions.init_app(app)
    language.init_app(app)
    vocabulary.init_app(app)
    problems.init_app(app)
    headers.init_app(app, settings)
    _prepare_templates(app, settings)
    for door in _doors(app):
        app.register_blueprint(door)
    _add_health(app)
    metrics.init_app(app)
    tallying.init_app(app)
    lean.init_app(app)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    static.init_app(app, settings)
    migrate.init_app(app)


def _flask_settings(settings: Settings) -> dict[str, Any]:
    from registry import config, dsn, key_files, replica

    if settings.database.startswith("sqlite:///") and ":memory:" not in settings.database:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
    engine: dict[str, Any] = {}
    binds: dict[str, Any] = {}
    if dsn.is_postgresql(settings.database):
        pool = {"pool_pre_ping": True, "pool_size": 5, "max_overflow": 10}
        engine = {**pool, "connect_args": dsn.patience(settings.database)}
        if settings.replica:
            binds = {replica.BIND: {"url": settings.replica, **pool, "connect_args": replica.connect_args(settings)}}
    return {
        "SETTINGS": settings,
        "BASE_URL": settings.base_url.rstrip("/"),
        "LINK_URL": settings.links,
        "SECRET_KEY": key_files.secret_key(settings),
        "SQLALCHEMY_DATABASE_URI": settings.database,
        "SQLALCHEMY_ENGINE_OPTIONS": engine,
        "SQLALCHEMY_BINDS": binds,
        "TRUSTED_HOSTS": _hosts(settings) if settings.production else None,
        "MAX_CONTENT_LENGTH": settings.max_upload_mib * config.MEBIBYTE,
        "MAX_FORM_MEMORY_SIZE": 4 * config.MEBIBYTE,  # a pasted credential is text in a form
        "MAX_FORM_PARTS": 2_000,
        "SESSION_COOKIE_NAME": "__Host-form" if settings.production else "form",
        "SESSION_COOKIE_SECURE": settings.production,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        # A definition is edited for hours; its form must still be accepted. The token dies with the session.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_CHECK_DEFAULT": False,  # the guard calls it, after it has decided who may
        "WTF_CSRF_SSL_STRICT": False,  # pages with secret addresses send no referrer; the token is the proof
        "WTF_I18N_ENABLED": False,
        "TEMPLATES_AUTO_RELOAD": settings.environment == "development",
    }


def _hosts(settings: Settings) -> list[str]:
    """The names that this server answers to; 127.0.0.1 for the health check of whatever runs it."""
    from urllib.parse import urlsplit

    named = [urlsplit(url).hostname or "" for url in (settings.base_url, settings.links)]
    return sorted({*named, "127.0.0.1", "localhost"})


def _master_key(settings: Settings) -> bytes:
    from registry import key_files

    if not settings.production:
        key_files.make_master_key(settings)
    return key_files.master_key(settings)


def _prepare_templates(app: Flask, settings: Settings) -> None:
    app.jinja_env.globals.update(
        demo=settings.demo, registry_name=settings.registry_name, contact_email=settings.contact or None
    )


def _check_database(app: Flask, settings: Settings) -> None:
    """Refuse a database that these settings do not fit; one that is not there yet, or is away, is not judged."""
    from pathlib import Path

    from sqlalchemy.exc import DatabaseError

    from registry import facts
    from registry.db import db, reading

    embedded = settings.database.removeprefix("sqlite:///")
    if embedded != settings.database and not Path(embedded).exists():
        return  # to look into it would make it
    with app.app_context():
        try:
            with reading():
                facts.check(settings)
        except DatabaseError:
            return
        finally:
            db.session.remove()
            db.engine.dispose()  # a server forks after this: no connection may be shared


def _doors(app: Flask) -> Iterator[Blueprint]:
    for name in DOORS:
        module = importlib.import_module(name)
        for door in getattr(module, "blueprints", None) or (module.blueprint,):
            if name.startswith("registry.api"):
                app.extensions["token_doors"].add(door.name)
            yield door


def _add_health(app: Flask) -> None:
    from registry import replica
    from registry.db import db
    from registry.web.security import public

    @app.get("/healthz")
    @public
    def healthz() -> dict[str, str]:
        """Answers when the database does: the primary, not a standby."""
        from sqlalchemy import text

        with replica.primary():
            db.session.execute(text("SELECT 1"))
        return {"status": "ok"}
