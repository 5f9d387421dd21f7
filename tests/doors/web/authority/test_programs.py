"""A program on its pages: the authority writes and runs a call, people apply and answer, a file of results, the cut."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from registry import clock as time
from registry import content
from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.clock import Hand
from registry.curriculum import service as curriculum_service
from registry.demo.cast import fictitious_curp
from registry.programs import queries
from registry.programs.models import ProgramCall
from tests.rooms.programs.test_service import FIRST, PROGRAM, SECOND, offered  # noqa: F401  a fixture
from tests.support.client import Client
from tests.support.people import new_account

BASE = "/autoridad/programas"


def call_values(days: int) -> dict[str, str]:
    today = time.today()
    parts = ("eligibility", "documents", "sites")
    texts = {f"{part}_{lang}": f"Texto {part} {lang}" for part in parts for lang in ("es", "en")}
    return {
        "name": "Generación 2027", "opens_on": today.isoformat(), "capacity": "2", "waiting": "3", "answer_days": "5",
        "closes_on": (today + dt.timedelta(days=days)).isoformat(), f"quota-{PROGRAM}-quota-women": "40", **texts,
    }  # fmt: skip


def application(number: int, **more: str) -> dict[str, str]:
    return {
        "full_name": "Ana Prueba Ficticia", "nationality": "mexican", "document_kind": "curp",
        "document": fictitious_curp(number, "woman"), **more,
    }  # fmt: skip


def papers_by_file(desk: Client, address: str, call: ProgramCall) -> None:
    """A site without internet sends a file: each fault is found; only the bytes that were looked at are recorded."""
    head = desk.get(f"{address}/plantilla.csv").data.decode("utf-8-sig").strip()
    rows = [
        f"Eva Prueba Ficticia,Mexicana,CURP,{fictitious_curp(703, 'woman')},Oaxaca,,Licenciatura,,,sí",
        f"Luz Prueba Ficticia,Mexicana,curp,{fictitious_curp(704, 'woman')},20,,,,,no",
        f"Sol,Marciana,CURP,{fictitious_curp(705, 'woman')},,,,,,quizá",
        f"Otra Ana Ficticia,Mexicana,CURP,{fictitious_curp(701, 'woman')},,,,,,no",
        f"Eva Prueba Ficticia,Mexicana,CURP,{fictitious_curp(703, 'woman')},,,,,,no",
        "Ema Prueba Ficticia,Mexicana,CURP,XX,,,,,,no",
    ]

    def send(lines: list[str], **more: str) -> Any:
        body = "\n".join([head, *lines]).encode()
        data = {"file": (io.BytesIO(body), "papeles.csv"), **more}
        return desk.post(f"{address}/archivo", data=data, content_type="multipart/form-data")

    assert (
        "Le faltan columnas"
        in desk.post(
            f"{address}/archivo",
            data={"file": (io.BytesIO(b"a,b\n1,2\n"), "x.csv")},
            content_type="multipart/form-data",
        ).text
    )
    page = send(rows)
    assert page.status_code == 422
    for words in (
        "hace falta su consentimiento", "no es una respuesta de la columna «nacionalidad»", "Falta el nombre completo",
        "no dice si el consentimiento", "Ya hay una solicitud con ese documento", "ya está en el renglón 2",
        "son 18 caracteres",
    ):  # fmt: skip
        assert words in page.text, words
    good = [rows[0], rows[1].replace(",20,", ",,")]
    looked = send(good)
    assert (looked.status_code, "Sin hallazgos: 2 solicitudes" in looked.text) == (200, True)
    (digest,) = re.findall(r'name="digest" value="([0-9a-f]{64})"', looked.text)
    before = len(queries.applications_of(call.id))
    assert send(good[:1], digest=digest).status_code == 409
    assert len(queries.applications_of(call.id)) == before
    assert send(good, digest=digest).status_code == 303
    made = [one for one in queries.applications_of(call.id) if one.declared.get("study_level") == "bachelor"]
    assert [(one.channel, one.declared["state"], one.consent_id is not None) for one in made] == [("desk", "20", True)]
    assert len(queries.applications_of(call.id)) == before + 2


@pytest.mark.databases("sqlite")
def test_a_call_and_its_cohort_on_their_pages(
    ministry: Any,
    clock: Hand,
    enter: Callable[[Account], Client],
    offered: Callable[[str], Any],  # noqa: F811
) -> None:
    curriculum_service.load([("programs.yaml", content.shipped_bytes("programs.yaml"))], SYSTEM)
    curriculum_service.enforce("prg-catalog", "1.0", SYSTEM)
    version = offered("AIE-B")
    staff, holder = new_account(Role.AUTHORITY_PROGRAMS, name="Programas"), new_account(name="Ana Prueba Ficticia")
    desk, ana = enter(staff), enter(holder)
    assert "Nueva convocatoria" in desk.get(BASE).text
    wrong = desk.post(f"{BASE}/{PROGRAM}/convocatorias/nueva", data=call_values(-3))
    assert (wrong.status_code, "El cierre debe ser después de la apertura" in wrong.text) == (422, True)
    page = desk.post(f"{BASE}/{PROGRAM}/convocatorias/nueva", data=call_values(5), follow_redirects=True)
    call_page = f"{BASE}/convocatorias/{re.search(r'convocatorias/([0-9a-f-]{36})', page.text)[1]}"  # type: ignore[index]
    call_id = call_page.rsplit("/", 1)[1]
    for path in (call_page, f"{call_page}/editar", f"{call_page}/publicar"):
        assert desk.get(path).status_code == 200
    assert desk.post(f"{call_page}/publicar").status_code == 303
    apply = f"/convocatorias/{call_id}/solicitud"
    refused = ana.post(apply, data=application(700, gender="woman"))
    assert (refused.status_code, "hace falta su consentimiento" in refused.text) == (422, True)
    mine = ana.post(apply, data=application(700, gender="woman", consent="y"), follow_redirects=True)
    assert "Mujer" in mine.text
    assert "Ver mi solicitud" in ana.get(f"/programs/{PROGRAM}/calls/{call_id}").text
    assert ana.get("/mis-programas").status_code == 200
    for number in (701, 702):
        taken = desk.post(f"{call_page}/ventanilla", data=application(number), follow_redirects=True)
        assert "Recibida con la clave" in taken.text
    again = desk.post(f"{call_page}/ventanilla", data=application(701))
    assert (again.status_code, 'role="alert"' in again.text) == (409, True)
    papers_by_file(desk, f"{call_page}/ventanilla", queries.calls_of(PROGRAM)[0])
    assert desk.post(f"{call_page}/sorteo").status_code == 409  # still open
    clock.tick(days=7)
    desk, ana = enter(staff), enter(holder)  # sessions have ended meanwhile
    assert desk.post(f"{call_page}/sorteo").status_code == 303
    call = queries.calls_of(PROGRAM)[0]
    cohort = f"{BASE}/generaciones/{call.cohort_id}"
    (own,) = [one for one in queries.applications_of(call.id) if one.declared.get("gender")]
    assert "Acepto el lugar" in ana.get(f"/mis-programas/solicitudes/{own.id}").text
    assert ana.post(f"/mis-programas/solicitudes/{own.id}/respuesta", data={"accept": "1"}).status_code == 303
    assert desk.post(f"{call_page}/suplir").status_code == 409  # no place is free
    assert desk.post(f"{cohort}/comprometer").status_code == 303
    codes = [one.selection_code for one in queries.members_of(call.cohort_id)]  # type: ignore[arg-type]
    results = f"{cohort}/etapas/{FIRST}/resultados"
    head = "clave,AIE-B-EXAM,AIE-B-LABS,AIE-B-PROJECT,AIE-B-DEFENSE\n"
    for rows, only_look, expected in (("ZZ,80,80,80,80", "", 422), (f"{codes[0]},90,90,90,90", "1", 200)):
        sent = {
            "file-definition": str(version.id), "only_look": only_look,
            "file-file": (io.BytesIO(f"{head}{rows}\n".encode()), "notas.csv"),
        }  # fmt: skip
        assert desk.post(results, data=sent, content_type="multipart/form-data").status_code == expected
    sent = {
        "file-definition": str(version.id),
        "file-file": (io.BytesIO(f"{head}{codes[0]},90,90,90,90\n".encode()), "notas.csv"),
    }
    assert desk.post(results, data=sent, content_type="multipart/form-data").status_code == 303
    one = {f"score-AIE-B-{name}": "80" for name in ("EXAM", "LABS", "PROJECT", "DEFENSE")}
    one |= {"one-definition": str(version.id), "one-code": codes[1]}
    assert desk.post(f"{results}/uno", data={**one, "score-AIE-B-LABS": "ochenta"}).status_code == 422
    assert desk.post(f"{results}/uno", data=one).status_code == 303
    assert desk.post(f"{results}/emitidas", data={"file-definition": str(version.id)}).status_code == 303
    assert desk.post(f"{cohort}/etapas/{SECOND}/corte").status_code == 303
    assert desk.get(f"{cohort}/etapas/{SECOND}/insumos.json").json["columns"][0] == "code"
    member = queries.memberships_of(own.person_id)[0]
    place = f"/mis-programas/participacion/{member.id}"
    assert "Cómo comprobarlo" in ana.get(place).text
    assert enter(new_account(name="Otra Persona")).get(place).status_code in (403, 404)
    assert ana.post(f"{place}/lugar/{SECOND}", data={"accept": "0"}).status_code == 303
    assert "Declinó" in ana.get(place).text
    assert desk.post(f"{cohort}/etapas/{SECOND}/suplir").status_code == 409  # nobody waits
    assert ana.post("/mis-programas/datos/retirar").status_code == 303
    assert "Mujer" not in ana.get(f"/mis-programas/solicitudes/{own.id}").text
    assert desk.get(f"{BASE}/{PROGRAM}/convenios").status_code == 200
    assert desk.get(f"/programs/{PROGRAM}?lang=en").status_code == 200
