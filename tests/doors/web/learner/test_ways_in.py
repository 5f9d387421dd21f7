"""Several addresses, two accounts of one person, telephone, rejected awards, reminders: the holder's side."""

from __future__ import annotations

import re
from typing import Any

import pytest

from registry.accounts import queries as accounts
from registry.accounts.models import AccountEmail, Passkey
from registry.accounts.permissions import Role
from registry.awards import reminding
from registry.awards.commands import Delivery
from registry.awards.models import Claim
from registry.db import db
from registry.ids import spell_folio
from registry.people.models import PersonIdentifier
from tests.doors.web.learner.story import claim_of, curp, issue, keep, mails_to, path_of, receive, teacher, token_of
from tests.support.people import new_account

ANA, WORK = "ana@correo.example", "ana.trabajo@correo.example"


def kinds(address: str) -> list[str]:
    return [one.kind for one in mails_to(address)]


def link_to(address: str) -> str:
    return path_of([one for one in mails_to(address) if one.kind == "address_link"][-1].values["url"])


def test_an_address_is_added_from_the_browser_that_asked_chosen_and_removed(client: Any, school: Any, app: Any) -> None:
    (award,) = issue(school, teacher())
    keep(client, award)
    assert client.post("/cuenta/correos", data={"email": ANA}).status_code == 422  # it opens this account already
    assert client.post("/cuenta/correos", data={"email": "sin arroba"}).status_code == 422
    assert WORK in client.post("/cuenta/correos", data={"email": WORK}).text
    stranger = app.test_client()
    for answer in (stranger.get(link_to(WORK)), stranger.post(link_to(WORK))):
        assert answer.status_code == 409 and "donde lo pidió" in answer.text
    assert accounts.by_email(WORK) is None and stranger.get_cookie("entry") is None
    assert stranger.post(link_to(WORK).replace("/recibir/correo/", "/entrar/enlace/")).status_code == 410
    first = link_to(WORK)
    client.post("/cuenta/correos", data={"email": WORK})
    assert client.post(first).status_code == 303 and client.post(first).status_code == 410
    # The other link proves the address, which opens the account by now, and still signs nobody in.
    assert stranger.post(link_to(WORK).replace("/recibir/correo/", "/entrar/enlace/")).status_code == 410
    assert kinds(ANA)[-1] == kinds(WORK)[-1] == "account_changed"
    assert accounts.by_email(WORK).id == accounts.by_email(ANA).id
    rows = {one.email: one.id for one in db.session.scalars(db.select(AccountEmail))}
    assert client.post(f"/cuenta/correos/{rows[ANA]}/quitar").status_code == 409  # the main one stays
    client.post(f"/cuenta/correos/{rows[WORK]}/principal")
    eva = app.test_client().enter(new_account(email="eva@correo.example"))
    assert eva.post(f"/cuenta/correos/{rows[ANA]}/quitar").status_code == 404
    client.post("/entrar/enlace", data={"link-email": ANA})
    old_link = path_of(mails_to(ANA)[-1].values["url"])
    assert client.post(f"/cuenta/correos/{rows[ANA]}/quitar").status_code == 303
    assert kinds(ANA)[-1] == "account_changed" and stranger.post(old_link).status_code == 410
    # What an institution still sends there opens a record of its own, not this one.
    (later,) = issue(school, teacher())
    receive(stranger, later)
    assert str(award.id) not in stranger.get("/mis-microcredenciales").text
    assert client.get(f"/mis-microcredenciales/{later.id}").status_code == 404


