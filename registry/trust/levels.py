"""A signed level in both languages: signed in one, and the other is the standard's own where it has that very name."""

from __future__ import annotations

from collections.abc import Iterable

from registry.curriculum.standard import Standard
from registry.texts import Text, same
from registry.verification import LevelFact


def in_both_languages(fact: LevelFact, standard: Standard | None) -> tuple[Text, Text]:
    """The competency's title and the level's name."""
    titles = (one.title for one in standard.competencies) if standard else ()
    names = (one.name for one in standard.levels) if standard else ()
    return (
        _as_published(fact.competency_name or fact.competency, titles),
        _as_published(fact.level_name or fact.level, names),
    )


def _as_published(signed: str, published: Iterable[Text]) -> Text:
    return next((text for text in published if signed in (text.es, text.en)), same(signed))
