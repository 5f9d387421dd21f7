"""Signing in and out, one's own account and sessions."""

from __future__ import annotations

import html
import re

import pytest
import time_machine

from registry import clock
from registry.accounts import queries
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.accounts.service import create_account
from registry.db import db
from registry.notices.models import OutboxMessage
from tests.support.people import new_account

PASSWORD = "cuatro palabras sin relacion"
ELSEWHERE = ("https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)")


def sign_in(client, email, password=PASSWORD, **more):
    return client.post("/entrar", data={"email": email, "password": password, **more})


def test_signs_in_with_a_password_and_goes_where_it_was_asked(client, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    answer = sign_in(client, "Ana@UNI.example ", next="/cuenta?x=1")
    assert (answer.status_code, answer.location) == (302, "/cuenta?x=1")
    page = client.get("/cuenta")
    assert page.status_code == 200 and "ana@uni.example" in page.text


def test_refuses_a_wrong_password_and_an_unknown_address_with_the_same_page(client, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    with time_machine.travel(clock.now(), tick=False):  # the token of a form tells the second
        wrong = sign_in(client, "ana@uni.example", "otra contraseña larga")
        unknown = sign_in(client, "nadie@uni.example", "otra contraseña larga")
    assert wrong.status_code == unknown.status_code == 422
    without = lambda page, email: re.sub(r'value="[^"]*"', "", page.text.replace(email, ""))  # noqa: E731
    assert without(wrong, "ana@uni.example") == without(unknown, "nadie@uni.example")
    assert client.get("/cuenta").status_code == 302


def test_refuses_to_lead_to_another_site_after_signing_in(client, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    for elsewhere in ELSEWHERE:
        assert sign_in(client, "ana@uni.example", next=elsewhere).location == "/cuenta"


def test_locks_an_address_after_ten_wrong_passwords_even_for_the_right_one(client, session, clock):
    new_account(email="ana@uni.example", password=PASSWORD)
    for _ in range(10):
        sign_in(client, "ana@uni.example", "equivocada otra vez")
    assert "demasiados intentos" in sign_in(client, "ana@uni.example").text
    clock.tick(minutes=16)
    assert sign_in(client, "ana@uni.example").status_code == 302


def test_a_new_session_replaces_the_one_the_browser_had(client, session):
    account = new_account(email="ana@uni.example", password=PASSWORD)
    sign_in(client, "ana@uni.example")
    first = client.get_cookie("entry").value
    sign_in(client, "ana@uni.example")
    second = client.get_cookie("entry").value
    assert first != second
    from registry import clock

    assert queries.live_session(first, at=clock.now()) is None
    assert [one.account_id for one in queries.live_sessions(account.id, at=clock.now())] == [account.id]


def test_a_link_signs_in_once_and_only_by_pressing_its_button(client, session, make_app):
    create_account("ana@uni.example", "Ana", person_id=None, actor=SYSTEM)
    answer = client.post("/entrar/enlace", data={"link-email": "ana@uni.example"})
    assert answer.status_code == 200
    url = db.session.scalars(db.select(OutboxMessage)).one().values["url"]
    path = url.removeprefix("https://registro.example")
    assert client.get(path).status_code == 200
    assert client.get("/cuenta").status_code == 302  # opening is not entering
    assert client.post(path).status_code == 302
    assert client.get("/cuenta").status_code == 200
    other = client.application.test_client()
    assert other.get(path).status_code == 410
    assert other.post(path).status_code == 410


def _way_by_mail(client, onward):
    """Ask for a link as the page at /entrar?next=… does; the path in the mail."""
    asked = client.get("/entrar", query_string={"next": onward})
    kept = re.search(r'name="link-next"[^>]* value="([^"]*)"', asked.text)[1]
    client.post("/entrar/enlace", data={"link-email": "ana@uni.example", "link-next": html.unescape(kept)})
    newest = db.select(OutboxMessage).order_by(OutboxMessage.id.desc())
    return db.session.scalars(newest).first().values["url"].removeprefix("https://registro.example")


def test_a_link_by_mail_leads_where_the_reader_was_going(client, session):
    create_account("ana@uni.example", "Ana", actor=SYSTEM)
    path = _way_by_mail(client, "/cuenta?a=1&b=dos palabras")
    kept = re.search(r'name="next" value="([^"]*)"', client.get(path).text)[1]
    answer = client.post(path, data={"next": html.unescape(kept)})
    assert (answer.status_code, answer.location) == (302, "/cuenta?a=1&b=dos%20palabras")


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_refuses_to_lead_to_another_site_after_a_link(client, session, elsewhere):
    create_account("ana@uni.example", "Ana", actor=SYSTEM)
    path = _way_by_mail(client, elsewhere)
    assert "next" not in path
    forged = client.get(path, query_string={"next": elsewhere}).text
    assert 'name="next"' not in forged
    assert client.post(path, data={"next": elsewhere}).location == "/cuenta"


def test_the_way_in_also_leads_to_registering_an_institution(client, session):
    assert 'href="/institucion/alta"' in client.get("/entrar").text


def test_asking_for_a_link_tells_nothing_about_who_has_an_account(client, session):
    create_account("ana@uni.example", "Ana", actor=SYSTEM)
    known = client.post("/entrar/enlace", data={"link-email": "ana@uni.example"})
    unknown = client.post("/entrar/enlace", data={"link-email": "eva@uni.example"})
    # The token of a form says in which second it was made.
    one, other = (re.sub(r'name="csrf_token"[^>]*', "", page.text) for page in (known, unknown))
    assert one.replace("ana@", "") == other.replace("eva@", "")
    assert len(db.session.scalars(db.select(OutboxMessage)).all()) == 1


def test_refuses_a_malformed_address_with_what_to_write_and_keeps_it(client, session):
    answer = client.post("/entrar/enlace", data={"link-email": "ana arroba uni"})
    assert answer.status_code == 422
    assert "nombre@institucion.mx" in answer.text and 'value="ana arroba uni"' in answer.text


def test_signing_out_ends_the_session_and_not_only_the_cookie(client, session):
    new_account(email="ana@uni.example", password=PASSWORD)
    sign_in(client, "ana@uni.example")
    token = client.get_cookie("entry").value
    assert client.post("/salir").status_code == 302
    client.set_cookie("entry", token)
    assert client.get("/cuenta").status_code == 302


def test_changing_the_password_ends_the_other_sessions(client, session, sign_in):
    from registry.accounts import service

    elsewhere = sign_in(email="ana@uni.example", password=PASSWORD)
    client.enter(queries.by_email("ana@uni.example"))
    wrong = client.post(
        "/cuenta/contrasena", data={"password-current": "no es", "password-new": "una frase bien nueva"}
    )
    assert wrong.status_code == 422 and "no es correcta" in wrong.text
    right = client.post(
        "/cuenta/contrasena", data={"password-current": PASSWORD, "password-new": "una frase bien nueva"}
    )
    assert right.status_code == 302
    assert client.get("/cuenta").status_code == 200
    assert elsewhere.get("/cuenta").status_code == 302
    assert service.sign_in("ana@uni.example", "una frase bien nueva")


def test_one_session_can_be_closed_from_another_but_not_somebody_elses(client, session, sign_in):
    from registry import clock

    stranger = sign_in(email="otro@uni.example")
    mine = sign_in(email="ana@uni.example")
    account = queries.by_email("ana@uni.example")
    client.enter(account)
    ids = [one.id for one in queries.live_sessions(account.id, at=clock.now())]
    assert len(ids) == 2
    assert stranger.post(f"/cuenta/sesiones/{ids[0]}/cerrar").status_code == 404
    for one in ids:
        mine.post(f"/cuenta/sesiones/{one}/cerrar")
    assert mine.get("/cuenta").status_code == 302


def test_the_language_is_kept_in_the_cookie_and_in_the_account(client, session, sign_in):
    mine = sign_in(Role.AUTHORITY_ADMIN, email="ana@sep.example")
    assert "Su cuenta" in mine.get("/cuenta").text
    answer = mine.post("/idioma", data={"lang": "en", "next": "//evil.example"})
    assert answer.location == "/"
    assert "Your account" in mine.get("/cuenta").text
    assert queries.by_email("ana@sep.example").language == "en"
    assert "Su cuenta" in mine.get("/cuenta?lang=es").text
