"""The pages of the floor and of audits, as each of those who use them walks through."""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import pytest

from registry.accounts.permissions import Role
from registry.awards.commands import Delivery
from registry.floor import queries
from registry.outcomes import publishing
from registry.quality import queries as quality
from tests.doors.web.learner import story
from tests.rooms.floor.test_floor import with_programs
from tests.support.ministry import PDF

pytestmark = pytest.mark.databases("sqlite")
HERE, ELSEWHERE = "20DES0001X", "07DES0001X"


@pytest.fixture
def school(session: Any, clock: Any) -> story.School:
    found = story.open_school()
    with_programs()
    return found


def teachers(school: story.School, count: int, **more: Any) -> list[Any]:
    people = [story.teacher(full_name=f"Docente {n}", email=f"d{n}@x.example") for n in range(count)]
    return story.issue(school, *people, delivery=Delivery.NONE, state_code="20", **more)


@pytest.mark.serves("R07")
def test_targets_from_the_grid_and_a_file_reach_the_public_page(
    school: Any, clock: Any, sign_in: Any, client: Any
) -> None:
    teachers(school, 12)
    publishing.publish_now()
    day = clock.at.date()
    head = sign_in(Role.AUTHORITY_PROGRAMS)
    assert "no se muestra ningún porcentaje" in client.get("/floor?lang=es").text
    sent = {
        "horizon": "short", "source": "Plan de prueba", "acted_on": str(day), "due_on": str(day + dt.timedelta(365)),
        "valid_from": str(day), "status": "proposed", "do": "grid",
    }  # fmt: skip
    wrong = head.post("/autoridad/piso", data={**sent, "people-secondary_teachers-20": "muchas"})
    assert (wrong.status_code, "Oaxaca" in wrong.text, 'value="muchas"' in wrong.text) == (422, True, True)
    done = head.post("/autoridad/piso", data={**sent, "people-secondary_teachers-20": "48"})
    assert done.status_code == 303
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get("/floor?lang=es").text))
    assert "10 de 48 (21 %)" in page, "as published: rounded to tens"
    body = io.BytesIO(b"perfil,entidad,personas\nsecondary_teachers,99,5\n")
    refused = head.post("/autoridad/piso", data={**sent, "do": "file", "file": (body, "metas.csv")})
    assert (refused.status_code, "no hay una entidad «99»" in refused.text) == (422, True)
    (act,) = queries.acts()
    assert head.post(f"/autoridad/piso/cambios/{act.id}/deshacer").status_code == 303
    assert "21 %" not in client.get("/floor?lang=es").text
    kept = head.get("/autoridad/piso/cambios").text
    assert "Deshecho" in kept
    assert "48" in kept
    assert head.get("/autoridad/piso/metas.csv").text.count("\r\n") == 1 + 4 * 32


def test_schools_and_chambers_keep_to_their_place(school: Any, clock: Any, sign_in: Any, client: Any) -> None:
    teachers(school, 6, cct=HERE)
    keeper, chamber = sign_in(Role.STATE_ADMIN), sign_in(Role.CHAMBER)
    said = {
        "cct": HERE,
        "name": "Secundaria Ficticia",
        "staff": "9",
        "source": "Plantilla",
        "declared_on": str(clock.at.date()),
    }
    assert keeper.post("/entidad/escuelas", data={**said, "cct": ELSEWHERE}).status_code == 403
    assert keeper.post("/entidad/escuelas", data={**said, "staff": ""}).status_code == 422
    assert keeper.post("/entidad/escuelas", data=said).status_code == 303
    mine = keeper.get("/entidad/escuelas").text
    assert "&lt;10" in mine
    public = client.get("/schools?lang=es").text
    assert "al menos 60 %" in public
    assert "66 %" not in public, "six of nine would be told"
    made = chamber.post("/camara/chamber-canieti/codigos", data={"label": "Feria de prueba"})
    code = made.location.rsplit("/", 1)[1]
    assert chamber.get("/camara/chamber-coparmex").status_code == 403
    assert "<svg" in chamber.get(made.location).text
    assert client.get(f"/unirse/{code.lower()}?lang=es").status_code == 200
    assert client.get("/unirse/NOHAY").status_code == 404
    assert chamber.post(f"/camara/chamber-canieti/codigos/{code}/retirar").status_code == 303
    assert "ya no se usa" in client.get(f"/unirse/{code}?lang=es").text


