"""The institution's application for accreditation: what it asks for, how far the dossier is, handing in, the answer."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from flask import request
from wtforms import BooleanField, SelectMultipleField, TextAreaField

from registry import clock
from registry.content import label
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.standard import Standard, Target
from registry.definitions import queries as definitions
from registry.errors import RegistryError
from registry.providers import applying, dossier, queries, service, tray
from registry.providers.commands import WantedStandard
from registry.providers.dossier import STATEMENT_MAXIMUM, Answer, Progress
from registry.providers.errors import NoSuchApplication
from registry.providers.messages import TRAITS
from registry.providers.models import Application, Provider
from registry.providers.rules import EDITABLE, OPEN, ApplicationState
from registry.texts import Text
from registry.web.forms import Form, at_most, options, required
from registry.web.provider import blueprint
from registry.web.provider.desk import Desk, Page, attempt, open_desk, page, refused, see, tell
from registry.web.security import actor, needs


def words(spanish: str, english: str) -> Any:
    """A label or a help in both languages, where the form library expects a string."""
    return Text(spanish, english)


_ANSWERED = frozenset({Progress.COMPLETE, Progress.COMPUTED_MET})


class StepForm(Form):
    """A button and nothing else."""


class ReplyForm(Form):
    """The answer to a request for information."""

    text = TextAreaField(
        words("Su respuesta", "Your reply"),
        description=words(
            "Diga qué agregó o corrigió. Antes, guarde en el expediente los documentos que le pidieron.",
            "Say what you added or corrected. Before that, save in the dossier the documents that were asked for.",
        ),
        validators=[required(Text("Escriba su respuesta.", "Write your reply.")), at_most(STATEMENT_MAXIMUM)],
        render_kw={"rows": "6"},
    )


@blueprint.get("/institucion/<slug>/solicitud")
@needs("application:edit", provider_from="slug")
def application(slug: str) -> Page:
    """Where the application stands and what comes next; without one, what it takes."""
    return _page(open_desk(slug))


@blueprint.get("/institucion/<slug>/solicitud/nueva")
@needs("application:edit", provider_from="slug")
def application_new(slug: str) -> Page:
    """What to ask for."""
    desk = open_desk(slug)
    offered = _offered()
    return _scope_page(desk, _scope_form(offered)(formdata=None, data=_traits(desk.provider.traits)), offered, None)


@blueprint.post("/institucion/<slug>/solicitud/nueva")
@needs("application:edit", provider_from="slug")
def application_start(slug: str) -> Page:
    """Open a dossier for what was chosen."""
    desk = open_desk(slug)
    offered = _offered()
    form = _scope_form(offered)()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: _start(desk.provider, form, offered))
        if refusal is None:
            return see("application", slug)
    return refused(_scope_page(desk, form, offered, None), refusal)


@blueprint.get("/institucion/<slug>/solicitud/alcance")
@needs("application:edit", provider_from="slug")
def application_scope(slug: str) -> Page:
    """Change what is asked for, while the dossier is open."""
    desk = open_desk(slug)
    found, offered = current(desk), _offered()
    data: dict[str, Any] = _traits(found.declared)
    for version, standard in offered:
        data[_field(version)] = _chosen(found, version, standard)
    return _scope_page(desk, _scope_form(offered)(formdata=None, data=data), offered, found)


@blueprint.post("/institucion/<slug>/solicitud/alcance")
@needs("application:edit", provider_from="slug")
def application_change(slug: str) -> Page:
    """Keep the changed request."""
    desk = open_desk(slug)
    found, offered = current(desk), _offered()
    form = _scope_form(offered)()
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(
            form,
            lambda: service.change_request(found.id, _wanted(form, offered), _declared(form), actor=actor()),
        )
        if refusal is None:
            tell(Text("Se guardó lo que pide.", "What you ask for is saved."))
            return see("application", slug)
    return refused(_scope_page(desk, form, offered, found), refusal)


@blueprint.post("/institucion/<slug>/solicitud/enviar")
@needs("application:submit", provider_from="slug")
def application_submit(slug: str) -> Page:
    """Hand the dossier in."""
    desk, form = open_desk(slug), StepForm()
    found = current(desk)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        computed = definitions.draft_findings(desk.provider.id)
        refusal = attempt(form, lambda: service.submit(found.id, computed, actor=actor()))
        if refusal is None:
            tell(Text("La solicitud quedó enviada.", "The application has been submitted."))
            return see("application", slug)
    return refused(_page(desk, step=form), refusal)


@blueprint.post("/institucion/<slug>/solicitud/responder")
@needs("application:submit", provider_from="slug")
def application_reply(slug: str) -> Page:
    """Answer a request for information."""
    desk, form = open_desk(slug), ReplyForm()
    found = current(desk)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        computed = definitions.draft_findings(desk.provider.id)
        refusal = attempt(
            form, lambda: service.reply(found.id, form.text.data or "", computed, actor=actor()), field="text"
        )
        if refusal is None:
            tell(
                Text("La respuesta quedó enviada y la revisión continúa.", "The reply is sent and the review goes on.")
            )
            return see("application", slug)
    return refused(_page(desk, reply=form), refusal)


@blueprint.route("/institucion/<slug>/solicitud/retirar", methods=["GET", "POST"])
@needs("application:submit", provider_from="slug")
def application_withdraw(slug: str) -> Page:
    """Take the application back, after saying what that means."""
    desk, form = open_desk(slug), StepForm()
    found = current(desk)
    refusal: RegistryError | None = None
    if form.validate_on_submit():
        refusal = attempt(form, lambda: service.withdraw(found.id, actor=actor()))
        if refusal is None:
            tell(Text("La solicitud quedó retirada.", "The application has been withdrawn."))
            return see("application", slug)
    body = page("application_withdraw.html", desk, current="application", application=found, form=form)
    return refused(body, refusal) if request.method == "POST" else body


def current(desk: Desk) -> Application:
    """The application that the institution's pages are about. Raises `NoSuchApplication`."""
    found = tray.open_of(desk.provider.id) or tray.current_of(desk.provider.id)
    if found is None:
        raise NoSuchApplication(number=desk.provider.slug)
    return found


