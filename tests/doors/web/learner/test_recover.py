"""Who lost the e-mail: asked, proposed, approved by another, waited for; then nothing else opens the account."""

from __future__ import annotations

import re
from typing import Any

import pytest

from registry.accounts import queries as accounts
from registry.accounts.models import Account, Passkey, SignInSession
from registry.accounts.permissions import Role
from registry.audit.models import AuditLine
from registry.awards.models import Award
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.identity import service as identity
from registry.identity.models import IdentityCase
from registry.ids import new_key, spell_folio
from registry.providers.models import Provider
from tests.doors.web.learner.story import curp, issue, keep, mails_to, path_of, receive, teacher
from tests.support.people import new_account

NOTE = "La vi en ventanilla con su credencial para votar, hoy."
NEW, OLD = "ana.nueva@correo.example", "ana@correo.example"


def ask(client: Any, **changes: str) -> Any:
    wish = {"email": NEW, "name": "Ana Sofia Nunez Perez", "provider": "universidad-del-valle", "folio": "", "curp": "",
            "words": "Era el correo de mi escuela."}  # fmt: skip
    return client.post("/recuperar", data={**wish, **changes})


def case() -> IdentityCase:
    return db.session.scalars(
        db.select(IdentityCase).order_by(IdentityCase.asked_at.desc(), IdentityCase.id.desc())
    ).first()


def propose(client: Any, folio: str, **changes: str) -> Any:
    said = {"propose-folio": folio, "propose-evidence": "seen_id", "propose-note": NOTE, **changes}
    return client.post(f"/institucion/universidad-del-valle/identidades/{case().number}", data=said)


def approve(client: Any) -> Any:
    return client.post(f"/institucion/universidad-del-valle/identidades/{case().number}/aprobar")


class Desk:
    """Two people of the institution, each at a browser where they have just signed in (a session lasts a day)."""

    def __init__(self, app: Any, school: Any) -> None:
        self._app = app
        self._accounts = [
            new_account(role, provider_id=school.provider.id, name=name)
            for role, name in ((Role.PROVIDER_ISSUER, "Rosa Uno"), (Role.PROVIDER_ADMIN, "Luis Dos"))
        ]

    def __getitem__(self, which: int) -> Any:
        return self._app.test_client().enter(self._accounts[which])


@pytest.fixture
def desk(app: Any, school: Any) -> Desk:
    """The institution's desk."""
    return Desk(app, school)


def approved(client: Any, desk: Desk, folio: str) -> None:
    """From asking to the wait."""
    ask(client, folio=folio)
    link = path_of(mails_to(NEW)[-1].values["url"])
    assert client.post(link).status_code == 303
    propose(desk[0], folio)
    assert case().state == "proposed"
    approve(desk[1])
    assert case().state == "waiting"


