"""What the registry hands out (files, certificates, codes, its bundle and its page) read in a browser."""

from __future__ import annotations

import base64
import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from registry.accounts.actor import SYSTEM
from registry.awards import certificates, corrections
from registry.awards import service as awards
from registry.awards.models import Award
from registry.cli import bundle as command
from registry.db import db
from registry.records import notes, storage
from registry.trust import root_store
from registry.trust.bundle import newest
from registry.trust.bundle.exporting import export
from registry.trust.bundle.reading import fingerprint
from tests.doors.web.learner import story
from tests.support import browsing
from tests.support.browsing import NARROWEST, overflow, serious_violations
from tests.support.in_browser import Given, by_python, scripts
from tests.support.world import NOW, World, world

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def here(session: Any) -> Iterator[World]:
    with world() as built:
        yield built


def bundled() -> bytes:
    target = io.BytesIO()
    export(target)
    return target.getvalue()


def files(award: Award) -> dict[str, tuple[bytes, str | None]]:
    """What its holder can hand over, each with the note beside it."""
    sheet = certificates.certificate_sheet(award, actor=SYSTEM)
    assert sheet.paper_code is not None
    return {
        "jwt": (storage.signed_jwt(award.document).encode(), notes.note_of(award.document).decode()),
        "jwt alone": (storage.signed_jwt(award.document).encode(), None),
        "pdf": (certificates.print_certificate(sheet, language="es"), None),
        "paper": ("".join(sheet.paper_code).encode(), None),
    }


def test_what_is_handed_out_reads_alike_in_a_browser(here: World, browser: Browser, tmp_path: Path) -> None:
    """Each file, and each state it can be in, by the registry's own bundle."""
    here.endorse()
    held = {state: here.award()[0] for state in ("good", "suspended", "revoked", "superseded")}
    here.countersign(held["good"])
    given = {(state, form): one for state, award in held.items() for form, one in files(award).items()}
    db.session.commit()
    awards.suspend(held["suspended"], reason="under_investigation", actor=SYSTEM)
    awards.revoke(held["revoked"], reason="requirements_not_met", actor=SYSTEM)
    corrections.correct_name(held["superseded"], "Ana Corregida Núñez", actor=SYSTEM)
    db.session.commit()
    body, root = bundled(), root_store.latest()
    assert root is not None
    seen = set()
    with scripts(browser, tmp_path) as run:
        for (state, form), (content, note) in given.items():
            case = Given(content, body, NOW, note)
            said = run.judge(case, pinned=fingerprint(root.body))
            assert said == by_python(case), (state, form)
            seen.add((form, said["verdict"]))
            if state == "good" and form != "paper":
                (partner,) = (one["code"] for one in said["checks"] if one["id"] == "endorsement")
                assert partner == ("endorsed" if form == "pdf" else "countersignature_not_at_hand")
    for form in ("jwt", "pdf", "paper"):
        assert {verdict for one, verdict in seen if one == form} == {"valid", "invalid", "authentic_not_current"}


@pytest.fixture
def printed(session: Any) -> tuple[str, str]:
    """A certificate's code and its holder's name. The server has a clock of its own: this lives in the present."""
    (award,) = story.issue(story.open_school(), story.teacher())
    sheet = certificates.certificate_sheet(award, actor=SYSTEM)
    newest.publish()
    db.session.commit()
    assert sheet.paper_code is not None
    return sheet.paper_code[2], sheet.facts.holder


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_certificates_code_is_verified_where_it_was_opened(browser, live_server, printed, language) -> None:
    code, holder = printed
    asked: list[str] = []
    with browsing.opened(browser, viewport=NARROWEST, locale=f"{language}-MX") as page:
        page.on("request", lambda request: asked.append(f"{request.method} {request.url} {request.post_data or ''}"))
        page.goto(f"{live_server.url}/Q?lang={language}#{code}")
        page.wait_for_selector("[data-verdict=valid]")
        said = page.locator("[data-answer]").inner_text()
        assert holder in said and ("Comprobado aquí" if language == "es" else "Checked here") in said
        assert serious_violations(page) == [] and overflow(page) == 0
    assert all(one.startswith(f"GET {live_server.url}/") for one in asked)
    assert not any(code[:40] in one for one in asked)


