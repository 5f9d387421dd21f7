"""A file from upload to acknowledgement, through the pages: every wrong turn is refused and changes nothing."""

from __future__ import annotations

import base64
import io
import json
import re
from typing import Any
from urllib.parse import quote

import openpyxl
import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from registry.accounts.actor import SYSTEM
from registry.accounts.models import Account
from registry.accounts.permissions import Role
from registry.awards.models import Award, Claim
from registry.custody import vault
from registry.db import db
from registry.issuing import inviting, planning, working
from registry.issuing import rows as kept_rows
from registry.issuing.models import BatchFile, BatchRow, IssueBatch, SavedMapping
from registry.notices import rendering
from registry.notices.models import OutboxMessage
from registry.providers import queries as providers
from registry.providers import service as accreditations
from registry.providers.commands import ChangeOrder
from tests.doors.web.provider import world
from tests.doors.web.provider.world import csv_file, person, uploaded
from tests.support import ministry

BASE = "/institucion/universidad-ficticia"
GOOD = [person(number) for number in range(3)]


def upload(client: Any, version: Any, data: bytes, name: str = "egresados.csv") -> str:
    """Upload a file; the address of its batch."""
    answer = client.post(f"{BASE}/emitir", data=uploaded(data, name, definition=str(version.id)))
    assert answer.status_code == 303, answer.text
    assert answer.location.endswith("/columnas")
    return answer.location.removesuffix("/columnas")


def review(client: Any, version: Any, rows: list[list[str]]) -> str:
    """Upload rows and judge them as proposed; the address of the batch."""
    address = upload(client, version, csv_file(rows))
    answer = client.post(f"{address}/columnas")
    assert (answer.status_code, answer.location) == (303, f"{address}/revision"), answer.text
    return address


def plan_of(client: Any, address: str) -> str:
    """The plan that the page of the last step shows."""
    return re.search(r'name="plan" value="(\w+)"', client.get(f"{address}/emitir").text)[1]


def commit(client: Any, address: str, plan: str | None = None) -> Any:
    """Press the button that signs."""
    return client.post(f"{address}/emitir", data={"plan": plan or plan_of(client, address)})


def issue(client: Any, version: Any, rows: list[list[str]]) -> str:
    """The whole way; the address of the batch."""
    address = review(client, version, rows)
    client.post(f"{address}/confirmar", data={"que": "todas"})
    assert commit(client, address).location == address
    working.work()
    return address


def count(model: Any, *conditions: Any) -> int:
    """How many rows there are."""
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def batch() -> IssueBatch:
    """The only batch."""
    return db.session.scalars(select(IssueBatch)).one()


# --- the file ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"%PDF-1.7\nnada", "lista.pdf", "parece un PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "lista.xls", "formato antiguo de Excel"),
        (b"PK\x03\x04roto", "lista.xlsx", "dañado"),
        (b"\n\n", "vacio.csv", "no tiene ninguna fila"),
        (b"hola;que;tal\n1;2;3\n", "otra.csv", "encabezados"),
    ],
)
@pytest.mark.databases("sqlite")
def test_refuses_what_is_no_list_and_keeps_the_choice(issuer, version, data, name, says):
    answer = issuer.post(f"{BASE}/emitir", data=uploaded(data, name, definition=str(version.id)))
    assert answer.status_code == 422
    assert says in answer.text
    assert 'href="#file"' in answer.text and 'id="file-error"' in answer.text
    assert f'value="{version.id}" selected' in answer.text
    assert count(IssueBatch) == count(BatchFile) == 0


@pytest.mark.databases("sqlite")
def test_refuses_to_upload_nothing_or_for_another_institutions_design(issuer, version):
    empty = issuer.post(f"{BASE}/emitir", data={"definition": str(version.id)})
    assert empty.status_code == 422 and "Elija el archivo de la lista" in empty.text
    foreign = issuer.post(
        f"{BASE}/emitir", data=uploaded(csv_file(GOOD), definition="00000000-0000-0000-0000-000000000007")
    )
    assert foreign.status_code == 422 and "Elija la microcredencial" in foreign.text
    assert count(IssueBatch) == 0


