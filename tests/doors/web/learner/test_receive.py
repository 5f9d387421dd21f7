"""Receiving: what a GET never does, whom a claim never opens, and what each refusal says to do next."""

from __future__ import annotations

import pytest

from registry.accounts import queries as accounts
from registry.accounts.permissions import Role
from registry.awards.commands import Delivery
from registry.awards.models import Award
from registry.db import db
from registry.people.models import Person
from tests.doors.web.learner.story import claim_of, curp, issue, mails_to, path_of, receive, teacher, token_of
from tests.support.people import new_account


def snapshot():
    """Every row of what receiving may change."""
    tables = ("claim", "account", "sign_in_session", "award", "person", "person_identifier", "audit_line")
    return {name: db.session.execute(db.text(f'SELECT * FROM "{name}" ORDER BY id')).all() for name in tables}


def test_opening_the_link_shows_no_name_and_consumes_nothing(client, school):
    issue(school, teacher())
    path = path_of(mails_to("ana@correo.example")[0].values["url"])
    before = snapshot()
    for _ in range(3):
        page = client.get(path)
        assert page.status_code == 200
    assert client.head(path).status_code == 200
    assert snapshot() == before
    assert "Uso responsable de la IA en el aula" in page.text and school.provider.name in page.text
    for part in ("Ana", "Ñúñez", "Pérez", "ana@correo.example"):
        assert part not in page.text
    assert client.get_cookie("entry") is None
    assert client.get("/mis-microcredenciales").status_code == 302


def test_the_button_signs_in_and_leads_to_the_award(client, school):
    (award,) = issue(school, teacher())
    answer = receive(client, award)
    assert (answer.status_code, answer.location) == (303, f"/mis-microcredenciales/{award.id}")
    page = client.get(answer.location)
    assert "¿La acepta?" in page.text and "Ana Sofía Ñúñez Pérez" in page.text
    account = accounts.by_email("ana@correo.example")
    assert account.person_id == award.person_id
    (address,) = (one for one in db.session.get(Person, award.person_id).identifiers if one.kind == "email")
    assert address.verified_at is not None


def test_refuses_a_reused_claim_and_says_to_sign_in(client, school, app):
    (award,) = issue(school, teacher())
    receive(client, award)
    other = app.test_client()
    for answer in (other.get(f"/recibir/{token_of(award)}"), receive(other, award)):
        assert answer.status_code == 410
        assert "ya se recibió" in answer.text and "/entrar?next=" in answer.text
    assert other.get_cookie("entry") is None


def test_the_holder_who_opens_the_mail_again_is_led_to_the_award(client, school):
    (award,) = issue(school, teacher())
    receive(client, award)
    answer = client.get(f"/recibir/{token_of(award)}")
    assert (answer.status_code, answer.location) == (302, f"/mis-microcredenciales/{award.id}")


def test_refuses_an_expired_claim_without_calling_the_credential_expired(client, school, clock):
    (award,) = issue(school, teacher())
    clock.tick(days=366)
    for answer in (client.get(f"/recibir/{token_of(award)}"), receive(client, award)):
        assert answer.status_code == 410
        assert "no la microcredencial" in answer.text and "Pida a la institución" in answer.text


def test_refuses_a_cancelled_claim(client, school, clock):
    (award,) = issue(school, teacher())
    claim_of(award).cancelled_at = clock()
    db.session.commit()
    assert receive(client, award).status_code == 410
    assert "canceló" in client.get(f"/recibir/{token_of(award)}").text


def test_an_unknown_token_gets_a_page_that_says_what_to_do(client, school):
    for token in ("no-existe", "x" * 500, "%F0%9F%90%9D"):
        answer = client.get(f"/recibir/{token}")
        assert answer.status_code == 404
        assert "copie la dirección completa" in answer.text
        assert client.post(f"/recibir/{token}").status_code == 404


def test_refuses_to_receive_without_the_form_token(client, school):
    (award,) = issue(school, teacher())
    assert client.post(f"/recibir/{token_of(award)}", csrf=False).status_code == 400
    assert claim_of(award).used_at is None


def test_a_claim_does_not_open_an_account_of_staff(client, school, app):
    staff = new_account(Role.AUTHORITY_ADMIN, email="ana@correo.example", name="Ana Directora")
    (award,) = issue(school, teacher())
    answer = receive(client, award)
    assert answer.status_code == 409 and "Entre primero" in answer.text
    assert client.get_cookie("entry") is None and claim_of(award).used_at is None
    signed_in = app.test_client().enter(staff)
    assert receive(signed_in, award).status_code == 303
    assert "Uso responsable" in signed_in.get("/mis-microcredenciales").text
    assert 'href="/mis-microcredenciales"' in signed_in.get("/cuenta").text


def test_a_mail_from_an_institution_does_not_open_the_record_of_somebody_whose_curp_it_knows(client, school, app):
    code = curp()
    (first,) = issue(school, teacher(curp=code))
    receive(client, first)
    (second,) = issue(school, teacher(curp=code, email="intruso@correo.example"))
    assert second.person_id == first.person_id
    stranger = app.test_client()
    answer = receive(stranger, second)
    assert answer.status_code == 409 and "ana@correo.example" not in answer.text
    assert stranger.get_cookie("entry") is None
    assert receive(client, second).status_code == 303  # the holder, signed in, receives it


