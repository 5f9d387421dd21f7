"""A real mail server on this machine, which keeps what it takes and refuses what it is told to."""

from __future__ import annotations

import email
import email.policy
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Keeper:
    """Takes mails. What to say instead of 250: ``answers`` to an address, ``after_data`` to the mail for it,
    ``senders`` to a return address that begins so.

    ``hung_up_on``: addresses at whose mail the connection is dropped, once it is whole. ``returns``: the return
    addresses, ``greetings``: how many connections there were.
    """

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.senders: dict[str, str] = {}
        self.after_data: dict[str, str] = {}
        self.hung_up_on: set[str] = set()
        self.returns: list[str] = []
        self.greetings = 0
        self.on_taken: Callable[[], object] = lambda: None  # once a mail is kept, before the sender hears of it

    async def handle_EHLO(
        self, _server: Any, session: Any, _envelope: Any, name: str, responses: list[str]
    ) -> list[str]:
        session.host_name = name
        self.greetings += 1
        return responses

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        answer = next((said for start, said in self.senders.items() if address.startswith(start)), None)
        if answer is not None:
            return answer
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        to = envelope.rcpt_tos[0]
        if to in self.hung_up_on:
            server.transport.abort()
            return "250 nobody hears this"
        if to in self.after_data:
            return self.after_data[to]
        self.returns.append(envelope.mail_from)
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(parsed, EmailMessage)
        self.taken.append(parsed)
        self.on_taken()
        return "250 Taken"


@contextmanager
def mail_server() -> Iterator[tuple[Keeper, str]]:
    """The keeper, and the SMTP_URL under which it listens."""
    keeper = Keeper()
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    controller = Controller(keeper, hostname="127.0.0.1", port=port, server_hostname="mail.test")
    controller.start()
    try:
        yield keeper, f"smtp://127.0.0.1:{port}"
    finally:
        controller.stop()


def returned(to: str, *, status: str, action: str = "failed", words: str = "smtp; 550 no such user here") -> bytes:
    """A mail as a mail server returns it (RFC 3464, with the fields that Postfix writes), delivered to ``to``."""
    lines = f"""\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="4XyZ.17/mx.example"

This is a MIME-encapsulated message.

--4XyZ.17/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--4XyZ.17/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Queue-ID: 4XyZ
Arrival-Date: Fri, 20 Nov 2026 16:00:00 +0000 (UTC)

Final-Recipient: rfc822; ana@uni.example
Original-Recipient: rfc822;ana@uni.example
Action: {action}
Status: {status}
Remote-MTA: dns; mx.uni.example
Diagnostic-Code: {words}

--4XyZ.17/mx.example
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

From: Registro <registro@registro.example>
To: ana@uni.example
Subject: Su microcredencial

--4XyZ.17/mx.example--
"""
    return lines.replace("\n", "\r\n").encode()
