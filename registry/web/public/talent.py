"""``/talent``: holders against posted demand, by occupation, sector and state; and what employers verify.

Holders come from the newest release of outcomes, suppressed there; demand from the board, as of now. Nothing is ranked.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, render_template, request
from markupsafe import Markup

from registry import clock, content
from registry.errors import NotFound
from registry.outcomes import releases
from registry.outcomes.measures import UNKNOWN
from registry.outcomes.releases import PublishedTable, Release
from registry.talent import counting, skills
from registry.talent.counting import ABROAD, REMOTE, Demand, Signal
from registry.texts import Text, spoken
from registry.web.charts import Tile, tile_map
from registry.web.language import current
from registry.web.public import blueprint
from registry.web.public.serving import signed, signed_json
from registry.web.security import public

DIMENSIONS: Mapping[str, Text] = {
    "occupation": Text("Ocupación (SINCO, grupo principal)", "Occupation (SINCO major group)"),
    "sector": Text("Sector (SCIAN)", "Sector (SCIAN)"),
    "state": Text("Entidad", "State"),
}
_PLACES = {REMOTE: Text("A distancia", "Remote"), ABROAD: Text("Fuera de México", "Outside Mexico")}


@dataclass(frozen=True, slots=True)
class Row:
    """One value. ``holders`` None is suppressed, or unknown because nothing has been released; ``places`` None: demand
    has no such value (it is always said)."""

    id: str
    label: Text
    holders: int | None
    places: int | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One dimension. ``known``: of how many holders the value is known; None where that cannot be said."""

    id: str
    name: Text
    rows: tuple[Row, ...]
    known: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """Everything that the page shows and the files hold."""

    as_of: dt.datetime | None
    demand_at: dt.datetime
    track: str
    state: str
    holders: int | None
    demand: Demand
    compared: tuple[Compared, ...]
    signal: Signal


def panel(*, track: str = "", state: str = "") -> Panel:
    """Supply and demand: of one track, of one state, or of all."""
    release, posted = releases.newest(), counting.demand(track=track, state=state)
    measure = f"current.track.{track}" if track else "current"
    asked: dict[str, Mapping[str, int]] = {
        "occupation": posted.by_occupation,
        "sector": posted.by_sector,
        "state": posted.by_state,
    }
    wanted = [name for name in DIMENSIONS if not (state and name == "state")]
    tables = {name: _table(release, measure, name, state) for name in wanted}
    everybody = _table(release, measure, "state", "")
    here = everybody.get(state) if everybody and state else everybody.total if everybody else None
    return Panel(
        as_of=release.as_of if release else None,
        demand_at=clock.now(),
        track=track,
        state=state,
        holders=here,
        demand=posted,
        compared=tuple(_compared(name, tables[name], asked[name], state, here) for name in wanted),
        signal=counting.signal(),
    )


def _table(release: Release | None, measure: str, name: str, state: str) -> PublishedTable | None:
    if release is None:
        return None
    try:
        return release.table(measure, ("state", name) if state else (name,))
    except NotFound:  # a track that nobody had when the release was made
        return None


def _compared(
    name: str, table: PublishedTable | None, asked: Mapping[str, int], state: str, everybody: int | None
) -> Compared:
    values = _values(name)

    def holders(value: str) -> int | None:
        if table is None:
            return None
        return table.get(state, value) if state else table.get(value)

    rows = [Row(key, label, holders(key), asked.get(key, 0)) for key, label in values]
    if name == "state":
        rows.append(Row(REMOTE, _PLACES[REMOTE], 0, asked.get(REMOTE, 0)))
    unknown = holders(UNKNOWN)
    rows.append(Row(UNKNOWN, Text("No se sabe", "Unknown"), unknown, None))
    # Of one state the release says no total of those who are known: it is what two published cells leave.
    left = everybody - unknown if everybody is not None and unknown is not None else None
    known = (left if state else table.known) if table else None
    return Compared(name, DIMENSIONS[name], tuple(rows), known)


