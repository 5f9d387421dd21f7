"""``registry mail``: what mail servers send back."""

from __future__ import annotations

import sys

import click

from registry.cli.app import application
from registry.errors import RegistryError

#: What a mail system understands as "try this delivery again later" (sysexits.h, EX_TEMPFAIL).
TRY_LATER = 75


@click.group()
def mail() -> None:
    """Mails that come back."""


@mail.command()
@click.option("--recipient", multiple=True, help="Whom it was delivered to, as the mail system says.")
def bounce(recipient: tuple[str, ...]) -> None:
    """Read one returned mail from standard input and mark the mail that it is about.

    Meant for the mail system's pipe behind BOUNCE_ADDRESS. Exit status 0 also for mails that say nothing (a vacation
    note, a delay, advertising): the mail system must not answer them. 75 while the database is away: it tries later.
    """
    from sqlalchemy.exc import DBAPIError

    from registry.notices import bounces

    raw = sys.stdin.buffer.read(bounces.MAXIMUM_BYTES)
    while sys.stdin.buffer.read(bounces.MAXIMUM_BYTES):
        pass  # a pipe that is closed early makes the mail system think that the delivery failed
    try:
        with application():
            click.echo(_mark(raw, recipient))
    except (DBAPIError, RegistryError) as fault:
        click.echo(str(fault).partition("\n")[0], err=True)
        raise SystemExit(TRY_LATER) from fault


def _mark(raw: bytes, recipient: tuple[str, ...]) -> str:
    from registry import config, key_files
    from registry.db import db
    from registry.notices import bounces, service

    found = bounces.read(raw, key_files.secret_key(config.current()), recipients=recipient)
    became = "ignored" if found is None else service.record_bounce(found)
    db.session.commit()
    return became
