"""The only writer of standards, criteria, programs and other content of the authority."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from sqlalchemy import Select, select

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.curriculum import rules
from registry.curriculum.errors import ReasonMissing
from registry.curriculum.faults import Fault, FaultyContent
from registry.curriculum.indicators import parse_indicators
from registry.curriculum.models import ContentVersion, CriteriaVersion, StandardEvent, StandardVersion
from registry.curriculum.parsing import parse_standard
from registry.curriculum.parsing_criteria import parse_criteria
from registry.curriculum.programs import parse_programs
from registry.curriculum.queries import standard_version
from registry.curriculum.reader import Ledger, Reader
from registry.curriculum.rules import State
from registry.curriculum.yaml_file import Marked, content_digest, read_yaml
from registry.db import db
from registry.texts import Text

#: Content kept as it is, with only its ids checked; whoever computes with it types it.
PLAIN_KINDS = ("programs", "indicators", "catalogs", "context_figures", "traceability")
KINDS = ("standard", "accreditation_criteria", *PLAIN_KINDS)

Version = StandardVersion | CriteriaVersion | ContentVersion


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of one file. ``outcome`` is created, replaced (a proposal) or unchanged."""

    name: str
    kind: str
    identifier: str
    version: str
    outcome: str


def load_files(paths: Iterable[str | FilePath], actor: Actor) -> tuple[Loaded, ...]:
    """Load YAML files; see `load`. Raises OSError for a file that cannot be read."""
    return load([(FilePath(path).name, FilePath(path).read_bytes()) for path in paths], actor)


def load_shipped(actor: Actor, *names: str) -> tuple[Loaded, ...]:
    """Load the content that ships with the registry, or the named files of it; safe to repeat."""
    files = [(name, content.shipped_bytes(name)) for name in names or content.shipped_files()]
    return load(files, actor, ours=True)


def load(files: Sequence[tuple[str, bytes]], actor: Actor, *, ours: bool = False) -> tuple[Loaded, ...]:
    """Load content files, all or none, as proposals; ``ours`` when they ship with the registry.

    Raises NotAllowed (needs ``standard:load``), FaultyContent naming file, line and key of every fault, and
    ContentFixed for other content under a version that has left the drawer.
    """
    actor.require("standard:load")
    marked = _read(files, ours=ours)
    _refuse_shared_ids(marked)
    return tuple(_store(one, actor) for one in marked)


def open_comment(standard_id: str, version: str, *, until: dt.datetime, actor: Actor) -> StandardVersion:
    """Open a proposal for public comment until a moment. Raises NotAllowed, NoSuchStandard, TransitionRefused."""
    actor.require("standard:enforce")
    row = standard_version(standard_id, version)
    rules.step(row.state, State.COMMENT)
    row.comment_until = until
    _move(row, State.COMMENT, actor, reason="")
    return row


def enforce(content_id: str, version: str, actor: Actor, *, reason: str = "") -> Version:
    """Put a version in force; the one of the same standard that was in force is superseded.

    Takes criteria, programs and other content too, by their id. Doing it again changes nothing. ``reason`` is public;
    a standard that skips the public comment needs one. Raises NotAllowed (needs ``standard:enforce``),
    NoSuchStandard, TransitionRefused, CommentPeriodOpen, ReasonMissing.
    """
    actor.require("standard:enforce")
    plain = _plain_row(content_id, version)
    if plain is not None:
        _enforce_plain(plain, actor)
        return plain
    row = standard_version(content_id, version)
    if row.state == State.IN_FORCE:
        return row
    now = clock.now()
    rules.enforceable(row.state, comment_until=row.comment_until, reason=reason, at=now)
    previous = db.session.scalar(
        select(StandardVersion)
        .where(StandardVersion.standard_id == row.standard_id, StandardVersion.state == State.IN_FORCE)
        .with_for_update()
    )
    if previous is not None:
        rules.step(previous.state, State.SUPERSEDED)
        previous.ended_at = now
        _move(previous, State.SUPERSEDED, actor, reason=f"{row.code} {row.version}")
    row.in_force_from = now
    _move(row, State.IN_FORCE, actor, reason=reason)
    return row


