"""The answer on a cheap phone, without JavaScript: compare, ask, keep a receipt, bring it back; and on paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from registry.accounts.queries import actor_of
from registry.awards import sharing
from registry.db import db
from registry.records import storage
from tests.doors.web.learner import story
from tests.support import browsing
from tests.support.browsing import NARROWEST, PHONE, follow, overflow, serious_violations
from tests.support.people import new_account

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def shared(session: Any, tmp_path: Path) -> tuple[str, Path]:
    """A share link's path, and the signed file. The server has a clock of its own: this lives in the present."""
    (award,) = story.issue(story.open_school(), story.teacher())
    holder = actor_of(new_account(person_id=award.person_id, name="Ana Sofía"))
    _link, token = sharing.share(award, actor=holder)
    path = tmp_path / "credencial.json"
    path.write_bytes(storage.signed_json(award.document))
    db.session.commit()  # reading holds SQLite's write lock too, and the server is another writer
    return f"/s/{token}", path


def sound(page: Any) -> None:
    assert serious_violations(page) == []
    page.set_viewport_size(NARROWEST)
    assert overflow(page) == 0
    page.set_viewport_size(PHONE)


WORDS = {
    "es": ("Comparar el nombre", "Preguntar al registro", "El nombre coincide.", "Comprobante en PDF"),
    "en": ("Compare the name", "Ask the registry", "The name matches.", "Receipt as PDF"),
}


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_link_is_compared_asked_and_kept(browser, live_server, shared, tmp_path, language):
    compare, ask, matches, as_pdf = WORDS[language]
    link, _file = shared
    options = {"viewport": PHONE, "locale": f"{language}-MX", "java_script_enabled": False}
    with browsing.opened(browser, **options) as page:
        page.goto(live_server.url + link)
        page.get_by_label("Nombre en la identificación" if language == "es" else "Name on the ID").fill(
            "ana sofia ñuñez perez"
        )
        follow(page.get_by_role("button", name=compare))
        expect(page.get_by_text(matches).first).to_be_visible()
        page.locator("[name=value]").fill("ana@correo.example")
        follow(page.get_by_role("button", name=ask))
        expect(page.locator("#asked")).to_be_visible()
        expect(page.get_by_text(matches).first).to_be_visible()
        with page.expect_download() as started:
            page.get_by_role("button", name=as_pdf).click()
        kept = tmp_path / "comprobante.pdf"
        started.value.save_as(kept)
        page.goto(f"{live_server.url}/verify")
        page.set_input_files("[name=file]", kept)
        follow(page.locator("form[action='/verify'] button.primary").first)
        genuine = "El comprobante es auténtico." if language == "es" else "The receipt is genuine."
        expect(page.get_by_text(genuine).first).to_be_visible()


@pytest.mark.serves("R16")
def test_the_answer_and_a_receipt_read_are_accessible_at_every_width(browser, live_server, shared, tmp_path):
    link, file = shared
    with browsing.opened(browser, viewport=PHONE) as page:
        page.goto(live_server.url + link)
        sound(page)
        page.goto(f"{live_server.url}/verify")
        page.set_input_files("[name=file]", file)
        follow(page.locator("form[action='/verify'] button.primary").first)
        page.locator("#keep").wait_for()
        sound(page)
        with page.expect_download() as started:
            page.get_by_role("button", name="En JSON").click()
        kept = tmp_path / "comprobante.json"
        started.value.save_as(kept)
        page.goto(f"{live_server.url}/verify")
        page.set_input_files("[name=file]", kept)
        follow(page.locator("form[action='/verify'] button.primary").first)
        page.locator("#signed").wait_for()
        sound(page)


def test_on_paper_stands_the_answer_and_no_form(browser, live_server, shared):
    link, _file = shared
    with browsing.opened(browser) as page:
        page.goto(live_server.url + link)
        page.emulate_media(media="print")
        assert page.locator("#verdict").is_visible() and page.locator("#q-person").is_visible()
        for hidden in ("[name=name] >> visible=true", "[name=value] >> visible=true", "#keep >> visible=true"):
            assert page.locator(hidden).count() == 0
        expect(page.get_by_text("Página impresa sin firma")).to_be_visible()
