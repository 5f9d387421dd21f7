"""``registry verify``: the same report as the page, for files, folders and standard input."""

from __future__ import annotations

import dataclasses
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from registry.cli.app import application

if TYPE_CHECKING:
    from registry.cli.offline import Offline
    from registry.documents.read import Presented
    from registry.texts import Text
    from registry.verification import Report

#: Exit statuses (CONTRACT): the worst of several inputs, worst first.
EXIT_STATUSES = {"invalid": 1, "unverifiable": 4, "authentic_not_current": 3, "valid": 0}
WORST_FIRST = (1, 4, 3, 0)
MARKS = {"passed": "✔", "failed": "✘", "warning": "▲", "not_checked": "◌"}
READABLE = {".json", ".jsonld", ".jwt", ".jws", ".txt", ".png", ".svg", ".pdf", ".jpg", ".jpeg", ".webp"}
#: A registration note is under one kilobyte.
MAX_NOTE_BYTES = 10_000


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--name", help="A name to compare with the holder's.")
@click.option("--lang", type=click.Choice(["es", "en"]), default="es", help="The language of the report.")
@click.option(
    "--bundle",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Verify by this offline bundle: no database, no network.",
)
@click.option("--root", "pinned", help="With --bundle: the fingerprint of the root of trust to begin at.")
@click.option(
    "--seen",
    type=click.Path(dir_okay=False, path_type=Path),
    help="With --bundle: the file that remembers which were used. Default: XDG_STATE_HOME/registry/bundles.json.",
)
@click.pass_context
def verify(
    ctx: click.Context,
    inputs: tuple[str, ...],
    as_json: bool,
    name: str | None,
    lang: str,
    bundle: Path | None,
    pinned: str | None,
    seen: Path | None,
) -> None:
    """Verify each of INPUTS: a file, a folder, or - for standard input.

    A registration note (registration-note.jws) among them goes with the credential that it is about.

    Exit status: 0 valid · 1 not valid · 3 authentic but not current · 4 could not be checked (2 is a wrong call).
    """
    said = _Said(as_json=as_json, lang=lang)
    if bundle is None:
        with application():
            from registry.documents.read import read_presented
            from registry.trust.service import examine

            _each(inputs, lambda data, label: read_presented(data, filename=label), examine, said, name)
    elif not _offline(inputs, bundle, pinned, seen, said, name):
        ctx.exit(EXIT_STATUSES["unverifiable"])
    said.end()
    ctx.exit(next(status for status in WORST_FIRST if status in said.statuses))


def _offline(
    inputs: tuple[str, ...], path: Path, pinned: str | None, seen: Path | None, said: _Said, name: str | None
) -> bool:
    """Verify by a bundle; False when the bundle itself is refused."""
    from registry import clock
    from registry.cli import offline
    from registry.trust.bundle.errors import BundleRefused

    try:
        opened = offline.open_bundle(path, pinned=pinned, memory=seen or offline.default_memory(), now=clock.now())
    except BundleRefused as refusal:
        said.refused(str(path), refusal.code, refusal.said)
        said.end()
        return False
    said.bundle = opened
    _each(inputs, lambda data, label: offline.read_offline(data, filename=label), opened.examine, said, name)
    return True


def _each(
    inputs: tuple[str, ...],
    read: Callable[[bytes, str], Presented],
    examine: Callable[..., Report],
    said: _Said,
    name: str | None,
) -> None:
    from registry.documents.errors import Unreadable

    handed = list(_read(inputs))
    notes = {document: note for document, note in (_note(data) for _, data in handed) if document is not None}
    credentials = [(label, data) for label, data in handed if _note(data)[0] is None]
    if not credentials:
        raise click.UsageError("there are registration notes only; name the credential too")
    for label, data in credentials:
        try:
            presented = read(data, label)
            if presented.note is None:
                presented = dataclasses.replace(presented, note=notes.get(presented.document_id or ""))
            said.report(label, examine(presented, asked_name=name))
        except Unreadable as refusal:
            said.refused(label, refusal.code, refusal.said)


def _note(data: bytes) -> tuple[str | None, str]:
    """The document that a registration note is about, and the note; None for anything else."""
    from registry.documents import MalformedDocument, parse_note
    from registry.documents.registration_note import MEDIA_TYPE
    from registry.signing import SigningError, parse_jwt

    if len(data) > MAX_NOTE_BYTES or not data.lstrip().startswith(b"ey"):
        return None, ""
    text = data.decode("ascii", "replace").strip()
    try:
        jws = parse_jwt(text)
        return (parse_note(jws.claims).document, text) if jws.header.get("typ") == MEDIA_TYPE else (None, "")
    except (SigningError, MalformedDocument):
        return None, ""


class _Said:
    """What was said so far: to the terminal at once, as JSON at the end."""

    def __init__(self, *, as_json: bool, lang: str) -> None:
        self.as_json = as_json
        self.lang = lang
        self.bundle: Offline | None = None
        self.statuses: list[int] = []
        self._documents: list[dict[str, object]] = []

    def report(self, label: str, report: Report) -> None:
        """One report."""
        told = report.as_dict()
        self.statuses.append(EXIT_STATUSES[report.verdict.value])
        about = {} if self.bundle is None else {"bundle": self.bundle.facts()}
        self._documents.append({"input": label, **told, **about})
        if not self.as_json:
            _print(label, told, self.lang)

    def refused(self, label: str, code: str, reason: Text) -> None:
        """Something that no report can be made of."""
        self.statuses.append(EXIT_STATUSES["unverifiable"])
        self._documents.append({"input": label, "code": code, "reason": reason.as_dict()})
        if not self.as_json:
            click.echo(f"{label}: {reason.in_('en' if self.lang == 'en' else 'es')} [{code}]")

    def end(self) -> None:
        """The JSON, or how old the answers are."""
        if self.as_json:
            body: object = self._documents[0] if len(self._documents) == 1 else self._documents
            click.echo(orjson.dumps(body, option=orjson.OPT_INDENT_2).decode())
        elif self.bundle is not None:
            click.echo("\n" + "\n".join(self.bundle.told(self.lang)))


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


def _print(label: str, report: dict[str, Any], lang: str, *, indent: str = "") -> None:
    """A report, and deeper in those on the credentials inside it."""
    click.echo(f"\n{indent}{label}: {report['verdict']}")
    click.echo(f"{indent}  {report['headline'][lang]}")
    for check in report["checks"]:
        click.echo(f"{indent}  {MARKS[check['result']]} {check['id']:<20} {check['reason'][lang]} [{check['code']}]")
        if check["result"] != "passed" and check["remedy"][lang]:
            click.echo(f"{indent}    {check['remedy'][lang]}")
    for place, inner in enumerate(report.get("contained", ()), start=1):
        _print(f"{label} / {place}", inner, lang, indent=f"{indent}    ")
