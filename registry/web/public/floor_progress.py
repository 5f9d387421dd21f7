"""``/floor``: progress of each profile and state, as published, against the targets that stand today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template, request
from markupsafe import Markup

from registry import clock, content
from registry.curriculum import queries as curriculum
from registry.disclosure import MINIMUM_CELL
from registry.errors import NotFound
from registry.floor import queries, rules
from registry.floor.rules import HORIZONS, Advance, Cell, Target
from registry.outcomes import releases
from registry.outcomes.measures import BODY, SERVING, UNKNOWN
from registry.outcomes.releases import PublishedTable, Release
from registry.texts import Text, spoken
from registry.web.charts import Point, line_chart
from registry.web.language import current
from registry.web.public import blueprint
from registry.web.security import public

_BY_STATE, _BY_MONTH = ("state",), ("month",)
#: Months on the lower edge of a line.
_TICK_EVERY = 12


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One profile of the floor. ``people``: reached in the whole country, None while nothing is published or too few.

    ``horizons`` are those with targets: their words, the last day, the target, and how far it has come.
    """

    profile: str
    people: int | None
    horizons: tuple[tuple[Text, dt.date, Advance], ...]
    line: Markup | None
    months: tuple[tuple[str, str], ...]


@blueprint.get("/floor")
@public
def floor() -> str:
    """Progress per profile and state, from the newest release, against the targets that stand today."""
    today, release = clock.today(), releases.newest()
    targets, profiles = queries.targets(today), queries.profiles()
    tables = _tables(release, profiles)
    horizon = request.args.get("horizon") or ""
    chosen = horizon if horizon in HORIZONS else _first_set(targets)
    return render_template(
        "public/floor.html",
        release=release,
        program=curriculum.program(rules.PROGRAM),
        people=release.table(f"reached.program.{rules.PROGRAM}").total if release else None,
        rows=[_row(profile, tables.get(profile), targets) for profile in profiles],
        profiles=profiles,
        horizons=[(key, words) for key, words in HORIZONS.items() if targets[key]],
        horizon=chosen,
        states=[(state, _cells(state.code, profiles, tables, targets[chosen])) for state in content.states()],
        sources=_sources(targets),
        statuses=rules.STATUSES,
        bodies=_bodies(release),
        serving=SERVING,
        minimum=MINIMUM_CELL,
        rounded_to=max((one.state.rounded_to for one in tables.values()), default=1),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    state: PublishedTable
    month: PublishedTable


def _tables(release: Release | None, profiles: Sequence[str]) -> Mapping[str, _Tables]:
    if release is None:
        return {}
    names = {profile: f"reached.profile.{profile}" for profile in profiles}
    found = release.tables([(name, by) for name in names.values() for by in (_BY_STATE, _BY_MONTH)])
    return {profile: _Tables(found[name, _BY_STATE], found[name, _BY_MONTH]) for profile, name in names.items()}


def _bodies(release: Release | None) -> list[tuple[Text, str]]:
    """Civil servants reached by public body, in the list's order; those of whom nobody has said come last. Empty in
    releases that do not count it."""
    if release is None:
        return []
    try:
        table = release.table(f"reached.profile.{SERVING}", BODY)
    except NotFound:
        return []
    names = [(one.id, one.label) for one in content.catalog("public_bodies")]
    names.append((UNKNOWN, Text("No se sabe", "Unknown")))
    return [(label, _shown(table.get(key))) for key, label in names if table.get(key) != 0]


def _row(profile: str, tables: _Tables | None, targets: Mapping[str, Mapping[Cell, Target]]) -> ProfileRow:
    published = {place[0]: count for place, count in tables.state.cells.items()} if tables else {}
    horizons = tuple(
        (HORIZONS[key], day, rules.advance(profile, targets[key], published))
        for key, day, _ in rules.milestones(profile, targets)
    )
    cumulative = sorted(tables.month.cumulative.items()) if tables else []
    return ProfileRow(
        profile=profile,
        people=tables.state.total if tables else None,
        horizons=horizons,
        line=_line(profile, cumulative, horizons),
        months=tuple((month, _shown(count)) for month, count in cumulative),
    )


def _line(
    profile: str,
    cumulative: Sequence[tuple[str, int | None]],
    horizons: Sequence[tuple[Text, dt.date, Advance]],
) -> Markup | None:
    """Reached in the country by month; the milestones only where every state has a target, else they are of a part."""
    told = [(month, count) for month, count in cumulative if count is not None]
    if len(told) < 2:
        return None
    start, language = _number(told[0][0]), current()
    whole = [one for one in horizons if one[2].states == len(content.states())]
    marks = [Point(_months(day) - start, one.target, spoken(one.target, language)) for _, day, one in whole]
    points = [Point(_number(month) - start, count) for month, count in told]
    end = max([int(one.x) for one in (*points, *marks)])
    return line_chart(
        points,
        target=[Point(0, 0), *marks] if marks else (),
        title=content.label("profiles", profile).in_(language),
        ticks=[(month, str(month)) for month in range(0, end + 1, max(_TICK_EVERY, end // 6 or 1))],
        width=720,
        height=220,
    )


def _number(month: str) -> int:
    year, number = month.split("-")
    return int(year) * 12 + int(number) - 1


def _months(day: dt.date) -> int:
    return day.year * 12 + day.month - 1


def _cells(
    state: str, profiles: Sequence[str], tables: Mapping[str, _Tables], targets: Mapping[Cell, Target]
) -> list[tuple[str, str, str, str | None]]:
    """Profile, people as shown, the target, the percentage: an empty target has none, a suppressed cell neither."""
    found = []
    for profile in profiles:
        count = tables[profile].state.get(state) if profile in tables else None
        target = targets.get((profile, state))
        shown = _shown(count) if profile in tables else "—"
        percent = f"{100 * count / target.people:.0f} %" if target and count is not None else None
        found.append((profile, shown, spoken(target.people, current()) if target else "", percent))
    return found


def _shown(count: int | None) -> str:
    return f"<{MINIMUM_CELL}" if count is None else spoken(count, current())


def _first_set(targets: Mapping[str, Mapping[Cell, Target]]) -> str:
    return next((key for key in HORIZONS if targets[key]), "short")


def _sources(targets: Mapping[str, Mapping[Cell, Target]]) -> list[tuple[str, dt.date, str]]:
    """What the targets rest on: source, its date, whether it is proposed or adopted."""
    return sorted({(one.source, one.acted_on, one.status) for cells in targets.values() for one in cells.values()})
