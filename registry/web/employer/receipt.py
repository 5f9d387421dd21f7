"""``/verify/receipt``: the signed receipt of a verification, for somebody's files.

What was shown a minute ago is not what is signed: the credential is verified again at this moment.
"""

from __future__ import annotations

from flask import Response, request

from registry.db import db
from registry.documents.errors import Unreadable
from registry.errors import RegistryError
from registry.texts import LANGUAGES, Language
from registry.trust import receipts
from registry.trust.service import examine
from registry.verification import Report
from registry.verification.receipt import HandedIn
from registry.web import language
from registry.web.employer import blueprint
from registry.web.employer import held as holding
from registry.web.employer.reading import shared
from registry.web.employer.verify import Page, asked_name, refused
from registry.web.limits import limiter, receipt_rate
from registry.web.outside import outside
from registry.web.problems import status_of
from registry.web.security import public

PDF, JSON = "pdf", "json"
_MEDIA_TYPES = {PDF: "application/pdf", JSON: "application/json"}


@blueprint.post("/verify/receipt")
@public
@limiter.limit(receipt_rate)
def verify_receipt() -> Page:
    """Verify again, sign what was found, and give it as PDF or JSON. Nothing is kept."""
    try:
        report, handed = _verified()
        signed = receipts.issue_receipt(report, handed, asked_name=asked_name() or None)
    except (Unreadable, RegistryError) as refusal:
        return refused(refusal.said, status_of(refusal))
    form = JSON if request.form.get("form") == JSON else PDF
    asked = request.form.get("language")
    chosen: Language = asked if asked in LANGUAGES else language.current()
    if form == JSON:
        body = receipts.receipt_json(signed)
    else:
        sheet = receipts.receipt_sheet(signed)
        db.session.rollback()  # typesetting takes a second, and nobody should wait to write meanwhile
        body = receipts.print_receipt(sheet, language=chosen)
    response = Response(body, mimetype=_MEDIA_TYPES[form])
    name = f"{receipts.receipt_name(signed.receipt, chosen)}.{form}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _verified() -> tuple[Report, HandedIn]:
    """What is handed in again by the page's own field, or what a share link leads to, verified now."""
    name = asked_name() or None
    token = request.form.get("token")
    if token:
        found = shared(token)
        report = examine(found.presented, asked_name=name)
        handed = holding.held(found.data, found.presented).handed
        return report if found.link.with_results else report.without_results(), handed
    one = holding.read_held(request.form.get(holding.FIELD, ""))
    return examine(one.presented, asked_name=name, outside=outside()), one.handed
