"""From the mail to a withdrawn link on a cheap phone, in both languages, with and without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from registry.awards.commands import Delivery
from registry.awards.queries import shares_of
from registry.db import db
from tests.doors.web.learner import story
from tests.doors.web.learner.story import issue, mails_to, path_of, teacher, token_of
from tests.support import browsing
from tests.support.browsing import NARROWEST, PHONE, follow, overflow, serious_violations

pytestmark = pytest.mark.databases("sqlite")
#: What issue "the learner's record" promises of a page without its images, over the wire.
LIGHT = 60_000


@pytest.fixture
def school(session: Any) -> story.School:
    """The server has a clock of its own, so this school lives in the present."""
    return story.open_school()


def sound(page):
    """Nothing serious for axe, nothing wider than the narrowest screen."""
    assert serious_violations(page) == []
    page.set_viewport_size(NARROWEST)
    assert overflow(page) == 0
    page.set_viewport_size(PHONE)


WORDS = {
    "es": {
        "receive": "Recibir", "accept": "Aceptar", "share": "Compartir con un enlace", "make": "Crear el enlace",
        "label": "¿Para quién o para qué?", "plain": "Sin resultados", "month": "Un mes", "ask": "Quiero retirar",
        "withdraw": "Retirar el enlace", "withdrawn": "El enlace quedó retirado", "pdf": "PDF en español",
        "closed": "Este enlace ya no funciona", "stays": "Vigente hasta el",
        "opened": "Una vez", "not_opened": "Ninguna todavía",
        "several": "Compartir varias juntas", "code": "Pedir una clave", "asks": "Este enlace pide una clave",
        "type": "Clave de seis números", "open": "Abrir", "gone": "Su página ya no existe",
        "public": "Mi página pública", "publish": "Publicar mi página", "address": "Dirección de su página",
        "end": "Quiero que mi página deje de existir", "end_it": "Retirar mi página", "valid": "Válida",
        "all": "Descargar todo", "zip": "Descargar el ZIP",
    },
    "en": {
        "receive": "Receive", "accept": "Accept", "share": "Share with a link", "make": "Make the link",
        "label": "Whom or what is it for?", "plain": "Without results", "month": "One month",
        "ask": "I want to withdraw",
        "withdraw": "Withdraw the link", "withdrawn": "The link is withdrawn", "pdf": "PDF in English",
        "closed": "This link no longer works", "stays": "Valid until",
        "opened": "Once", "not_opened": "Not yet",
        "several": "Share several together", "code": "Ask whoever opens it for a code",
        "asks": "This link asks for a code",
        "type": "Six-digit code", "open": "Open", "gone": "Your page no longer exists",
        "public": "My public page", "publish": "Publish my page", "address": "Address of your page",
        "end": "I want my page to stop existing", "end_it": "Withdraw my page", "valid": "Valid",
        "all": "Download everything", "zip": "Download the ZIP",
    },
}  # fmt: skip


@pytest.mark.parametrize(("language", "script"), [("es", True), ("en", True), ("es", False)])
def test_a_teacher_receives_accepts_shares_and_withdraws(browser, live_server, school, language, script):
    say = WORDS[language]
    (award,) = issue(school, teacher())
    award_id, path = award.id, path_of(mails_to("ana@correo.example")[0].values["url"])
    db.session.commit()  # reading holds SQLite's write lock too, and the server is another writer
    options = {"viewport": PHONE, "locale": f"{language}-MX", "java_script_enabled": script}
    # axe is a script itself: without scripts the pages are used, with them they are examined.
    check = sound if script else lambda page: None
    with browsing.opened(browser, **options) as page:
        page.goto(live_server.url + path)
        assert page.get_by_text("Ana").count() == 0
        check(page)
        follow(page.get_by_role("button", name=say["receive"]))
        page.wait_for_url(f"**/mis-microcredenciales/{award_id}")
        check(page)
        follow(page.get_by_role("button", name=say["accept"]))
        check(page)
        with page.expect_download() as caught:
            page.get_by_role("button", name=say["pdf"]).click()
        assert re.fullmatch(r"certifica\w+-[0-9A-Z-]{17}\.pdf", caught.value.suggested_filename)
        follow(page.get_by_role("link", name=say["share"]))
        check(page)
        page.get_by_label(say["label"]).fill("Secundaria 12")
        page.get_by_label(say["plain"]).check()
        page.get_by_label(say["month"]).check()
        follow(page.get_by_role("button", name=say["make"]))
        check(page)
        assert page.locator("img.qr").evaluate("one => one.naturalWidth") > 0 if script else True
        address = page.locator("#share-link").input_value()
        with browsing.opened(browser, **options) as visitor:
            seen = counted(visitor, script)
            visitor.goto(address)
            expect(visitor.get_by_text("Ana Sofía Ñúñez Pérez").first).to_be_visible()
            check(visitor)
            seen()
        page.reload()
        expect(page.get_by_text(say["opened"] if script else say["not_opened"], exact=True)).to_be_visible()
        page.get_by_text(say["ask"]).click()
        follow(page.get_by_role("button", name=say["withdraw"]))
        expect(page.get_by_text(say["withdrawn"])).to_be_visible()
        expect(page.get_by_text(say["stays"]).first).to_be_visible()
        check(page)
        with browsing.opened(browser, **options) as visitor:
            assert visitor.goto(address).status == 404
            expect(visitor.get_by_role("heading", name=say["closed"])).to_be_visible()
        page.goto(f"{live_server.url}/mis-microcredenciales")
        check(page)
    db.session.expire_all()
    assert {one.purpose for one in shares_of(award_id)} == {"link", "certificate"}


def counted(visitor, script):
    """What waits until the page that is opened next has said that it was looked at; with scripts it says so once."""
    said = []
    visitor.on("response", lambda answer: said.append(answer.status) if answer.url.endswith("/vista") else None)

    def wait():
        if not script:
            return
        for _ in range(100):
            if said:
                break
            visitor.wait_for_timeout(100)
        assert said == [204]

    return wait


@pytest.mark.parametrize(("language", "script"), [("es", True), ("en", False)])
def test_several_go_behind_a_link_with_a_code_a_page_of_ones_own_and_into_one_file(
    browser, live_server, school, language, script
):
    say = WORDS[language]
    issue(school, teacher())
    handle, path = f"ana-{language}-{script}".lower(), path_of(mails_to("ana@correo.example")[0].values["url"])
    db.session.commit()
    options = {"viewport": PHONE, "locale": f"{language}-MX", "java_script_enabled": script}
    check = sound if script else lambda page: None
    with browsing.opened(browser, **options) as page:
        page.goto(live_server.url + path)
        follow(page.get_by_role("button", name=say["receive"]))
        follow(page.get_by_role("button", name=say["accept"]))
        page.goto(f"{live_server.url}/mis-microcredenciales")
        follow(page.get_by_role("link", name=say["several"]))
        check(page)
        page.get_by_label(say["plain"]).check()
        page.get_by_label(say["code"]).check()
        follow(page.get_by_role("button", name=say["make"]))
        check(page)
        address, made = page.locator("#share-link").input_value(), page.url
        code = page.locator(".one-time [aria-hidden]").inner_text()
        with browsing.opened(browser, **options) as visitor:
            visitor.goto(address)
            expect(visitor.get_by_role("heading", name=say["asks"])).to_be_visible()
            check(visitor)
            visitor.get_by_label(say["type"]).fill(code)
            follow(visitor.get_by_role("button", name=say["open"], exact=True))
            expect(visitor.get_by_text("Ana Sofía Ñúñez Pérez").first).to_be_visible()
            check(visitor)
            follow(visitor.locator("article h2 a").first)
            expect(visitor.get_by_text(say["valid"]).first).to_be_visible()
        page.goto(made)
        assert page.locator(".one-time [aria-hidden]").inner_text() != code
        page.get_by_text(say["ask"]).click()
        follow(page.get_by_role("button", name=say["withdraw"]))
        with browsing.opened(browser, **options) as visitor:
            assert visitor.goto(address).status == 404

        page.goto(f"{live_server.url}/mis-microcredenciales")
        follow(page.get_by_role("link", name=say["public"]))
        check(page)
        page.locator('input[name="awards"]').check()
        page.get_by_label(say["address"]).fill(handle)
        follow(page.get_by_role("button", name=say["publish"]))
        check(page)
        with browsing.opened(browser, **options) as visitor:
            visitor.goto(page.locator("#share-link").input_value())
            assert visitor.get_by_text("Ana Sofía Ñúñez Pérez").count() == 0
            check(visitor)
        page.get_by_text(say["end"]).click()
        follow(page.get_by_role("button", name=say["end_it"]))
        expect(page.get_by_text(say["gone"])).to_be_visible()
        with browsing.opened(browser, **options) as visitor:
            assert visitor.goto(f"{live_server.url}/p/{handle}").status == 404

        page.goto(f"{live_server.url}/mis-microcredenciales")
        follow(page.get_by_role("link", name=say["all"]))
        check(page)
        with page.expect_download() as caught:
            page.get_by_role("button", name=say["zip"]).click()
        assert re.fullmatch(r"(mis|my)-micro\w+-[0-9-]{10}\.zip", caught.value.suggested_filename)


@pytest.mark.serves("R35", "R36", "R62")
def test_a_slip_is_typed_on_the_narrowest_phone_and_an_address_added(browser, live_server, school):
    code = story.curp()
    (award,) = issue(school, teacher(email=None, curp=code), delivery=Delivery.SLIP)
    spoken = "-".join(re.findall("....", token_of(award)))
    db.session.commit()
    with browsing.opened(browser, viewport=NARROWEST) as page:
        page.goto(f"{live_server.url}/recibir")
        sound(page)
        page.get_by_label("Clave de su comprobante").fill(spoken)
        follow(page.get_by_role("button", name="Continuar"))
        sound(page)
        page.get_by_label("Últimos 4 caracteres de su CURP").fill("0000")
        follow(page.get_by_role("button", name="Recibir"))
        expect(page.get_by_role("alert").get_by_text("No coincide")).to_be_visible()
        sound(page)
        page.get_by_label("Últimos 4 caracteres de su CURP").fill(code[-4:])
        follow(page.get_by_role("button", name="Recibir"))
        follow(page.get_by_role("link", name="Agregar mi correo"))
        sound(page)
        page.get_by_label("Correo electrónico").fill("ana@correo.example")
        follow(page.get_by_role("button", name="Enviarme un enlace"))
        sound(page)
        answer = path_of(mails_to("ana@correo.example")[-1].values["url"])
        db.session.commit()
        page.goto(live_server.url + answer)
        sound(page)
        follow(page.get_by_role("button", name="Sí, es mi correo"))
        page.wait_for_url("**/mis-microcredenciales")
        expect(page.get_by_text("desde ahora entra con su correo")).to_be_visible()
        assert page.get_by_text("Agregue un correo").count() == 0


@pytest.mark.serves("R35", "R62")
def test_a_page_of_the_learner_is_light(client, school):
    import gzip

    (award,) = issue(school, teacher())
    story.keep(client, award)
    fixed = sum(len(gzip.compress(client.get(path).data)) for path in _files(client.get("/recibir").text))
    for path in (
        "/mis-microcredenciales",
        f"/mis-microcredenciales/{award.id}",
        "/mis-microcredenciales/varias",
        "/mis-microcredenciales/pagina",
        "/mis-microcredenciales/todo",
    ):
        page = client.get(path)
        assert fixed + len(gzip.compress(page.data)) < LIGHT, path


def _files(page: str) -> list[str]:
    return re.findall(r'<(?:link rel="stylesheet" href|script type="module" src)="([^"]+)"', page)
