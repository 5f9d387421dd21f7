"""``/outcomes`` and its parts: the country, the states, the gaps, the poles; all of one release."""

from __future__ import annotations

from flask import Response, render_template

from registry import content
from registry.errors import NotFound
from registry.outcomes import queries, releases
from registry.publication import answers, pages, pages_poles
from registry.web.public import blueprint
from registry.web.public.releases import counted, nothing_yet, same_for_all
from registry.web.public.serving import signed_json
from registry.web.security import public

#: What the page's own form asks; the page of answers asks for more.
ASKED_FIRST = ("track", "state", "gender")


@blueprint.get("/outcomes")
@public
def outcomes() -> Response:
    """Distinct people by state, profile and track, a question in one sentence, and how far each program is."""
    view = counted()
    if view is None:
        return same_for_all("outcomes", lambda: nothing_yet(("Resultados", "Outcomes")))
    return same_for_all(
        f"outcomes|{view['release']['id']}|{sorted(view['programs'])}|{view['offers']}|{view['sites']}",
        lambda: render_template(
            "public/outcomes.html",
            view=pages.country(view),
            programs=pages.programs(view),
            asked=[(name, answers.title_of(name), answers.choices(name)) for name in ASKED_FIRST],
        ),
    )


@blueprint.get("/outcomes/gaps")
@public
def outcome_gaps() -> Response:
    """Women and men, connected and unconnected states, informal and formal employment."""
    view = counted()
    if view is None:
        return same_for_all("gaps", lambda: nothing_yet(("Brechas", "Gaps")))
    return same_for_all(
        f"gaps|{view['release']['id']}|{view['offers']}|{view['sites']}|{view['population']}",
        lambda: render_template("public/outcome_part.html", view=pages.gaps(view), here="gaps"),
    )


@blueprint.get("/outcomes/states")
@public
def outcome_states() -> Response:
    """The 32 states, in the order of their codes."""
    view = counted()
    if view is None:
        return same_for_all("states", lambda: nothing_yet(("Las 32 entidades", "The 32 states")))
    return same_for_all(
        f"states|{view['release']['id']}",
        lambda: render_template(
            "public/outcome_states.html", view=pages.states(view), states=content.states(), counts=_by_state(view)
        ),
    )


@blueprint.get("/outcomes/states/<code>")
@public
def outcome_state(code: str) -> Response:
    """One state: people, profiles, gender, poles; and what is required where few households are online."""
    one = content.state(code)
    if one is None:
        raise NotFound()
    view = counted()
    if view is None:
        return same_for_all(f"state|{code}", lambda: nothing_yet((one.name.es, one.name.en)))
    return same_for_all(
        f"state|{code}|{view['release']['id']}|{view['offers'].get(code)}|{view['sites'].get(code)}|{view['population']}",
        lambda: render_template("public/outcome_part.html", view=pages.state(view, code), here="states", state=one),
    )


@blueprint.get("/outcomes/poles")
@public
def outcome_poles() -> Response:
    """The fifteen development poles."""
    view = counted()
    if view is None:
        return same_for_all("poles", lambda: nothing_yet(("Polos de desarrollo", "Development poles")))
    return same_for_all(
        f"poles|{view['release']['id']}",
        lambda: render_template(
            "public/outcome_part.html", view=pages_poles.poles(view), here="poles", poles=content.poles()
        ),
    )


@blueprint.get("/outcomes/poles/<pole_id>")
@public
def outcome_pole(pole_id: str) -> Response:
    """One pole."""
    if not any(one.id == pole_id for one in content.poles()):
        raise NotFound()
    view = counted()
    if view is None:
        return same_for_all(f"pole|{pole_id}", lambda: nothing_yet(("Polos de desarrollo", "Development poles")))
    return same_for_all(
        f"pole|{pole_id}|{view['release']['id']}",
        lambda: render_template("public/outcome_part.html", view=pages_poles.pole(view, pole_id), here="poles"),
    )


@blueprint.get("/open-data/outcomes.json")
@public
def open_outcomes() -> Response:
    """The main numbers of the outcomes page; a suppressed cell is null."""
    release = releases.newest()
    if release is None:
        return signed_json({"asOf": None, "minimumCell": 10, "null": "suppressed"})
    counted_now = queries.outcomes(release)
    return signed_json(
        {
            "asOf": counted_now.as_of.isoformat(),
            "distinctPeopleWithACurrentMicrocredential": counted_now.people,
            "byTrack": dict(counted_now.by_track.cells),
            "byProfile": dict(counted_now.by_profile.cells),
            "byState": dict(counted_now.by_state.cells),
            "genderByProfile": {name: dict(line.cells) for name, line in counted_now.gender_by_profile.items()},
            "genderKnown": counted_now.gender_known,
            "minimumCell": 10,
            "null": "suppressed",
        }
    )


def _by_state(view: object) -> dict[str, int | None]:
    cells: dict[str, int | None] = view["tables"]["current"]["state"]["cells"]  # type: ignore[index]
    return cells
