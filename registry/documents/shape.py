"""What varies between the credentials of one definition, and what makes two of them of one shape.

The canonical form is compiled per shape (`registry.signing.template`): texts at `varying` are filled in, everything
else is the same within a shape.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

Path = tuple[str | int, ...]

_ALWAYS: tuple[Path, ...] = (
    ("id",),
    ("validFrom",),
    ("awardedDate",),
    ("credentialSubject", "id"),
    ("credentialSubject", "identifier", 0, "identityHash"),
    ("credentialSubject", "licenseNumber"),
    ("credentialStatus", "id"),
    ("credentialStatus", "statusListIndex"),
    ("credentialStatus", "statusListCredential"),
)
#: What a result says of one person; its ``resultDescription`` says of what, and is the definition's.
_OF_RESULT = ("value", "achievedLevel")
#: A definition states fewer results (hours, average, mode, a level for each competency). More: not of this registry.
_MOST_RESULTS = 40


def varying(document: Mapping[str, Any]) -> tuple[Path, ...]:
    """The places of an unsigned credential (`build_credential`) whose texts differ from person to person."""
    until: tuple[Path, ...] = (("validUntil",),) if "validUntil" in document else ()
    return (*_ALWAYS, *until, *_varying_results(document))


def _varying_results(document: Mapping[str, Any]) -> Iterator[Path]:
    for number, result in enumerate(document["credentialSubject"]["result"]):
        for name in _OF_RESULT:
            if name in result:
                yield ("credentialSubject", "result", number, name)


def shape(document: Mapping[str, Any]) -> Hashable:
    """Equal for credentials of one definition version that may share a template.

    For any document that somebody hands in. None: not of the form that `build_credential` gives. Two documents of one
    shape need not be equal elsewhere; the template itself sees to that.
    """
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return None
    achievement, results = subject.get("achievement"), subject.get("result")
    if not isinstance(achievement, dict) or not isinstance(results, list) or len(results) > _MOST_RESULTS:
        return None
    name = achievement.get("id")
    sizes = tuple([len(result) for result in results if isinstance(result, dict)])
    if len(sizes) != len(results) or not isinstance(name, str):
        return None
    return name, len(document), "validUntil" in document, len(subject), sizes
