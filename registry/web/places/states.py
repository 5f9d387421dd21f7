"""``/entidad``: a state's administrator sees that state: the public numbers, and the further breakdowns of the same
release. What is suppressed in public is suppressed here too."""

from __future__ import annotations

from flask import request

from registry import content
from registry.errors import NotAllowed
from registry.outcomes import releases
from registry.publication import pages, snapshot
from registry.web.places.blueprint import Page, blueprint, page
from registry.web.security import ANYWHERE, actor, needs

#: What else the release counts by state.
DETAILS = (("state", "sector"), ("state", "occupation"))


@blueprint.get("/entidad")
@needs("state:read", provider_from=ANYWHERE)
def states() -> Page:
    """The visitor's own state; with several, the one that ``?entidad=`` names."""
    own = actor().places("state")
    code = request.args.get("entidad") or (own[0] if own else "")
    actor().require("state:read", at=f"state:{code}")
    if content.state(code) is None:
        raise NotAllowed(permission="state:read")
    release = releases.newest()
    view = None
    if release is not None:
        tables = release.tables([("current", by) for by in DETAILS])
        view = pages.inside(snapshot.counted(release), code, tuple(tables.values()))
    return page(
        "state.html",
        current="states",
        view=view,
        state=content.state(code),
        others=[one for one in content.states() if one.code in own and one.code != code],
    )
