"""Mails over real SMTP, in both languages; refusals, retries, and a server that is away."""

from __future__ import annotations

import datetime as dt

import pytest

from registry.db import db
from registry.notices import queries, rules, sending, service
from registry.notices.messages import LETTERS, Kind
from registry.notices.models import OutboxMessage
from registry.notices.transport import Away, Smtp, transport
from tests.support.mail import mail_server

URL = "https://registro.example/recibir/secreto"
CLAIM = {"name": "Ana Núñez", "title": "Alfabetización en IA", "provider": "Centro Público", "url": URL}
SAMPLES = {
    "name": "Ana Núñez",
    "title": "IA para todas",
    "provider": "Centro Público",
    "url": URL,
    "minutes": 30,
    "days": 7,
    "organisation": "Centro Público",
    "role": "Emisión",
    "count": 1174,
    "undo_until": "12:30",
    "number": "SA-2026-0007",
    "decision": "accredited",
    "change": "suspended",
    "reason": "revisión en curso",
    "due": "12 de enero de 2027",
    "request": "el acta constitutiva",
    "event": "passkey_added",
    "act": "unite",
    "help_url": "https://registro.example/recuperar",
    "until": "12 de enero de 2027",
    "rule": "Se renueva con un módulo de 5 horas.",
    "folio": "7Q4K-M2ZT-9XW3-HA",
    "case": "recovery",
    "by": "Centro Público",
    "day": "12 de enero de 2027",
    "end": "done",
    "state": "open",
    "what": "access",
    "tidings": "new",
    "guardian": "Rosa Pérez",
    "employer": "Manufacturas de Prueba",
    "need": "Apoyo administrativo",
    "program": "Programa de talento",
    "cohort": "Generación 2026",
}


@pytest.fixture
def server():
    with mail_server() as (keeper, url), Smtp(url) as smtp:
        yield keeper, smtp


def outbox():
    return db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)).all()


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.databases("sqlite")
def test_every_kind_of_mail_is_written_and_arrives_in_both_languages(session, clock, server, kind, language):
    keeper, smtp = server
    letter = LETTERS[kind]
    values = {name: min(letter.codes[name]) if name in letter.codes else SAMPLES[name] for name in letter.required}
    service.enqueue(kind, "ana@uni.example", language, values)
    assert sending.send_due(smtp).sent == 1
    (mail,) = keeper.taken
    assert mail["To"] == "ana@uni.example" and mail["From"] == "Registro <registro@registro.example>"
    assert mail["Content-Language"] == language and mail["Auto-Submitted"] == "auto-generated"
    text, html = mail.get_body(("plain",)).get_content(), mail.get_body(("html",)).get_content()
    assert URL in text and URL in html
    for gap in ("None", "{{", "{%", "Undefined"):
        assert gap not in text + html + mail["Subject"]
    spanish = "Nunca le pediremos su contraseña"
    assert (spanish in text) is (spanish in html) is (language == "es")


def test_what_a_mail_said_is_forgotten_once_it_is_out(session, clock, server):
    _keeper, smtp = server
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    sending.send_due(smtp)
    (message,) = outbox()
    assert (message.state, message.values, message.ended_at) == ("sent", {}, clock())


def test_sends_nothing_before_its_time_and_nothing_twice(session, clock, server):
    keeper, smtp = server
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM, not_before=clock() + dt.timedelta(minutes=15))
    assert sending.send_due(smtp).total == 0
    clock.tick(minutes=15)
    assert sending.send_due(smtp).sent == 1
    assert sending.send_due(smtp).total == 0
    assert len(keeper.taken) == 1


