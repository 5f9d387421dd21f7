"""``/indicators``: each indicator with its definition, values, provenance and versions; the families kept apart."""

from __future__ import annotations

from flask import Response, render_template, url_for
from markupsafe import Markup

from registry import clock, content
from registry.curriculum import queries as curriculum
from registry.indicators import files, messages, periods, queries, wording
from registry.indicators.errors import NoSuchValue
from registry.indicators.queries import Published, ShownIndicator
from registry.indicators.values import VALUE, Cell, Statement
from registry.texts import Text
from registry.web.charts import Point, line_chart
from registry.web.language import current
from registry.web.public import blueprint
from registry.web.public.serving import signed, signed_json
from registry.web.security import public

CSV = "text/csv; charset=utf-8"
#: Fewer values than this make no line.
LEAST_POINTS = 2


@blueprint.get("/indicators")
@public
def indicators() -> str:
    """The families in sections of their own, each indicator with its newest value."""
    return render_template(
        "public/indicators.html",
        families=queries.shown(),
        framework=curriculum.framework(),
        cadences=messages.CADENCES,
        shown=wording.shown,
        by_group=wording.by_group,
        period=_period,
    )


@blueprint.get("/indicators/<indicator_id>")
@public
def indicator(indicator_id: str) -> str:
    """One indicator: what it says, its newest value, all values, and how it has changed."""
    found = queries.shown_indicator(indicator_id)
    return _page(found, found.newest, permanent=False)


@blueprint.get("/indicators/<indicator_id>/<period>/<int:revision>")
@public
def indicator_value(indicator_id: str, period: str, revision: int) -> str:
    """A value as it was published: this address stays, whatever comes later."""
    found = queries.shown_indicator(indicator_id)
    value = queries.published(indicator_id, period, revision)
    if not value.frozen:
        raise NoSuchValue(indicator=indicator_id[:60], period=period[:10])
    return _page(found, value, permanent=True)


@blueprint.get("/indicators/<indicator_id>.csv")
@public
def indicator_csv(indicator_id: str) -> Response:
    """Its values as CSV, a line for each cell."""
    found = queries.shown_indicator(indicator_id)
    return _file(files.values_csv((found, value) for value in found.values), f"{indicator_id}.csv")


@blueprint.get("/indicators/<indicator_id>.json")
@public
def indicator_json(indicator_id: str) -> Response:
    """The indicator and its values as JSON; a suppressed number is null."""
    return signed_json(files.indicator_json(queries.shown_indicator(indicator_id)))


@blueprint.get("/indicators.csv")
@public
def indicators_csv() -> Response:
    """Every value of every indicator, one line for each cell. Families are marked, never added."""
    found = [one for family in queries.shown() for one in family.indicators]
    return _file(files.values_csv((one, value) for one in found for value in one.values), "indicators.csv")


@blueprint.get("/indicators/crosswalk.csv")
@public
def indicators_crosswalk() -> Response:
    """Each indicator beside its OECD or ILO analogue."""
    return _file(files.crosswalk_csv(queries.shown()), "crosswalk-oecd-ilo.csv")


def _page(found: ShownIndicator, value: Published | None, *, permanent: bool) -> str:
    reference = found.indicator.reference
    figure = next((one for one in content.context_figures() if reference and one.id == reference.figure), None)
    return render_template(
        "public/indicator.html",
        one=found,
        own=found.indicator,
        value=value,
        permanent=permanent,
        permalink=_permalink(value) if value and value.frozen else None,
        revisions=queries.revisions(found.indicator.id, value.statement.period) if value else (),
        formula=wording.FORMULAS.get(found.indicator.id),
        cadence=messages.CADENCES[found.indicator.cadence],
        figure=figure,
        log=queries.log(found.indicator.id),
        proposal_states=messages.PROPOSAL_STATES,
        line=_line(found),
        shown=wording.shown,
        dimension=wording.dimension,
        group=queries.group,
        unit=wording.unit,
        by_group=wording.by_group,
        period=_period,
        permalink_of=_permalink,
        demonstration=_fictitious(value.statement) if value else False,
        next_period=periods.last_over(clock.now(), found.indicator.cadence).next,
    )


def _fictitious(statement: Statement) -> bool:
    return any(one.as_dict() == messages.NOTE_FICTITIOUS.as_dict() for one in statement.notes)


def _permalink(value: Published) -> str:
    said = value.statement
    return url_for(
        "public.indicator_value",
        indicator_id=said.indicator_id,
        period=said.period,
        revision=value.revision,
        _external=False,
    )


def _period(name: str) -> Text:
    found = periods.named(name)
    said = found.said if found is not None else Text(name, name)
    return Text(said.es[:1].upper() + said.es[1:], said.en[:1].upper() + said.en[1:])


def _line(found: ShownIndicator) -> Markup | None:
    """The whole's values over time, oldest first; without two there is no line."""
    points = [one.statement for one in reversed(found.values) if one.statement.whole.state == VALUE]
    if len(points) < LEAST_POINTS:
        return None
    language = current()
    drawn = [
        Point(place, float(one.whole.value or 0), wording.shown(found.indicator.id, _plain(one.whole)).in_(language))
        for place, one in enumerate(points)
    ]
    ticks = [(float(place), one.period) for place, one in enumerate(points)]
    return line_chart(drawn, title=found.indicator.name.in_(language), ticks=ticks, width=720, height=220)


def _plain(cell: Cell) -> Cell:
    return Cell(cell.state, cell.value, by=cell.by)


def _file(body: bytes, name: str) -> Response:
    response = signed(body, CSV)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
