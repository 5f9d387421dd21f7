"""A second question without a second upload, and receipts: made by POST, verified anew, kept nowhere, read back."""

from __future__ import annotations

import hashlib
import io
import json
import re

import pytest
from sqlalchemy import func, select

from registry.awards import service as awards
from registry.awards import sharing
from registry.db import Base, db
from registry.documents.receipts import receipt_in
from registry.ids import spell_folio
from registry.trust.receipts import read_receipt
from tests.artefacts.reading import attached_to, text_of

pytestmark = pytest.mark.databases("sqlite")


def hand_in(client, data, name="", filename="credencial.json"):
    form = {"file": (io.BytesIO(data), filename), "name": name}
    return client.post("/verify?lang=es", data=form, content_type="multipart/form-data")


def hidden(page):
    return re.search(r'name="held" value="([^"]+)"', page.text)[1]


def receipt_of(client, **data):
    answer = client.post("/verify/receipt?lang=es", data=data)
    assert answer.status_code == 200, answer.text
    return answer


def reading_of(data):
    found = receipt_in(data)
    assert found is not None
    return read_receipt(found)


def counted():
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) for table in Base.metadata.sorted_tables
    }


def test_a_name_is_compared_on_the_answer_without_handing_in_again(client, held):
    page = hand_in(client, held.signed)
    assert "Falta comparar" in page.text
    again = client.post("/verify?lang=es", data={"held": hidden(page), "name": "Ana Sofía Ñúñez Pérez"})
    assert again.status_code == 200 and "El nombre coincide." in again.text
    other = client.post("/verify?lang=es", data={"held": hidden(again), "name": "Rosa Luna"})
    assert "El nombre no coincide." in other.text


def test_the_answer_names_no_e_mail_and_says_that_a_file_answers_no_such_question(client, held):
    page = hand_in(client, held.signed).text
    assert "Correo y CURP: no comprobado" in page and "ana@correo.example" not in page
    assert "Compare siempre con una identificación oficial" in page


def test_a_page_of_more_than_an_hour_asks_for_the_credential_again(client, held, clock):
    field = hidden(hand_in(client, held.signed))
    clock.tick(minutes=59)
    assert client.post("/verify", data={"held": field}).status_code == 200
    clock.tick(minutes=2)
    late = client.post("/verify?lang=es", data={"held": field})
    assert late.status_code == 422 and "aquí no se guardó nada" in late.text
    assert client.post("/verify/receipt", data={"held": field}).status_code == 422


@pytest.mark.parametrize("field", ["", "x", "eyJh.eyJi.eyJj", "." * 40])
def test_a_changed_hidden_field_is_refused(client, held, field):
    assert client.post("/verify", data={"held": field}).status_code == 422
    good = hidden(hand_in(client, held.signed))
    assert client.post("/verify", data={"held": good[:-3] + "AAA"}).status_code == 422
    assert client.post("/verify/receipt", data={"held": field}).status_code == 422


def test_a_receipt_says_what_was_found_and_nothing_is_stored(client, held, session):
    page = hand_in(client, held.signed)
    before = counted()
    answer = receipt_of(client, held=hidden(page), form="json", name="Ana Sofía Ñúñez Pérez")
    assert answer.headers["Cache-Control"] == "private, no-store"
    session.expire_all()
    assert counted() == before
    reading = reading_of(answer.data)
    assert reading.code == "receipt_genuine"
    receipt = reading.receipt
    assert receipt.verdict.value == "valid" and receipt.asked_name == "Ana Sofía Ñúñez Pérez"
    checks = {check["id"]: check["code"] for check in receipt.report["checks"]}
    assert checks["holder_match"] == "name_matches"
    assert receipt.handed_in.sha256 == hashlib.sha256(held.signed).hexdigest()
    assert receipt.verify_url.endswith(f"/f/{spell_folio(held.award.folio)}")
    assert held.token not in answer.text


