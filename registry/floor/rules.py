"""What counts, what is said of it, and from when: targets, schools, codes, priority. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry import content
from registry.disclosure import MINIMUM_CELL
from registry.ids import CROCKFORD
from registry.texts import Text

STANDARD = "std-ai-literacy"
PROGRAM = "prg-literacy-floor"
TEACHERS, OWNERS = "secondary_teachers", "sme_owners"
HORIZONS: Mapping[str, Text] = {
    "short": Text("Corto plazo", "Short term"),
    "medium": Text("Mediano plazo", "Medium term"),
    "long": Text("Largo plazo", "Long term"),
}
STATUSES: Mapping[str, Text] = {
    "proposed": Text("Propuesta", "Proposed"),
    "adopted": Text("Adoptada por la autoridad", "Adopted by the authority"),
}
#: More than everybody who lives in the largest state: a slip of the keyboard.
MOST_PEOPLE = 20_000_000
MOST_STAFF = 2_000
CODE_LENGTH = 8


# -- targets


@dataclass(frozen=True, slots=True)
class Line:
    """One cell of one act, as it is read back. ``entered`` orders acts; ``people`` None takes the target away."""

    horizon: str
    profile: str
    state_code: str
    people: int | None
    due_on: dt.date
    status: str
    source: str
    acted_on: dt.date
    valid_from: dt.date
    valid_until: dt.date | None
    entered: dt.datetime


@dataclass(frozen=True, slots=True)
class Target:
    """What is meant for a profile in a state by a day."""

    people: int
    due_on: dt.date
    status: str
    source: str
    acted_on: dt.date


Cell = tuple[str, str]  # profile, state


def standing(lines: Iterable[Line], day: dt.date) -> Mapping[str, Mapping[Cell, Target]]:
    """The targets of a day, by horizon and cell: of the acts that hold on it, the newest speaks."""
    newest: dict[tuple[str, str, str], Line] = {}
    for one in lines:
        if one.valid_from > day or (one.valid_until is not None and one.valid_until < day):
            continue
        key = (one.horizon, one.profile, one.state_code)
        if key not in newest or newest[key].entered < one.entered:
            newest[key] = one
    found: dict[str, dict[Cell, Target]] = {horizon: {} for horizon in HORIZONS}
    for (horizon, profile, state), one in newest.items():
        if one.people is not None:
            found[horizon][profile, state] = Target(one.people, one.due_on, one.status, one.source, one.acted_on)
    return found


@dataclass(frozen=True, slots=True)
class Advance:
    """How far a profile has come, from published numbers alone.

    ``reached`` are the distinct people in the states with a target; ``hidden`` how many of those states have too few
    to be published, so that ``reached`` is then a lower bound. ``percent`` is None without a target.
    """

    states: int
    target: int
    reached: int
    hidden: int

    @property
    def percent(self) -> float | None:
        """Of the target, from 0 to 100 and beyond; a lower bound when something is hidden."""
        return 100 * self.reached / self.target if self.target else None


def advance(profile: str, targets: Mapping[Cell, Target], published: Mapping[str, int | None]) -> Advance:
    """One profile: its targets against the published counts by state (None: suppressed; missing: nobody)."""
    own = {state: target for (name, state), target in targets.items() if name == profile}
    counts = [published.get(state, 0) for state in own]
    return Advance(
        states=len(own),
        target=sum(one.people for one in own.values()),
        reached=sum(count for count in counts if count is not None),
        hidden=sum(count is None for count in counts),
    )


def milestones(profile: str, by_horizon: Mapping[str, Mapping[Cell, Target]]) -> list[tuple[str, dt.date, int]]:
    """The horizons of a profile that have targets: horizon, the last day named for it, people in all."""
    found = []
    for horizon in HORIZONS:
        own = [one for (name, _), one in by_horizon.get(horizon, {}).items() if name == profile]
        if own:
            found.append((horizon, max(one.due_on for one in own), sum(one.people for one in own)))
    return found


# -- schools


class SchoolFinding(StrEnum):
    """Why a school has no percentage, or no recognition."""

    NOT_DECLARED = "not_declared"
    OVER = "more_holders_than_staff"
    BELOW = "below_threshold"
    REACHED = "reached"


def read_cct(written: str) -> str | None:
    """A school's key without spaces or hyphens, in capitals; None when it has not the official shape."""
    key = re.sub(r"[\s\-_/.\u200b-\u200f\ufeff]+", "", written).upper()
    return key if re.fullmatch(content.formats()["cct"]["regex"], key) else None


def is_secondary(cct: str) -> bool:
    """Whether the service letters are those of a secondary school."""
    return cct[3:5] in content.formats()["cct"]["secondary_services"]


def judged(staff: int | None, holders: int, threshold: int) -> SchoolFinding:
    """How a school stands. More holders than declared staff says that the declaration is wrong, not 120 %."""
    if staff is None:
        return SchoolFinding.NOT_DECLARED
    if holders > staff:
        return SchoolFinding.OVER
    return SchoolFinding.REACHED if holders * 100 >= staff * threshold else SchoolFinding.BELOW


def reached_on(starts: Sequence[dt.date], staff: int, threshold: int, declared_on: dt.date) -> dt.date:
    """Since when: the day on which, of those who hold it now, the one who made the share got hers; not before the
    declaration says how many teachers there are. Call it for a school that has reached the share."""
    needed = max(-(-staff * threshold // 100), 1)
    return max(sorted(starts)[needed - 1], declared_on)


def shown_percent(staff: int, holders: int) -> int | None:
    """A least share to show, in whole tens of per cent, where a step of ten per cent is ten teachers or more and those
    who do not hold it are many enough to be told; None: say that the threshold was reached, and nothing else.

    An exact share of a known staff is an exact count, and the state's published teachers less those of its recognised
    schools would be the few at no such school.
    """
    if staff < MINIMUM_CELL * 10 or staff - holders < MINIMUM_CELL:
        return None
    return holders * 10 // staff * 10


# -- chambers


def spell_code(code: str) -> str:
    """``7Q4K-M2ZT``."""
    return f"{code[:4]}-{code[4:]}"


def is_code(code: str) -> bool:
    """Whether it could be one."""
    return len(code) == CODE_LENGTH and all(one in CROCKFORD for one in code)


# -- priority


@dataclass(frozen=True, slots=True)
class Priority:
    """What a current microcredential for secondary teachers opens first: a place in the engineering track, and becoming
    an assessor. ``folio`` is what anybody verifies; ``until`` its last moment."""

    folio: str
    since: dt.datetime
    until: dt.datetime | None
    cct: str | None
