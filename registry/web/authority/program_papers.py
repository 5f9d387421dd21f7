"""Applications on paper from a site without a connection: a file is looked at, then exactly that file is recorded."""

from __future__ import annotations

import uuid

from flask import Response, flash, redirect, request, url_for

from registry.curriculum import queries as curriculum
from registry.programs import paper, queries, service
from registry.programs.paper import PaperReview
from registry.texts import Text
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.program_forms import PapersForm
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.route("/programas/convocatorias/<uuid:call_id>/ventanilla/archivo", methods=["GET", "POST"])
@needs("program:run")
def program_call_papers(call_id: uuid.UUID) -> Page:
    """Look at a file; with the digest of the look, record it."""
    form, refusal, review = PapersForm(), None, None
    if form.validate_on_submit():
        sent = form.file.data
        if not sent:
            form.refuse(Text("Elija un archivo.", "Choose a file."), "file")
        else:
            data, expected, found = sent.read(), form.digest.data or "", []
            if expected:
                refusal = attempt(
                    form,
                    lambda: found.append(len(service.file_papers(call_id, data, expected=expected, actor=actor()))),
                    field="file",
                )
                if refusal is None:
                    flash(t(f"Quedaron {found[0]} solicitudes.", f"{found[0]} applications are recorded."), "ok")
                    return redirect(url_for("authority.program_call", call_id=call_id), code=303)
            else:
                looked: list[PaperReview] = []
                refusal = attempt(
                    form, lambda: looked.append(service.review_papers(call_id, data, actor=actor())), field="file"
                )
                review = looked[0] if looked else None
    call = queries.call(call_id, published=True)
    body = page(
        "program_papers.html",
        current="programs",
        call=call,
        program=curriculum.program(call.program_id),
        form=form,
        review=review,
    )
    fine = request.method == "GET" or (review is not None and not review.findings)
    return body if fine else refused(body, refusal)


@blueprint.get("/programas/convocatorias/<uuid:call_id>/ventanilla/plantilla.csv")
@needs("program:run")
def program_call_template(call_id: uuid.UUID) -> Response:
    """The headings of such a file."""
    queries.call(call_id, published=True)
    headers = {"Content-Disposition": "attachment; filename=solicitudes-en-papel.csv"}
    return Response(paper.template(), mimetype="text/csv", headers=headers)
