"""``/verify/batch``: many at once, for a personnel department. The answer is a page; nothing of it is kept here.

The page is written while the work goes on, so that it shows how far it is without a script; its table can be taken as
a file because the page itself carries the rows, under the registry's signature.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, render_template, request, stream_with_context
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadData, URLSafeSerializer

from registry import clock, config, content
from registry.artefacts.scanning import Scanner
from registry.db import db
from registry.errors import RegistryError
from registry.texts import Text
from registry.trust.batch import tables
from registry.trust.batch.messages import OUTCOMES
from registry.trust.batch.planning import Asked, Upload, plan
from registry.trust.batch.rows import Row
from registry.trust.batch.service import Batch
from registry.web.batches import close, quota, table_response, timer, uploads_of
from registry.web.employer import blueprint
from registry.web.employer.forms import BatchForm
from registry.web.employer.verify import Page
from registry.web.limits import batch_rate, limiter, verify_rate
from registry.web.problems import status_of
from registry.web.security import public

log = logging.getLogger("registry.web")

#: How the page is sent: what was written since the last step, then this, which no reader sees.
STEP = "<!-- step -->"


class TableTooOld(RegistryError):
    """The page's hidden rows were changed, or the registry's secret has."""

    code = "table_too_old"
    text = Text(
        "Esta tabla ya no puede descargarse desde esta página. Mande de nuevo los archivos: aquí no se guardó nada.",
        "This table can no longer be downloaded from this page. Send the files again: nothing was kept here.",
    )


@dataclass
class Answer:
    """The answer as it grows."""

    total: int
    checked_at: dt.datetime
    rows: list[Row] = field(default_factory=list)
    broken: bool = False

    @property
    def attention(self) -> list[Row]:
        """What somebody should look at: not valid, or not as expected."""
        return [row for row in self.rows if not _fine(row)]

    @property
    def fine(self) -> list[Row]:
        """Valid, and of whom it should be as far as was asked."""
        return [row for row in self.rows if _fine(row)]

    @property
    def counts(self) -> list[dict[str, Any]]:
        """The tiles above the table."""
        found = tables.counts(self.rows)
        return [
            {"number": found[name], "label": label, "kind": KINDS[name] if found[name] else None}
            for name, label in OUTCOMES.items()
        ]

    @property
    def different(self) -> int:
        """How many are of somebody else, by their name."""
        return sum(1 for _ in tables.names_that_differ(self.rows))

    @property
    def sealed(self) -> str:
        """The rows for the page to carry."""
        told = [self.checked_at.isoformat(), [row.as_dict() for row in self.rows]]
        return str(_serializer().dumps(told))


KINDS = {
    "valid": "valid",
    "authentic_not_current": "not_current",
    "invalid": "invalid",
    "unverifiable": "not_checked",
    "nothing": "info",
}


@blueprint.get("/verify/batch")
@public
def batch() -> Page:
    """The form, with its quota."""
    return _form(BatchForm(formdata=None), [])


@blueprint.post("/verify/batch")
@public
@limiter.limit(batch_rate)
def batch_submit() -> Page | Response:
    """The answer, written as it is found; or the form again with what is wrong with all of it."""
    form = BatchForm()
    uploads = uploads_of(request.files.getlist("files"))
    try:
        asked = plan(uploads, form.text.data or "", limit=config.current().batch_size)
    except RegistryError as refusal:
        close(uploads)
        return _form(form, [refusal.said]), status_of(refusal)
    generate_csrf()  # before the first byte: the answer's own form needs it, and its cookie stands in the head
    response = Response(stream_with_context(_page(asked, uploads)), mimetype="text/html")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy that waits for the end would hide the progress
    return response


@blueprint.post("/verify/batch/table")
@public
@limiter.limit(verify_rate)
def batch_table() -> Page | Response:
    """The rows that the page carries, as a file."""
    try:
        at, told = _serializer().loads(request.form.get("rows", ""))
        rows = [Row.of_dict(one) for one in told]
        checked_at = dt.datetime.fromisoformat(at)
    except (BadData, ValueError, TypeError, KeyError):
        refusal = TableTooOld()
        return _form(BatchForm(formdata=None), [refusal.said]), status_of(refusal)
    wanted = "csv" if request.form.get("format") == "csv" else "xlsx"
    return table_response(rows, wanted, checked_at=checked_at)


def _form(form: BatchForm, refusals: Sequence[Text]) -> str:
    return render_template("employer/batch.html", form=form, refusals=refusals, quota=quota())


def _page(asked: Sequence[Asked], uploads: Sequence[Upload]) -> Iterator[str]:
    """The page in as many pieces as there are steps."""
    answer = Answer(total=len(asked), checked_at=clock.now())
    context: dict[str, Any] = {"answer": answer, "steps": _steps(asked, answer), "step": STEP, "kinds": KINDS}
    context["tracks"] = {one.id: one.label for one in content.catalog("tracks")}
    current_app.update_template_context(context)
    template = current_app.jinja_env.get_template("employer/batch_answer.html")
    try:
        yield from _in_steps(template.generate(context))
    finally:
        close(uploads)


def _in_steps(pieces: Iterable[str]) -> Iterator[str]:
    """Joined up to each step: a template hands out a word at a time."""
    waiting: list[str] = []
    for piece in pieces:
        waiting.append(piece)
        if STEP in piece:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def _steps(asked: Sequence[Asked], answer: Answer) -> Iterator[int]:
    """Does the work, and says how many are done."""
    seconds = config.current().batch_seconds
    yield 0
    try:
        with Scanner() as scanner:
            for answered in Batch(asked, scanner=scanner, spent=timer(seconds), seconds=seconds).answers():
                answer.rows += answered
                yield len(answer.rows)
    except Exception:
        # The head is sent, so no error page can follow: the page says that it is not complete.
        db.session.rollback()
        log.exception("batch", extra={"rule": "/verify/batch"})
        answer.broken = True
        if current_app.config["TESTING"]:
            raise


def _fine(row: Row) -> bool:
    return row.code == "valid" and (row.compared == "same" or row.expected is None)


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="registry.employer.batch")
