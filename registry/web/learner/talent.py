"""``/mis-microcredenciales/talento``: be found by verified employers, by choice; and answer those who write."""

from __future__ import annotations

import uuid

from flask import Response, make_response, redirect, render_template, request, url_for
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField

from registry import clock
from registry.awards import reading
from registry.errors import RegistryError
from registry.people import guardians
from registry.talent import cards, contacting, employers, profiles, queries, rules
from registry.talent.errors import ConsentMissing, ContactOver
from registry.talent.messages import AVAILABILITY, CONSENT, CONSENT_VERSION, ENGLISH, REPORT_KINDS
from registry.talent.models import Employer, TalentContact, TalentProfile
from registry.talent.profiles import Declared
from registry.talent.rules import Standing
from registry.texts import Text
from registry.web import language
from registry.web import talent as shown
from registry.web.cases import StepForm
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.learner import blueprint
from registry.web.problems import status_of
from registry.web.security import actor, needs

Answer = Response | tuple[str, int] | str
_NOT_SAID = ("", Text("No lo digo", "I do not say"))
#: What the holder reads of a message's state.
STATES = {
    "sent": ("warning", Text("Espera su respuesta", "Waiting for your answer")),
    "accepted": ("valid", Text("Contestó que sí", "You answered yes")),
    "declined": ("not_checked", Text("Contestó que no", "You answered no")),
    "ended": ("not_checked", Text("Terminó sin respuesta", "Ended without an answer")),
}


class TalentForm(Form):
    """What somebody declares, and the consent."""

    state_code = SelectField(
        Text("Entidad donde vive", "State where you live"),
        choices=lambda: options(_NOT_SAID, *shown.state_options()),
        validate_choice=False,
    )
    english = SelectField(
        Text("Inglés", "English"),
        description=Text("Se muestra como declarado.", "It is shown as declared."),
        choices=lambda: options(_NOT_SAID, *ENGLISH.items()),
        validate_choice=False,
    )
    remote = BooleanField(Text("Puedo trabajar a distancia", "I can work remotely"))
    availability = RadioField(
        Text("Disponibilidad", "Availability"),
        choices=lambda: options(*AVAILABILITY.items()),
        default="listening",
        validate_choice=False,
    )
    agreed = BooleanField(Text("Estoy de acuerdo", "I agree"))

    def declared(self) -> Declared:
        """What was typed."""
        return Declared(
            state_code=self.state_code.data or "",
            english=self.english.data or "",
            remote=bool(self.remote.data),
            availability=self.availability.data or "",
        )


class HideForm(Form):
    """An employer that is not to find her: one of those verified, or any by its domain."""

    employer = SelectField(
        Text("Una empresa verificada", "A verified employer"),
        choices=lambda: options(
            ("", Text("Elija una opción", "Choose an option")),
            *((one.domain, one.name) for one in queries.verified_employers()),
        ),
        validate_choice=False,
    )
    domain = StringField(
        Text("U otra, por su dominio de internet", "Or another, by its internet domain"),
        description=Text(
            "Por ejemplo, lo que sigue a la @ en su correo de trabajo.",
            "Such as what follows the @ in your work e-mail.",
        ),
        filters=[strip],
        validators=[at_most(200)],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"},
    )


class YesForm(Form):
    """What she shares in her answer."""

    awards = SelectMultipleField(
        Text("Microcredenciales que comparte", "Microcredentials that you share"),
        description=Text(
            "Van en un enlace que dura 90 días y que puede retirar. Cada una dice su nombre, porque así está firmada.",
            "They go in a link that lasts 90 days and that you can withdraw. Each says your name: it is signed so.",
        ),
        validate_choice=False,
    )
    with_results = BooleanField(Text("Con promedio y niveles", "With average and levels"))
    address = StringField(
        Text("Correo o teléfono que quiere dar", "E-mail or telephone that you want to give"),
        filters=[strip],
        validators=[at_most(contacting.LONGEST_ADDRESS)],
    )
    note = TextAreaField(
        Text("Un mensaje (opcional)", "A message (optional)"),
        filters=[strip],
        validators=[at_most(rules.LONGEST_TEXT)],
    )

    def offer(self) -> YesForm:
        """Fill in what she holds today."""
        now, held = clock.now(), cards.current_awards(profiles.person_of(actor()).id)
        self.awards.choices = options(*((str(one.id), reading.read(one, at=now).title) for one in held))
        return self


