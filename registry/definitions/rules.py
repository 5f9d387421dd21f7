"""Whether a design may be published: each rule of the standard, with what is wrong and what to write instead. Pure.

The form shows these results while a designer types; publishing asks for the very same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from registry.curriculum.requirements import InstrumentRequirement, Requirements, requirements
from registry.curriculum.standard import Standard
from registry.definitions import messages as say
from registry.definitions.design import Design
from registry.texts import LANGUAGES, Text

FULL_WEIGHT = 100
MAXIMUM_TITLE = 120
MAXIMUM_TEXT = 2_000
MAXIMUM_TAUGHT = 200
MAXIMUM_HOURS = 5_000
#: Words by which a literacy title would pass for engineering, without accents and in lower case.
ENGINEERING_WORDS = re.compile(r"\b(ingenier|engineer)")
#: Words of degrees, which a microcredential never is.
DEGREE_WORDS = re.compile(
    r"\b(licenciatura|maestria|doctorado|diplomado|titulo profesional|bachelor|masters?|doctorate|phd|degree)\b"
)
#: What is left out of a title before its words are looked at: it would hide them from the eye of a rule only.
_INVISIBLE = {"Cf", "Mn", "Cc"}


class Rule(StrEnum):
    """The rules by name."""

    TARGET = "target"
    TEXTS = "texts"
    TRACK = "track"
    TITLE = "title"
    COVERAGE = "coverage"
    LEARNING_HOURS = "learning_hours"
    ASSESSMENT_HOURS = "assessment_hours"
    INSTRUMENTS = "instruments"
    WEIGHTS = "weights"
    LANGUAGES = "languages"
    MODES = "modes"
    VALIDITY = "validity"
    IDENTITY = "identity"
    ADJUSTMENTS = "adjustments"
    APPEAL = "appeal"
    COST = "cost"
    SECTORS = "sectors"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One judgement. ``where`` names the member of the design (``coverage.AIL-C1.1``, ``instruments.AIL-TEST.hours``);
    ``remedy`` says what to write where the rule fails."""

    rule_id: Rule
    passed: bool
    message: Text
    where: str
    remedy: Text | None = None


def judge(design: Design, standard: Standard, *, known: Mapping[str, Collection[str]]) -> tuple[RuleResult, ...]:
    """Every rule's result, in the order of the form. ``known`` holds the ids of the catalogs (languages, modes).

    A design for something that the standard does not offer has one result: that.
    """
    if not any((one.profile, one.part) == (design.profile, design.part) for one in standard.targets):
        offered = ", ".join(one.key for one in standard.targets)
        message = say.NO_TARGET.format(asked=design.part or design.profile or "-", standard=_name(standard))
        return (RuleResult(Rule.TARGET, False, message, "target", say.CHOOSE_TARGET.format(offered=offered)),)
    needed = requirements(standard, design.profile, design.part)
    return (
        *_texts(design),
        _track(design, standard),
        _title(design),
        *_coverage(design, needed),
        *_hours(design, needed),
        *_instruments(design, needed),
        _weights(design),
        _chosen(Rule.LANGUAGES, "languages", design.languages, known["languages"], say.LANGUAGES),
        _chosen(Rule.MODES, "modes", design.modes, known["modes"], say.MODES),
        _validity(design, needed),
        _chosen(
            Rule.IDENTITY,
            "identity_checks",
            design.identity_checks,
            standard.assessment.identity_documents,
            say.IDENTITY,
        ),
        _chosen(Rule.ADJUSTMENTS, "adjustments", design.adjustments, standard.assessment.adjustments, say.ADJUSTMENTS),
        *_sectors(design, known["sectors"]),
    )


def publishable(results: Iterable[RuleResult]) -> bool:
    """Whether every rule passed; nothing judged is not publishable."""
    judged = tuple(results)
    return bool(judged) and all(result.passed for result in judged)


def failures(results: Iterable[RuleResult]) -> tuple[RuleResult, ...]:
    """The results that stand in the way."""
    return tuple(result for result in results if not result.passed)


def failed_rules(results: Iterable[RuleResult]) -> int:
    """How many rules still fail; one rule may fail at several places of the form."""
    return len({result.rule_id for result in failures(results)})


def _name(standard: Standard) -> str:
    return f"{standard.code} {standard.version}"


def _result(rule: Rule, passed: bool, where: str, good: Text, bad: Text, remedy: Text) -> RuleResult:
    return RuleResult(rule, passed, good if passed else bad, where, None if passed else remedy)