def test_two_people_with_one_mailbox_stay_two(client, school, app):
    ana, eva = issue(school, teacher(), teacher(full_name="Eva Ruiz Lara", first_surname="Ruiz"))
    receive(client, ana)
    answer = receive(app.test_client(), eva)
    assert answer.status_code == 409 and "¿Es de la misma persona?" in answer.text and "Ana" not in answer.text
    other = app.test_client()
    assert receive(other, eva, same_person="no").status_code == 303
    assert other.get(f"/mis-microcredenciales/{eva.id}").status_code == 200
    assert other.get(f"/mis-microcredenciales/{ana.id}").status_code == 404
    assert client.get(f"/mis-microcredenciales/{eva.id}").status_code == 404
    assert "Agregue un correo" in other.get("/mis-microcredenciales").text


def test_one_person_with_two_awards_and_no_curp_finds_both(client, school):
    first, second = issue(school, teacher(), teacher())
    assert first.person_id != second.person_id
    receive(client, first)
    receive(client, second)
    page = client.get("/mis-microcredenciales").text
    assert str(first.id) in page and str(second.id) in page
    assert client.post(f"/mis-microcredenciales/{second.id}/aceptar").status_code == 303


def test_refuses_to_make_one_of_two_people_with_different_curps(client, school, app):
    ana, eva = issue(school, teacher(curp=curp()), teacher(curp=curp()))
    receive(client, ana)
    other = app.test_client()
    assert receive(other, eva, same_person="yes").status_code == 303
    assert other.get(f"/mis-microcredenciales/{ana.id}").status_code == 404


def test_of_two_who_press_at_once_one_receives(session, school):
    import pytest

    from registry.accounts.actor import SYSTEM
    from registry.awards import sharing
    from registry.awards.errors import ClaimClosed

    (award,) = issue(school, teacher())
    claim = claim_of(award)
    stale = claim.used_at
    sharing.use_claim(claim, actor=SYSTEM)
    assert stale is None
    with pytest.raises(ClaimClosed):
        sharing.use_claim(claim, actor=SYSTEM)


def test_a_very_long_name_in_maya_is_received_whole(client, school):
    name = "K'ìinilajau " + "Xch'úupil " * 28 + "Che'en"
    (award,) = issue(school, teacher(full_name=name, first_surname="Che'en", second_surname=None))
    assert receive(client, award).status_code == 303
    assert "Che&#39;en" in client.get(f"/mis-microcredenciales/{award.id}").text


def slip(school, **changes) -> Award:
    (award,) = issue(school, teacher(email=None, **changes), delivery=Delivery.SLIP)
    return award


def test_a_slip_is_received_with_its_code_and_the_end_of_the_curp(client, school):
    code = curp()
    award = slip(school, curp=code)
    typed = token_of(award)
    spoken = f" {typed[:4].lower()}-{typed[4:8]} {typed[8:]} "
    answer = client.post("/recibir", data={"code": spoken})
    assert answer.location == f"/recibir/{typed}"
    page = client.get(answer.location).text
    assert "Últimos 4 caracteres de su CURP" in page and "Ana" not in page and code[-4:] not in page
    assert client.post(answer.location, data={"typed": code[-4:].lower()}).status_code == 303
    home = client.get("/mis-microcredenciales").text
    assert str(award.id) in home and "Agregue un correo" in home


def test_a_photographed_slip_opens_nothing_without_the_curp(client, school):
    code = curp()
    award = slip(school, curp=code)
    for left in range(9, 0, -1):
        answer = client.post(f"/recibir/{token_of(award)}", data={"typed": "ZZZZ"})
        assert answer.status_code == 422 and f"quedan: {left}" in answer.text
    assert client.post(f"/recibir/{token_of(award)}", data={"typed": "ZZZZ"}).status_code == 410
    last = client.post(f"/recibir/{token_of(award)}", data={"typed": code[-4:]})
    assert last.status_code == 410 and "demasiados intentos" in last.text
    assert client.get_cookie("entry") is None


@pytest.mark.serves("R36", "R58")
def test_without_curp_the_name_on_the_slip_is_asked_accents_apart(client, school):
    award = slip(school)
    path = f"/recibir/{token_of(award)}"
    assert "Su nombre completo" in client.get(path).text
    wrong = client.post(path, data={"typed": "Ana Sofía Núñez"})
    assert wrong.status_code == 422 and 'value="Ana Sofía Núñez"' in wrong.text
    assert client.post(path, data={"typed": ""}).status_code == 422
    assert claim_of(award).attempts == 1
    assert client.post(path, data={"typed": "ana sofia ñuñez perez"}).status_code == 303


