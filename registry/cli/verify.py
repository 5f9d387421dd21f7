"""``registry verify``: the same report as the page, for files, folders and standard input."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson

from registry.cli.app import application

#: Exit statuses (CONTRACT): the worst of several inputs, worst first.
EXIT_STATUSES = {"invalid": 1, "unverifiable": 4, "authentic_not_current": 3, "valid": 0}
WORST_FIRST = (1, 4, 3, 0)
MARKS = {"passed": "✔", "failed": "✘", "warning": "▲", "not_checked": "◌"}
READABLE = {".json", ".jsonld", ".jwt", ".jws", ".txt", ".png", ".svg", ".pdf"}


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--name", help="A name to compare with the holder's.")
@click.option("--lang", type=click.Choice(["es", "en"]), default="es", help="The language of the report.")
@click.pass_context
def verify(ctx: click.Context, inputs: tuple[str, ...], as_json: bool, name: str | None, lang: str) -> None:
    """Verify each of INPUTS: a file, a folder, or - for standard input.

    Exit status: 0 valid · 1 not valid · 3 authentic but not current · 4 could not be checked (2 is a wrong call).
    """
    with application():
        from registry.documents.errors import Unreadable
        from registry.documents.read import read_presented
        from registry.trust.service import examine

        statuses: list[int] = []
        documents: list[dict[str, object]] = []
        for label, data in _read(inputs):
            try:
                report = examine(read_presented(data, filename=label), asked_name=name)
            except Unreadable as refusal:
                statuses.append(EXIT_STATUSES["unverifiable"])
                documents.append({"input": label, "code": refusal.code, "reason": refusal.said.as_dict()})
                if not as_json:
                    click.echo(f"{label}: {refusal.said.in_('en' if lang == 'en' else 'es')} [{refusal.code}]")
                continue
            statuses.append(EXIT_STATUSES[report.verdict.value])
            documents.append({"input": label, **report.as_dict()})
            if not as_json:
                _print(label, report.as_dict(), lang)
        if as_json:
            body: object = documents[0] if len(documents) == 1 else documents
            click.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
        ctx.exit(next(status for status in WORST_FIRST if status in statuses))


def _read(inputs: tuple[str, ...]) -> Iterator[tuple[str, bytes]]:
    for one in inputs:
        path = Path(one)
        if one == "-":
            yield "stdin", sys.stdin.buffer.read()
        elif path.is_dir():
            found = sorted(file for file in path.iterdir() if file.suffix.lower() in READABLE)
            if not found:
                raise click.UsageError(f"{one} holds no file that could be a credential")
            for file in found:
                yield file.name, file.read_bytes()
        elif path.is_file():
            yield path.name, path.read_bytes()
        else:
            raise click.UsageError(f"there is no file or folder {one}")


def _print(label: str, report: dict[str, Any], lang: str) -> None:
    click.echo(f"\n{label}: {report['verdict']}")
    click.echo(f"  {report['headline'][lang]}")
    for check in report["checks"]:
        click.echo(f"  {MARKS[check['result']]} {check['id']:<20} {check['reason'][lang]} [{check['code']}]")
        if check["result"] != "passed" and check["remedy"][lang]:
            click.echo(f"    {check['remedy'][lang]}")
