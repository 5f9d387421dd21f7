"""The roll as the authority works with it, one institution, its closing, and partners that countersign."""

from __future__ import annotations

from flask import flash, redirect, request, url_for

from registry import clock
from registry.accounts import queries as accounts
from registry.awards import keepers
from registry.providers import deadlines, queries, service, tray
from registry.providers.commands import Administrator, ProviderDetails
from registry.providers.rules import AccreditationState
from registry.texts import Language
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.authority.forms import CoSignerForm, NoteForm
from registry.web.language import t
from registry.web.security import actor, needs


@blueprint.get("/instituciones")
@needs("accreditation:read")
def institutions() -> Page:
    """Every institution ever accredited, with its state today; and co-signers."""
    now = clock.now()
    state = request.args.get("estado") or ""
    entries = queries.roll(now)
    shown = [entry for entry in entries if not state or entry.state == state]
    return page(
        "institutions.html",
        current="institutions",
        entries=shown,
        total=len(entries),
        state=state,
        states=tuple(AccreditationState),
        co_signers=queries.co_signers(now),
    )


@blueprint.get("/instituciones/<slug>")
@needs("accreditation:read")
def institution(slug: str) -> Page:
    """One institution: its accreditations over time, its applications, its people."""
    return _page(slug, NoteForm(formdata=None))


@blueprint.post("/instituciones/<slug>/cierre")
@needs("accreditation:change")
def close(slug: str) -> Page:
    """Record that it ceased to operate."""
    found = queries.require_provider(slug)
    form = NoteForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.close(found.id, note=form.note.data or "", actor=actor()))
        if refusal is None:
            flash(t("El cierre quedó registrado.", "The closure is recorded."), "ok")
            return redirect(url_for("authority.institution", slug=slug))
    return refused(_page(slug, form), refusal)


@blueprint.route("/socios/nuevo", methods=["GET", "POST"])
@needs("accreditation:change")
def new_co_signer() -> Page:
    """Register a partner that countersigns, with its agreement and its administrator."""
    form = CoSignerForm()
    refusal = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: _register(form))
        if refusal is None:
            flash(t("El socio quedó registrado y su persona administradora recibirá un correo.",
                    "The partner is registered, and its administrator will receive a mail."), "ok")  # fmt: skip
            return redirect(url_for("authority.institutions"))
    body = page("co_signer.html", current="institutions", form=form)
    return refused(body, refusal) if request.method == "POST" else body


def _register(form: CoSignerForm) -> None:
    details = ProviderDetails(
        slug=form.slug.data or "",
        legal_name=form.legal_name.data or "",
        name=form.name.data or "",
        kind=form.kind.data or "",
        email=form.email.data or "",
        country=form.country.data or "",
        website=form.website.data,
    )
    language: Language = "en" if form.language.data == "en" else "es"
    administrator = Administrator(form.administrator_name.data or "", form.administrator_email.data or "", language)
    assert form.agreement_until.data is not None  # noqa: S101  the form requires it
    until = deadlines.end_of(form.agreement_until.data)
    service.register_co_signer(details, administrator, agreement_until=until, actor=actor())


def _page(slug: str, form: NoteForm) -> str:
    now = clock.now()
    found = queries.require_provider(slug)
    history = queries.history(found.id)
    return page(
        "institution.html",
        current="institutions",
        provider=found,
        accreditations=[(one, queries.state_at(queries.facts_of(one), now)) for one in history],
        applications=tray.of_provider(found.id),
        staff=accounts.staff_of(found.id) if actor().may("staff:manage") else None,
        may_close=actor().may("accreditation:change") and found.closed_at is None,
        custody=actor().may(keepers.KEEP) and bool(history) and not queries.running(found.id, now),
        form=form,
    )
