"""Indicators by their pages: the statistics staff, the head, anybody; no figure that must never be shown."""

from __future__ import annotations

import io
import re
import threading

import pytest
import yaml

from registry import content
from registry.accounts.actor import SYSTEM
from registry.accounts.permissions import Role
from registry.curriculum import service as curriculum
from registry.db import db
from registry.indicators import queries
from registry.indicators.models import VerificationTally
from registry.outcomes import publishing as outcomes
from registry.records import lists, storage
from registry.talent.models import VerificationCount
from tests.doors.web.learner import story

STATES = [one.code for one in content.states()]
#: What figures marked ``never`` say, as somebody might write it.
NEVER = re.compile(r"12[.,]8\s*(?:%|/)|5[.,]53\s*%|9[.,]8 mill|2[.,]8 mill(?:ones|ion) (?:de mujeres|women)")


@pytest.fixture
def framework(session, clock):
    curriculum.load_shipped(SYSTEM)
    curriculum.enforce("ind-framework", "1.0", SYSTEM)
    db.session.commit()


def series(name="poblacion.csv", people=1000):
    rows = "".join(f"2026,{one},Total,{people}\n" for one in STATES)
    return io.BytesIO(f"año,entidad,sexo,población de 15 años y más\n{rows}".encode()), name


def source(**more):
    return {"kind": "imp-population", "unit": "people", "title": "Serie ficticia", "publisher": "Nadie",
            "published_on": "2026-11-01", **more}  # fmt: skip


@pytest.mark.databases("sqlite")
def test_from_a_file_to_a_published_value_and_a_corrected_one(framework, clock, client, sign_in):
    author, head = sign_in(Role.AUTHORITY_STATISTICS), sign_in(Role.AUTHORITY_ADMIN)
    tried = author.post("/autoridad/indicadores/series/nueva", data={**source(act="check", title=""), "file": series()})
    assert tried.status_code == 200 and "no se guardó nada" in tried.text and not queries.imports()
    bad = author.post("/autoridad/indicadores/series/nueva", data={**source(act="check"), "file": series(people=1.5)})
    assert "no da un número entero" in bad.text
    unsourced = author.post("/autoridad/indicadores/series/nueva", data={**source(publisher=""), "file": series()})
    assert unsourced.status_code == 422 and not queries.imports()
    sheet = author.post(
        "/autoridad/indicadores/series/nueva", data={**source(), "file": (io.BytesIO(b"%PDF-1"), "x.csv")}
    )
    assert sheet.status_code == 422 and "PDF" in sheet.text
    kept = author.post("/autoridad/indicadores/series/nueva", data={**source(), "file": series()})
    page = kept.headers["Location"]
    again = author.post(f"{page}/columnas", data={"unit": "thousands", "column-population": "3"})
    assert again.status_code == 303 and queries.imports()[0].unit == "thousands"
    assert author.post(f"{page}/columnas", data={"unit": "percent"}).status_code == 422
    author.post(f"{page}/columnas", data={"unit": "people"})
    assert author.post(f"{page}/aprobar").status_code == 403
    assert author.get(f"{page}/por-corregir.csv").status_code == 200
    outcomes.publish_now()
    db.session.commit()
    assert head.post(f"{page}/aprobar").status_code == 303
    assert head.post(f"{page}/aprobar").status_code == 409
    assert head.post("/autoridad/indicadores/calcular").status_code == 303
    value = author.post("/autoridad/indicadores/series/valor", data={**source(), "period": "2026", "state": "Oaxaca",
                                                                    "value": "2.5"})  # fmt: skip
    assert value.status_code == 422 and "2.5" in value.text
    value = author.post("/autoridad/indicadores/series/valor", data={**source(), "period": "2026", "state": "Oaxaca",
                                                                    "value": "2,000"})  # fmt: skip
    by_hand = value.headers["Location"]
    assert author.post(f"{by_hand}/retirar").status_code == 303
    shown = client.get("/indicators/IND-X2")
    assert "Tercer trimestre de 2026" in shown.text and "Nadie" in shown.text and "0 de 32" in shown.text
    assert client.get("/indicators/IND-X2/2026-Q3/1").status_code == 200
    assert client.get("/indicators/IND-X2/2026-Q3/2").status_code == 404
    assert client.get("/indicators/IND-A2/2026-Q3/1").status_code == 404, "a reason is no value"
    lines = client.get("/indicators/IND-X2.csv").text.splitlines()
    whole = client.get("/indicators/IND-X2.json").json["values"][0]
    assert len(lines) == 1 + len(whole["cells"]) and lines[1].startswith("IND-X2,IND-X,2026-Q3,1,")
    assert whole["cells"][0]["value"] == "0" and whole["inputs"][0]["publisher"] == "Nadie"
    same = head.post("/autoridad/indicadores/IND-X2/2026-Q3/corregir", data={"reason": "Otra vez."})
    assert same.status_code == 422 and "da lo mismo" in same.text
    assert head.get("/autoridad/indicadores/IND-X2/9999-Q9/corregir").status_code == 404


