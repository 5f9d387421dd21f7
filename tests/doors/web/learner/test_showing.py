"""Codes, counts and previews of links; several behind one link; the public page, by choice alone."""

from __future__ import annotations

import re

import pytest

from registry.awards import collections, gates
from registry.awards.queries import shares_of
from registry.db import db
from tests.doors.web.learner.story import issue, keep, path_of, teacher

pytestmark = pytest.mark.databases("sqlite")
ALL = {"contents": "all", "until": "never"}
NAME = "Ana Sofía Ñúñez Pérez"


@pytest.fixture
def held(client, school):
    (award,) = issue(school, teacher())
    keep(client, award)
    return award


def make(client, award, **data):
    answer = client.post(f"/mis-microcredenciales/{award.id}/compartir", data={**ALL, **data})
    assert answer.status_code == 303, answer.text
    return answer.location


def address_in(client, page_path):
    page = client.get(page_path).text
    return path_of(re.search(r'id="share-link"[^>]* value="([^"]+)"', page)[1])


def code_in(client, page_path):
    return re.search(r'aria-hidden="true">(\d{3}) (\d{3})<', client.get(page_path).text)


def link_of(award):
    db.session.expire_all()
    return shares_of(award.id)[0]


def test_a_link_with_a_code_opens_once_for_each_code_and_tells_nothing_before(client, app, held):
    page_path = make(client, held, with_code="y")
    address = address_in(client, page_path)
    visitor, other = app.test_client(), app.test_client()
    asked = visitor.get(address)
    assert asked.status_code == 200 and "pide una clave" in asked.text
    assert NAME not in asked.text and "aula" not in asked.text and "og:" not in asked.text
    assert visitor.get(address, headers={"Accept": "application/vc"}).json["code"] == "share_code_needed"
    assert visitor.post(f"{address}/pregunta", data={"value": "ana@correo.example"}).text.count("pide una clave")
    assert visitor.post(f"{address}/vista").status_code == 403
    code = "".join(code_in(client, page_path).groups())
    entered = visitor.post(f"{address}/clave", data={"code": f"{code[:3]} {code[3:]}"})
    assert entered.status_code == 303 and entered.location == address
    assert NAME in visitor.get(address).text
    assert visitor.get(address, headers={"Accept": "application/vc"}).mimetype == "application/vc"
    refused = other.post(f"{address}/clave", data={"code": code})  # the same code again
    assert refused.status_code == 403 and "ya se usó" in refused.text
    assert "pide una clave" in other.get(address).text
    assert "".join(code_in(client, page_path).groups()) != code


def test_the_cookie_of_a_code_opens_one_link_for_an_hour(client, app, held, clock):
    first, second = (make(client, held, with_code="y", label=label) for label in ("uno", "dos"))
    visitor = app.test_client()
    address, another = address_in(client, first), address_in(client, second)
    visitor.post(f"{address}/clave", data={"code": "".join(code_in(client, first).groups())})
    assert NAME in visitor.get(address).text and NAME not in visitor.get(another).text
    clock.tick(minutes=61)
    assert NAME not in visitor.get(address).text


def test_five_wrong_codes_shut_a_link_until_its_holder_makes_another(client, app, held):
    page_path = make(client, held, with_code="y")
    address, visitor = address_in(client, page_path), app.test_client()
    right = "".join(code_in(client, page_path).groups())
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    answers = [visitor.post(f"{address}/clave", data={"code": wrong}) for _ in range(gates.ATTEMPTS)]
    assert [one.status_code for one in answers] == [403, 403, 403, 403, 429]
    assert "Quedan 4 intentos" in answers[0].text
    assert visitor.post(f"{address}/clave", data={"code": right}).status_code == 429
    assert "demasiadas claves" in visitor.get(address).text
    assert "cinco claves equivocadas" in client.get(page_path).text
    client.post(f"{page_path}/clave", data={"code": "new"})
    fresh = "".join(code_in(client, page_path).groups())
    assert visitor.post(f"{address}/clave", data={"code": fresh}).status_code == 303
    client.post(f"{page_path}/clave", data={"code": "none"})
    assert NAME in app.test_client().get(address).text


def test_a_link_with_a_code_is_closed_to_programs_that_have_only_the_link(client, app, held):
    address = address_in(client, make(client, held, with_code="y"))
    program = app.test_client()
    url = f"https://registro.example{address}"
    refused = program.post("/api/v1/verify", json={"url": url})
    assert refused.status_code == 403 and refused.json["code"] == "share_code_needed"
    asked = program.post("/api/v1/holder-question", json={"url": url, "value": "a@b.example"})
    assert asked.json["code"] == "share_code_needed"
    badge = program.get(f"{address}/badge.svg").text
    assert badge == program.get("/s/nada/badge.svg").text
    batch = program.post("/verify/batch", data={"text": url})
    assert NAME not in batch.text


