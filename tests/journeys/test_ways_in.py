"""In and back in, on a telephone: by passkey, by the outside log-in, and after the e-mail was lost.

A real browser with a virtual authenticator, a real OpenID Connect server in a process of its own. In Spanish the way
back in is walked without scripts.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from registry import clock
from registry.accounts.models import Account, Passkey
from registry.accounts.permissions import Role
from registry.db import db
from registry.identity import service as identity
from registry.identity.models import IdentityCase
from registry.ids import spell_folio
from registry.texts import Language
from tests.doors.web.learner import story
from tests.journeys.pages import Visitor, visiting
from tests.journeys.test_in_browser import enter_by_mail, open_mail
from tests.support import browsing, oidc_provider
from tests.support.browsing import PHONE, LiveServer
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "cuatro palabras sin relacion"
ANA, NEW = "ana@correo.example", "ana.nueva@correo.example"
TELEPHONE: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
DESK = "/institucion/universidad-del-valle/identidades"


@dataclass(frozen=True, slots=True)
class Held:
    """An award, apart from any session: reading holds SQLite's lock, and the server is another writer."""

    id: uuid.UUID
    person_id: uuid.UUID
    folio: str


@pytest.fixture
def served(app: Any, database_name: str, tmp_path: Path) -> Iterator[LiveServer]:
    """The registry and the outside log-in that it uses, both on this machine."""
    with (
        oidc_provider.serving(tmp_path) as provider,
        browsing.serving(database_name, environment="demo", **provider.settings()) as server,
    ):
        yield server


@pytest.fixture
def award(session: Any, served: LiveServer, language: Language) -> Held:
    """One teacher's award, and two people of the institution who sign in by password."""
    school = story.open_school()
    for role, name in ((Role.PROVIDER_ISSUER, "uno"), (Role.PROVIDER_ADMIN, "dos")):
        new_account(
            role, provider_id=school.provider.id, name=f"Persona {name}", email=f"{name}@valle.example",
            language=language, password=PASSWORD,
        )  # fmt: skip
    (made,) = story.issue(school, story.teacher(curp=story.curp(tail="MDFBCD0"), language=language))
    held = Held(made.id, made.person_id, spell_folio(made.folio))
    db.session.commit()
    return held


@pytest.mark.parametrize("language", ["es", "en"])
def test_in_by_passkey_by_another_log_in_and_back_after_losing_the_mail(
    browser: Browser, served: LiveServer, award: Held, language: Language
) -> None:
    named = served.url.replace("127.0.0.1", "localhost")  # passkeys are bound to a name
    with visiting(browser, named, language, **TELEPHONE) as ana:
        receive(ana)
        authenticator = virtual_authenticator(ana.page)
        save_passkey(ana)
        enter_by_passkey(ana)
        somebody_elses_passkey(ana, authenticator)
    with visiting(browser, served.url, language, **TELEPHONE) as eva:
        enter_by_another_log_in(eva)
    with visiting(browser, served.url, language, script=language == "en", **TELEPHONE) as lost:
        recover(lost, browser, served, language, award)
    with visiting(browser, named, language, script=False, **TELEPHONE) as plain:
        plain.go("/entrar")
        plain.reads("necesitan JavaScript", "need JavaScript")
        assert not plain.page.get_by_role("button", name=plain.t("Usar una llave", "Use a passkey")).is_visible()


def receive(ana: Visitor) -> None:
    """By the mailed claim, at the name of this machine."""
    ana.go(f"/demo/correos?to={ANA}")
    ana.follow_at("table th a")
    here(ana, ana.page.locator(".mail a").first.get_attribute("href") or "")
    ana.press("Recibir", "Receive")
    ana.press("Aceptar", "Accept")


def here(visitor: Visitor, address: str) -> None:
    """Open a mailed address at the host where this visitor is."""
    visitor.go("/" + address.split("/", 3)[3])


