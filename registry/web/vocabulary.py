"""Words that templates ask for by code: catalogue labels and the states of accreditations."""

from __future__ import annotations

import datetime as dt
from typing import Any, Protocol

from flask import Flask

from registry import content
from registry.providers.deadlines import day_of
from registry.providers.messages import ACCREDITATION_STATES, APPLICATION_STATES, EVENTS
from registry.providers.rules import AccreditationState, ApplicationState
from registry.texts import Text, month_of, same
from registry.web import drawing, language

_KINDS = {
    AccreditationState.NOT_YET: "info",
    AccreditationState.ACCREDITED: "valid",
    AccreditationState.CONDITIONAL: "warning",
    AccreditationState.CONDITION_OVERDUE: "not_current",
    AccreditationState.SUSPENDED: "not_current",
    AccreditationState.REVOKED: "invalid",
    AccreditationState.LAPSED: "not_current",
    AccreditationState.CLOSED: "not_checked",
}
_APPLICATION_KINDS = {
    ApplicationState.DRAFT: "not_checked",
    ApplicationState.SUBMITTED: "info",
    ApplicationState.UNDER_REVIEW: "info",
    ApplicationState.INFORMATION_REQUESTED: "warning",
    ApplicationState.ACCREDITED: "valid",
    ApplicationState.CONDITIONAL: "warning",
    ApplicationState.DENIED: "invalid",
    ApplicationState.WITHDRAWN: "not_checked",
}


class _Choice(Protocol):
    """A value of a catalogue, or a state."""

    label: Text


def state_label(code: str) -> Text:
    """A state's name by its code."""
    one = content.state(code)
    return one.name if one is not None else same(code)


def catalog_label(name: str, identifier: str | None) -> Text:
    """The label of a catalogue's value; its id when the catalogue lacks it, so that a page never fails for a word."""
    if not identifier:
        return Text("sin dato", "no data")
    try:
        return content.label(name, identifier)
    except KeyError:
        return same(identifier)


def choice(value: Any) -> tuple[str, Text]:
    """A catalogue value or a state as an option of a list."""
    return (value.code, value.name) if hasattr(value, "iso") else (value.id, value.label)


def local_day(moment: dt.datetime | None) -> str:
    """The day of a moment in central Mexico, as the reader writes it; empty for None."""
    return language.said(day_of(moment)) if moment is not None else ""


def init_app(app: Flask) -> None:
    """Give templates these words."""
    drawing.init_app(app)
    app.jinja_env.filters["choice"] = choice
    app.jinja_env.filters["local_day"] = local_day
    app.jinja_env.filters["day_of"] = day_of  # never `moment.date()`, which is the day in Greenwich
    app.jinja_env.filters["month"] = lambda day: language.said(month_of(day))
    app.jinja_env.globals.update(
        catalog_label=catalog_label,
        state_label=state_label,
        accreditation_kind=lambda state: _KINDS[AccreditationState(state)],
        accreditation_word=lambda state: ACCREDITATION_STATES[str(state)],
        application_kind=lambda state: _APPLICATION_KINDS[ApplicationState(state)],
        application_word=lambda state: APPLICATION_STATES[str(state)],
        accreditation_change=lambda kind: EVENTS.get(kind, same(kind)),
        base_url=app.config["BASE_URL"],
        state_name=lambda code: found.name if code and (found := content.state(code)) else Text("sin dato", "no data"),
    )
