"""The page that works from a file: Chromium, ``file://``, the network off."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from registry.documents.status_event import EventKind
from registry.trust.browser.assembling import page as made
from tests.documents import samples
from tests.doors.web.employer.test_browser_in_step import DOCUMENT, GOOD, INDEX, JWT, NOTE, PAPER, changed, held
from tests.support import browsing
from tests.support.browsing import NARROWEST, overflow, serious_violations
from tests.support.bundles import bundle, records, root_file
from tests.verification import world
from tests.verification.world import NOW, PROVIDER

EARLIER = NOW - dt.timedelta(days=2)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The page with its bundle, the credential and its note."""
    root = root_file().decode()
    (tmp_path / "verify.html").write_text(made(root, base=samples.BASE, bundle=GOOD), encoding="utf-8")
    (tmp_path / "empty.html").write_text(made(root, base=samples.BASE), encoding="utf-8")
    (tmp_path / "credential.jwt").write_bytes(JWT)
    (tmp_path / "registration-note.jws").write_text(NOTE)
    return tmp_path


@pytest.fixture
def opened(browser: Browser, folder: Path) -> Iterator[Page]:
    """The page in Spanish, on a computer without a network, at the sample's moment."""
    asked: list[str] = []
    with browsing.opened(browser, offline=True, locale="es-MX") as page:
        page.on("request", lambda request: asked.append(request.url))
        at(page, NOW)
        go(page, folder / "verify.html")
        yield page
        assert [url for url in asked if not url.startswith("file:")] == []


def at(page: Page, moment: dt.datetime) -> None:
    page.clock.set_fixed_time(moment)


def go(page: Page, file: Path) -> None:
    page.goto(file.as_uri())
    page.wait_for_selector("#page:not([hidden])")


def answer(page: Page, *files: Path, text: str = "", name: str = "") -> str:
    """Hand something in; the verdict."""
    page.set_input_files("#file", list(files))
    page.fill("#text", text)
    page.fill("#name", name)
    page.click("button[type=submit]")
    page.wait_for_selector("[data-verdict]")
    return str(page.get_attribute("[data-verdict]", "data-verdict"))


def results(page: Page) -> dict[str, tuple[str, str]]:
    rows: list[list[str]] = page.eval_on_selector_all(
        "[data-check]", "rows => rows.map(({ dataset }) => [dataset.check, dataset.result, dataset.code])"
    )
    return {check: (result, code) for check, result, code in rows}


def use(page: Page, folder: Path, data: bytes, name: str = "bundle.jsonl.gz") -> None:
    (folder / name).write_bytes(data)
    page.set_input_files("#bundle-file", folder / name)


@pytest.mark.serves("R62")
def test_a_good_credential_with_its_note(opened: Page, folder: Path) -> None:
    verdict = answer(opened, folder / "credential.jwt", folder / "registration-note.jws", name="ana sofia nunez perez")
    assert verdict == "valid"
    assert opened.locator("#verdict").inner_text() == "Válida"
    assert (
        "Ana Sofía Ñúñez Pérez obtuvo esta microcredencial el 14 de agosto de 2026."
        in opened.locator("#answer").inner_text()
    )
    assert "Comprender qué es la IA y qué no es: Aplica\n" in opened.locator("dl.facts").inner_text()
    assert {result for result, _ in results(opened).values()} == {"passed"}
    assert opened.evaluate("document.activeElement.id") == "verdict"
    opened.click("#switch")
    assert opened.locator("#verdict").inner_text() == "Valid"
    assert "earned this credential on August 14, 2026" in opened.locator("#answer").inner_text()
    # Signed in Spanish; the bundle's standard has the names in English.
    assert "Understand what AI is and what it is not: Applies\n" in opened.locator("dl.facts").inner_text()
    assert opened.evaluate("document.documentElement.lang") == "en"


