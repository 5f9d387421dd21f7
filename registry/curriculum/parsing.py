"""A standard's content → `Standard`, or every fault with its file, line and key. Pure.

Shape first, here; whether the parts agree with each other, in `registry.curriculum.consistency`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, cast

from registry.curriculum.consistency import check
from registry.curriculum.reader import OUT_OF_BOUNDS, Ledger, Reader
from registry.curriculum.standard import (
    AssessmentRules,
    Competency,
    Criterion,
    FullCredential,
    Hours,
    Instrument,
    InstrumentKind,
    Level,
    Outcome,
    Part,
    Placement,
    Profile,
    Renewal,
    RenewalWindow,
    SecondProfile,
    Stacking,
    Standard,
)
from registry.curriculum.yaml_file import Marked
from registry.texts import Text

RUBRIC_SCORES = (1, 2, 3, 4)
INSTRUMENT_KINDS = ("test", "labs", "rubric")
AI_USES = ("forbidden", "declared")
VALUE_STATES = ("proposed", "adopted")
MAXIMUM_HOURS = 5_000
MAXIMUM_MONTHS = 600

PERCENT_OF_RUBRIC = "100 * sum(scores) / (4 * number_of_criteria)"
AVERAGE = "sum(percent * weight) / 1000"
RESULTS = ("competent", "not_yet_competent")


def parse_standard(
    content: Mapping[str, Any] | Marked, *, known: Mapping[str, Collection[str]] | None = None
) -> Standard:
    """A standard from the content of its file, or from the same content kept in the database.

    ``known`` holds the allowed ids of value lists (`registry.content.identifiers`); without it, profiles, tracks,
    documents and adjustments are not held to them. Raises FaultyContent with every fault found.
    """
    if isinstance(content, Marked):
        ledger, value = Ledger(content.name, content.lines), content.value
    else:
        ledger, value = Ledger(), dict(content)
    standard = _standard(Reader(value, (), ledger), known or {})
    ledger.settle()
    check(standard, ledger, value)
    ledger.settle()
    return standard


def _standard(root: Reader, known: Mapping[str, Collection[str]]) -> Standard:
    root.only(
        *(
            "kind",
            "id",
            "code",
            "version",
            "status",
            "track",
            "title",
            "purpose",
            "scope",
            "entry",
            "technology_neutral",
        ),
        *("review", "validity", "renewal", "credits", "scale", "profiles", "competencies", "assessment", "parts"),
        *("stacking", "alignment"),
    )
    root.string("kind", allowed=("standard",))
    root.truth("technology_neutral")
    entry = _statused(root.child("entry"), "academic_requirement", "text")
    scale = root.child("scale")
    profiles = tuple(_profile(one, known.get("profiles")) for one in root.children("profiles"))
    names = tuple(profile.id for profile in profiles)
    assessment = root.child("assessment")
    return Standard(
        id=root.identifier(),
        code=root.identifier("code"),
        version=root.identifier("version"),
        status=root.string("status", allowed=VALUE_STATES),
        track=root.string("track", allowed=known.get("tracks")),
        title=root.text("title"),
        purpose=root.text("purpose"),
        scope=root.text("scope"),
        entry=entry.text("text"),
        academic_requirement=entry.truth("academic_requirement"),
        validity_months=_statused(root.child("validity"), "months").whole("months", least=1, most=MAXIMUM_MONTHS),
        review_months=_statused(root.child("review"), "every_months").whole(
            "every_months", least=1, most=MAXIMUM_MONTHS
        ),
        hours_per_credit=_credits(root),
        levels=_levels(scale),
        level_rule=scale.text("rule"),
        profiles=profiles,
        competencies=tuple(_competency(one, names) for one in root.children("competencies")),
        instruments=tuple(_instrument(one, names, None) for one in assessment.children("instruments", least=0)),
        parts=tuple(_part(one) for one in root.children("parts", least=0)),
        assessment=_assessment(assessment, known),
        renewal=_renewal(root.child("renewal")),
        stacking=_stacking(root.child("stacking")),
        alignment=_placement(root.child("alignment")),
    )


def _statused(reader: Reader, *keys: str) -> Reader:
    """A mapping whose values are proposed until an authority adopts them."""
    reader.only(*keys, "status", "note")
    reader.string("status", allowed=VALUE_STATES)
    return reader


def _credits(root: Reader) -> Decimal | None:
    divisor = root.optional_child("credits")
    return _statused(divisor, "hours_per_credit").number("hours_per_credit", least=1) if divisor else None


def _hours(reader: Reader) -> Hours:
    reader.only("total", "learning", "assessment", "status")
    hours = Hours(
        learning=reader.number("learning", most=MAXIMUM_HOURS),
        assessment=reader.number("assessment", most=MAXIMUM_HOURS),
    )
    if reader.number("total", most=2 * MAXIMUM_HOURS) != hours.total:
        reader.note("total", HOURS_DO_NOT_ADD, learning=hours.learning, assessment=hours.assessment, total=hours.total)
    return hours


def _levels(scale: Reader) -> tuple[Level, ...]:
    scale.only("levels", "rubric_scores", "level_from_score", "rule")
    if scale.value.get("rubric_scores") != list(RUBRIC_SCORES):
        scale.note("rubric_scores", SCORES_FIXED)
    from_score = scale.child("level_from_score")
    from_score.only(*(str(score) for score in RUBRIC_SCORES))
    score_of = {level: int(score) for score, level in from_score.value.items() if isinstance(level, str)}
    levels = []
    for rank, one in enumerate(scale.children("levels"), start=1):
        one.only("id", "name", "descriptor")
        identifier = one.identifier()
        level = Level(identifier, one.text("name"), one.text("descriptor"), rank, score_of.get(identifier, 0))
        if not level.score:
            one.note("id", LEVEL_WITHOUT_SCORE)
        levels.append(level)
    scores = [level.score for level in levels]
    if len(score_of) != len(levels) or scores != sorted(set(scores)):
        scale.note("level_from_score", LEVELS_DO_NOT_RISE)
    return tuple(levels)


def _profile(reader: Reader, allowed: Collection[str] | None) -> Profile:
    reader.only("profile", "hours", "required_levels", "capstone", "note")
    levels = reader.child("required_levels")
    return Profile(
        id=reader.string("profile", allowed=allowed),
        hours=_hours(reader.child("hours")),
        required_levels={name: levels.string(name) for name in levels.value},
        capstone=reader.optional_text("capstone"),
        note=reader.optional_text("note"),
    )


def _competency(reader: Reader, profiles: tuple[str, ...]) -> Competency:
    reader.only("id", "title", "learning_hours", "related", "outcomes")
    identifier = reader.identifier()
    related = reader.optional_child("related")
    return Competency(
        id=identifier,
        title=reader.text("title"),
        outcomes=tuple(_outcome(one, identifier, profiles) for one in reader.children("outcomes")),
        learning_hours=reader.numbers("learning_hours", profiles, most=MAXIMUM_HOURS),
        related={name: related.strings(name, least=1) for name in related.value} if related else {},
    )


def _outcome(reader: Reader, competency: str, profiles: tuple[str, ...]) -> Outcome:
    reader.only("id", "profiles", "text", "assessed_by")
    everyone = reader.value.get("profiles") == "all"
    return Outcome(
        id=reader.identifier(),
        competency=competency,
        text=reader.text("text"),
        profiles=profiles if everyone else reader.strings("profiles", least=1, allowed=profiles),
        assessed_by=reader.strings("assessed_by", least=1),
    )


def _instrument(reader: Reader, profiles: tuple[str, ...], part: str | None) -> Instrument:
    """One instrument. Of the whole standard: its numbers are given by profile; of a part: one number each."""
    reader.only(
        *("id", "kind", "title", "text", "min_percent", "min_delivered_percent", "weight", "hours", "assessors"),
        *("external_assessors", "ai_use", "items", "criteria"),
    )
    items = reader.optional_child("items")
    kind = reader.string("kind", allowed=INSTRUMENT_KINDS)
    instrument = Instrument(
        id=reader.identifier(),
        kind=cast(InstrumentKind, kind),
        title=reader.text("title"),
        text=reader.optional_text("text"),
        minimums={part: reader.number("min_percent", most=100)}
        if part is not None
        else reader.numbers("min_percent", profiles, most=100),
        weight=reader.number("weight", least=1, most=100),
        hours={part: reader.number("hours", most=MAXIMUM_HOURS)}
        if part is not None
        else reader.numbers("hours", profiles, most=MAXIMUM_HOURS),
        assessors=reader.whole("assessors", most=20),
        external_assessors=reader.whole("external_assessors", most=20) if reader.has("external_assessors") else 0,
        ai_use=reader.string("ai_use", allowed=AI_USES),
        delivered_minimum=reader.number("min_delivered_percent", most=100)
        if reader.has("min_delivered_percent")
        else None,
        items={name: items.whole(name, least=1) for name in items.value} if items else None,
        criteria=tuple(_criterion(one) for one in reader.children("criteria", least=0)),
    )
    if instrument.external_assessors > instrument.assessors:
        reader.note("external_assessors", OUT_OF_BOUNDS, least=0, most=instrument.assessors)
    if (kind == "rubric") != bool(instrument.criteria):
        reader.note("criteria", CRITERIA_IF_RUBRIC)
    return instrument


def _criterion(reader: Reader) -> Criterion:
    reader.only("id", "competency", "outcomes", "title", "levels")
    levels = reader.child("levels")
    levels.only(*(str(score) for score in RUBRIC_SCORES))
    return Criterion(
        id=reader.identifier(),
        competency=reader.identifier("competency"),
        outcomes=reader.strings("outcomes", least=1),
        title=reader.text("title"),
        scores={score: levels.text(str(score)) for score in RUBRIC_SCORES},
    )


def _part(reader: Reader) -> Part:
    reader.only("id", "title", "competencies", "hours", "instruments")
    identifier = reader.identifier()
    return Part(
        id=identifier,
        title=reader.text("title"),
        competencies=reader.strings("competencies", least=1),
        hours=_hours(reader.child("hours")),
        instruments=tuple(_instrument(one, (), identifier) for one in reader.children("instruments")),
    )


def _assessment(reader: Reader, known: Mapping[str, Collection[str]]) -> AssessmentRules:
    reader.only(
        *("status", "instruments", "pass_rule", "scores_handed_in", "percent_of_rubric", "average", "results"),
        *("identity_check", "integrity", "attempts", "feedback_business_days", "appeal_business_days"),
        *("evidence_kept_months", "sampling_audit_percent", "prior_learning", "adjustments"),
    )
    reader.string("status", allowed=VALUE_STATES)
    # The registry computes these itself: a file that states another formula would promise what is not done.
    reader.string("percent_of_rubric", allowed=(PERCENT_OF_RUBRIC,))
    reader.string("average", allowed=(AVERAGE,))
    reader.strings("results", least=2, allowed=RESULTS)
    identity, attempts = reader.child("identity_check"), reader.child("attempts")
    identity.only("accepted", "text")
    attempts.only("max", "wait_days")
    return AssessmentRules(
        pass_rule=reader.text("pass_rule"),
        scores_handed_in=reader.text("scores_handed_in"),
        identity_documents=identity.strings("accepted", least=1, allowed=known.get("identity_documents")),
        identity_text=identity.text("text"),
        prior_learning=reader.text("prior_learning"),
        adjustments=reader.strings("adjustments", allowed=known.get("adjustments")),
        attempts=attempts.whole("max", least=1, most=100),
        wait_days=attempts.whole("wait_days", most=1_000),
        feedback_business_days=reader.whole("feedback_business_days", most=250),
        appeal_business_days=reader.whole("appeal_business_days", most=250),
        evidence_kept_months=reader.whole("evidence_kept_months", most=MAXIMUM_MONTHS),
        sampling_audit_percent=reader.number("sampling_audit_percent", most=100),
        integrity=reader.optional_text("integrity"),
    )


def _renewal(reader: Reader) -> Renewal:
    reader.only("hours", "learning_hours", "assessment_hours", "assessed_by", "window", "status", "text")
    reader.string("status", allowed=VALUE_STATES)
    hours = Hours(
        reader.number("learning_hours", most=MAXIMUM_HOURS), reader.number("assessment_hours", most=MAXIMUM_HOURS)
    )
    if reader.number("hours", most=2 * MAXIMUM_HOURS) != hours.total:
        reader.note("hours", HOURS_DO_NOT_ADD, learning=hours.learning, assessment=hours.assessment, total=hours.total)
    window = reader.optional_child("window")
    if window:
        window.only("months_before", "months_after")
    return Renewal(
        hours=hours,
        assessed_by=reader.strings("assessed_by", least=1),
        text=reader.text("text"),
        window=RenewalWindow(
            window.whole("months_before", most=MAXIMUM_MONTHS), window.whole("months_after", most=MAXIMUM_MONTHS)
        )
        if window
        else None,
    )


def _stacking(reader: Reader) -> Stacking:
    reader.only("across_tracks", "second_profile", "full_credential")
    if reader.truth("across_tracks"):
        reader.note("across_tracks", NEVER_ACROSS_TRACKS)
    second, full = reader.optional_child("second_profile"), reader.optional_child("full_credential")
    second_profile = full_credential = None
    if second:
        _statused(second, "required", "text")
        second_profile = SecondProfile(required=second.strings("required", least=1), text=second.text("text"))
    if full:
        full.only("id", "title", "required", "hours", "average", "valid_until", "text")
        full.string("valid_until", allowed=("earliest_of_parts",))
        hours = _statused(full.child("hours"), "total").number("total", least=1, most=2 * MAXIMUM_HOURS)
        full.string("average", allowed=(f"sum(part_average * part_hours) / {hours}",))
        full_credential = FullCredential(
            full.identifier(), full.text("title"), full.strings("required", least=2), hours, full.text("text")
        )
    return Stacking(second_profile=second_profile, full_credential=full_credential)


def _placement(reader: Reader) -> Placement:
    reader.only("mnc_level", "conocer_ec", "risk_frameworks", "sinco", "scian", "note")
    return Placement(
        mnc_level=reader.string("mnc_level") if reader.has("mnc_level") else None,
        conocer_ec=reader.strings("conocer_ec"),
        risk_frameworks=reader.strings("risk_frameworks"),
        sinco=reader.string("sinco") if reader.has("sinco") else None,
        scian=reader.string("scian") if reader.has("scian") else None,
        note=reader.optional_text("note"),
    )


HOURS_DO_NOT_ADD = Text(
    "las horas no suman: {learning} de formación y {assessment} de evaluación son {total}.",
    "the hours do not add up: {learning} of learning and {assessment} of assessment make {total}.",
)
SCORES_FIXED = Text("las puntuaciones de rúbrica son [1, 2, 3, 4].", "rubric scores are [1, 2, 3, 4].")
LEVEL_WITHOUT_SCORE = Text(
    "ninguna puntuación de level_from_score lleva a este nivel.", "no score of level_from_score leads to this level."
)
LEVELS_DO_NOT_RISE = Text(
    "cada nivel necesita una puntuación, mayor que la del nivel anterior.",
    "each level needs one score, higher than that of the level before.",
)
CRITERIA_IF_RUBRIC = Text(
    "una rúbrica necesita criterios y los demás instrumentos no los llevan.",
    "a rubric needs criteria, and other instruments have none.",
)
NEVER_ACROSS_TRACKS = Text(
    "debe ser false: ninguna suma de alfabetización equivale a ingeniería.",
    "must be false: no sum of literacy amounts to engineering.",
)