def groups_of(found: Application, computed: dict[str, Any]) -> list[dict[str, Any]]:
    """The dossier's groups, each with its criteria that apply and how many of the mandatory ones are answered."""
    applying_ids = {one.id for one in tray.applying(found)}
    answers = tray.answers(found)
    known = {name: bool(value["meets"]) for name, value in computed.items()}
    result = []
    for group in tray.criteria_of(found).groups:
        rows = [
            (one, dossier.progress(one, answers.get(one.id, Answer()), known.get(one.id)))
            for one in group.criteria
            if one.id in applying_ids
        ]
        needed = [state for one, state in rows if one.mandatory]
        if rows:
            done = sum(state in _ANSWERED for state in needed)
            result.append({"group": group, "rows": rows, "done": done, "needed": len(needed)})
    return result


def computed_now(found: Application) -> dict[str, Any]:
    """What is computed of the drafts: live while the dossier is open, as handed in afterwards."""
    if found.state not in EDITABLE:
        return dict(found.computed)
    live = definitions.draft_findings(found.provider_id)
    return {name: {"meets": meets, **why.as_dict()} for name, (meets, why) in live.items()}


def _page(desk: Desk, *, step: StepForm | None = None, reply: ReplyForm | None = None) -> str:
    now = clock.now()
    found = tray.open_of(desk.provider.id) or tray.current_of(desk.provider.id)
    context: dict[str, Any] = {"application": found, "offered": bool(curriculum.in_force())}
    if found is not None:
        computed = computed_now(found)
        known = {name: bool(value["meets"]) for name, value in computed.items()}
        decided = found.decided_at is not None
        held = queries.history(desk.provider.id) if decided else ()
        granted = next((one for one in held if one.application_id == found.id), None)
        missing = dossier.missing(tray.applying(found), tray.answers(found), known)
        context |= {
            "criteria": tray.criteria_of(found),
            "groups": groups_of(found, computed),
            "computed": computed,
            "missing": missing,
            "only_designs": bool(missing) and all(known.get(one) is False for one in missing),
            "standards": [(curriculum.by_id(one.standard_version_id), one) for one in applying.wanted_of(found)],
            "left": tray.left(found.due_at, now),
            "editable": found.state in EDITABLE,
            "is_open": found.state in OPEN,
            "request_text": _last_request(found),
            "findings": _findings(found) if decided else [],
            "granted": granted,
            "granted_state": queries.state_at(queries.facts_of(granted), now) if granted is not None else None,
            "conditions": queries.conditions_of(granted) if granted is not None else (),
        }
    return page(
        "application.html",
        desk,
        current="application",
        step=step or StepForm(formdata=None),
        reply=reply or ReplyForm(formdata=None),
        **context,
    )