def test_an_address_that_does_not_exist_fails_at_once_and_the_others_go_out(session, clock, server):
    keeper, smtp = server
    keeper.answers["nadie@uni.example"] = "550 5.1.1 no such mailbox"
    for to in ("nadie@uni.example", "ana@uni.example"):
        service.enqueue(Kind.CLAIM, to, "es", CLAIM, group_key="batch:1")
    tally = sending.send_due(smtp)
    assert (tally.sent, tally.failed) == (1, 1)
    (failed,) = queries.undelivered_of_group("batch:1")
    assert failed.to == "nadie@uni.example" and "no such mailbox" in failed.last_error
    keeper.answers.clear()
    service.send_again(failed.id)
    assert sending.send_due(smtp).sent == 1


def test_a_busy_server_is_asked_again_later_and_ever_more_rarely(session, clock, server):
    keeper, smtp = server
    keeper.answers["ana@uni.example"] = "451 4.3.2 try again later"
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    waits = []
    for _ in range(rules.MAXIMUM_ATTEMPTS - 1):
        assert sending.send_due(smtp).postponed == 1
        (message,) = outbox()
        waits.append(message.not_before - clock())
        assert sending.send_due(smtp).total == 0
        clock.at = message.not_before
    assert waits[:3] == [dt.timedelta(minutes=1), dt.timedelta(minutes=2), dt.timedelta(minutes=4)]
    assert max(waits) == rules.LONGEST_WAIT
    assert sending.send_due(smtp).failed == 1
    assert outbox()[0].state == "failed"


def test_a_server_that_is_away_is_left_alone_and_no_mail_is_blamed(session, clock):
    with mail_server() as (_keeper, url):
        pass  # and gone
    for number in range(3):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
    assert sending.send_due(Smtp(url)).postponed == 3
    assert {(one.state, one.attempts, one.leased_until) for one in outbox()} == {("waiting", 0, None)}
    standing = queries.standing(at=clock())
    assert standing.held_until == clock() + rules.FIRST_HOLD and "refused" in standing.held_because
    assert sending.send_due(Smtp(url)).total == 0  # not tried again so soon
    clock.tick(seconds=15)
    assert sending.send_due(Smtp(url)).postponed == 3
    assert queries.standing(at=clock()).held_until == clock() + 2 * rules.FIRST_HOLD
    clock.tick(minutes=5)
    with mail_server() as (keeper, url), Smtp(url) as line:
        assert sending.send_due(line).sent == 3
    assert queries.standing(at=clock()).held_until is None and len(keeper.taken) == 3


def test_a_mail_cancelled_while_the_worker_had_it_is_not_sent(session, clock, server):
    keeper, smtp = server
    service.enqueue(Kind.CLAIM, "a@uni.example", "es", CLAIM)
    clock.tick(seconds=1)
    service.enqueue(Kind.CLAIM, "b@uni.example", "es", CLAIM, group_key="batch:1")

    class UndoneMeanwhile(Smtp):
        def send(self, mail, *, to, returns):
            super().send(mail, to=to, returns=returns)
            service.cancel_group("batch:1")
            db.session.commit()

    with UndoneMeanwhile(smtp.url) as line:
        assert sending.send_due(line).sent == 1
    assert [mail["To"] for mail in keeper.taken] == ["a@uni.example"]


def test_a_title_cannot_smuggle_a_header_into_a_mail(session, clock, server):
    keeper, smtp = server
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", {**CLAIM, "title": "IA\r\nBcc: todos@uni.example"})
    sending.send_due(smtp)
    (mail,) = keeper.taken
    assert mail["Bcc"] is None and mail["Subject"].count("Bcc: todos@uni.example") == 1


def test_a_name_cannot_smuggle_markup_into_a_mail(session, clock, server):
    keeper, smtp = server
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", {**CLAIM, "name": "<img src=x onerror=alert(1)>"})
    sending.send_due(smtp)
    assert "<img" not in keeper.taken[0].get_body(("html",)).get_content()


def test_a_mail_carries_an_id_that_repeats_with_the_mail(session, clock, server):
    keeper, smtp = server
    for number in range(3):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
        clock.tick(seconds=1)
    sending.send_due(smtp)
    assert [mail["Message-ID"] for mail in keeper.taken] == [f"<{one.id}@registro.example>" for one in outbox()]


