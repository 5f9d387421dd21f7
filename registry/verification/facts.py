"""What the credential says, taken out of its results and alignments. Only for what a good signature covers."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from registry.documents.model import Alignment, Credential, ResultDescription
from registry.documents.terms import AVERAGE, HOURS, LEVEL, MODE, PART, PROFILE, STANDARD
from registry.texts import one_direction
from registry.verification.report import CredentialFacts, LevelFact


def facts_of(credential: Credential) -> CredentialFacts:
    """The report's account of the credential."""
    achievement = credential.subject.achievement
    standard, profile, part = _aligned(credential, STANDARD), _aligned(credential, PROFILE), _aligned(credential, PART)
    return CredentialFacts(
        id=credential.id,
        kind=credential.kind.value,
        folio=credential.subject.folio,
        name=_said(credential.name or (achievement.name if achievement else None)),
        description=_said(achievement.description if achievement else credential.subject.comment),
        holder=_said(credential.subject.name),
        issuer=credential.issuer.id,
        issuer_name=_said(credential.issuer.name),
        achievement=achievement.id if achievement else None,
        standard=standard.code or standard.name if standard else None,
        standard_uri=standard.url if standard else None,
        profile=profile.name if profile else None,
        part=part.name if part else None,
        hours=hours_of(credential),
        average=_number(_value(credential, AVERAGE)),
        mode=mode_of(credential),
        levels=levels_of(credential),
        awarded_on=credential.awarded_on,
        valid_from=credential.valid_from,
        valid_until=credential.valid_until,
    )


def hours_of(credential: Credential) -> Decimal | None:
    """The workload that the person took."""
    return _number(_value(credential, HOURS))


def mode_of(credential: Credential) -> str | None:
    """The mode of participation, a code of the catalogue."""
    return _value(credential, MODE)


def levels_of(credential: Credential) -> tuple[LevelFact, ...]:
    """The levels that the person reached, by competency."""
    described = {one.id: one for one in _descriptions(credential) if one.type == LEVEL}
    facts = []
    for result in credential.subject.results:
        description = described.get(result.description or "")
        level = (
            next((one for one in description.levels if one.id == result.achieved_level), None) if description else None
        )
        if description is None or level is None:
            continue
        competency, _, name = description.name.partition(". ")
        code = level.id.removeprefix(f"{description.id}.")
        # Whatever does not say that it was scored was declared.
        basis = "scored" if result.value == "scored" else "declared"
        facts.append(LevelFact(competency, name, code, level.name, basis))
    return tuple(facts)


def _said(text: str | None) -> str | None:
    # What a page shows beside its own words must not turn them round.
    return None if text is None else one_direction(text)


def _descriptions(credential: Credential) -> tuple[ResultDescription, ...]:
    achievement = credential.subject.achievement
    return achievement.result_descriptions if achievement else ()


def _value(credential: Credential, result_type: str) -> str | None:
    wanted = {one.id for one in _descriptions(credential) if one.type == result_type}
    return next((one.value for one in credential.subject.results if one.description in wanted), None)


def _number(text: str | None) -> Decimal | None:
    try:
        number = Decimal(text) if text is not None and len(text) <= 40 else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None


def _aligned(credential: Credential, target_type: str) -> Alignment | None:
    achievement = credential.subject.achievement
    return next(iter(achievement.aligned(target_type)), None) if achievement else None
