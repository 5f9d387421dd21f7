"""``/reports``: the annual reports, to read and to download, each with what it is made of."""

from __future__ import annotations

import functools

from flask import Response, render_template, request

from registry.errors import NotFound
from registry.publication import files, queries
from registry.publication.models import ReportEdition
from registry.publication.report import Report, report_of
from registry.texts import Language
from registry.web.public import blueprint
from registry.web.public.releases import same_for_all
from registry.web.public.serving import signed, unchanged
from registry.web.security import public

PDF, JSON, JOSE = "application/pdf", "application/json", "application/jose"


@blueprint.get("/reports")
@public
def reports() -> str:
    """Every published edition, the newest first."""
    return render_template("public/reports.html", editions=queries.published())


@blueprint.get("/reports/<int:year>")
@public
def report(year: int) -> Response:
    """The newest edition of a year, as a page."""
    return _page(year, None)


@blueprint.get("/reports/<int:year>/<int:edition>")
@public
def report_edition(year: int, edition: int) -> Response:
    """One edition, as a page; it never changes."""
    return _page(year, edition)


@blueprint.get("/reports/<int:year>/<int:edition>/<name>")
@public
def report_file(year: int, edition: int, name: str) -> Response:
    """The PDF in a language (``es.pdf``, ``en.pdf``), ``snapshot.json``, ``numbers.json`` or ``signature.jws``."""
    row = queries.edition(year, edition)
    if name in {"es.pdf", "en.pdf"}:
        language: Language = "en" if name == "en.pdf" else "es"
        made = queries.pdf(row, language)
        held = unchanged(made.digest)
        if held is not None:
            return held
        response = signed(made.body, PDF, immutable=True)
        called = files.file_name(row.year, row.edition, language)
        response.headers["Content-Disposition"] = f'inline; filename="{called}"'
        return response
    bodies = {files.SNAPSHOT: (row.snapshot, JSON), files.NUMBERS: (row.numbers, JSON)}
    if name in bodies:
        return signed(*bodies[name], immutable=True)
    if name == "signature.jws" and row.signature:
        return signed(row.signature, JOSE, immutable=True)
    raise NotFound()


def _page(year: int, edition: int | None) -> Response:
    known = queries.digest_of(year, edition)
    if known is None:
        return same_for_all("", lambda: _read(year, edition))  # raises
    return same_for_all(f"report|{known[0]}|{known[1]}|{request.path}", lambda: _read(year, edition))


def _read(year: int, edition: int | None) -> str:
    row = queries.edition(year, edition)
    return render_template("public/report.html", **context_of(row), newest=_newest(row))


def context_of(row: ReportEdition) -> dict[str, object]:
    """What the page of an edition or of a draft shows."""
    made = _made(row.snapshot)
    return {"edition": row, "document": made.document, "numbers": made.numbers}


@functools.lru_cache(maxsize=4)
def _made(snapshot: bytes) -> Report:
    """The report of a snapshot, which never says anything else."""
    return report_of(files.snapshot_of(snapshot))


def _newest(row: ReportEdition) -> ReportEdition | None:
    """The edition that replaced this one, if any."""
    newest = queries.edition(row.year)
    return newest if newest.edition != row.edition else None
