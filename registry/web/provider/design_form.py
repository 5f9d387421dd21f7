"""The design form: what was typed, kept as it was typed, and the typed design that it amounts to.

Fields are called as the rules call the members of a design (``hours.learning``, ``coverage.AIL-C1.1.taught``), so that
each result finds its field.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from werkzeug.datastructures import MultiDict

from registry.curriculum.requirements import Requirements
from registry.definitions.design import Coverage, Design, DesignInstrument
from registry.definitions.rules import RuleResult
from registry.texts import LANGUAGES, Text

TEXTS = ("title", "description", "criteria", "entry", "appeal", "cost")
LISTS = ("languages", "modes", "identity_checks", "adjustments", "sectors")
#: Longer numbers are slips of the keyboard; the rules say what is too much.
MAXIMUM_NUMBER = 12
_PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?", re.ASCII)
_NOT_A_NUMBER = Text(
    "«{typed}» no es un número. Escríbalo con cifras, por ejemplo {example}.",
    "“{typed}” is not a number. Write it in figures, for example {example}.",
)
_EMPTY_NUMBER = Text(
    "Falta el número. Escríbalo con cifras, por ejemplo {example}.",
    "The number is missing. Write it in figures, for example {example}.",
)


@dataclass(slots=True)
class DesignForm:
    """``typed`` by field; ``problems`` are of what cannot be read at all, by field."""

    typed: MultiDict[str, str]
    problems: dict[str, Text] = field(default_factory=dict)

    @classmethod
    def of(cls, design: Design) -> DesignForm:
        """The form of a stored design."""
        typed: MultiDict[str, str] = MultiDict()
        for name in TEXTS:
            for language in LANGUAGES:
                typed[f"{name}.{language}"] = getattr(design, name).in_(language)
        for name in LISTS:
            typed.setlist(name, list(getattr(design, name)))
        typed["track"] = design.track
        typed["hours.learning"] = shown(design.learning_hours)
        typed["hours.assessment"] = shown(design.assessment_hours)
        typed["validity_months"] = str(design.validity_months)
        for one in design.instruments:
            head = f"instruments.{one.id}"
            typed[f"{head}.weight"] = shown(one.weight)
            typed[f"{head}.min_percent"] = shown(one.minimum)
            typed[f"{head}.hours"] = shown(one.hours)
            for language in LANGUAGES:
                typed[f"{head}.title.{language}"] = one.title.in_(language) if one.title else ""
        for outcome, covered in design.coverage.items():
            typed[f"coverage.{outcome}.taught"] = covered.taught
            typed.setlist(f"coverage.{outcome}.assessed_by", list(covered.assessed_by))
        return cls(typed)

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.typed.get(name, "")

    def chosen(self, name: str) -> list[str]:
        """What is ticked in a list."""
        return self.typed.getlist(name)

    def design(self, needed: Requirements, before: Design) -> Design:
        """The design that was typed. What cannot be read is put into ``problems`` and taken from ``before``."""
        return Design(
            title=self._pair("title"),
            description=self._pair("description"),
            criteria=self._pair("criteria"),
            entry=self._pair("entry"),
            appeal=self._pair("appeal"),
            cost=self._pair("cost"),
            track=self.value("track"),
            profile=needed.profile,
            part=needed.part,
            languages=tuple(self.chosen("languages")),
            modes=tuple(self.chosen("modes")),
            identity_checks=tuple(self.chosen("identity_checks")),
            adjustments=tuple(self.chosen("adjustments")),
            sectors=tuple(self.chosen("sectors")),
            learning_hours=self._number("hours.learning", before.learning_hours),
            assessment_hours=self._number("hours.assessment", before.assessment_hours),
            instruments=tuple(self._instrument(one.id, before) for one in needed.instruments),
            coverage={
                one.id: Coverage(
                    " ".join(self.value(f"coverage.{one.id}.taught").split()),
                    tuple(self.chosen(f"coverage.{one.id}.assessed_by")),
                )
                for one in needed.outcomes
            },
            validity_months=int(self._number("validity_months", Decimal(before.validity_months), whole=True)),
        )

    def _pair(self, name: str) -> Text:
        return Text(*(self.value(f"{name}.{language}").replace("\r\n", "\n").strip() for language in LANGUAGES))

    def _instrument(self, identifier: str, before: Design) -> DesignInstrument:
        head, old = f"instruments.{identifier}", before.instrument(identifier)
        title = self._pair(f"{head}.title")
        return DesignInstrument(
            id=identifier,
            weight=self._number(f"{head}.weight", old.weight if old else Decimal(0)),
            minimum=self._number(f"{head}.min_percent", old.minimum if old else Decimal(0)),
            hours=self._number(f"{head}.hours", old.hours if old else Decimal(0)),
            title=title if title.es or title.en else None,
        )

    def _number(self, name: str, before: Decimal, *, whole: bool = False) -> Decimal:
        typed = self.value(name).strip()
        example = shown(before)
        if not typed:
            self.problems[name] = _EMPTY_NUMBER.format(example=example)
            return before
        number = _read(typed)
        if number is None or (whole and number != int(number)):
            self.problems[name] = _NOT_A_NUMBER.format(typed=typed[:40], example=example)
            return before
        return number


def _read(typed: str) -> Decimal | None:
    """A plain number of a few figures, with a decimal point or comma; None for anything else."""
    if len(typed) > MAXIMUM_NUMBER or not _PLAIN.fullmatch(typed):
        return None
    return Decimal(typed.replace(",", "."))


def shown(number: Decimal) -> str:
    """A number as people type it: 13, not 13.0."""
    text = format(number.normalize(), "f")
    return text if number else "0"


def messages_by_field(results: Iterable[RuleResult], problems: Mapping[str, Text]) -> dict[str, list[Text]]:
    """What is said at each field: what cannot be read, else the rules that fail there."""
    found: dict[str, list[Text]] = {name: [said] for name, said in problems.items()}
    for result in results:
        if result.passed or result.where in problems:
            continue
        sentence = result.message
        if result.remedy:
            sentence = Text("{what} {advice}", "{what} {advice}").format(what=result.message, advice=result.remedy)
        found.setdefault(result.where, []).append(sentence)
    return found
