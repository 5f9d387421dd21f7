"""Correcting, suspending, reinstating and revoking: a reason from the public list, the consequences, then the act."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass

from flask import request
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, RadioField, StringField

from registry.awards import corrections, naming, service
from registry.awards.errors import NothingToCorrect, ReasonUnknown
from registry.awards.models import Award
from registry.content import catalog
from registry.errors import Conflict, RegistryError
from registry.ids import spell_folio
from registry.issuing.intake import Severity
from registry.issuing.intake.person_names import MAX_FULL, MAX_PART, read_name
from registry.texts import Text
from registry.web.forms import Form, options, required, strip
from registry.web.provider import blueprint
from registry.web.provider.awards import award_of
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell
from registry.web.provider.messages import CHOOSE_REASON
from registry.web.security import actor, needs

#: Reasons that the registry gives by itself, never a person here.
NOT_CHOSEN = frozenset({"key_compromised"})
_CONFIRM = required(
    Text("Marque la casilla para confirmar que lo ha leído.", "Tick the box to confirm that you have read this.")
)


class ChangeForm(Form):
    """A reason that everybody will read, and the confirmation."""

    reason = RadioField(
        Text("Motivo, que será público", "Reason, which will be public"),
        validators=[required(CHOOSE_REASON)],
        validate_choice=False,
    )
    understood = BooleanField(
        Text("He leído lo que va a pasar y lo confirmo", "I have read what will happen, and I confirm it"),
        validators=[_CONFIRM],
    )


class ReinstateForm(Form):
    """The confirmation alone."""

    understood = BooleanField(
        Text("He leído lo que va a pasar y lo confirmo", "I have read what will happen, and I confirm it"),
        validators=[_CONFIRM],
    )


class NameForm(Form):
    """The name as it should stand, and which part is the first surname: with it and the folio people look it up."""

    full_name = StringField(
        Text("Nombre completo corregido", "Corrected full name"),
        description=Text(
            "Nombre y apellidos, como en el documento oficial de la persona.",
            "Given names and surnames, as in the person's official document.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el nombre completo.", "Write the full name."))],
        render_kw={"autocomplete": "off"},
    )
    first_surname = StringField(
        Text("Primer apellido", "First surname"),
        description=Text(
            "Con el folio y este apellido se consulta el certificado impreso.",
            "The printed certificate is looked up by its folio and this surname.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el primer apellido.", "Write the first surname."))],
        render_kw={"autocomplete": "off"},
    )
    confirmed = HiddenField()


class NotCorrectable(Conflict):
    """Only what stands can be corrected: a correction must not lift a suspension."""

    code = "not_correctable"
    text = Text(
        "Solo se corrige una microcredencial que no esté suspendida ni revocada. Restablézcala antes, o emita otra.",
        "Only a microcredential that is neither suspended nor revoked can be corrected. "
        "Reinstate it first, or issue another one.",
    )


class SurnameNotInName(RegistryError):
    """The first surname is not part of the full name."""

    code = "surname_not_in_name"
    text = Text(
        "«{surname}» no aparece en «{name}». Escriba el primer apellido tal como está en el nombre.",
        "“{surname}” does not appear in “{name}”. Write the first surname just as it stands in the name.",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: its words, its catalogue of reasons, what it will do, and who does it."""

    endpoint: str
    title: Text
    button: Text
    done: Text
    catalogue: str | None
    consequences: tuple[Text, ...]
    states: tuple[str, ...]
    danger: bool = True


