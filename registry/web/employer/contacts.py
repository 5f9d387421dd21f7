"""What to do about a credential that is not simply good, and whom to ask: never by the contact that it brings along."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from registry import clock
from registry.providers import queries as providers
from registry.texts import Text
from registry.trust.remembered import seen
from registry.verification import Check, Question, Report, Result, Verdict

#: Beyond the questions that always decide, what decides about an issuer of this registry.
_DECIDING = ("identity", "accredited_at_issue", "log_inclusion")
#: More advice than that is read by nobody.
_MOST_STEPS = 3


@dataclass(frozen=True, slots=True)
class Contact:
    """An institution of this registry: its page here, and how it says that it is reached."""

    name: str
    page: str
    email: str
    website: str | None
    closed: bool = False  # nobody answers there any more; the registry does


def issuer_contact(report: Report) -> Contact | None:
    """The institution that a verified credential names as its issuer; None for authority, outsiders and forgeries."""
    if report.credential is None:
        return None
    did = report.credential.issuer
    return seen(("contact", did), lambda: _contact(did), clock.now()).value


def _contact(did: str) -> Contact | None:
    provider = providers.by_did(did)
    if provider is None:
        return None
    closed = provider.closed_at is not None
    return Contact(provider.name, f"/providers/{provider.slug}", provider.email, provider.website, closed)


def next_steps(report: Report) -> tuple[Text, ...]:
    """What to do, from the checks that made the verdict; none for a valid credential."""
    remedies = dict.fromkeys(check.remedy for check in _deciding(report) if check.remedy.es)
    return tuple(remedies)[:_MOST_STEPS]


def _deciding(report: Report) -> Iterable[Check]:
    if report.verdict is Verdict.VALID:
        return ()
    if report.verdict is Verdict.AUTHENTIC_NOT_CURRENT:
        return (one for one in report.of(Question.CURRENT) if one.result is Result.FAILED)
    wanted = Result.FAILED if report.verdict is Verdict.INVALID else Result.NOT_CHECKED
    return (
        one
        for one in report.checks
        if one.result is wanted and (one.question in (Question.AUTHENTIC, Question.CURRENT) or one.id in _DECIDING)
    )