@pytest.mark.databases("sqlite")
def test_two_accounts_of_one_person_become_one_and_come_apart(client: Any, school: Any, app: Any, clock: Any) -> None:
    first, second = issue(school, teacher(), teacher(full_name="Ana S. Ñúñez", email=WORK))
    work = app.test_client()
    keep(client, first)
    keep(work, second)
    client.post("/cuenta/unir", data={"email": WORK})
    asked = link_to(WORK)
    assert work.post(asked).status_code == 409  # pressed by the other account's owner alone: nothing
    assert "Ana S. Ñúñez" in client.get(asked).text
    assert client.post(asked).status_code == 303
    home = client.get("/mis-microcredenciales").text
    assert str(first.id) in home and str(second.id) in home
    assert work.get("/mis-microcredenciales").status_code == 302
    assert kinds(WORK)[-1] == "account_changed"
    merge = re.search(r"uniones/([0-9a-f-]{36})/deshacer", client.get("/mis-microcredenciales/datos").text)[1]
    assert client.post(f"/mis-microcredenciales/datos/uniones/{merge}/deshacer").status_code == 303
    again = app.test_client().enter(accounts.by_email(WORK))
    assert str(second.id) in again.get("/mis-microcredenciales").text
    assert client.get(f"/mis-microcredenciales/{second.id}").status_code == 404
    # Two CURPs are two people, and staff accounts are not swallowed.
    one, two = issue(
        school, teacher(curp=curp(), email="x@correo.example"), teacher(curp=curp(), email="y@correo.example")
    )
    a, b = app.test_client(), app.test_client()
    keep(a, one)
    keep(b, two)
    a.post("/cuenta/unir", data={"email": "y@correo.example"})
    assert a.post(link_to("y@correo.example")).status_code == 409
    new_account(Role.PROVIDER_ISSUER, provider_id=school.provider.id, email="jefa@correo.example")
    a.post("/cuenta/unir", data={"email": "jefa@correo.example"})
    assert a.post(link_to("jefa@correo.example")).status_code == 409
    assert accounts.by_email("jefa@correo.example").disabled_at is None
    clock.tick(days=31)
    late = app.test_client().enter(accounts.by_email("x@correo.example"))
    assert late.post(f"/mis-microcredenciales/datos/uniones/{merge}/deshacer").status_code == 404


@pytest.mark.databases("sqlite")
def test_a_record_taken_in_by_mistake_waits_for_its_person(client: Any, school: Any, app: Any, clock: Any) -> None:
    ana, eva = issue(school, teacher(), teacher(full_name="Eva Ruiz Lara", first_surname="Ruiz"))
    receive(client, ana)
    assert receive(client, eva, same_person="yes").status_code == 303  # the same mailbox, and a wrong answer
    client.post(f"/mis-microcredenciales/{eva.id}/aceptar")
    page = client.get("/mis-microcredenciales/datos").text
    merge = re.search(r"uniones/([0-9a-f-]{36})/deshacer", page)[1]
    assert "Eva Ruiz Lara" in page
    clock.tick(minutes=1)
    client.post(f"/mis-microcredenciales/datos/uniones/{merge}/deshacer")
    assert client.get(f"/mis-microcredenciales/{eva.id}").status_code == 404
    other = app.test_client()
    assert receive(other, eva, same_person="no").status_code == 303
    assert "¿La acepta?" in other.get(f"/mis-microcredenciales/{eva.id}").text


@pytest.mark.databases("sqlite")
def test_a_telephone_is_kept_in_one_form_and_forgotten_on_request(client: Any, school: Any) -> None:
    (award,) = issue(school, teacher(curp=curp()))
    keep(client, award)
    for typed, kept in (("55 1234-5678", "+525512345678"), ("+1 (915) 555-0100", "+19155550100"), ("", None)):
        assert client.post("/mis-microcredenciales/datos", data={"phone": typed}).status_code == 303
        rows = db.session.scalars(db.select(PersonIdentifier.value).where(PersonIdentifier.kind == "phone")).all()
        assert rows == ([kept] if kept else [])
    wrong = client.post("/mis-microcredenciales/datos", data={"phone": "12345"})
    assert wrong.status_code == 422 and 'value="12345"' in wrong.text
    page = client.get("/mis-microcredenciales/datos").text
    assert "············" in page and "la dio una institución" in page


