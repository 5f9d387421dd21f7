"""``/demand``: what verified employers look for, by skill; and who those employers are."""

from __future__ import annotations

import uuid
from urllib.parse import urlencode

from flask import render_template, request, url_for

from registry.talent import queries, skills
from registry.talent.errors import NoSuchNeed
from registry.talent.queries import NEEDS_ON_PAGE
from registry.talent.rules import NeedState
from registry.texts import Text
from registry.web import talent as shown
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/demand")
@public
def demand() -> str:
    """The board, filtered; each filter is part of the address."""
    wanted = queries.checked(request.args)
    page = max(request.args.get("page", 1, type=int), 1)
    needs, total = queries.board(wanted, page=page)
    pages = max(-(-total // NEEDS_ON_PAGE), 1)
    known = dict(skills.known())
    everywhere = ("remote", Text("A distancia", "Remote"))

    def turned(to: int) -> str | None:
        inside = 1 <= to <= pages and to != page
        return f"{url_for('public.demand')}?{urlencode({**wanted.as_dict(), 'page': to})}" if inside else None

    return render_template(
        "public/demand.html",
        needs=[shown.need_card(one, known) for one in needs],
        total=total,
        wanted=wanted,
        page=page,
        pages=pages,
        previous=turned(page - 1),
        next=turned(page + 1),
        skills=shown.skill_options(),
        occupations=shown.list_options("occupations"),
        sectors=shown.list_options("sectors"),
        tracks=shown.list_options("tracks"),
        places=[everywhere, *shown.state_options()],
        english=shown.english_options(),
    )


@blueprint.get("/demand/<uuid:need_id>")
@public
def need(need_id: uuid.UUID) -> str:
    """One need; one that is over still says so at its address. What was never published does not exist."""
    found = queries.need(need_id)
    if queries.state_of(found) is NeedState.COMING:
        raise NoSuchNeed()
    return render_template("public/need.html", need=shown.need_card(found))


@blueprint.get("/employers")
@public
def employers() -> str:
    """The employers whose verification holds today, and what that means."""
    found = [shown.employer_card(one) for one in queries.verified_employers()]
    return render_template("public/employers.html", employers=found)
