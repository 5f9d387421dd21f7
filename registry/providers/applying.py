"""The institution's side of an application: asking, answering the criteria, handing in, replying, withdrawing."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping, Sequence

from registry import addresses, clock
from registry.accounts import queries as accounts
from registry.accounts.actor import Actor
from registry.accounts.permissions import Role
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.rules import State
from registry.db import db
from registry.errors import Conflict, RegistryError
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.providers import deadlines, dossier, numbers, queries, rules, tray
from registry.providers.commands import Computed, WantedStandard
from registry.providers.dossier import Upload
from registry.providers.errors import (
    ApplicationOpen,
    DossierIncomplete,
    NoSuchCriterion,
    NotForCoSigners,
    NothingAskedFor,
    RenewalTooEarly,
    ReplyMissing,
    StandardNotInForce,
    StepRefused,
    TooManyFiles,
)
from registry.providers.messages import APPLICATION_STATES, EDIT, TRAITS, WHY_NOT
from registry.providers.models import Application, ApplicationEvent, DossierItem, EvidenceFile, Provider
from registry.providers.registration import CO_SIGNER
from registry.providers.rules import ApplicationState, ScopeFact, Step

NOTE_MAXIMUM = 4_000


def start_application(provider_id: uuid.UUID, wanted: Sequence[WantedStandard], *, actor: Actor) -> Application:
    """Open a dossier against the criteria in force.

    Raises NotAllowed, `NotForCoSigners`, `ApplicationOpen`, `NothingAskedFor`, `StandardNotInForce`, NoSuchTarget,
    `RenewalTooEarly`, NothingInForce.
    """
    actor.require("application:edit", at_provider=provider_id)
    provider = db.session.get_one(Provider, provider_id, with_for_update=True)
    if provider.kind == CO_SIGNER:
        raise NotForCoSigners()
    if provider.closed_at is not None:
        raise Conflict()
    under_way = tray.open_of(provider_id)
    if under_way is not None:
        raise ApplicationOpen(number=under_way.number)
    criteria = curriculum.criteria_in_force()
    application = Application(
        number=numbers.take(numbers.APPLICATION),
        provider=provider,
        criteria_version=criteria,
        state=ApplicationState.DRAFT,
        declared=dict(provider.traits),
        computed={},
        findings={},
        created_at=clock.now(),
    )
    _set_wanted(application, wanted)
    db.session.add(application)
    _event(application, "started", None, ApplicationState.DRAFT, actor)
    audit.record(
        "application.started", "application", application.id, actor=actor, provider_id=provider_id,
        number=application.number,
    )  # fmt: skip
    return application


def change_request(
    application_id: uuid.UUID, wanted: Sequence[WantedStandard], declared: Mapping[str, bool], *, actor: Actor
) -> Application:
    """Change what is asked for and which conditions the institution says hold for it. Raises as `start_application`."""
    application = _editable(application_id, actor)
    _set_wanted(application, wanted)
    application.declared = {name: bool(declared.get(name)) for name in TRAITS}
    db.session.flush()
    return application


def answer_criterion(
    application_id: uuid.UUID,
    criterion_id: str,
    statement: str,
    uploads: Sequence[Upload] = (),
    *,
    actor: Actor,
) -> DossierItem:
    """Save what the institution says about a criterion, and add files to it.

    Raises NotAllowed, `StepRefused`, `NoSuchCriterion`, `StatementTooLong`, `FileTooLarge`, `FileTypeRefused`,
    `TooManyFiles`; then nothing is changed.
    """
    application = _editable(application_id, actor)
    item = _answer(application, criterion_id, statement, uploads, actor)
    db.session.flush()
    return item


def answer_criteria(
    application_id: uuid.UUID, answers: Mapping[str, tuple[str, Sequence[Upload]]], *, actor: Actor
) -> Mapping[str, RegistryError]:
    """Save several answers, each by itself: what does not fit is refused by criterion, and the others are kept.

    Raises NotAllowed, `StepRefused`.
    """
    application = _editable(application_id, actor)
    refusals: dict[str, RegistryError] = {}
    for criterion_id, (statement, uploads) in answers.items():
        try:
            _answer(application, criterion_id, statement, uploads, actor)
        except RegistryError as refusal:
            refusals[criterion_id] = refusal
    db.session.flush()
    return refusals


def _answer(
    application: Application, criterion_id: str, statement: str, uploads: Sequence[Upload], actor: Actor
) -> DossierItem:
    if criterion_id not in {one.id for one in tray.applying(application)}:
        raise NoSuchCriterion(criterion=criterion_id)
    text = dossier.require_statement(statement)
    kept = [dossier.require_evidence(upload) for upload in uploads]
    item = next((one for one in application.items if one.criterion_id == criterion_id), None)
    if len(kept) + (len(item.files) if item else 0) > dossier.FILES_PER_CRITERION:
        raise TooManyFiles(maximum=dossier.FILES_PER_CRITERION)
    now = clock.now()
    if item is None:
        item = DossierItem(criterion_id=criterion_id, statement="", changed_at=now)
        application.items.append(item)
    elif item.statement == text and not kept:
        return item
    item.statement, item.changed_at = text, now
    item.files += [
        EvidenceFile(
            name=one.name,
            media_type=one.media_type,
            size=len(one.body),
            digest=hashlib.sha256(one.body).hexdigest(),
            body=one.body,
            uploaded_at=now,
        )
        for one in kept
    ]
    audit.record(
        "application.answered", "application", application.id, actor=actor, provider_id=application.provider_id,
        criterion=criterion_id, files=len(kept),
    )  # fmt: skip
    return item


def remove_evidence(application_id: uuid.UUID, file_id: uuid.UUID, *, actor: Actor) -> None:
    """Take a file out of the dossier. Raises NotAllowed, `StepRefused`, `NoSuchFile`."""
    application = _editable(application_id, actor)
    file = tray.evidence(application, file_id)
    item = next(one for one in application.items if one.id == file.item_id)
    item.files.remove(file)
    item.changed_at = clock.now()
    db.session.flush()
    audit.record(
        "application.evidence_removed", "application", application.id, actor=actor,
        provider_id=application.provider_id, criterion=item.criterion_id, digest=file.digest,
    )  # fmt: skip


def submit(application_id: uuid.UUID, computed: Computed, *, actor: Actor) -> Application:
    """Hand the dossier in. ``computed`` are the findings of drafts and test issuance as they stand now.

    Raises NotAllowed, `StepRefused`, `DossierIncomplete`.
    """
    application = locked(application_id)
    actor.require("application:submit", at_provider=application.provider_id)
    following = rules.after_step(application.state, Step.SUBMIT)
    application.computed = _frozen(computed)
    _require_complete(application)
    _require_in_time(application)
    now = clock.now()
    application.submitted_at = now
    days = tray.criteria_of(application).business_days
    application.due_at = deadlines.due(now, days[deadlines.NOTICE], curriculum.business_calendar())
    application.provider.traits = dict(application.declared)
    move(application, Step.SUBMIT, following, actor)
    for account in accounts.recipients([Role.PROVIDER_ADMIN], application.provider_id):
        values = {
            "provider": application.provider.name,
            "number": application.number,
            "url": page_of(application),
            "due": deadlines.day_of(application.due_at),
        }
        notices.enqueue(Kind.APPLICATION_RECEIVED, account.address, account.language, values)
    return application


def reply(application_id: uuid.UUID, text: str, computed: Computed, *, actor: Actor) -> Application:
    """Answer a request for information; the review goes on and its clock runs again.

    Raises NotAllowed, `StepRefused`, `ReplyMissing`.
    """
    application = locked(application_id)
    actor.require("application:submit", at_provider=application.provider_id)
    following = rules.after_step(application.state, Step.REPLY)
    if not text.strip():
        raise ReplyMissing()
    application.computed = _frozen(computed)
    application.provider.traits = dict(application.declared)
    move(application, Step.REPLY, following, actor, note=dossier.require_statement(text))
    application.due_at = ruling_due(application)
    db.session.flush()
    return application


def withdraw(application_id: uuid.UUID, *, actor: Actor) -> Application:
    """Take an application back before it is decided. Raises NotAllowed, `StepRefused`."""
    application = locked(application_id)
    actor.require("application:submit", at_provider=application.provider_id)
    following = rules.after_step(application.state, Step.WITHDRAW)
    application.due_at = None
    move(application, Step.WITHDRAW, following, actor)
    return application


def move(application: Application, step: Step, following: ApplicationState, actor: Actor, *, note: str = "") -> None:
    """Remember a step that the rules allowed, in the application, its events and the audit."""
    before = application.state
    application.state = following
    _event(application, step.value, before, following, actor, note=note)
    audit.record(
        f"application.{step.value}", "application", application.id, actor=actor,
        provider_id=application.provider_id, number=application.number, was=before,
    )  # fmt: skip


def ruling_due(application: Application) -> dt.datetime | None:
    """When the ruling is due by the steps taken so far, None while its clock does not run."""
    steps = [deadlines.Moment(event.kind, event.at) for event in application.events]
    days = tray.criteria_of(application).business_days
    return deadlines.ruling_due(steps, days, curriculum.business_calendar())


def page_of(application: Application) -> str:
    """Where the institution reads its application."""
    return addresses.path(f"institucion/{application.provider.slug}/solicitud")


def locked(application_id: uuid.UUID) -> Application:
    """The application with all that belongs to it, for writing. Raises `NoSuchApplication`."""
    db.session.get(Application, application_id, with_for_update=True)
    return tray.application(application_id)


def _editable(application_id: uuid.UUID, actor: Actor) -> Application:
    application = locked(application_id)
    actor.require("application:edit", at_provider=application.provider_id)
    if application.state not in rules.EDITABLE:
        raise StepRefused(
            step=EDIT,
            state=APPLICATION_STATES[application.state],
            why=WHY_NOT["decided" if application.state not in rules.OPEN else "not_under_review"],
        )
    return application


def remember(application: Application, kind: str, actor: Actor) -> None:
    """Remember something that happened without moving the application."""
    _event(application, kind, application.state, application.state, actor)
    audit.record(
        f"application.{kind}", "application", application.id, actor=actor, provider_id=application.provider_id,
        number=application.number,
    )  # fmt: skip


def _event(
    application: Application, kind: str, before: str | None, after: str | None, actor: Actor, *, note: str = ""
) -> None:
    application.events.append(
        ApplicationEvent(
            at=clock.now(), kind=kind, from_state=before, to_state=after, by=actor.account_id, note=note[:NOTE_MAXIMUM]
        )
    )
    db.session.flush()


def _set_wanted(application: Application, wanted: Sequence[WantedStandard]) -> None:
    if not wanted:
        raise NothingAskedFor()
    versions = [_wanted_version(one) for one in wanted]
    application.wanted = [
        {
            "standard_version_id": str(one.standard_version_id),
            "profiles": sorted(set(one.profiles)),
            "parts": sorted(set(one.parts)),
        }
        for one in wanted
    ]
    application.tracks = sorted({version.track for version in versions})
    _require_in_time(application)


def _wanted_version(one: WantedStandard) -> StandardVersion:
    version = curriculum.by_id(one.standard_version_id)
    if version.state != State.IN_FORCE:
        raise StandardNotInForce(standard=f"{version.code} {version.version}")
    standard = curriculum.typed(version)
    known = {target.profile for target in standard.targets} | {target.part for target in standard.targets}
    unknown = {*one.profiles, *one.parts} - known
    if unknown:
        raise StandardNotInForce(standard=f"{version.code} {version.version}: {', '.join(sorted(unknown))}")
    return version


def wanted_of(application: Application) -> tuple[WantedStandard, ...]:
    """What an application asks for, typed."""
    return tuple(
        WantedStandard(uuid.UUID(one["standard_version_id"]), tuple(one["profiles"]), tuple(one["parts"]))
        for one in application.wanted
    )


def _require_in_time(application: Application) -> None:
    now = clock.now()
    running = tuple(queries.facts_of(one) for one in queries.running(application.provider.id, now))
    wanted = tuple(
        ScopeFact(one.standard_version_id, frozenset(one.profiles), frozenset(one.parts))
        for one in wanted_of(application)
    )
    until = rules.renewal_starts(running, wanted, at=now)
    if until is None:
        return
    days = tray.criteria_of(application).calendar_days[deadlines.RENEWAL]
    opens = until - dt.timedelta(days=days)
    if now < opens:
        raise RenewalTooEarly(until=deadlines.day_of(until), opens=deadlines.day_of(opens))


def _require_complete(application: Application) -> None:
    gaps = dossier.missing(tray.applying(application), tray.answers(application), tray.computed_of(application))
    if gaps:
        raise DossierIncomplete(criteria=", ".join(gaps))


def _frozen(computed: Computed) -> dict[str, dict[str, object]]:
    return {name: {"meets": meets, **why.as_dict()} for name, (meets, why) in computed.items()}