def test_only_the_pages_own_report_counts_a_view_and_never_the_holders(client, app, held):
    page_path = make(client, held)
    address, visitor = address_in(client, page_path), app.test_client()
    for _ in range(3):
        assert f'action="{address}/vista"' in visitor.get(address).text
    assert visitor.get(f"{address}/vista").status_code == 405
    assert link_of(held).views == 0
    assert "data-count" not in client.get(address).text
    assert client.post(f"{address}/vista").status_code == 204
    assert link_of(held).views == 0
    for _ in range(2):
        answer = visitor.post(f"{address}/vista")
        assert answer.status_code == 204 and not answer.headers.getlist("Set-Cookie")
    assert link_of(held).views == 2
    said = client.get(page_path).text
    assert "2 veces" in said and "dos segundos o más" in said and "sin JavaScript" in said
    client.post(f"{page_path}/retirar")
    assert visitor.post(f"{address}/vista").status_code == 404


def test_previews_name_nobody_unless_the_holder_chose_it(client, app, held):
    plain, named = make(client, held), make(client, held, label="2", show_name="y")
    for page_path, shows in ((plain, False), (named, True)):
        page = app.test_client().get(address_in(client, page_path)).text
        head = page.split("</head>")[0]
        assert 'property="og:title"' in head and "Uso responsable" in head and "/badge.png" in head
        assert (NAME in head) is shows
    assert "no dice su nombre" in client.get(plain).text


def test_several_behind_one_link_each_verified_and_nothing_else(client, app, school, held):
    second, third, other = issue(school, teacher(), teacher(), teacher(full_name="Eva Ruiz", email="e@x.example"))
    for one in (second, third):
        client.post(f"/mis-microcredenciales/{one.id}/aceptar")
    stranger = app.test_client()
    keep(stranger, other)
    sent = {**ALL, "awards": [str(held.id), str(other.id)], "heading": "Mis cursos"}
    refused = client.post("/mis-microcredenciales/varias", data=sent)
    assert refused.status_code == 422  # another person's
    assert client.post("/mis-microcredenciales/varias", data={**sent, "awards": []}).status_code == 422
    sent |= {"awards": [str(held.id)], "contents": "plain", "submission": "abc"}
    answers = [client.post("/mis-microcredenciales/varias", data=sent) for _ in range(2)]
    assert answers[0].location == answers[1].location
    address = address_in(client, answers[0].location)
    visitor = app.test_client()
    pasted = visitor.post("/verify", data={"text": f"https://registro.example{address}"})
    assert pasted.status_code == 422 and "Ábralo en su navegador" in pasted.text
    page = visitor.get(address)
    assert "Mis cursos" in page.text and "Válida" in page.text and NAME in page.text
    assert NAME not in page.text.split("</head>")[0]
    one = visitor.get(f"{address}/1")
    assert one.status_code == 200 and "no se ofrece" in one.text
    assert visitor.get(f"{address}/1", headers={"Accept": "application/vc"}).status_code == 406
    assert visitor.get(f"{address}/2").status_code == 404
    assert visitor.post(f"{address}/vista").status_code == 204
    assert stranger.get(answers[0].location).status_code == 404
    assert stranger.post(f"{answers[0].location}/retirar").status_code == 404
    client.post(f"{answers[0].location}/retirar")
    assert visitor.get(address).status_code == 404 and visitor.get(f"{address}/1").status_code == 404


def test_there_is_no_public_page_until_its_holder_publishes_one(client, app, school, held):
    visitor = app.test_client()
    assert "No tiene una" in client.get("/mis-microcredenciales/pagina").text
    data = {"awards": [str(held.id)], "handle": "ana-nunez", "heading": "Formación"}
    assert client.post("/mis-microcredenciales/pagina", data={**data, "handle": "Aña"}).status_code == 422
    assert client.post("/mis-microcredenciales/pagina", data={**data, "handle": "sep"}).status_code == 409
    assert client.post("/mis-microcredenciales/pagina", data=data).status_code == 303
    page = visitor.get("/p/ana-nunez")
    assert page.status_code == 200 and "Válida" in page.text and NAME not in page.text
    assert page.headers["X-Robots-Tag"].startswith("noindex")
    client.post("/mis-microcredenciales/pagina", data={**data, "show_name": "y"})
    assert NAME in visitor.get("/p/ana-nunez").text
    (other,) = issue(school, teacher(full_name="Eva Ruiz", email="e@x.example"))
    stranger = app.test_client()
    keep(stranger, other)
    taken = stranger.post("/mis-microcredenciales/pagina", data={**data, "awards": [str(other.id)]})
    assert taken.status_code == 409 and "ya tiene dueño" in taken.text
    client.post("/mis-microcredenciales/pagina/retirar")
    assert visitor.get("/p/ana-nunez").status_code == 404 and visitor.get("/p/ana-nunez/1").status_code == 404
    again = stranger.post("/mis-microcredenciales/pagina", data={**data, "awards": [str(other.id)]})
    assert again.status_code == 409
    at_random = stranger.post("/mis-microcredenciales/pagina", data={"awards": [str(other.id)]})
    assert at_random.status_code == 303
    page = collections.page_of(other.person_id)
    assert page is not None and re.fullmatch(r"[a-z0-9]{12}", page.handle or "")
