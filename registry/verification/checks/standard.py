"""¿Cumple el estándar? The outcomes that it names, and the hours and levels that it states.

Both are judged on what the signature covers. That levels were declared and not scored is said, never hidden:
percentages do not prove a rubric's minimums (contract, «Verification report»).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from registry.documents import CredentialKind
from registry.documents.model import Alignment
from registry.documents.terms import MICROCREDENTIAL, OUTCOME
from registry.texts import Text
from registry.verification.case import Case, label_of
from registry.verification.evidence import ProfileFact, StandardFacts, Unreachable
from registry.verification.facts import hours_of, levels_of, mode_of
from registry.verification.making import failed, not_checked, passed, seen, warning
from registry.verification.messages import what_next, why
from registry.verification.messages.standard import HOURS, LEVEL_IN
from registry.verification.report import Check, LevelFact, stamp

# A mode in which no course is taken: it states zero hours, and that is right (the standards' «prior_learning»).
_ASSESSMENT_ONLY = "assessment_only"
_SCORED = "scored"


def check_standard(case: Case) -> tuple[Check, ...]:
    """The checks of this question; none for documents to which no standard applies."""
    achievement = case.credential.subject.achievement
    if case.credential.kind is not CredentialKind.ACHIEVEMENT or achievement is None:
        return ()
    if case.standard is None:
        if not case.standing.vouched or achievement.type != MICROCREDENTIAL:
            return ()
        return (failed("alignment", "no_standard"),)
    known = case.evidence.standard
    if isinstance(known, Unreachable):
        values = {"evidence": seen(known), "detail": why(known.reason), "next": what_next(known.reason)}
        return tuple(not_checked(one, "standard_unreachable", **values) for one in ("alignment", "requirements"))
    if known.value is None or known.value.uri != case.standard.url:
        return (failed("alignment", "standard_unknown", evidence=seen(known), standard=label_of(case.standard)),)
    return _with_facts(case, known.value, {"standard": known.value.uri, **_interval(known.value), **seen(known)})


def _with_facts(case: Case, standard: StandardFacts, facts: dict[str, Any]) -> tuple[Check, ...]:
    profile = _profile(case, standard)
    unknown = _unknown_part(case, standard)
    if profile is None or unknown is not None:
        name = unknown or (case.profile.name if case.profile else "—")
        label = f"{standard.code} {standard.version}"
        return (failed("alignment", "profile_unknown", evidence=facts, standard=label, profile=name),)
    facts |= {"profile": profile.id, "parts": sorted(_part_ids(case))}
    return (_check_alignment(case, standard, profile, facts), _check_requirements(case, standard, profile, facts))


def _interval(standard: StandardFacts) -> dict[str, str]:
    """The time in which the version may be issued against."""
    named = (("inForceFrom", standard.in_force_from), ("inForceUntil", standard.in_force_until))
    return {name: stamp(moment) for name, moment in named if moment is not None}


def _profile(case: Case, standard: StandardFacts) -> ProfileFact | None:
    """The profile that the achievement names; where the standard has one alone, it need not be named."""
    if case.profile is None:
        return standard.profiles[0] if len(standard.profiles) == 1 else None
    return next((one for one in standard.profiles if one.id == case.profile.code), None)


def _unknown_part(case: Case, standard: StandardFacts) -> str | None:
    known = {part.id for part in standard.parts}
    return next((part.name for part in case.parts if part.code not in known), None)


def _part_ids(case: Case) -> set[str]:
    return {part.code or "" for part in case.parts}


def _competencies(case: Case, standard: StandardFacts, profile: ProfileFact) -> set[str]:
    """The competencies that are judged: those of the parts, or all that the profile requires."""
    named = _part_ids(case)
    of_parts = {competency for part in standard.parts if part.id in named for competency in part.competencies}
    return of_parts or set(profile.required_levels)


def _label(standard: StandardFacts, profile: ProfileFact) -> Text:
    name = f"{standard.code} {standard.version}"
    return Text(f"{name}, {profile.title.es}", f"{name}, {profile.title.en}")


def _check_alignment(case: Case, standard: StandardFacts, profile: ProfileFact, facts: dict[str, Any]) -> Check:
    """Every outcome that the standard version has for the profile and parts is named, and none that it has not."""
    competencies = _competencies(case, standard, profile)
    required = {
        one.uri: one
        for one in standard.outcomes
        if one.competency in competencies and (not one.profiles or profile.id in one.profiles)
    }
    known = {one.uri for one in standard.outcomes}
    named = _outcomes(case)
    label = _label(standard, profile)
    missing = [one.code for uri, one in required.items() if uri not in {one.url for one in named}]
    if missing:
        evidence = {**facts, "codes": missing}
        return failed("alignment", "outcomes_missing", evidence=evidence, standard=label, codes=_spoken(missing))
    foreign = [one.code or one.url for one in named if one.url not in known and _same_framework(one, standard)]
    if foreign:
        evidence = {**facts, "codes": foreign}
        return failed("alignment", "outcomes_unknown", evidence=evidence, standard=label, codes=_spoken(foreign))
    return _in_force(case, standard, label, {**facts, "outcomes": len(required)})


def _in_force(case: Case, standard: StandardFacts, label: Text, facts: dict[str, Any]) -> Check:
    """The version was in force when the document was registered."""
    bounded = standard.in_force_from is not None or standard.in_force_until is not None
    if case.logged_at is None:
        if case.standing.vouched and bounded:
            return not_checked("alignment", "issue_time_unknown", evidence=facts, standard=label)
        return passed("alignment", "aligned", evidence=facts, standard=label, count=facts["outcomes"])
    early = standard.in_force_from is None or case.logged_at < standard.in_force_from
    late = standard.in_force_until is not None and case.logged_at >= standard.in_force_until
    if early or late:
        return failed("alignment", "not_in_force", evidence=facts, standard=label)
    return passed("alignment", "aligned", evidence=facts, standard=label, count=facts["outcomes"])


def _outcomes(case: Case) -> tuple[Alignment, ...]:
    achievement = case.credential.subject.achievement
    return achievement.aligned(OUTCOME) if achievement else ()


def _same_framework(alignment: Alignment, standard: StandardFacts) -> bool:
    """Outcomes of other frameworks may stand beside those of the standard; those that claim to be of it may not."""
    return alignment.code is None or alignment.code.startswith(standard.code + "-")


def _spoken(codes: list[str]) -> str:
    """The first few: thirty codes would be no sentence; all of them are in the evidence."""
    shown = ", ".join(codes[:6])
    return shown if len(codes) <= 6 else f"{shown} …"


def _check_requirements(case: Case, standard: StandardFacts, profile: ProfileFact, facts: dict[str, Any]) -> Check:
    """Hours and levels reach the standard's minimums; what was declared is shown as declared."""
    label = _label(standard, profile)
    hours, required = hours_of(case.credential), _required_hours(case, standard, profile)
    levels = {one.competency: one for one in levels_of(case.credential)}
    facts = {
        **facts,
        "hours": None if hours is None else str(hours),
        "requiredHours": str(required),
        "levels": [{"competency": one.competency, "level": one.level, "basis": one.basis} for one in levels.values()],
    }
    if hours is None:
        return failed("requirements", "not_stated", evidence=facts, what=HOURS)
    if hours < required and not (hours == 0 and mode_of(case.credential) == _ASSESSMENT_ONLY):
        return failed("requirements", "hours_short", evidence=facts, standard=label, hours=hours, required=required)
    judged = {
        competency: level
        for competency, level in profile.required_levels.items()
        if competency in _competencies(case, standard, profile)
    }
    absent = sorted(set(judged) - set(levels))
    if absent:
        what = LEVEL_IN.format(competencies=", ".join(absent))
        return failed("requirements", "not_stated", evidence=facts, what=what)
    order = [code for code, _ in standard.levels]
    short = sorted(competency for competency, level in judged.items() if not _reaches(levels[competency], level, order))
    if short:
        spoken = ", ".join(short)
        return failed("requirements", "level_short", evidence=facts, standard=label, competencies=spoken)
    if any(levels[competency].basis != _SCORED for competency in judged):
        return warning("requirements", "criteria_declared", evidence=facts, standard=label)
    return passed("requirements", "requirements_met", evidence=facts, standard=label)


def _required_hours(case: Case, standard: StandardFacts, profile: ProfileFact) -> Decimal:
    named = _part_ids(case)
    of_parts = [part.hours for part in standard.parts if part.id in named]
    return sum(of_parts, Decimal(0)) if of_parts else profile.hours


def _reaches(reached: LevelFact, required: str, order: list[str]) -> bool:
    """Levels are compared by the standard's own order, not by what the document says of them."""
    return reached.level in order and required in order and order.index(reached.level) >= order.index(required)
