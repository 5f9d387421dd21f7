"""What the authority's people hand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)

from registry import content
from registry.accounts.rules import MAXIMUM_EMAIL, MAXIMUM_NAME
from registry.curriculum.criteria import Criteria, Criterion, Finding
from registry.providers.deciding import RULING_MAXIMUM
from registry.providers.dossier import SLUG_LONGEST, STATEMENT_MAXIMUM
from registry.providers.registration import LEGAL_NAME_MAXIMUM, NAME_MAXIMUM, PARTNER_KINDS, WEBSITE_MAXIMUM
from registry.providers.reviewing import COMMENT_MAXIMUM, OPINION_MAXIMUM
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required, strip

_LONG = {"rows": "6"}
_SHORT = {"rows": "3"}


def _label(spanish: str, english: str) -> Any:
    return Text(spanish, english)


class PlainForm(Form):
    """A button and nothing else; its refusals stand at the top of the page."""


class RequestForm(Form):
    """What is missing in a dossier."""

    text = TextAreaField(
        _label("Qué falta, y de qué criterio", "What is missing, and for which criterion"),
        description=_label(
            "La institución lo recibe por correo y puede cambiar su expediente. El plazo del dictamen se detiene.",
            "The institution receives it by mail and may change its dossier. The ruling's clock stops.",
        ),
        validators=[
            required(Text("Escriba qué información falta.", "Write which information is missing.")),
            at_most(STATEMENT_MAXIMUM),
        ],
        render_kw=_LONG,
    )


class AssignForm(Form):
    """Who reviews."""

    reviewer = SelectField(
        _label("Persona dictaminadora", "Reviewer"),
        validators=[required(Text("Elija a una persona.", "Choose somebody."))],
        validate_choice=False,
    )


class RecuseForm(Form):
    """Why a reviewer leaves the seat."""

    reason = TextAreaField(
        _label("Motivo de la excusa", "Reason for the recusal"),
        description=_label(
            "Queda en el expediente de la autoridad; no se publica.",
            "It stays in the authority's file; it is not published.",
        ),
        validators=[
            required(Text("Escriba el motivo.", "Write the reason.")),
            at_most(STATEMENT_MAXIMUM),
        ],
        render_kw=_SHORT,
    )


class DecideForm(Form):
    """The ruling that is published, and the result as it was shown."""

    expected_result = HiddenField()
    text = TextAreaField(
        _label("Texto público del dictamen", "Public text of the ruling"),
        description=_label(
            "Diga qué se resolvió y por qué. Se publica junto con el hallazgo de cada criterio, sin nombres de quienes "
            "dictaminaron.",
            "Say what was decided and why. It is published with the finding of each criterion, without the reviewers' "
            "names.",
        ),
        validators=[
            required(Text("Escriba el texto público del dictamen.", "Write the public text of the ruling.")),
            at_most(RULING_MAXIMUM),
        ],
        render_kw={"rows": "10"},
    )


class ChangeForm(Form):
    """A change of an accreditation that needs a reason of the catalogue."""

    reason = RadioField(
        _label("Motivo público", "Public reason"),
        validators=[required(Text("Elija un motivo.", "Choose a reason."))],
    )
    note = TextAreaField(
        _label("Nota pública", "Public note"),
        description=_label(
            "Opcional. Se lee junto al motivo; no acuse a nadie sin resolución firme.",
            "Optional. It is read beside the reason; accuse nobody without a final ruling.",
        ),
        validators=[at_most(STATEMENT_MAXIMUM)],
        render_kw=_SHORT,
    )

    def offer_reasons(self) -> ChangeForm:
        """Fill in the catalogue's reasons."""
        self.reason.choices = options(*((one.id, one.label) for one in content.catalog("accreditation_reasons")))
        return self


class NoteForm(Form):
    """A change that needs no reason of the catalogue."""

    note = TextAreaField(
        _label("Nota pública", "Public note"),
        description=_label("Opcional. Se publica con el cambio.", "Optional. It is published with the change."),
        validators=[at_most(STATEMENT_MAXIMUM)],
        render_kw=_SHORT,
    )


class LoadForm(Form):
    """Content files of the authority."""

    files = MultipleFileField(
        _label("Archivos YAML", "YAML files"),
        description=_label(
            "Estándares, criterios, programas o indicadores. Se cargan todos o ninguno, como propuestas.",
            "Standards, criteria, programs or indicators. All are loaded or none, as proposals.",
        ),
        render_kw={"accept": ".yaml,.yml"},
    )


class CommentForm(Form):
    """Until when people may comment on a proposal."""

    until = DateField(
        _label("Se reciben comentarios hasta", "Comments are received until"),
        validators=[required(Text("Escriba la fecha.", "Write the date."))],
    )


class EnforceForm(Form):
    """Putting a version in force."""

    reason = TextAreaField(
        _label("Motivo público", "Public reason"),
        description=_label(
            "Obligatorio si la versión no pasó por comentarios públicos.",
            "Required when the version skipped the public comment.",
        ),
        validators=[at_most(STATEMENT_MAXIMUM)],
        render_kw=_SHORT,
    )


