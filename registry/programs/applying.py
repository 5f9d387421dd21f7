"""Applications to a call: sent, corrected, withdrawn, answered by the person; handed in at a desk; not eligible."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from registry import clock
from registry.accounts import service as accounts
from registry.accounts.actor import Actor
from registry.accounts.models import Account
from registry.audit import service as audit
from registry.curriculum import queries as curriculum
from registry.custody import vault
from registry.db import db
from registry.people import service as people
from registry.people.models import Consent, Person, PersonFact
from registry.people.service import PersonClaims
from registry.programs import cohorts, declarations, letters, messages, queries
from registry.programs.calls import held_call, require_movable, require_undecided
from registry.programs.commands import Declaration, DeskApplication
from registry.programs.common import PERMISSION, new_code
from registry.programs.errors import (
    AlreadyApplied,
    AnswerTooLate,
    CallNotOpen,
    DeclarationUnfit,
    DocumentUsed,
    InAnotherCohort,
    NoSuchApplication,
    NothingToAnswer,
    NotWaiting,
)
from registry.programs.models import CallApplication, CohortMember, ProgramCall
from registry.programs.paper import PaperReview, read_applications
from registry.programs.paper_errors import PaperFileChanged
from registry.texts import Language

ON_PAGE, AT_DESK = "page", "desk"
_DESK_PURPOSE = f"{messages.CONSENT_PURPOSE}:{AT_DESK}"


def apply(call_id: uuid.UUID, declaration: Declaration, *, language: Language, actor: Actor) -> CallApplication:
    """Somebody signed in applies, or applies again; an account that holds nothing yet becomes a person's.

    Raises NoSuchCall, CallNotOpen, AlreadyApplied, DocumentUsed, InAnotherCohort, ConsentMissing, DeclarationUnfit.
    """
    call = queries.call(call_id, published=True)
    require_receiving(call)
    kept = declarations.checked(curriculum.program(call.program_id), declaration)
    person = _person(declaration, language, actor)
    held = queries.application_of(call.id, person.id)
    if held is not None and held.state != "withdrawn":
        raise AlreadyApplied()
    if queries.in_other_cohorts(call.program_id, [person.id], besides=None):
        raise InAnotherCohort(count=1)
    # Whoever withdrew and comes back keeps the code: nobody draws twice.
    made = held or CallApplication(call_id=call.id, person_id=person.id, code=new_code(queries.codes_of(call.id)))
    made.state, made.channel, made.sent_at, made.ended_at = "sent", ON_PAGE, clock.now(), None
    _declare(made, person, declaration, kept, language)
    _add(made)
    _record("call.applied", made, actor)
    letters.applications(call, [made], "received")
    return made


def change_application(
    application: CallApplication, declaration: Declaration, *, language: Language, actor: Actor
) -> CallApplication:
    """Correct what was declared, until the call closes. Raises as `apply`, and NotWaiting for one that is not open."""
    _require_own(application, actor)
    call = application.call
    require_receiving(call)
    if application.state != "sent":
        raise NotWaiting(state=messages.APPLICATION_STATES[application.state])
    kept = declarations.checked(curriculum.program(call.program_id), declaration)
    _declare(application, db.session.get_one(Person, application.person_id), declaration, kept, language)
    application.changed_at = clock.now()
    _add(application)
    _record("call.application_changed", application, actor)
    letters.applications(call, [application], "changed")
    return application


def withdraw_application(application: CallApplication, *, actor: Actor) -> CallApplication:
    """The person wants it no more, before the draw; after it, a place is declined. Again changes nothing.

    Raises NoSuchApplication, NotWaiting, CallDecided.
    """
    _require_own(application, actor)
    if application.state == "withdrawn":
        return application
    require_undecided(application.call)
    if application.state != "sent":
        raise NotWaiting(state=messages.APPLICATION_STATES[application.state])
    application.state, application.ended_at = "withdrawn", clock.now()
    application.document_digest, application.sealed_document = None, None
    db.session.flush()
    _record("call.application_withdrawn", application, actor)
    letters.applications(application.call, [application], "withdrawn")
    return application


def answer_admission(application: CallApplication, *, accept: bool, actor: Actor) -> CallApplication:
    """Take the place that the draw gave, or give it up until the cohort's own draw is committed to.

    Raises NoSuchApplication, NothingToAnswer, AnswerTooLate, AdmissionClosed.
    """
    _require_own(application, actor)
    if application.state != "admitted" or application.answer in ("declined", "passed_on"):
        raise NothingToAnswer()
    if application.answer is None and application.answer_by is not None and clock.now() > application.answer_by:
        raise AnswerTooLate(until=application.answer_by)
    call = held_call(application.call_id)
    if not accept:
        require_movable(call)
        cohorts.remove_member(call, application.person_id)
    application.answer, application.answered_at = ("accepted" if accept else "declined"), clock.now()
    db.session.flush()
    _record(f"call.place_{application.answer}", application, actor)
    letters.applications(call, [application], f"place_{application.answer}")
    return application


def mark_ineligible(application: CallApplication, reason: str, *, actor: Actor) -> CallApplication:
    """The authority found that a requirement is not met; the person is told which.

    Raises NotAllowed, CallDecided, NotWaiting, DeclarationUnfit for an unknown reason.
    """
    actor.require(PERMISSION)
    require_undecided(held_call(application.call_id))
    if reason not in messages.INELIGIBLE:
        raise DeclarationUnfit("reason", declarations.CHOOSE)
    if application.state != "sent":
        raise NotWaiting(state=messages.APPLICATION_STATES[application.state])
    application.state, application.reason, application.ended_at = "ineligible", reason, clock.now()
    db.session.flush()
    _record("call.application_ineligible", application, actor, reason=reason)
    letters.applications(application.call, [application], "ineligible")
    return application


def restore_eligible(application: CallApplication, *, actor: Actor) -> CallApplication:
    """Undo it, until the draw. Raises NotAllowed, CallDecided, NotWaiting."""
    actor.require(PERMISSION)
    require_undecided(held_call(application.call_id))
    if application.state != "ineligible":
        raise NotWaiting(state=messages.APPLICATION_STATES[application.state])
    application.state, application.reason, application.ended_at = "sent", None, None
    db.session.flush()
    _record("call.application_restored", application, actor)
    letters.applications(application.call, [application], "received")
    return application


def file_applications(
    call_id: uuid.UUID, handed_in: Sequence[DeskApplication], *, actor: Actor
) -> list[CallApplication]:
    """Applications handed in on paper, all or none: for whoever has no connection. People are found by CURP, else new.

    The desk keeps each signed consent. Raises NotAllowed, NoSuchCall, CallNotOpen, DocumentUsed, AlreadyApplied,
    InAnotherCohort, ConsentMissing, DeclarationUnfit.
    """
    actor.require(PERMISSION)
    call = queries.call(call_id, published=True)
    require_receiving(call)
    program = curriculum.program(call.program_id)
    kept = [declarations.checked(program, one.declaration) for one in handed_in]
    consent = _desk_consent() if any(one.declaration.consent for one in handed_in) else None
    claims = [
        declarations.with_facts(one.person, facts if one.declaration.consent else {})
        for one, facts in zip(handed_in, kept, strict=True)
    ]
    persons = people.register(claims, source="holder", consent=consent)
    known = queries.applicants_of(call.id)
    if len({one.id for one in persons}) < len(persons) or any(one.id in known for one in persons):
        raise AlreadyApplied()
    elsewhere = queries.in_other_cohorts(call.program_id, [one.id for one in persons], besides=None)
    if elsewhere:
        raise InAnotherCohort(count=len(elsewhere))
    made = _filed(call, handed_in, persons, kept, consent)
    audit.record(
        "call.applications_filed", "program_call", call.id, actor=actor, provider_id=None, applications=len(made)
    )
    letters.applications(call, made, "received")
    return made


def review_papers(call_id: uuid.UUID, data: bytes, *, actor: Actor) -> PaperReview:
    """What a file of applications on paper holds, judged against this call; nothing is written.

    Raises NotAllowed, NoSuchCall, CallNotOpen, and as `paper.read_applications`.
    """
    actor.require(PERMISSION)
    call = queries.call(call_id, published=True)
    require_receiving(call)
    known = queries.documents_of(call.id)
    return read_applications(
        data,
        curriculum.program(call.program_id),
        context=str(call.id),
        taken=lambda document: vault.current().keyed_digest(document, purpose=f"call:{call.id}") in known,
    )


def file_papers(call_id: uuid.UUID, data: bytes, *, expected: str, actor: Actor) -> list[CallApplication]:
    """Record a file that was reviewed, whole: exactly those bytes (``expected`` is the review's digest).

    Raises as `review_papers` and `file_applications`, and PaperFileChanged for another file or one with findings.
    """
    review = review_papers(call_id, data, actor=actor)
    if review.findings or not secrets.compare_digest(review.digest, expected):
        raise PaperFileChanged()
    return file_applications(call_id, review.applications, actor=actor)


def _filed(
    call: ProgramCall,
    handed_in: Sequence[DeskApplication],
    persons: Sequence[Person],
    kept: Sequence[Mapping[str, str]],
    consent: Consent | None,
) -> list[CallApplication]:
    codes, now = set(queries.codes_of(call.id)), clock.now()
    made = []
    for one, person, facts in zip(handed_in, persons, kept, strict=True):
        code = new_code(codes)
        codes.add(code)
        application = CallApplication(
            call_id=call.id,
            person_id=person.id,
            code=code,
            state="sent",
            channel=AT_DESK,
            declared=dict(facts),
            consent_id=consent.id if consent and one.declaration.consent else None,
            sent_at=now,
        )
        _identify(application, one.declaration)
        made.append(application)
    _add(*made)
    return made


def forget_declared(people_ids: Sequence[uuid.UUID]) -> None:
    """Consent is withdrawn: what was declared in applications goes, but for what applying needs; places stay."""
    for table in (CallApplication, CohortMember):
        column = "declared" if table is CallApplication else "facts"
        for row in db.session.scalars(select(table).where(table.person_id.in_(people_ids))):
            needed = {name: value for name, value in getattr(row, column).items() if name in declarations.ALWAYS_NEEDED}
            setattr(row, column, needed)
    ours = select(Consent.id).where(Consent.purpose.in_((messages.CONSENT_PURPOSE, _DESK_PURPOSE)))
    db.session.execute(
        delete(PersonFact)
        .where(PersonFact.person_id.in_(people_ids), PersonFact.consent_id.in_(ours))
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(
        update(Consent)
        .where(
            Consent.person_id.in_(people_ids),
            Consent.purpose == messages.CONSENT_PURPOSE,
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
        .execution_options(synchronize_session="fetch")
    )
    db.session.flush()


def require_receiving(call: ProgramCall) -> None:
    """Raise CallNotOpen outside the dates of the call, and for one that was cancelled or decided."""
    now = clock.now()
    if call.cancelled_at is not None or call.decided_at is not None or not call.opens_at <= now <= call.closes_at:
        raise CallNotOpen(opens=call.opens_at, closes=call.closes_at)


def _require_own(application: CallApplication, actor: Actor) -> None:
    if actor.kind != "system" and not queries.is_person(application.person_id, actor.person_id):
        raise NoSuchApplication()


def _person(declaration: Declaration, language: Language, actor: Actor) -> Person:
    """Whose application it is: the account's person, made now where the account has none."""
    account = db.session.get_one(Account, actor.account_id)
    if account.person_id is not None:
        return people.root_of(db.session.get_one(Person, account.person_id))
    name = declaration.full_name.strip() or account.name.strip()
    if len(name.split()) < declarations.FEWEST_NAMES or len(name) > declarations.LONGEST_NAME:
        raise DeclarationUnfit("full_name", declarations.NAME)
    (person,) = people.register([PersonClaims(full_name=name, language=language)], source="holder")
    if account.email:
        people.add_email(person, account.email, source="holder", verified=True)
    accounts.hold_for_person(account, person.id, actor=actor)
    return person


def _declare(
    application: CallApplication,
    person: Person,
    declaration: Declaration,
    kept: Mapping[str, str],
    language: Language,
) -> None:
    application.declared = dict(kept)
    _identify(application, declaration)
    if not declaration.consent:
        if application.consent_id is not None:  # ticked before, and not any more
            db.session.get_one(Consent, application.consent_id).withdrawn_at = clock.now()
            db.session.execute(delete(PersonFact).where(PersonFact.consent_id == application.consent_id))
            application.consent_id = None
        return
    if application.consent_id is None:
        consent = Consent(
            person_id=person.id,
            purpose=messages.CONSENT_PURPOSE,
            text_version=messages.CONSENT_VERSION,
            statement=messages.CONSENT.in_(language),
            given_at=clock.now(),
        )
        db.session.add(consent)
        db.session.flush()
        application.consent_id = consent.id
    people.declare(person, kept, consent_id=application.consent_id)


def _identify(application: CallApplication, declaration: Declaration) -> None:
    application.document_kind = declaration.document_kind
    number = declarations.document(declaration)
    digest = vault.current().keyed_digest(number, purpose=f"call:{application.call_id}")
    if digest == application.document_digest:
        return
    application.sealed_document = vault.seal(number.encode(), context=f"call_document:{application.call_id}")
    application.document_digest = digest


def _add(*applications: CallApplication) -> None:
    try:
        with db.session.begin_nested():
            db.session.add_all(applications)
    except IntegrityError:
        # Either key may be taken: the same person or the same document; the first has been looked at.
        raise DocumentUsed() from None


def _desk_consent() -> Consent:
    return people.state_consent(
        purpose=_DESK_PURPOSE,
        text_version=messages.CONSENT_VERSION,
        statement=messages.CONSENT.es,
        provider_id=None,
    )


def _record(action: str, application: CallApplication, actor: Actor, **details: object) -> None:
    audit.record(
        action, "call_application", application.id, actor=actor, provider_id=None, call=str(application.call_id),
        **details,
    )  # fmt: skip
