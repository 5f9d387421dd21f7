"""The life of a standard's version: which step may follow which, and what it needs. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

from registry.curriculum.errors import CommentPeriodOpen, ContentFixed, ReasonMissing, TransitionRefused
from registry.texts import Text


class State(StrEnum):
    """Where a version stands; labels are in the catalog ``standard_states``."""

    PROPOSED = "proposed"
    COMMENT = "comment"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


STATE_NAMES: Mapping[State, Text] = {
    State.PROPOSED: Text("propuesto", "proposed"),
    State.COMMENT: Text("en comentarios públicos", "open for comment"),
    State.IN_FORCE: Text("en vigor", "in force"),
    State.SUPERSEDED: Text("sustituido por otra versión", "superseded by another version"),
    State.WITHDRAWN: Text("retirado", "withdrawn"),
}

#: Nothing else is possible. A version goes into force without public comment only for a reason that is published.
STEPS: Mapping[State, tuple[State, ...]] = {
    State.PROPOSED: (State.COMMENT, State.IN_FORCE),
    State.COMMENT: (State.IN_FORCE,),
    State.IN_FORCE: (State.SUPERSEDED, State.WITHDRAWN),
    State.SUPERSEDED: (),
    State.WITHDRAWN: (),
}


class Interval(Protocol):
    """When a version was in force."""

    @property
    def in_force_from(self) -> dt.datetime | None:
        """From then on; None: never yet."""

    @property
    def ended_at(self) -> dt.datetime | None:
        """Until then; None: still."""


def step(current: str, to: State) -> None:
    """Whether a version may go from one state to another. Raises TransitionRefused, which names what is possible."""
    possible = STEPS[State(current)]
    if to not in possible:
        raise TransitionRefused(
            from_state=STATE_NAMES[State(current)],
            to_state=STATE_NAMES[to],
            possible=_listed([STATE_NAMES[one] for one in possible]),
        )


def enforceable(current: str, *, comment_until: dt.datetime | None, reason: str, at: dt.datetime) -> None:
    """Whether a version may be put in force at a moment.

    Raises TransitionRefused; CommentPeriodOpen while people may still comment; ReasonMissing for a version that skips
    the public comment without saying why.
    """
    step(current, State.IN_FORCE)
    if current == State.COMMENT and comment_until is not None and at < comment_until:
        raise CommentPeriodOpen(until=comment_until)
    if current == State.PROPOSED and not reason.strip():
        raise ReasonMissing()


def same_content(what: str, version: str, current: str, *, stored: str, offered: str) -> bool:
    """Whether the offered content is the stored one (by digest); False means: it may replace it.

    Raises ContentFixed for other content under a version that has left the drawer: people comment on a text, and
    definitions and credentials stand on one, which must stay what it was.
    """
    if stored == offered:
        return True
    if current != State.PROPOSED:
        raise ContentFixed(what=what, version=version, state=STATE_NAMES[State(current)])
    return False


def was_in_force(version: Interval, at: dt.datetime) -> bool:
    """Whether a version was in force at a moment: the day it began counts, the moment it ended does not."""
    return (
        version.in_force_from is not None
        and version.in_force_from <= at
        and (version.ended_at is None or at < version.ended_at)
    )


def _listed(names: list[Text]) -> Text:
    if not names:
        return Text("ninguno", "none")
    return Text(es=", ".join(name.es for name in names), en=", ".join(name.en for name in names))