def _last_request(found: Application) -> str | None:
    asked = [event.note for event in found.events if event.kind == "request_information"]
    return asked[-1] if asked and found.state == ApplicationState.INFORMATION_REQUESTED else None


def _findings(found: Application) -> list[tuple[Any, str, list[str]]]:
    """After the decision: each criterion, what was found, and the reviewers' comments without their names."""
    comments: dict[str, list[str]] = {}
    for review in found.reviews:
        for one in review.findings if review.filed_at is not None else ():
            if one.comment:
                comments.setdefault(one.criterion_id, []).append(one.comment)
    return [
        (one, found.findings[one.id], comments.get(one.id, []))
        for one in tray.criteria_of(found).every
        if one.id in found.findings
    ]


Offered = Sequence[tuple[StandardVersion, Standard]]


def _offered() -> Offered:
    return [(version, curriculum.typed(version)) for version in curriculum.in_force()]


def _field(version: StandardVersion) -> str:
    return f"standard-{version.id}"


def _scope_form(offered: Offered) -> type[Form]:
    fields: dict[str, Any] = {}
    for version, standard in offered:
        fields[_field(version)] = SelectMultipleField(
            words(f"{standard.title.es} ({version.code} {version.version})",
                  f"{standard.title.en} ({version.code} {version.version})"),
            choices=options(*((target.key, _target_name(standard, target)) for target in standard.targets)),
        )  # fmt: skip
    for name, text in TRAITS.items():
        fields[name] = BooleanField(words(text.es, text.en))
    return type("ScopeForm", (Form,), fields)


def _target_name(standard: Standard, target: Target) -> Text:
    part = standard.part(target.part) if target.part else None
    if part is None:
        return label("profiles", target.profile)
    return Text(f"{part.id} · {part.title.es}", f"{part.id} · {part.title.en}")


def _wanted(form: Form, offered: Offered) -> list[WantedStandard]:
    wanted = []
    for version, standard in offered:
        chosen = tuple(form[_field(version)].data or ())
        if not chosen:
            continue
        every = {target.key for target in standard.targets}
        narrowed = chosen if set(chosen) != every else ()
        wanted.append(
            WantedStandard(
                version.id,
                profiles=() if standard.parts else narrowed,
                parts=narrowed if standard.parts else (),
            )
        )
    return wanted


def _chosen(found: Application, version: StandardVersion, standard: Standard) -> list[str]:
    for one in applying.wanted_of(found):
        if one.standard_version_id == version.id:
            return list(one.profiles or one.parts) or [target.key for target in standard.targets]
    return []


def _declared(form: Form) -> dict[str, bool]:
    return {name: bool(form[name].data) for name in TRAITS}


def _traits(held: Any) -> dict[str, Any]:
    return {name: bool(held.get(name)) for name in TRAITS}


def _start(provider: Provider, form: Form, offered: Offered) -> uuid.UUID:
    wanted = _wanted(form, offered)
    started = service.start_application(provider.id, wanted, actor=actor())
    service.change_request(started.id, wanted, _declared(form), actor=actor())
    return started.id


def _scope_page(desk: Desk, form: Form, offered: Offered, found: Application | None) -> str:
    return page(
        "application_scope.html",
        desk,
        current="application",
        application=found,
        form=form,
        standards=[(version, standard, form[_field(version)]) for version, standard in offered],
        traits=[form[name] for name in TRAITS],
    )