@pytest.mark.databases("sqlite")
def test_a_file_of_two_gigabytes_is_refused_before_a_byte_of_it_is_read(issuer, version):
    class Unread(io.BytesIO):
        def read(self, *_size):
            raise AssertionError("the body was read")

    answer = issuer.post(
        f"{BASE}/emitir",
        input_stream=Unread(),
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(2 << 30)},
    )
    assert answer.status_code == 413
    assert "demasiado grande" in answer.text and "pesa más de 256 MB" in answer.text


@pytest.mark.databases("sqlite")
def test_the_file_is_kept_sealed_and_deleted_once_issued(issuer, version):
    address = upload(issuer, version, csv_file(GOOD))
    kept = db.session.scalars(select(BatchFile)).one()
    assert b"Ficticia" not in kept.sealed
    issuer.post(f"{address}/columnas")
    commit(issuer, address)
    working.work()
    assert count(BatchFile) == 0
    assert count(BatchRow, BatchRow.sealed.is_not(None)) == 0


# --- columns -----------------------------------------------------------------------------------------------------


@pytest.mark.databases("sqlite")
def test_columns_show_what_was_understood_and_five_rows(issuer, version):
    address = upload(issuer, version, csv_file([person(number) for number in range(8)]))
    text = issuer.get(f"{address}/columnas").text
    assert text.count("Segura") >= 6
    assert "persona4@alumnado.example" in text and "persona5@alumnado.example" not in text
    assert "Como la vez anterior" not in text and "Reconocimos sus encabezados" not in text


@pytest.mark.databases("sqlite")
def test_refuses_two_columns_for_one_field_and_keeps_what_was_chosen(issuer, version):
    address = upload(issuer, version, csv_file(GOOD))
    answer = issuer.post(f"{address}/columnas", data={"c-0-3": "email"})
    assert answer.status_code == 422
    assert "está indicado en dos columnas" in answer.text
    select_of_curp = answer.text[answer.text.index('id="c-0-3"') :].split("</select>")[0]
    assert '<option value="email" selected>' in select_of_curp
    assert batch().state == "uploaded" and count(SavedMapping) == 0


@pytest.mark.databases("sqlite")
def test_refuses_to_judge_without_a_score_column_and_names_it(issuer, version):
    address = upload(issuer, version, csv_file(GOOD))
    answer = issuer.post(f"{address}/columnas", data={"c-0-6": "unused"})
    assert answer.status_code == 422
    assert "Falta indicar la columna de Prueba objetiva en el archivo" in answer.text
    assert count(BatchRow) == 0


@pytest.mark.databases("sqlite")
def test_remembers_the_columns_for_the_next_file(issuer, version, clock):
    headings = [*world.HEADINGS[:6], "Bloque 1", "Bloque 2", "Bloque 3"]
    address = upload(issuer, version, csv_file(GOOD, headings))
    chosen = {"c-0-6": "score:AIL-TEST", "c-0-7": "score:AIL-TASK", "c-0-8": "score:AIL-CAPSTONE"}
    assert issuer.post(f"{address}/columnas", data=chosen).status_code == 303
    clock.tick(hours=1)
    again = upload(issuer, version, csv_file([person(7)], headings))
    text = issuer.get(f"{again}/columnas").text
    assert "Reconocimos sus encabezados" in text and "Como la vez anterior" in text
    assert issuer.post(f"{again}/columnas").status_code == 303


@pytest.mark.databases("sqlite")
def test_keeps_no_demographic_data_without_the_statement_of_consent(issuer, version, clock):
    headings = [*world.HEADINGS, "Género"]
    rows = [[*person(number), "Mujer"] for number in range(2)]
    for consent, kept in (({}, {}), ({"consent": "y"}, {"gender": "woman"})):
        clock.tick(minutes=1)
        address = upload(issuer, version, csv_file(rows, headings))
        page = issuer.get(f"{address}/columnas").text
        assert "La institución declara que cuenta con el consentimiento" in page and "Género" in page
        issuer.post(f"{address}/columnas", data=consent)
        newest = db.session.scalars(select(IssueBatch).order_by(IssueBatch.id.desc())).first()
        row = db.session.scalars(select(BatchRow).where(BatchRow.batch_id == newest.id)).first()
        assert dict(planning.candidate_of(row).demographics) == kept


