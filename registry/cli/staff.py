"""``registry staff``: accounts of the authority and of operations, from the shell."""

from __future__ import annotations

import click

from registry.cli.app import application


@click.group()
def staff() -> None:
    """Accounts of staff."""


@staff.command()
@click.argument("email")
@click.argument("role")
@click.option("--name", required=True)
@click.option("--place", help="Where the role holds: state:20, chamber:<its id>. Only for the roles of places.")
def add(email: str, role: str, name: str, place: str | None) -> None:
    """Make an account with ROLE at the authority, for operations or at a place, and mail the invitation."""
    with application() as app:
        from registry.accounts import service
        from registry.accounts.actor import SYSTEM
        from registry.accounts.permissions import Role
        from registry.db import db

        if role not in {one.value for one in Role if not one.value.startswith("provider_") and one != Role.HOLDER}:
            raise click.BadParameter(f"{role} is not a role of the authority or of operations")
        service.invite_staff(
            email, name, Role(role), provider_id=None, place=place,
            organisation=app.config["SETTINGS"].registry_name, actor=SYSTEM,
        )  # fmt: skip
        db.session.commit()
        click.echo(f"{email}: invitación por correo / invitation by mail")