def withdraw(standard_id: str, version: str, *, reason: str, actor: Actor) -> StandardVersion:
    """Withdraw a version in force, with a public reason; nothing new can be designed or issued against it.

    Raises NotAllowed, NoSuchStandard, TransitionRefused, ReasonMissing.
    """
    actor.require("standard:enforce")
    row = standard_version(standard_id, version)
    rules.step(row.state, State.WITHDRAWN)
    if not reason.strip():
        raise ReasonMissing()
    row.ended_at = clock.now()
    _move(row, State.WITHDRAWN, actor, reason=reason)
    return row


def _read(files: Sequence[tuple[str, bytes]], *, ours: bool) -> list[Marked]:
    faults: list[Fault] = []
    marked = []
    for name, data in files:
        try:
            one = read_yaml(data, name=name, ours=ours)
            _check(one)
            marked.append(one)
        except FaultyContent as refusal:
            faults += refusal.faults
    if faults:
        raise FaultyContent(faults)
    return marked


def _check(marked: Marked) -> None:
    ledger = Ledger(marked.name, marked.lines)
    root = Reader(marked.value, (), ledger)
    kind = root.string("kind", allowed=KINDS)
    root.identifier()
    root.identifier("version")
    ledger.settle()
    if kind == "standard":
        parse_standard(marked, known=content.identifiers())
    elif kind == "accreditation_criteria":
        parse_criteria(marked)
    elif kind == "programs":
        parse_programs(marked)
    elif kind == "indicators":
        parse_indicators(marked, figures={one.id for one in content.context_figures()})


def _refuse_shared_ids(files: Sequence[Marked]) -> None:
    """An id names one thing everywhere; only versions of the same content share theirs."""
    owners: dict[str, str] = {}
    faults = []
    for row in _stored_rows():
        content_id = _content_id(row)
        owners |= dict.fromkeys(_ids(row.content, ()), content_id)
    for one in files:
        own = str(one.value["id"])
        for name, path in _ids(one.value, ()).items():
            if owners.setdefault(name, own) != own:
                problem = ID_ELSEWHERE.format(id=name, other=owners[name])
                faults.append(Fault((*path, "id"), problem, one.name, one.lines.get((*path, "id"))))
    if faults:
        raise FaultyContent(faults)


def _stored_rows() -> list[Version]:
    return [
        *db.session.scalars(select(StandardVersion)),
        *db.session.scalars(select(CriteriaVersion)),
        *db.session.scalars(select(ContentVersion)),
    ]


def _content_id(row: Version) -> str:
    if isinstance(row, StandardVersion):
        return row.standard_id
    return row.criteria_id if isinstance(row, CriteriaVersion) else row.content_id


