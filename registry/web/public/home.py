"""The home page, and the pages that every public site owes its readers."""

from __future__ import annotations

from flask import render_template

from registry import clock
from registry.definitions import queries as definitions
from registry.providers import queries as providers
from registry.providers.rules import ALLOWS_ISSUING
from registry.web.limits import limiter, verify_rate
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/")
@public
def home() -> str:
    """Verify first; then where holders, institutions and learners go."""
    return render_template(
        "public/home.html",
        definitions=len(definitions.catalogue()),
        institutions=sum(entry.state in ALLOWS_ISSUING for entry in providers.roll(clock.now())),
    )


@blueprint.get("/accessibility")
@public
def accessibility() -> str:
    """What was done for accessibility and how to report a barrier."""
    return render_template("public/accessibility.html")


@blueprint.get("/status-page")
@public
@limiter.limit(verify_rate)
def service_state() -> str:
    """Whether what verification needs is fresh, computed now."""
    from registry import selftest

    return render_template("public/service_state.html", findings=list(selftest.run(every_key=False)), now=clock.now())
