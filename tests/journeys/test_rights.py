"""On a telephone, in both languages: a name is corrected, and everything is erased. In Spanish without scripts."""

from __future__ import annotations

import html
import io
import os
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from registry import clock
from registry.accounts.permissions import Role
from registry.db import db
from registry.ids import spell_folio
from registry.rights import service as rights
from registry.rights.models import RightsRequest
from registry.texts import Language
from tests.doors.web.learner import story
from tests.journeys.pages import Visitor, visiting
from tests.journeys.test_in_browser import open_mail
from tests.journeys.test_ways_in import here
from tests.support.browsing import PHONE, LiveServer
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")

PASSWORD = "cuatro palabras sin relacion"
LU = "lu@correo.example"
OLD, NEW = "Luis Balam Kʼin", "Lucía Balam K'in"
TELEPHONE: dict[str, Any] = {"viewport": PHONE, "has_touch": True}
#: A folder for pictures of every page that is examined, for whoever wants to look at them.
PICTURES = os.environ.get("PICTURES")


@dataclass(frozen=True, slots=True)
class Held:
    """An award, apart from any session: reading holds SQLite's lock, and the server is another writer."""

    id: uuid.UUID
    folio: str


@pytest.fixture
def award(session: Any, live_server: LiveServer, language: Language) -> Held:
    """One award, somebody at the institution, an officer: the last two sign in by password."""
    school = story.open_school()
    for role, name, place in (
        (Role.PROVIDER_ISSUER, "escuela", school.provider.id),
        (Role.PRIVACY_OFFICER, "oficial", None),
    ):
        new_account(
            role, provider_id=place, name=f"Persona {name}", email=f"{name}@valle.example", language=language,
            password=PASSWORD,
        )  # fmt: skip
    claims = story.teacher(
        full_name=OLD, given_names="Luis", first_surname="Balam", second_surname="Kʼin", email=LU, language=language
    )
    (made,) = story.issue(school, claims)
    held = Held(made.id, spell_folio(made.folio))
    db.session.commit()
    return held


@pytest.mark.parametrize("language", ["es", "en"])
def test_correct_a_name_then_erase_everything(
    browser: Browser, live_server: LiveServer, award: Held, language: Language
) -> None:
    script = language == "en"
    with visiting(browser, live_server.url, language, script=script, **TELEPHONE) as lu:
        receive(lu)
        ask_for_another_name(lu)
        at_work(browser, live_server, language, "escuela", "/institucion/universidad-del-valle/correcciones", sign)
        read_the_new_name(lu, award)
        take_a_copy(lu)
        oppose_and_answer(lu)
        ask_for_erasure(lu)
        at_work(browser, live_server, language, "oficial", "/operacion/derechos", grant)
        work(live_server, 1)
        everything_is_gone(lu, award, "Datos bloqueados", "Data blocked")
        request = db.session.scalars(db.select(RightsRequest).where(RightsRequest.kind == "cancellation")).one()
        request.delete_at = clock.now()  # three months later
        db.session.commit()
        work(live_server, 1)
        everything_is_gone(lu, award, "Hecha", "Done")


def look(visitor: Visitor, name: str) -> None:
    """Examine the page, once: in English, where every step runs scripts, which axe is; and weigh it, unpacked."""
    if PICTURES:
        folder = Path(PICTURES)
        folder.mkdir(exist_ok=True)
        visitor.page.screenshot(path=folder / f"{name}-{visitor.language}-phone.png", full_page=True)
        visitor.page.set_viewport_size({"width": 1280, "height": 900})
        visitor.page.screenshot(path=folder / f"{name}-{visitor.language}-desktop.png", full_page=True)
        visitor.page.set_viewport_size(PHONE)
    if visitor.language == "en":
        visitor.examine()
        weight = visitor.page.evaluate(
            "performance.getEntries().filter((one) => one.initiatorType !== 'img' && one.encodedBodySize)"
            ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
        )
        assert 0 < weight <= 60_000, f"{visitor.page.url}: {weight}"


def receive(lu: Visitor) -> None:
    lu.go(f"/demo/correos?to={LU}")
    lu.follow_at("table th a")
    here(lu, lu.page.locator(".mail a").first.get_attribute("href") or "")
    lu.press("Recibir", "Receive")
    lu.press("Aceptar", "Accept")