def test_refuses_to_send_a_password_in_clear():
    with mail_server() as (_keeper, url), pytest.raises(Away, match="no TLS"):
        Smtp(url.replace("smtp://", "smtp://user:secret@")).open()


def test_without_a_mail_server_nothing_leaves_and_a_demo_keeps_what_was_said(make_app, clock):
    app = make_app(environment="demo")
    with app.app_context():
        service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
        assert sending.send_due(transport(app.config["SETTINGS"])).sent == 1
        (message,) = outbox()
        assert message.values["url"] == URL


def test_one_connection_carries_many_mails_and_a_refused_one_does_not_close_it(session, clock, server):
    keeper, smtp = server
    for number in range(30):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
    keeper.answers |= {"p3@uni.example": "550 5.1.1 no such mailbox", "p5@uni.example": "450 4.2.1 greylisted"}
    keeper.after_data["p7@uni.example"] = "554 5.7.1 policy"
    tally = sending.send_due(smtp)
    assert (tally.sent, tally.failed, tally.postponed) == (27, 1, 2)
    assert keeper.greetings == 1
    assert set(queries.dead(["p3@uni.example", "p5@uni.example", "p7@uni.example"])) == {"p3@uni.example"}


def test_a_connection_dropped_in_the_middle_costs_one_mail_a_minute_and_the_others_nothing(session, clock, server):
    keeper, smtp = server
    for number in range(3):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
        clock.tick(seconds=1)
    keeper.hung_up_on.add("p1@uni.example")
    tally = sending.send_due(smtp)
    assert (tally.sent, tally.postponed) == (2, 1) and keeper.greetings == 2
    keeper.hung_up_on.clear()
    clock.tick(minutes=1)
    assert sending.send_due(smtp).sent == 1
    assert sorted(mail["To"] for mail in keeper.taken) == [f"p{number}@uni.example" for number in range(3)]


@pytest.mark.parametrize("said", ["550 5.7.1 sender is not allowed", "421 4.3.2 shutting down"])
@pytest.mark.databases("sqlite")
def test_a_server_that_wants_none_of_our_mails_costs_no_list_its_mails(session, clock, server, said):
    keeper, smtp = server
    for number in range(5):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)
    keeper.senders["registro@"] = said
    assert sending.send_due(smtp).postponed == 5
    assert {(one.state, one.attempts) for one in outbox()} == {("waiting", 0)}
    assert said[:3] in queries.standing(at=clock()).held_because
    keeper.senders.clear()
    service.resume()
    assert sending.send_due(smtp).sent == 5


def test_nothing_of_the_database_is_held_while_the_server_thinks(app, database_name, session, clock, server):
    """On SQLite there is one writer: a mail server that takes its time must not be everybody's."""
    _keeper, smtp = server
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    db.session.commit()
    seen = []

    class Slow(Smtp):
        def send(self, mail, *, to, returns):
            seen.append(db.session().in_transaction())
            super().send(mail, to=to, returns=returns)

    with Slow(smtp.url) as line:
        assert sending.send_due(line).sent == 1
    assert seen == [False]


def test_a_slow_server_is_left_after_some_seconds_for_whoever_waits(session, clock, server):
    keeper, smtp = server
    for number in range(10):
        service.enqueue(Kind.CLAIM, f"p{number}@uni.example", "es", CLAIM)

    class Slow(Smtp):
        def send(self, mail, *, to, returns):
            clock.tick(seconds=1)
            super().send(mail, to=to, returns=returns)

    with Slow(smtp.url) as line:
        assert sending.send_due(line).sent == 4
        link = service.enqueue(Kind.SIGN_IN_LINK, "eva@uni.example", "es", {"url": URL, "minutes": 30})
        sending.send_due(line)
    assert keeper.taken[4]["To"] == "eva@uni.example" and link.id
    assert {one.attempts for one in outbox() if one.state == "waiting"} == {0}
