"""The curriculum standards, as people read them."""

from __future__ import annotations

from flask import render_template

from registry import addresses
from registry.curriculum import case, queries
from registry.web.public import blueprint
from registry.web.security import public


@blueprint.get("/standards")
@public
def standards() -> str:
    """Every published version."""
    return render_template("public/standards.html", versions=[(one, queries.typed(one)) for one in queries.listing()])


@blueprint.get("/standards/<code>/<version>")
@public
def standard(code: str, version: str) -> str:
    """One version: what must be shown, how it is assessed, in how many hours."""
    found = queries.standard_version(code, version)
    typed = queries.typed(found)
    return render_template(
        "public/standard.html",
        version=found,
        standard=typed,
        targets=[(target, queries.requirements_for(found, target.profile, target.part)) for target in typed.targets],
        case_uri=case.document_uri(addresses.base(), typed),
        history=queries.history(found),
    )
