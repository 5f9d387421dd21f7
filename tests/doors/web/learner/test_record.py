"""What somebody holds: the true state of each, nobody else's ever, and no yes that was not given."""

from __future__ import annotations

import re
import uuid

import pytest

from benchmarks.measure import statements
from registry.accounts.permissions import Role
from registry.awards import corrections, service
from registry.db import db
from registry.notices import rendering
from tests.doors.web.learner.story import issue, keep, mails_to, receive, teacher

pytestmark = pytest.mark.databases("sqlite")


@pytest.fixture
def held(client, school):
    """An award, received and accepted by ``client``."""
    (award,) = issue(school, teacher())
    keep(client, award)
    return award


def opened(client, award, lang="es"):
    answer = client.get(f"/mis-microcredenciales/{award.id}?lang={lang}")
    assert answer.status_code == 200
    return answer.text


def test_another_persons_award_reads_like_one_that_does_not_exist(client, school, app, held):
    (other,) = issue(school, teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    stranger = app.test_client()
    keep(stranger, other)
    stranger.get("/mis-microcredenciales")  # what was said on accepting is said once
    for path in ("", "/compartir", "/descargar/credential.json", "/descargar/badge.png"):
        theirs = stranger.get(f"/mis-microcredenciales/{held.id}{path}")
        nothing = uuid.uuid4()
        none = stranger.get(f"/mis-microcredenciales/{nothing}{path}")
        assert theirs.status_code == none.status_code == 404
        assert _unsigned(theirs.text.replace(str(held.id), "")) == _unsigned(none.text.replace(str(nothing), ""))
    for act in ("aceptar", "rechazar", "compartir", "descargar/certificate.pdf"):
        assert stranger.post(f"/mis-microcredenciales/{held.id}/{act}").status_code == 404
    assert str(held.id) not in stranger.get("/mis-microcredenciales").text


def _unsigned(page: str) -> str:
    """The page without its form tokens, which change with the second."""
    return re.sub(r'(name="csrf_token"[^>]*value=)"[^"]*"', r"\1", page)


def test_staff_who_hold_nothing_see_nobodys_award(school, sign_in, held):
    staff = sign_in(Role.PROVIDER_ADMIN, provider_id=school.provider.id)
    assert staff.get(f"/mis-microcredenciales/{held.id}").status_code == 403
    assert "Todavía no tiene microcredenciales" in staff.get("/mis-microcredenciales").text


def test_a_service_call_refuses_to_answer_for_somebody_else(client, school, held, app):
    from registry.accounts.queries import actor_of, by_email
    from registry.errors import NotAllowed

    (other,) = issue(school, teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    receive(app.test_client(), other)
    with pytest.raises(NotAllowed):
        service.answer(held, accept=False, actor=actor_of(by_email("eva@correo.example")))


def test_what_waits_is_told_apart_from_what_is_held(client, school):
    first, second = issue(school, teacher(), teacher())
    keep(client, first)
    receive(client, second)
    page = client.get("/mis-microcredenciales").text
    waiting, kept = page.split('id="waiting"')[1].split('id="kept"')
    assert str(second.id) in waiting and str(first.id) in kept


def test_opening_accepts_nothing(client, school):
    (award,) = issue(school, teacher())
    receive(client, award)
    assert "¿La acepta?" in opened(client, award)
    assert "¿La acepta?" in opened(client, award)
    for path in ("compartir", "descargar/credential.json"):
        assert client.get(f"/mis-microcredenciales/{award.id}/{path}").status_code == 409


def test_a_rejected_award_is_kept_apart_and_may_still_be_accepted(client, school):
    (award,) = issue(school, teacher())
    receive(client, award)
    assert client.post(f"/mis-microcredenciales/{award.id}/rechazar").location == "/mis-microcredenciales"
    page = client.get("/mis-microcredenciales").text
    assert "Rechazó la microcredencial" in page
    apart = page.split('id="rejected"')[1]
    assert str(award.id) in apart and 'id="kept"' not in page and "Ana Sofía" not in apart
    assert "Usted la rechazó" in opened(client, award)
    client.post(f"/mis-microcredenciales/{award.id}/aceptar")
    assert str(award.id) in client.get("/mis-microcredenciales").text


def test_refuses_to_reject_what_was_accepted(client, held):
    answer = client.post(f"/mis-microcredenciales/{held.id}/rechazar")
    assert answer.status_code == 409 and "pida a la institución" in answer.text
    assert str(held.id) in client.get("/mis-microcredenciales").text


def test_current_then_expiring_then_expired_without_any_act(client, held, clock):
    assert "Vigente hasta el" in opened(client, held)
    clock.set(held.valid_until.replace(day=1))
    client.enter(_account(held))
    assert "Por vencer" in opened(client, held) and "cómo renovarla" in opened(client, held)
    clock.set(held.valid_until)
    client.enter(_account(held))
    page = opened(client, held)
    assert "Vencida" in page and "Sigue siendo auténtica" in page
    assert "Expired" in opened(client, held, "en")


def _account(award):
    from registry.accounts.queries import by_person

    return by_person(award.person_id)


def test_suspended_says_why_and_reinstated_is_current_again(client, school, held):
    service.suspend(held, reason="under_investigation", actor=school.issuer)
    page = opened(client, held)
    assert "Suspendida" in page and "En investigación" in page and "Escriba a la institución." in page
    service.reinstate(held, actor=school.issuer)
    page = opened(client, held)
    assert "Vigente hasta el" in page and "La institución la reactivó" in page and "La institución la suspendió" in page


def test_revoked_says_why_and_gives_no_paper(client, school, held):
    service.revoke(held, reason="issued_in_error", actor=school.issuer)
    page = opened(client, held)
    assert "Revocada" in page and "Emitida por error" in page
    assert "descargar/badge.png" not in page and "descargar/credential.json" in page
    assert client.get(f"/mis-microcredenciales/{held.id}/descargar/badge.svg").status_code == 409
    assert client.post(f"/mis-microcredenciales/{held.id}/descargar/certificate.pdf").status_code == 409
    assert client.get(f"/mis-microcredenciales/{held.id}/descargar/credential.json").status_code == 200
    assert "Revocada" in client.get("/mis-microcredenciales").text


def test_a_correction_shows_the_new_name_and_is_told_in_the_history(client, school, held, clock):
    clock.tick(days=1)
    corrections.correct_name(held, "Ana Sofía Ñúñez de Pérez", actor=school.issuer)
    told = mails_to("ana@correo.example")[-1]
    said = rendering.render(told.kind, told.language, told.values).text
    assert "Ana Sofía Ñúñez de Pérez:" in said and "fue corregida" in said and "Se corrigió el nombre" in said
    client.enter(_account(held))
    page = opened(client, held)
    assert "Ana Sofía Ñúñez de Pérez" in page and "La institución la corrigió" in page and "Vigente hasta el" in page


def test_what_was_declared_is_shown_as_declared(client, held):
    page = opened(client, held)
    assert "declarado por la institución" in page and "según puntuaciones de rúbrica" not in page
    assert "declared by the institution" in opened(client, held, "en")


def test_what_was_scored_is_shown_as_scored(client, school):
    from registry.curriculum import queries as curriculum

    asked = curriculum.requirements_for(school.version.standard_version, school.version.profile, None)
    (award,) = issue(school, teacher(), criterion_scores=dict.fromkeys(asked.minimum_scores, 4))
    keep(client, award)
    assert "según puntuaciones de rúbrica" in opened(client, award)


def test_a_page_names_no_curp_no_mail_and_no_scores(client, school):
    from tests.doors.web.learner.story import curp

    code = curp()
    (award,) = issue(school, teacher(curp=code))
    keep(client, award)
    page = opened(client, award)
    read = re.sub(r"<[^>]*>", " ", page.split("<main")[1].split("Folio")[0])  # keys in addresses hold any two digits
    assert code not in page and "95" not in read


def test_an_empty_record_says_how_to_receive(sign_in):
    page = sign_in().get("/mis-microcredenciales").text
    assert "Tengo un comprobante" in page and "pida un comprobante impreso" in page and 'href="/catalogue"' in page
    assert "Su avance" not in page and "Lista para imprimir" not in page


def test_reading_the_record_writes_nothing(client, held):
    before = db.session.execute(db.text("SELECT count(*) FROM audit_line")).scalar()
    for path in ("", f"/{held.id}", f"/{held.id}/compartir"):
        assert client.get(f"/mis-microcredenciales{path}").status_code == 200
    assert db.session.execute(db.text("SELECT count(*) FROM audit_line")).scalar() == before


def test_a_full_home_asks_no_more_questions_than_a_short_one(client, school, app):
    first, *more = issue(school, *[teacher() for _ in range(6)])
    keep(client, first)
    client.get("/mis-microcredenciales")
    with statements(db.engine) as with_one:
        client.get("/mis-microcredenciales")
    for award in more:
        keep(client, award)
    client.get("/mis-microcredenciales")
    with statements(db.engine) as with_six:
        client.get("/mis-microcredenciales")
    assert 0 < len(with_six) <= len(with_one)