@pytest.mark.databases("sqlite")
def test_a_rejected_award_is_shown_to_nobody_and_the_institution_hears_of_it(
    client: Any, school: Any, app: Any
) -> None:
    boss = new_account(Role.PROVIDER_ADMIN, provider_id=school.provider.id, email="jefa@uni.example")
    (award,) = issue(school, teacher())
    receive(client, award)
    folio = f"/f/{spell_folio(award.folio)}"
    assert app.test_client().post(folio, data={"surname": "Ñúñez"}).status_code == 200
    client.post(f"/mis-microcredenciales/{award.id}/rechazar", data={"reason": "not_mine"})
    client.post(f"/mis-microcredenciales/{award.id}/rechazar", data={"reason": "not_mine"})
    unknown = app.test_client().post("/f/7Q4K-M2ZT-9XW3-HB", data={"surname": "Ñúñez"})
    assert app.test_client().post(folio, data={"surname": "Ñúñez"}).status_code == unknown.status_code == 404
    (told,) = mails_to("jefa@uni.example")
    assert (told.kind, told.values["reason"], told.values["folio"]) == ("award_declined", "not_mine", folio[3:])
    desk = app.test_client().enter(boss)
    assert "La persona la rechazó" in desk.get(path_of(told.values["url"])).text
    assert client.post(f"/mis-microcredenciales/{award.id}/aceptar").status_code == 303  # a change of mind
    assert app.test_client().post(folio, data={"surname": "Ñúñez"}).status_code == 200


@pytest.mark.databases("sqlite")
def test_a_slip_takes_the_date_of_birth_and_opens_nothing_more_later(
    client: Any, school: Any, app: Any, clock: Any
) -> None:
    code = curp(tail="MDFBCD0")
    day, month, year = code[8:10], code[6:8], f"19{code[4:6]}"
    (award,) = issue(school, teacher(email=None, curp=code), delivery=Delivery.SLIP)
    path = f"/recibir/{token_of(award)}"
    assert "fecha de nacimiento" in client.get(path).text and year not in client.get(path).text
    for wrong in (f"{month}/{day}/{year}", f"{day}/{month}/{year[2:]}", f"{day}{month}", year):
        assert client.post(path, data={"typed": wrong}).status_code == 422
    assert claim_of(award).attempts == 4
    assert client.post(path, data={"typed": f"{day}-{month}-{year}"}).status_code == 303
    again = app.test_client().post(path, data={"typed": f"{year}-{month}-{day}"})
    assert again.status_code == 303  # the slip is still the only way in
    holder = accounts.by_person(award.person_id)
    db.session.add(
        Passkey(
            account_id=holder.id, credential_id=b"1", public_key=b"x", user_handle=b"x", name="x", created_at=clock()
        )
    )
    assert app.test_client().post(path, data={"typed": code[-4:]}).status_code == 410
    # Nor does a claim that an institution mails to whomever: who has a way in signs in first.
    (mailed,) = issue(school, teacher(curp=code, email="intrusa@correo.example"))
    stranger = app.test_client()
    assert receive(stranger, mailed).status_code == 409 and stranger.get_cookie("entry") is None


@pytest.mark.databases("sqlite")
def test_what_waits_is_reminded_of_until_it_is_claimed(client: Any, school: Any, app: Any, clock: Any) -> None:
    waiting, taken, revoked = issue(
        school, teacher(), teacher(email="b@correo.example"), teacher(email="c@correo.example")
    )
    receive(client, taken)
    revoked.state = "revoked"
    clock.tick(days=6)
    assert reminding.remind_due() == 0
    clock.tick(days=2)
    assert reminding.remind_due() == 3 and reminding.remind_due() == 0
    assert kinds(ANA) == ["claim", "claim_reminder"] and kinds("b@correo.example") == kinds("c@correo.example") == [
        "claim"
    ]
    again = path_of(mails_to(ANA)[-1].values["url"])
    assert app.test_client().get(again).status_code == 200
    clock.tick(days=200)  # a worker that was off sends one mail, not two
    assert reminding.remind_due() == 1 and reminding.remind_due() == 0
    assert kinds(ANA).count("claim_reminder") == 2
    assert db.session.get(Claim, claim_of(waiting).id).remind_at is None
    clock.tick(days=200)
    assert app.test_client().get(again).status_code == 410
