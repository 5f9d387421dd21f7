"""``registry standards``: load curriculum content from YAML, put a version in force."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application


@click.group()
def standards() -> None:
    """Curriculum standards, criteria, programs and indicators."""


@standards.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shipped", is_flag=True, help="Also load the content that comes with the registry.")
def load(files: tuple[Path, ...], shipped: bool) -> None:
    """Load FILES (YAML). A fault names file, line and key; nothing is loaded when one file has a fault."""
    if not files and not shipped:
        raise click.UsageError("name a file, or --shipped")
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.curriculum import service
        from registry.db import db

        loaded = service.load_files(list(files), actor=SYSTEM)
        if shipped:
            loaded = (*service.load_shipped(actor=SYSTEM), *loaded)
        db.session.commit()
        for one in loaded:
            click.echo(f"{one.outcome:<10} {one.kind:<24} {one.identifier} {one.version}")


@standards.command()
@click.argument("identifier")
@click.argument("version")
@click.option(
    "--reason",
    default="Puesto en vigor por la operación del registro / Put in force by registry operations",
    help="Published with the change of state, above all when there was no public comment.",
)
def enforce(identifier: str, version: str, reason: str) -> None:
    """Put VERSION of the standard IDENTIFIER in force; the version before it is superseded."""
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.curriculum import service
        from registry.db import db

        service.enforce(identifier, version, actor=SYSTEM, reason=reason)
        db.session.commit()
        click.echo(f"{identifier} {version}: en vigor / in force")