def test_a_spoilt_code_says_so_and_the_form_stays(browser, live_server, printed) -> None:
    code, _holder = printed
    with browsing.opened(browser) as page:
        page.goto(f"{live_server.url}/Q?lang=es#{code[:-40]}")
        page.wait_for_selector("[data-verdict=unreadable]")
        assert "incompleto o alterado" in page.locator("[data-answer]").inner_text()
        expect(page.get_by_role("button", name="Verificar")).to_be_visible()


def test_without_a_bundle_the_form_is_what_is_left(browser, live_server, session) -> None:
    (award,) = story.issue(story.open_school(), story.teacher())
    code = certificates.certificate_sheet(award, actor=SYSTEM).paper_code
    db.session.commit()
    assert code is not None
    with browsing.opened(browser) as page:
        page.goto(f"{live_server.url}/Q?lang=es#{code[2]}")
        page.wait_for_selector("[data-verdict=unreadable]")
        assert "no se comprobó nada" in page.locator("[data-answer]").inner_text()


def test_the_page_is_handed_out_whole(client, printed, browser, tmp_path) -> None:
    """Downloaded with today's bundle inside, it verifies that bundle's certificates from a file."""
    code, holder = printed
    page = client.get("/verify/offline")
    assert page.status_code == 200 and "verificar-sin-conexion.html" in page.headers["Content-Disposition"]
    assert "verify-offline.html" in client.get("/verify/offline?lang=en").headers["Content-Disposition"]
    assert client.get("/verify/offline", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304
    empty = client.get("/verify/offline?bundle=no")
    assert len(empty.data) < len(page.data) and empty.headers["ETag"] != page.headers["ETag"]
    (tmp_path / "page.html").write_bytes(page.data)
    with browsing.opened(browser, offline=True) as opened:
        opened.goto((tmp_path / "page.html").as_uri())
        opened.fill("#text", f"HTTPS://REGISTRO.EXAMPLE/Q#{code}")
        opened.click("button[type=submit]")
        opened.wait_for_selector("[data-verdict=valid]")
        assert holder in opened.locator("#answer").inner_text()


def test_the_command_writes_the_same_page(app, printed, tmp_path, monkeypatch) -> None:
    """Beside the registry's database, with a bundle of that moment inside, or none."""
    monkeypatch.setattr(command, "application", lambda: contextlib.nullcontext(app))
    for name, options in (("page.html", []), ("empty.html", ["--empty"])):
        ran = CliRunner().invoke(command.verifier, [str(tmp_path / name), *options])
        assert ran.exit_code == 0, ran.output
    root = root_store.latest()
    assert root is not None and fingerprint(root.body) in ran.output
    whole, empty = ((tmp_path / name).read_text(encoding="utf-8") for name in ("page.html", "empty.html"))
    held = re.search(r'id="bundle">([^<]+)<', whole)
    assert held is not None and base64.b64decode(held[1]).startswith(b"\x1f\x8b")
    assert 'id="bundle"></script>' in empty and 'id="bundle"></script>' not in whole


def test_before_there_is_a_registry_there_is_no_page(client) -> None:
    assert client.get("/verify/offline").status_code == 404
    assert client.get("/verify/offline/words.json").status_code == 404


def test_the_words_travel_with_the_fingerprint(client, printed) -> None:
    said = client.get("/verify/offline/words.json").get_json()
    root = root_store.latest()
    assert root is not None and said["fingerprint"] == fingerprint(root.body)
    assert said["words"]["sentences"]["signature"]["signature_good"][0]["en"] == "Signature correct."