def _texts(design: Design) -> Iterator[RuleResult]:
    """What people read stands in both languages."""
    for rule, where, text, maximum in (
        (Rule.TEXTS, "title", design.title, MAXIMUM_TITLE),
        (Rule.TEXTS, "description", design.description, MAXIMUM_TEXT),
        (Rule.TEXTS, "criteria", design.criteria, MAXIMUM_TEXT),
        (Rule.TEXTS, "entry", design.entry, MAXIMUM_TEXT),
        (Rule.APPEAL, "appeal", design.appeal, MAXIMUM_TEXT),
        (Rule.COST, "cost", design.cost, MAXIMUM_TEXT),
    ):
        name = say.TEXT_NAMES[where]
        lacking = [language for language in LANGUAGES if not text.in_(language).strip()]
        unfit = [language for language in LANGUAGES if not _fits(text.in_(language), maximum)]
        for language in (lacking or unfit)[:1]:
            bad = say.TEXT_MISSING if lacking else say.TEXT_UNFIT
            message = bad.format(name=name, language=say.LANGUAGE_NAMES[language], maximum=maximum)
            yield RuleResult(
                rule, False, message, f"{where}.{language}", say.WRITE_TEXT.format(name=name, maximum=maximum)
            )
        if not lacking and not unfit:
            yield RuleResult(rule, True, say.TEXT_THERE.format(name=name), where)


def _fits(text: str, maximum: int) -> bool:
    """Short enough, and of characters that every engine canonicalises alike (no controls, nothing invisible)."""
    return len(text) <= maximum and all(
        character in "\n\r" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
        for character in text
    )


def _track(design: Design, standard: Standard) -> RuleResult:
    name = say.TRACK_NAMES.get(standard.track, Text(standard.track, standard.track))
    return _result(
        Rule.TRACK,
        design.track == standard.track,
        "track",
        say.TRACK_IS.format(track=name),
        say.TRACK_DIFFERS.format(standard=_name(standard), track=name),
        say.CHOOSE_TRACK.format(track=name),
    )


def _title(design: Design) -> RuleResult:
    """A title must not promise engineering in the literacy track, nor a degree in any."""
    words = [_plain(design.title.in_(language)) for language in LANGUAGES]
    for pattern, bad, remedy in (
        (ENGINEERING_WORDS if design.track != "engineering" else None, say.TITLE_BLURS, say.RETITLE),
        (DEGREE_WORDS, say.TITLE_DEGREE, say.RETITLE_DEGREE),
    ):
        found = next((match for text in words if pattern and (match := pattern.search(text))), None)
        if found:
            return RuleResult(Rule.TITLE, False, bad.format(word=found.group()), "title", remedy)
    return RuleResult(Rule.TITLE, True, say.TITLE_CLEAR, "title")


