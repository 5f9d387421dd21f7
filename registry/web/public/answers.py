"""``/outcomes/answer``: a question answered in one sentence, with its definition, its table and a permanent link."""

from __future__ import annotations

import csv
import io

from flask import Response, render_template, request

from registry.errors import RegistryError
from registry.publication import answers
from registry.publication.answers import Answer, Question
from registry.web.problems import status_of
from registry.web.public import blueprint
from registry.web.public.releases import same_for_all
from registry.web.public.serving import MINUTES_5
from registry.web.security import public

FORM = (*answers.SUBJECTS, "state", *answers.DETAILS)


@blueprint.get("/outcomes/answer")
@public
def outcome_answer() -> Response | tuple[str, int]:
    """Ask by choosing; the address is the question, and with its release it never changes."""
    question = Question.of(request.args)
    try:
        found = answers.answer(question)
    except RegistryError as refusal:
        return _page(question, None, refusal), status_of(refusal)
    return same_for_all(f"answer|{found.permalink}", lambda: _page(question, found, None))


@blueprint.get("/outcomes/answer.csv")
@public
def outcome_answer_csv() -> Response:
    """The published table that holds the answer, as CSV."""
    found = answers.answer(Question.of(request.args))
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["as_of", "measure", *found.table.by, "count", "suppressed"])
    cells = found.table.cells if found.table.by else {(): found.table.total}
    for place, count in sorted(cells.items()):
        said = ("", "yes") if count is None else (str(count), "no")
        writer.writerow([found.release.as_of.isoformat(), found.table.measure, *place, *said])
    response = Response("\ufeff" + buffer.getvalue(), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="answer.csv"'
    response.headers["Cache-Control"] = f"public, max-age={MINUTES_5}"
    return response


def _page(question: Question, found: Answer | None, refusal: RegistryError | None) -> str:
    return render_template(
        "public/answer.html",
        answer=found,
        refusal=refusal,
        asked=question.asked(),
        release=question.release,
        form=[(name, answers.title_of(name), answers.choices(name)) for name in FORM],
        title_of=answers.title_of,
        label_of=answers.label_of,
    )
