"""``registry keys``: what keys there are, and turning to new ones."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application


@click.group()
def keys() -> None:
    """Issuers' keys."""


@keys.command(name="list")
@click.option("--did", help="Only this issuer's.")
def list_(did: str | None) -> None:
    """Every key with its state."""
    with application():
        from sqlalchemy import select
        from sqlalchemy.orm import selectinload

        from registry.custody.models import Issuer
        from registry.db import db

        statement = select(Issuer).options(selectinload(Issuer.keys)).order_by(Issuer.did)
        if did:
            statement = statement.where(Issuer.did == did)
        for issuer in db.session.scalars(statement):
            for key in issuer.keys:
                state = (
                    "withdrawn" if key.withdrawn_at
                    else "compromised" if key.compromised_at
                    else "retired" if key.retired_at
                    else "active"
                )  # fmt: skip
                click.echo(f"{state:<12} {key.algorithm:<8} {key.purpose:<9} {issuer.did}#{key.fragment}")


@keys.command()
@click.argument("did")
@click.argument("purpose", type=click.Choice(["status", "issuing", "receipts"]))
def rotate(did: str, purpose: str) -> None:
    """Make new keys of PURPOSE for the issuer DID. The old ones stay published and sign nothing new."""
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.custody import queries, service
        from registry.db import db

        issuer = queries.issuer_by_did(did)
        if issuer is None:
            raise click.BadParameter(f"there is no issuer {did}")
        for key in service.rotate(issuer, purpose, actor=SYSTEM):
            click.echo(f"{service.verification_method(key)} {key.public_multibase}")
        db.session.commit()
        click.echo("Publique una nueva raíz de confianza / publish a new root of trust: registry keys root")


@keys.command()
@click.option("--root-keys", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--authority", help="The authority's name, when it changes.")
def root(root_keys: Path, authority: str | None) -> None:
    """Sign the next version of the root of trust with the root keys brought back for it."""
    with application():
        from registry.db import db
        from registry.trust import root_store
        from registry.trust.root_files import read_root_keys

        row = root_store.publish(read_root_keys(root_keys), authority_name=authority or root_store.authority_name())
        db.session.commit()
        click.echo(f"root.json v{row.version}")
