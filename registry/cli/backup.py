"""``registry backup`` and ``registry restore``: the database in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application

_FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
def backup(file: Path) -> None:
    """Copy the database into FILE while everything runs. The master key is not in it: keep that elsewhere."""
    from registry import backups
    from registry.config import Settings

    made = backups.save(Settings.from_environment().database, file)
    click.echo(f"{made.file}: {made.size:,} bytes, SHA-256 {made.digest}")
    click.echo(
        "Contiene datos personales; cífrela si sale del servidor / It holds personal data: encrypt it if it leaves"
    )


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Put it in the place of a database that exists. Stop the services first.")
def restore(file: Path, replace: bool) -> None:
    """Bring the database back from FILE, and begin an era in which nothing is given out twice (see `restored`)."""
    from registry import backups
    from registry.config import Settings

    aside = backups.bring_back(Settings.from_environment().database, file, replace=replace)
    if aside is not None:
        click.echo(f"La anterior quedó en / the one before is now {aside}")
    with application():
        from registry import lineage
        from registry.accounts.actor import SYSTEM
        from registry.audit import service as audit
        from registry.db import db
        from registry.migrate import upgrade

        upgrade()  # a copy of an older version
        era = lineage.begin("declared")
        audit.record("registry.restored", "registry", str(era.number), actor=SYSTEM)
        db.session.commit()
        click.echo(f"Restaurada / restored. Época / era {era.number}. Ahora / now: registry check")
