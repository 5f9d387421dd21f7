"""``/verify``: hand in a credential, read the truth about it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from werkzeug.wrappers import Response

from registry.documents.errors import Unreadable
from registry.errors import RegistryError
from registry.trust.given import FolioGiven, PaperCodeAlone, PaperGiven, ShareGiven
from registry.trust.service import examine
from registry.verification import Report
from registry.web.employer import blueprint
from registry.web.employer.card import card_of, levels_of
from registry.web.employer.forms import VerifyForm
from registry.web.employer.reading import read
from registry.web.limits import limiter, verify_rate
from registry.web.problems import status_of
from registry.web.security import public

Page = str | Response | tuple[str, int]


@blueprint.get("/verify")
@public
def verify() -> Page:
    """The form."""
    return render_template("employer/verify.html", form=VerifyForm(), refusals=[])


@blueprint.post("/verify")
@public
@limiter.limit(verify_rate)
def verify_submit() -> Page:
    """The report, or the form again with what is wrong with what was handed in."""
    form = VerifyForm()
    upload = form.file.data
    data = upload.read() if upload else None
    filename = upload.filename if upload else None
    try:
        given = read(form.text.data or "", data, filename=filename)
        if isinstance(given, PaperGiven):
            raise PaperCodeAlone()
    except (Unreadable, RegistryError) as refusal:
        page = render_template("employer/verify.html", form=form, refusals=[refusal.said])
        return page, status_of(refusal)
    if isinstance(given, FolioGiven):
        return redirect(url_for("employer.folio", folio=given.folio), code=303)
    if isinstance(given, ShareGiven):
        return redirect(url_for("employer.share", token=given.token), code=303)
    report = examine(given, asked_name=(form.name.data or "").strip() or None)
    return render_report(report)


def render_report(report: Report, *, with_results: bool = True, **more: Any) -> str:
    """The verification page, the same wherever the document came from."""
    shown = report if with_results else report.without_results()
    return render_template(
        "employer/report.html",
        report=shown,
        card=card_of(shown),
        levels=levels_of(shown),
        with_results=with_results,
        **more,
    )
