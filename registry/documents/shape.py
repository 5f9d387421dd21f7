"""What varies between the credentials of one definition, and what makes two of them of one shape.

The canonical form is compiled per shape (`registry.signing.template`): texts at `varying` are filled in, everything
else is the same within a shape.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from registry.documents.achievement import average_id, mode_id

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


def varying(document: Mapping[str, Any]) -> tuple[Path, ...]:
    """The places of an unsigned credential (`build_credential`) whose texts differ from person to person."""
    until: tuple[Path, ...] = (("validUntil",),) if "validUntil" in document else ()
    return (*_ALWAYS, *until, *_varying_results(document))


def shape(document: Mapping[str, Any]) -> Hashable:
    """Equal for credentials of one definition version that may share a template."""
    free = {path[2] for path in _varying_results(document)}
    results = document["credentialSubject"]["result"]
    return (
        tuple(document),
        tuple(
            (result["resultDescription"], result.get("achievedLevel"), None if number in free else result["value"])
            for number, result in enumerate(results)
        ),
    )


def _varying_results(document: Mapping[str, Any]) -> Iterator[Path]:
    """Average and mode vary; a level does not: its identifier stands elsewhere in the document too."""
    achievement = str(document["credentialSubject"]["achievement"]["id"])
    free = {average_id(achievement), mode_id(achievement)}
    for number, result in enumerate(document["credentialSubject"]["result"]):
        if result["resultDescription"] in free:
            yield ("credentialSubject", "result", number, "value")
