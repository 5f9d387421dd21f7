"""What an institution issued that has closed, or is not accredited any more: the authority decides about it."""

from __future__ import annotations

import uuid
from typing import Any

from flask import flash, redirect, request, url_for

from registry import clock
from registry.awards import keepers, naming, queries, reading
from registry.awards.errors import NotCorrectable
from registry.awards.models import Award
from registry.errors import NotFound
from registry.ids import spell_folio
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.records.rules import STATES
from registry.texts import Text
from registry.web import keeping
from registry.web.authority.blueprint import blueprint
from registry.web.authority.desk import Page, attempt, page, refused
from registry.web.keeping import CHANGES, STANDING_KINDS, NameForm
from registry.web.language import said
from registry.web.security import actor, needs

#: So many are listed; whoever looks for one among more writes more of the name.
SHOWN = 25
_AT = "/instituciones/<slug>/microcredenciales"
_ONE = f"{_AT}/<uuid:award_id>"
_ACT = f"{_ONE}/<any(suspender,restablecer,revocar):act>"


@blueprint.get(_AT)
@needs(keepers.KEEP)
def custody(slug: str) -> str:
    """Find one by its folio or a part of the name; nothing is listed before."""
    provider = providers.require_provider(slug)
    words = request.args.get("q", "").strip()
    found, _total = queries.of_provider(provider.id, text=words, size=SHOWN) if words else ((), 0)
    kept = keepers.kept([one.id for one in found])
    shown = [(one, spell_folio(one.folio), keeping.standing_of(one)) for one in found if one.id in kept]
    return page("custody.html", current="institutions", provider=provider, words=words, found=shown, most=SHOWN)


@blueprint.get(_ONE)
@needs(keepers.KEEP)
def custody_award(slug: str, award_id: uuid.UUID) -> str:
    """One award: how it stands, what happened to it, what can be done."""
    provider, award = _found(slug, award_id)
    read = reading.read(award, at=clock.now())
    return page(
        "custody_award.html",
        current="institutions",
        provider=provider,
        award=award,
        folio=spell_folio(award.folio),
        read=read,
        kind=STANDING_KINDS[read.standing],
        events=keeping.history_of(award, queries.documents_of(award.id)),
        href=lambda act: f"{_address(slug, award)}/{act}",
    )


@blueprint.get(_ACT)
@needs(keepers.KEEP)
def custody_change(slug: str, award_id: uuid.UUID, act: str) -> Page:
    """What a suspension, a reinstatement or a revocation does, and for which reasons."""
    provider, award = _found(slug, award_id)
    change = CHANGES[act]
    if award.state not in change.states:
        return _not_now(slug, award, keeping.NOT_NOW)
    return _change_page(provider, award, change=change, form=keeping.change_form(change, fresh=True))


@blueprint.post(_ACT)
@needs(keepers.KEEP)
def custody_change_now(slug: str, award_id: uuid.UUID, act: str) -> Page:
    """Suspend, reinstate or revoke."""
    provider, award = _found(slug, award_id)
    change = CHANGES[act]
    form = keeping.change_form(change, fresh=False)
    if not form.validate_on_submit():
        return refused(_change_page(provider, award, change=change, form=form))
    reason = str(form["reason"].data) if change.catalogue else ""
    refusal = attempt(form, lambda: change.act(award, reason, actor()))
    if refusal is not None:
        return refused(_change_page(*_found(slug, award_id), change=change, form=form), refusal)
    flash(said(change.done), "ok")
    return redirect(_address(slug, award), code=303)


@blueprint.get(f"{_ONE}/corregir")
@needs(keepers.KEEP)
def custody_correct(slug: str, award_id: uuid.UUID) -> Page:
    """The name as it stands, to be corrected."""
    provider, award = _found(slug, award_id)
    if award.state != "good":
        return _not_now(slug, award, NotCorrectable(state=STATES[award.state]).said)
    return _change_page(provider, award, form=keeping.name_form(award))


@blueprint.post(f"{_ONE}/corregir")
@needs(keepers.KEEP)
def custody_correct_now(slug: str, award_id: uuid.UUID) -> Page:
    """First shows before and after; confirmed, signs the corrected document under the institution's name."""
    provider, award = _found(slug, award_id)
    form = NameForm()
    if not form.validate_on_submit() or not keeping.names_fit(form, award):
        return refused(_change_page(provider, award, form=form))
    if not form.confirmed.data:
        return _change_page(provider, award, form=form, confirming=True)
    refusal = attempt(form, lambda: keeping.correct(award, form, actor()))
    if refusal is not None:
        return refused(_change_page(*_found(slug, award_id), form=form), refusal)
    flash(said(keeping.CORRECTED), "ok")
    return redirect(_address(slug, award), code=303)


def _found(slug: str, award_id: uuid.UUID) -> tuple[Provider, Award]:
    """An award in custody of this institution. Raises `NotFound`, also for one that the institution answers for."""
    provider, award = providers.require_provider(slug), queries.by_id(award_id)
    if award is None or award.provider_id != provider.id or not keepers.in_custody(award):
        raise NotFound()
    return provider, award


def _address(slug: str, award: Award) -> str:
    return url_for("authority.custody_award", slug=slug, award_id=award.id)


def _not_now(slug: str, award: Award, why: Text) -> Page:
    flash(said(why), "error")
    return redirect(_address(slug, award), code=303)


def _change_page(provider: Provider, award: Award, **more: Any) -> str:
    values = {"change": None, "confirming": False, "name_now": naming.name_on(award), **more}
    return page(
        "custody_change.html",
        current="institutions",
        provider=provider,
        award=award,
        folio=spell_folio(award.folio),
        **values,
    )
