"""Sending what is due: in leased handfuls, paced, each mail committed by itself.

A worker that dies loses nothing: its lease runs out and another takes over. What it had handed to the mail server but
not yet committed goes out twice at most once per mail, under the same Message-ID, by which mail programs know it.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from jinja2 import TemplateError

from registry import clock, config
from registry.config import Settings
from registry.db import db
from registry.notices import rendering, service
from registry.notices.models import OutboxMessage
from registry.notices.transport import Refused, Transport, transport

HANDFUL = 50
LEASE = dt.timedelta(minutes=10)
#: A mail is not begun with less of the lease than this: the server's timeout and some.
RESERVE = dt.timedelta(seconds=60)


@dataclass(slots=True)
class Tally:
    """What a round of sending did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        """How many mails were taken up."""
        return self.sent + self.postponed + self.failed


def send_due(through: Transport | None = None, *, pause: Callable[[float], None] = time.sleep) -> Tally:
    """Send one handful of what is due and commit each. An empty tally: nothing is due."""
    settings = config.current()
    until = clock.now() + LEASE
    taken = service.lease(HANDFUL, until=until)
    db.session.commit()
    tally = Tally()
    if not taken:
        return tally
    by_id = {
        one.id: one for one in db.session.scalars(db.select(OutboxMessage).where(OutboxMessage.id.in_(taken))).all()
    }
    messages = [by_id[one] for one in taken if one in by_id]
    try:
        with through or transport(settings) as server:
            for number, message in enumerate(messages):
                if clock.now() > until - RESERVE:
                    break  # the rest is taken up again when the lease has run out
                if number and not settings.demo:
                    pause(60 / settings.mails_per_minute)
                _send_one(server, message, settings, tally)
    except Refused as refusal:  # the server could not be reached at all
        db.session.rollback()
        for message in messages:
            service.mark_refused(message, refusal.why, for_good=False)
            tally.postponed += 1
        db.session.commit()
    return tally


def compose(message: OutboxMessage, settings: Settings) -> EmailMessage:
    """The mail as handed to the server. Raises TemplateError or ValueError when it cannot be written."""
    rendered = rendering.render(message.kind, message.language, message.values)
    mail = EmailMessage()
    mail["Subject"] = rendered.subject
    mail["From"] = settings.mail_from or f"registry@{urlsplit(settings.links).hostname}"
    mail["To"] = message.to
    mail["Date"] = email.utils.format_datetime(clock.now())
    mail["Message-ID"] = f"<{message.id}@{urlsplit(settings.base_url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    if settings.contact:
        mail["Reply-To"] = settings.contact
    mail.set_content(rendered.text)
    mail.add_alternative(rendered.html, subtype="html")
    mail["Content-Language"] = message.language  # after the bodies, which would take it with them
    return mail


def _send_one(server: Transport, message: OutboxMessage, settings: Settings, tally: Tally) -> None:
    db.session.refresh(message)
    if message.state != "waiting":
        return  # undone while it waited for its turn
    try:
        server.send(compose(message, settings))
    except Refused as refusal:
        service.mark_refused(message, refusal.why, for_good=refusal.for_good)
    except (TemplateError, ValueError, KeyError) as fault:
        service.mark_refused(message, f"{type(fault).__name__}: {fault}", for_good=True)
    else:
        service.mark_sent(message, keep_values=settings.demo)
    db.session.commit()
    if message.state == "sent":
        tally.sent += 1
    elif message.state == "failed":
        tally.failed += 1
    else:
        tally.postponed += 1
