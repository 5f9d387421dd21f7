"""``/empleador/talento``: find people by skill, and write to them through the registry."""

from __future__ import annotations

import uuid

from flask import redirect, url_for
from wtforms import RadioField, SelectField, SelectMultipleField, TextAreaField

from registry import config
from registry.errors import RegistryError
from registry.talent import contacting, finding, queries, rules, skills
from registry.talent import service as talent
from registry.talent.errors import ContactedAlready, ContactInText, SkillUnknown, TextTooLong, TracksMixed
from registry.talent.finding import Sought
from registry.talent.messages import AVAILABILITY, CONTACT_STATES
from registry.talent.models import TalentContact
from registry.talent.rules import NeedState
from registry.texts import Text
from registry.web import language
from registry.web import talent as shown
from registry.web.employer import blueprint
from registry.web.employer.desk import page, verified_one
from registry.web.forms import Form, at_most, options, required, strip
from registry.web.problems import status_of
from registry.web.security import ANYWHERE, actor, needs

Page = shown.Page
_ANY = ("", Text("Cualquiera", "Any"))
_BY_CREDENTIAL = Text("Acreditado por una microcredencial (AIE-I6)", "Shown by a microcredential (AIE-I6)")
CONTACT_KINDS = {"sent": "info", "accepted": "valid", "declined": "not_checked", "ended": "not_checked"}


class SearchForm(Form):
    """What the organisation looks for; everything may be left open."""

    skills = SelectMultipleField(
        Text("Competencias (tres a lo más, de una vía)", "Competencies (three at most, of one track)"),
        choices=lambda: options(*shown.skill_options()),
        validate_choice=False,
    )
    level = SelectField(
        Text("Nivel, al menos", "Level, at least"),
        choices=lambda: options(_ANY, *shown.level_options()),
        validate_choice=False,
    )
    state_code = SelectField(
        Text("Entidad donde vive (declarada)", "State where they live (declared)"),
        choices=lambda: options(_ANY, *shown.state_options()),
        validate_choice=False,
    )
    english = SelectField(
        Text("Inglés", "English"),
        choices=lambda: options(
            _ANY,
            *((key, Text("{level} o más, declarado", "{level} or higher, declared").format(level=words))
              for key, words in shown.english_options()),
            (finding.SHOWN, _BY_CREDENTIAL),
        ),
        validate_choice=False,
    )  # fmt: skip
    remote = SelectField(
        Text("Trabajo a distancia", "Remote work"),
        choices=lambda: options(
            _ANY,
            (finding.DECLARED, Text("Declara que puede", "Declares being able to")),
            (finding.SHOWN, _BY_CREDENTIAL),
        ),
        validate_choice=False,
    )
    availability = SelectField(
        Text("Disponible", "Available"),
        choices=lambda: options(_ANY, *AVAILABILITY.items()),
        validate_choice=False,
    )

    def sought(self) -> Sought:
        """What was chosen."""
        return Sought(
            skills=tuple(self.skills.data or ()),
            level=self.level.data or "",
            state_code=self.state_code.data or "",
            english=self.english.data or "",
            remote=self.remote.data or "",
            availability=self.availability.data or "",
        )


class WriteForm(Form):
    """A message about a need."""

    need = SelectField(
        Text("Sobre qué necesidad", "About which need"),
        validators=[required(Text("Elija la necesidad.", "Choose the need."))],
        validate_choice=False,
    )
    words = TextAreaField(
        Text("Mensaje", "Message"),
        description=Text(
            "Quién es, qué ofrece y qué espera. Sin enlaces, correos ni teléfonos.",
            "Who you are, what you offer and what you expect. No links, e-mails or telephone numbers.",
        ),
        filters=[strip],
        validators=[required(Text("Escriba el mensaje.", "Write the message.")), at_most(rules.LONGEST_TEXT)],
        render_kw={"rows": "6"},
    )
    language = RadioField(
        Text("Idioma en que lo escribió", "Language in which you wrote it"),
        choices=options(("es", "Español"), ("en", "English")),
        validate_choice=False,
    )

    def offer(self) -> WriteForm:
        """Fill in the needs that are on the board."""
        mine = queries.needs_of(verified_one().id)
        open_ones = [(str(one.id), one.title) for one in mine if queries.state_of(one) is NeedState.OPEN]
        self.need.choices = options(("", Text("Elija una opción", "Choose an option")), *open_ones)
        return self


@blueprint.get("/empleador/talento")
@needs("talent:find", provider_from=ANYWHERE)
def talent_search() -> str:
    """The form, and how results are ordered and protected."""
    return _search_page(SearchForm(formdata=None))


