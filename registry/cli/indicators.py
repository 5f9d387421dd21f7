"""``registry indicators``: list the indicators with their values, compute what is due, try a series."""

from __future__ import annotations

from pathlib import Path

import click

from registry.cli.app import application


@click.group()
def indicators() -> None:
    """The national metric: values, and series from outside."""


@indicators.command("list")
def list_() -> None:
    """Every indicator with its newest value, family by family; families are never added."""
    with application():
        from registry.indicators import queries, wording

        for family in queries.shown():
            click.echo(f"\n{family.id}  {family.title.es} / {family.title.en}")
            for one in family.indicators:
                value = one.newest
                if value is None:
                    said = "sin calcular / not computed"
                elif value.statement.outcome == "no_data" and value.statement.whole.reason:
                    reason = value.statement.whole.reason
                    said = f"{value.statement.period}  sin dato: {reason.es} / no data: {reason.en}"
                else:
                    text = wording.shown(one.indicator.id, value.statement.whole)
                    said = f"{value.statement.period}  {text.es}  r{value.revision}"
                click.echo(f"  {one.indicator.id}  {one.version}  {said}")


@indicators.command()
def compute() -> None:
    """Publish the values that are due: of the newest period that is over, where none is published yet."""
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.db import db
        from registry.indicators import service

        made = service.publish_all(actor=SYSTEM)
        db.session.commit()
    click.echo(f"Valores publicados / values published: {made}")


@indicators.command()
@click.argument("kind")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", required=True, help="people, thousands, percent, fraction, level.")
def check(kind: str, file: Path, unit: str) -> None:
    """Try a series (a dry run): say what is wrong with the FILE, and keep nothing of it."""
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.indicators import service

        with file.open("rb") as body:
            judged = service.check(kind, body, unit=unit, actor=SYSTEM)
    for one in judged.findings:
        row = f"{one.row}: " if one.row else ""
        click.echo(f"{one.severity}  {row}{one.text.es}\n         {one.text.en}")
    click.echo(
        f"{judged.rows} renglones / rows, {len(judged.points)} números / numbers, "
        f"{judged.errors} errores / errors, {judged.warnings} advertencias / warnings"
    )
    raise SystemExit(1 if judged.errors else 0)
