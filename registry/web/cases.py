"""What both desks that decide cases of identity need: an institution's, and the registry's own."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from wtforms import RadioField, StringField, TextAreaField

from registry.db import db
from registry.errors import NotAllowed, RegistryError
from registry.identity import queries, rules, service
from registry.identity.errors import EvidenceMissing, FolioUnreadable, OneRecordAlready, RecordNotFound
from registry.identity.models import IdentityCase
from registry.ids import spell_folio
from registry.people.errors import StaffAccount, TwoPeople
from registry.texts import Text
from registry.verification.names import Likeness
from registry.web.forms import Form, at_most, options, required, strip

_NAME_WORDS = {
    Likeness.SAME: ("valid", Text("El nombre coincide", "The name fits")),
    Likeness.PART: ("warning", Text("El nombre coincide en parte", "The name fits in part")),
    Likeness.DIFFERENT: ("invalid", Text("El nombre es otro", "The name is another")),
}
_CURP_WORDS = {
    True: ("valid", Text("La CURP coincide", "The CURP fits")),
    False: ("invalid", Text("La CURP es otra", "The CURP is another")),
    None: ("not_checked", Text("CURP sin comparar", "CURP not compared")),
}
#: At which field a refusal is shown.
_AT: dict[type[RegistryError], str] = {
    FolioUnreadable: "folio",
    RecordNotFound: "folio",
    EvidenceMissing: "note",
    StaffAccount: "folio",
    OneRecordAlready: "second",
    TwoPeople: "second",
}


def _folio(label: Text) -> StringField:
    return StringField(
        label,
        filters=[strip],
        validators=[required(Text("Escriba el folio.", "Write the folio.")), at_most(40)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )


class EvidenceForm(Form):
    """Whose record it is, and by what one knows the person."""

    folio = _folio(Text("Folio de una microcredencial de la persona", "Folio of a microcredential of the person"))
    evidence = RadioField(
        Text("¿Cómo comprobó quién es?", "How did you establish who they are?"),
        choices=options(*rules.EVIDENCE.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
    )
    note = TextAreaField(
        Text("Qué vio, cuándo y dónde", "What you saw, when and where"),
        description=Text(
            "Lo lee quien aprueba y queda guardado. No copie números de identificaciones.",
            "Whoever approves reads it, and it is kept. Do not copy numbers of IDs.",
        ),
        filters=[strip],
        validators=[at_most(rules.LONGEST_NOTE)],
    )


class UniteForm(EvidenceForm):
    """Two folios of one person."""

    folio = _folio(Text("Folio del registro que queda", "Folio of the record that stays"))
    second = _folio(Text("Folio del registro que se une a él", "Folio of the record that is united with it"))


class RefuseForm(Form):
    """Why not."""

    note = TextAreaField(
        Text("Por qué no procede", "Why it is refused"),
        description=Text("La persona lo leerá.", "The person will read it."),
        filters=[strip],
        validators=[at_most(rules.LONGEST_NOTE)],
    )


class StepForm(Form):
    """A button and nothing else."""


def tried(form: Form, act: Callable[[], Any]) -> RegistryError | None:
    """Do it and commit; what is refused is shown on the form, and nothing of it stays. Raises `NotAllowed`."""
    try:
        act()
        db.session.commit()
    except NotAllowed:
        raise
    except RegistryError as refusal:
        db.session.rollback()
        place = _AT.get(type(refusal))
        form.refuse(refusal, place if place in form else None)
        return refusal
    return None


def case_context(case: IdentityCase, account_id: uuid.UUID | None, **forms: Form) -> dict[str, Any]:
    """What the page of a case shows."""
    found = queries.found_for(case) if case.kind == "recovery" and case.state == "asked" else ()
    first = spell_folio(found[0].award.folio) if len(found) == 1 else ""
    return {
        "case": case,
        "number": rules.spell(case.number),
        "kind": rules.KINDS[case.kind],
        "state": rules.STATES[case.state],
        "found": [
            (one.award, spell_folio(one.award.folio), _NAME_WORDS[one.name], _CURP_WORDS[one.curp]) for one in found
        ],
        "names": queries.names_of(case),
        "evidence": rules.EVIDENCE.get(case.evidence or ""),
        "own": case.proposed_by == account_id,
        "propose_form": forms.get("propose") or EvidenceForm(formdata=None, prefix="propose", folio=first),
        "refuse_form": forms.get("refuse") or RefuseForm(formdata=None, prefix="refuse"),
        "step_form": forms.get("step") or StepForm(formdata=None),
        "open": case.state in rules.OPEN,
    }


def list_context(provider_id: uuid.UUID | None) -> dict[str, Any]:
    """What the list of a desk shows."""
    return {
        "entries": [row(one) for one in queries.waiting_at(provider_id)],
        "ended": [row(one) for one in queries.waiting_at(provider_id, ended=True)],
    }


def row(case: IdentityCase) -> dict[str, Any]:
    """One line of a list."""
    return {
        "case": case,
        "number": rules.spell(case.number),
        "kind": rules.KINDS[case.kind],
        "state": rules.STATES[case.state],
    }


def propose(case: IdentityCase, form: EvidenceForm, actor: Any) -> RegistryError | None:
    """Hand the form's proposal in; a refusal stands on the form."""
    return tried(
        form,
        lambda: service.propose(
            case,
            folio=form.folio.data or "",
            evidence=form.evidence.data or "",
            note=form.note.data or "",
            actor=actor,
        ),
    )
