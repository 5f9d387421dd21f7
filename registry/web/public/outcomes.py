"""``/outcomes``: what the records add up to, with small cells suppressed; and the open data."""

from __future__ import annotations

from flask import Response, render_template
from markupsafe import Markup

from registry import clock, content
from registry.curriculum import queries as curriculum
from registry.outcomes import queries, releases
from registry.outcomes.measures import UNKNOWN
from registry.outcomes.progress import Progress, funnels, progress_of
from registry.outcomes.queries import GENDERS
from registry.texts import Text, spoken
from registry.web.charts import Point, Tile, line_chart, tile_map
from registry.web.language import current
from registry.web.public import blueprint
from registry.web.public.serving import signed_json
from registry.web.security import public

MAP_TITLE = Text(
    "Personas con una microcredencial vigente, por entidad", "People with a current microcredential, by state"
)


@blueprint.get("/outcomes")
@public
def outcomes() -> str:
    """Distinct people by profile, state and gender; the progress of each program."""
    release = releases.newest()
    counted = queries.outcomes(release) if release else None
    programs = progress_of(curriculum.programs(), release)
    return render_template(
        "public/outcomes.html",
        outcomes=counted,
        genders=GENDERS,
        unknown=UNKNOWN,
        map=_map(counted) if counted else None,
        states=content.states(),
        programs=[(one, _line(one)) for one in programs],
        funnels=funnels(),
    )


@blueprint.get("/open-data")
@public
def open_data() -> str:
    """What can be downloaded, and what it means."""
    return render_template("public/open_data.html", now=clock.now())


@blueprint.get("/open-data/outcomes.json")
@public
def open_outcomes() -> Response:
    """The numbers of the outcomes page; a suppressed cell is null."""
    release = releases.newest()
    if release is None:
        return signed_json({"asOf": None, "minimumCell": 10, "null": "suppressed"})
    counted = queries.outcomes(release)
    return signed_json(
        {
            "asOf": counted.as_of.isoformat(),
            "release": str(release.id),
            "distinctPeopleWithACurrentMicrocredential": counted.people,
            "byTrack": dict(counted.by_track.cells),
            "byProfile": dict(counted.by_profile.cells),
            "byState": dict(counted.by_state.cells),
            "genderByProfile": {name: dict(line.cells) for name, line in counted.gender_by_profile.items()},
            "genderKnown": counted.gender_known,
            "minimumCell": 10,
            "null": "suppressed",
        }
    )


def _map(counted: queries.Outcomes) -> Markup:
    language = current()
    tiles = [
        Tile(
            code=state.iso,
            name=state.name.in_(language),
            value=float(count) if (count := counted.by_state.cells.get(state.code, 0)) else None,
            shown="<10" if count is None else spoken(count, language),
            flagged=state.low_connectivity,
        )
        for state in content.states()
    ]
    return tile_map(tiles, title=MAP_TITLE.in_(language))


def _line(progress: Progress) -> Markup | None:
    if not progress.milestones or not progress.points:
        return None
    language = current()
    return line_chart(
        [Point(point.month, point.people) for point in progress.points],
        target=[Point(one.month, one.people, spoken(one.people, language)) for one in progress.milestones],
        title=progress.title.in_(language),
        ticks=[(month, str(month)) for month in range(0, progress.milestones[-1].month + 1, 12)],
        width=1040,
        height=260,
    )
