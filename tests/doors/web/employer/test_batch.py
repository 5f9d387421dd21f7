"""The page for many at once: read without a script, downloaded from itself, nothing kept, its quota kept."""

from __future__ import annotations

import csv
import io
import re

import openpyxl
import pytest
from sqlalchemy import inspect, text

from registry.web.employer.batch import STEP
from tests.support.archives import picture, zipped
from tests.support.browsing import NARROWEST, PHONE, opened, overflow, serious_violations

pytestmark = pytest.mark.databases("sqlite")


def sent(client, *files, lang="es", **fields):
    data = {"files": [(io.BytesIO(body), name) for name, body in files], **fields}
    return client.post(f"/verify/batch?lang={lang}", data=data, content_type="multipart/form-data")


def rows_of(page):
    return re.search(r'name="rows" value="([^"]+)"', page).group(1)


def table(client, page, form, lang="es"):
    return client.post(f"/verify/batch/table?lang={lang}", data={"rows": rows_of(page), "format": form})


def test_the_form_states_its_quota_and_what_is_kept(make_app):
    client = make_app(batch_size=70, batch_rate="3 per minute; 9 per 2 hour", batch_seconds=8).test_client()
    page = client.get("/verify/batch?lang=es").text
    for said in ("Hasta 70 por envío", "3 envíos por minuto", "9 envíos cada 2 hora", "8 segundos", "Nada se guarda"):
        assert said in page
    assert "3 requests in one minute" in client.get("/verify/batch?lang=en").text


@pytest.mark.parametrize(
    ("lang", "word", "other"), [("es", "Válida", "Es otro nombre"), ("en", "Valid", "Another name")]
)
def test_the_answer_is_a_table_with_what_to_review_first(client, held, lang, word, other):
    listed = b"archivo,nombre\nana.json,Otra Persona\n"
    archive = zipped({"ana.json": held.signed, "otra.json": held.signed, "captura.png": picture()})
    page = sent(client, ("x.zip", archive), ("lista.csv", listed), lang=lang).text
    assert page.count(STEP) >= 2 and page.rstrip().endswith("</html>")
    review, fine = page.index(other), page.rindex(f"{word}</span>")
    assert review < fine
    assert "no_credential_found" not in page and held.award.person.full_name in page


def test_the_table_comes_out_of_the_page_as_it_was(client, held):
    page = sent(client, ("ana.json", held.signed), ("captura.png", picture())).text
    answer = table(client, page, "csv")
    assert 'filename="verificacion-2026-11-20.csv"' in answer.headers["Content-Disposition"]
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["Resultado"] for line in lines[:2]] == ["Válida", "Sin credencial"]
    assert lines[0]["Titular"] == held.award.person.full_name and lines[0]["Niveles"] and lines[0]["Horas"]
    assert lines[1]["Código"] == "no_credential_found"
    sheet = openpyxl.load_workbook(io.BytesIO(table(client, page, "xlsx", "en").data)).active
    assert [sheet.cell(row, 4).value for row in (1, 2, 3)] == ["Result", "Valid", "No credential"]


def test_a_table_that_somebody_made_up_is_not_written(client, held):
    page = sent(client, ("ana.json", held.signed)).text
    rows = rows_of(page)
    for forged in ("", "x", rows[:-3], rows.replace(rows[10], "A" if rows[10] != "A" else "B", 1)):
        answer = client.post("/verify/batch/table", data={"rows": forged, "format": "csv"})
        assert answer.status_code == 422
        assert "text/html" in answer.content_type


def test_nothing_of_a_batch_is_kept(client, held, session):
    def state():
        tables = inspect(session.connection()).get_table_names()
        return {name: session.execute(text(f'SELECT count(*) FROM "{name}"')).scalar() for name in tables}

    before = state()
    page = sent(client, ("x.zip", zipped({"ana.json": held.signed, "b.png": picture()}))).text
    table(client, page, "xlsx")
    assert state() == before


def test_refusals_of_the_whole_say_why_on_the_form(client):
    for files, fields, said in (
        ((), {}, "No llegó nada que verificar"),
        ((("x.zip", b"PK\x03\x04"),), {}, "«x.zip»"),
        ((("l.csv", b"a,b\n1,2\n"),), {}, "no encontramos una columna"),
        ((("l.csv", b"enlace\n" + b"https://a.example/s/x\n" * 100_000),), {}, "más de 1,000 filas"),
    ):
        answer = sent(client, *files, **fields)
        assert answer.status_code in (400, 413, 422)
        assert said in answer.text and "Verificar todas" in answer.text


def test_the_quota_is_kept_and_its_refusal_says_when_to_return(make_app):
    client = make_app(batch_rate="2 per minute").test_client()
    answers = [sent(client, text="hola") for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "60"


def test_pasted_lines_are_answered_one_by_one(client, held):
    name = held.award.person.full_name
    page = sent(client, text=f"/s/x\n{held.award.folio}, {name}\nhttps://otro.example/s/x").text
    assert "El nombre coincide" in page and "otro.example" in page


def test_on_a_phone_and_at_a_desk_without_a_script(live_server, browser, held, tmp_path):
    archive = tmp_path / "candidatos.zip"
    archive.write_bytes(zipped({"ana/credencial.json": held.signed, "luis/captura.png": picture()}))
    for lang, press in (("es-MX", "Verificar todas"), ("en-US", "Verify all")):
        with opened(browser, locale=lang, viewport=PHONE, java_script_enabled=lang == "en-US") as page:
            page.goto(f"{live_server.url}/verify/batch")
            page.set_input_files("input[type=file]", str(archive))
            page.get_by_role("button", name=press).click()
            page.locator(".answered .table").first.wait_for()
            assert page.locator(".beats").is_hidden()
            if lang == "en-US":
                assert serious_violations(page) == []
                page.set_viewport_size(NARROWEST)
                assert overflow(page) == 0
            with page.expect_download() as download:
                page.get_by_role("button", name="CSV").click()
            assert "ana/credencial.json" in download.value.path().read_text("utf-8-sig")
