"""What the authority hands in about programs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from flask_wtf.file import FileField
from wtforms import DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import Optional

from registry import clock, content
from registry.curriculum.programs import Program
from registry.programs import agreements, calls, messages
from registry.programs.commands import AgreementTerms, CallTerms, Party
from registry.programs.models import ProgramCall
from registry.providers import deadlines
from registry.providers.models import Provider
from registry.texts import CENTRAL_MEXICO, Text
from registry.web.forms import Form, at_most, options, required, strip

_WRITE = Text("Escriba este dato.", "Fill this in.")
_DATE = Text("Escriba la fecha.", "Write the date.")
_LONG = {"rows": "4"}
NOT_DECLARED = Text("Sin declarar", "Not declared")


def _area(spanish: str, english: str) -> TextAreaField:
    return TextAreaField(
        Text(spanish, english),
        filters=[strip],
        validators=[required(_WRITE), at_most(calls.LONGEST_TEXT)],
        render_kw=_LONG,
    )


class CallForm(Form):
    """A call: dates by day, opening at the day's start and closing at its end, in central Mexico."""

    name = StringField(
        Text("Nombre de la generación", "Name of the cohort"),
        filters=[strip],
        validators=[required(_WRITE), at_most(calls.LONGEST_NAME)],
    )
    opens_on = DateField(Text("Abre el", "Opens on"), validators=[required(_DATE)])
    closes_on = DateField(Text("Cierra el (inclusive)", "Closes on (inclusive)"), validators=[required(_DATE)])
    starts_on = DateField(Text("Inicio de la primera etapa", "Start of the first stage"), validators=[Optional()])
    capacity = IntegerField(Text("Lugares", "Places"), validators=[required(_WRITE)])
    waiting = IntegerField(Text("Lista de espera", "Waiting list"), default=100, validators=[Optional()])
    answer_days = IntegerField(
        Text("Días naturales para responder", "Natural days to answer"), default=5, validators=[required(_WRITE)]
    )
    funder = SelectField(
        Text("Quién paga", "Who pays"),
        choices=options(("", NOT_DECLARED), *((one.id, one.label) for one in content.catalog("program_funders"))),
        validate_choice=False,
    )
    eligibility_es = _area("Quién puede solicitar (español)", "Who may apply (Spanish)")
    eligibility_en = _area("Quién puede solicitar (inglés)", "Who may apply (English)")
    documents_es = _area("Qué se pide (español)", "What is asked (Spanish)")
    documents_en = _area("Qué se pide (inglés)", "What is asked (English)")
    sites_es = _area("Sedes (español)", "Sites (Spanish)")
    sites_en = _area("Sedes (inglés)", "Sites (English)")

    def terms(self, quotas: dict[str, int]) -> CallTerms:
        """What was written, with the quotas that stand beside it."""
        opens, closes = self.opens_on.data, self.closes_on.data
        return CallTerms(
            name=self.name.data or "",
            opens_at=dt.datetime.combine(opens, dt.time(), CENTRAL_MEXICO).astimezone(dt.UTC),
            closes_at=deadlines.end_of(closes),
            starts_on=self.starts_on.data,
            capacity=self.capacity.data or 0,
            waiting=self.waiting.data or 0,
            answer_days=self.answer_days.data or 0,
            text={part: Text(self[f"{part}_es"].data or "", self[f"{part}_en"].data or "") for part in calls.PARTS},
            quotas=quotas,
            funder=self.funder.data or None,
        )


def written(call: ProgramCall) -> dict[str, object]:
    """The values of a call, for its form."""
    texts = {f"{part}_{lang}": said for part, both in call.text.items() for lang, said in both.items()}
    return {
        "name": call.name,
        "opens_on": clock.day_of(call.opens_at),
        "closes_on": clock.day_of(call.closes_at),
        "starts_on": call.starts_on,
        "capacity": call.capacity,
        "waiting": call.waiting,
        "answer_days": call.answer_days,
        "funder": call.funder or "",
        **texts,
    }


def proposed(program: Program) -> dict[str, object]:
    """What a new call begins with: what the program itself proposes."""
    values: dict[str, object] = {}
    if program.admission:
        values["capacity"] = program.admission.capacity
    if program.eligibility:
        values["eligibility_es"] = f"{program.eligibility.residence.es}."
        values["eligibility_en"] = f"{program.eligibility.residence.en}."
    return values