@pytest.mark.serves("R09")
def test_a_teacher_reads_what_hers_is_good_for(school: Any, clock: Any, sign_in: Any) -> None:
    (held,) = teachers(school, 1, cct=HERE)
    page = sign_in(person_id=held.person_id).get("/mis-microcredenciales/docente").text
    assert "No garantiza puntaje" in page
    assert f"{held.folio[:4]}-" in page
    assert "no tiene declaración vigente" in page
    clock.tick(days=37 * 31)
    later = sign_in(person_id=held.person_id).get("/mis-microcredenciales/docente").text
    assert "No garantiza puntaje" in later
    assert "Lo tiene" not in later


def test_an_audit_walks_from_desk_to_desk(school: Any, clock: Any, sign_in: Any, client: Any) -> None:
    teachers(school, 2)
    runner = sign_in(Role.AUTHORITY_STATISTICS)
    definition = str(school.version.definition_id)
    page = runner.get(f"/autoridad/calidad?definition={definition}").text
    assert f'selected value="{definition}"' in page or f'value="{definition}" selected' in page
    made = runner.post("/autoridad/calidad", data={"definition": definition, "last_day": str(clock.at.date())})
    number = made.location.rsplit("/", 1)[1]
    assert "se publica con el sorteo" in client.get(f"/audits/{number}?lang=es").text
    assert runner.post(f"/autoridad/calidad/{number}/sortear").status_code == 409
    clock.tick(days=1)
    runner, reviewer = sign_in(Role.AUTHORITY_STATISTICS), sign_in(Role.AUTHORITY_REVIEWER)
    issuer = sign_in(Role.PROVIDER_ISSUER, provider_id=school.provider.id)
    assert runner.post(f"/autoridad/calidad/{number}/sortear").status_code == 303
    codes = [one.code for one in quality.audit(number, whole=True).records]
    at = f"/institucion/{school.provider.slug}/auditorias/{number}"
    assert issuer.post(f"{at}/{codes[0]}", data={"files": (io.BytesIO(b"MZ"), "virus.exe")}).status_code == 422
    for code in codes:
        assert issuer.post(f"{at}/{code}", data={"files": (io.BytesIO(PDF), "examen.pdf")}).status_code == 303
    where = f"/autoridad/calidad/{number}/registros/{codes[0]}"
    link = re.search(rf'href="({where}/[0-9a-f-]+)"', reviewer.get(where).text)
    assert link is not None
    assert reviewer.get(link[1]).data == PDF
    other = sign_in(Role.PROVIDER_ISSUER, provider_id=school.provider.id).get(link[1])
    assert other.status_code == 403
    assert reviewer.post(where, data={"decision": "competent", "reasons": "Sí."}).status_code == 422
    for code in codes:
        sent = {"decision": "competent", "reasons": "Cada instrumento llega al mínimo."}
        assert reviewer.post(f"/autoridad/calidad/{number}/registros/{code}", data=sent).status_code == 303
    shown = client.get(f"/audits/{number}?lang=es").text
    assert "100.0 %" in shown
    assert client.get(f"/audits/{number}/codes.txt").text.split() == sorted(codes)
    held = client.get(f"/definitions/{school.version.id}?lang=es", headers={"Accept": "text/html"}).text
    assert "No lo tiene hoy" in held, "two records give no right to the mark"
    assert "2 registros" in held
    assert "Ninguna todavía" in client.get("/recommended?lang=es").text
    assert "No hay microcredenciales" in client.get("/catalogue?mark=yes&lang=es").text
