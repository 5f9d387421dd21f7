"""An award as its holder reads it: what the signed document says, and what it is worth at a moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from registry import config, content
from registry.awards.models import Award
from registry.awards.standing import Standing, explained, standing
from registry.documents import terms
from registry.documents.model import Credential
from registry.documents.parse import parse_credential
from registry.records import storage
from registry.records.models import StatusEvent
from registry.texts import Text
from registry.verification.facts import facts_of
from registry.verification.report import CredentialFacts

#: Which catalogue says the reason of which change.
REASON_CATALOGUES = {"suspended": "suspension_reasons", "revoked": "revocation_reasons"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the current document of an award says, and how it stands (``standing``, ``sentence``, ``reason``).

    ``title`` is the title on the document with the definition's own translation beside it; ``outcomes`` are pairs of
    code and text.
    """

    award: Award
    facts: CredentialFacts
    title: Text
    outcomes: tuple[tuple[str, str], ...]
    standing: Standing
    sentence: Text
    reason: Text | None


def read(award: Award, *, at: dt.datetime) -> Reading:
    """Read an award loaded by `registry.awards.queries`: no further query but a dictionary once per definition."""
    credential = parse_credential(storage.claims_of(award.document))
    now = standing(
        award_state=award.state,
        document_state=award.document.state,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
        at=at,
        expiring=dt.timedelta(days=config.current().expiring_days),
    )
    event = _last_event(award, now)
    facts = facts_of(credential)
    return Reading(
        award=award,
        facts=facts,
        title=_title(award, facts),
        outcomes=_outcomes(credential),
        standing=now,
        sentence=explained(
            now,
            valid_from=credential.valid_from,
            valid_until=credential.valid_until,
            since=event.at if event else None,
        ),
        reason=reason_of(event) if event else None,
    )


def reason_of(event: StatusEvent) -> Text | None:
    """The reason of a status change in words; None where the kind of change has no catalogue."""
    catalogue = REASON_CATALOGUES.get(event.kind)
    return content.label(catalogue, event.reason) if catalogue else None


def _last_event(award: Award, now: Standing) -> StatusEvent | None:
    if now.stands:
        return None
    return next((one for one in reversed(award.document.events) if one.kind == now.value), None)


def _title(award: Award, facts: CredentialFacts) -> Text:
    name = facts.name or ""
    own = award.definition_version.design.get("title") or {}
    return Text(name, (own.get("en") or name) if own.get("es") == name else name)


def _outcomes(credential: Credential) -> tuple[tuple[str, str], ...]:
    achievement = credential.subject.achievement
    aligned = achievement.aligned(terms.OUTCOME) if achievement else ()
    return tuple((one.code or "", one.name) for one in aligned)