SUSPEND = Change(
    endpoint="award_suspend",
    title=Text("Suspender", "Suspend"),
    button=Text("Suspender", "Suspend"),
    done=Text("La microcredencial quedó suspendida.", "The microcredential is suspended."),
    catalogue="suspension_reasons",
    consequences=(
        Text(
            "Desde ahora, quien la verifique leerá «auténtica, pero suspendida», con el motivo y la fecha.",
            "From now on, whoever verifies it will read “authentic, but suspended”, with the reason and the date.",
        ),
        Text("Se avisa a la persona titular por correo.", "The holder is told by e-mail."),
        Text(
            "Puede restablecerla después; el mismo archivo volverá a ser válido.",
            "You can reinstate it later; the same file will be valid again.",
        ),
    ),
    states=("good",),
)
REVOKE = Change(
    endpoint="award_revoke",
    title=Text("Revocar", "Revoke"),
    button=Text("Revocar definitivamente", "Revoke for good"),
    done=Text("La microcredencial quedó revocada.", "The microcredential is revoked."),
    catalogue="revocation_reasons",
    consequences=(
        Text("No se puede revertir: una revocación es definitiva.", "It cannot be reversed: a revocation is final."),
        Text(
            "Desde ahora, quien la verifique leerá «no válida: revocada», con el motivo y la fecha.",
            "From now on, whoever verifies it will read “not valid: revoked”, with the reason and the date.",
        ),
        Text("Se avisa a la persona titular por correo.", "The holder is told by e-mail."),
        Text(
            "Si solo está mal el nombre, corríjalo: la persona no pierde nada.",
            "If only the name is wrong, correct it: the person loses nothing.",
        ),
    ),
    states=("good", "suspended"),
)
REINSTATE = Change(
    endpoint="award_reinstate",
    title=Text("Restablecer", "Reinstate"),
    button=Text("Restablecer", "Reinstate"),
    done=Text("La microcredencial volvió a estar vigente.", "The microcredential is current again."),
    catalogue=None,
    consequences=(
        Text(
            "El mismo archivo que la persona ya tiene vuelve a verificarse como antes de la suspensión.",
            "The very file that the person holds verifies again as it did before the suspension.",
        ),
        Text(
            "La suspensión queda en su historia, con sus fechas.",
            "The suspension stays in its history, with its dates.",
        ),
        Text("Se avisa a la persona titular por correo.", "The holder is told by e-mail."),
    ),
    states=("suspended",),
    danger=False,
)


def _form_of(change: Change, *, fresh: bool) -> Form:
    if change.catalogue is None:
        return ReinstateForm(formdata=None) if fresh else ReinstateForm()
    form = ChangeForm(formdata=None) if fresh else ChangeForm()
    form.reason.choices = options(
        *((one.id, one.label) for one in catalog(change.catalogue) if one.id not in NOT_CHOSEN)
    )
    return form


def _asked(slug: str, award_id: uuid.UUID, change: Change) -> Page:
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    if found.state not in change.states:
        return _not_now(slug, found)
    return _change_page(desk, found, change, _form_of(change, fresh=True))


def _done(slug: str, award_id: uuid.UUID, change: Change, act: Callable[[Award, str], object]) -> Page:
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    form = _form_of(change, fresh=False)
    if not form.validate_on_submit():
        return refused(_change_page(desk, found, change, form))
    reason = str(form["reason"].data) if change.catalogue else ""
    made = carried_out(form, lambda: act(found, reason), at={ReasonUnknown: "reason"})
    if isinstance(made, RegistryError):
        return refused(_change_page(desk, found, change, form), made)
    tell(change.done)
    return see("award", slug, award_id=award_id)


def _not_now(slug: str, found: Award) -> Response:
    tell(
        Text(
            "El estado de esta microcredencial no permite ese cambio. Abajo está cómo quedó.",
            "The state of this microcredential does not allow that change. How it stands is shown below.",
        ),
        "error",
    )
    return see("award", slug, award_id=found.id)


def _change_page(desk: Desk, found: Award, change: Change, form: Form) -> str:
    return page(
        "award_change.html", desk, current="awards", award=found, change=change, form=form,
        folio=spell_folio(found.folio),
    )  # fmt: skip


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/suspender")
@needs("award:change_status", provider_from="slug")
def award_suspend(slug: str, award_id: uuid.UUID) -> Page:
    """What a suspension does, and for which reasons."""
    return _asked(slug, award_id, SUSPEND)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/suspender")
