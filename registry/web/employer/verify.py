"""``/verify``: hand in a credential, read the truth about it."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from registry.documents.errors import Unreadable
from registry.documents.read import Presented
from registry.documents.receipts import FoundReceipt
from registry.errors import RegistryError
from registry.texts import Text
from registry.trust.batch.planning import LIST_ENDINGS
from registry.trust.given import FolioGiven, ShareGiven
from registry.trust.receipts import read_receipt
from registry.trust.service import examine
from registry.verification import Report
from registry.web import tallying
from registry.web.employer import blueprint
from registry.web.employer import held as holding
from registry.web.employer.card import card_of, levels_of
from registry.web.employer.contacts import issuer_contact, next_steps
from registry.web.employer.forms import VerifyForm
from registry.web.employer.held import Held
from registry.web.employer.reading import read
from registry.web.limits import limiter, verify_rate
from registry.web.outside import outside
from registry.web.problems import status_of
from registry.web.security import public

Page = str | Response | tuple[str, int]
#: A name of a person; more than that is no name.
LONGEST_NAME = 320


@blueprint.get("/verify")
@public
def verify() -> Page:
    """The form."""
    return render_template("employer/verify.html", form=VerifyForm(), refusals=[], many=False)


@blueprint.post("/verify")
@public
@limiter.limit(verify_rate)
def verify_submit() -> Page:
    """The report, or the form again with what is wrong with what was handed in.

    A second question about the same credential comes with the page's own hidden field instead of the file.
    """
    form = VerifyForm()
    try:
        if holding.FIELD in request.form:
            return _answer(holding.read_held(request.form[holding.FIELD]))
        upload = form.file.data
        data = upload.read() if upload else None
        given = read(form.text.data or "", data, filename=upload.filename if upload else None)
        if isinstance(given, Presented):
            return _answer(holding.held(data or (form.text.data or "").encode("utf-8", "replace"), given))
        return _elsewhere(given)
    except (Unreadable, RegistryError) as refusal:
        return refused(refusal.said, status_of(refusal), form, many=_holds_many(form))


def refused(said: Text, status: int, form: VerifyForm | None = None, *, many: bool = False) -> Page:
    """The form again, with what is wrong. ``many``: what came belongs on the page that verifies many at once."""
    page = render_template("employer/verify.html", form=form or VerifyForm(formdata=None), refusals=[said], many=many)
    return page, status


def _holds_many(form: VerifyForm) -> bool:
    """Whether a ZIP or a list came, which the other page reads."""
    upload = form.file.data
    return bool(upload) and (upload.filename or "").lower().endswith((".zip", *LIST_ENDINGS))


def asked_name() -> str:
    """The name to compare, or nothing."""
    return request.form.get("name", "").strip()[:LONGEST_NAME]


def _elsewhere(given: FolioGiven | ShareGiven | FoundReceipt) -> Page:
    if isinstance(given, FoundReceipt):
        reading = read_receipt(given)
        return render_template("employer/receipt.html", reading=reading, receipt=reading.receipt)
    if isinstance(given, FolioGiven):
        return redirect(url_for("employer.folio", folio=given.folio), code=303)
    return redirect(url_for("employer.share", token=given.token), code=303)


def _answer(one: Held) -> str:
    name = asked_name()
    report = examine(one.presented, asked_name=name or None, outside=outside())
    if holding.FIELD not in request.form:  # a second question about the same credential is no second verification
        tallying.note(report)
    return render_report(report, asked_name=name, held=holding.write_held(one))


def render_report(report: Report, *, with_results: bool = True, **more: Any) -> str:
    """The verification page, the same wherever the document came from.

    ``held`` or ``token`` say how a second question finds the same credential; without either none is offered.
    """
    shown = report if with_results else report.without_results()
    return render_template(
        "employer/report.html",
        report=shown,
        card=card_of(shown),
        levels=levels_of(shown),
        with_results=with_results,
        contact=issuer_contact(shown),
        steps=next_steps(shown),
        **more,
    )
