"""What mail servers send back: read for our own mails only, whatever the bytes are."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.db import db
from registry.notices import bounces, queries, sending, service
from registry.notices.messages import Kind
from registry.notices.models import OutboxMessage
from registry.notices.transport import Smtp
from tests.support.mail import mail_server, returned

CLAIM = {"name": "Ana", "title": "IA", "provider": "Centro", "url": "https://registro.example/recibir/x"}
SECRET = "s" * 40
MAILBOX = "rebotes@registro.example"


def read(raw: bytes, **more):
    return bounces.read(raw, SECRET, **more)


@pytest.fixture
def key():
    return uuid.uuid4()


@pytest.fixture
def address(key):
    return bounces.return_address(MAILBOX, key, SECRET)


def test_the_address_fits_into_a_mailbox_name_and_survives_capitals(key, address):
    assert len(address.partition("@")[0]) <= 64 and address.endswith("@registro.example")
    longest = bounces.return_address("a" * 15 + "@x.example", key, SECRET)
    assert len(longest.partition("@")[0]) <= 64
    assert read(returned(address.upper(), status="5.1.1")).message_id == key


@pytest.mark.parametrize(
    ("status", "words", "dead"),
    [
        ("5.1.1", "smtp; 550 5.1.1 <ana@uni.example>: user unknown", True),
        ("5.0.0", "smtp; 550 5.1.1 unknown or illegal alias", True),  # the exact code in the words
        ("5.4.4", "X-Postfix; Host or domain name not found", True),
        ("5.2.1", "smtp; 550 5.2.1 account disabled", True),
        ("5.2.2", "smtp; 552 5.2.2 mailbox full", False),
        ("5.7.1", "smtp; 554 5.7.1 looks like spam", False),
        ("4.4.7", "smtp; 421 4.4.7 delivery time expired", False),
        ("5.0.0", "", False),
    ],
)
def test_a_returned_mail_says_which_and_why(session, clock, status, words, dead):
    message = service.enqueue(Kind.CLAIM, "Ana@uni.example", "es", CLAIM, group_key="batch:1")
    found = read(returned(bounces.return_address(MAILBOX, message.id, SECRET), status=status, words=words))
    assert found.final and found.message_id == message.id
    assert service.record_bounce(found) == "bounced"
    db.session.commit()
    (known,) = queries.undelivered_of_group("batch:1")
    assert (known.state, known.bounce) == ("bounced", "hard" if dead else "soft")
    assert bool(queries.dead(["ana@uni.example"])) is dead
    assert service.record_bounce(found) == "ignored"  # it arrives twice


def test_delays_vacations_and_inventions_change_nothing(session, clock):
    message = service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
    address = bounces.return_address(MAILBOX, message.id, SECRET)
    delay = read(returned(address, action="delayed", status="4.4.1"))
    vacation = read(f"To: {address}\r\nAuto-Submitted: auto-replied\r\n\r\nVuelvo el lunes".encode())
    assert not delay.final and not vacation.final
    assert service.record_bounce(delay) == service.record_bounce(vacation) == "ignored"
    other = bounces.return_address(MAILBOX, message.id, "another secret" * 4)
    assert read(returned(other, status="5.1.1")) is None
    assert read(returned("rebotes@registro.example", status="5.1.1")) is None
    gone = bounces.return_address(MAILBOX, uuid.uuid4(), SECRET)
    assert service.record_bounce(read(returned(gone, status="5.1.1"))) == "ignored"
    assert db.session.get(OutboxMessage, message.id).state == "waiting"


def test_the_mail_system_may_say_whom_it_was_for(key, address):
    assert read(returned("otro@registro.example", status="5.1.1"), recipients=[address]).message_id == key


@settings(max_examples=150)
@given(noise=st.binary(max_size=400), cut=st.integers(0, 1200), at=st.integers(0, 1200))
def test_reads_whatever_bytes_without_a_fault(noise, cut, at):
    raw = returned(bounces.return_address(MAILBOX, uuid.UUID(int=1), SECRET), status="5.1.1")
    for one in (noise, raw[:cut], raw[:at] + noise + raw[at:]):
        found = read(one)
        assert found is None or found.message_id == uuid.UUID(int=1)


def test_a_mail_in_a_mail_in_a_mail_is_no_trap(address):
    nested = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(3000)
    )
    read(f"To: {address}\r\n".encode() + nested)


def test_a_mail_names_itself_in_its_return_address(make_app, session, clock):
    app = make_app(bounce_address=MAILBOX, secret_key=SECRET)
    with mail_server() as (keeper, url), Smtp(url) as line, app.app_context():
        message = service.enqueue(Kind.CLAIM, "ana@uni.example", "es", CLAIM)
        db.session.commit()
        assert sending.send_due(line).sent == 1
        (address,) = keeper.returns
        assert keeper.taken[0]["From"] == "Registro <registro@registro.example>"
        assert read(returned(address, status="5.1.1")).message_id == message.id
