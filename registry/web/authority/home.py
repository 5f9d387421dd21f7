"""Where the authority's people begin: what is late, what waits, what ends soon."""

from __future__ import annotations

import datetime as dt

from registry import clock
from registry.curriculum import queries as curriculum
from registry.providers import deadlines, queries, tray
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, page
from registry.web.security import actor, needs

#: How many of the most urgent applications the first page shows.
SHOWN = 8
#: Without criteria in force nobody can apply, and the renewals of the past are still of interest.
AHEAD_DAYS = 180


@blueprint.get("")
@needs("application:list")
def home() -> Page:
    """Counts, the most urgent applications, one's own reviews, and accreditations that ask for attention."""
    now, who = clock.now(), actor()
    watched = queries.watch(now, ahead=dt.timedelta(days=AHEAD_DAYS))
    return page(
        "home.html",
        current="home",
        counts=tray.counts(now),
        lines=tray.tray(now).lines[:SHOWN],
        mine=tray.my_reviews(who.account_id) if who.may("application:review") and who.account_id else (),
        watched=[(one, (deadlines.day_of(one.due_at) - deadlines.day_of(now)).days) for one in watched[:SHOWN]],
        in_force=curriculum.in_force(),
    )
