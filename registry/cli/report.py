"""``registry report``: the annual report, checking every number of it, and a question answered in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from registry.cli.app import application

if TYPE_CHECKING:
    from registry.publication.checking import Checked, Finding
    from registry.publication.files import Pieces
    from registry.texts import Language

MARKS = {True: "✔", False: "✘", None: "◌"}
LANGUAGE = click.option("--lang", type=click.Choice(["es", "en"]), default="es", help="The language of what is said.")


class _ByYear(click.Group):
    """``report 2025`` is ``report show 2025``: a year is no name of a command."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Put ``show`` before a year."""
        return super().resolve_command(ctx, ["show", *args] if args and args[0].isdigit() else args)


@click.group(cls=_ByYear)
def report() -> None:
    """The annual report: registry report YEAR [--freeze] [--pdf DIR], check, answer."""


@report.command()
@click.argument("year", type=int)
@click.option("--freeze", is_flag=True, help="Prepare a draft from the newest release; a person publishes it.")
@click.option("--changed-es", help="With --freeze, for a later edition: what it corrects, in Spanish.")
@click.option("--changed-en", help="The same in English.")
@click.option("--pdf", "folder", type=click.Path(file_okay=False, path_type=Path), help="Write the PDFs and data here.")
@click.option("--edition", type=int, help="That edition, instead of the newest.")
@click.option("--lang", type=click.Choice(["es", "en"]), help="Only this language.")
def show(
    year: int, *, freeze: bool, changed_es: str | None, changed_en: str | None, folder: Path | None,
    edition: int | None, lang: str | None,
) -> None:  # fmt: skip
    """The report of YEAR: its editions, or (--freeze) a new draft of it.

    A draft is published on the authority's pages, by somebody who did not prepare it. --pdf writes the published
    edition, or the draft when there is none, with its snapshot, its numbers and its signature.
    """
    with application():
        from registry.accounts.actor import SYSTEM
        from registry.db import db
        from registry.publication import service
        from registry.texts import Text

        if freeze:
            changed = Text(changed_es or "", changed_en or "") if changed_es or changed_en else None
            row = service.prepare(year, actor=SYSTEM, changed=changed)
            db.session.commit()
            click.echo(f"{row.year} · {row.edition} · borrador / draft · SHA-256 {row.snapshot_digest}")
        if folder is not None:
            _write(year, edition, folder, ("es", "en") if lang is None else (lang,))
        elif not freeze:
            _list(year)


def _list(year: int) -> None:
    from registry.publication import queries
    from registry.publication.errors import NoSuchReport

    found = [one for one in queries.published() if one.year == year]
    for one in found:
        click.echo(f"{one.year} · {one.edition} · {one.published_at:%Y-%m-%d} · SHA-256 {one.snapshot_digest}")
    waiting = [one for one in queries.drafts() if one.year == year]
    for one in waiting:
        click.echo(f"{one.year} · {one.edition} · borrador / draft · SHA-256 {one.snapshot_digest}")
    if not found and not waiting:
        raise NoSuchReport(year=str(year))


def _write(year: int, edition: int | None, folder: Path, languages: tuple[str, ...]) -> None:
    from registry.publication import files, queries
    from registry.publication.errors import NoSuchReport

    folder.mkdir(parents=True, exist_ok=True)
    try:
        row = queries.edition(year, edition)
    except NoSuchReport:
        if edition is not None:
            raise
        row = queries.draft(year)
    pieces = queries.pieces(row)
    written = []
    for one in languages:
        language: Language = "en" if one == "en" else "es"
        body = (
            files.make_pdf(pieces, made_at=row.prepared_at, language=language)
            if row.published_at is None
            else queries.pdf(row, language).body
        )
        written.append((files.file_name(row.year, row.edition, language), body))
    written += [(files.SNAPSHOT, row.snapshot), (files.NUMBERS, row.numbers)]
    if row.signature:
        written.append(("signature.jws", row.signature.encode()))
    for name, body in written:
        (folder / name).write_bytes(body)
        click.echo(folder / name)