@pytest.mark.databases("sqlite")
def test_a_version_is_proposed_and_approved_and_its_log_is_public(framework, client, sign_in):
    author, head = sign_in(Role.AUTHORITY_STATISTICS), sign_in(Role.AUTHORITY_ADMIN)
    form = author.get("/autoridad/indicadores/IND-B1/editar").text
    filled = dict(re.findall(r'<textarea id="(\w+)"[^>]*>\n([^<]*)</textarea>', form))
    filled |= {"owner": "INEGI", "cadence": "half_yearly", "reason": "Acuerdo del grupo <b>ficticio</b>."}
    half = author.post("/autoridad/indicadores/IND-B1/editar", data={**filled, "baseline_es": "Diez."})
    assert half.status_code == 422 and "este idioma" in half.text
    made = author.post("/autoridad/indicadores/IND-B1/editar", data=filled)
    page = made.headers["Location"]
    assert "Usted la propuso" in author.get(page).text and author.post(f"{page}/aprobar").status_code == 403
    assert head.post(f"{page}/rechazar").status_code == 422, "a refusal says why"
    assert head.post(f"{page}/aprobar", data={"note": "Bien."}).status_code == 303
    shown = client.get("/indicators/IND-B1?lang=en").text
    assert "1.0.2" in shown and "INEGI" in shown and "&lt;b&gt;ficticio" in shown and "Bien." in shown
    assert "Pruebas" not in shown and "Ana Prueba" not in shown, "nobody is named"
    assert "OECD" in client.get("/indicators/crosswalk.csv").text


@pytest.mark.databases("sqlite")
def test_families_stand_apart_and_no_figure_that_must_never_be_shown_is(framework, client):
    never = [one for one in yaml.safe_load(content.shipped_bytes("context_figures.yaml"))["figures"]
             if one["publish"] == "never"]  # fmt: skip
    assert [one["id"] for one in never] == ["fig-23"] and NEVER.search("12.8/5.53 % men/women")
    pages = ["/", "/indicators", "/outcomes", "/open-data", "/indicators.csv", "/indicators/crosswalk.csv"]
    pages += [f"/indicators/{one.id}" for one in queries.framework().indicators]
    for path in pages:
        for language in ("es", "en"):
            shown = client.get(f"{path}?lang={language}")
            assert shown.status_code == 200 and not NEVER.search(shown.text), path
    folder = content.folder() / ".." / "templates"
    assert not [one for one in folder.rglob("*.html") if NEVER.search(one.read_text(encoding="utf-8"))]  # type: ignore[attr-defined]
    text = client.get("/indicators").text
    places = [text.index(f'id="{name}"') for name in ("IND-A", "IND-B", "IND-X")]
    assert places == sorted(places) and "No se suman ni se promedian" in text and "<tfoot" not in text


@pytest.mark.databases("sqlite")
def test_a_verification_is_counted_and_a_second_question_is_not(session, clock, client):
    school = story.open_school()
    (award,) = story.issue(school, story.teacher())
    text = storage.signed_json(award.document).decode()
    lists.renew_due()
    db.session.commit()
    report = client.post("/verify", data={"text": text})
    held = re.search(r'name="(held)" value="([^"]+)"', report.text)
    client.post("/verify", data={held[1]: held[2], "name": "Ana"})
    client.post("/verify", data={"text": text.replace("Ana", "Eva")})
    client.post("/api/v1/verify", data=text, content_type="application/json")
    # Written beside the request, by a thread, once the counts have waited long enough.
    waiting = client.application.extensions["tallying"]
    waiting.seconds = 0
    client.post("/api/v1/verify", data=text, content_type="application/json")
    for one in threading.enumerate():
        if one.name == "tallying":
            one.join()
    assert not waiting.counts
    db.session.expire_all()
    (row,) = db.session.query(VerificationTally).all()
    assert (row.standard_id, row.by, row.count) == (school.version.standard_version.standard_id, "anyone", 3)
    assert db.session.query(VerificationCount).all() == [], "nobody of an employer was signed in"
