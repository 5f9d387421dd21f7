"""The only writer of targets: acts that set many cells at once, by form or by file, and their undoing."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry import clock, content
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.db import db
from registry.floor import queries, rules, sheets
from registry.floor.errors import (
    ActUndone,
    DatesUnfit,
    FileFindings,
    LineFinding,
    NothingChanged,
    SourceMissing,
    TargetUnfit,
)
from registry.floor.models import TargetAct, TargetLine
from registry.floor.rules import HORIZONS, STATUSES, Cell
from registry.texts import Text, same

PERMISSION = "target:set"
SHORTEST_SOURCE, LONGEST_SOURCE = 4, 300
COLUMNS: Mapping[str, Sequence[str]] = {
    "profile": ("perfil", "profile"),
    "state": ("entidad", "state"),
    "people": ("personas", "people", "meta", "target"),
}
_UNKNOWN_PROFILE = Text("no hay un perfil «{value}».", "there is no profile “{value}”.")
_UNKNOWN_STATE = Text("no hay una entidad «{value}».", "there is no state “{value}”.")
_NOT_A_NUMBER = Text("«{value}» no es un número entero.", "“{value}” is not a whole number.")
_NEGATIVE = Text("una meta no puede ser {value}: empieza en 1.", "a target cannot be {value}: it starts at 1.")
_TOO_LARGE = Text("{value} pasa de la población de cualquier entidad.", "{value} exceeds any state's population.")
_TWICE = Text("ya está en la línea {line}.", "it already stands in line {line}.")
_FUTURE = Text("el acto no puede ser de un día que no ha llegado.", "the act cannot be of a day yet to come.")
_DUE_PAST = Text("el plazo vence antes de que la meta empiece a valer.", "it is due before the target takes effect.")
_ENDS_EARLY = Text("la vigencia termina antes de empezar.", "its validity ends before it begins.")


@dataclass(frozen=True, slots=True)
class Act:
    """What is common to the cells of one act."""

    horizon: str
    due_on: dt.date
    source: str
    acted_on: dt.date
    valid_from: dt.date
    status: str = "proposed"
    valid_until: dt.date | None = None


def set_targets(act: Act, cells: Mapping[Cell, int | None], *, way: str = "form", actor: Actor) -> TargetAct:
    """Enter an act. Cells that say what stands already are left out; None takes a target away.

    Raises `NotAllowed`, `SourceMissing`, `DatesUnfit`, `TargetUnfit` (unknown profile or state, out of range),
    `NothingChanged`.
    """
    actor.require(PERMISSION)
    _check(act)
    now = queries.targets(act.valid_from)[act.horizon]
    for cell, people in cells.items():
        problem = _cell_problem(*cell, people)
        if problem:
            raise TargetUnfit(where=_where(cell), problem=problem)
    changed = {cell: people for cell, people in cells.items() if people != (now[cell].people if cell in now else None)}
    if not changed:
        raise NothingChanged()
    made = TargetAct(
        horizon=act.horizon,
        due_on=act.due_on,
        source=act.source.strip(),
        acted_on=act.acted_on,
        status=act.status,
        valid_from=act.valid_from,
        valid_until=act.valid_until,
        way=way,
        entered_at=clock.now(),
        entered_by=actor.account_id,
        lines=[TargetLine(profile=cell[0], state_code=cell[1], people=people) for cell, people in changed.items()],
    )
    db.session.add(made)
    db.session.flush()
    record("target.set", "floor_target_act", made.id, actor=actor, horizon=act.horizon, cells=len(changed), way=way)
    return made


def import_targets(act: Act, body: bytes, *, actor: Actor) -> TargetAct:
    """The same from a CSV of profile, state and people; all of it or nothing.

    Raises as `set_targets`, and `FileUnreadable`, `FileFindings` with every line that is wrong.
    """
    actor.require(PERMISSION)
    findings: list[LineFinding] = []
    cells: dict[Cell, int | None] = {}
    lines: dict[Cell, int] = {}
    for row in sheets.read(body, COLUMNS):
        profile, state = _profile(row.cells["profile"]), _state(row.cells["state"])
        people = sheets.whole(row.cells["people"])
        code, said = "", None
        if profile is None:
            code, said = "unknown_profile", _UNKNOWN_PROFILE.format(value=row.cells["profile"][:40])
        elif state is None:
            code, said = "unknown_state", _UNKNOWN_STATE.format(value=row.cells["state"][:40])
        elif (profile, state) in lines:
            code, said = "twice", _TWICE.format(line=lines[profile, state])
        elif people is None and row.cells["people"]:
            code, said = "not_a_number", _NOT_A_NUMBER.format(value=row.cells["people"][:40])
        elif problem := _cell_problem(profile, state, people):
            code, said = "out_of_range", problem
        if said is not None:
            findings.append(LineFinding(row.line, code, said))
        elif profile is not None and state is not None:
            lines[profile, state] = row.line
            cells[profile, state] = people
    if findings:
        raise FileFindings(findings)
    return set_targets(act, cells, way="csv", actor=actor)


def undo(act_id: uuid.UUID, *, actor: Actor) -> TargetAct:
    """Take an act back: what stood before it stands again. Raises `NotAllowed`, `NoSuchAct`, `ActUndone`."""
    actor.require(PERMISSION)
    act = queries.act(act_id)
    db.session.refresh(act, with_for_update=True)
    if act.undone_at is not None:
        raise ActUndone()
    act.undone_at, act.undone_by = clock.now(), actor.account_id
    db.session.flush()
    record("target.undone", "floor_target_act", act.id, actor=actor)
    return act


def _check(act: Act) -> None:
    if act.horizon not in HORIZONS or act.status not in STATUSES:
        raise TargetUnfit(where=same(act.horizon), problem=_UNKNOWN_PROFILE.format(value=act.status))
    if not SHORTEST_SOURCE <= len(act.source.strip()) <= LONGEST_SOURCE:
        raise SourceMissing()
    if act.acted_on > clock.today():
        raise DatesUnfit(problem=_FUTURE)
    if act.due_on < act.valid_from:
        raise DatesUnfit(problem=_DUE_PAST)
    if act.valid_until is not None and act.valid_until < act.valid_from:
        raise DatesUnfit(problem=_ENDS_EARLY)


def _cell_problem(profile: str, state: str, people: int | None) -> Text | None:
    if profile not in queries.profiles():
        return _UNKNOWN_PROFILE.format(value=profile)
    if content.state(state) is None:
        return _UNKNOWN_STATE.format(value=state)
    if people is not None and people < 1:
        return _NEGATIVE.format(value=people)
    if people is not None and people > rules.MOST_PEOPLE:
        return _TOO_LARGE.format(value=people)
    return None


def _where(cell: Cell) -> Text:
    profile, code = cell
    state = content.state(code)
    name, label = state.name if state else same(code), content.label("profiles", profile)
    return Text(f"{label.es}, {name.es}", f"{label.en}, {name.en}")


def _profile(written: str) -> str | None:
    """By id or by label in either language."""
    plain = written.strip().casefold()
    for one in content.catalog("profiles"):
        if one.id in queries.profiles() and plain in (one.id, one.label.es.casefold(), one.label.en.casefold()):
            return one.id
    return None


def _state(written: str) -> str | None:
    """By INEGI code (with or without its zero), ISO code or name."""
    plain = written.strip().casefold()
    for one in content.states():
        names = (one.code, one.code.lstrip("0"), one.iso, one.iso[3:], one.name.es, one.name.en, one.official_name)
        if plain in (name.casefold() for name in names):
            return one.code
    return None
