"""Every route × every role: what the table says, the marks say, and the running application does."""

from __future__ import annotations

import uuid

import pytest
from werkzeug.routing import AnyConverter, IntegerConverter, UUIDConverter

from registry import clock
from registry.accounts import programs
from registry.accounts.models import ProgramKey
from registry.accounts.permissions import PERMISSIONS, PROVIDER_ROLES, Role
from registry.db import db
from registry.ids import token_digest
from registry.people.models import Person
from registry.web.security import access_of
from tests.support import access, apps
from tests.support.people import new_account
from tests.support.providers import new_provider

HERE, ELSEWHERE = "centro-publico", "otro-centro"
pytestmark = pytest.mark.databases("sqlite")


def routes(app):
    """``METHOD rule`` → (rule, method), of what the application answers."""
    return {
        f"{method} {access.spelled(rule.rule)}": (rule, method)
        for rule in app.url_map.iter_rules()
        if not rule.build_only
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"})
    }


def stated_by_mark(mark):
    if mark.kind == "public":
        return access.PUBLIC
    if mark.kind == "signed_in":
        return access.SIGNED_IN
    return frozenset(role.value for role in Role if mark.permission in PERMISSIONS[role])


def address(app, rule, slug):
    """An address of the route: of this provider, with keys that exist nowhere."""
    arguments = {}
    for name in rule.arguments:
        converter = rule._converters[name]
        if isinstance(converter, UUIDConverter):
            arguments[name] = uuid.UUID(int=7)
        elif isinstance(converter, AnyConverter):
            arguments[name] = sorted(converter.items)[0]
        elif isinstance(converter, IntegerConverter):
            arguments[name] = 7
        else:
            arguments[name] = slug if name == "slug" else "x"
    with app.test_request_context():
        from flask import url_for

        return url_for(rule.endpoint, _method=None, **arguments)


def test_every_route_is_stated_and_nothing_else():
    app = apps.build(apps.settings_for("sqlite"))
    present, stated = set(routes(app)), set(access.table())
    apps.dispose(app)
    assert present - stated == set(), "state in tests/support/access.py who may call these"
    assert stated - present == set(), "these are stated and do not exist"


def test_every_mark_says_what_is_stated(app):
    table = access.table()
    differing = {}
    for route, (rule, _method) in routes(app).items():
        mark = access_of(app, rule.endpoint)
        if mark is None or stated_by_mark(mark) != table.get(route):
            differing[route] = (mark, table.get(route))
    assert differing == {}


def test_what_belongs_to_a_provider_is_asked_at_that_provider(app):
    """A permission that only provider roles have, without a place, would be refused to everybody."""
    provider_only = {
        permission
        for role in PROVIDER_ROLES
        for permission in PERMISSIONS[role]
        if not any(permission in PERMISSIONS[other] for other in Role if other not in PROVIDER_ROLES)
    }
    misplaced = [
        route
        for route, (rule, _method) in routes(app).items()
        if (mark := access_of(app, rule.endpoint)) and mark.permission in provider_only and mark.provider_from is None
    ]
    assert misplaced == []


@pytest.fixture(autouse=True)
def faults_are_pages(app, monkeypatch):
    """A fault in one view is noted with its route, and the round goes on."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.fixture
def world(session):
    here, elsewhere = new_provider(HERE), new_provider(ELSEWHERE)
    person = Person(full_name="Ana Prueba", created_at=clock.now())
    db.session.add(person)
    db.session.flush()
    return here, elsewhere, person


def browser_of(app, role, provider, person):
    """A signed-in browser, and the headers with which a program of the same account comes."""
    holder = role is Role.HOLDER
    account = new_account(person_id=person.id) if holder else new_account(role, provider_id=provider.id)
    browser = app.test_client().enter(account)
    token = f"{programs.PREFIX}{role.value}"
    db.session.add(
        ProgramKey(
            token_digest=token_digest(token), hint="", name="", account_id=account.id, provider_id=provider.id,
            created_at=clock.now(), expires_at=clock.now() + programs.LIFE,
        )
    )  # fmt: skip
    db.session.commit()
    return browser, {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_reaches_what_is_stated_and_is_refused_the_rest(app, world, role):
    here, _elsewhere, person = world
    table = access.table()
    browser, program = browser_of(app, role, here, person)
    wrong = {}
    for route, (rule, method) in routes(app).items():
        who = table[route]
        if route == "POST /salir":
            continue  # it ends the session under test; test_accounts.py holds it
        may = (who in (access.PUBLIC, access.SIGNED_IN) or role.value in who) and route not in access.OWN_TOKEN
        headers = program if rule.rule.startswith("/api/v1/batches") else {}
        answer = browser.open(address(app, rule, HERE), method=method, headers=headers)
        refused = answer.status_code in (401, 403) or "/entrar" in (answer.location or "")
        # 503 is a refusal: of an empty registry, which has nothing in force to work with.
        if answer.status_code == 500 or refused == may:
            wrong[route] = (answer.status_code, answer.location, "may" if may else "may not")
    assert wrong == {}


@pytest.mark.parametrize("role", sorted(PROVIDER_ROLES))
def test_a_role_at_one_provider_opens_nothing_of_another(app, world, role):
    _here, elsewhere, person = world
    table = access.table()
    browser, _program = browser_of(app, role, elsewhere, person)
    open_doors = {}
    for route, (rule, method) in routes(app).items():
        if "slug" not in rule.arguments or table[route] in (access.PUBLIC, access.SIGNED_IN):
            continue
        answer = browser.open(address(app, rule, HERE), method=method)
        if answer.status_code != 403:
            open_doors[route] = answer.status_code
    assert open_doors == {}


def test_nobody_signed_in_is_led_to_sign_in_and_programs_are_told(app, world):
    table = access.table()
    browser = app.test_client()
    wrong = {}
    for route, (rule, method) in routes(app).items():
        page = browser.open(address(app, rule, HERE), method=method)
        told = browser.open(address(app, rule, HERE), method=method, headers={"Accept": "application/json"})
        led = page.status_code in (302, 303) and page.location.startswith("/entrar")
        led |= page.status_code == 401 and rule.rule.startswith("/api/")  # whoever calls there is a program
        refused = told.status_code == 401 and told.mimetype == "application/problem+json"
        public = table[route] == access.PUBLIC
        if page.status_code >= 500 or told.status_code >= 500 or led == public or refused == public:
            wrong[route] = (page.status_code, told.status_code)
    assert wrong == {}
