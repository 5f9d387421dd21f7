"""Handing mails to a mail server over SMTP; or, where none is set, to nobody (the outbox page shows them)."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from registry.config import Settings
from registry.errors import ConfigurationError
from registry.notices import rules
from registry.texts import Text

TIMEOUT_SECONDS = 30
#: Servers end connections that bring too many; a fresh one costs little beside so many.
MAILS_PER_CONNECTION = 100
_DEFAULT_PORTS = {"smtp": 587, "smtps": 465}
#: The server closes the connection (RFC 5321, 3.8), whatever it was asked.
_CLOSING = 421


class Refused(Exception):
    """The server did not take a mail; ``for_good`` when trying again is useless."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        self.why, self.for_good = why, for_good
        super().__init__(why)


class Away(Exception):
    """The server takes no mail from us now, whichever: not reached, too busy, or it does not want our sender."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Transport(Protocol):
    """Something that takes mails, opened when the first is handed over and kept for the next."""

    def send(self, mail: EmailMessage, *, to: str, returns: str) -> None:
        """Hand over one mail; what cannot be delivered comes back to ``returns``. Raises `Refused`, `Away`."""
        ...

    def close(self) -> None:
        """Let go."""
        ...

    def __enter__(self) -> Self: ...
    def __exit__(self, *_error: object) -> None: ...


class Smtp:
    """A mail server: TLS from the start (smtps) or STARTTLS where the server offers it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ConfigurationError(
                problem=Text(
                    "SMTP_URL: escriba smtp://usuario:clave@servidor:587 o smtps://….",
                    "SMTP_URL: write smtp://user:password@host:587 or smtps://….",
                )
            )
        self.url = url
        self._tls_from_start = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._server: smtplib.SMTP | None = None
        self._carried = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Say goodbye, as far as the server still listens."""
        server, self._server, self._carried = self._server, None, 0
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def send(self, mail: EmailMessage, *, to: str, returns: str) -> None:
        """Hand over one mail, over the open connection or a new one.

        Raises `Refused` about this mail or its address, `Away` when the server takes none.
        """
        server = self._opened()
        try:
            server.send_message(mail, from_addr=returns, to_addrs=[to])
            self._carried += 1
        except smtplib.SMTPSenderRefused as error:
            self.close()
            raise Away(_said(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise self._refusal(code, said, of_recipient=True) from error
        except smtplib.SMTPResponseException as error:
            raise self._refusal(error.smtp_code, error.smtp_error, of_recipient=False) from error
        except (smtplib.SMTPNotSupportedError, ValueError, UnicodeError) as error:
            raise Refused(f"{type(error).__name__}: {error}", for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            # Perhaps it took the mail and the answer was lost: it goes out again under the same Message-ID.
            self.close()
            raise Refused(f"{type(error).__name__}: {error}", for_good=False) from error

    def open(self) -> None:
        """Connect, and sign in when a user is given. Raises `Away`."""
        try:
            self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            raise Away(f"{type(error).__name__}: {error}") from error

    def _opened(self) -> smtplib.SMTP:
        if self._carried >= MAILS_PER_CONNECTION:
            self.close()
        if self._server is None:
            self.open()
        if self._server is None:
            raise Away("not connected")
        return self._server

    def _refusal(self, code: int, said: bytes | str, *, of_recipient: bool) -> Refused | Away:
        words = _said(code, said)
        if code == _CLOSING:
            self.close()
            return Away(words)
        return Refused(words, for_good=rules.is_final(code, words, of_recipient=of_recipient))

    def _connect(self) -> None:
        context = ssl.create_default_context()
        if self._tls_from_start:
            self._server = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            self._server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            self._server.ehlo()
            if self._server.has_extn("starttls"):
                self._server.starttls(context=context)
                self._server.ehlo()
            elif self._user:
                raise smtplib.SMTPException("the server offers no TLS; the password is not sent in clear")
        if self._user:
            self._server.login(self._user, self._password)


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"


class Kept:
    """No mail server: nothing leaves this machine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def send(self, mail: EmailMessage, *, to: str, returns: str) -> None:
        """The outbox keeps it."""

    def close(self) -> None:
        """There is nothing to let go."""


def transport(settings: Settings) -> Transport:
    """The transport that the settings ask for. Production without a mail server does not start."""
    return Smtp(settings.smtp_url) if settings.smtp_url else Kept()