# --- review ------------------------------------------------------------------------------------------------------

FAULTY = [
    person(0),
    person(1, Prueba_objetiva="64"),
    person(2, CURP="VAXE850412MNEXXX03"),
    person(3, Correo=""),
    person(4, Tarea_práctica="ochenta"),
]


def test_review_counts_and_says_row_column_fault_and_what_to_write(issuer, version):
    address = review(issuer, version, FAULTY)
    text = issuer.get(f"{address}/revision").text
    for number, label in (("1", "lista para emitir"), ("1", "por confirmar"), ("2", "por corregir"),
                          ("1", "todavía no competente")):  # fmt: skip
        assert f"<b>{number}</b>{label}" in text
    assert "mínimos 70 en prueba objetiva, 75 en tarea práctica" in text
    assert "64 en prueba objetiva: el mínimo es 70" in text
    assert "El dígito verificador de la CURP no corresponde" in text
    assert "Persona Ac Ficticia Prueba Ac" in text
    assert "Nada se ha emitido" in text
    assert count(Award) == 0
    assert "VAXE850412MNEXXX03" not in text, "a CURP is never shown whole"


def test_shows_what_was_cleaned_and_issues_it(issuer, version):
    address = review(issuer, version, [person(0, Correo=" PERSONA0@alumnado.example "), person(1)])
    text = issuer.get(f"{address}/revision?ver=limpias").text
    assert "persona0@alumnado.example" in text and "Persona Ab" not in text
    assert "<b>2</b>listas para emitir" in text


@pytest.mark.databases("sqlite")
def test_review_reads_in_english_as_well(issuer, version):
    address = review(issuer, version, FAULTY)
    text = issuer.get(f"{address}/revision?lang=en").text
    assert "The CURP check digit does not match" in text and "Nothing has been issued." in text
    assert "por corregir" not in text


@pytest.mark.databases("sqlite")
def test_findings_are_filtered_and_paged(issuer, version):
    address = review(issuer, version, [person(number, Correo="") for number in range(60)])
    first = issuer.get(f"{address}/revision?ver=confirmar").text
    second = issuer.get(f"{address}/revision?ver=confirmar&pagina=2").text
    assert first.count('name="fila"') == 50 and second.count('name="fila"') == 10
    assert "Página 2 de 2" in second
    assert "No hay filas de este tipo" in issuer.get(f"{address}/revision?ver=corregir").text
    assert issuer.get(f"{address}/revision?ver=tonto&pagina=abc").status_code == 200


def test_confirms_only_the_ticked_rows_and_the_plan_changes_with_it(issuer, version):
    address = review(issuer, version, [person(0, Correo=""), person(1, Correo=""), person(2)])
    before = batch().plan_hash
    assert issuer.post(f"{address}/confirmar", data={"fila": ["0", "no", "2"]}).status_code == 303
    assert count(BatchRow, BatchRow.confirmed) == 1
    assert batch().plan_hash != before
    assert "de ellas, confirmadas: 1" in issuer.get(f"{address}/revision").text


@pytest.mark.databases("sqlite")
def test_refuses_to_confirm_when_nothing_is_ticked(issuer, version):
    address = review(issuer, version, [person(0, Correo="")])
    issuer.post(f"{address}/confirmar", data={"que": "marcadas"})
    assert count(BatchRow, BatchRow.confirmed) == 0
    assert "No eligió ninguna fila" in issuer.get(f"{address}/revision").text


@pytest.mark.databases("sqlite")
def test_downloads_the_rows_to_correct_with_what_to_write(issuer, version):
    address = review(issuer, version, FAULTY)
    answer = issuer.get(f"{address}/por-corregir.xlsx")
    assert "egresados-por-corregir.xlsx" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == 3 and "VAXE850412MNEXXX03" in rows[1]
    every = openpyxl.load_workbook(io.BytesIO(issuer.get(f"{address}/por-corregir.xlsx?con=todas").data)).active
    assert every.max_row == 5


