"""``registry verify``: the same report as the page, for files, folders and standard input."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

from registry.cli import receipts
from registry.cli.inputs import files

if TYPE_CHECKING:
    from registry.cli.offline import Offline
    from registry.documents.read import Presented
    from registry.texts import Text
    from registry.verification import Known, Report, TrustRoot
    from registry.verification.receipt import ReceiptReading

#: Exit statuses (CONTRACT): the worst of several inputs, worst first.
EXIT_STATUSES = {"invalid": 1, "unverifiable": 4, "authentic_not_current": 3, "valid": 0}
WORST_FIRST = (1, 4, 3, 0)
MARKS = {"passed": "✔", "failed": "✘", "warning": "▲", "not_checked": "◌"}
#: A registration note is under one kilobyte.
MAX_NOTE_BYTES = 10_000
#: No credential that is read here is older.
FIRST_YEAR, LAST_YEAR = 2000, 9998


@click.command()
@click.argument("inputs", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON.")
@click.option("--name", help="A name to compare with the holder's.")
@click.option("--lang", type=click.Choice(["es", "en"]), default="es", help="The language of the report.")
@click.option(
    "--at",
    "moment",
    help="Judge at a past moment: 2026-03-14 (the end of that day) or 2026-03-14T10:00 (central Mexico, or an offset).",
)
@click.option("--no-network", is_flag=True, help="Ask no other server for what the database does not have.")
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
@click.option(
    "--receipt",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a signed receipt of this verification: .pdf or .json. One input, beside the registry's database.",
)
@click.pass_context
def verify(
    ctx: click.Context,
    inputs: tuple[str, ...],
    as_json: bool,
    name: str | None,
    lang: str,
    moment: str | None,
    no_network: bool,
    bundle: Path | None,
    pinned: str | None,
    seen: Path | None,
    receipt: Path | None,
) -> None:
    """Verify each of INPUTS: a file, a folder and all in it, a ZIP, a link, or - for standard input.

    Evidence comes from the bundle, else from the registry's database at hand; where neither has it, other servers are
    asked for the issuer's keys and status list. --at tells what held then, as far as that can be known today.

    A registration note (registration-note.jws) among them goes with the credential that it is about, also inside a
    transcript. A verification receipt (JSON, JWS or PDF) is read as one: a genuine one tells what was found on its day,
    with status 3.

    Exit status: 0 valid · 1 not valid · 3 authentic but not current · 4 could not be checked (2 is a wrong call).
    Of several inputs the worst, in the order 1, 4, 3, 0.
    """
    said = _Said(as_json=as_json, lang=lang)
    at = None if moment is None else _moment(moment)
    if receipt is not None and (bundle is not None or at is not None):
        raise click.UsageError("--receipt signs what is found now beside the registry's database")
    if bundle is None:
        _online(inputs, said, name, network=not no_network, at=at, receipt=receipt)
    elif not _offline(inputs, bundle, pinned, seen, said, name, at):
        ctx.exit(EXIT_STATUSES["unverifiable"])
    said.end()
    ctx.exit(next(status for status in WORST_FIRST if status in said.statuses))


def _online(
    inputs: tuple[str, ...],
    said: _Said,
    name: str | None,
    *,
    network: bool,
    at: dt.datetime | None,
    receipt: Path | None,
) -> None:
    """Verify by the database at hand, else by the network."""
    from registry.cli.online import AtRegistry, desk

    with desk(network=network) as here:
        handed = _hand_in(inputs, here.open_link, said)
        if receipt is not None:
            if not isinstance(here, AtRegistry) or len(handed) != 1:
                raise click.UsageError("--receipt takes one input, beside the registry's database")
            said.keep = functools.partial(receipts.write_receipt, receipt, asked_name=name, lang=said.lang)
        examine = functools.partial(here.examine, asked_name=name, at=at)
        _each(handed, here.read, examine, said, here.root)


def _offline(
    inputs: tuple[str, ...],
    path: Path,
    pinned: str | None,
    seen: Path | None,
    said: _Said,
    name: str | None,
    at: dt.datetime | None,
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
    examine = functools.partial(opened.examine, asked_name=name, at=at)
    _each(
        _hand_in(inputs, _no_link, said),
        lambda data, label: (offline.read_offline(data, filename=label), True),
        examine,
        said,
        opened.root,
    )
    return True


def _no_link(url: str) -> tuple[bytes, bool]:
    raise click.UsageError(f"--bundle uses no network: download what {url} leads to, and name the file")


def _moment(text: str) -> dt.datetime:
    """A past moment. A day means its end, so that what happened on it counts; without an offset: central Mexico."""
    from registry import clock
    from registry.texts import CENTRAL_MEXICO

    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(
            f"{text} is no date (2026-03-14) or time (2026-03-14T10:00)", param_hint="--at"
        ) from None
    if moment.year < FIRST_YEAR or moment.year > LAST_YEAR:
        raise click.BadParameter(f"{text} is not a past moment that anything is known of", param_hint="--at")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=CENTRAL_MEXICO)
    if moment > clock.now():
        raise click.BadParameter(f"{text} lies ahead: nobody can know", param_hint="--at")
    if len(text) <= len("2026-03-14"):
        moment = min(moment.replace(hour=23, minute=59, second=59), clock.now())
    return moment.astimezone(dt.UTC)


def _each(
    handed: list[Handed],
    read: Callable[[bytes, str], tuple[Presented, bool]],
    examine: Callable[[Presented], Report],
    said: _Said,
    root: Callable[[], Known[TrustRoot]],
) -> None:
    from registry.documents.errors import Unreadable
    from registry.documents.receipts import receipt_in
    from registry.errors import RegistryError
    from registry.verification.receipt import judge_receipt

    notes = {document: note for document, note in (_note(one.data) for one in handed) if document is not None}
    credentials = [one for one in handed if _note(one.data)[0] is None]
    if not credentials and not said.statuses:
        raise click.UsageError("there are registration notes only; name the credential too")
    for one in credentials:
        found = receipt_in(one.data)
        if found is not None:
            said.reading(one.label, judge_receipt(found, root()))
            continue
        try:
            presented, with_results = read(one.data, one.label)
        except (Unreadable, RegistryError) as refusal:
            said.refused(one.label, refusal.code, refusal.said)
            continue
        own = presented.note or notes.get(presented.document_id or "")
        presented = dataclasses.replace(presented, note=own, inner_notes=notes)
        report = examine(presented)
        shown = report if one.with_results and with_results else report.without_results()
        said.report(one.label, shown)
        if said.keep is not None:
            said.keep(one.data, presented, shown)


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
        self.keep: Callable[[bytes, Presented, Report], None] | None = None
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

    def reading(self, label: str, reading: ReceiptReading) -> None:
        """A receipt."""
        self.statuses.append(receipts.EXIT_STATUSES[reading.result.value])
        self._documents.append({"input": label, **reading.as_dict()})
        if not self.as_json:
            click.echo("\n".join(receipts.told(label, reading, self.lang)))

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


@dataclasses.dataclass(frozen=True, slots=True)
class Handed:
    """Something to verify; ``with_results`` is the wish of whoever shared it by a link."""

    label: str
    data: bytes
    with_results: bool = True


def _hand_in(inputs: tuple[str, ...], open_link: Callable[[str], tuple[bytes, bool]], said: _Said) -> list[Handed]:
    """Everything to verify; a link that leads nowhere is said, and the others go on."""
    from registry.errors import RegistryError

    handed = []
    for one in inputs:
        if not one.lower().startswith(("https://", "http://")):
            handed += [Handed(label, data) for label, data in files(one, said.refused)]
            continue
        try:
            data, with_results = open_link(one)
            handed.append(Handed(one, data, with_results))
        except RegistryError as refusal:
            said.refused(one, refusal.code, refusal.said)
    return handed


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