def test_a_wrong_code_keeps_what_was_typed_and_says_how_long_a_code_is(client, school):
    short = client.post("/recibir", data={"code": "7Q4K"})
    assert short.status_code == 422 and "usted escribió 4" in short.text and 'value="7Q4K"' in short.text
    unknown = client.post("/recibir", data={"code": "0000-0000-0000"})
    assert unknown.status_code == 422 and "No encontramos esa clave" in unknown.text
    assert client.post("/recibir", data={}).status_code == 422


def test_a_used_slip_opens_again_only_while_it_is_the_only_way_in(client, school, app):
    code = curp()
    award = slip(school, curp=code)
    path = f"/recibir/{token_of(award)}"
    client.post(path, data={"typed": code[-4:]})
    again = app.test_client()
    assert "Vuelva a entrar" in again.get(path).text
    assert again.post(path, data={"typed": "ZZZZ"}).status_code == 422
    assert again.post(path, data={"typed": code[-4:]}).status_code == 303
    assert again.get(f"/mis-microcredenciales/{award.id}").status_code == 200
    add_address(again, "ana@correo.example")
    late = app.test_client()
    assert late.post(path, data={"typed": code[-4:]}).status_code == 410


def test_a_used_slip_without_curp_opens_no_more(client, school, app):
    award = slip(school)
    receive(client, award, typed="Ana Sofía Ñúñez Pérez")
    assert receive(app.test_client(), award, typed="Ana Sofía Ñúñez Pérez").status_code == 410


def add_address(client, address: str) -> str:
    sent = client.post("/mis-microcredenciales/correo", data={"email": address})
    assert sent.status_code == 200 and address in sent.text
    path = path_of(mails_to(address)[-1].values["url"])
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 303
    return path


def test_an_address_counts_only_after_somebody_has_answered_from_it(client, school, app):
    award = slip(school)
    receive(client, award, typed="Ana Sofía Ñúñez Pérez")
    assert client.post("/mis-microcredenciales/correo", data={"email": "sin arroba"}).status_code == 422
    client.post("/mis-microcredenciales/correo", data={"email": "Ana@Correo.example "})
    path = path_of(mails_to("ana@correo.example")[-1].values["url"])
    client.get(path)
    assert accounts.by_email("ana@correo.example") is None
    elsewhere = app.test_client()
    assert elsewhere.post(path).status_code == 303
    assert accounts.by_email("ana@correo.example").person_id == award.person_id
    assert elsewhere.get(f"/mis-microcredenciales/{award.id}").status_code == 200
    assert elsewhere.post(path).status_code == 410
    assert "Agregue un correo" not in client.get("/mis-microcredenciales").text


def test_refuses_an_address_that_opens_somebody_elses_account(client, school, app):
    (ana,) = issue(school, teacher())
    receive(app.test_client(), ana)
    (eva,) = issue(school, teacher(full_name="Eva Ruiz Lara", email=None), delivery=Delivery.SLIP)
    receive(client, eva, typed="Eva Ruiz Lara")
    client.post("/mis-microcredenciales/correo", data={"email": "ana@correo.example"})
    path = path_of(mails_to("ana@correo.example")[-1].values["url"])
    assert client.post(path).status_code == 409
    assert client.get(f"/mis-microcredenciales/{ana.id}").status_code == 404


def test_an_address_of_the_same_person_brings_both_records_together(client, school, app):
    (mailed,) = issue(school, teacher())
    receive(app.test_client(), mailed)
    printed = slip(school)
    receive(client, printed, typed="Ana Sofía Ñúñez Pérez")
    add_address(client, "ana@correo.example")
    page = client.get("/mis-microcredenciales").text
    assert str(mailed.id) in page and str(printed.id) in page


def test_everything_is_said_in_english_too(client, school):
    (award,) = issue(school, teacher())
    page = client.get(f"/recibir/{token_of(award)}?lang=en").text
    assert "A microcredential is waiting" in page and "Responsible use of AI in the classroom" in page
    assert "This link" not in client.get("/recibir/no-existe?lang=es").text
    assert "We could not find this link" in client.get("/recibir/no-existe?lang=en").text


def test_guessing_codes_is_slowed_down(client, school, make_app):
    slow = make_app(verify_rate="3 per minute").test_client()
    answers = [slow.post("/recibir", data={"code": f"{number:012d}"}).status_code for number in range(5)]
    assert answers == [422, 422, 422, 429, 429]


def test_a_new_account_speaks_the_language_in_which_the_claim_was_read(client, school):
    (award,) = issue(school, teacher())
    client.set_cookie("lang", "en")
    receive(client, award)
    assert accounts.by_email("ana@correo.example").language == "en"


def test_a_slip_opened_in_somebody_elses_session_asks_whose_it_is(client, school, app):
    (eva,) = issue(school, teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    receive(client, eva)
    award = slip(school)
    asked = receive(client, award, typed="Ana Sofía Ñúñez Pérez")
    assert asked.status_code == 409 and "Eva Ruiz Lara" in asked.text and claim_of(award).attempts == 0
    assert receive(client, award, typed="Ana Sofía Ñúñez Pérez", same_person="no").status_code == 303
    assert client.get(f"/mis-microcredenciales/{eva.id}").status_code == 404
    assert client.get(f"/mis-microcredenciales/{award.id}").status_code == 200