@report.command()
@click.argument("what")
@click.option("--edition", type=int, help="With a year: that edition, instead of the newest.")
@click.option("--all", "every", is_flag=True, help="Print every number, not only those that differ.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@LANGUAGE
@click.pass_context
def check(ctx: click.Context, what: str, *, edition: int | None, every: bool, as_json: bool, lang: str) -> None:
    """Compute every number of a report again: WHAT is a year, or the PDF of a report.

    A year is checked with both of its PDFs, from this registry's database. The snapshot, the numbers and the signature
    travel inside a PDF, so a file needs nothing else; the signature is checked by this registry's root of trust.

    Exit status: 0 nothing differs · 1 something differs · 4 the signature could not be checked.
    """
    with application():
        from registry.publication import checking, files

        language: Language = "en" if lang == "en" else "es"
        handed = _of_year(int(what), edition) if what.isdigit() else [files.open_pdf(Path(what).read_bytes())]
        done = [checking.check(one) for one in handed]
        if as_json:
            click.echo(orjson.dumps([_as_dict(one) for one in done], option=orjson.OPT_INDENT_2))
        else:
            for pieces, one in zip(handed, done, strict=True):
                _tell(pieces, one, language, every=every)
    wrong = any(
        not line.same or line.printed is False for one in done for line in one.numbers
    ) or any(finding.good is False for one in done for finding in one.findings)  # fmt: skip
    ctx.exit(1 if wrong else 0 if all(one.good for one in done) else 4)


def _of_year(year: int, edition: int | None) -> list[Pieces]:
    from registry.publication import files, queries

    row = queries.edition(year, edition)
    return [files.open_pdf(queries.pdf(row, language).body) for language in ("es", "en")]


def _tell(pieces: Pieces, checked: Checked, language: Language, *, every: bool) -> None:
    click.echo(f"\n{'PDF' if pieces.pdf else 'JSON'} [{pieces.language or '-'}]")
    for finding in checked.findings:
        click.echo(f"  {MARKS[finding.good]} {_said(finding, language)}")
    differing = [one for one in checked.numbers if not one.same or one.printed is False]
    for one in checked.numbers if every else differing:
        mark = MARKS[one.same and one.printed is not False]
        click.echo(f"  {mark} {one.id} = {one.signed} · {one.computed} · {one.expression}")
    good = len(checked.numbers) - len(differing)
    click.echo(f"  {good} / {len(checked.numbers)} " + ("números iguales" if language == "es" else "numbers the same"))


def _said(finding: Finding, language: Language) -> str:
    return f"{finding.text.in_(language)} [{finding.code}]"


def _as_dict(checked: Checked) -> dict[str, Any]:
    return {
        "good": checked.good,
        "findings": [{"code": one.code, "good": one.good, "text": one.text.as_dict()} for one in checked.findings],
        "numbers": [
            {
                "id": one.id,
                "expression": one.expression,
                "signed": one.signed,
                "computed": one.computed,
                "same": one.same,
                "printed": one.printed,
            }
            for one in checked.numbers
        ],
    }


@report.command()
@click.option("--track", help="literacy, engineering")
@click.option("--profile", help="general_workforce, secondary_teachers, sme_owners, civil_servants …")
@click.option("--program", help="A program: people reached.")
@click.option("--state", help="INEGI code, two digits: 20 is Oaxaca.")
@click.option("--gender", help="woman, man, non_binary, undisclosed")
@click.option("--age-group", help="A group of the list age_groups.")
@click.option("--study-level", help="A level of the list study_levels.")
@click.option("--study-field", help="A field of the list study_fields: field-06 …")
@click.option("--formality", help="informal, formal, not_working, formality_undisclosed")
@click.option("--public-body", help="A body of the list public_bodies; with --profile civil_servants.")
@click.option("--pole", help="A development pole: pole-01 …")
@click.option("--as-of", help="The newest release up to a day: 2026-11-22.")
@click.option("--release", help="One release, by its key.")
@click.option("--json", "as_json", is_flag=True, help="Print the answer as JSON.")
@LANGUAGE
def answer(*, as_json: bool, lang: str, **asked: str | None) -> None:
    """Answer a question in one sentence, from a release: registry report answer --gender woman --state 20."""
    with application():
        from registry import addresses
        from registry.publication import answers

        found = answers.answer(answers.Question.of(asked))
        if as_json:
            click.echo(orjson.dumps(found.as_dict(), option=orjson.OPT_INDENT_2))
            return
        click.echo(found.sentence.in_("en" if lang == "en" else "es"))
        click.echo(f"{addresses.link_base()}{found.permalink}")
