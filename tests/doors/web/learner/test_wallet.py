"""The pages around a wallet: theirs alone, changed by buttons alone, and truthful when it is not possible."""

from __future__ import annotations

import re

import pytest

from registry.awards import service as awards
from registry.db import db
from registry.wallet.models import WalletOffer
from tests.doors.web.learner.story import issue, keep, teacher

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def held(client, school):
    (award,) = issue(school, teacher())
    keep(client, award)
    return award


def offers():
    return db.session.scalar(db.select(db.func.count(WalletOffer.id)))


def test_a_code_is_made_shown_apart_from_its_key_and_cancelled_by_buttons(client, app, held):
    page = f"/mis-microcredenciales/{held.id}/cartera"
    for path in (page, f"{page}/clave", f"{page}/qr.svg", f"{page}/cancelar"):
        client.get(path)
    assert offers() == 0 and client.get(f"{page}/qr.svg").status_code == 404
    assert client.post(page, data={"label": "x" * 81}).status_code == 422 and offers() == 0
    assert client.post(page, data={"label": "Mi teléfono"}).status_code == 303
    shown = client.get(page).text
    tx_code = re.search(r'only-spoken">([\d ]+)<', client.get(f"{page}/clave").text)[1].replace(" ", "")
    assert re.fullmatch(r"\d{6}", tx_code) and tx_code not in shown and "openid-credential-offer://" in shown
    assert client.get(f"{page}/qr.svg").headers["Cache-Control"] == "no-store"
    stranger = app.test_client()
    other = stranger.get(page)
    assert other.status_code == 302 and "openid" not in other.text
    assert client.post(f"{page}/cancelar").status_code == 303
    assert "openid-credential-offer" not in client.get(page).text and client.get(f"{page}/clave").status_code == 303
    assert "Ya no había código" in client.post(f"{page}/cancelar", follow_redirects=True).text


def test_another_holder_finds_nothing(client, app, school, held):
    client.post(f"/mis-microcredenciales/{held.id}/cartera")
    (other,) = issue(school, teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    eva = app.test_client()
    keep(eva, other)
    for path in ("", "/clave", "/qr.svg"):
        assert eva.get(f"/mis-microcredenciales/{held.id}/cartera{path}").status_code == 404
    for path in ("", "/cancelar", "/copias/00000000-0000-0000-0000-000000000007/retirar"):
        assert eva.post(f"/mis-microcredenciales/{held.id}/cartera{path}").status_code == 404
    wrong = f"/mis-microcredenciales/{held.id}/cartera/copias/00000000-0000-0000-0000-000000000007/retirar"
    assert client.post(wrong).status_code == 404


def test_what_cannot_be_saved_says_why_and_makes_no_code(client, school, held):
    awards.suspend(held, reason="under_investigation", actor=school.issuer)
    page = f"/mis-microcredenciales/{held.id}/cartera"
    shown = client.get(page).text
    assert "Está suspendida" in shown and "Crear el código" not in shown
    refused = client.post(page)
    assert refused.status_code == 409 and "Está suspendida" in refused.text and offers() == 0