def test_a_lost_address_is_replaced_after_two_people_and_a_wait(
    client: Any, school: Any, desk: Desk, app: Any, clock: Any
) -> None:
    code = curp()
    (award,) = issue(school, teacher(curp=code))
    old = app.test_client()
    keep(old, award)
    account = accounts.by_email(OLD)
    db.session.add(
        Passkey(
            account_id=account.id,
            credential_id=b"lost",
            public_key=b"x",
            user_handle=account.id.bytes,
            name="Perdida",
            created_at=clock(),
        )
    )
    shown = spell_folio(award.folio)
    first, second = ask(client, folio=shown), ask(client, folio="7Q4K-M2ZT-9XW3-HA", email="otra@correo.example")
    assert first.status_code == 200 and second.status_code == 422  # a folio that cannot be one is said to be none
    unknown = ask(client, name="Nadie Conocida", email="nadie@correo.example")
    assert unknown.text.replace("nadie@", "").count("<li") == first.text.replace("ana.nueva@", "").count("<li")
    assert "Conocida" not in desk[0].get("/institucion/universidad-del-valle/identidades").text  # not confirmed: unseen
    link = path_of(mails_to(NEW)[0].values["url"])
    assert client.get(link).status_code == 200 and client.head(link).status_code == 200
    assert case().state == "unconfirmed"
    mine = db.session.scalars(db.select(IdentityCase).where(IdentityCase.email == NEW)).one()
    assert client.post(link).status_code == 303 and mine.state == "asked"
    page = desk[0].get(f"/institucion/universidad-del-valle/identidades/{mine.number}").text
    assert "El nombre coincide" in page and shown in page and "CURP sin comparar" in page
    number = mine.number
    path = f"/institucion/universidad-del-valle/identidades/{number}"
    said = {"propose-folio": shown, "propose-evidence": "seen_id"}
    assert "al menos 20" in desk[0].post(path, data={**said, "propose-note": "sí"}).text
    assert desk[1].post(f"{path}/aprobar").status_code == 409  # nothing proposed yet
    assert desk[0].post(path, data={**said, "propose-note": NOTE}).status_code == 303
    assert desk[0].post(f"{path}/aprobar").status_code == 409  # who proposed cannot approve
    assert mine.state == "proposed"
    assert desk[1].post(f"{path}/aprobar").status_code == 303
    (told,) = [one for one in mails_to(OLD) if one.kind == "case_approved"]
    assert told.values["object"] and "detener" in told.values["url"]
    assert [one.values["object"] for one in mails_to(NEW) if one.kind == "case_approved"] == [None]
    assert "Detener el cambio" in old.get("/mis-microcredenciales").text
    clock.tick(days=6)
    assert identity.carry_out_due() >= 0 and accounts.by_email(NEW) is None
    clock.tick(days=2)
    identity.carry_out_due()
    db.session.commit()
    assert mine.state == "done"
    recovered = accounts.by_email(NEW)
    assert recovered.id == account.id and accounts.by_email(OLD) is None
    assert [one.email for one in recovered.emails] == [NEW] and recovered.password_hash is None
    live = db.select(SignInSession).where(SignInSession.account_id == account.id, SignInSession.ended_at.is_(None))
    assert db.session.scalars(live).all() == []
    assert db.session.scalars(db.select(Passkey)).all() == []
    client.post("/entrar/enlace", data={"link-email": NEW})
    client.post(path_of(mails_to(NEW)[-1].values["url"]))
    assert str(award.id) in client.get("/mis-microcredenciales").text
    # What institutions still mail to the old address opens nothing.
    (later,) = issue(school, teacher(curp=code))
    stranger = app.test_client()
    assert later.person_id == award.person_id and receive(stranger, later).status_code == 409
    assert stranger.get_cookie("entry") is None
    actions = set(db.session.scalars(db.select(AuditLine.action).where(AuditLine.subject_kind == "identity_case")))
    assert actions == {"case.asked", "case.proposed", "case.approved", "case.done"}


@pytest.mark.databases("sqlite")
def test_the_old_address_and_the_holder_can_stop_it(client: Any, school: Any, desk: Desk, app: Any, clock: Any) -> None:
    (award,) = issue(school, teacher())
    holder = app.test_client()
    keep(holder, award)
    approved(client, desk, spell_folio(award.folio))
    link = path_of(next(one for one in mails_to(OLD) if one.kind == "case_approved").values["url"])
    for _ in range(2):
        assert client.get(link).status_code == 200  # a scanner opens it
    assert case().state == "waiting"
    stranger = app.test_client().enter(new_account())
    assert stranger.post(f"/mis-microcredenciales/solicitudes/{case().id}/detener").status_code == 403
    assert client.post(link).status_code == 200 and case().state == "objected"
    assert client.post(link).status_code == 409 and "nada que detener" in client.get(link).text
    clock.tick(days=30)
    identity.carry_out_due()
    assert accounts.by_email(OLD) is not None and accounts.by_email(NEW) is None
    approved(client, desk, spell_folio(award.folio))
    again = app.test_client().enter(accounts.by_email(OLD))
    assert again.post(f"/mis-microcredenciales/solicitudes/{case().id}/detener").status_code == 200
    assert case().state == "objected"


