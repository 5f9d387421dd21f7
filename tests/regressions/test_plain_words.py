"""Words of programs that people used to read."""

from __future__ import annotations

import pytest

from registry.accounts.permissions import EVERY_PERMISSION, Role
from tests.doors.web.learner import story

pytestmark = pytest.mark.databases("sqlite")


@pytest.mark.parametrize(
    ("path", "spanish", "english"),
    [
        ("/operacion", "«Operación del registro»", "“Registry operations”"),
        ("/institucion/universidad-del-valle/emitir", "«Institución: emisión»", "“Institution: issuer”"),
        ("/autoridad", "«Autoridad: dirección», «Autoridad: estándares»", "“Authority: head”"),
    ],
)
def test_a_refusal_names_the_role_that_is_needed_and_no_permission(client, session, clock, path, spanish, english):
    school = story.open_school()
    (award,) = story.issue(school, story.teacher())
    story.keep(client, award)  # somebody with no role but her own record
    for language, said in (("es", spanish), ("en", english)):
        answer = client.get(f"{path}?lang={language}")
        assert answer.status_code == 403 and said in answer.text
        assert [one for one in EVERY_PERMISSION if one in answer.text] == []


def test_staff_who_open_a_learners_page_are_told_whose_it_is(sign_in, session):
    answer = sign_in(Role.OPERATOR).get("/mis-microcredenciales/00000000-0000-7000-8000-000000000000")
    assert answer.status_code == 403 and "persona titular" in answer.text and "record:" not in answer.text


@pytest.mark.parametrize("text", ["eyJ.%%%.x", "eyJhbGciOiJFUzI1NiJ9.bm8.AAAA"])
def test_a_damaged_jwt_is_refused_without_the_words_of_its_encoding(client, text):
    for language in ("es", "en"):
        page = client.post(f"/verify?lang={language}", data={"text": text}).text
        assert "base64" not in page
    assert "incomplete or altered" in client.post("/verify?lang=en", data={"text": "eyJ.%%%.x"}).text
