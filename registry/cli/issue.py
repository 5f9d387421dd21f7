"""``registry issue``: issue from a workbook at the shell, through the same plan and commit as the page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path

import click
import orjson

from registry.cli.app import application

LANGUAGE_LINES = {"reject": "✘", "warn": "▲", "not_competent": "○", "ignore": "·"}


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--definition", "definition_id", required=True, type=click.UUID, help="The definition version's id.")
@click.option("--as", "email", required=True, help="The account that issues; its permission is checked and audited.")
@click.option("--mapping", type=click.Path(exists=True, path_type=Path), help="A JSON file: heading → field.")
@click.option("--consent", is_flag=True, help="The institution states that it holds consent for demographic columns.")
@click.option("--accept-warnings", is_flag=True, help="Also issue the rows that need confirmation.")
@click.option("--dry-run", is_flag=True, help="Judge and say what would happen; nothing is kept.")
@click.option("--lang", type=click.Choice(["es", "en"]), default="es")
def issue(
    file: Path,
    definition_id: uuid.UUID,
    email: str,
    mapping: Path | None,
    consent: bool,
    accept_warnings: bool,
    dry_run: bool,
    lang: str,
) -> None:
    """Issue from FILE (XLSX or CSV). Prints a line for each finding. Safe to repeat: nobody is issued to twice."""
    with application():
        from registry.accounts import queries as accounts
        from registry.db import db
        from registry.issuing import planning, service
        from registry.issuing.queries import counts

        account = accounts.by_email(email)
        if account is None:
            raise click.BadParameter(f"there is no account {email}", param_hint="--as")
        actor = accounts.actor_of(account)
        batch = planning.upload(definition_id, file_name=file.name, data=file.read_bytes(), actor=actor)
        if mapping:
            batch.mapping = orjson.loads(mapping.read_bytes())
        planning.choose_mapping(batch, {}, consent=consent, actor=actor)
        planning.review(batch, actor=actor)
        if accept_warnings:
            planning.confirm(batch, actor=actor)
        _print_findings(batch.id, lang)
        found = counts(batch.id)
        click.echo(_totals(found, batch.totals, lang))
        if dry_run:
            db.session.rollback()
            return
        if not found["planned"]:
            service.cancel(batch, actor=actor)
            db.session.commit()
            return
        service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
        db.session.commit()
        _carry_out(batch.id, found["planned"])
        batch = db.session.get_one(type(batch), batch.id)
        click.echo(f"{batch.state}: {batch.id}")
        if batch.state != "issued":
            raise SystemExit(1)


def _print_findings(batch_id: uuid.UUID, lang: str) -> None:
    from sqlalchemy import select

    from registry.db import db
    from registry.issuing.models import BatchRow

    rows = db.session.execute(
        select(BatchRow.sheet, BatchRow.row_number, BatchRow.outcome, BatchRow.findings)
        .where(BatchRow.batch_id == batch_id)
        .order_by(BatchRow.position)
        .execution_options(yield_per=1_000)
    )
    for sheet, row, outcome, findings in rows:
        for finding in findings:
            where = f"{sheet}:{row}" if sheet else str(row)
            mark = LANGUAGE_LINES.get(outcome, "✔")
            click.echo(f"{mark} {where} · {finding['column']}: {finding['message'][lang]} — {finding['remedy'][lang]}")


def _totals(found: dict[str, int], summary: Mapping[str, int], lang: str) -> str:
    numbers = (
        (found["planned"], "por emitir", "to issue"),
        (found["warn"] - found["confirmed"], "por confirmar", "to confirm"),
        (found["reject"], "por corregir", "to correct"),
        (found["not_competent"], "todavía no competentes", "not yet competent"),
        (summary["already"], "ya la tienen", "hold it already"),
        (summary["ignored"], "no son personas", "not people"),
    )
    return " · ".join(f"{number:,} {spanish if lang == 'es' else english}" for number, spanish, english in numbers)


def _carry_out(batch_id: uuid.UUID, planned: int) -> None:
    from registry.issuing import working

    with click.progressbar(length=planned, label="Firmando / signing") as bar:
        working.work(after_chunk=lambda batch, issued: bar.update(issued) if batch.id == batch_id else None)
