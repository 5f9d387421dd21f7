"""What only a browser can tell: sizes, and words that the browser itself would add."""

from __future__ import annotations

from typing import Any

import pytest

from registry.accounts.permissions import Role
from registry.db import db
from tests.doors.web.learner import story
from tests.doors.web.provider import world
from tests.support import browsing
from tests.support.browsing import DESK, PHONE, follow
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")
PASSWORD = "cuatro palabras sin relacion"
TARGET = 44


def enter(page: Any, url: str, email: str) -> None:
    page.goto(f"{url}/entrar")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    follow(page.locator('form[action="/entrar"] button'))


def height(page: Any, selector: str) -> float:
    page.evaluate("document.fonts.ready")  # until then a wider font may stand in
    return float(page.locator(selector).first.bounding_box()["height"])


def test_the_name_of_the_registry_stands_on_one_line_beside_a_signed_in_reader(page, live_server, session):
    new_account(email="ana@uni.example", password=PASSWORD, name="Ana Sofía Ñúñez Pérez")
    db.session.commit()
    enter(page, live_server.url, "ana@uni.example")
    for language in ("es", "en"):
        page.goto(f"{live_server.url}/privacy?lang={language}")
        assert page.viewport_size == DESK and height(page, ".brand span") < 30
        assert browsing.overflow(page) == 0


def test_the_way_back_is_wide_enough_for_a_thumb(browser, live_server, session):
    story.open_school()
    db.session.commit()
    with browsing.opened(browser, viewport=PHONE) as page:
        page.goto(f"{live_server.url}/providers/universidad-del-valle")
        assert height(page, ".crumbs a") >= TARGET


@pytest.mark.parametrize("script", [True, False])
def test_a_file_field_shows_no_words_of_the_browser(browser, live_server, session, script):
    """Chromium writes its own, in its own language, into the button and beside it."""
    provider = world.institution()
    world.published(provider)
    new_account(Role.PROVIDER_ISSUER, provider_id=provider.id, email="e@uni.example", password=PASSWORD)
    db.session.commit()
    with browsing.opened(browser, java_script_enabled=script) as page:
        enter(page, live_server.url, "e@uni.example")
        page.goto(f"{live_server.url}/institucion/universidad-ficticia/emitir")
        field = page.locator("input[type=file]")
        unseen = "rgba(0, 0, 0, 0)"
        button = "one => getComputedStyle(one, '::file-selector-button').color"
        assert field.evaluate("one => getComputedStyle(one).color") == unseen and field.evaluate(button) == unseen
        assert page.locator(".file-word").inner_text() == "Elegir archivo"
        word, box = page.locator(".file-word").bounding_box(), field.bounding_box()
        assert box["x"] < word["x"] and word["x"] + word["width"] < box["x"] + box["width"]
        field.set_input_files({"name": "egresados.csv", "mimeType": "text/csv", "buffer": b"a;b\n"})
        assert field.evaluate("one => getComputedStyle(one).color") != unseen  # the name of the file is seen


def test_a_field_that_may_stay_empty_shows_none_either(page, live_server):
    page.goto(f"{live_server.url}/verify")
    field = page.locator("#file")
    page.wait_for_function("document.querySelector('#file').classList.contains('is-empty')")
    field.set_input_files({"name": "c.json", "mimeType": "application/json", "buffer": b"{}"})
    assert not field.evaluate("one => one.classList.contains('is-empty')")


def test_what_a_column_is_can_be_read_at_a_desk(page, live_server, session):
    provider = world.institution()
    version_id = str(world.published(provider).id)
    new_account(Role.PROVIDER_ISSUER, provider_id=provider.id, email="e@uni.example", password=PASSWORD)
    db.session.commit()
    enter(page, live_server.url, "e@uni.example")
    page.goto(f"{live_server.url}/institucion/universidad-ficticia/emitir")
    page.locator("select[name=definition]").select_option(version_id)
    rows = world.csv_file([world.person(number) for number in range(3)])
    page.locator("input[type=file]").set_input_files({"name": "l.csv", "mimeType": "text/csv", "buffer": rows})
    follow(page.locator("form[enctype] button.primary"))
    page.wait_for_url("**/columnas")
    widths = page.locator(".mapping select").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    inside = page.locator(".mapping .table").first.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert min(widths) >= 16 * 16 and inside
