"""Issue to one person by a form: the rules of a file, the refusal at the field, a confirmation before signing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import request
from wtforms import BooleanField, EmailField, HiddenField, SelectField, StringField, TelField
from wtforms.widgets import DateInput

from registry import content
from registry.awards import service as awards
from registry.awards.commands import IssueContext
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.errors import RegistryError
from registry.issuing.intake import CandidateRow, Outcome, Severity
from registry.issuing.intake.fields import BY_ID, SCORE
from registry.issuing.intake.rules import TEXT_LIMITS
from registry.issuing.one_person import JudgedPerson, judge_person
from registry.issuing.planning import command_of
from registry.issuing.requirements import PROFILES_WITH_CCT
from registry.issuing.service import CONSENT_TEXT
from registry.people import service as people
from registry.texts import Text
from registry.web.forms import Form, at_most, options, strip
from registry.web.language import said
from registry.web.provider import blueprint, messages
from registry.web.provider.batches import described, issuable
from registry.web.provider.desk import Desk, Page, carried_out, open_desk, page, refused, see, tell, wake_workers
from registry.web.security import actor, needs

#: Fields of the form that the intake judges, by its own field ids.
_JUDGED = (
    "given_name",
    "first_surname",
    "second_surname",
    "curp",
    "email",
    "phone",
    "achieved_on",
    "cct",
    "chamber_code",
)
_FATAL = frozenset({Severity.REJECT, Severity.NOT_COMPETENT, Severity.IGNORE})
_NOT_YET = Text(
    "Todavía no competente: no se emite ni se guarda nada.", "Not yet competent: nothing is issued or kept."
)
_NO_STATE = ("", Text("Sin dato", "No data"))


def needed(_form: Form, _field: Any) -> None:
    """Marks a field as required; what is missing is said by the rules, in their own words."""


needed.field_flags = {"required": True}  # type: ignore[attr-defined]


def _text(
    label: Text,
    help_: Text | None = None,
    *,
    field: type[StringField] = StringField,
    must: bool = False,
    longest: int | None = None,
    **render: Any,
) -> Any:
    """A one-line field whose content is judged by the rules, not here; ``longest``: characters that it holds."""
    return field(
        label,
        description=help_ or "",
        filters=[strip],
        validators=[*([needed] if must else []), *([at_most(longest)] if longest else [])],
        render_kw={"autocomplete": "off", "spellcheck": "false", **render},
    )


class PersonForm(Form):
    """One person; `form_for` adds a field for each instrument."""

    definition = HiddenField()
    given_name = _text(BY_ID["given_name"].label, must=True)
    first_surname = _text(BY_ID["first_surname"].label)
    second_surname = _text(
        BY_ID["second_surname"].label, Text("Déjelo vacío si no tiene.", "Leave it empty if there is none.")
    )
    curp = _text(
        BY_ID["curp"].label,
        Text("18 caracteres. Opcional: se guarda cifrada.", "18 characters. Optional: it is kept encrypted."),
        autocapitalize="characters",
    )
    email = _text(
        BY_ID["email"].label,
        Text("Sin correo se entrega con comprobante impreso.", "Without it, delivery is by printed slip."),
        field=EmailField,
    )
    phone = _text(BY_ID["phone"].label, Text("Opcional.", "Optional."), field=TelField)
    achieved_on = StringField(
        BY_ID["achieved_on"].label,
        widget=DateInput(),
        filters=[strip],
        validators=[needed],
        description=Text("El día en que la persona terminó.", "The day on which the person finished."),
    )
    mode = SelectField(BY_ID["mode"].label, validate_choice=False)
    language = SelectField(BY_ID["language"].label, validate_choice=False)
    state = SelectField(BY_ID["state"].label, validate_choice=False)
    municipality = _text(BY_ID["municipality"].label, longest=TEXT_LIMITS["municipality"])
    cct = _text(
        BY_ID["cct"].label,
        Text("La clave de la escuela, 10 caracteres.", "The school's key, 10 characters."),
        must=True,
        autocapitalize="characters",
    )
    chamber_code = _text(
        BY_ID["chamber_code"].label,
        Text("El que le dio su cámara, si llegó por una.", "The one from the person's chamber, if one sent them."),
        longest=TEXT_LIMITS["chamber_code"],
        autocapitalize="characters",
    )
    group = _text(BY_ID["group"].label, longest=TEXT_LIMITS["group"])
    gender = SelectField(BY_ID["gender"].label, validate_choice=False)
    consent = BooleanField(CONSENT_TEXT)
    confirmed = HiddenField()


def form_for(version: DefinitionVersion, *, fresh: bool = False) -> PersonForm:
    """The form of one definition: its instruments, its languages and modes."""
    asked = definitions.requirements_of(version)
    scores = {
        SCORE + one.id: StringField(
            one.title,
            description=Text("De 0 a 100; mínimo {minimum}.", "From 0 to 100; minimum {minimum}.").format(
                minimum=one.minimum
            ),
            filters=[strip],
            validators=[needed],
            render_kw={"inputmode": "decimal", "autocomplete": "off"},
        )
        for one in asked.instruments
    }
    kind = type("PersonFormOfDefinition", (PersonForm,), scores)
    form: PersonForm = kind(formdata=None, definition=str(version.id)) if fresh else kind()
    form.mode.choices = _choices("modes", version.design.get("modes") or [])
    form.language.choices = _choices("languages", version.design.get("languages") or [])
    form.state.choices = options(_NO_STATE, *((one.code, one.name) for one in content.states()))
    form.gender.choices = options(_NO_STATE, *((one.id, one.label) for one in content.catalog("genders")))
    if version.profile not in PROFILES_WITH_CCT:
        del form.cct
    return form


def _choices(catalog: str, names: list[str]) -> list[Any]:
    return options(*((name, content.label(catalog, name)) for name in names))


@blueprint.get("/institucion/<slug>/emitir-a-una-persona")
@needs("award:issue", provider_from="slug")
def person(slug: str) -> str:
    """Choose the microcredential, then the form for one person."""
    desk = open_desk(slug)
    versions = issuable(desk)
    wanted = request.args.get("diseno") or (str(versions[0].id) if len(versions) == 1 else "")
    version = next((one for one in versions if str(one.id) == wanted), None)
    return _person_page(desk, versions, version, form_for(version, fresh=True) if version else None)


@blueprint.post("/institucion/<slug>/emitir-a-una-persona")
@needs("award:issue", provider_from="slug")
def person_issue(slug: str) -> Page:
    """Judge; show what will be signed; once confirmed, sign."""
    desk = open_desk(slug)
    versions = issuable(desk)
    version = next((one for one in versions if str(one.id) == request.form.get("definition")), None)
    if version is None:
        tell(messages.CHOOSE_DEFINITION, "error")
        return see("person", slug)
    form = form_for(version)
    form.validate_on_submit()
    judged = _judge(form, version)
    if form.errors or judged.outcome not in (Outcome.READY, Outcome.WARN):
        return refused(_person_page(desk, versions, version, form))
    candidate = _completed(form, judged.candidate)
    if not form.confirmed.data:
        return _person_page(desk, versions, version, form, candidate=candidate, judged=judged)
    made = carried_out(form, lambda: _issue(desk, version, candidate))
    if isinstance(made, RegistryError):
        return refused(_person_page(desk, versions, version, form), made)
    wake_workers()
    tell(Text("Se emitió y quedó registrada.", "It was issued and registered."))
    return see("award", slug, award_id=made)


def _judge(form: PersonForm, version: DefinitionVersion) -> JudgedPerson:
    """The rules of a file on what was typed; each refusal stands at its field."""
    names = [name for name in (*_JUDGED, *(one for one in form._fields if one.startswith(SCORE))) if name in form]
    judged = judge_person(
        version,
        {name: form[name].data or "" for name in names},
        {name: said(form[name].label.text) for name in names},
    )
    for name, findings in judged.findings.items():
        for one in findings:
            if one.severity in _FATAL:
                # In a file, who falls short counts for the pass rate; a form that is refused keeps nothing.
                advice = _NOT_YET if one.severity is Severity.NOT_COMPETENT else one.remedy
                sentence = Text("{what}. {advice}", "{what}. {advice}").format(what=one.message, advice=advice)
                form.refuse(sentence, name)
    for name, refusal in _unlisted(form):
        form.refuse(refusal, name)
    return judged


def _unlisted(form: PersonForm) -> Iterator[tuple[str, Text]]:
    """Values that the lists do not offer, and a gender without the statement of consent."""
    for name in ("mode", "language", "state", "gender"):
        if form[name].data not in {choice.value for choice in form[name].choices}:
            yield name, Text("Elija una de las opciones de la lista.", "Choose one of the options of the list.")
    if form.gender.data and not form.consent.data:
        yield (
            "consent",
            Text(
                "El género solo se guarda con el consentimiento de la persona: márquelo, o deje el género sin dato.",
                "Gender is kept only with the person's consent: tick this, or leave the gender without data.",
            ),
        )


def _completed(form: PersonForm, candidate: CandidateRow) -> CandidateRow:
    """What the lists of the form add to what was judged."""
    facts: Mapping[str, str] = {"gender": form.gender.data} if form.gender.data and form.consent.data else {}
    return replace(
        candidate,
        mode=form.mode.data,
        language=form.language.data,
        state=form.state.data or None,
        municipality=form.municipality.data or "",
        group=form.group.data or "",
        demographics=facts,
    )


def _issue(desk: Desk, version: DefinitionVersion, candidate: CandidateRow) -> Any:
    consent = None
    if candidate.demographics:
        consent = people.state_consent(
            purpose="demographics", text_version="1", statement=CONSENT_TEXT.es, provider_id=desk.provider.id
        )
    context = IssueContext(definition_version_id=version.id, consent_id=consent.id if consent else None)
    return awards.issue([command_of(candidate)], context, actor=actor())[0].id


def _person_page(
    desk: Desk,
    versions: list[DefinitionVersion],
    version: DefinitionVersion | None,
    form: PersonForm | None,
    *,
    candidate: CandidateRow | None = None,
    judged: JudgedPerson | None = None,
) -> str:
    warnings = [one for findings in (judged.findings.values() if judged else ()) for one in findings]
    return page(
        "person.html",
        desk,
        current="batches",
        versions=[(str(one.id), described(one)) for one in versions],
        version=version,
        form=form,
        scores=[form[name] for name in form._fields if name.startswith(SCORE)] if form else [],
        candidate=candidate,
        warnings=[one for one in warnings if one.severity in (Severity.WARN, Severity.CLEAN)],
    )
