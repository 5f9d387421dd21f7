"""``registry bundle``: write the offline bundle, and look at one."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application


@click.group()
def bundle() -> None:
    """The signed file for verifying without a network."""


@bundle.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--plain", is_flag=True, help="Write the lines as they are, not compressed with gzip.")
def export_(file: Path, plain: bool) -> None:
    """Write FILE: roots, issuers and keys, accreditations, standards, status lists and events, as of now."""
    with application():
        from registry.trust.bundle.exporting import export

        # A half-written bundle must never stand where a whole one stood.
        fresh = file.with_name(file.name + ".new")
        with fresh.open("wb") as target:
            made = export(target, compress=not plain)
        fresh.replace(file)
        size = file.stat().st_size
        click.echo(f"{file}: {made.records} registros / records, {size:,} bytes")
        click.echo(
            f"Hecho / made: {made.made_at:%Y-%m-%d %H:%M} UTC · vence / expires: {made.expires:%Y-%m-%d %H:%M} UTC"
        )
        click.echo(f"Huella de la raíz / root fingerprint: {made.fingerprint}")


@bundle.command("show")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--root", "pinned", help="The fingerprint of the root of trust to begin at.")
def show(file: Path, pinned: str | None) -> None:
    """Check FILE and say what is in it. Needs no database; remembers nothing."""
    from registry import clock
    from registry.trust.bundle.reading import read_bundle

    found = read_bundle(file.read_bytes(), at=clock.now(), pinned=pinned)
    click.echo(f"{found.registry} · {found.root.authority_name}")
    click.echo(
        f"Hecho / made: {found.made_at:%Y-%m-%d %H:%M} UTC · vence / expires: {found.expires:%Y-%m-%d %H:%M} UTC"
    )
    click.echo(f"Huella de la raíz / root fingerprint: {found.fingerprint} (v{found.root.version})")
    counted = {
        "issuer": len(found.keys),
        "standard": len(found.standards),
        "accreditation": sum(len(one) for one in found.accreditations.values()),
        "definition": len(found.definitions),
        "event": sum(len(one) for one in found.events.values()),
        "list": len(found.lists),
        "context": len(found.contexts),
    }
    for kind, count in counted.items():
        click.echo(f"  {kind:<14} {count:>8}")
