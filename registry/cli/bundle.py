"""``registry bundle``: write the offline bundle, and look at one."""

from __future__ import annotations

import io
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


@bundle.command("verifier")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--empty", is_flag=True, help="Without a bundle inside: the reader chooses one.")
def verifier(file: Path, empty: bool) -> None:
    """Write FILE, one HTML page that verifies in the reader's own browser, with a bundle of now inside."""
    with application():
        from registry import addresses
        from registry.records.errors import RegistryNotReady
        from registry.trust import root_store
        from registry.trust.browser.assembling import MAX_EMBEDDED, page
        from registry.trust.bundle.exporting import export
        from registry.trust.bundle.reading import fingerprint

        root = root_store.latest()
        if root is None:
            raise RegistryNotReady()
        held = io.BytesIO()
        if not empty:
            export(held)
        if len(held.getvalue()) > MAX_EMBEDDED:
            click.echo(
                f"The bundle has {len(held.getvalue()):,} bytes, too many to carry inside: hand it over beside it."
            )
        file.write_text(
            page(root.body.decode(), base=addresses.base(), bundle=held.getvalue() or None), encoding="utf-8"
        )
        click.echo(f"{file}: {file.stat().st_size:,} bytes")
        click.echo(f"Huella de la raíz / root fingerprint: {fingerprint(root.body)}")


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
        "endorsement": len(found.endorsements),
        "event": sum(len(one) for one in found.events.values()),
        "list": len(found.lists),
        "context": len(found.contexts),
    }
    for kind, count in counted.items():
        click.echo(f"  {kind:<14} {count:>8}")