def _ids(value: object, path: tuple[str | int, ...]) -> dict[str, tuple[str | int, ...]]:
    """Every ``id`` in a content, with the place of its mapping."""
    found: dict[str, tuple[str | int, ...]] = {}
    if isinstance(value, Mapping):
        if isinstance(value.get("id"), str):
            found[value["id"]] = path
        for key, child in value.items():
            found |= _ids(child, (*path, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            found |= _ids(child, (*path, index))
    return found


def _store(marked: Marked, actor: Actor) -> Loaded:
    value = marked.value
    kind, content_id, version, digest = value["kind"], value["id"], value["version"], content_digest(value)
    row = _row(kind, content_id, version)
    if row is None:
        row = _new_row(kind, value, digest)
        db.session.add(row)
        outcome = "created"
        if isinstance(row, StandardVersion):
            db.session.flush()
            _event(row, None, State.PROPOSED, actor, "")
    elif rules.same_content(content_id, version, _state_of(row), stored=row.digest, offered=digest):
        return Loaded(marked.name, kind, content_id, version, "unchanged")
    else:
        row.content, row.digest, row.loaded_at = value, digest, clock.now()
        if isinstance(row, StandardVersion):
            row.code, row.track = value["code"], value["track"]
        outcome = "replaced"
    db.session.flush()
    record("content.loaded", kind, f"{content_id}/{version}", actor=actor, digest=digest, outcome=outcome)
    return Loaded(marked.name, kind, content_id, version, outcome)


def _row(kind: str, content_id: str, version: str) -> Version | None:
    if kind == "standard":
        return db.session.scalar(
            select(StandardVersion).where(StandardVersion.standard_id == content_id, StandardVersion.version == version)
        )
    return _plain_row(content_id, version)


def _new_row(kind: str, value: dict[str, Any], digest: str) -> Version:
    now = clock.now()
    if kind == "standard":
        return StandardVersion(
            standard_id=value["id"],
            code=value["code"],
            version=value["version"],
            track=value["track"],
            state=State.PROPOSED,
            content=value,
            digest=digest,
            loaded_at=now,
        )
    common: dict[str, Any] = {"version": value["version"], "content": value, "digest": digest, "loaded_at": now}
    if kind == "accreditation_criteria":
        return CriteriaVersion(criteria_id=value["id"], **common)
    return ContentVersion(kind=kind, content_id=value["id"], **common)


def _state_of(row: Version) -> str:
    if isinstance(row, StandardVersion):
        return row.state
    if row.in_force_from is None:
        return State.PROPOSED
    return State.IN_FORCE if row.ended_at is None else State.SUPERSEDED


def _plain_row(content_id: str, version: str) -> CriteriaVersion | ContentVersion | None:
    criteria = db.session.scalar(
        select(CriteriaVersion).where(CriteriaVersion.criteria_id == content_id, CriteriaVersion.version == version)
    )
    return criteria or db.session.scalar(
        select(ContentVersion).where(ContentVersion.content_id == content_id, ContentVersion.version == version)
    )


def _enforce_plain(row: CriteriaVersion | ContentVersion, actor: Actor) -> None:
    if _state_of(row) == State.IN_FORCE:
        return
    rules.step(_state_of(row), State.IN_FORCE)
    now = clock.now()
    if isinstance(row, CriteriaVersion):
        _end(select(CriteriaVersion).where(CriteriaVersion.criteria_id == row.criteria_id), now)
    else:
        _end(select(ContentVersion).where(ContentVersion.content_id == row.content_id), now)
    row.in_force_from = now
    db.session.flush()
    record("content.enforced", "content", f"{_content_id(row)}/{row.version}", actor=actor, digest=row.digest)


def _end(siblings: Select[CriteriaVersion] | Select[ContentVersion], at: dt.datetime) -> None:
    rows: Sequence[CriteriaVersion | ContentVersion] = db.session.scalars(siblings.with_for_update()).all()
    for one in rows:
        if one.in_force_from is not None and one.ended_at is None:
            one.ended_at = at


def _move(row: StandardVersion, to: State, actor: Actor, *, reason: str) -> None:
    before = row.state
    row.state = to
    _event(row, before, to, actor, reason)
    db.session.flush()
    record(
        f"standard.{to}",
        "standard_version",
        row.id,
        actor=actor,
        standard=row.standard_id,
        version=row.version,
        was=before,
    )


def _event(row: StandardVersion, before: str | None, to: State, actor: Actor, reason: str) -> None:
    db.session.add(
        StandardEvent(
            standard_version_id=row.id,
            at=clock.now(),
            from_state=before,
            to_state=to,
            by=actor.account_id,
            reason=reason,
        )
    )


ID_ELSEWHERE = Text(
    "«{id}» ya es un identificador de {other}; use otro.", "“{id}” is already an id of {other}; use another."
)