def test_what_is_signed_is_verified_at_that_moment_and_not_when_the_page_was_made(client, held, session, clock):
    page = hand_in(client, held.signed)
    assert "Válida" in page.text
    clock.tick(minutes=5)
    awards.revoke(held.award, reason="issued_in_error", actor=_issuer(held))
    session.commit()
    reading = reading_of(receipt_of(client, held=hidden(page), form="json").data)
    assert reading.receipt.verdict.value == "invalid"


def _issuer(held):
    from registry.accounts.permissions import Role
    from registry.accounts.queries import actor_of
    from tests.support.people import new_account

    return actor_of(new_account(Role.PROVIDER_ADMIN, provider_id=held.award.provider_id, name="Directora"))


def test_a_get_makes_no_receipt(client, held):
    assert client.get("/verify/receipt").status_code == 405


def test_the_pdf_carries_the_signed_text_and_is_read_on_the_verify_page(client, held):
    pdf = receipt_of(client, token=held.token, form="pdf", language="es").data
    text = text_of(pdf)
    assert "Comprobante de verificación".lower() in text.lower() and "Ana Sofía Ñúñez Pérez" in text
    assert "no guardó copia" in text
    jws = attached_to(pdf)["comprobante.jws"][0]
    assert reading_of(pdf) == reading_of(jws)
    page = hand_in(client, pdf, filename="comprobante.pdf")
    assert page.status_code == 200
    assert "El comprobante es auténtico." in page.text and "dice lo que se encontró ese día" in page.text.lower()
    assert f"/f/{spell_folio(held.award.folio)}" in page.text
    assert 'name="held"' not in page.text


def test_an_altered_receipt_is_not_shown_as_one(client, held):
    whole = json.loads(receipt_of(client, token=held.token, form="json").data)
    whole["claims"]["report"]["headline"]["es"] = "Doctorado en todo"
    page = hand_in(client, json.dumps(whole).encode(), filename="comprobante.json")
    assert "El comprobante se alteró." in page.text and "Doctorado" not in page.text
    pasted = client.post("/verify?lang=en", data={"text": whole["jws"][:-4] + "AAAA"})
    assert "The receipt is not genuine." in pasted.text


def test_what_a_link_keeps_back_is_in_no_receipt(client, held):
    _link, token = held.share(with_results=False)
    reading = reading_of(receipt_of(client, token=token, form="json").data)
    assert reading.receipt.report["credential"]["average"] is None
    assert reading.receipt.report["credential"]["levels"] == []


def test_a_link_that_ended_gives_no_receipt(app, held, session):
    client = app.test_client()
    sharing.withdraw(held.link, actor=held.actor)
    session.commit()
    answer = client.post("/verify/receipt", data={"token": held.token})
    assert answer.status_code == 404 and "Ana" not in answer.text
    assert client.post("/verify/receipt", data={"token": "nothing"}).status_code == 404


def test_a_receipt_outlives_the_key_that_signed_it(client, held, session, clock):
    from registry.accounts.actor import SYSTEM
    from registry.custody import service as custody
    from registry.custody.queries import issuer_of_kind

    data = receipt_of(client, token=held.token, form="json").data
    clock.tick(days=1)
    custody.rotate(issuer_of_kind("registry"), "receipts", actor=SYSTEM)
    session.commit()
    assert reading_of(data).code == "receipt_genuine"


def test_a_failure_says_what_to_do_and_whom_to_ask(client, held, session):
    awards.revoke(held.award, reason="issued_in_error", actor=_issuer(held))
    session.commit()
    page = hand_in(client, held.signed).text
    assert "Qué hacer" in page and "No la acepte" in page
    assert f"mailto:{held.award.definition_version.definition.provider.email}" in page
    forged = held.signed.replace("Ñúñez".encode(), "Núñez".encode())
    page = hand_in(client, forged).text
    assert "No use los datos de contacto que vengan en el documento" in page
    assert "mailto:" + held.award.definition_version.definition.provider.email not in page
    assert "Comparar el nombre" not in page
