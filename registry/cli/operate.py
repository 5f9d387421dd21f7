"""Setting up and running: ``registry init``, ``serve``, ``worker``, ``check``."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import click

from registry.cli.app import application

#: Two processes with four threads each: what two cores carry (PERFORMANCE 5).
SERVER_WORKERS = 2
SERVER_THREADS = 4


@click.command()
@click.option("--authority", default="Autoridad educativa", show_default=True, help="The authority's name.")
@click.option("--admin-email", help="Make the first administrator of the authority.")
@click.option("--admin-name", default="Administración", show_default=True)
@click.option(
    "--admin-password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the administrator's password; without it the password is asked for.",
)
@click.option(
    "--root-keys", type=click.Path(path_type=Path), help="Where the root keys go. Default: VAR_DIR/root-keys."
)
def init(
    authority: str,
    admin_email: str | None,
    admin_name: str,
    admin_password_file: Path | None,
    root_keys: Path | None,
) -> None:
    """Create the database, the master key, the authority's keys and the first root of trust."""
    from registry.config import Settings
    from registry.key_files import make_master_key

    settings = Settings.from_environment()
    made = make_master_key(settings)
    if made:
        click.echo(f"Llave maestra / master key: {made} (0600)")
    with application():
        from registry.db import db
        from registry.migrate import upgrade
        from registry.trust.establish import establish
        from registry.trust.root_files import write_root_keys

        upgrade()
        private = establish(authority_name=authority)
        folder = root_keys or settings.var_dir / "root-keys"
        write_root_keys(folder, private)
        click.echo(f"Llaves raíz / root keys: {folder} — llévelas fuera de este servidor / carry them off this server")
        if admin_email:
            from registry.accounts.service import create_first_administrator

            password = (
                admin_password_file.read_text(encoding="utf-8").strip()
                if admin_password_file
                else click.prompt("Contraseña / password", hide_input=True, confirmation_prompt=True)
            )
            create_first_administrator(admin_email, admin_name, password)
            click.echo(f"Primera persona administradora / first administrator: {admin_email}")
        db.session.commit()
    click.echo("Listo / done")


@click.command()
@click.option("--worker/--no-worker", default=True, help="Also run one worker beside the server.")
def serve(worker: bool) -> None:
    """Serve with gunicorn on HOST:PORT."""
    from registry.config import Settings

    settings = Settings.from_environment()
    shutil.rmtree(settings.counts_dir, ignore_errors=True)  # a server that starts has answered nobody yet
    child = subprocess.Popen([sys.executable, "-m", "registry.cli", "worker"]) if worker else None
    command = [
        sys.executable, "-m", "gunicorn", "registry.wsgi:app",
        "--bind", f"{settings.host}:{settings.port}",
        "--workers", str(SERVER_WORKERS), "--threads", str(SERVER_THREADS),
        "--access-logfile", "-" if settings.log_level == "DEBUG" else "/dev/null",
    ]  # fmt: skip
    server = subprocess.Popen(command)  # noqa: S603  our own interpreter and our own settings
    # Whoever stops this process means the whole: without this the server would go on under nobody's eye.
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    try:
        raise SystemExit(server.wait())
    except KeyboardInterrupt:
        raise SystemExit(server.wait()) from None
    finally:
        if child is not None:
            child.terminate()
            child.wait(timeout=30)


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now and stop.")
def worker(once: bool) -> None:
    """Do what waits: issue chunks, send mails, renew status lists, record lapses."""
    with application() as app:
        from registry.jobs import run_due, run_worker

        if once:
            for name, count in run_due(app).items():
                click.echo(f"{name}: {count}")
        else:
            run_worker(app)


@click.command()
def check() -> None:
    """Test configuration, database, master key, issuers' keys and status lists. Exit status 1 when one fails."""
    with application():
        from registry.selftest import run

        bad = 0
        for finding in run():
            click.echo(f"{'✔' if finding.good else '✘'} {finding.what.es} / {finding.what.en}: {finding.said}")
            bad += not finding.good
        if bad:
            raise SystemExit(1)


@click.command()
@click.confirmation_option(
    "--yes",
    prompt="¿La base de datos es una copia restaurada y los servicios están detenidos? / "
    "Is the database a restored backup, and are the services stopped?",
)
def restored() -> None:
    """Say that the database was restored from a backup, before the services start again.

    Open status lists give out no more places, and numbers of rulings leap: nothing is given out twice.
    """
    with application():
        from registry import lineage
        from registry.accounts.actor import SYSTEM
        from registry.audit import service as audit
        from registry.db import db

        era = lineage.begin("declared")
        audit.record("registry.restored", "registry", str(era.number), actor=SYSTEM)
        db.session.commit()
        click.echo(f"Época / era {era.number}: listas y números nuevos / new lists and numbers")
