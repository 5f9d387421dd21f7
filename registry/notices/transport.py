"""Handing mails to a mail server over SMTP; or, where none is set, to nobody (the outbox page shows them)."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from registry.config import Settings
from registry.errors import ConfigurationError
from registry.texts import Text

TIMEOUT_SECONDS = 30
_DEFAULT_PORTS = {"smtp": 587, "smtps": 465}


class Refused(Exception):
    """The server did not take a mail; ``for_good`` when trying again is useless."""

    def __init__(self, why: str, *, for_good: bool) -> None:
        self.why, self.for_good = why, for_good
        super().__init__(why)


class Transport(Protocol):
    """Something that takes mails, opened once for many."""

    def __enter__(self) -> Self: ...
    def __exit__(self, *_error: object) -> None: ...
    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises `Refused`."""
        ...


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
        self._tls_from_start = parts.scheme == "smtps"
        self._host, self._port = parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        """Connect, and sign in when a user is given. Raises `Refused`, never for good: a server comes back."""
        try:
            self._server = self._connect()
        except (OSError, smtplib.SMTPException) as error:
            self.__exit__()
            raise Refused(f"{type(error).__name__}: {error}", for_good=False) from error
        return self

    def __exit__(self, *_error: object) -> None:
        """Say goodbye, as far as the server still listens."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def send(self, mail: EmailMessage) -> None:
        """Hand over one mail. Raises `Refused`: for good when the server says 5xx about the address or the mail."""
        if self._server is None:
            raise Refused("not connected", for_good=False)
        try:
            self._server.send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise Refused(f"{code} {said.decode('utf-8', 'replace')}", for_good=code >= 500) from error
        except smtplib.SMTPResponseException as error:
            answer = error.smtp_error.decode("utf-8", "replace") if isinstance(error.smtp_error, bytes) else ""
            raise Refused(f"{error.smtp_code} {answer}", for_good=error.smtp_code >= 500) from error
        except (smtplib.SMTPNotSupportedError, ValueError, UnicodeError) as error:
            raise Refused(f"{type(error).__name__}: {error}", for_good=True) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Refused(f"{type(error).__name__}: {error}", for_good=False) from error

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        server: smtplib.SMTP
        if self._tls_from_start:
            server = smtplib.SMTP_SSL(self._host, self._port, timeout=TIMEOUT_SECONDS, context=context)
            self._server = server
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=TIMEOUT_SECONDS)
            self._server = server
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user:
                raise smtplib.SMTPException("the server offers no TLS; the password is not sent in clear")
        if self._user:
            server.login(self._user, self._password)
        return server


class Kept:
    """No mail server: nothing leaves this machine."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def send(self, mail: EmailMessage) -> None:
        """The outbox keeps it."""


def transport(settings: Settings) -> Transport:
    """The transport that the settings ask for. Production without a mail server does not start."""
    return Smtp(settings.smtp_url) if settings.smtp_url else Kept()
