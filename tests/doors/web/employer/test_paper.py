"""The signed code of a certificate at the employer's door: pasted, photographed, or opened with a camera."""

from __future__ import annotations

import io
import re

import pytest
import segno
from PIL import Image

from registry.accounts.actor import SYSTEM
from registry.awards import certificates, sharing
from registry.awards import service as awards
from registry.awards.queries import shares_of
from registry.db import db

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def code(held):
    """The text of the certificate's signed code."""
    sheet = certificates.certificate_sheet(held.award, actor=SYSTEM)
    db.session.commit()
    assert sheet.paper_code is not None
    return "".join(sheet.paper_code)


@pytest.fixture
def stranger(app):
    """Whoever asks is nobody: the holder's own name stands on every page of hers."""
    return app.test_client()


def paste(stranger, text, name=""):
    return stranger.post("/verify?lang=es", data={"text": text, "name": name})


def upload(stranger, picture):
    out = io.BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    form = {"file": (out, "foto.png")}
    return stranger.post("/verify?lang=es", data=form, content_type="multipart/form-data")


def drawn(text, side=600):
    """A QR code as a picture."""
    out = io.BytesIO()
    segno.make_qr(text, error="m").save(out, kind="png", scale=6, border=4)
    return Image.open(out).convert("RGB").resize((side, side))


def test_pasted_it_tells_who_what_and_whether_it_holds(stranger, held, code):
    page = paste(stranger, code, name="Ana Sofia Nunez Perez")
    assert page.status_code == 200
    for said in ("Ana Sofía Ñúñez Pérez", "Válida", "La firmó el registro", "No está en el código impreso"):
        assert said in page.text
    assert "did:web" not in re.sub(r"<details.*?</details>", "", page.text, flags=re.DOTALL)


def test_a_link_that_was_withdrawn_does_not_silence_it(stranger, held, code):
    for link in shares_of(held.award.id):
        sharing.withdraw(link, actor=held.actor)
    db.session.commit()
    assert "Válida" in paste(stranger, code).text


@pytest.mark.parametrize(("act", "said"), [("suspend", "suspendida"), ("revoke", "revocó")])
def test_what_was_withdrawn_after_printing_reads_so(stranger, held, code, act, said):
    reasons = {"suspend": "under_investigation", "revoke": "requirements_not_met"}
    getattr(awards, act)(held.award, reason=reasons[act], actor=SYSTEM)
    db.session.commit()
    page = paste(stranger, code).text
    assert said in page and "verdict--valid" not in page


def test_a_picture_of_it_is_read(stranger, code):
    assert "Ana Sofía Ñúñez Pérez" in upload(stranger, drawn(code)).text


def test_a_picture_with_both_codes_of_a_certificate_is_read_by_the_signed_one(stranger, held, code):
    sheet = Image.new("RGB", (1300, 640), "white")
    sheet.paste(drawn(f"https://registro.example/s/{held.token}"), (20, 20))
    sheet.paste(drawn(code), (680, 20))
    assert "La firmó el registro" in upload(stranger, sheet).text


def test_one_altered_letter_is_never_good(stranger, code):
    head, _, tail = code.partition("#")
    for place in (5, 60, len(tail) // 2, len(tail) - 30):
        other = "A" if tail[place] != "A" else "B"
        page = paste(stranger, f"{head}#{tail[:place]}{other}{tail[place + 1 :]}")
        assert "Ana Sofía" not in page.text
        assert page.status_code in (200, 400, 422)


@pytest.mark.parametrize("rest", ["", "#", "#A", "#ABC", "#" + "A" * 700, "#" + "7" * 3_000])
def test_what_is_no_code_is_refused_with_a_sentence(stranger, session, rest):
    page = paste(stranger, "HTTPS://REGISTRO.EXAMPLE/Q" + rest)
    assert 400 <= page.status_code < 500
    assert "error" in page.text


def test_the_api_answers_it_as_any_credential(stranger, code):
    answer = stranger.post("/api/v1/verify", data=code, content_type="text/plain")
    assert answer.status_code == 200
    report = answer.get_json()
    assert report["verdict"] == "valid"
    assert report["credential"]["holder"] == "Ana Sofía Ñúñez Pérez"
    assert {check["id"]: check["code"] for check in report["checks"]}["signature"] == "paper_signed"


def test_a_receipt_can_be_had_for_it(stranger, code):
    page = paste(stranger, code)
    field = re.search(r'name="held" value="([^"]+)"', page.text)
    assert field is not None
    answer = stranger.post("/verify/receipt?lang=es", data={"held": field[1], "form": "json"})
    assert answer.status_code == 200


def test_the_page_behind_it_asks_for_the_text_and_knows_nothing(stranger, session):
    page = stranger.get("/Q?lang=es")
    assert page.status_code == 200
    assert 'action="/verify"' in page.text and "Copie la dirección completa" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert stranger.get("/Q?lang=en").status_code == 200


def test_in_a_browser_nothing_is_sent_until_the_person_says_so(live_server, page, held, code):
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.url} {request.post_data or ''} {request.headers}"))
    secret = code.partition("#")[2]
    page.goto(f"{live_server.url}/Q?lang=en#{secret}")
    page.get_by_role("link", name="Español").click()
    box = page.get_by_label("Texto del código")
    page.get_by_text("Nada ha salido de este aparato").wait_for()
    assert box.input_value().endswith(secret)
    assert not any(secret[:30] in one for one in sent)

    page.get_by_role("button", name="Verificar").click()
    page.get_by_text("La firmó el registro").wait_for()
    assert any(secret[:30] in one for one in sent)
