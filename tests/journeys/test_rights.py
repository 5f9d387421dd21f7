"""On a telephone, in both languages: a name is corrected, and everything is erased. In Spanish without scripts."""

from __future__ import annotations

import html
import io
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
OLD, NEW, OTHER = "Luis Balam Kʼin", "Lucía Balam K'in", "Lucía Inés Balam K'in"
TELEPHONE: dict[str, Any] = {"viewport": PHONE, "has_touch": True}


@dataclass(frozen=True, slots=True)
class Held:
    """An award, apart from any session: reading holds SQLite's lock, and the server is another writer."""

    id: uuid.UUID
    folio: str


@pytest.fixture
def award(session: Any, live_server: LiveServer, language: Language) -> Held:
    """One award, somebody at the institution, two officers, the authority's head: these sign in by password."""
    school = story.open_school()
    for role, name, place in (
        (Role.PROVIDER_ISSUER, "escuela", school.provider.id),
        (Role.PRIVACY_OFFICER, "oficial", None),
        (Role.PRIVACY_OFFICER, "segunda", None),
        (Role.AUTHORITY_ADMIN, "directora", None),
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
        a_guardian_consents(lu, browser, live_server)
        at_work(browser, live_server, language, "oficial", "/operacion/derechos/papel", on_paper(award), opens=False)
        at_work(browser, live_server, language, "segunda", "/operacion/derechos", second_pair_of_eyes)
        in_custody(browser, live_server, language, award)
        lu.go(f"/mis-microcredenciales/{award.id}")
        lu.reads(OTHER, OTHER)
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


def receive(lu: Visitor) -> None:
    lu.go(f"/demo/correos?to={LU}")
    lu.follow_at("table th a")
    here(lu, lu.page.locator(".mail a").first.get_attribute("href") or "")
    lu.press("Recibir", "Receive")
    lu.press("Aceptar", "Accept")


def ask_for_another_name(lu: Visitor) -> None:
    """From the hub to a request, after two answers to what cannot be a name."""
    lu.go("/mis-microcredenciales/derechos")
    lu.look("hub")
    lu.follow("Corregir mi nombre", "Correct my name")
    lu.look("rename")
    for wrong, said in (("x" * 300, ("caracteres", "characters")), ("Lucía 2 Balam", ("número", "digit"))):
        lu.fill(full_name=wrong, first_surname="Balam")
        lu.tick("reason", "gender")
        lu.page.get_by_role("button", name=lu.t("Pedir la corrección", "Ask for the correction")).click()
        lu.page.locator("#errors").get_by_text(lu.t(*said)).first.wait_for()
    lu.fill(full_name="lucía  balam kʼin", words="Puedo mostrar mi acta el lunes.")
    lu.press("Pedir la corrección", "Ask for the correction")
    lu.reads("En espera de respuesta", "Waiting for an answer")
    lu.look("rename-asked")


def at_work(
    browser: Browser, server: LiveServer, language: Language, name: str, address: str, act: Any, *, opens: bool = True
) -> None:
    """Somebody signs in, opens the first line of a list (unless the address is none), and acts."""
    with visiting(browser, server.url, language) as staff:
        staff.go("/entrar")
        form = staff.page.locator("form[action='/entrar']")
        form.locator("[name=email]").fill(f"{name}@valle.example")
        form.locator("[name=password]").fill(PASSWORD)
        staff.press("Entrar", "Sign in", within="form[action='/entrar']")
        staff.go(address)
        staff.look(f"list-{name}")
        if opens:
            staff.follow_at("table th a")
            staff.look(f"case-{name}")
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
    lu.look("copy")
    with lu.page.expect_download() as taking:
        lu.page.get_by_role("link", name=lu.t("Descargar", "Download")).click()
    body = Path(taking.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        page = html.unescape(package.read("datos.html").decode())
        assert LU in page and NEW in page
        assert len([one for one in package.namelist() if one.startswith("documentos/")]) == 2, "the earlier one as well"


def a_guardian_consents(lu: Visitor, browser: Browser, server: LiveServer) -> None:
    """Lu is fifteen and names her mother, who reads what it is about and presses; nothing is shared before."""
    lu.go("/mis-microcredenciales/derechos")
    lu.page.get_by_text(lu.t("Tengo menos de 18 años", "I am under 18")).click()
    lu.field("birth-born_on").fill(f"{clock.now().year - 15}-01-02")
    lu.press("Guardar", "Save")
    lu.reads("Usted es menor de edad", "You are under age")
    lu.field("guardian-name").fill("Rosa Kʼin Pech")
    lu.field("guardian-email").fill("rosa@correo.example")
    lu.tick("guardian-relation", "mother")
    lu.press("Pedirle que consienta", "Ask them to consent")
    lu.reads("Esperamos su respuesta", "Waiting for their answer")
    lu.look("minor")
    with visiting(browser, server.url, lu.language, script=lu.script, **TELEPHONE) as mother:
        open_mail(mother, "rosa@correo.example")
        mother.look("guardian")
        assert mother.page.get_by_text("Luc").count() == 0, "whoever reads the mailbox is told no name"
        with mother.page.expect_navigation():
            mother.page.locator("button[value=yes]").click()
        mother.reads("Consintió", "You consented")
    lu.go("/mis-microcredenciales/derechos")
    lu.reads("Dado", "Given")


def on_paper(award: Held) -> Any:
    """Somebody came to the window; the first officer may not approve what she recorded."""

    def act(officer: Visitor) -> None:
        officer.fill(folio="7Q4K-M2ZT-9XW3-HA", note="Vino con su credencial para votar el lunes.")
        officer.tick("kind", "opposition")
        officer.tick("evidence", "seen_id")
        officer.page.get_by_role("button", name=officer.t("Proponer", "Propose")).click()
        officer.page.locator("#errors").wait_for()
        officer.fill(folio=award.folio)
        officer.press("Proponer", "Propose")
        officer.reads("Falta otra persona", "Somebody else is needed")
        officer.look("paper")

    return act


def second_pair_of_eyes(officer: Visitor) -> None:
    officer.press("Aprobar", "Approve")
    officer.page.get_by_text(officer.t("No procede", "Refuse"), exact=True).click()
    officer.field("refuse-note").fill("Ya se opuso desde su cuenta; no hace falta otra.")
    officer.press("Negar", "Refuse")
    officer.reads("Ya se opuso", "Ya se opuso")


def in_custody(browser: Browser, server: LiveServer, language: Language, award: Held) -> None:
    """The institution closes; the authority finds the award, suspends it, reinstates it and corrects its name."""
    school = "/autoridad/instituciones/universidad-del-valle"
    at_work(browser, server, language, "directora", school, lambda who: _keep(who, school, award), opens=False)


def _keep(head: Visitor, school: str, award: Held) -> None:
    head.go(f"{school}/microcredenciales/{award.id}", status=404)  # it still answers for itself
    head.go(school)
    head.page.get_by_text(head.t("Registrar que dejó de operar", "Record that it has ceased to operate")).click()
    head.fill(note="Cerró por decisión propia, con aviso de enero.")
    head.press("Registrar el cierre", "Record the closure")
    head.follow("Buscar una microcredencial", "Find a microcredential")
    assert head.page.locator("main table").count() == 0, "nothing is listed before somebody looks for it"
    head.fill(q=award.folio.lower())
    head.press("Buscar", "Search")
    head.look("custody")
    head.follow_at("main table th a")
    head.follow("Suspender", "Suspend")
    head.look("custody-suspend")
    head.tick("reason", "under_investigation")
    head.field("understood").check()
    head.press("Suspender", "Suspend")
    head.reads("quedó suspendida", "is suspended")
    head.follow("Restablecer", "Reinstate")
    head.field("understood").check()
    head.press("Restablecer", "Reinstate")
    head.follow("Corregir el nombre", "Correct the name")
    head.fill(full_name=OTHER)
    head.press("Ver cómo quedaría", "See how it would be")
    head.press("Firmar el documento corregido", "Sign the corrected document")
    head.reads("Se emitió el documento corregido", "The corrected document was issued")
    head.look("custody-award")


def oppose_and_answer(lu: Visitor) -> None:
    lu.go("/mis-microcredenciales/derechos/preguntas")
    lu.look("questions")
    lu.tick("gender", "woman")
    lu.tick("formality", "job_uninsured")
    lu.press("Consentir y guardar", "Consent and save")
    lu.reads("Mujer", "Woman")
    lu.reads("sin seguridad social por ese trabajo", "without social security by that job")
    lu.press("Que no me cuenten", "Do not count me")
    lu.reads("Me opongo", "I oppose it")
    lu.look("hub-used")


def ask_for_erasure(lu: Visitor) -> None:
    lu.follow("Leer y decidir", "Read and decide")
    lu.look("erase")
    lu.field("understood").check()
    lu.press("Pedir que se borre todo", "Ask for everything to be erased")
    lu.reads("En plazo de respuesta", "Waiting for an answer")
    lu.look("erase-asked")


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
    lu.look("folio")
    if english == "Data blocked":
        open_mail(lu, LU)
    else:
        lu.go(REQUEST_PAGE[lu.language])
    REQUEST_PAGE[lu.language] = lu.page.url
    lu.reads(spanish, english)
    lu.look("request")


#: Where the mail led: once all is deleted no mail is left to open.
REQUEST_PAGE: dict[str, str] = {}
