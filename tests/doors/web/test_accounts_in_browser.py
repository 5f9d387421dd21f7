"""Signing in with a real browser, on a phone's screen too."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from registry.accounts.actor import SYSTEM
from registry.accounts.service import create_account
from registry.db import db
from tests.support.browsing import NARROWEST, follow, overflow, serious_violations
from tests.support.people import new_account

PASSWORD = "cuatro palabras sin relacion"
pytestmark = pytest.mark.databases("sqlite")


def test_a_person_signs_in_changes_language_and_leaves(page, live_server, session):
    new_account(email="ana@uni.example", name="Ana Prueba", password=PASSWORD)
    db.session.commit()
    page.goto(f"{live_server.url}/cuenta")
    assert serious_violations(page) == []
    form = page.locator("form[action='/entrar']")
    form.get_by_label("Correo electrónico").fill("ana@uni.example")
    form.get_by_label("Contraseña").fill("no es esta")
    follow(form.get_by_role("button", name="Entrar"))
    expect(page.get_by_role("alert").get_by_text("no coinciden")).to_be_visible()
    assert form.get_by_label("Correo electrónico").input_value() == "ana@uni.example"
    assert serious_violations(page) == []
    form.get_by_label("Contraseña").fill(PASSWORD)
    follow(form.get_by_role("button", name="Entrar"))
    page.wait_for_url("**/cuenta")
    assert serious_violations(page) == []
    page.get_by_role("radio", name="English").check()
    follow(page.get_by_role("button", name="Guardar"))
    expect(page.get_by_role("heading", name="Your account")).to_be_visible()
    page.set_viewport_size(NARROWEST)
    assert overflow(page) == 0


def test_a_link_from_the_demonstrations_outbox_signs_in(page, live_server, session):
    create_account("ana@uni.example", "Ana Prueba", actor=SYSTEM)
    db.session.commit()
    page.goto(f"{live_server.url}/entrar")
    form = page.locator("form[action='/entrar/enlace']")
    form.get_by_label("Correo electrónico").fill("ana@uni.example")
    follow(form.get_by_role("button", name="Recibir un enlace"))
    follow(page.get_by_role("link", name="Ver los correos de la demostración"))
    assert serious_violations(page) == []
    follow(page.get_by_role("link", name="Su enlace para entrar"))
    assert serious_violations(page) == []
    follow(page.locator(".mail a").first)
    follow(page.get_by_role("button", name="Entrar"))
    page.wait_for_url("**/cuenta")
    expect(page.get_by_text("ana@uni.example")).to_be_visible()
