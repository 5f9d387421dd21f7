"""The frame of the authority's working pages: the left column with what waits, and how refusals are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import render_template, url_for
from werkzeug.wrappers import Response

from registry import clock
from registry.db import db
from registry.errors import RegistryError
from registry.indicators import queries as indicators
from registry.providers import tray
from registry.quality import queries as quality
from registry.quality.drawing import RUN
from registry.quality.waiting import count_waiting
from registry.rights import correcting
from registry.talent import queries as talent
from registry.texts import Text
from registry.web.forms import Form
from registry.web.problems import status_of
from registry.web.security import actor

Page = str | Response | tuple[str, int]


def page(template: str, *, current: str, **context: Any) -> str:
    """A working page; ``current`` is the entry of the left column that it belongs to."""
    return render_template(f"authority/{template}", nav=_nav(), current=current, **context)


def _nav() -> list[Mapping[str, Any]]:
    who, now = actor(), clock.now()
    counts = tray.counts(now)
    waiting = counts.get("submitted", 0) + counts.get("under_review", 0)
    entries: list[Mapping[str, Any]] = [
        _entry("home", Text("Inicio", "Start"), "authority.home"),
        _entry(
            "applications",
            Text("Solicitudes", "Applications"),
            "authority.applications",
            count=waiting,
            kind="invalid" if counts["overdue"] else "info",
        ),
    ]
    if who.may("application:review") and who.account_id is not None:
        mine = tray.count_my_reviews(who.account_id)
        entries.append(
            _entry("reviews", Text("Mis dictámenes", "My reviews"), "authority.reviews", count=mine, kind="warning")
        )
    entries += [
        _entry("institutions", Text("Instituciones", "Institutions"), "authority.institutions"),
        *([_corrections()] if who.may("award:keep") else []),
        *(_entry(key, text, endpoint) for key, text, endpoint, asked in _OF_THE_FLOOR if who.may(asked)),
        *([_entry("programs", Text("Programas", "Programs"), "authority.programs")] if who.may("program:run") else []),
        *([_employers()] if who.may("employer:verify") else []),
        _quality(to_decide=who.may("quality:review"), to_announce=who.may(RUN)),
        _entry("standards", Text("Estándares y criterios", "Standards and criteria"), "authority.standards"),
        _indicators(),
        *(
            [_entry("reports", Text("Informe anual", "Annual report"), "authority.reports")]
            if who.may("report:prepare")
            else []
        ),
        *([_entry("staff", Text("Personal", "Staff"), "authority.staff")] if who.may("staff:manage") else []),
    ]
    return entries


#: The literacy floor: key, words, endpoint, and the permission without which the entry is not shown.
_OF_THE_FLOOR: tuple[tuple[str, Text, str, str], ...] = (
    ("floor", Text("Piso nacional", "National floor"), "authority.floor", "target:set"),
    ("schools", Text("Escuelas", "Schools"), "places.schools", "school:declare"),
    ("chambers", Text("Cámaras", "Chambers"), "places.chambers", "chamber:read"),
)


def _quality(*, to_decide: bool, to_announce: bool) -> dict[str, Any]:
    """Sampling audits; for reviewers with what waits for a decision, for who runs them with what waits for an audit."""
    waiting = (quality.count_to_decide() if to_decide else 0) + (count_waiting(clock.now()) if to_announce else 0)
    return _entry("quality", Text("Auditorías", "Audits"), "authority.quality", count=waiting, kind="warning")


def _corrections() -> dict[str, Any]:
    """Names to correct on what closed institutions issued."""
    waiting = len(correcting.waiting_at(None))
    text = Text("Correcciones en custodia", "Corrections in custody")
    return _entry("corrections", text, "authority.corrections", count=waiting, kind="warning")


def _employers() -> dict[str, Any]:
    """Employers that wait to be verified, and reports about some."""
    text = Text("Empleadores", "Employers")
    return _entry("employers", text, "authority.employers", count=talent.count_waiting(), kind="warning")


def _indicators() -> dict[str, Any]:
    """Proposals and series that wait for somebody's decision."""
    waiting = len(indicators.waiting_proposals()) + indicators.count_waiting_imports()
    return _entry(
        "indicators", Text("Indicadores", "Indicators"), "authority.indicators", count=waiting, kind="warning"
    )


def _entry(key: str, text: Text, endpoint: str, *, count: int | None = None, kind: str | None = None) -> dict[str, Any]:
    return {"key": key, "text": text, "href": url_for(endpoint), "count": count or None, "kind": kind}


def attempt(form: Form, action: Callable[[], Any], *, field: str | None = None) -> RegistryError | None:
    """Run an action of a service and commit it; a refusal is shown on the form, and nothing of the action stays."""
    try:
        action()
        db.session.commit()
    except RegistryError as refusal:
        db.session.rollback()
        form.refuse(refusal, field)
        return refusal
    return None


def refused(body: str, refusal: RegistryError | None = None) -> tuple[str, int]:
    """A form's page with what is wrong on it."""
    return body, status_of(refusal) if refusal else 422
