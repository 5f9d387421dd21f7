"""``/open-data``: every published table as CSV and JSON, the dictionary, the DCAT catalogue, the licence."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Response, render_template, request

from registry.errors import NotFound
from registry.outcomes import releases
from registry.publication import catalog, datasets, writing
from registry.publication.dataset import Dataset
from registry.web.public import blueprint
from registry.web.public.releases import same_for_all
from registry.web.public.serving import MINUTES_5, signed
from registry.web.security import public

DICTIONARY = "data-dictionary"


@blueprint.get("/open-data")
@public
def open_data() -> Response:
    """What can be downloaded, and what it means."""
    release = releases.newest()
    return same_for_all(
        f"open-data|{release.id if release else ''}",
        lambda: render_template(
            "public/open_data.html",
            release=release,
            datasets=datasets.datasets(release),
            licence=catalog.LICENCE_TEXT,
            licence_name=catalog.LICENCE_NAME,
            licence_url=catalog.LICENCE,
        ),
    )


@blueprint.get("/open-data/dictionary")
@public
def open_dictionary() -> Response:
    """Every column of every data set, to read."""
    release = releases.newest()
    return same_for_all(
        f"dictionary|{release.shape if release else ''}",
        lambda: render_template("public/open_dictionary.html", datasets=datasets.datasets(release)),
    )


@blueprint.get("/open-data/catalog.jsonld")
@public
def open_catalog() -> Response:
    """The catalogue in DCAT, for portals that harvest it."""
    release = releases.newest()
    sets = (*datasets.datasets(release), datasets.dictionary(release))
    return signed(writing.catalog_bytes(sets), "application/ld+json")


@blueprint.get("/open-data/<name>.csv")
@public
def open_csv(name: str) -> Response:
    """A data set as CSV, streamed. ``?bom=no`` leaves out the mark by which Excel knows UTF-8."""
    chosen = _chosen(name)
    lines = datasets.csv_lines(chosen, bom=request.args.get("bom") != "no")
    return _streamed(f"{chosen.id}.csv", (line.encode() for line in lines), "text/csv")


@blueprint.get("/open-data/<name>.json")
@public
def open_json(name: str) -> Response:
    """A data set as a JSON array of objects, streamed; an empty field is null."""
    chosen = _chosen(name)
    return _streamed(f"{chosen.id}.json", writing.json_parts(chosen), "application/json")


def _chosen(name: str) -> Dataset:
    release = releases.newest()
    if name == DICTIONARY:
        return datasets.dictionary(release)
    try:
        return datasets.dataset(release, name)
    except KeyError:
        raise NotFound() from None


def _streamed(name: str, parts: Iterable[bytes], mimetype: str) -> Response:
    from flask import stream_with_context

    response = Response(stream_with_context(iter(parts)), mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = f"public, max-age={MINUTES_5}"
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