class WithdrawForm(Form):
    """Withdrawing a version in force."""

    reason = TextAreaField(
        _label("Motivo público", "Public reason"),
        validators=[
            required(Text("Escriba el motivo: se publica.", "Write the reason: it is published.")),
            at_most(STATEMENT_MAXIMUM),
        ],
        render_kw=_SHORT,
    )
    understood = BooleanField(
        _label(
            "Entiendo que nadie podrá diseñar ni emitir conforme a esta versión",
            "I understand that nobody will be able to design or issue against this version",
        ),
        validators=[required(Text("Confirme que lo entiende.", "Confirm that you understand."))],
    )


class CoSignerForm(Form):
    """A partner that countersigns."""

    legal_name = StringField(
        _label("Razón social", "Legal name"),
        filters=[strip],
        validators=[required(Text("Escriba la razón social.", "Write the legal name.")), at_most(LEGAL_NAME_MAXIMUM)],
    )
    name = StringField(
        _label("Nombre en las microcredenciales", "Name on microcredentials"),
        filters=[strip],
        validators=[required(Text("Escriba el nombre.", "Write the name.")), at_most(NAME_MAXIMUM)],
    )
    slug = StringField(
        _label("Nombre corto", "Short name"),
        description=_label(
            "Para direcciones y para su identidad de firma; no cambia después. Ejemplo: «laboratorios-acme».",
            "For addresses and for its signing identity; it does not change later. Example: “acme-labs”.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba un nombre corto.", "Write a short name.")), at_most(SLUG_LONGEST)],
    )
    kind = RadioField(
        _label("Tipo", "Kind"),
        choices=options(*((kind, content.label("provider_kinds", kind)) for kind in sorted(PARTNER_KINDS))),
        validators=[required(Text("Elija un tipo.", "Choose a kind."))],
    )
    country = StringField(
        _label("País (código de dos letras)", "Country (two-letter code)"),
        default="US",
        filters=[strip],
        validators=[required(Text("Escriba el código del país.", "Write the country code.")), at_most(2)],
    )
    website = StringField(_label("Sitio web", "Website"), filters=[strip], validators=[at_most(WEBSITE_MAXIMUM)])
    agreement_until = DateField(
        _label("El convenio está vigente hasta", "The agreement is in force until"),
        validators=[required(Text("Escriba la fecha.", "Write the date."))],
    )
    email = EmailField(
        _label("Correo institucional", "Institutional e-mail"),
        filters=[strip],
        validators=[required(Text("Escriba un correo.", "Write an e-mail.")), at_most(MAXIMUM_EMAIL)],
    )
    administrator_name = StringField(
        _label("Persona que administrará su cuenta", "Person who will administer its account"),
        filters=[strip],
        validators=[required(Text("Escriba su nombre.", "Write their name.")), at_most(MAXIMUM_NAME)],
    )
    administrator_email = EmailField(
        _label("Correo de esa persona", "That person's e-mail"),
        filters=[strip],
        validators=[required(Text("Escriba su correo.", "Write their e-mail.")), at_most(MAXIMUM_EMAIL)],
    )
    language = RadioField(
        _label("Idioma de la invitación", "Language of the invitation"),
        choices=options(("es", "Español"), ("en", "English")),
        default="en",
    )


def finding_name(criterion: str) -> str:
    """The name of a criterion's finding in the reviewer's form."""
    return f"finding-{criterion}"


def comment_name(criterion: str) -> str:
    """The name of a criterion's comment in the reviewer's form."""
    return f"comment-{criterion}"


def review_form(applying: Sequence[Criterion], criteria: Criteria) -> type[Form]:
    """The form of a ruling: a finding and a comment for every criterion that applies, and the opinion.

    Nothing is required here: a draft may be half empty, and filing is the service's to refuse.
    """
    choices = [(one.value, criteria.finding_labels[one]) for one in (Finding.MEETS, Finding.DOES_NOT_MEET)]
    fields: dict[str, Any] = {}
    for one in applying:
        fields[finding_name(one.id)] = RadioField(
            _label(f"Hallazgo de {one.id}", f"Finding of {one.id}"), choices=options(*choices), validate_choice=False
        )
        fields[comment_name(one.id)] = TextAreaField(
            _label(f"Comentario a {one.id}", f"Comment on {one.id}"),
            validators=[at_most(COMMENT_MAXIMUM)],
            render_kw={"rows": "2"},
        )
    fields["opinion"] = TextAreaField(
        _label("Opinión general", "Overall opinion"),
        description=_label(
            "La leen quien decide y, después de la decisión, la institución.",
            "It is read by the person who decides and, after the decision, by the institution.",
        ),
        validators=[at_most(OPINION_MAXIMUM)],
        render_kw=_LONG,
    )
    return type("ReviewForm", (Form,), fields)