@pytest.mark.databases("sqlite")
def test_a_corrected_file_issues_only_what_was_missing(issuer, version):
    issue(issuer, version, GOOD)
    address = review(issuer, version, [*GOOD, person(9)])
    text = issuer.get(f"{address}/revision").text
    assert "<b>1</b>lista para emitir" in text
    assert "3 personas ya la tienen" in text


@pytest.mark.databases("sqlite")
def test_refuses_a_mode_that_the_design_does_not_offer(issuer, institution):
    version = world.published(institution, modes=("online",))
    address = upload(issuer, version, csv_file([[*person(0), "Presencial"], [*person(1), "En línea"]],
                                               [*world.HEADINGS, "Modalidad"]))  # fmt: skip
    issuer.post(f"{address}/columnas")
    text = issuer.get(f"{address}/revision").text
    assert "La modalidad «Presencial» no está entre las de esta microcredencial (En línea)" in text
    assert "<b>1</b>lista para emitir" in text


# --- preview and commit ------------------------------------------------------------------------------------------


@pytest.mark.databases("sqlite")
def test_the_preview_is_marked_unsigned_and_signs_nothing(issuer, version):
    address = review(issuer, version, GOOD)
    assert "Persona Aa Ficticia Prueba Aa" in issuer.get(f"{address}/vista-previa").text
    picture = issuer.get(f"{address}/vista-previa.png")
    assert picture.data.startswith(b"\x89PNG") and picture.headers["Cache-Control"] == "no-store"
    paper = issuer.get(f"{address}/vista-previa.pdf").data
    text = words_of(paper)
    assert "VISTA PREVIA" in text and "XXXX-XXXX-XXXX-XX" in text
    assert "Con sello digital" not in text
    assert b"/EmbeddedFile" not in paper
    assert count(Award) == 0


def words_of(paper: bytes) -> str:
    """What a PDF says."""
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)


def test_refuses_to_issue_another_plan_than_the_one_reviewed(issuer, version):
    address = review(issuer, version, [person(0), person(1, Correo="")])
    stale = plan_of(issuer, address)
    issuer.post(f"{address}/confirmar", data={"que": "todas"})
    answer = commit(issuer, address, plan=stale)
    assert answer.location == f"{address}/revision"
    assert "Lo que se iba a emitir cambió" in issuer.get(answer.location).text
    assert batch().state == "reviewed" and count(Award) == 0


@pytest.mark.databases("sqlite")
def test_refuses_to_issue_when_no_row_qualifies(issuer, version):
    address = review(issuer, version, [person(0, Prueba_objetiva="12")])
    answer = commit(issuer, address, plan=batch().plan_hash)
    assert answer.status_code == 422 and "Ninguna fila está lista" in answer.text
    assert issuer.get(f"{address}/vista-previa").location == address


def test_refuses_to_issue_once_the_accreditation_is_suspended(issuer, version, institution):
    address = review(issuer, version, GOOD)
    plan = plan_of(issuer, address)
    accreditation = providers.history(institution.id)[0]
    accreditations.suspend(accreditation.id, ChangeOrder("security_incident"), actor=SYSTEM)
    answer = commit(issuer, address, plan=plan)
    assert answer.status_code == 403 and "no tiene acreditación vigente" in answer.text
    assert batch().state == "reviewed" and count(Award) == 0


@pytest.mark.databases("sqlite")
def test_pressing_twice_issues_once(issuer, version):
    address = review(issuer, version, GOOD)
    plan = plan_of(issuer, address)
    assert commit(issuer, address, plan).location == address
    assert commit(issuer, address, plan).location == address
    working.work()
    assert count(Award) == 3


# --- progress, undo, papers --------------------------------------------------------------------------------------


def test_progress_counts_what_is_done_and_says_when_nothing_moves(issuer, version, clock, monkeypatch):
    monkeypatch.setattr(kept_rows, "CHUNK_ROWS", 50)
    address = review(issuer, version, [person(number) for number in range(60)])
    commit(issuer, address)
    assert "0 de 60" in issuer.get(address).text
    clock.tick(seconds=10)
    working.work(limit=1)
    text = issuer.get(f"{address}/avance").text
    assert "50 de 60" in text and "5 por segundo" in text and "falta menos de un minuto" in text
    assert "Nada se ha movido" not in text
    clock.tick(seconds=61)
    assert "Nada se ha movido en el último minuto" in issuer.get(address).text
    working.work()
    done = issuer.get(address).text
    assert "Se emitieron 60 microcredenciales" in done and "data-poll" not in done


