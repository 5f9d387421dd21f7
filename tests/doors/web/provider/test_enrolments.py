"""Enrolments by the institution's pages: a bad file, a good one, undone; one by one; others see nothing."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest

from registry.accounts.permissions import Role
from registry.db import db
from registry.enrolments.models import Enrolment
from tests.doors.web.learner import story
from tests.support import ministry

BASE = "/institucion/universidad-del-valle/inscripciones"


def plan_in(text: str) -> str:
    found = re.search(r'name="plan"[^>]*value="([0-9a-f]{64})"', text)
    assert found is not None
    return found[1]


@pytest.mark.databases("sqlite")
def test_an_institution_hands_in_corrects_and_undoes(session: Any, clock: Any, sign_in: Any) -> None:
    school = story.open_school()
    other = ministry.new_provider("otra")
    db.session.commit()
    version = str(school.version.id)
    issuer = sign_in(Role.PROVIDER_ISSUER, provider_id=school.provider.id)
    reader = sign_in(Role.PROVIDER_READER, provider_id=school.provider.id)
    stranger = sign_in(Role.PROVIDER_ISSUER, provider_id=other.id)
    assert "Todavía no hay inscripciones" in issuer.get(BASE).text

    def upload(body: bytes, **more: str) -> Any:
        return issuer.post(
            f"{BASE}/subir", data={"definition": version, "file": (io.BytesIO(body), "lista.csv"), **more}
        )

    assert "Elija la microcredencial" in upload(b"x", definition="x").text
    for body, said in ((b"%PDF-1.7", "PDF"), (b"Nombre\nAna\n", "No encontramos las columnas"), (b"", "")):
        refused = upload(body)
        assert refused.status_code == 422 and said in refused.text
    bad = upload("Correo,Inicio,Término\nana@x.example,2026-09-01,2026-08-01\n=1,2026-09-01,2027-01-01\n".encode())
    page = bad.headers["Location"]
    text = issuer.get(page).text
    assert "Renglones por corregir: 2" in text and "es anterior al inicio" in text and "Entregar" not in text
    assert "'=1" in issuer.get(f"{page}/por-corregir.csv").text
    assert reader.get(page).status_code == 200 and reader.get(f"{page}/por-corregir.csv").status_code == 403
    assert stranger.get(page.replace("universidad-del-valle", "otra")).status_code == 404
    assert issuer.post(f"{page}/descartar").status_code == 303 and "Descartado" in issuer.get(page).text
    assert issuer.post(f"{page}/descartar").status_code == 409

    good = upload("Correo,Inicio,Término,Ocupación\nana@x.example,2026-09-01,2026-12-15,8\n".encode())
    page = good.headers["Location"]
    text = issuer.get(page).text
    stale = issuer.post(f"{page}/entregar", data={"plan": "0" * 64})
    assert stale.status_code == 409 and "no se registró nada" in stale.text
    done = issuer.post(f"{page}/entregar", data={"plan": plan_in(text), "consent": "y"}, follow_redirects=True)
    assert "Inscripciones registradas: 1" in done.text
    (row,) = db.session.query(Enrolment).all()
    one = f"{BASE}/{row.id}"
    found = reader.post(f"{BASE}/buscar", data={"who": "ANA@x.example"}).text
    assert "an···@x.example" in found and "ana@x.example" not in found
    assert "Ninguna con esa CURP" in reader.post(f"{BASE}/buscar", data={"who": "nadie"}).text
    assert "Elija por qué" not in issuer.get(one).text and reader.get(one).status_code == 403
    assert "estar en el futuro" in issuer.post(f"{one}/terminar", data={"day": "2027-01-01", "reason": "left"}).text
    assert issuer.post(f"{one}/terminar", data={"day": "2026-10-01", "reason": "left"}).status_code == 303
    assert "Lo dejó" in issuer.get(BASE).text
    assert issuer.post(f"{one}/reabrir").status_code == 303 and "En curso" in issuer.get(BASE).text
    assert issuer.post(f"{page}/deshacer").status_code == 303 and issuer.get(one).status_code == 404

    typed = {"definition": version, "email": "eva@x.example", "started_on": "2026-09-01", "planned_end": ""}
    refused = issuer.post(f"{BASE}/nueva", data=typed)
    assert (
        refused.status_code == 422 and "Falta el término previsto" in refused.text and "eva@x.example" in refused.text
    )
    made = issuer.post(f"{BASE}/nueva", data={**typed, "planned_end": "2026-12-15", "gender": "woman"})
    assert made.status_code == 303
    again = issuer.post(f"{BASE}/nueva", data={**typed, "planned_end": "2026-12-15"})
    assert "Ya está registrada con este inicio" in again.text
    db.session.expire_all()
    (row,) = db.session.query(Enrolment).all()
    assert row.gender is None, "without the consent it is not kept"
    english = sign_in(Role.PROVIDER_ADMIN, provider_id=school.provider.id, language="en")
    text = english.get(made.headers["Location"]).text
    assert "Under way" in text and "Planned end" in text
    assert issuer.post(f"{BASE}/{row.id}/quitar").status_code == 303 and not db.session.query(Enrolment).all()