class ReportForm(Form):
    """What an employer did."""

    kind = RadioField(
        Text("¿Qué pasó?", "What happened?"),
        choices=lambda: options(*REPORT_KINDS.items()),
        validators=[required(Text("Elija una.", "Choose one."))],
        validate_choice=False,
    )
    words = TextAreaField(
        Text("Cuéntelo con sus palabras", "Tell it in your words"),
        filters=[strip],
        validators=[at_most(rules.LONGEST_REASON)],
    )


@blueprint.get("/mis-microcredenciales/talento")
@needs("record:share")
def talent() -> str:
    """Whether she is found, what employers see, from whom she hides."""
    return _page()


@blueprint.post("/mis-microcredenciales/talento")
@needs("record:share")
def talent_save() -> Answer:
    """Choose to be found, or change what is declared."""
    form = TalentForm()
    if not form.validate_on_submit():
        return _page(form=form), shown.UNPROCESSABLE
    held = profiles.of_person(profiles.person_of(actor()))
    anew = held is None or "again" in request.form
    done = shown.carried_out(
        form,
        lambda: (
            (
                profiles.opt_in(
                    form.declared(), agreed=bool(form.agreed.data), language=language.current(), actor=actor()
                )
                if anew
                else profiles.change(form.declared(), actor=actor())
            ).id
        ),
        at={ConsentMissing: "agreed"},
    )
    if isinstance(done, RegistryError):
        return _page(form=form), status_of(done)
    shown.tell(
        Text("Desde ahora pueden encontrarle.", "You can be found from now on.")
        if anew
        else Text("Quedó guardado.", "It is saved.")
    )
    return _back()


@blueprint.post("/mis-microcredenciales/talento/retirar")
@needs("record:share")
def talent_withdraw() -> Answer:
    """Nobody finds her any more."""
    done = shown.carried_out(StepForm(), lambda: profiles.withdraw(actor=actor()))
    if isinstance(done, RegistryError):
        raise done
    shown.tell(Text("Ya nadie puede encontrarle.", "Nobody can find you any more."))
    return _back()


@blueprint.post("/mis-microcredenciales/talento/ocultar")
@needs("record:share")
def talent_hide() -> Answer:
    """Hide from an employer."""
    form = HideForm()
    if not form.validate_on_submit():
        return _page(hide=form), shown.UNPROCESSABLE
    done = shown.carried_out(form, lambda: profiles.hide(form.employer.data or form.domain.data or "", actor=actor()))
    if isinstance(done, RegistryError):
        return _page(hide=form), status_of(done)
    shown.tell(
        Text(
            "Las empresas con el dominio {domain} no le encuentran.",
            "Employers with the domain {domain} do not find you.",
        ).format(domain=done)
    )
    return _back()


@blueprint.post("/mis-microcredenciales/talento/mostrar")
@needs("record:share")
def talent_unhide() -> Answer:
    """Let an employer find her again."""
    domain = request.form.get("domain", "")[:200]
    done = shown.carried_out(StepForm(), lambda: profiles.unhide(domain, actor=actor()))
    if isinstance(done, RegistryError):
        raise done
    return _back()


def _back() -> Response:
    return make_response(redirect(url_for("learner.talent"), code=303))


def _page(*, form: TalentForm | None = None, hide: HideForm | None = None) -> str:
    person = profiles.person_of(actor())
    held: TalentProfile | None = profiles.of_person(person)
    if form is None:
        form = (
            TalentForm(
                formdata=None, state_code=held.state_code or "", english=held.english, remote=held.remote,
                availability=held.availability,
            )
            if held
            else TalentForm(formdata=None)
        )  # fmt: skip
    return render_template(
        "learner/talent.html",
        profile=held,
        card=cards.preview(held) if held else None,
        form=form,
        hide_form=hide or HideForm(formdata=None),
        hidden=profiles.hidden_of(person),
        minor=guardians.is_minor(person),
        holds=bool(cards.current_awards(person.id)),
        consent=CONSENT,
        consent_version=CONSENT_VERSION,
        fewest=rules.FEWEST_SHOWN,
        waiting=contacting.count_waiting(person.id),
        soon=held is not None and held.expires_at - clock.now() <= rules.TELL_BEFORE,
    )


# -- messages


