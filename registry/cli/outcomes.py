"""``registry outcomes``: count, check the count against the records, publish."""

from __future__ import annotations

import click

from registry.cli.app import application


@click.group()
def outcomes() -> None:
    """The count of outcomes and its releases."""


@outcomes.command()
def refresh() -> None:
    """Count everything that has changed since the last count."""
    with application():
        from registry.outcomes import refreshing

        looked = refreshing.refresh()
        click.echo(f"Personas revisadas / people looked at: {looked}")


@outcomes.command()
@click.option("--repair", is_flag=True, help="Count everybody again when something differs.")
def check(repair: bool) -> None:
    """Compare every cell with a count from the records. Exit status 1 when one differs."""
    with application():
        from registry.outcomes import checking

        found = checking.differences()
        for one in found:
            measure, by, at = one.cell
            click.echo(f"{measure} [{by or '-'}] {at or '-'}: {one.kept} ≠ {one.true}")
        click.echo(f"Diferencias / differences: {len(found)}")
        if found and repair:
            click.echo(f"Personas contadas otra vez / people counted again: {checking.repair()}")
        elif found:
            raise SystemExit(1)


@outcomes.command()
@click.option("--anyway", is_flag=True, help="Even if fewer than ten people moved since the last release.")
def publish(anyway: bool) -> None:
    """Count up to now and publish a release."""
    with application():
        from registry.outcomes import publishing

        release = publishing.publish_now(anyway=anyway)
        if release is None:
            click.echo(
                "Sin publicar: cambiaron menos de 10 personas, y la diferencia diría quiénes (--anyway). / "
                "Not published: fewer than 10 people moved, and the difference would tell of them (--anyway)."
            )
            raise SystemExit(1)
        click.echo(f"Publicado / published: {release.id} ({release.as_of.isoformat()})")