def _plain(text: str) -> str:
    """The text as the eye takes it: no accents, nothing invisible, lower case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(one for one in decomposed if unicodedata.category(one) not in _INVISIBLE).casefold()


def _coverage(design: Design, needed: Requirements) -> Iterator[RuleResult]:
    for outcome in needed.outcomes:
        where = f"coverage.{outcome.id}"
        covered = design.coverage.get(outcome.id)
        missing = [name for name in outcome.assessed_by if covered is None or name not in covered.assessed_by]
        if covered is None or not covered.taught.strip():
            yield RuleResult(Rule.COVERAGE, False, say.NOT_TAUGHT.format(id=outcome.id), where, say.SAY_WHERE_TAUGHT)
        elif not _fits(covered.taught, MAXIMUM_TAUGHT):
            bad = say.TAUGHT_UNFIT.format(id=outcome.id, maximum=MAXIMUM_TAUGHT)
            yield RuleResult(Rule.COVERAGE, False, bad, where, say.SAY_WHERE_TAUGHT)
        elif missing:
            names = ", ".join(missing)
            bad = say.NOT_ASSESSED.format(id=outcome.id, instruments=names)
            yield RuleResult(Rule.COVERAGE, False, bad, where, say.ASSESS_WITH.format(instruments=names))
        else:
            yield RuleResult(Rule.COVERAGE, True, say.COVERED.format(id=outcome.id, taught=covered.taught), where)


def _hours(design: Design, needed: Requirements) -> Iterator[RuleResult]:
    for rule, where, name, own, least in (
        (Rule.LEARNING_HOURS, "hours.learning", say.LEARNING, design.learning_hours, needed.hours.learning),
        (Rule.ASSESSMENT_HOURS, "hours.assessment", say.ASSESSMENT, design.assessment_hours, needed.hours.assessment),
    ):
        yield _least(rule, where, name, own, least, MAXIMUM_HOURS)
    by_instrument = sum((one.hours for one in design.instruments), Decimal(0))
    yield _result(
        Rule.ASSESSMENT_HOURS,
        by_instrument == design.assessment_hours,
        "hours.assessment",
        say.ASSESSMENT_ADDS_UP.format(hours=by_instrument),
        say.ASSESSMENT_DIFFERS.format(hours=design.assessment_hours, sum=by_instrument),
        say.WRITE_NUMBER.format(number=by_instrument),
    )


def _least(rule: Rule, where: str, name: Text, own: Decimal, least: Decimal, most: Decimal | int) -> RuleResult:
    if own > most:
        bad = say.ABOVE.format(name=name, own=own, most=most)
        return RuleResult(rule, False, bad, where, say.WRITE_AT_MOST.format(number=most))
    return _result(
        rule,
        own >= least,
        where,
        say.ENOUGH.format(name=name, own=own, least=least),
        say.BELOW.format(name=name, own=own, least=least),
        say.WRITE_AT_LEAST.format(number=least),
    )


def _instruments(design: Design, needed: Requirements) -> Iterator[RuleResult]:
    for one in needed.instruments:
        yield from _instrument(design, one)
    seen: set[str] = set()
    for own in design.instruments:
        where = f"instruments.{own.id}"
        if needed.instrument(own.id) is None:
            yield RuleResult(
                Rule.INSTRUMENTS, False, say.NOT_OF_STANDARD.format(id=own.id), where, say.REMOVE_INSTRUMENT
            )
        elif own.id in seen:
            yield RuleResult(Rule.INSTRUMENTS, False, say.TWICE.format(id=own.id), where, say.REMOVE_INSTRUMENT)
        seen.add(own.id)


def _instrument(design: Design, needed: InstrumentRequirement) -> Iterator[RuleResult]:
    where = f"instruments.{needed.id}"
    own = design.instrument(needed.id)
    if own is None:
        bad = say.INSTRUMENT_MISSING.format(title=needed.title, id=needed.id)
        yield RuleResult(Rule.INSTRUMENTS, False, bad, where, say.ADD_INSTRUMENT.format(weight=needed.weight))
        return
    minimum, hours = say.MINIMUM_OF.format(title=needed.title), say.HOURS_OF.format(title=needed.title)
    yield _least(Rule.INSTRUMENTS, f"{where}.min_percent", minimum, own.minimum, needed.minimum, 100)
    yield _least(Rule.INSTRUMENTS, f"{where}.hours", hours, own.hours, needed.hours, MAXIMUM_HOURS)
    yield _result(
        Rule.WEIGHTS,
        own.weight == needed.weight,
        f"{where}.weight",
        say.WEIGHT_IS.format(title=needed.title, weight=needed.weight),
        say.WEIGHT_DIFFERS.format(title=needed.title, own=own.weight, weight=needed.weight),
        say.WRITE_NUMBER.format(number=needed.weight),
    )
    if own.title is not None and not all(own.title.in_(one).strip() for one in LANGUAGES):
        message = say.OWN_TITLE_HALF.format(title=needed.title)
        yield RuleResult(Rule.TEXTS, False, message, f"{where}.title", say.WRITE_BOTH)
    elif own.title is not None and not all(_fits(own.title.in_(one), MAXIMUM_TITLE) for one in LANGUAGES):
        message = say.TEXT_UNFIT.format(name=needed.title, language=say.BOTH, maximum=MAXIMUM_TITLE)
        yield RuleResult(Rule.TEXTS, False, message, f"{where}.title", say.WRITE_BOTH)


def _weights(design: Design) -> RuleResult:
    total = sum((one.weight for one in design.instruments), Decimal(0))
    return _result(
        Rule.WEIGHTS,
        total == FULL_WEIGHT,
        "instruments",
        say.WEIGHTS_ADD_UP,
        say.WEIGHTS_DIFFER.format(total=total),
        say.USE_STANDARD_WEIGHTS,
    )


def _chosen(rule: Rule, where: str, chosen: tuple[str, ...], allowed: Collection[str], words: say.Choice) -> RuleResult:
    """At least one value, each of the allowed ones, none twice."""
    unknown = [value for value in chosen if value not in allowed]
    if unknown:
        return RuleResult(rule, False, words.unknown.format(value=unknown[0]), where, words.choose)
    if not chosen or len(set(chosen)) != len(chosen):
        return RuleResult(rule, False, words.none if not chosen else say.CHOSEN_TWICE, where, words.choose)
    return RuleResult(rule, True, words.good.format(count=len(chosen)), where)


def _sectors(design: Design, known: Collection[str]) -> Iterator[RuleResult]:
    """Optional: only what is not in the list is said."""
    if design.sectors:
        yield _chosen(Rule.SECTORS, "sectors", design.sectors, known, say.SECTORS)


def _validity(design: Design, needed: Requirements) -> RuleResult:
    return _result(
        Rule.VALIDITY,
        1 <= design.validity_months <= needed.validity_months,
        "validity_months",
        say.VALIDITY_IS.format(months=design.validity_months),
        say.VALIDITY_TOO_LONG.format(months=design.validity_months, most=needed.validity_months),
        say.WRITE_VALIDITY.format(most=needed.validity_months),
    )