@blueprint.get("/mis-microcredenciales/mensajes")
@needs("record:read")
def messages() -> str:
    """Who wrote, newest first."""
    rows = contacting.of_person(profiles.person_of(actor()))
    return render_template("learner/messages.html", rows=rows, states=STATES)


@blueprint.get("/mis-microcredenciales/mensajes/<uuid:contact_id>")
@needs("record:read")
def message(contact_id: uuid.UUID) -> str:
    """One message, and the three answers. Opening it tells nobody anything."""
    return _message_page(contacting.own(contact_id, actor=actor()))


@blueprint.post("/mis-microcredenciales/mensajes/<uuid:contact_id>/contestar")
@needs("record:share")
def message_yes(contact_id: uuid.UUID) -> Answer:
    """Yes, with what she chose."""
    form = YesForm().offer()
    if not form.validate_on_submit():
        return _message_page(contacting.own(contact_id, actor=actor()), yes=form), shown.UNPROCESSABLE
    done = shown.carried_out(
        form,
        lambda: (
            contacting.accept(
                contact_id,
                award_ids=[key for one in form.awards.data or () if (key := _key(one))],
                address=form.address.data or "",
                note=form.note.data or "",
                with_results=bool(form.with_results.data),
                actor=actor(),
            ).id
        ),
    )
    if isinstance(done, ContactOver):
        return _over(contact_id)
    if isinstance(done, RegistryError):
        return _message_page(contacting.own(contact_id, actor=actor()), yes=form), status_of(done)
    shown.tell(Text("Su respuesta va en camino.", "Your answer is on its way."))
    return _to(contact_id)


@blueprint.post("/mis-microcredenciales/mensajes/<uuid:contact_id>/negar")
@needs("record:share")
def message_no(contact_id: uuid.UUID) -> Answer:
    """No; or no and never again."""
    block = request.form.get("block") == "1"
    done = shown.carried_out(StepForm(), lambda: contacting.decline(contact_id, block=block, actor=actor()))
    if isinstance(done, ContactOver):
        return _over(contact_id)
    if isinstance(done, RegistryError):
        raise done
    shown.tell(
        Text(
            "Contestó que no, y esa empresa ya no le encuentra.",
            "You answered no, and that employer finds you no more.",
        )
        if block
        else Text("Contestó que no.", "You answered no.")
    )
    return _to(contact_id)


@blueprint.get("/mis-microcredenciales/empresas/<uuid:employer_id>/denunciar")
@needs("record:read")
def employer_report(employer_id: uuid.UUID) -> str:
    """The form."""
    return _report_page(queries.employer(employer_id), ReportForm(formdata=None))


@blueprint.post("/mis-microcredenciales/empresas/<uuid:employer_id>/denunciar")
@needs("record:read")
def employer_reported(employer_id: uuid.UUID) -> Answer:
    """Tell the authority."""
    one, form = queries.employer(employer_id), ReportForm()
    if not form.validate_on_submit():
        return _report_page(one, form), shown.UNPROCESSABLE
    done = shown.carried_out(
        form,
        lambda: (
            employers.report(
                one,
                kind=form.kind.data or "",
                words=form.words.data or "",
                contact_id=_key(request.args.get("mensaje")),
                actor=actor(),
            ).id
        ),
    )
    if isinstance(done, RegistryError):
        return _report_page(one, form), status_of(done)
    shown.tell(
        Text(
            "La autoridad recibió su denuncia. Su nombre no se le dice a la empresa.",
            "The authority has received your report. Your name is not told to the employer.",
        )
    )
    return make_response(redirect(url_for("learner.messages"), code=303))


def _report_page(one: Employer, form: ReportForm) -> str:
    return render_template("learner/employer_report.html", employer=shown.employer_card(one), form=form)


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _to(contact_id: uuid.UUID) -> Response:
    return make_response(redirect(url_for("learner.message", contact_id=contact_id), code=303))


def _over(contact_id: uuid.UUID) -> Response:
    shown.tell(ContactOver().said, "warning")
    return _to(contact_id)


def _message_page(contact: TalentContact, *, yes: YesForm | None = None) -> str:
    verified = queries.standing(contact.employer) is Standing.VERIFIED
    return render_template(
        "learner/message.html",
        contact=contact,
        employer=shown.employer_card(contact.employer),
        need=shown.need_card(contact.need),
        state=STATES[contact.state],
        verified=verified,
        form=yes or YesForm(formdata=None).offer(),
        link=contacting.shared_in(contact),
    )
