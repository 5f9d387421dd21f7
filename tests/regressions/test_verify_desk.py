"""What an employer types or drops at the verification desk by mistake, and reads in another language."""

from __future__ import annotations

import io

import pytest

from registry import addresses
from registry.awards.imprint import imprint
from registry.ids import CROCKFORD, spell_folio
from registry.records import storage
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


def handed_in(client, text):
    answer = client.post("/verify?lang=es", data={"text": text})
    return answer.status_code, answer.text


def test_a_link_with_an_open_bracket_is_refused_in_words(client):
    status, page = handed_in(client, "http://[::1")
    assert status == 422
    assert "incompleto o mal escrito" in page


def test_a_page_of_this_registry_is_not_called_another_site(client, app):
    with app.app_context():
        link = f"{addresses.link_base()}/catalogue"
    status, page = handed_in(client, link)
    assert status == 422
    assert "Ese enlace es de este registro" in page
    assert "otro sitio" not in page


def test_a_link_copied_without_its_scheme_opens(client, app):
    with app.app_context():
        link = f"{addresses.link_base()}/s/anything".split("://", 1)[1]
    answer = client.post("/verify", data={"text": link})
    assert answer.status_code == 303
    assert answer.location.endswith("/s/anything")


@pytest.mark.parametrize("spelled", [True, False])
def test_a_folio_with_one_wrong_character_is_called_a_mistyped_folio(client, spelled):
    folio = "FYVRRY2W6PJWW4"
    wrong = folio[:-1] + CROCKFORD[(CROCKFORD.index(folio[-1]) + 1) % len(CROCKFORD)]
    status, page = handed_in(client, spell_folio(wrong) if spelled else wrong)
    assert status == 422
    assert "parece un folio" in page


def test_a_word_is_not_taken_for_a_folio(client):
    _, page = handed_in(client, "universidades")
    assert "parece un folio" not in page


def test_an_office_file_is_not_said_to_be_badly_encoded_text(client):
    upload = (io.BytesIO(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\xff\xfe"), "constancia.docx")
    answer = client.post("/verify?lang=en", data={"file": upload}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "We do not recognize the content" in answer.text
    assert "UTF-8" not in answer.text


def test_a_folio_without_a_surname_is_asked_for_it_and_not_called_unknown(client):
    answer = client.post("/f/FYVRRY2W6PJWW4", data={"surname": " "})
    assert answer.status_code == 422
    assert "Escriba el primer apellido" in answer.text and "No encontramos" not in answer.text


def test_a_report_names_the_authority_that_runs_the_registry(client, session, clock):
    (award,) = story.issue(story.open_school(), story.teacher())
    signed = storage.signed_json(award.document).decode()
    assert f"lo lleva <strong>{imprint().operator}</strong>" in client.post("/verify", data={"text": signed}).text


def test_the_api_says_how_to_send_a_url_with_single_braces(client):
    detail = client.post("/api/v1/verify").get_json()["detail"]
    assert '{"url": …}' in detail
    assert "{{" not in detail


def test_levels_signed_in_spanish_are_read_in_english_as_the_standard_has_them(client, session, clock):
    (award,) = story.issue(story.open_school(), story.teacher())
    signed = storage.signed_json(award.document).decode()
    assert "Verificar y juzgar lo que entrega la IA" in signed
    english = client.post("/verify?lang=en", data={"text": signed}).text
    assert "Levels reached" in english
    assert "Verificar y juzgar lo que entrega la IA" not in english
    assert "Aplica" not in english
    assert "Verificar y juzgar lo que entrega la IA" in client.post("/verify?lang=es", data={"text": signed}).text


@pytest.mark.parametrize(("language", "said"), [("es", "El archivo está vacío"), ("en", "The file is empty")])
def test_an_empty_file_is_called_empty(client, language, said):
    """It was told to paste a link, as if nothing had been chosen."""
    answer = client.post(f"/verify?lang={language}", data={"file": (io.BytesIO(b""), "credencial.json")})
    assert answer.status_code == 400 and said in answer.text


def test_a_number_beyond_every_word_is_judged_among_many(client):
    """Writing the credential again for the reader failed on it."""
    credential = {"@context": [], "score": 10**30}
    answer = client.post("/api/v1/verify/batch", json={"items": [{"credential": credential}]})
    assert answer.status_code == 200
    (one,) = answer.json["items"]
    assert one["verdict"] != "valid"
