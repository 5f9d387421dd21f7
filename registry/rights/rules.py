"""How requests move, by when, and the words for it. Pure: times and calendars come in as arguments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from registry.curriculum.calendar import BusinessCalendar
from registry.identity.rules import EVIDENCE as EVIDENCE
from registry.identity.rules import spell as spell
from registry.providers import deadlines
from registry.texts import Text


class Kind(StrEnum):
    """The four ARCO rights."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    CANCELLATION = "cancellation"
    OPPOSITION = "opposition"


class State(StrEnum):
    """Where a request stands."""

    PROPOSED = "proposed"
    OPEN = "open"
    ACCEPTED = "accepted"
    BLOCKED = "blocked"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: state → the states that may follow. Nothing leads out of an end.
STEPS: Mapping[State, frozenset[State]] = {
    State.PROPOSED: frozenset({State.OPEN, State.REFUSED}),
    State.OPEN: frozenset({State.ACCEPTED, State.DONE, State.REFUSED, State.WITHDRAWN}),
    State.ACCEPTED: frozenset({State.BLOCKED, State.DONE, State.WITHDRAWN}),
    State.BLOCKED: frozenset({State.DONE, State.WITHDRAWN}),
    State.DONE: frozenset(),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
#: Somebody still has to do something about these.
WAITING = (State.PROPOSED, State.OPEN, State.ACCEPTED)
RUNNING = (*WAITING, State.BLOCKED)
SHORTEST_NOTE, LONGEST_WORDS = 20, 1_000
#: Awards whose copy is made while the holder waits; for more the worker makes it.
MADE_AT_ONCE = 25
#: How long a copy can be downloaded.
EXPORT_LIFE = dt.timedelta(days=7)
#: Business days before the end of a period at which officers are reminded.
REMIND_AHEAD = 5

KINDS: Mapping[str, Text] = {
    "access": Text("Acceso: una copia de sus datos", "Access: a copy of their data"),
    "rectification": Text("Rectificación: corregir el nombre", "Rectification: correct the name"),
    "cancellation": Text("Cancelación: borrar sus datos", "Cancellation: erase their data"),
    "opposition": Text("Oposición a un uso de sus datos", "Opposition to a use of their data"),
}
STATES: Mapping[str, tuple[str, Text]] = {
    "proposed": ("warning", Text("Falta una segunda persona", "A second person is needed")),
    "open": ("warning", Text("En plazo de respuesta", "Waiting for an answer")),
    "accepted": ("info", Text("Procede; falta ejecutarla", "Granted; to be carried out")),
    "blocked": ("not_current", Text("Datos bloqueados", "Data blocked")),
    "done": ("valid", Text("Hecha", "Done")),
    "refused": ("invalid", Text("No procedió", "Refused")),
    "withdrawn": ("not_checked", Text("Retirada", "Withdrawn")),
}
PART_STATES: Mapping[str, tuple[str, Text]] = {
    "open": ("warning", Text("En espera de respuesta", "Waiting for an answer")),
    "done": ("valid", Text("Corregidas", "Corrected")),
    "refused": ("invalid", Text("No procedió", "Refused")),
    "withdrawn": ("not_checked", Text("Retirada", "Withdrawn")),
}
#: Why a name changes. It is read by whoever corrects it and forgotten when the request ends; no document says it.
REASONS: Mapping[str, Text] = {
    "typing": Text("Está mal escrito", "It is misspelt"),
    "civil": Text("Cambió mi estado civil", "My civil status has changed"),
    "gender": Text("Reconocimiento de mi identidad de género", "Recognition of my gender identity"),
    "other": Text("Otro documento oficial lo cambió", "Another official document has changed it"),
}
#: What one may oppose: each takes effect at once, and can be taken back.
OPPOSED: Mapping[str, Text] = {
    "counted": Text(
        "Que me cuenten en las estadísticas que se publican", "Being counted in the statistics that are published"
    ),
    "found": Text("Que me encuentren con el folio y mi apellido", "Being found by the folio and my surname"),
}
RELATIONS: Mapping[str, Text] = {
    "mother": Text("Madre", "Mother"),
    "father": Text("Padre", "Father"),
    "guardian": Text("Tutora o tutor", "Guardian"),
}


def may_follow(state: str, following: State) -> bool:
    """Whether a request in that state may move so."""
    return following in STEPS[State(state)]


def due(moment: dt.datetime, days: int, calendar: BusinessCalendar) -> dt.datetime:
    """The last second of a period of business days that starts with the moment's day."""
    return deadlines.due(moment, days, calendar)


def days_left(due_at: dt.datetime, *, at: dt.datetime, calendar: BusinessCalendar) -> int:
    """Business days until then: 0 on the last day, negative when it has passed."""
    return -1 if due_at < at and deadlines.day_of(due_at) == deadlines.day_of(at) else deadlines.days_left(
        due_at, at=at, calendar=calendar
    )  # fmt: skip


def clock_of(state: str, answer_due: dt.datetime, carry_due: dt.datetime | None) -> dt.datetime | None:
    """The end of the period that runs in that state; None where none does."""
    if state in (State.PROPOSED, State.OPEN):
        return answer_due
    return carry_due if state == State.ACCEPTED else None
