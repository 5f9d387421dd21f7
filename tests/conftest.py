"""Fixtures that every test may ask for. What asks for `app`, `session` or `client` runs on SQLite and on PostgreSQL.

``@pytest.mark.databases("sqlite")`` says that one of them is enough: for what does not depend on the database.
"""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from playwright.sync_api import Browser, Page
from sqlalchemy.orm import Session, scoped_session

from registry import clock as registry_clock
from registry.accounts.permissions import Role
from registry.db import db
from tests.support import apps, browsing, databases, sockets
from tests.support.browsing import LiveServer
from tests.support.client import Client

# A busy machine is no fault of the code; and what CI says of a commit must not depend on luck.
hypothesis_settings.register_profile(
    "registry", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("registry")

#: A Friday morning in central Mexico, after every standard in the content has come into force.
START = dt.datetime(2026, 11, 20, 16, 0, tzinfo=dt.UTC)


def pytest_configure(config: pytest.Config) -> None:
    """Close the outside before any test module is imported."""
    config.addinivalue_line("markers", "databases(*names): the databases that a test runs on, of sqlite, postgresql")
    sockets.block()


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """One worker for each core up to four; none for a few named files, which are over before workers would start."""
    if all(".py" in argument for argument in config.args):
        return 0
    return min(os.cpu_count() or 1, 4)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test that reaches the database runs once per database."""
    if "database_name" in metafunc.fixturenames:
        marker = metafunc.definition.get_closest_marker("databases")
        metafunc.parametrize("database_name", marker.args if marker else databases.NAMES, indirect=True)


@pytest.fixture(autouse=True)
def _quiet_log() -> Iterator[None]:
    """What a process that serves does to the registry's logger ends with the test that did it."""
    yield
    registry_log = logging.getLogger("registry")
    registry_log.handlers[:], registry_log.propagate, registry_log.level = [], True, logging.NOTSET


@pytest.fixture
def database_name(request: pytest.FixtureRequest) -> str:
    """sqlite or postgresql."""
    return str(request.param)


@pytest.fixture
def app(database_name: str) -> Iterator[Flask]:
    """The application on an empty database."""
    with apps.clean(database_name) as app:
        yield app


@pytest.fixture
def make_app(app: Flask, database_name: str) -> Iterator[Callable[..., Flask]]:
    """``make_app(environment="demo", …)``: another application on the same database, with other settings."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        made.append(apps.build(apps.settings_for(database_name, **changes)))
        return made[-1]

    yield make
    for one in made:
        apps.dispose(one)


@pytest.fixture
def session(app: Flask) -> Iterator[scoped_session[Session]]:
    """A database session in the application's context: what a command or a job has while it works."""
    with app.app_context():
        yield db.session
        db.session.rollback()


@pytest.fixture
def client(app: Flask) -> Client:
    """A browser that nobody has signed in."""
    client = app.test_client()
    assert isinstance(client, Client)
    return client


@pytest.fixture
def sign_in(app: Flask, session: scoped_session[Session]) -> Callable[..., Client]:
    """``sign_in(Role.PROVIDER_ISSUER, provider_id)``: a browser of a new account with these roles at that place.

    ``person_id`` makes it a learner's account; no role at all is an account that may do nothing.
    """
    from tests.support.people import new_account

    def enter(*roles: Role, provider_id: Any = None, person_id: Any = None, **more: Any) -> Client:
        account = new_account(*roles, provider_id=provider_id, person_id=person_id, **more)
        client = app.test_client()
        assert isinstance(client, Client)
        return client.enter(account)

    return enter


@pytest.fixture
def clock() -> Iterator[registry_clock.Hand]:
    """The registry's clock, moved by hand: ``clock.tick(days=1)``."""
    hand = registry_clock.Hand(START)
    with registry_clock.running(hand):
        yield hand


@pytest.fixture
def live_server(app: Flask, database_name: str) -> Iterator[LiveServer]:
    """The application served on this machine, in demo dress, for a real browser: ``live_server.url``."""
    with browsing.serving(database_name, environment="demo") as server:
        yield server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium per worker."""
    with browsing.launched() as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of a browser that has never been here. It fails the test on a script error or a broken policy."""
    with browsing.opened(browser) as page:
        yield page
