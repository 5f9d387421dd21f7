"""``registry demo``: build the story once, write its artefacts on request, serve it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from registry.cli.app import application

DEMO_BASE_URL = "https://registro.example"
DEMO_CONTACT = "contacto@registro.example"


@click.command()
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Write the demo's artefacts here.")
@click.option("--no-serve", is_flag=True, help="Build only.")
@click.option("--small", is_flag=True, help="Fewer synthetic people, for tests.")
def demo(out: Path | None, no_serve: bool, small: bool) -> None:
    """Build the demo registry in VAR_DIR (default var/) and serve it; a second run reuses it."""
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    local = f"http://{host}:{port}"
    os.environ["ENVIRONMENT"] = "demo"
    os.environ.setdefault("BASE_URL", DEMO_BASE_URL)
    os.environ.setdefault("LINK_URL", local)
    os.environ.setdefault("CONTACT", DEMO_CONTACT)
    _make_keys()
    with application():
        told = _build(out, small=small)
    for line in told:
        click.echo(line)
    if not no_serve:
        os.execv(sys.executable, [sys.executable, "-m", "registry.cli", "serve"])  # noqa: S606


def _make_keys() -> None:
    from registry.config import Settings
    from registry.key_files import make_master_key

    settings = Settings.from_environment()
    settings.var_dir.mkdir(parents=True, exist_ok=True)
    make_master_key(settings)


def _build(out: Path | None, *, small: bool) -> list[str]:
    from registry import facts
    from registry.custody.queries import issuer_of_kind
    from registry.demo.telling import guide, tell_once, write_artefacts
    from registry.errors import ConfigurationError
    from registry.migrate import upgrade
    from registry.texts import Text

    upgrade()
    if issuer_of_kind("authority") is not None and facts.get(facts.DEMO) is None:
        raise ConfigurationError(
            problem=Text(
                "VAR_DIR o DATABASE_URL apuntan a una base que no es de demostración; use otra.",
                "VAR_DIR or DATABASE_URL name a database that is not a demonstration; use another.",
            )
        )
    if facts.get(facts.DEMO) is None:
        click.echo("Construyendo la demostración / building the demonstration …")
        tell_once(small=small)
    if out is not None:
        for path in write_artefacts(out):
            click.echo(path)
    return guide()
