"""A page that answered a form can be read in the other language, like any other."""

from __future__ import annotations

import html
import re

import pytest

from registry.records import storage
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


def switch_in(page: str) -> str:
    return html.unescape(re.search(r'hreflang="en" href="([^"]+)"', page)[1])


@pytest.mark.parametrize(
    ("path", "data", "leads_to"),
    [
        ("/entrar", {"email": "nadie", "password": "x"}, "/entrar?lang=en"),
        ("/entrar/enlace", {"link-email": "ana@uni.example"}, "/entrar?lang=en"),
        ("/verify?x=1", {"text": "nada"}, "/verify?x=1&lang=en"),
        ("/recibir", {"code": "AAAA"}, "/recibir?lang=en"),
        ("/f/7Q4K-M2ZT-9XW3-HA", {"surname": "Ruiz"}, "/f/7Q4K-M2ZT-9XW3-HA?lang=en"),
    ],
)
def test_every_answer_to_a_form_offers_the_other_language(client, session, path, data, leads_to):
    answer = client.post(path, data=data)
    assert answer.mimetype == "text/html" and switch_in(answer.text) == leads_to
    assert client.get(leads_to).status_code in (200, 404) and '<html lang="en">' in client.get(leads_to).text


def test_an_address_that_does_not_exist_offers_none(client):
    assert 'hreflang="en"' not in client.get("/no/hay/nada").text


def test_a_report_is_read_again_in_the_other_language_without_handing_it_in_again(client, session, clock):
    school = story.open_school()
    (award,) = story.issue(school, story.teacher())
    text = storage.signed_json(award.document)
    spanish = client.post("/verify", data={"text": text}).text
    form = re.search(r'<form method="post" action="/verify\?lang=en">(.*?)</form>', spanish, re.DOTALL)[1]
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}
    english = client.post("/verify?lang=en", data=fields).text
    assert '<html lang="en">' in english and "Is it authentic?" in english and "Ana Sofía Ñúñez Pérez" in english
    assert '<h2 class="credential-title" lang="es">Uso responsable de la IA en el aula</h2>' in english
    assert "Responsible use of AI in the classroom" in english
