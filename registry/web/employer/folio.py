"""``/f/<folio>``: the folio printed on a certificate, with the surname."""

from __future__ import annotations

from flask import render_template

from registry.awards import queries
from registry.awards.errors import NoSuchCertificate
from registry.ids import read_folio, spell_folio
from registry.texts import Text
from registry.trust.service import examine
from registry.web import tallying
from registry.web.employer import blueprint
from registry.web.employer.contacts import issuer_contact, next_steps
from registry.web.employer.forms import SurnameForm
from registry.web.employer.reading import presented_of
from registry.web.employer.verify import Page
from registry.web.limits import limiter, look_up_rate
from registry.web.problems import status_of
from registry.web.security import public

_NO_SURNAME = Text(
    "Escriba el primer apellido de la persona, como está en el certificado.",
    "Write the person's first surname, as it stands on the certificate.",
)


@blueprint.get("/f/<folio>")
@public
def folio(folio: str) -> Page:
    """The form for the surname; says nothing of whether the folio exists."""
    return _form(folio, [])


@blueprint.post("/f/<folio>")
@public
@limiter.limit(look_up_rate)
def folio_submit(folio: str) -> Page:
    """Verdict, title, provider and dates when the surname matches."""
    form = SurnameForm()
    if not (form.surname.data or "").strip():
        return _form(folio, [_NO_SURNAME], form), 422
    known = read_folio(folio)
    award = queries.by_folio_and_surname(known, form.surname.data or "") if known else None
    if known and queries.was_erased(known):
        # The surname is gone with the rest, so it cannot be asked for: whoever has the folio reads that much.
        return render_template("employer/folio_erased.html", folio=spell_folio(known)), 410
    if award is None:
        refusal = NoSuchCertificate()
        return _form(folio, [refusal.said], form), status_of(refusal)
    report = examine(presented_of(award))
    tallying.note(report)
    return render_template(
        "employer/folio_report.html",
        report=report,
        folio=spell_folio(award.folio),
        contact=issuer_contact(report),
        steps=next_steps(report),
    )


def _form(text: str, refusals: list[Text], form: SurnameForm | None = None) -> str:
    known = read_folio(text)
    return render_template(
        "employer/folio.html",
        form=form or SurnameForm(formdata=None),
        folio=spell_folio(known) if known else None,
        typed=text[:40],
        refusals=refusals,
    )
