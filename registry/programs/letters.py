"""Mails to applicants and members: one for each step, to the address of the account or the one on record."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from registry import addresses
from registry.accounts.models import Account
from registry.curriculum import queries as curriculum
from registry.db import db
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.notices.service import Addressed
from registry.people.models import Person, PersonIdentifier
from registry.programs import messages
from registry.programs.models import CallApplication, Cohort, CohortMember, ProgramCall, Selection, StagePlace
from registry.texts import Language, Text

_IN_ONE_QUESTION = 500


def applications(call: ProgramCall, told: Sequence[CallApplication], step: str) -> int:
    """Tell these applicants of a step (a code of `notices.messages.PROGRAM_STEPS`); how many had an address."""
    found = _addresses([one.person_id for one in told])
    mails = []
    for one in told:
        if one.person_id in found:
            extra: dict[str, object] = {"code": one.code, "url": addresses.path(f"/mis-programas/solicitudes/{one.id}")}
            if step == "admitted" and one.answer_by is not None:
                extra["until"] = one.answer_by
            if step == "ineligible" and one.reason is not None:
                extra["note"] = messages.INELIGIBLE[one.reason]
            mails.append(_mail(found[one.person_id], one.person_id, call.program_id, call.name, step, extra))
    return notices.enqueue_many(Kind.PROGRAM_STEP, mails)


def decided(call: ProgramCall, told: Sequence[CallApplication]) -> None:
    """Tell everybody what the draw gave."""
    for state in ("admitted", "waiting", "not_admitted"):
        applications(call, [one for one in told if one.state == state], state)


def cut(cohort: Cohort, selection: Selection, members: Mapping[str, CohortMember]) -> None:
    """Tell everybody in the cohort where the cut left them."""
    by = selection.made_at + dt.timedelta(days=selection.answer_days)
    admitted, waiting = set(selection.admitted_codes), set(selection.waiting_codes)
    present = [one for one in members.values() if one.withdrawn_at is None]
    found = _addresses([one.person_id for one in present])
    mails = []
    for one in present:
        if one.person_id in found:
            code = one.selection_code
            step = "cut_admitted" if code in admitted else "cut_waiting" if code in waiting else "cut_not_admitted"
            extra = {"code": code, "url": _membership(one), **({"until": by} if step == "cut_admitted" else {})}
            mails.append(_mail(found[one.person_id], one.person_id, cohort.program_id, cohort.name, step, extra))
    notices.enqueue_many(Kind.PROGRAM_STEP, mails)


def place(cohort: Cohort, member: CohortMember, given: StagePlace) -> None:
    """Tell somebody of a place: offered from the waiting list, accepted, declined, passed on."""
    found = _addresses([member.person_id]).get(member.person_id)
    if found is None:
        return
    step = "stepped_in" if given.state == "offered" else _PLACE_STEPS[given.state]
    extra: dict[str, object] = {"code": member.selection_code, "url": _membership(member)}
    if given.state == "offered":
        extra["until"] = given.answer_by
    notices.enqueue_many(
        Kind.PROGRAM_STEP, [_mail(found, member.person_id, cohort.program_id, cohort.name, step, extra)]
    )


_PLACE_STEPS = {"accepted": "place_accepted", "declined": "place_declined", "passed_on": "passed_on"}


def _membership(member: CohortMember) -> str:
    return addresses.path(f"/mis-programas/participacion/{member.id}")


def _mail(
    found: tuple[str, Language, str],
    person_id: uuid.UUID,
    program_id: str,
    name: str,
    step: str,
    extra: Mapping[str, object],
) -> Addressed:
    to, language, who = found
    title: Text = curriculum.program(program_id).title
    return Addressed(to, language, {"name": who, "program": title, "cohort": name, "step": step, **extra}, person_id)


def _addresses(people: Iterable[uuid.UUID]) -> dict[uuid.UUID, tuple[str, Language, str]]:
    """Where each of these people reads mail, in which language, and the name; who has no address is left out."""
    keys = list(people)
    found: dict[uuid.UUID, tuple[str, Language, str]] = {}
    for start in range(0, len(keys), _IN_ONE_QUESTION):
        some = keys[start : start + _IN_ONE_QUESTION]
        rows = db.session.execute(
            select(Person.id, PersonIdentifier.value, Person.language, Person.full_name)
            .join(PersonIdentifier, PersonIdentifier.person_id == Person.id)
            .where(Person.id.in_(some), PersonIdentifier.kind == "email", PersonIdentifier.value.is_not(None))
            .order_by(PersonIdentifier.created_at.desc(), PersonIdentifier.id.desc())
        )
        held = db.session.execute(
            select(Account.person_id, Account.email, Account.language, Person.full_name)
            .join(Person, Person.id == Account.person_id)
            .where(Account.person_id.in_(some), Account.email.is_not(None))
        )
        for key, to, language, name in [*rows, *held]:  # the account's address, where there is one
            if key is not None and to is not None:
                found[key] = (to, "en" if language == "en" else "es", name)
    return found