def test_without_its_note_it_is_not_valid(opened: Page, folder: Path) -> None:
    assert answer(opened, folder / "credential.jwt") == "unverifiable"
    assert results(opened)["log_inclusion"] == ("not_checked", "log_unreachable")


def test_a_changed_name_is_seen(opened: Page) -> None:
    header, payload, signature = JWT.decode().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["credentialSubject"]["identifier"][0]["identityHash"] = "Otra Persona"
    written = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert answer(opened, text=f"{header}.{written}.{signature}") == "invalid"
    assert results(opened)["signature"] == ("failed", "signature_mismatch")
    assert "Otra Persona" not in opened.locator("#answer").inner_text()


@pytest.mark.parametrize(
    ("kind", "verdict", "check"),
    [(EventKind.REVOKED, "invalid", "revocation"), (EventKind.SUSPENDED, "authentic_not_current", "suspension")],
)
def test_a_newer_bundle_knows_what_was_withdrawn(
    opened: Page, folder: Path, kind: EventKind, verdict: str, check: str
) -> None:
    credential = (folder / "credential.jwt", folder / "registration-note.jws")
    assert answer(opened, *credential) == "valid"
    use(opened, folder, held(positions=(INDEX,), events=(world.event(kind, EARLIER),)))
    opened.wait_for_selector("[data-verdict]", state="detached")  # what was said before is not what holds now
    assert answer(opened, *credential) == verdict
    assert results(opened)[check] == ("failed", kind.value)


def test_by_a_bundle_that_is_too_old_nothing_is_said_of_today(opened: Page, folder: Path) -> None:
    at(opened, NOW + dt.timedelta(hours=60))
    go(opened, folder / "verify.html")
    assert "Vencieron el" in opened.locator("#about").inner_text()
    assert answer(opened, folder / "credential.jwt", folder / "registration-note.jws") == "unverifiable"
    said = results(opened)
    assert {said[one][0] for one in ("revocation", "suspension", "superseded", "accredited_now")} == {"not_checked"}
    assert {said[one][0] for one in ("signature", "key", "accredited_at_issue", "log_inclusion")} == {"passed"}
    assert "hace 3 días: sin retirar" in opened.locator("#answer").inner_text()


def test_another_registrys_bundle_is_refused_and_the_own_stays(opened: Page, folder: Path) -> None:
    foreign = bundle(records(roots=[root_file(receipts={"since": NOW - dt.timedelta(days=1)})]))
    use(opened, folder, foreign)
    opened.wait_for_selector("#bundle-fault:not(:empty)")
    assert "no es la que se espera" in opened.locator("#bundle-fault").inner_text()
    assert answer(opened, folder / "credential.jwt", folder / "registration-note.jws") == "valid"


def test_an_older_bundle_does_not_replace_a_newer_one(opened: Page, folder: Path) -> None:
    use(opened, folder, bundle(made=NOW - dt.timedelta(hours=30)))
    opened.wait_for_selector("#bundle-fault:not(:empty)")
    assert "anterior" in opened.locator("#bundle-fault").inner_text()


def test_the_page_without_a_bundle_asks_for_one(opened: Page, folder: Path) -> None:
    go(opened, folder / "empty.html")
    assert "/trust/bundle.jsonl.gz" in opened.locator("#about").inner_text()
    assert answer(opened, folder / "credential.jwt", folder / "registration-note.jws") == "unreadable"
    use(opened, folder, GOOD)
    opened.locator("#about", has_text="Datos de").wait_for()
    assert answer(opened, folder / "credential.jwt", folder / "registration-note.jws") == "valid"


def test_the_fingerprint_is_the_roots(opened: Page) -> None:
    shown = re.sub(r"\s", "", opened.locator("#fingerprint").inner_text())
    assert shown == hashlib.sha256(root_file()).hexdigest()