@pytest.mark.databases("sqlite")
def test_what_failed_can_be_tried_again_and_nothing_is_doubled(issuer, version, monkeypatch):
    address = review(issuer, version, GOOD)
    commit(issuer, address)
    with monkeypatch.context() as broken:
        broken.setattr(working.awards, "store", lambda *_args, **_more: 1 / 0)
        working.work()
    assert "Una parte no se pudo emitir" in issuer.get(address).text
    issuer.post(f"{address}/reintentar")
    working.work()
    assert count(Award) == 3 and batch().state == "issued"


def test_undo_revokes_everything_and_sends_no_mail(issuer, version, clock):
    address = issue(issuer, version, GOOD)
    clock.tick(minutes=14)
    page = issuer.get(address).text
    assert "Todavía puede deshacerla" in page and "<strong data-minutes" in page
    assert issuer.post(f"{address}/deshacer").location == address
    assert "3 microcredenciales revocadas" in issuer.get(address).text
    assert {one.state for one in db.session.scalars(select(Award))} == {"revoked"}
    to_whom_it_concerned = OutboxMessage.kind.in_(("claim", "batch_issued"))
    assert count(OutboxMessage, to_whom_it_concerned, OutboxMessage.state == "waiting") == 0
    assert count(Claim, Claim.cancelled_at.is_(None)) == 0
    clock.tick(minutes=2)
    assert inviting.invite_due() == 0


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("waited", "undo"), [(3, True), (20, False)])
def test_whoever_issued_is_told_when_the_list_is_done(issuer, version, clock, waited, undo):
    address = review(issuer, version, GOOD)
    commit(issuer, address)
    assert count(OutboxMessage, OutboxMessage.kind == "batch_issued") == 0
    clock.tick(minutes=waited)
    working.work()
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.kind == "batch_issued")).one()
    account = db.session.get(Account, batch().committed_by)
    assert (told.to, told.values["url"].endswith(address)) == (account.email, True)
    mail = rendering.render(told.kind, "es", told.values)
    assert "Se emitieron 3 microcredenciales de «Uso responsable de la IA en el trabajo»." in mail.text
    # A list that took longer than Undo does not promise it.
    assert ("puede deshacer" in mail.text, "puede deshacer" in mail.html) == (undo, undo)


@pytest.mark.databases("sqlite")
def test_refuses_to_undo_after_fifteen_minutes(issuer, version, clock):
    address = issue(issuer, version, GOOD)
    clock.tick(minutes=15)
    assert "Todavía puede deshacerla" not in issuer.get(address).text
    answer = issuer.post(f"{address}/deshacer")
    assert answer.status_code == 409 and "Los correos ya salieron" in answer.text
    assert {one.state for one in db.session.scalars(select(Award))} == {"good"}


@pytest.mark.databases("sqlite")
def test_what_a_worker_had_begun_is_not_issued_after_undo(issuer, version):
    address = review(issuer, version, GOOD)
    commit(issuer, address)
    leased = working._lease()
    issuer.post(f"{address}/deshacer")
    working._issue(leased)
    db.session.commit()
    assert count(Award) == 0


def test_the_acknowledgement_lists_the_folios_signed_and_on_paper(issuer, version):
    address = issue(issuer, version, GOOD)
    signed = issuer.get(f"{address}/acuse.jws").data.decode()
    payload = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    folios = sorted(payload["folios"])
    assert len(folios) == 3
    text = words_of(issuer.get(f"{address}/acuse.pdf").data)
    assert all(folio in text for folio in folios)
    assert "Persona Aa Ficticia" in text


