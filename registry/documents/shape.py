"""What varies between the credentials of one definition, and what makes two of them of one shape.

The canonical form is compiled per shape (`registry.signing.template`): texts at `varying` are filled in, everything
else is the same within a shape.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from registry.documents.achievement import average_id, rubric_id
from registry.documents.credential import CredentialClaims
from registry.documents.dates import write_day, write_instant
from registry.documents.spelling import clean, plain_number
from registry.ids import spell_folio

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


def varying(document: Mapping[str, Any], *, alike: bool = False) -> tuple[Path, ...]:
    """The places of an unsigned credential (`build_credential`) whose texts differ from person to person.

    ``alike``: hours, mode and levels are everybody's; of the results the average alone differs.
    """
    until: tuple[Path, ...] = (("validUntil",),) if "validUntil" in document else ()
    return (*_ALWAYS, *until, *_varying_results(document, alike=alike))


def _varying_results(document: Mapping[str, Any], *, alike: bool) -> Iterator[Path]:
    subject = document["credentialSubject"]
    average = average_id(subject["achievement"]["id"]) if alike else None
    for number, result in enumerate(subject["result"]):
        if alike and result["resultDescription"] != average:
            continue
        for name in _OF_RESULT:
            if name in result:
                yield ("credentialSubject", "result", number, name)


def fill(claims: CredentialClaims, *, alike: bool = False) -> list[str]:
    """The texts that stand at `varying` in the credential of these claims, in its order, without building it.

    Raises UnfitClaims for a name that must not be signed, and for moments that documents cannot state.
    """
    status = claims.status
    index = str(status.index)
    texts = [
        claims.id,
        write_instant(claims.valid_from),
        write_day(claims.awarded_on),
        claims.subject_id,
        clean(claims.holder_name, what="the name"),
        spell_folio(claims.folio),
        f"{status.list_url}#{index}",
        index,
        status.list_url,
    ]
    if claims.valid_until is not None:
        texts.append(write_instant(claims.valid_until))
    average = () if claims.average is None else (plain_number(claims.average),)
    if alike:
        texts += average
        return texts
    texts += [plain_number(claims.hours), *average, claims.mode]
    achievement = str(claims.achievement["id"])
    for one in claims.levels:
        texts += [one.basis.value, rubric_id(achievement, one.competency, one.level)]
    return texts


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
