"""The public roll of institutions."""

from __future__ import annotations

from flask import render_template, request

from registry import clock
from registry.content import catalog, states
from registry.curriculum.criteria import Criterion
from registry.custody import queries as custody
from registry.definitions import queries as definitions
from registry.providers import partnering, queries, sites, tray
from registry.providers.models import Application
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/providers")
@public
def providers() -> str:
    """Every institution that was ever accredited, with what it is today; and co-signers."""
    now = clock.now()
    kind = request.args.get("kind") or None
    state_code = request.args.get("state") or None
    return render_template(
        "public/providers.html",
        entries=queries.roll(now, kind=kind, state_code=state_code),
        co_signers=queries.co_signers(now),
        kinds=catalog("provider_kinds"),
        states=states(),
        kind=kind or "",
        state_code=state_code or "",
    )


@blueprint.get("/providers/<slug>")
@public
def provider(slug: str) -> str:
    """One institution: its accreditations over time, the rulings on its applications, what it offers, its keys."""
    found = queries.require_provider(slug)
    now = clock.now()
    accreditations = queries.history(found.id)
    return render_template(
        "public/provider.html",
        provider=found,
        accreditations=[(one, queries.state_at(queries.facts_of(one), now)) for one in accreditations],
        rulings=[(one, _findings(one)) for one in tray.published_rulings(found.id)],
        sites=sites.standing(clock.today(), found.id) if accreditations else (),
        definitions=definitions.catalogue(provider_id=found.id),
        partner=partnering.standing_of(found.id, now) if found.agreement_until else None,
        endorses=[(one, definitions.require(one.definition_version_id)) for one in definitions.signed_by(found.id)],
        keys=custody.published_keys(found.issuer) if found.issuer else [],
    )


def _findings(decided: Application) -> list[tuple[Criterion, str]]:
    """Each criterion with what the reviews found together; reviewers' comments and names are not public."""
    every = tray.criteria_of(decided).every
    return [(one, decided.findings[one.id]) for one in every if one.id in decided.findings]
