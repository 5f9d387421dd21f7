"""``registry issue``: issue from a workbook at the shell, through the same plan and commit as the page."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click
import orjson

from registry.cli.app import application
from registry.texts import Text

if TYPE_CHECKING:
    from registry.accounts.actor import Actor
    from registry.issuing.models import IssueBatch
    from registry.issuing.queries import Progress, ReviewProgress

LANGUAGE_LINES = {"reject": "✘", "warn": "▲", "not_competent": "○", "ignore": "·"}
SAME_FILE = Text(
    "Este mismo archivo ya se había confirmado ({batch}): a nadie se le emite dos veces.",
    "This very file had been committed before ({batch}): nobody is issued to twice.",
)


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--definition", "definition_id", required=True, type=click.UUID, help="The definition version's id.")
@click.option("--as", "email", required=True, help="The account that issues; its permission is checked and audited.")
@click.option("--mapping", type=click.Path(exists=True, path_type=Path), help="A JSON file: heading → field.")
@click.option("--consent", is_flag=True, help="The institution states that it holds consent for demographic columns.")
@click.option("--accept-warnings", is_flag=True, help="Also issue the rows that need confirmation.")
@click.option("--dry-run", is_flag=True, help="Judge and say what would happen; the list is then deleted.")
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
        from registry.issuing.queries import counts, same_file

        account = accounts.by_email(email)
        if account is None:
            raise click.BadParameter(f"there is no account {email}", param_hint="--as")
        actor = accounts.actor_of(account)
        with file.open("rb") as source:
            batch = planning.upload(definition_id, file_name=file.name, data=source, actor=actor)
        if mapping:
            batch.mapping = orjson.loads(mapping.read_bytes())
        planning.choose_mapping(batch, {}, consent=consent, actor=actor)
        _review(batch, actor)
        if accept_warnings:
            planning.confirm(batch, actor=actor)
        _print_findings(batch.id, lang)
        found = counts(batch.id)
        click.echo(_totals(found, batch.totals, lang))
        before = same_file(batch)
        if before is not None:
            click.echo(SAME_FILE.format(batch=before.id).in_("en" if lang == "en" else "es"))
        if dry_run or not found["planned"]:
            service.cancel(batch, actor=actor)
            db.session.commit()
            return
        service.commit(batch, expected_hash=str(batch.plan_hash), actor=actor)
        db.session.commit()
        _carry_out(batch.id, found["planned"])
        batch = db.session.get_one(type(batch), batch.id, populate_existing=True)
        click.echo(f"{batch.standing}: {batch.id}")
        if batch.state != "issued":
            raise SystemExit(1)


def _review(batch: IssueBatch, actor: Actor) -> None:
    """Judge the rows; those of a long list slice by slice, with a bar, so that nobody else waits."""
    from registry.db import db
    from registry.issuing import reviewing

    done = reviewing.start(batch, actor=actor)
    db.session.commit()
    if done:
        return
    batch_id = batch.id
    db.session.rollback()
    with click.progressbar(length=1_000, label="Revisando / checking", show_pos=False) as bar:
        # A worker may have been first; then it goes on there, and only how far it is is shown here.
        reviewing.run(batch_id, after_slice=lambda _rows, fraction: bar.update(int(1_000 * fraction) - bar.pos))
    db.session.refresh(batch)


@click.group()
def lists() -> None:
    """See, pause, resume and cancel the lists that are being issued."""


@lists.command("show")
@click.argument("batch_id", type=click.UUID)
def show(batch_id: uuid.UUID) -> None:
    """How far a list is, and how long it will take."""
    with application():
        from registry.db import db
        from registry.issuing import queries
        from registry.issuing.models import IssueBatch

        batch = db.session.get(IssueBatch, batch_id)
        if batch is None:
            raise click.BadParameter("there is no such list", param_hint="BATCH_ID")
        review, moving = queries.review_progress(batch.id), queries.progress(batch)
        click.echo(f"{batch.standing}: {batch.file_name} · {batch.id}")
        if review is not None:
            click.echo(_moving("filas revisadas / rows checked", review.rows, review.total, review))
        if batch.committed_at is not None:
            click.echo(_moving("firmadas / signed", moving.done, moving.total, moving))


def _moving(label: str, done: int, total: int | None, rate: ReviewProgress | Progress) -> str:
    of = f" / {total:,}" if total else ""
    speed = f" · {rate.per_second:,.0f}/s" if rate.per_second else ""
    left = f" · {rate.seconds_left:,} s" if rate.seconds_left is not None else ""
    return f"{label}: {done:,}{of}{speed}{left}"


@lists.command("pause")
@click.argument("batch_id", type=click.UUID)
@click.option("--as", "email", required=True, help="The account that acts; its permission is checked and audited.")
def pause(batch_id: uuid.UUID, email: str) -> None:
    """Sign no more of a list until somebody resumes."""
    _act(batch_id, email, "pause")


@lists.command("resume")
@click.argument("batch_id", type=click.UUID)
@click.option("--as", "email", required=True, help="The account that acts; its permission is checked and audited.")
def resume(batch_id: uuid.UUID, email: str) -> None:
    """Go on with a list."""
    _act(batch_id, email, "resume")


@lists.command("cancel")
@click.argument("batch_id", type=click.UUID)
@click.option("--as", "email", required=True, help="The account that acts; its permission is checked and audited.")
def cancel(batch_id: uuid.UUID, email: str) -> None:
    """Give a list up, or what of it is not signed yet."""
    _act(batch_id, email, "cancel")


def _act(batch_id: uuid.UUID, email: str, name: str) -> None:
    with application():
        from registry.accounts import queries as accounts
        from registry.db import db
        from registry.issuing import service
        from registry.issuing.models import IssueBatch

        account, batch = accounts.by_email(email), db.session.get(IssueBatch, batch_id)
        if account is None:
            raise click.BadParameter(f"there is no account {email}", param_hint="--as")
        if batch is None:
            raise click.BadParameter("there is no such list", param_hint="BATCH_ID")
        getattr(service, name)(batch, actor=accounts.actor_of(account))
        db.session.commit()
        click.echo(f"{batch.standing}: {batch.id}")


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
