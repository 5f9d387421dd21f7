"""The command line. Each command is a door: it parses, calls one service, prints.

Commands import the application only when they run, so that ``registry --help`` answers at once.
"""

from __future__ import annotations

import importlib
import sys

import click

#: command → the module of this package that defines it, and the name it has there.
COMMANDS = {
    "init": ("operate", "init"),
    "serve": ("operate", "serve"),
    "worker": ("operate", "worker"),
    "check": ("operate", "check"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
    "restored": ("operate", "restored"),
    "standards": ("standards", "standards"),
    "issue": ("issue", "issue"),
    "lists": ("issue", "lists"),
    "verify": ("verify", "verify"),
    "bundle": ("bundle", "bundle"),
    "keys": ("keys", "keys"),
    "mail": ("mail", "mail"),
    "outcomes": ("outcomes", "outcomes"),
    "report": ("report", "report"),
    "open-data": ("open_data", "open_data"),
    "demo": ("demo", "demo"),
    "staff": ("staff", "staff"),
    "indicators": ("indicators", "indicators"),
}


class _Lazy(click.Group):
    """A group whose commands are imported when they are named."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """In the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module that defines the command."""
        if cmd_name not in COMMANDS:
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(importlib.import_module(f"registry.cli.{module}"), name)
        return command


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="registry")
def registry() -> None:
    """A national registry of AI microcredentials: accredit, issue, hold, verify."""


def main() -> None:
    """The entry point of the ``registry`` command."""
    from registry.errors import RegistryError

    try:
        # Out of its own mode click hands the status of `ctx.exit` back instead of ending the process with it.
        sys.exit(registry(standalone_mode=False))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.Abort:
        click.echo("Interrupted / Interrumpido", err=True)
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except RegistryError as refusal:
        click.echo(f"{refusal.said.es}\n{refusal.said.en}\n[{refusal.code}]", err=True)
        sys.exit(2)
