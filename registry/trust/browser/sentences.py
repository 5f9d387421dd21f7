"""Everything that the verification in the browser says, out of the catalogues by which the registry speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from registry.documents.messages import EXPECTED, MALFORMED, UNREADABLE
from registry.texts import Text
from registry.trust.browser import messages as own
from registry.trust.bundle import errors as refusals
from registry.trust.service import labels
from registry.verification.making import QUESTIONS
from registry.verification.messages import LAST_KNOWN, LATER, NEXT, SENTENCES, WHY, headline
from registry.verification.messages.current import STATES
from registry.verification.messages.standard import HOURS, LEVEL_IN

_REFUSALS = (
    refusals.BundleMalformed,
    refusals.BundleVersionUnknown,
    refusals.BundleAltered,
    refusals.BundleNotSealed,
    refusals.BundleRootUnknown,
    refusals.BundleRootBroken,
    refusals.BundleFromFuture,
)


def words() -> dict[str, Any]:
    """The catalogue as JSON: each sentence ``{"es": …, "en": …}``, each check's as ``[title, reason, remedy]``."""
    return {
        "questionOf": {check: question.value for check, question in QUESTIONS.items()},
        "sentences": _sentences(),
        "questions": _texts({question.value: text for question, text in headline.QUESTIONS.items()}),
        "words": _texts({verdict.value: text for verdict, text in headline.WORDS.items()}),
        "leads": _texts(headline.LEADS),
        "notes": _texts(headline.NOTES),
        "answers": _texts(headline.ANSWERS),
        "somebody": headline.SOMEBODY.as_dict(),
        "omitted": own.INSIDE_NOT_LOOKED_AT.as_dict(),
        "why": _texts(WHY),
        "next": _texts(NEXT),
        "later": LATER.as_dict(),
        "lastKnown": LAST_KNOWN.as_dict(),
        "states": _texts(STATES),
        "requirementWords": {"hours": HOURS.as_dict(), "level": LEVEL_IN.as_dict()},
        "labels": _texts(labels()),
        "malformed": _texts(MALFORMED),
        "expected": _texts(EXPECTED),
        "refusals": _texts({**UNREADABLE, **_of_bundles(_REFUSALS), **own.REFUSALS}),
        "page": _texts(own.PAGE),
    }


def _sentences() -> dict[str, dict[str, list[dict[str, str]]]]:
    return {
        check: {
            code: [sentence.title.as_dict(), sentence.reason.as_dict(), sentence.remedy.as_dict()]
            for code, sentence in {**by_code, **own.SENTENCES.get(check, {})}.items()
        }
        for check, by_code in SENTENCES.items()
    }


def _texts(named: Mapping[str, Text]) -> dict[str, dict[str, str]]:
    return {name: text.as_dict() for name, text in named.items()}


def _of_bundles(classes: Iterable[type[refusals.BundleRefused]]) -> dict[str, Text]:
    return {one.code: one.text for one in classes}