def test_a_json_file_says_how_to_get_the_jwt(opened: Page, folder: Path) -> None:
    (folder / "credential.json").write_bytes(world.dumps(PROVIDER.sign(DOCUMENT)))
    assert answer(opened, folder / "credential.json", folder / "registration-note.jws") == "unverifiable"
    assert results(opened)["signature"] == ("not_checked", "not_in_browser")
    assert "Pida a la persona el archivo .jwt" in opened.locator("#answer").inner_text()


def test_the_code_of_a_certificate(opened: Page) -> None:
    assert answer(opened, text=PAPER.decode()) == "valid"
    assert results(opened)["signature"] == ("passed", "paper_signed")
    assert results(opened)["alignment"] == ("not_checked", "not_on_paper")


GARBAGE = (
    b"",
    b"hello",
    b"%PDF-1.7\nnothing",
    b"%PDF-1.7\n1 0 obj <</Type/EmbeddedFile/Length 99999>> stream\nx",
    b"\x89PNG\r\n",
    b"PK\x03\x04",
    b"{" * 5_000,
    b'{"type": 5}',
    b"a.b.c",
    b"\xff" * 100,
    b"eyJhbGciOiJub25lIn0.e30.",
    b"[" * 100_000,
)


@pytest.mark.parametrize("content", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_is_refused_in_words(opened: Page, folder: Path, content: bytes) -> None:
    (folder / "given").write_bytes(content)
    assert answer(opened, folder / "given") in ("unreadable", "invalid")
    said = opened.locator("#answer").inner_text()
    assert "por una falla de esta página" not in said and len(said) > 40


def test_a_name_cannot_turn_the_page_round(opened: Page) -> None:
    given = changed(("credentialSubject", "identifier", 0), identityHash="\u202eatreS anA\u202c <b>x</b>")
    answer(opened, text=given.content.decode())
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", opened.locator("#answer").inner_text())
    assert opened.locator("#answer b").count() == 0
    assert "<b>x</b>" in opened.locator("#answer").inner_text()


@pytest.mark.parametrize("locale", ["es-MX", "en-US"])
def test_it_is_accessible_and_narrow(browser: Browser, folder: Path, locale: str) -> None:
    with browsing.opened(browser, offline=True, locale=locale, viewport=NARROWEST) as page:
        at(page, NOW)
        go(page, folder / "verify.html")
        assert serious_violations(page) == [] and overflow(page) == 0
        answer(page, folder / "credential.jwt", folder / "registration-note.jws")
        assert page.locator("#verdict").inner_text() == ("Válida" if locale == "es-MX" else "Valid")
        assert serious_violations(page) == [] and overflow(page) == 0


def test_by_keyboard_alone(opened: Page) -> None:
    opened.focus("#text")
    opened.keyboard.insert_text(PAPER.decode())
    opened.keyboard.press("Tab")
    opened.keyboard.insert_text("Ana Sofía Ñúñez Pérez")
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    opened.wait_for_selector("[data-verdict=valid]")
    assert results(opened)["holder_match"] == ("passed", "name_matches")


def test_nothing_else_may_run_in_it(browser: Browser, folder: Path) -> None:
    context = browser.new_context()  # not `opened`, which takes every refusal of the policy for a fault
    page = context.new_page()
    go(page, folder / "verify.html")
    blocked: Any = page.evaluate(
        """async () => {
          const refused = [];
          document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
          const script = document.createElement("script");
          try {
            script.textContent = "globalThis.ran = true";
            document.head.append(script);
          } catch { refused.push("types"); }
          try { await fetch("https://registro.example/"); } catch { /* said by the policy */ }
          await new Promise((done) => setTimeout(done, 0));
          return { ran: globalThis.ran === true, refused };
        }"""
    )
    context.close()
    assert blocked["ran"] is False and {"connect-src", "types"} <= set(blocked["refused"])
    text = (folder / "verify.html").read_text(encoding="utf-8")
    assert not re.search(r"unsafe-|innerHTML|\beval\(|\bFunction\(| src=|<link", text)