class PapersForm(Form):
    """A file of applications on paper; ``digest`` of the one that was checked."""

    file = FileField(
        Text("Archivo (XLSX o CSV)", "File (XLSX or CSV)"),
        description=Text(
            "Una solicitud por renglón, con las columnas de la plantilla. «consentimiento firmado»: sí solo si el "
            "papel lleva la firma.",
            "One application in each row, with the template's columns. “consentimiento firmado”: yes only if the "
            "paper bears the signature.",
        ),
    )
    digest = StringField(filters=[strip], validators=[at_most(64)])


class ExtendForm(Form):
    """A later close."""

    closes_on = DateField(Text("Nuevo cierre (inclusive)", "New close (inclusive)"), validators=[required(_DATE)])


class CodeForm(Form):
    """An application or a member, by code, and why."""

    code = StringField(Text("Clave", "Code"), filters=[strip], validators=[required(_WRITE), at_most(20)])
    reason = SelectField(Text("Motivo", "Reason"), choices=options(*messages.INELIGIBLE.items()), validate_choice=False)


class FunderForm(Form):
    """Who pays for a cohort."""

    funder = SelectField(
        Text("Quién paga", "Who pays"),
        choices=options(("", NOT_DECLARED), *((one.id, one.label) for one in content.catalog("program_funders"))),
        validate_choice=False,
    )


class MemberForm(Form):
    """A member, by selection code."""

    code = StringField(Text("Clave de selección", "Selection code"), filters=[strip], validators=[required(_WRITE)])


class ResultsForm(Form):
    """A file of results, and which microcredential they are of."""

    definition = SelectField(Text("Microcredencial", "Microcredential"), validate_choice=False)
    file = FileField(
        Text("Archivo (XLSX o CSV)", "File (XLSX or CSV)"),
        description=Text(
            "Una columna «clave» y una por instrumento, de 0 a 100. «promedio» y «resultado» se cotejan si vienen; "
            "«tema» es el tema del proyecto.",
            "A column “code” and one for each instrument, 0 to 100. “average” and “result” are checked if present; "
            "“topic” is the topic of the project.",
        ),
    )


class ResultForm(Form):
    """One result; its scores stand beside it."""

    definition = SelectField(Text("Microcredencial", "Microcredential"), validate_choice=False)
    code = StringField(Text("Clave de selección", "Selection code"), filters=[strip], validators=[required(_WRITE)])
    topic = SelectField(
        Text("Tema del proyecto", "Project topic"),
        choices=options(("", NOT_DECLARED), *((one.id, one.label) for one in content.catalog("project_topics"))),
        validate_choice=False,
    )
    reason = StringField(
        Text("Motivo (si corrige, o si llega después del corte)", "Reason (of a correction, or of a late result)"),
        filters=[strip],
        validators=[at_most(500)],
    )


class AgreementForm(Form):
    """An agreement as it was signed, between two parties."""

    reference = StringField(
        Text("Número o referencia", "Number or reference"),
        filters=[strip],
        validators=[required(_WRITE), at_most(agreements.LONGEST_REFERENCE)],
    )
    lead = SelectField(Text("Institución que emite", "Issuing institution"), validate_choice=False)
    partner = SelectField(Text("Institución que cofirma", "Countersigning institution"), validate_choice=False)
    subject_es = StringField(
        Text("Objeto (español)", "Subject (Spanish)"), filters=[strip], validators=[required(_WRITE)]
    )
    subject_en = StringField(
        Text("Objeto (inglés)", "Subject (English)"), filters=[strip], validators=[required(_WRITE)]
    )
    signed_on = DateField(Text("Firmado el", "Signed on"), validators=[required(_DATE)])
    valid_from = DateField(Text("Vigente desde", "In force from"), validators=[required(_DATE)])
    valid_until = DateField(Text("Vigente hasta", "In force until"), validators=[required(_DATE)])

    def terms(self, by_slug: dict[str, Provider], regions: Sequence[str]) -> AgreementTerms:
        """What was written; ``regions`` are ticked beside it."""
        chosen = ((self.lead.data or "", "issuer"), (self.partner.data or "", "co_signer"))
        return AgreementTerms(
            reference=self.reference.data or "",
            parties=tuple(Party(by_slug[slug].name if slug in by_slug else "", role, slug) for slug, role in chosen),
            subject=Text(self.subject_es.data or "", self.subject_en.data or ""),
            signed_on=self.signed_on.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            regions=tuple(regions),
        )


class EndForm(Form):
    """An agreement that ends before its time."""

    ended_on = DateField(Text("Terminó el", "Ended on"), validators=[required(_DATE)])
    note = StringField(
        Text("Por qué", "Why"), filters=[strip], validators=[required(_WRITE), at_most(agreements.LONGEST_NOTE)]
    )