def ask_for_another_name(lu: Visitor) -> None:
    """From the hub to a request, after two answers to what cannot be a name."""
    lu.go("/mis-microcredenciales/derechos")
    look(lu, "hub")
    lu.follow("Corregir mi nombre", "Correct my name")
    look(lu, "rename")
    for wrong, said in (("x" * 300, ("caracteres", "characters")), ("Lucía 2 Balam", ("número", "digit"))):
        lu.fill(full_name=wrong, first_surname="Balam")
        lu.tick("reason", "gender")
        lu.page.get_by_role("button", name=lu.t("Pedir la corrección", "Ask for the correction")).click()
        lu.page.locator("#errors").get_by_text(lu.t(*said)).first.wait_for()
    lu.fill(full_name="lucía  balam kʼin", words="Puedo mostrar mi acta el lunes.")
    lu.press("Pedir la corrección", "Ask for the correction")
    lu.reads("En espera de respuesta", "Waiting for an answer")
    look(lu, "rename-asked")


def at_work(browser: Browser, server: LiveServer, language: Language, name: str, address: str, act: Any) -> None:
    """Somebody signs in, opens the first line of a list, and acts."""
    with visiting(browser, server.url, language) as staff:
        staff.go("/entrar")
        form = staff.page.locator("form[action='/entrar']")
        form.locator("[name=email]").fill(f"{name}@valle.example")
        form.locator("[name=password]").fill(PASSWORD)
        staff.press("Entrar", "Sign in", within="form[action='/entrar']")
        staff.go(address)
        look(staff, f"list-{name}")
        staff.follow_at("table th a")
        look(staff, f"case-{name}")
        act(staff)


def sign(staff: Visitor) -> None:
    staff.reads("Reconocimiento de mi identidad", "Recognition of my gender identity")
    staff.press("Firmar los documentos", "Sign the corrected documents")
    staff.reads("Corregidas", "Corrected")
    assert staff.page.get_by_text(staff.t("Reconocimiento", "Recognition")).count() == 0, "forgotten once it is done"


def read_the_new_name(lu: Visitor, award: Held) -> None:
    lu.page.reload()
    lu.reads("Corregidas", "Corrected")
    lu.go(f"/mis-microcredenciales/{award.id}")
    lu.reads(NEW, NEW)
    assert lu.page.get_by_text("Luis").count() == 0
    lu.go(f"/f/{award.folio}")
    lu.fill(surname="Balam")
    lu.press("Verificar", "Verify")
    assert "Luis" not in lu.page.content()


def take_a_copy(lu: Visitor) -> None:
    lu.go("/mis-microcredenciales/derechos")
    lu.press("Pedir mi copia", "Get my copy")
    look(lu, "copy")
    with lu.page.expect_download() as taking:
        lu.page.get_by_role("link", name=lu.t("Descargar", "Download")).click()
    body = Path(taking.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        page = html.unescape(package.read("datos.html").decode())
        if PICTURES:
            (Path(PICTURES) / "datos.html").write_text(page)
        assert LU in page and NEW in page
        assert len([one for one in package.namelist() if one.startswith("documentos/")]) == 2, "the earlier one as well"


def oppose_and_answer(lu: Visitor) -> None:
    lu.go("/mis-microcredenciales/derechos/preguntas")
    look(lu, "questions")
    lu.tick("gender", "woman")
    lu.press("Consentir y guardar", "Consent and save")
    lu.reads("Mujer", "Woman")
    lu.press("Que no me cuenten", "Do not count me")
    lu.reads("Me opongo", "I oppose it")
    look(lu, "hub-used")


def ask_for_erasure(lu: Visitor) -> None:
    lu.follow("Leer y decidir", "Read and decide")
    look(lu, "erase")
    lu.field("understood").check()
    lu.press("Pedir que se borre todo", "Ask for everything to be erased")
    lu.reads("En plazo de respuesta", "Waiting for an answer")
    look(lu, "erase-asked")


def grant(officer: Visitor) -> None:
    officer.press("Conceder", "Grant")
    officer.reads("Procede; falta ejecutarla", "Granted; to be carried out")


def work(server: LiveServer, expected: int) -> None:
    """What the worker does about requests."""
    with server.app.app_context():
        assert rights.carry_out() == expected
        db.session.commit()


def everything_is_gone(lu: Visitor, award: Held, spanish: str, english: str) -> None:
    """Signed out; the folio says why; the page of the request, by mail, says how it stands."""
    lu.go(f"/mis-microcredenciales/{award.id}")
    lu.headed("Entrar", "Sign in")
    lu.go(f"/f/{award.folio}")
    lu.fill(surname="Balam")
    lu.page.locator("main").get_by_role("button", name=lu.t("Verificar", "Verify")).click()
    lu.page.get_by_text(lu.t("Su titular pidió que se borrara", "Its holder asked for it to be erased")).wait_for()
    look(lu, "folio")
    if english == "Data blocked":
        open_mail(lu, LU)
    else:
        lu.go(REQUEST_PAGE[lu.language])
    REQUEST_PAGE[lu.language] = lu.page.url
    lu.reads(spanish, english)
    look(lu, "request")


#: Where the mail led: once all is deleted no mail is left to open.
REQUEST_PAGE: dict[str, str] = {}
