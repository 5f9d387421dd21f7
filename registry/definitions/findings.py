"""What designs prove for the accreditation criteria that are computed from drafts; and words for searching. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

from registry.definitions import messages as say
from registry.definitions.design import Design
from registry.definitions.models import DefinitionVersion
from registry.definitions.rules import Rule, RuleResult
from registry.texts import Text

#: Which rules each criterion stands on (accreditation_criteria.yaml, computed_from: drafts).
RULES_OF: Mapping[str, frozenset[Rule]] = {
    "ACC-B1": frozenset({Rule.COVERAGE}),
    "ACC-B2": frozenset({Rule.LEARNING_HOURS, Rule.ASSESSMENT_HOURS}),
    "ACC-B3": frozenset({Rule.TRACK, Rule.TITLE}),
    "ACC-C1": frozenset({Rule.INSTRUMENTS, Rule.WEIGHTS}),
}
#: Criteria for which one good design is enough; the others ask it of each.
ONE_IS_ENOUGH = frozenset({"ACC-B1"})
TITLES_SHOWN = 5

Judged = tuple[Design, Sequence[RuleResult]]


def of_designs(designs: Sequence[Judged]) -> dict[str, tuple[bool, Text]]:
    """Criterion → whether the designs meet it, and why, in words for reviewer and provider."""
    return {criterion: _finding(criterion, rules, designs) for criterion, rules in RULES_OF.items()}


def _finding(criterion: str, rules: frozenset[Rule], designs: Sequence[Judged]) -> tuple[bool, Text]:
    if not designs:
        return False, say.NO_DRAFTS
    problems = [(design, _problem(results, rules)) for design, results in designs]
    good = [design for design, problem in problems if problem is None]
    if len(good) == len(designs) or (good and criterion in ONE_IS_ENOUGH):
        titles = ", ".join(f"«{design.title.es}»" for design in good[:TITLES_SHOWN])
        titles_en = ", ".join(f"“{design.title.en}”" for design in good[:TITLES_SHOWN])
        return True, say.FINDING_MET.format(good=len(good), all=len(designs), titles=Text(titles, titles_en))
    design, problem = next((design, problem) for design, problem in problems if problem is not None)
    return False, say.FINDING_NOT_MET.format(good=len(good), all=len(designs), title=design.title, problem=problem)


def _problem(results: Sequence[RuleResult], rules: frozenset[Rule]) -> Text | None:
    """The first failure that matters; a design for nothing that the standard offers fails everything."""
    return next(
        (one.message for one in results if not one.passed and (one.rule_id in rules or one.rule_id is Rule.TARGET)),
        None,
    )


def searchable(text: str) -> str:
    """Lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(one for one in decomposed if unicodedata.category(one) != "Mn").casefold()


def search_text(version: DefinitionVersion) -> str:
    """What a search of the catalogue looks through: title and description in both languages, and the provider."""
    design = version.design
    parts = [*design["title"].values(), *design["description"].values(), version.definition.provider.name]
    return searchable(" ".join(parts))