def virtual_authenticator(page: Page) -> tuple[Any, str]:
    """A telephone's own: keeps passkeys, and knows its user."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session, made["authenticatorId"]


def save_passkey(ana: Visitor) -> None:
    """From the account to a passkey with a name of its own."""
    ana.go("/cuenta")
    ana.look()
    ana.follow("Ver y agregar llaves", "See and add passkeys")
    ana.look()
    ana.page.get_by_role("button", name=ana.t("Guardar una llave aquí", "Save a passkey here")).click()
    ana.page.get_by_text(ana.t("La llave quedó guardada", "The passkey is saved")).wait_for()
    ana.look()
    ana.page.get_by_text(ana.t("Cambiar el nombre o quitarla", "Rename or remove it")).click()
    ana.page.locator("details input[type=text]").fill("Mi celular")
    ana.press("Guardar el nombre", "Save the name")
    ana.reads("Mi celular", "Mi celular")
    (kept,) = db.session.scalars(db.select(Passkey)).all()
    assert len(kept.user_handle) == 16 and kept.last_used_at is None
    db.session.commit()


def enter_by_passkey(ana: Visitor) -> None:
    """Out, and in again without typing anything; the page then says by what means."""
    leave(ana)
    ana.go("/entrar?next=/cuenta")
    ana.look()
    ana.page.get_by_role("button", name=ana.t("Usar una llave de acceso", "Use a passkey")).click()
    arrives(ana, "/cuenta")
    ana.reads("con una llave de acceso", "with a passkey")
    db.session.commit()
    assert db.session.scalars(db.select(Passkey.last_used_at)).one() is not None
    db.session.commit()


def arrives(visitor: Visitor, path: str) -> None:
    """A script leads there."""
    visitor.page.wait_for_url(lambda url: urlsplit(url).path == path)


def leave(visitor: Visitor) -> None:
    visitor.page.evaluate(
        "fetch('/salir', {method: 'POST', headers: {'X-CSRFToken': document.querySelector('[name=csrf_token]').value}})"
    )
    visitor.page.wait_for_timeout(100)
    visitor.go("/cuenta")
    visitor.headed("Entrar", "Sign in")


def somebody_elses_passkey(ana: Visitor, authenticator: tuple[Any, str]) -> None:
    """A passkey that its owner removed opens nothing; without one on the device the page says what else there is."""
    session, key = authenticator
    ana.go("/cuenta/llaves")
    ana.page.get_by_text(ana.t("Cambiar el nombre o quitarla", "Rename or remove it")).click()
    ana.press("Quitar esta llave", "Remove this passkey")
    leave(ana)
    said = ana.page.locator("[data-said]")
    for refusal in (
        ana.t("No reconocimos esa llave", "We did not recognise that passkey"),
        ana.t("No se usó ninguna llave", "No passkey was used"),
    ):
        ana.page.get_by_role("button", name=ana.t("Usar una llave", "Use a passkey")).click()
        said.get_by_text(refusal).wait_for()
        session.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    ana.look()


def enter_by_another_log_in(eva: Visitor) -> None:
    """Out to the other site and back, by one press here and one there."""
    eva.go("/entrar?next=/cuenta")
    eva.page.get_by_role("button", name=eva.t("Ir a Llave de prueba", "Go to Test key")).click()
    eva.page.get_by_label("Claims").fill(
        json.dumps({"sub": "eva-1", "name": "Eva Ruiz Lara", "curp": story.curp(tail="MDFBCD0")})
    )
    eva.page.get_by_role("button", name="Entrar").click()
    arrives(eva, "/cuenta")
    eva.reads("conectado", "connected")
    eva.look()
    eva.go("/mis-microcredenciales/datos")
    eva.reads("comprobada", "proved")
    eva.look()


def recover(lost: Visitor, browser: Browser, served: LiveServer, language: Language, award: Held) -> None:
    """Ask, be vouched for by two, wait, and come in with the new address."""
    lost.go("/recuperar")
    lost.look()
    lost.fill(email=NEW, name="Ana Sofía Ñúñez Pérez", folio=award.folio)
    lost.tick("provider", "universidad-del-valle")
    lost.press("Pedir ayuda", "Ask for help")
    open_mail(lost, NEW)
    mine = lost.page.url
    lost.look()
    lost.press("Confirmar", "Confirm")
    lost.reads("Por atender", "To be dealt with")
    lost.look()
    for name, act in (("uno", propose), ("dos", approve)):
        with visiting(browser, served.url, language) as staff:
            staff.go("/entrar")
            form = staff.page.locator("form[action='/entrar']")
            form.locator("[name=email]").fill(f"{name}@valle.example")
            form.locator("[name=password]").fill(PASSWORD)
            staff.press("Entrar", "Sign in", within="form[action='/entrar']")
            staff.go(DESK)
            staff.look()
            staff.follow_at("table th a")
            act(staff)
    lost.go(mine)
    lost.reads("Aprobada, en espera", "Approved, waiting")
    case = db.session.scalars(db.select(IdentityCase)).one()
    case.effective_at = clock.now()  # a week later
    db.session.commit()
    with served.app.app_context():
        assert identity.carry_out_due() == 1
        db.session.commit()
    lost.page.reload()
    lost.reads("Hecha", "Done")
    lost.follow("Entrar", "Sign in")
    lost.press("Recibir un enlace", "Send me a link")
    enter_by_mail(lost, NEW)
    lost.go(f"/mis-microcredenciales/{award.id}")
    lost.reads("Ana Sofía Ñúñez Pérez", "Ana Sofía Ñúñez Pérez")
    assert db.session.scalars(db.select(Account.email).where(Account.person_id == award.person_id)).one() == NEW
    db.session.commit()


def propose(staff: Visitor) -> None:
    staff.reads("El nombre coincide", "The name fits")
    staff.tick("propose-evidence", "seen_id")
    staff.field("propose-note").fill("La vi en ventanilla con su credencial para votar.")
    staff.look()
    staff.press("Proponer", "Propose")
    staff.reads("Falta otra persona", "Somebody else is needed")


def approve(staff: Visitor) -> None:
    staff.reads("La vi en ventanilla", "La vi en ventanilla")
    staff.look()
    staff.press("Aprobar", "Approve")
    staff.reads("Aprobada, en espera", "Approved, waiting")