@pytest.mark.databases("sqlite")
def test_slips_are_printed_for_people_without_an_address_and_nobody_else(issuer, version):
    address = issue(issuer, version, [person(0, Correo=""), person(1)])
    assert "Imprimir 1 comprobante" in issuer.get(address).text
    text = words_of(issuer.get(f"{address}/comprobantes.pdf").data)
    claim = db.session.scalars(select(Claim).where(Claim.kind == "slip")).one()
    code = vault.unseal(claim.sealed_token, context=f"claim:{claim.id}").decode()
    assert f"{code[:4]}-{code[4:8]}-{code[8:]}" in text
    assert "Persona Aa Ficticia" in text and "Persona Ab" not in text
    assert issuer.get(f"{address}/comprobantes.pdf?parte=2").status_code == 404
    assert "Comprobantes por grupo" not in issuer.get(address).text


@pytest.mark.databases("sqlite")
def test_slips_are_printed_group_by_group(issuer, version):
    address = issue(issuer, version, [person(number, Correo="") for number in range(3)])
    groups = {"Persona Aa Ficticia Prueba Aa": "3.º B", "Persona Ab Ficticia Prueba Ab": "3.º A"}
    for award in db.session.scalars(select(Award)):
        award.group_name = groups.get(award.person.full_name)
    db.session.commit()
    assert "Imprimir 3 comprobantes" in issuer.get(address).text
    for group, name, others in (("3.º A", "Ab", ("Aa", "Ac")), ("3.º B", "Aa", ("Ab", "Ac")), ("", "Ac", ("Aa", "Ab"))):
        link = f"{address}/comprobantes.pdf?grupo={quote(group)}"
        assert link.replace("%20", "+") in issuer.get(address).text
        text = words_of(issuer.get(link).data)
        assert f"Persona {name} Ficticia" in text and not any(f"Persona {one} " in text for one in others)
    assert issuer.get(f"{address}/comprobantes.pdf?grupo=otro").status_code == 404


@pytest.mark.databases("sqlite")
def test_cancelling_deletes_file_and_rows(issuer, version):
    address = review(issuer, version, GOOD)
    assert issuer.post(f"{address}/cancelar").location == f"{BASE}/emisiones"
    assert count(BatchFile) == count(BatchRow) == 0
    assert "Cancelada" in issuer.get(f"{BASE}/emisiones").text
    assert commit(issuer, address, plan="x").location == address
    assert issuer.post(f"{address}/columnas").location == address
    assert count(BatchFile) == count(BatchRow) == 0


# --- whose it is -------------------------------------------------------------------------------------------------


@pytest.mark.databases("sqlite")
def test_another_institutions_batch_does_not_exist_here(issuer, version, sign_in):
    address = review(issuer, version, GOOD)
    other = ministry.new_provider("otra-universidad")
    stranger = sign_in(Role.PROVIDER_ISSUER, Role.PROVIDER_ADMIN, provider_id=other.id)
    elsewhere = address.replace("universidad-ficticia", "otra-universidad")
    for page in ("", "/columnas", "/revision", "/vista-previa", "/vista-previa.pdf", "/emitir", "/avance", "/acuse.jws",
                 "/acuse.pdf", "/comprobantes.pdf", "/por-corregir.xlsx"):  # fmt: skip
        assert stranger.get(elsewhere + page).status_code == 404, page
        assert stranger.get(address + page).status_code == 403, page
    for act in ("/columnas", "/confirmar", "/emitir", "/deshacer", "/cancelar", "/reintentar"):
        assert stranger.post(elsewhere + act).status_code == 404, act


@pytest.mark.databases("sqlite")
def test_a_reader_sees_the_review_and_changes_nothing(enter, issuer, version):
    address = review(issuer, version, [person(0, Correo="")])
    reader = enter(Role.PROVIDER_READER)
    page = reader.get(f"{address}/revision").text
    assert 'href="' + f'{address}/columnas"' not in page, "no link that answers 403"
    assert 'name="fila"' not in page and "Confirmar" not in page
    assert reader.post(f"{address}/confirmar", data={"que": "todas"}).status_code == 403
    assert reader.get(f"{address}/emitir").status_code == 403


@pytest.mark.databases("sqlite")
def test_no_page_changes_anything_without_the_forms_token(app, monkeypatch, issuer, version):
    address = review(issuer, version, GOOD)
    answer = issuer.post(f"{address}/emitir", data={"plan": batch().plan_hash}, csrf=False)
    assert answer.status_code == 400 and batch().state == "reviewed"
