"""«Is this e-mail or CURP theirs?»: yes or no, through a link, counted whoever asks, and shown to the holder."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from registry import config
from registry.audit.models import AuditLine
from registry.awards import asking
from registry.db import db
from registry.web.limits import limiter
from tests.doors.web.employer.conftest import CURP
from tests.doors.web.learner import story


def ask(client, held, value, **data):
    limiter.reset()  # the rate per address has its own test
    return client.post(f"/s/{held.token}/pregunta?lang=es", data={"value": value, **data})


@pytest.mark.parametrize(
    "value", ["ana@correo.example", " ANA@Correo.Example ", CURP, f"{CURP[:4].lower()} {CURP[4:]}"]
)
def test_yes_for_what_the_registry_holds(client, held, value):
    page = ask(client, held, value)
    assert page.status_code == 200 and "que el registro tiene de la persona titular" in page.text
    assert CURP not in page.text and "ana@correo.example" not in page.text.replace(value, "")


@pytest.mark.parametrize("value", ["eva@correo.example", story.curp("PEPE", tail="HJCBCDA")])
def test_no_for_anything_else_and_it_accuses_nobody(client, held, value):
    page = ask(client, held, value)
    assert "El registro no tiene" in page.text and ("haber dado ninguno" in page.text or "no haberla dado" in page.text)
    assert value not in page.text


def test_a_compared_name_stays_on_the_page(client, held):
    page = ask(client, held, "eva@correo.example", name="Ana Sofía Ñúñez Pérez").text
    assert "El nombre coincide." in page


def test_the_line_says_kind_and_answer_and_nothing_of_who_or_what(client, held, session):
    ask(client, held, "ana@correo.example")
    line = session.scalars(select(AuditLine).where(AuditLine.action == "share.asked")).one()
    assert line.details == {"award": str(held.award.id), "kind": "email", "answer": True}
    assert (line.actor_kind, line.actor_id) == ("anonymous", None)


def test_the_holder_sees_what_was_asked_and_can_stop_it(client, app, held):
    visitor = app.test_client()
    ask(visitor, held, "eva@correo.example")
    ask(visitor, held, CURP)
    path = f"/mis-microcredenciales/{held.award.id}/enlaces/{held.link.id}"
    page = client.get(path).text
    assert page.index("una CURP, se contestó") < page.index("un correo, se contestó")
    assert client.post(f"{path}/preguntas", data={"on": "no"}).status_code == 303
    refused = ask(visitor, held, CURP)
    assert refused.status_code == 403 and "no responde preguntas" in refused.text
    assert "prefirió que este enlace no conteste" in visitor.get(f"/s/{held.token}?lang=es").text
    client.post(f"{path}/preguntas", data={"on": "yes"})
    assert ask(visitor, held, CURP).status_code == 200


def test_another_holder_switches_nothing(client, app, held, session):
    version = held.award.definition_version
    school = story.School(version.definition.provider, version, _issuer(held))
    (other,) = story.issue(school, story.teacher(full_name="Eva Ruiz Lara", email="eva@correo.example"))
    stranger = app.test_client()
    story.keep(stranger, other)
    path = f"/mis-microcredenciales/{held.award.id}/enlaces/{held.link.id}/preguntas"
    assert stranger.post(path, data={"on": "no"}).status_code == 404
    session.expire_all()
    assert held.link.answers_since is not None


def _issuer(held):
    from registry.accounts.permissions import Role
    from registry.accounts.queries import actor_of
    from tests.support.people import new_account

    return actor_of(new_account(Role.PROVIDER_ISSUER, provider_id=held.award.provider_id, name="Otra emisora"))


def test_a_link_answers_as_often_as_the_settings_say_whatever_address_asks(make_app, held, clock):
    client = make_app(questions_per_hour=2, questions_per_day=3).test_client()
    for _ in range(2):
        assert ask(client, held, CURP).status_code == 200
    late = ask(client, held, CURP)
    assert late.status_code == 429 and "ya se preguntó varias veces" in late.text
    assert "que el registro tiene" not in late.text
    clock.tick(hours=2)
    assert ask(client, held, CURP).status_code == 200
    clock.tick(hours=2)
    assert ask(client, held, CURP).status_code == 429
    clock.tick(days=1)
    assert ask(client, held, CURP).status_code == 200


def test_guessing_ends_by_itself_until_the_holder_says_otherwise(client, held, session, clock):
    for _ in range(config.current().questions_wrong):
        assert ask(client, held, "nadie@correo.example").status_code == 200
        clock.tick(hours=6)
    assert ask(client, held, CURP).status_code == 403
    session.expire_all()
    assert asking.tired(held.link)
    asking.switch_questions(held.link, on=True, actor=held.actor)
    session.commit()
    assert ask(client, held, CURP).status_code == 200


@pytest.mark.parametrize("value", ["", "  ", "ana", "ana@", "XEXX010101", CURP[:-1] + str((int(CURP[-1]) + 1) % 10)])
def test_what_is_neither_is_not_asked_and_not_counted(client, held, value):
    page = ask(client, held, value)
    assert page.status_code == 422 and "No se preguntó nada" in page.text
    assert asking.asked_of(held.link) == []


def test_one_address_cannot_ask_at_many_links_at_once(make_app):
    visitor = make_app(look_up_rate="3 per minute").test_client()
    statuses = [visitor.post(f"/s/nothing-{one}/pregunta", data={"value": CURP}).status_code for one in range(5)]
    assert statuses == [404, 404, 404, 429, 429]


def test_a_link_that_ended_answers_nothing(client, held, session, clock):
    link, token = held.share(expires_at=clock() + dt.timedelta(days=1))
    clock.tick(days=2)
    limiter.reset()
    assert client.post(f"/s/{token}/pregunta", data={"value": CURP}).status_code == 404
    assert asking.asked_of(link) == []


def test_a_get_asks_nothing(client, held):
    assert client.get(f"/s/{held.token}/pregunta?value={CURP}").status_code == 405
    assert not db.session.scalars(select(AuditLine).where(AuditLine.action == "share.asked")).all()
