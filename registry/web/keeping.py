"""Awards as those read and change them who decide: institutions, and the authority for what is in custody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, StringField

from registry import clock
from registry.accounts.actor import Actor
from registry.awards import corrections, messages, naming, reading, service
from registry.awards.errors import NothingToCorrect
from registry.awards.models import Award
from registry.awards.standing import Standing, standing
from registry.content import catalog
from registry.errors import RegistryError
from registry.issuing.intake import Severity
from registry.issuing.intake.person_names import MAX_FULL, MAX_PART, read_name
from registry.records.models import Document
from registry.texts import Text
from registry.web.forms import Form, options, required, strip

#: Reasons that the registry gives by itself, never a person here.
NOT_CHOSEN = frozenset({"key_compromised"})
STANDING_KINDS: Mapping[Standing, str] = {
    Standing.CURRENT: "valid",
    Standing.EXPIRING: "warning",
    Standing.NOT_YET: "info",
    Standing.EXPIRED: "not_current",
    Standing.SUSPENDED: "not_current",
    Standing.REVOKED: "invalid",
    Standing.SUPERSEDED: "not_current",
}
STATUS_EVENTS: Mapping[str, tuple[str, Text]] = {
    "suspended": ("not_current", Text("Suspendida", "Suspended")),
    "reinstated": ("valid", Text("Restablecida", "Reinstated")),
    "revoked": ("invalid", Text("Revocada", "Revoked")),
    "superseded": ("info", Text("Sustituida por un documento corregido", "Superseded by a corrected document")),
}
#: When the state of an award does not allow a change that somebody asks for.
NOT_NOW = Text(
    "El estado de esta microcredencial no permite ese cambio. Abajo está cómo quedó.",
    "The state of this microcredential does not allow that change. How it stands is shown below.",
)
CORRECTED = Text(
    "Se emitió el documento corregido; el folio y los enlaces de la persona llevan a él.",
    "The corrected document was issued; the folio and the person's links lead to it.",
)
_CONFIRM = required(
    Text("Marque la casilla para confirmar que lo ha leído.", "Tick the box to confirm that you have read this.")
)


class ChangeForm(Form):
    """A reason that everybody will read, and the confirmation."""

    reason = RadioField(
        Text("Motivo, que será público", "Reason, which will be public"),
        validators=[required(Text("Elija el motivo de la lista.", "Choose the reason from the list."))],
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


class SurnameNotInName(RegistryError):
    """The first surname is not part of the full name."""

    code = "surname_not_in_name"
    text = Text(
        "«{surname}» no aparece en «{name}». Escriba el primer apellido tal como está en el nombre.",
        "“{surname}” does not appear in “{name}”. Write the first surname just as it stands in the name.",
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One kind of change: its words, its catalogue of reasons, what it will do, and the act."""

    title: Text
    button: Text
    done: Text
    catalogue: str | None
    consequences: tuple[Text, ...]
    states: tuple[str, ...]
    act: Callable[[Award, str, Actor], None]
    danger: bool = True


SUSPEND = Change(
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
    act=lambda award, reason, actor: service.suspend(award, reason=reason, actor=actor),
)
REVOKE = Change(
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
    act=lambda award, reason, actor: service.revoke(award, reason=reason, actor=actor),
)
REINSTATE = Change(
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
    act=lambda award, _reason, actor: service.reinstate(award, actor=actor),
    danger=False,
)
#: By the last word of their addresses.
CHANGES: Mapping[str, Change] = {"suspender": SUSPEND, "restablecer": REINSTATE, "revocar": REVOKE}


def change_form(change: Change, *, fresh: bool) -> Form:
    """Its form; with ``fresh`` whatever was sent is left out."""
    if change.catalogue is None:
        return ReinstateForm(formdata=None) if fresh else ReinstateForm()
    form = ChangeForm(formdata=None) if fresh else ChangeForm()
    form.reason.choices = options(
        *((one.id, one.label) for one in catalog(change.catalogue) if one.id not in NOT_CHOSEN)
    )
    return form


def names_fit(form: NameForm, found: Award) -> bool:
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


def correct(award: Award, form: NameForm, actor: Actor) -> None:
    """Sign the corrected document; raises what `corrections.correct_name` does."""
    corrections.correct_name(
        award, form.full_name.data or "", first_surname=form.first_surname.data or None, actor=actor
    )


def name_form(award: Award) -> NameForm:
    """The name as it stands, to be corrected."""
    return NameForm(formdata=None, full_name=naming.name_on(award), first_surname=award.person.first_surname)


def standing_of(award: Award) -> tuple[str, Text]:
    """How an award of a list stands now; its own page reads the signed document instead."""
    now = standing(
        award_state=award.state,
        document_state=award.document.state,
        valid_from=award.issued_at,
        valid_until=award.valid_until,
        at=clock.now(),
    )
    return STANDING_KINDS[now], now.word


def history_of(found: Award, documents: Sequence[Document]) -> list[dict[str, Any]]:
    """What happened, newest first: issued, changed, corrected, received."""
    events: list[dict[str, Any]] = [_event(found.issued_at, messages.ISSUED, "valid")]
    for document in documents:
        for one in document.events:
            kind, words = STATUS_EVENTS.get(one.kind, ("info", Text(one.kind, one.kind)))
            events.append(_event(one.at, words, kind, reading.reason_of(one)))
    if found.accepted_at:
        events.append(_event(found.accepted_at, Text("La persona la aceptó", "The person accepted it"), "info"))
    if found.declined_at:
        events.append(_event(found.declined_at, Text("La persona la rechazó", "The person rejected it"), "warning"))
    return sorted(events, key=lambda event: event["iso"], reverse=True)


def _event(moment: Any, title: Text, kind: str, text: Text | None = None) -> dict[str, Any]:
    return {"when": moment, "iso": moment.isoformat(), "title": title, "kind": kind, "text": text}
