"""What the pages of outcomes share: the counted release, and answers that a browser or a cache already has."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Mapping
from importlib import metadata, resources
from typing import Any

from flask import Response, g, make_response, render_template, request

from registry.outcomes import releases
from registry.outcomes.releases import Release
from registry.publication import snapshot
from registry.web.language import current
from registry.web.public.serving import MINUTES_5, etag_of


def counted(release: Release | None = None) -> Mapping[str, Any] | None:
    """The newest release, or that one, as the chapters read it; None while nothing has been published."""
    found = release or releases.newest()
    return None if found is None else snapshot.counted(found)


def same_for_all(key: str, make: Callable[[], str]) -> Response:
    """A page that changes with what it is made of: ``key`` names all of that.

    Whoever has it already gets 304, and nothing is rendered. Somebody signed in sees a name on it: theirs alone.
    """
    if g.get("viewer") or request.args.get("lang"):
        return make_response(make())
    etag = etag_of(hashlib.sha256(f"{key}|{current()}|{_edition()}".encode()).hexdigest())
    fresh = request.if_none_match.contains(etag)
    response = Response(status=304) if fresh else make_response(make())
    response.set_etag(etag)
    response.headers["Cache-Control"] = f"public, max-age={MINUTES_5}"
    if fresh:
        response.vary.update(("Accept-Language", "Cookie"))
    return response


def nothing_yet(title: tuple[str, str]) -> str:
    """The page before the first release."""
    return render_template("public/nothing_yet.html", title=title)


@functools.cache
def _edition() -> str:
    """Names the templates and the program: another edition renders other pages."""
    digest = hashlib.sha256(metadata.version("registry").encode())
    folder = resources.files("registry") / "templates"
    for one in sorted((*folder.iterdir(), *(folder / "public").iterdir()), key=lambda entry: str(entry)):
        if one.is_file():
            digest.update(one.read_bytes())
    return digest.hexdigest()