@blueprint.post("/empleador/talento")
@needs("talent:find", provider_from=ANYWHERE)
def talent_searched() -> Page:
    """Begin a search."""
    form = SearchForm()
    if not form.validate_on_submit():
        return _search_page(form), shown.UNPROCESSABLE
    made = shown.carried_out(
        form, lambda: talent.search(form.sought(), actor=actor()).id, at={SkillUnknown: "skills", TracksMixed: "skills"}
    )
    if isinstance(made, RegistryError):
        return _search_page(form), status_of(made)
    return redirect(url_for("employer.talent_found", search_id=made), code=303)


@blueprint.get("/empleador/talento/<uuid:search_id>")
@blueprint.get("/empleador/talento/<uuid:search_id>/<int:number>", endpoint="talent_more")
@needs("talent:find", provider_from=ANYWHERE)
def talent_found(search_id: uuid.UUID, number: int = 1) -> str:
    """One page of the people who fit."""
    found = finding.results(search_id, page=number, actor=actor())
    sought = found.sought
    form = SearchForm(formdata=None, **{**sought.as_dict(), "skills": list(sought.skills)})

    def turned(to: int) -> str | None:
        return url_for("employer.talent_more", search_id=search_id, number=to) if 1 <= to <= found.pages else None

    return page(
        "found.html",
        current="talent",
        found=found,
        form=form,
        fewest=rules.FEWEST_SHOWN,
        previous=turned(found.page - 1),
        next=turned(found.page + 1),
    )


@blueprint.get("/empleador/talento/persona/<handle>")
@needs("talent:find", provider_from=ANYWHERE)
def talent_person(handle: str) -> str:
    """One card, and the form to write."""
    return _write_page(handle, WriteForm(formdata=None, language=language.current()).offer())


@blueprint.post("/empleador/talento/persona/<handle>")
@needs("talent:find", provider_from=ANYWHERE)
def talent_write(handle: str) -> Page:
    """Send the message."""
    form = WriteForm().offer()
    if not form.validate_on_submit():
        return _write_page(handle, form), shown.UNPROCESSABLE
    made = shown.carried_out(
        form,
        lambda: (
            contacting.send(
                handle,
                need_id=_key(form.need.data),
                words=form.words.data or "",
                language=form.language.data or "es",
                actor=actor(),
            ).id
        ),
        at={ContactInText: "words", TextTooLong: "words", ContactedAlready: "words"},
    )
    if isinstance(made, RegistryError):
        return _write_page(handle, form), status_of(made)
    shown.tell(
        Text(
            "El mensaje quedó enviado. Si la persona contesta, le avisamos por correo.",
            "The message is sent. If the person answers, we tell you by e-mail.",
        )
    )
    return redirect(url_for("employer.messages"), code=303)


@blueprint.get("/empleador/mensajes")
@needs("talent:find", provider_from=ANYWHERE)
def messages() -> str:
    """What the organisation wrote, and what came back: never whether it was opened."""
    one = verified_one()
    return page(
        "messages.html",
        current="messages",
        employer=one,
        rows=[_row(contact) for contact in contacting.of_employer(one.id)],
        months=config.current().talent_contact_months,
    )


@blueprint.get("/empleador/mensajes/<uuid:contact_id>")
@needs("talent:find", provider_from=ANYWHERE)
def message(contact_id: uuid.UUID) -> str:
    """One message, and what the person chose to share."""
    contact = contacting.sent_by(contact_id, actor=actor())
    return page(
        "message.html", current="messages", contact=contact, row=_row(contact), link=contacting.shared_in(contact)
    )


def _row(contact: TalentContact) -> dict[str, object]:
    known = skills.known()
    return {
        "id": contact.id,
        "need": contact.need.title,
        "sent_at": contact.sent_at,
        "ended_at": contact.ended_at,
        "skills": [(key, skills.title_of(key, known)) for key in contact.seen_skills],
        "state": {"kind": CONTACT_KINDS[contact.state], "text": CONTACT_STATES[contact.state]},
    }


def _key(text: str | None) -> uuid.UUID | None:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return None


def _search_page(form: SearchForm) -> str:
    one = verified_one()
    return page("talent.html", current="talent", employer=one, form=form, fewest=rules.FEWEST_SHOWN)


def _write_page(handle: str, form: WriteForm) -> str:
    _profile, card = finding.behind(handle, actor=actor())
    return page("person.html", current="talent", card=card, form=form, handle=handle, days=rules.AGAIN_DAYS)
