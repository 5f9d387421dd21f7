"""What every answer carries, what every form must bring, and how refusals read."""

from __future__ import annotations

import gzip
import json
import logging

import pytest
from flask import Blueprint, abort

from registry import clock as registry_clock
from registry import logs
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.db import db
from registry.errors import Conflict, NotFound
from registry.web import problems
from registry.web.reading import WroteWhileReading
from registry.web.security import needs, public
from tests.support import apps
from tests.support.people import new_account
from tests.support.production import PRODUCTION

PASSWORD = "cuatro palabras sin relacion"


@pytest.fixture
def with_views(database_name, app):
    """An application with views of the test's own."""

    def make(register, **changes):
        made = apps.build(apps.settings_for(database_name, **changes))
        blueprint = Blueprint("extra", __name__)
        register(blueprint)
        made.register_blueprint(blueprint)
        applications.append(made)
        return made.test_client()

    applications = []
    yield make
    for one in applications:
        apps.dispose(one)


def test_every_answer_forbids_foreign_content_and_frames(client):
    for path in ("/healthz", "/entrar", "/nothing-here"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff" and headers["X-Frame-Options"] == "DENY"
        assert "camera=(self)" in headers["Permissions-Policy"]


def test_a_secret_address_does_not_travel_as_referrer(client):
    assert client.get("/s/some-token").headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/entrar/enlace/some-token").headers["Referrer-Policy"] == "no-referrer"


def test_what_was_seen_signed_in_is_not_kept_by_the_browser(sign_in):
    assert sign_in().get("/cuenta").headers["Cache-Control"] == "no-store"


def test_production_asks_for_tls_and_binds_its_cookies_to_the_host(make_app, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    client = make_app(**PRODUCTION).test_client()
    options = {"base_url": "https://registro.gob.test"}
    page = client.get("/entrar", **options)
    assert page.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    answer = client.post("/entrar", data={"email": "ana@uni.example", "password": PASSWORD}, **options)
    cookies = {one.split("=")[0]: one for one in answer.headers.getlist("Set-Cookie")}
    for name in ("__Host-session",):
        for attribute in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
            assert attribute in cookies[name]
        assert "Domain" not in cookies[name]


@pytest.mark.parametrize("path", ["/entrar", "/salir", "/idioma", "/entrar/enlace", "/cuenta"])
def test_refuses_a_form_without_this_browsers_token(sign_in, path):
    answer = sign_in().post(path, data={"lang": "en"}, csrf=False)
    assert answer.status_code == 400
    assert "Vuelva a cargar la página" in answer.text


def test_refuses_the_form_token_of_another_browser(client, sign_in):
    stolen = sign_in().form_token()
    answer = client.post("/idioma", data={"lang": "en", "csrf_token": stolen}, csrf=False)
    assert answer.status_code == 400


def test_refuses_a_view_without_a_mark(with_views):
    def register(blueprint):
        blueprint.add_url_rule("/unmarked", "unmarked", lambda: "secret")

    with pytest.raises(RuntimeError, match="no mark"):
        with_views(register).get("/unmarked")
    production = with_views(register, **PRODUCTION)
    answer = production.get("/unmarked", base_url="https://registro.gob.test")
    assert answer.status_code == 404 and "secret" not in answer.text


def test_refuses_a_permission_that_does_not_exist():
    with pytest.raises(ValueError, match="unknown permission"):
        needs("everything:do")


def test_a_get_that_writes_is_an_error_and_writes_nothing(with_views, session):
    def register(blueprint):
        @blueprint.get("/writes")
        @public
        def writes():
            db.session.add(Account(email="x@y.example", name="x", created_at=registry_clock.now()))
            db.session.flush()
            return ""

    with pytest.raises(WroteWhileReading):
        with_views(register).get("/writes")
    assert db.session.scalars(db.select(Account)).all() == []


def test_a_refusal_is_a_page_for_people_and_a_problem_for_programs(with_views):
    def register(blueprint):
        @blueprint.get("/conflict")
        @public
        def conflict():
            raise Conflict()

    client = with_views(register)
    page = client.get("/conflict")
    assert page.status_code == 409 and page.mimetype == "text/html" and Conflict.text.es in page.text
    assert Conflict.text.en in client.get("/conflict?lang=en").text
    document = client.get("/conflict", headers={"Accept": "application/json", "Accept-Language": "en"})
    assert document.status_code == 409 and document.mimetype == "application/problem+json"
    assert document.json == {
        "type": "about:blank",
        "title": "Conflict",
        "status": 409,
        "detail": Conflict.text.en,
        "code": "conflict",
        "text": Conflict.text.as_dict(),
    }


def test_every_kind_of_refusal_has_a_status():
    from registry import errors, models  # noqa: F401  rooms define their refusals when imported

    def families(of):
        for one in of.__subclasses__():
            yield one
            yield from families(one)

    everyone = set(families(errors.RegistryError))
    assert len(everyone) > 20
    assert {one.__name__: one.kind for one in everyone if one.kind not in problems.STATUS_OF_KIND} == {}


def test_programs_read_problems_on_program_paths_whatever_they_accept(client):
    answer = client.get("/api/v1/no-such-thing")
    assert answer.status_code == 404 and answer.mimetype == "application/problem+json"


def test_a_wrong_method_names_the_right_ones(client):
    answer = client.delete("/entrar", headers={"Accept": "application/json"})
    assert answer.status_code == 405 and "POST" in answer.headers["Allow"]


def test_an_error_of_ours_shows_a_reference_and_logs_no_path(with_views, caplog):
    def register(blueprint):
        @blueprint.get("/broken/<token>")
        @public
        def broken(token):
            raise ZeroDivisionError

    client = with_views(register)
    client.application.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.ERROR, logger="registry.web"):
        answer = client.get("/broken/secret-token")
    assert answer.status_code == 500 and "ZeroDivisionError" not in answer.text
    (record,) = [one for one in caplog.records if one.name == "registry.web"]
    assert record.reference in answer.text
    line = json.loads(logs.JsonLines().format(record))
    assert line["rule"] == "/broken/<token>" and "secret-token" not in json.dumps(line["event"])


def test_a_view_that_aborts_is_answered_in_both_languages(with_views):
    def register(blueprint):
        @blueprint.get("/gone")
        @public
        def gone():
            abort(410)

    client = with_views(register)
    assert "Esto ya no está" in client.get("/gone").text
    assert "This is gone" in client.get("/gone", headers={"Accept-Language": "en-US,en;q=0.9"}).text


def test_refuses_a_body_larger_than_the_limit(make_app):
    client = make_app(max_upload_mib=1).test_client()
    token = client.form_token()
    answer = client.post("/idioma", data={"csrf_token": token, "lang": "x" * (1024 * 1024)}, csrf=False)
    assert answer.status_code == 413


def test_refuses_more_attempts_to_sign_in_than_the_rate(make_app, session):
    client = make_app(sign_in_rate="3 per minute").test_client()
    answers = [client.post("/entrar", data={"email": f"a{n}@b.example", "password": "x"}) for n in range(5)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 60


def test_refuses_many_origins_that_guess_at_one_account(make_app, session):
    client = make_app(trusted_proxies=1).test_client()
    statuses = [
        client.post(
            "/entrar",
            data={"email": "ana@uni.example", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(31)
    ]
    assert statuses[-1] == 429


def test_forwarded_headers_count_only_behind_a_trusted_proxy(make_app, session):
    client = make_app(sign_in_rate="2 per minute").test_client()
    statuses = [
        client.post(
            "/entrar",
            data={"email": f"a{number}@b.example", "password": "x"},
            headers={"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(3)
    ]
    assert statuses == [422, 422, 429]


def test_the_language_is_asked_wished_remembered_or_guessed_in_that_order(client):
    english = {"Accept-Language": "en-US,en;q=0.9,es;q=0.5"}
    assert '<html lang="es-MX">' in client.get("/entrar").text
    assert '<html lang="es-MX">' in client.get("/entrar", headers={"Accept-Language": "fr"}).text
    page = client.get("/entrar", headers=english)
    assert '<html lang="en">' in page.text and page.headers["Content-Language"] == "en"
    assert {"Accept-Language", "Cookie"} <= set(page.vary.as_set(preserve_casing=True))
    client.post("/idioma", data={"lang": "es"})
    assert '<html lang="es-MX">' in client.get("/entrar", headers=english).text
    assert '<html lang="en">' in client.get("/entrar?lang=en").text
    assert '<html lang="es-MX">' in client.get("/entrar?lang=fr").text


def test_the_other_language_is_one_click_away_and_keeps_the_question(client):
    assert 'href="/entrar?next=%2Fcuenta&amp;lang=en"' in client.get("/entrar?next=/cuenta&lang=es").text


def test_an_anonymous_reader_is_led_to_sign_in_and_back(client):
    answer = client.get("/cuenta?x=1")
    assert answer.status_code == 302 and answer.location == "/entrar?next=/cuenta?x%3D1"
    assert client.get("/cuenta", headers={"Accept": "application/json"}).status_code == 401
    assert client.post("/cuenta").location == "/entrar"


def test_an_account_without_the_role_reads_who_can_help(sign_in):
    answer = sign_in(Role.AUTHORITY_OBSERVER).get("/operacion")
    assert answer.status_code == 403 and "«Operación del registro»" in answer.text
    assert "operation:read" not in answer.text


@pytest.mark.databases("sqlite")
def test_static_files_are_kept_for_ever_under_an_address_that_changes_with_them(make_app):
    app = make_app(environment="demo")
    client = app.test_client()
    with app.test_request_context():
        from flask import url_for

        address = url_for("static", filename="css/registry.css")
    answer = client.get(address)
    assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get("/static/css/registry.css").status_code == 404
    # Packed for whoever takes it, the same bytes; pages never are: they hold secrets (BREACH).
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == answer.data and len(packed.data) * 3 < len(answer.data)
    assert packed.headers["Content-Type"] == answer.headers["Content-Type"] == 'text/css; charset="utf-8"'
    page = client.get("/entrar", headers={"Accept-Encoding": "gzip"})
    assert page.status_code == 200 and "Content-Encoding" not in page.headers
    assert client.get(address.rsplit("/", 2)[0] + "/../../config.py").status_code == 404


def test_production_answers_to_its_own_name_only(make_app):
    client = make_app(**PRODUCTION).test_client()
    for headers in ({}, {"Accept": "application/json"}):
        answer = client.get("/entrar", base_url="https://evil.example", headers=headers)
        assert answer.status_code == 400 and "evil" not in answer.text
    assert client.get("/healthz", base_url="http://127.0.0.1:8000").status_code == 200


def test_an_unknown_provider_is_missing_and_not_a_fault(with_views, sign_in):
    def register(blueprint):
        @blueprint.get("/of/<slug>")
        @needs("provider:read", provider_from="slug")
        def of(slug):
            return slug

    client = with_views(register)
    client.enter(new_account(Role.AUTHORITY_ADMIN))
    assert client.get("/of/nobody", headers={"Accept": "application/json"}).json["code"] == NotFound.code


def test_who_sends_a_form_after_the_session_ended_is_told_that_nothing_was_saved(client, session):
    answer = client.post("/cuenta", data={"profile-name": "Ana"}, headers={"Referer": "http://localhost/cuenta"})
    assert answer.status_code == 303 and answer.location == "/entrar?next=/cuenta"
    page = client.get(answer.location).text
    assert "Su sesión había terminado y no se guardó nada de lo que envió" in page
    assert 'name="next"' in page and 'value="/cuenta"' in page


@pytest.mark.parametrize("sender", ["https://evil.example/cuenta", "http://localhost/cuenta/contrasena", "//x", ""])
def test_only_a_page_of_ours_that_opens_again_is_returned_to(client, session, sender):
    answer = client.post("/cuenta", data={"profile-name": "Ana"}, headers={"Referer": sender} if sender else {})
    assert answer.location == "/entrar"