@pytest.mark.databases("sqlite")
def test_a_desk_sees_its_own_people_and_nobody_decides_about_themselves(
    client: Any, school: Any, desk: Desk, app: Any, clock: Any
) -> None:
    code = curp(tail="MDFBCD0")
    mine, other = issue(school, teacher(curp=code), teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    ask(client, curp=code[:-1] + str((int(code[-1]) + 1) % 10))
    assert db.session.scalars(db.select(IdentityCase)).all() == []  # a digit wrong is said at once
    ask(client, curp=code)
    link = path_of(mails_to(NEW)[-1].values["url"])
    clock.tick(minutes=31)
    assert client.post(link).status_code == 410  # not confirmed in time
    clock.tick(days=2)
    identity.carry_out_due()
    assert db.session.scalars(db.select(IdentityCase)).all() == []
    ask(client, curp=code)
    client.post(path_of(mails_to(NEW)[-1].values["url"]))
    page = desk[0].get(f"/institucion/universidad-del-valle/identidades/{case().number}").text
    assert "La CURP coincide" in page and code not in page
    assert propose(desk[0], "7Q4K-M2ZT-9XW3-HB").status_code == 422
    assert propose(desk[0], spell_folio(mine.folio)).status_code == 303
    # Whoever holds the record does not approve, whatever role they have.
    self_made = new_account(Role.PROVIDER_ADMIN, provider_id=school.provider.id, person_id=mine.person_id)
    assert approve(app.test_client().enter(self_made)).status_code == 409 and case().state == "proposed"
    reader = app.test_client().enter(new_account(Role.PROVIDER_READER, provider_id=school.provider.id))
    assert reader.get("/institucion/universidad-del-valle/identidades").status_code == 403
    head = new_account(Role.OPERATOR)
    operator = app.test_client().enter(head)
    assert case().number not in operator.get("/operacion/identidades").text
    clock.tick(days=3)
    operator = app.test_client().enter(head)
    assert case().number in operator.get("/operacion/identidades").text  # nobody else at the institution
    assert operator.post(f"/operacion/identidades/{case().number}/aprobar").status_code == 409  # the account works here
    assert operator.post(f"/operacion/identidades/{case().number}/negar", data={"refuse-note": NOTE}).status_code == 303
    assert case().state == "refused" and mails_to(NEW)[-1].values["note"] == NOTE
    assert other.person_id != mine.person_id


@pytest.mark.databases("sqlite")
def test_the_registry_unites_two_records_with_four_eyes_and_it_can_be_undone(
    client: Any, school: Any, app: Any, clock: Any
) -> None:
    first, second = issue(school, teacher(), teacher(email="ana.trabajo@correo.example"))
    one, two = app.test_client(), app.test_client()
    keep(one, first)
    keep(two, second)
    share = two.post(
        f"/mis-microcredenciales/{second.id}/compartir",
        data={"contents": "all", "until": "month", "submission": "x"},
    )
    token = two.get(share.location).text.split("/s/")[1].split('"')[0].split("<")[0]
    boss, deputy = (app.test_client().enter(new_account(Role.OPERATOR, name=name)) for name in ("Una", "Dos"))
    wish = {"folio": first.folio, "second": second.folio, "evidence": "records", "note": NOTE}
    assert "no hay nada que unir" in boss.post("/operacion/identidades/unir", data={**wish, "second": first.folio}).text
    made = boss.post("/operacion/identidades/unir", data=wish)
    assert made.status_code == 303
    assert boss.post(f"{made.location}/aprobar").status_code == 409
    assert deputy.post(f"{made.location}/aprobar").status_code == 303
    assert {one.kind for one in (mails_to(OLD)[-1], mails_to("ana.trabajo@correo.example")[-1])} == {"case_approved"}
    clock.tick(days=8)
    identity.carry_out_due()
    db.session.commit()
    assert case().state == "done"
    one = app.test_client().enter(accounts.by_email(OLD))
    page = one.get("/mis-microcredenciales").text
    assert str(first.id) in page and str(second.id) in page
    assert client.get(f"/s/{token}").status_code == 200  # links keep working
    assert accounts.by_email("ana.trabajo@correo.example").id == accounts.by_email(OLD).id
    closed = db.session.scalars(db.select(Account).where(Account.disabled_at.is_not(None))).one()
    assert closed.person_id is None and closed.emails == []
    data = one.get("/mis-microcredenciales/datos").text
    undo = data.split("/mis-microcredenciales/datos/uniones/")[1].split("/")[0]
    assert client.post(f"/mis-microcredenciales/datos/uniones/{undo}/deshacer").status_code == 303  # not signed in
    assert one.post(f"/mis-microcredenciales/datos/uniones/{undo}/deshacer").status_code == 303
    assert str(second.id) not in one.get("/mis-microcredenciales").text
    apart = accounts.by_email("ana.trabajo@correo.example")
    assert apart.person_id == second.person_id and apart.disabled_at is None
    assert one.post(f"/mis-microcredenciales/datos/uniones/{undo}/deshacer").status_code == 404
    assert client.get(f"/s/{token}").status_code == 200


@pytest.mark.databases("sqlite")
def test_what_can_no_longer_be_done_is_refused_when_its_day_comes(
    client: Any, school: Any, desk: Desk, app: Any, clock: Any
) -> None:
    (award,) = issue(school, teacher(curp=curp()))
    approved(client, desk, spell_folio(award.folio))
    # Meanwhile the new address opens somebody else's record, with another CURP.
    (eva,) = issue(school, teacher(full_name="Eva Ruiz Lara", email=NEW, curp=curp()))
    receive(app.test_client(), eva)
    clock.tick(days=8)
    identity.carry_out_due()
    db.session.commit()
    assert case().state == "refused" and "dos personas" in case().end_note
    assert accounts.by_email(NEW).person_id == eva.person_id
    # An open case that nobody takes up ends by itself.
    ask(client, email="tarde@correo.example")
    client.post(path_of(mails_to("tarde@correo.example")[-1].values["url"]))
    clock.tick(days=61)
    identity.carry_out_due()
    assert case().state == "lapsed" and mails_to("tarde@correo.example")[-1].kind == "case_ended"


def copy_award(schools: list[dict[str, Any]]) -> None:
    """The one award that there is, for each of these institutions, of a definition of its own: rows to be counted."""
    raw = db.engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("PRAGMA foreign_keys = OFF")
    own = [(one["id"].bytes, one["slug"], new_key().bytes, new_key().bytes) for one in schools]
    changes: dict[Any, list[dict[str, Any]]] = {
        Definition: [{"id": id_, "provider_id": school, "slug": slug} for school, slug, id_, _ in own],
        DefinitionVersion: [{"id": id_, "definition_id": definition} for _, _, definition, id_ in own],
        Award: [
            {
                "id": new_key().bytes,
                "folio": slug,
                "provider_id": school,
                "definition_version_id": version,
                "document_id": new_key().bytes,
            }
            for school, slug, _, version in own
        ],
    }
    for model, rows in changes.items():
        table, names = model.__tablename__, [column.name for column in model.__table__.columns]
        kept = dict(zip(names, cursor.execute(f"SELECT {', '.join(names)} FROM {table}").fetchone(), strict=True))
        places = ", ".join(f":{name}" for name in names)
        cursor.executemany(
            f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", [{**kept, **one} for one in rows]
        )
    raw.commit()
    cursor.execute("PRAGMA foreign_keys = ON")
    raw.close()


@pytest.mark.databases("sqlite")
def test_among_five_hundred_institutions_one_is_found_by_a_part_of_its_name(
    client: Any, school: Any, clock: Any
) -> None:
    issue(school, teacher())
    schools = [
        {
            "id": new_key(), "slug": f"escuela-{number}", "legal_name": f"Escuela Ficticia {number}, A.C.",
            "name": f"Instituto Tecnológico Número {number}", "kind": "private_university", "country": "MX",
            "email": "c@x.example", "created_at": clock(),
        }
        for number in range(500)
    ]  # fmt: skip
    db.session.execute(db.insert(Provider), schools)
    db.session.commit()
    copy_award(schools)
    page = client.get("/recuperar")
    assert len(page.data) < 20_000 and "Tecnológico" not in page.text

    for words, says in (("tecnologico", "escriba más del nombre"), ("Liceo", "No encontramos una institución")):
        answer = ask(client, provider="", institution=words)
        assert answer.status_code == 422 and says in answer.text and answer.text.count('type="radio"') <= 9
        assert "Ana Sofia Nunez Perez" in answer.text, "nothing that was typed is lost"
    assert case() is None
    for wish, chosen in (
        ({"institution": "ESCUELA ficticia 77"}, "escuela-77"),
        ({"institution": "numero 4", "provider": "escuela-40"}, "escuela-40"),
        ({"institution": "numero 4", "provider": "-"}, None),
        ({"institution": ""}, None),
    ):
        clock.tick(minutes=10)
        assert ask(client, **{"provider": "", "email": f"{new_key()}@correo.example", **wish}).status_code == 200
        assert (case().provider.slug if case().provider else None) == chosen


@pytest.mark.databases("sqlite")
def test_a_folio_does_not_tell_who_issued_it(client: Any, school: Any, clock: Any) -> None:
    """Whoever types somebody else's folio reads the same as for a folio that there is not."""
    (award,) = issue(school, teacher())
    pages = []
    for folio in (spell_folio(award.folio), "7Q4K-M2ZT-9XW3-HA"):
        clock.tick(minutes=1)
        ask(client, folio=folio, provider="-")
        link = path_of(mails_to(NEW)[-1].values["url"])
        client.post(link)
        pages.append(re.sub(r"[0-9A-Z]{4}-[0-9A-Z]{4}", "", client.get(link).text.split("<main")[1]))
    assert case().folio is not None and "Valle" not in pages[0]
    assert re.findall(r'class="lead">[^<]*', pages[0]) == re.findall(r'class="lead">[^<]*', pages[1])
