"""The form of an application to a program, as people fill it in and as a desk copies it from paper."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, RadioField, SelectField, StringField

from registry import content
from registry.curriculum.programs import Program
from registry.programs import declarations, messages
from registry.programs.commands import Declaration
from registry.programs.models import CallApplication
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip

_NO_ANSWER = ("", Text("No contestar", "No answer"))


class ApplicationForm(Form):
    """What applying needs, and what is optional and kept with consent only."""

    full_name = StringField(
        Text("Nombre completo", "Full name"),
        description=Text("Como en su identificación.", "As on the identity document."),
        filters=[strip],
        validators=[at_most(declarations.LONGEST_NAME)],
        render_kw={"autocomplete": "name"},
    )
    nationality = RadioField(
        messages.DECLARED["nationality"],
        choices=options(*messages.NATIONALITIES.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
    )
    document_kind = RadioField(
        Text("Con qué se identifica", "Identity document"),
        validators=[required(Text("Elija un documento.", "Choose a document."))],
    )
    document = StringField(
        Text("Número del documento, o la CURP", "Number of the document, or the CURP"),
        description=Text(
            "Se guarda cifrado y solo sirve para que cada persona tenga una solicitud.",
            "It is kept encrypted and serves only to hold each person to one application.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el número.", "Write the number.")), at_most(declarations.LONGEST_DOCUMENT)],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": False},
    )
    state, gender, study_level, employment_status, occupation = (
        SelectField(
            messages.DECLARED[name],
            choices=options(_NO_ANSWER, *declarations.options(name).items()),
            default="",
            validate_choice=False,
        )
        for name in ("state", "gender", "study_level", "employment_status", "occupation")
    )
    consent = BooleanField(messages.CONSENT)

    def offer(self, program: Program) -> None:
        """Ask only for the documents that the program takes."""
        kinds = program.eligibility.identity if program.eligibility else ("curp",)
        self.document_kind.choices = options(*((one, content.label("identity_documents", one)) for one in kinds))

    def declaration(self) -> Declaration:
        """What was filled in."""
        return Declaration(
            declared={name: str(self[name].data or "") for name in messages.DECLARED},
            consent=bool(self.consent.data),
            document_kind=self.document_kind.data or "",
            document=self.document.data or "",
            full_name=self.full_name.data or "",
        )


def filled(application: CallApplication) -> dict[str, Any]:
    """The values of an application that is corrected; the document is typed again."""
    return {
        **application.declared,
        "document_kind": application.document_kind,
        "consent": application.consent_id is not None,
    }