def _values(name: str) -> list[tuple[str, Text]]:
    if name == "state":
        return [(one.code, one.name) for one in content.states()]
    return [(one.id, one.label) for one in content.catalog("occupations" if name == "occupation" else "sectors")]


def _chosen() -> Panel:
    track, state = request.args.get("track", ""), request.args.get("state", "")
    return panel(
        track=track if track in content.identifiers()["tracks"] else "", state=state if content.state(state) else ""
    )


@blueprint.get("/talent")
@public
def talent() -> str:
    """The panel."""
    made = _chosen()
    known = skills.known()
    targets = sorted(made.signal.by_target.cells.items())
    places = {**{one.code: one.name for one in content.states()}, **_PLACES}
    return render_template(
        "public/talent.html",
        panel=made,
        maps=_maps(made) if not made.state else None,
        tracks=[(one.id, one.label) for one in content.catalog("tracks")],
        states=[(one.code, one.name) for one in content.states()],
        asked_skills=[(key, skills.title_of(key, known), count) for key, count in sorted(made.demand.by_skill.items())],
        verified_skills=[
            (key, skills.title_of(key, known), count) for key, count in sorted(made.signal.by_skill.items()) if count
        ],
        verified_targets=[(code, target, count) for (code, target), count in targets],
        verified_places=[(places.get(key, key), count) for key, count in sorted(made.signal.by_place.cells.items())],
    )


def _maps(made: Panel) -> tuple[Markup, Markup]:
    rows = {row.id: row for one in made.compared if one.id == "state" for row in one.rows}
    return (
        _map(
            lambda code: rows[code].holders, Text("Personas con microcredencial vigente", "People with a current one")
        ),
        _map(lambda code: rows[code].places, Text("Plazas ofrecidas hoy", "Places offered today")),
    )


def _map(value: Callable[[str], int | None], title: Text) -> Markup:
    language = current()
    tiles = []
    for state in content.states():
        count = value(state.code)
        shown = "<10" if count is None else spoken(count, language)
        tiles.append(Tile(state.iso, state.name.in_(language), float(count) if count else None, shown))
    return tile_map(tiles, title=title.in_(language))


@blueprint.get("/open-data/talent.json")
@public
def talent_json() -> Response:
    """The numbers of the panel; a suppressed cell is null."""
    made = _chosen()
    return signed_json(
        {
            "asOf": made.as_of.isoformat() if made.as_of else None,
            "demandAt": made.demand_at.isoformat(),
            "track": made.track or None,
            "state": made.state or None,
            "holders": made.holders,
            "needs": made.demand.needs,
            "places": made.demand.places,
            "by": {one.id: {"known": one.known, "rows": [_plain(row) for row in one.rows]} for one in made.compared},
            "placesBySkill": dict(made.demand.by_skill),
            "verifications": _signal(made.signal),
            "minimumCell": 10,
            "null": "suppressed, or nothing released yet",
        }
    )


def _plain(row: Row) -> dict[str, Any]:
    return {"id": row.id, "label": row.label.as_dict(), "holders": row.holders, "places": row.places}


def _signal(signal: Signal) -> dict[str, Any]:
    return {
        "since": signal.since.isoformat(),
        "total": signal.by_target.total,
        "byTarget": [
            {"standard": code, "target": target, "count": count}
            for (code, target), count in sorted(signal.by_target.cells.items())
        ],
        "bySkill": dict(signal.by_skill),
        "byEmployersState": dict(signal.by_place.cells),
    }


@blueprint.get("/open-data/talent.csv")
@public
def talent_csv() -> Response:
    """The same rows as CSV (UTF-8 with a mark, for spreadsheets); a suppressed cell is empty."""
    made, target = _chosen(), io.StringIO()
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(["dimension", "value", "label_es", "label_en", "holders", "places", "holders_as_of", "places_at"])
    for one in made.compared:
        for row in one.rows:
            numbers = ["" if count is None else count for count in (row.holders, row.places)]
            moments = [made.as_of.isoformat() if made.as_of else "", made.demand_at.isoformat()]
            writer.writerow([one.id, row.id, row.label.es, row.label.en, *numbers, *moments])
    return signed("\ufeff" + target.getvalue(), "text/csv")
