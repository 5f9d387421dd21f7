"""The operator's pages and the demonstration's outbox."""

from __future__ import annotations

import re

from registry.accounts.permissions import Role
from registry.db import db
from registry.notices import service
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage

CLAIM = {
    "name": "Ana <b>",
    "title": "IA",
    "provider": "Centro",
    "url": "https://registro.example/recibir/secreto",
}


def test_the_outbox_shows_every_mail_with_links_that_open(make_app, session, clock):
    client = make_app(environment="demo").test_client()
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    service.enqueue(Kind.CLAIM, "eva@uni.example", "en", CLAIM)
    page = client.get("/demo/correos")
    assert "ana@uni.example" in page.text and "Your microcredential" in page.text
    assert "ana@uni.example" not in client.get("/demo/correos?to=eva@uni.example").text
    path = re.search(r'href="(/demo/correos/[^"]+)"', client.get("/demo/correos?to=ana@uni.example").text).group(1)
    mail = client.get(path)
    assert f'<a href="{CLAIM["url"]}">' in mail.text and "Ana &lt;b&gt;" in mail.text


def test_a_cancelled_mail_says_so(make_app, session, clock):
    client = make_app(environment="demo").test_client()
    one = service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM, group_key="g")
    service.cancel_group("g")
    assert "se canceló" in client.get(f"/demo/correos/{one.id}").text


def test_nobody_reads_mails_outside_a_demonstration(client, session, sign_in):
    one = service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    for browser in (client, sign_in(Role.OPERATOR)):
        assert browser.get("/demo/correos").status_code == 404
        assert browser.get(f"/demo/correos/{one.id}").status_code == 404


def test_the_operator_sees_what_fails_and_sends_it_again(session, sign_in, clock):
    one = service.enqueue(Kind.CLAIM, "nadie@uni.example", "es", CLAIM)
    service.mark_refused(one, "550 no such mailbox", for_good=True)
    operator = sign_in(Role.OPERATOR)
    assert "1" in operator.get("/operacion").text
    page = operator.get("/operacion/correos")
    assert "nadie@uni.example" in page.text and "550 no such mailbox" in page.text
    assert operator.post(f"/operacion/correos/{one.id}/repetir").status_code == 302
    assert db.session.get(OutboxMessage, one.id).state == "waiting"
    assert operator.post(f"/operacion/correos/{one.id}/repetir").status_code == 404
    assert "mail.repeated" in operator.get("/operacion/bitacora").text


def test_the_operator_pauses_and_resumes_and_sees_what_stands_in_the_way(session, sign_in, clock):
    mails = [service.Addressed(f"p{number}@uni.example", "es", CLAIM) for number in range(1300)]
    service.enqueue_many(Kind.CLAIM, mails, group_key="batch:1")
    service.hold("421 4.3.2 shutting down")
    operator = sign_in(Role.OPERATOR)
    page = operator.get("/operacion/correos").text
    assert "421 4.3.2 shutting down" in page and "1,300" in page and "3 minutos o más" in page
    assert operator.post("/operacion/correos/pausar").status_code == 303
    assert "El envío está en pausa" in operator.get("/operacion/correos").text
    assert operator.post("/operacion/correos/reanudar").status_code == 303
    page = operator.get("/operacion/correos").text
    assert "en pausa" not in page and "421 4.3.2" not in page
    log = operator.get("/operacion/bitacora").text
    assert "mail.paused" in log and "mail.resumed" in log


def test_late_mails_are_reported(session, sign_in, clock):
    operator = sign_in(Role.OPERATOR)
    service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    assert "atrasados" not in operator.get("/operacion").text
    clock.tick(minutes=11)
    assert "atrasados" in operator.get("/operacion").text


def test_the_audit_log_turns_its_pages_and_survives_a_wrong_page(session, sign_in, clock):
    from registry.accounts.actor import SYSTEM
    from registry.audit import service as audit

    operator = sign_in(Role.OPERATOR)
    for number in range(120):
        audit.record("x.done", "x", f"subject-{number}-", actor=SYSTEM)
        clock.tick(seconds=1)
    page = operator.get("/operacion/bitacora")
    assert "subject-119-" in page.text and "subject-3-" not in page.text
    older = re.search(r'rel="next" href="([^"]+)"', page.text).group(1).replace("&amp;", "&")
    assert "subject-3-" in operator.get(older).text
    assert operator.get("/operacion/bitacora?before=ayer").status_code == 200
