"""Into a wallet, from a phone: the holder makes a code, a wallet that knows only that code collects, one copy goes.

In Spanish the browser runs no scripts; in English it does, and axe examines every page.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from registry.db import db
from registry.texts import Language
from tests.doors.web.learner import story
from tests.journeys.pages import visiting
from tests.support.browsing import PHONE, LiveServer
from tests.support.wallet import HolderKey, Wallet

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize(("language", "script"), [("es", False), ("en", True)])
def test_a_holder_saves_to_a_wallet_and_withdraws_that_copy_alone(
    browser: Browser, live_server: LiveServer, session: object, language: Language, script: bool
) -> None:
    (award,) = story.issue(story.open_school(), story.teacher(language=language))
    claim = f"/recibir/{story.token_of(award)}"
    db.session.commit()  # reading keeps SQLite's writers out, too
    with visiting(browser, live_server.url, language, script=script, viewport=PHONE, has_touch=True) as holder:
        holder.go(claim)
        holder.press("Recibir", "Receive")
        holder.press("Aceptar", "Accept")
        holder.follow("Guardar en una cartera", "Save it")
        holder.headed("Guardar en mi cartera digital", "Save to a wallet")
        holder.reads("Ninguna todavía.", "None yet.")
        holder.examine()
        holder.fill(label="Mi teléfono")
        holder.press("Crear el código", "Make the code")
        holder.headed("Guardar en mi cartera digital", "Save to a wallet")
        link = holder.page.get_by_role("link", name=holder.t("Abrir en mi cartera", "Open in my wallet"))
        link_address = link.get_attribute("href")
        assert link_address is not None
        expect(holder.page.locator("img.qr")).to_be_visible()
        assert not re.search(r"\b\d{3} \d{3}\b", holder.page.locator("main").inner_text())
        holder.examine()
        wallet = Wallet(HolderKey("EdDSA"), "did:jwk").open(link_address)
        holder.follow("Ver la clave", "Show the six-digit code")
        tx_code = holder.page.locator(".one-time [aria-hidden]").inner_text().replace(" ", "")
        assert re.fullmatch(r"\d{6}", tx_code) and holder.page.locator("img.qr").count() == 0
        holder.examine()
        assert wallet.ask_token(tx_code).status == 200
        holder.follow("Ya la escribí", "I have typed it")
        holder.reads("Una cartera la está recibiendo", "A wallet is receiving it")
        received = wallet.ask()
        credential = received.body["credentials"][0]["credential"]
        assert credential["credentialSubject"]["id"] == wallet.did
        said = {"notification_id": received.body["notification_id"], "event": "credential_accepted"}
        assert wallet.post("notification_endpoint", said).status == 204
        holder.follow("Comprobar si ya llegó", "Check whether it has arrived")
        holder.reads("Mi teléfono", "Mi teléfono")
        holder.reads("Vigente", "In force")
        holder.page.get_by_text(holder.t("Quiero retirar esta copia", "I want to withdraw this copy")).click()
        holder.examine()
        holder.press("Retirar la copia", "Withdraw the copy")
        holder.reads("Retirada por usted", "Withdrawn by you")
        holder.go(f"/mis-microcredenciales/{award.id}")
        holder.reads("Usted retiró la copia de una cartera", "You withdrew the copy in a wallet")
        holder.reads("Vigente hasta el", "Valid until")
    db.session.rollback()
