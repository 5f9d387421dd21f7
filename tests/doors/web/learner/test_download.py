"""Taking away: the very bytes that were signed, in every carrier, under a name with the folio."""

from __future__ import annotations

import io
import re

import pypdf
import pytest

from registry.awards.queries import shares_of
from registry.documents.read import read_presented
from registry.ids import spell_folio
from registry.records import notes, storage
from registry.trust.service import examine
from registry.verification import Verdict
from tests.doors.web.learner.story import issue, keep, teacher

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def held(client, school):
    (award,) = issue(school, teacher())
    keep(client, award)
    return award


def fetch(client, award, form):
    answer = client.get(f"/mis-microcredenciales/{award.id}/descargar/{form}")
    assert answer.status_code == 200
    return answer


def test_the_files_are_the_signed_bytes(client, held):
    as_json = fetch(client, held, "credential.json")
    assert as_json.data == storage.signed_json(held.document)
    assert as_json.mimetype == "application/vc"
    assert as_json.headers["Cache-Control"] == "private, no-store"
    as_jwt = fetch(client, held, "credential.jwt")
    assert as_jwt.text == storage.signed_jwt(held.document)
    name = spell_folio(held.folio)
    assert f'filename="microcredencial-{name}.json"' in as_json.headers["Content-Disposition"]
    assert f'filename="microcredencial-{name}.jwt"' in as_jwt.headers["Content-Disposition"]
    in_english = fetch(client, held, "credential.json?lang=en")
    assert f'filename="microcredential-{name}.json"' in in_english.headers["Content-Disposition"]


def test_the_registration_note_is_the_one_of_its_document(client, held):
    note = fetch(client, held, "registration-note.jws")
    assert note.data == notes.note_of(held.document)
    assert note.mimetype == "application/jose"
    assert "registration-note.jws" in client.get(f"/mis-microcredenciales/{held.id}").text


@pytest.mark.parametrize("form", ["credential.json", "credential.jwt", "badge.png", "badge.svg"])
def test_every_file_verifies_as_handed_in(client, held, form):
    data = fetch(client, held, form).data
    assert examine(read_presented(data, filename=form)).verdict is Verdict.VALID


def test_downloading_files_changes_nothing(client, held):
    for form in ("credential.json", "credential.jwt", "badge.png", "badge.svg"):
        fetch(client, held, form)
    assert not shares_of(held.id)


def test_opening_the_certificates_address_makes_nothing(client, held):
    assert client.get(f"/mis-microcredenciales/{held.id}/descargar/certificate.pdf").status_code == 405
    assert client.get(f"/mis-microcredenciales/{held.id}/descargar/otra-cosa").status_code == 404
    assert not shares_of(held.id)


def certificate(client, award, language):
    answer = client.post(f"/mis-microcredenciales/{award.id}/descargar/certificate.pdf", data={"language": language})
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    return answer


def test_the_certificate_says_what_was_signed_and_carries_both_forms(client, held, app):
    answer = certificate(client, held, "es")
    assert f'filename="certificado-{spell_folio(held.folio)}.pdf"' in answer.headers["Content-Disposition"]
    assert len(answer.data) <= 200_000
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    assert len(pdf.pages) == 2
    text = pdf.pages[0].extract_text()
    for said in ("Ana Sofía Ñúñez Pérez", spell_folio(held.folio), "ACR-", "DECLARADO"):
        assert said in text
    assert "Demostración" not in text
    assert pdf.attachments["credential.json"] == [storage.signed_json(held.document)]
    assert pdf.attachments["credential.jwt"] == [storage.signed_jwt(held.document).encode()]
    assert pdf.attachments["registration-note.jws"] == [notes.note_of(held.document)]
    (link,) = shares_of(held.id)
    (target,) = {
        note.get_object()["/A"]["/URI"] for note in pdf.pages[0]["/Annots"] if "/URI" in note.get_object().get("/A", {})
    }
    shared = app.test_client().get(re.sub(r"^https://[^/]+", "", target))
    assert shared.status_code == 200 and "Ana Sofía Ñúñez Pérez" in shared.text
    assert link.purpose == "certificate"


def test_a_certificate_verifies_as_handed_in(client, held):
    data = certificate(client, held, "en").data
    assert examine(read_presented(data, filename="certificate.pdf")).verdict is Verdict.VALID


def test_the_back_is_a_cadena_and_a_sello_that_verify_as_they_are_copied(client, held, app):
    pdf = pypdf.PdfReader(io.BytesIO(certificate(client, held, "en").data))
    back = pdf.pages[1].extract_text()
    kept = pdf.attachments["cadena-original.txt"][0].decode()
    visitor = app.test_client()
    for typed in (back[back.index("||") :], kept):
        page = visitor.post("/verify", data={"text": typed}).text
        assert "El sello es del registro" in page
        assert "Válida" in page and "Ana Sofía Ñúñez Pérez" in page
        refused = visitor.post("/verify", data={"text": typed.replace("Sofía", "Sonia")}).text
        assert "El sello no corresponde a la cadena" in refused and "No válida" in refused
    half = visitor.post("/verify", data={"text": kept.split("\n")[0]})
    assert half.status_code == 422 and "Falta una parte" in half.text
    answer = visitor.post("/api/v1/verify", data=kept.encode(), content_type="text/plain").json
    assert answer["verdict"] == "valid"


def test_the_page_of_a_certificate_tells_what_became_of_its_sello(client, held, app):
    data = certificate(client, held, "es").data
    report = examine(read_presented(data, filename="certificate.pdf"))
    assert report.check("seal").code == "seal_matches"
    page = app.test_client().post("/verify", data={"file": (io.BytesIO(data), "certificado.pdf")}).text
    assert "Cadena original y sello digital correctos" in page


def test_a_second_certificate_uses_the_same_link_until_it_is_withdrawn(client, held, app):
    certificate(client, held, "es")
    certificate(client, held, "en")
    (link,) = shares_of(held.id)
    page = client.get(f"/mis-microcredenciales/{held.id}").text
    assert "Código QR de su certificado" in page
    client.post(f"/mis-microcredenciales/{held.id}/enlaces/{link.id}/retirar")
    certificate(client, held, "es")
    assert len(shares_of(held.id)) == 2


def test_in_a_demo_the_certificate_says_so(client, held, make_app):
    from registry.accounts.queries import by_person

    demo = make_app(environment="demo")
    visitor = demo.test_client().enter(by_person(held.person_id))
    answer = certificate(visitor, held, "en")
    assert 'filename="certificate-' in answer.headers["Content-Disposition"]
    assert (
        "Demonstration · synthetic data".upper()
        in pypdf.PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().upper()
    )
