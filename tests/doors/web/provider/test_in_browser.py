"""From a file to the acknowledgement and through every page: on a phone, in both languages, without JavaScript."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.awards import service as awards
from registry.awards.commands import AwardCommand, IssueContext
from registry.db import db
from registry.definitions import endorsing
from registry.issuing import working
from registry.people.service import PersonClaims
from tests.doors.web.provider import world
from tests.doors.web.provider.world import csv_file, person
from tests.support import browsing
from tests.support.browsing import DESK, NARROWEST, PHONE, follow, overflow, serious_violations
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")
ROWS = [*(person(number) for number in range(4)), person(4, Correo=""), person(5, Prueba_objetiva="64"),
        person(6, CURP="VAXE850412MNEXXX03")]  # fmt: skip
WORDS = {
    "es": {"upload": "Subir y ver las columnas", "check": "Revisar las filas", "confirm": "Confirmar la que falta",
           "go": "Continuar con 5", "right": "Está bien: seguir", "sign": "Firmar y emitir 5", "issuing": "Emitiendo",
           "issued": "Se emitieron 5 microcredenciales"},
    "en": {"upload": "Upload and see the columns", "check": "Check the rows", "confirm": "Confirm the one left",
           "go": "Continue with 5", "right": "It is right: go on", "sign": "Sign and issue 5", "issuing": "Issuing",
           "issued": "Issued: 5 microcredentials"},
}  # fmt: skip


@pytest.fixture
def place(session: Any) -> Any:
    """The server has a clock of its own, so this institution lives in the present."""
    return world.institution()


def enter(page: Any, url: str, place: Any, *roles: Role, language: str = "es") -> str:
    """Sign this browser in as somebody with these roles there; the address of the institution's pages.

    Nothing of the database may be read afterwards: reading holds SQLite's write lock too, and the server is a writer.
    """
    account = new_account(*roles, provider_id=place.id, language=language)
    _session, token = accounts.start_session(account)
    home = f"{url}/institucion/{place.slug}"
    db.session.commit()
    page.context.add_cookies([{"name": "entry", "value": token, "url": url}])
    return home


def sound(page: Any) -> None:
    """Nothing serious for axe, nothing wider than the narrowest screen."""
    assert serious_violations(page) == []
    page.set_viewport_size(NARROWEST)
    assert overflow(page) == 0
    page.set_viewport_size(PHONE)


@pytest.mark.parametrize(("language", "script"), [("es", True), ("en", True), ("es", False)])
def test_a_file_goes_from_upload_to_acknowledgement(browser, live_server, place, tmp_path, language, script):
    world.published(place)
    file = tmp_path / "egresados.csv"
    file.write_bytes(csv_file(ROWS))
    say, check = WORDS[language], sound if script else lambda page: None
    options = {"viewport": PHONE, "locale": f"{language}-MX", "java_script_enabled": script}
    with browsing.opened(browser, **options) as page:
        home = enter(page, live_server.url, place, Role.PROVIDER_ISSUER, language=language)
        page.goto(f"{home}/emitir")
        check(page)
        page.set_input_files("#file", str(file))
        for step in ("upload", "check", "confirm"):
            follow(page.get_by_role("button", name=say[step]))
            check(page)
        for step in ("go", "right"):
            follow(page.get_by_role("link", name=say[step]))
            check(page)
        follow(page.get_by_role("button", name=say["sign"]))
        page.get_by_role("heading", name=say["issuing"]).wait_for()
        check(page)
        db.session.rollback()
        working.work()
        db.session.commit()
        # With scripts the page notices by itself; without them it refreshes every five seconds.
        page.get_by_role("heading", name=say["issued"]).wait_for()
        check(page)


def test_the_design_form_says_while_one_types_which_rules_fail(browser, live_server, place):
    draft = world.draft(place).id
    with browsing.opened(browser, viewport=DESK) as page:
        home = enter(page, live_server.url, place, Role.PROVIDER_DESIGNER)
        page.goto(f"{home}/disenos/{draft}")
        page.get_by_text("Cumple todas las reglas").wait_for()
        page.locator("[id='hours.learning']").fill("12")
        page.get_by_text("Falta una regla").wait_for()
        spoken = page.locator("[id='hours.learning-error']")
        assert "el mínimo es 13" in spoken.inner_text()
        page.locator("[id='coverage.AIL-C1.1.taught']").fill("")
        page.get_by_text("Faltan 2 reglas").wait_for()
        assert "19 de 20" in page.locator(".results").inner_text()
        assert serious_violations(page) == []
        page.locator("[id='hours.learning']").fill("13")
        page.get_by_text("Falta una regla").wait_for()
        assert not spoken.is_visible()


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_page_is_sound_on_the_narrowest_screen(browser, live_server, place, language):
    version, draft = world.published(place), world.draft(place, "sme_owners")
    endorsing.invite_partner(version.id, world.partner().id, actor=SYSTEM)
    claims = PersonClaims("Teresa Olvera Luna", first_surname="Olvera", email="teresa@correo.example")
    command = AwardCommand(person=claims, awarded_on=dt.date(2026, 6, 19), scores=world.scores())
    award = awards.issue([command], IssueContext(version.id), actor=SYSTEM)[0].id
    pages = [
        "", "/emisiones", "/emitir", "/emitir-a-una-persona", "/microcredenciales", f"/microcredenciales/{award}",
        f"/microcredenciales/{award}/corregir", f"/microcredenciales/{award}/suspender",
        f"/microcredenciales/{award}/revocar", "/disenos", "/disenos/nuevo", f"/disenos/{version.id}",
        f"/disenos/{draft.id}", f"/disenos/{version.id}/retirar", "/cofirmas", "/personal", "/datos",
    ]  # fmt: skip
    with browsing.opened(browser, viewport=PHONE, locale=f"{language}-MX") as page:
        home = enter(page, live_server.url, place, Role.PROVIDER_ADMIN, Role.PROVIDER_ISSUER, language=language)
        for one in pages:
            answer = page.goto(home + one)
            assert answer.status == 200, one
            assert page.locator("html").get_attribute("lang").startswith(language)
            assert serious_violations(page) == [], one
            page.set_viewport_size(NARROWEST)
            assert overflow(page) == 0, one
            page.set_viewport_size(PHONE)


def test_a_keyboard_reaches_the_button_that_signs(browser, live_server, place):
    version = world.published(place).id
    with browsing.opened(browser, viewport=DESK) as page:
        home = enter(page, live_server.url, place, Role.PROVIDER_ISSUER)
        page.goto(f"{home}/emitir-a-una-persona?diseno={version}")
        page.locator("#given_name").focus()
        for typed in ("Teresa", "Olvera", "Luna", world.CURP, "teresa@correo.example", ""):
            page.keyboard.type(typed)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator("#errors").wait_for()
        assert page.locator("#given_name").input_value() == "Teresa"
        assert page.locator("#errors a").first.get_attribute("href") == "#achieved_on"
