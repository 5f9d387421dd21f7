"""Sending what may go: in leased handfuls over one connection, each mail committed by itself.

A worker that dies loses nothing: its lease runs out and another takes over. What it had handed to the mail server but
not yet committed, one mail at most, goes out twice, under the same Message-ID, by which mail programs know it. No
transaction is open while the mail server is spoken to: it may take its time.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import urlsplit

from jinja2 import TemplateError

from registry import clock, config, key_files
from registry.config import Settings
from registry.db import db, reading
from registry.notices import bounces, leasing, rendering, service
from registry.notices.leasing import Leased
from registry.notices.transport import Away, Refused, Transport, transport

#: A handful ends after so long, however many are left of it: somebody may be waiting for a link meanwhile.
SLICE = dt.timedelta(seconds=3)
#: A mail is not begun with less of the lease than this: the server's timeouts and some.
RESERVE = dt.timedelta(seconds=120)


@dataclass(slots=True)
class Tally:
    """What a round of sending did. ``again_in``: when more may go; None: nothing waits that may."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0
    again_in: dt.timedelta | None = None

    @property
    def total(self) -> int:
        """How many mails were taken up."""
        return self.sent + self.postponed + self.failed


def send_due(through: Transport | None = None) -> Tally:
    """Send one handful of what may go now and commit each. ``through`` stays open for the next handful."""
    settings = config.current()
    paced = not settings.demo  # a demonstration's mails go nowhere
    taken = leasing.take(
        per_minute=settings.mails_per_minute if paced else 0,
        per_domain=settings.mails_per_minute_per_domain if paced else 0,
    )
    db.session.commit()
    tally = Tally(failed=taken.dead, again_in=taken.again_in)
    if not taken.mails:
        return tally
    line = through or transport(settings)
    try:
        _send_all(line, taken.mails, settings, tally)
    finally:
        if through is None:
            line.close()
    if taken.held and tally.sent:
        service.unhold()
        db.session.commit()
    return tally


def send_all_due(*, pause: Callable[[float], None] = time.sleep) -> int:
    """The same, waiting once where the pace asks for it: for ``registry worker --once``. How many were taken up."""
    tally = send_due()
    if not tally.total and tally.again_in is not None:
        pause(tally.again_in.total_seconds())
        tally = send_due()
    return tally.total


def _send_all(line: Transport, mails: Sequence[Leased], settings: Settings, tally: Tally) -> None:
    began = clock.now()
    for number, mail in enumerate(mails):
        now = clock.now()
        if now - began > SLICE or now > mail.leased_until - RESERVE:
            service.release(mails[number:])
            db.session.commit()
            return
        try:
            _send_one(line, mail, settings, tally)
        except Away as away:
            service.release(mails[number:])
            service.hold(away.why)
            db.session.commit()
            tally.postponed += len(mails) - number
            return


def _send_one(line: Transport, mail: Leased, settings: Settings, tally: Tally) -> None:
    with reading():
        wanted = service.still_wanted(mail)
    db.session.commit()
    if not wanted:
        return  # undone while it waited for its turn
    try:
        written = compose(mail, settings)
        line.send(written, to=mail.to, returns=return_address(mail, written, settings))
    except Refused as refusal:
        state = service.mark_refused(mail, refusal.why, for_good=refusal.for_good)
    except (TemplateError, ValueError, KeyError) as fault:
        state = service.mark_refused(mail, f"{type(fault).__name__}: {fault}", for_good=True)
    else:
        service.mark_sent(mail, keep_values=settings.demo)
        state = "sent"
    db.session.commit()
    if state == "sent":
        tally.sent += 1
    elif state == "failed":
        tally.failed += 1
    else:
        tally.postponed += 1


def compose(mail: Leased, settings: Settings) -> EmailMessage:
    """The mail as handed to the server. Raises TemplateError or ValueError when it cannot be written."""
    rendered = rendering.render(mail.kind, mail.language, mail.values)
    written = EmailMessage()
    written["Subject"] = rendered.subject
    written["From"] = settings.mail_from or f"registry@{urlsplit(settings.links).hostname}"
    written["To"] = mail.to
    written["Date"] = email.utils.format_datetime(clock.now())
    written["Message-ID"] = f"<{mail.id}@{urlsplit(settings.base_url).hostname}>"
    # RFC 3834: nobody's absence is to be answered with another mail. These are no list's mails: no List-… headers.
    written["Auto-Submitted"] = "auto-generated"
    if settings.contact:
        written["Reply-To"] = settings.contact
    written.set_content(rendered.text)
    written.add_alternative(rendered.html, subtype="html")
    written["Content-Language"] = mail.language  # after the bodies, which would take it with them
    return written


def return_address(mail: Leased, written: EmailMessage, settings: Settings) -> str:
    """Where servers send the mail back: an address of its own, or the sender's."""
    if settings.bounce_address:
        return bounces.return_address(settings.bounce_address, mail.id, key_files.secret_key(settings))
    return str(written["From"].addresses[0].addr_spec)