@needs("award:change_status", provider_from="slug")
def award_suspend_now(slug: str, award_id: uuid.UUID) -> Page:
    """Suspend."""
    return _done(slug, award_id, SUSPEND, lambda found, reason: service.suspend(found, reason=reason, actor=actor()))


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/restablecer")
@needs("award:change_status", provider_from="slug")
def award_reinstate(slug: str, award_id: uuid.UUID) -> Page:
    """What reinstating does."""
    return _asked(slug, award_id, REINSTATE)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/restablecer")
@needs("award:change_status", provider_from="slug")
def award_reinstate_now(slug: str, award_id: uuid.UUID) -> Page:
    """End a suspension."""
    return _done(slug, award_id, REINSTATE, lambda found, _reason: service.reinstate(found, actor=actor()))


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/revocar")
@needs("award:change_status", provider_from="slug")
def award_revoke(slug: str, award_id: uuid.UUID) -> Page:
    """What a revocation does, and for which reasons."""
    return _asked(slug, award_id, REVOKE)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/revocar")
@needs("award:change_status", provider_from="slug")
def award_revoke_now(slug: str, award_id: uuid.UUID) -> Page:
    """Revoke for good."""
    return _done(slug, award_id, REVOKE, lambda found, reason: service.revoke(found, reason=reason, actor=actor()))


@blueprint.get("/institucion/<slug>/microcredenciales/<uuid:award_id>/corregir")
@needs("award:change_status", provider_from="slug")
def award_correct(slug: str, award_id: uuid.UUID) -> Page:
    """The name as it stands, to be corrected."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    if found.state != "good":
        tell(NotCorrectable().said, "error")
        return see("award", slug, award_id=award_id)
    form = NameForm(formdata=None, full_name=naming.name_on(found), first_surname=found.person.first_surname)
    return _name_page(desk, found, form)


@blueprint.post("/institucion/<slug>/microcredenciales/<uuid:award_id>/corregir")
@needs("award:change_status", provider_from="slug")
def award_correct_now(slug: str, award_id: uuid.UUID) -> Page:
    """First shows before and after; confirmed, issues the corrected document and supersedes the earlier one."""
    desk = open_desk(slug)
    found = award_of(desk, award_id)
    form = NameForm()
    if not form.validate_on_submit() or not _names_fit(form, found):
        return refused(_name_page(desk, found, form))
    if not form.confirmed.data:
        return _name_page(desk, found, form, confirming=True)
    made = carried_out(form, lambda: _correct(found, form), at={NothingToCorrect: "full_name"})
    if isinstance(made, RegistryError):
        return refused(_name_page(desk, found, form), made)
    tell(
        Text(
            "Se emitió el documento corregido; el folio y los enlaces de la persona llevan a él.",
            "The corrected document was issued; the folio and the person's links lead to it.",
        )
    )
    return see("award", slug, award_id=award_id)


def _correct(found: Award, form: NameForm) -> None:
    if found.state != "good":
        raise NotCorrectable()
    corrections.correct_name(
        found, form.full_name.data or "", first_surname=form.first_surname.data or None, actor=actor()
    )


def _names_fit(form: NameForm, found: Award) -> bool:
    """Clean both as a file's names are cleaned; what would put a false name on a certificate is said at its field."""
    for field, limit in (("full_name", MAX_FULL), ("first_surname", MAX_PART)):
        name, remarks = read_name(form[field].data, limit=limit)
        refusals = [one for one in remarks if one.severity is Severity.REJECT]
        for one in refusals:
            form.refuse(Text("{what}. {advice}", "{what}. {advice}").format(what=one.message, advice=one.remedy), field)
        if refusals:
            return False
        form[field].data = name
    if form.first_surname.data.casefold() not in form.full_name.data.casefold():
        refusal = SurnameNotInName(surname=form.first_surname.data, name=form.full_name.data)
        form.refuse(refusal, "first_surname")
        return False
    if form.full_name.data == naming.name_on(found):
        form.refuse(NothingToCorrect(name=form.full_name.data), "full_name")
        return False
    return True


def _name_page(desk: Desk, found: Award, form: NameForm, *, confirming: bool = False) -> str:
    return page(
        "award_correct.html", desk, current="awards", award=found, form=form, confirming=confirming,
        folio=spell_folio(found.folio), method=request.method,
    )  # fmt: skip
