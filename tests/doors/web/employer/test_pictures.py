"""A picture or photograph handed in at the verification desk, with and without a browser that reads codes itself."""

from __future__ import annotations

import io

import pytest

from registry import addresses
from registry.ids import spell_folio
from tests.doors.web.employer.conftest import Held
from tests.support.archives import picture
from tests.support.browsing import PHONE, opened

pytestmark = pytest.mark.databases("sqlite")
#: The Chromium of the tests has no BarcodeDetector: this one stands in its place and finds what the page says.
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.codesInSight.map((rawValue) => ({ rawValue })); }
};
window.codesInSight = [];
"""


def handed(client, data, name="foto.png", lang="es"):
    return client.post(
        f"/verify?lang={lang}", data={"file": (io.BytesIO(data), name)}, content_type="multipart/form-data"
    )


def test_a_photograph_of_a_share_link_leads_to_it(client, held: Held):
    answer = handed(client, picture(addresses.share(held.token), form="JPEG", turned=9), "IMG_2041.jpg")
    assert answer.status_code == 303 and answer.location.endswith(f"/s/{held.token}")


def test_a_photograph_of_a_folios_address_asks_for_the_surname(client, held: Held):
    link = addresses.path(f"f/{spell_folio(held.award.folio)}")
    assert handed(client, picture(link, form="WEBP")).location.endswith(f"/f/{held.award.folio}")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ((), "No hay ninguna microcredencial en este archivo"),
        (("https://otro.example/s/x",), "otro sitio (otro.example)"),
        (("WIFI:S:oficina;;",), "dice «WIFI:S:oficina;;»"),
        (("https://otro.example/a", "https://otro.example/b"), "2 códigos QR distintos"),
    ],
)
def test_a_picture_without_one_readable_credential_says_why(client, codes, said):
    answer = handed(client, picture(*codes, size=(1400, 900)))
    assert answer.status_code == 422
    assert said in answer.text


def test_a_browser_that_reads_codes_sends_no_photograph(live_server, browser, held: Held, tmp_path):
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(picture(form="JPEG"))
    with opened(browser, viewport=PHONE) as page:
        page.add_init_script(DETECTOR)
        page.goto(f"{live_server.url}/verify")
        page.evaluate("codesInSight = ['7Q4K']")
        page.set_input_files("input[type=file]", str(photo))
        page.get_by_text("Código leído en este aparato").wait_for()
        assert page.locator("textarea").input_value() == "7Q4K"
        assert page.evaluate("document.querySelector('input[type=file]').files.length") == 0
        page.evaluate("codesInSight = ['a', 'b']")
        page.set_input_files("input[type=file]", str(photo))
        assert page.evaluate("document.querySelector('input[type=file]').files.length") == 1


def test_a_badge_is_sent_though_a_code_is_drawn_in_it(live_server, browser, held: Held, tmp_path):
    badge = tmp_path / "insignia.png"
    badge.write_bytes(picture() + b"openbadgecredential")
    with opened(browser) as page:
        page.add_init_script(DETECTOR)
        page.goto(f"{live_server.url}/verify")
        page.evaluate("codesInSight = ['7Q4K']")
        page.set_input_files("input[type=file]", str(badge))
        page.wait_for_timeout(300)
        assert page.locator("textarea").input_value() == ""


def test_the_camera_is_offered_only_where_codes_are_read(live_server, browser, held: Held):
    offer = "Leer el código QR con la cámara"
    with opened(browser) as page:
        page.goto(f"{live_server.url}/verify")
        assert page.get_by_role("button", name=offer).count() == 0
    with opened(browser, permissions=[]) as page:
        page.add_init_script(DETECTOR)
        page.goto(f"{live_server.url}/verify")
        page.get_by_role("button", name=offer).click()
        page.get_by_text("No hay acceso a la cámara").wait_for()
