"""What is the same for all awards of one definition version at one moment: looked up once, plain data afterwards."""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from registry import addresses
from registry.awards import rules
from registry.awards.custody_errors import ProviderClosed
from registry.awards.errors import ConditionOverdue, DefinitionNotOpen, NotAccredited
from registry.curriculum.requirements import Requirements
from registry.custody.models import Issuer
from registry.db import db
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.documents.credential import LevelReached
from registry.documents.profile import Issuer as IssuerProfile
from registry.providers import partnering
from registry.providers import queries as providers
from registry.providers.deadlines import day_of
from registry.records import lists
from registry.records import service as records
from registry.records.service import SigningDesk
from registry.texts import same

#: What the provider says holds for modes that no row names.
DEFAULT_MODE = "blended"


@dataclass(frozen=True, slots=True)
class Workshop:
    """No row of the database is in it, so that signing needs no connection.

    ``standard_version_id``, ``profile`` and ``part`` are what an accreditation must cover; ``declared_levels`` what
    everybody reached of whom no rubric scores are known. ``edition`` is a digest of the achievement, to which partners'
    endorsements may be added after it was published.
    """

    version_id: uuid.UUID
    standard_version_id: uuid.UUID
    part: str | None
    profile_id: str | None
    design: Mapping[str, Any]
    title: str
    provider_id: uuid.UUID
    provider_name: str
    issuer_id: uuid.UUID
    issuer: IssuerProfile
    desk: SigningDesk
    requirements: Requirements
    achievement: Mapping[str, Any]
    edition: bytes
    declared_levels: tuple[LevelReached, ...]
    partner_ids: tuple[uuid.UUID, ...]
    logged_at: dt.datetime

    @property
    def modes(self) -> tuple[str, ...]:
        """The modes that the definition offers, the usual one first."""
        return tuple(self.design.get("modes") or (DEFAULT_MODE,))

    @property
    def validity_months(self) -> int:
        """How long a credential is valid: what the definition says, else the standard."""
        return int(self.design.get("validity_months", self.requirements.validity_months))

    def take_places(self, count: int) -> list[lists.Place]:
        """So many places in the issuer's status lists, in the caller's transaction."""
        return lists.take_places(db.session.get_one(Issuer, self.issuer_id), count)


def open_workshop(definition_version_id: uuid.UUID) -> Workshop:
    """Raises `DefinitionNotOpen`, and `NotAccredited` (`ConditionOverdue`) unless an accreditation covers it now."""
    version = db.session.get_one(DefinitionVersion, definition_version_id)
    provider = version.definition.provider
    title = str(version.design.get("title", {}).get("es", version.definition.slug))
    if version.state != "published" or version.achievement is None:
        raise DefinitionNotOpen(title=title)
    if provider.closed_at is not None:
        raise ProviderClosed(provider=provider.name)
    moment = records.time_of_issue()
    if provider.issuer is None:
        raise _not_accredited(version, moment)
    require_covered(version, moment)
    achievement, requirements = _achievement(version.achievement), definitions.requirements_of(version)
    return Workshop(
        version_id=version.id,
        standard_version_id=version.standard_version_id,
        part=version.part,
        profile_id=version.profile,
        design=version.design,
        title=str(achievement["name"]),
        provider_id=provider.id,
        provider_name=provider.name,
        issuer_id=provider.issuer.id,
        issuer=IssuerProfile(
            did=provider.issuer.did,
            name=provider.name,
            url=addresses.provider_page(provider.slug),
            country=provider.country,
        ),
        desk=records.desk_of(provider.issuer),
        requirements=requirements,
        achievement=achievement,
        edition=hashlib.sha256(version.achievement).digest(),
        declared_levels=rules.levels_reached(requirements, {}),
        partner_ids=_partners(version, moment),
        logged_at=moment,
    )


def _partners(version: DefinitionVersion, at: dt.datetime) -> tuple[uuid.UUID, ...]:
    """Whoever endorses the version and may sign now: nobody else is asked to countersign."""
    named = [one.partner_id for one in version.endorsements if one.document_id and one.withdrawn_at is None]
    standings = partnering.standings_of(named, at) if named else {}
    return tuple(one for one in named if standings[one].signs)


@functools.lru_cache(maxsize=64)
def _achievement(signed: bytes) -> Mapping[str, Any]:
    """One object for the same bytes: what a template compares its documents with is then this very object."""
    achievement: dict[str, Any] = orjson.loads(signed)
    return achievement


def require_covered(version: DefinitionVersion, at: dt.datetime, *, correcting: bool = False) -> None:
    """Raise `NotAccredited` unless an accreditation of the provider covers this definition at that moment.

    ``correcting``: a new document of an award that was issued before, for which custody will do.
    """
    found = providers.covering_accreditation(
        version.definition.provider_id,
        version.standard_version_id,
        version.profile,
        version.part,
        at,
        correcting=correcting,
    )
    if found is None:
        raise _not_accredited(version, at)


def _not_accredited(version: DefinitionVersion, at: dt.datetime) -> NotAccredited:
    provider, standard = version.definition.provider, version.standard_version
    late = providers.overdue(provider.id, standard.id, at)
    if late is not None:
        return ConditionOverdue(number=late.accreditation.number, provider=provider.name, due=day_of(late.due_at))
    return NotAccredited(
        provider=same(provider.name),
        standard=f"{standard.code} {standard.version}",
        scope=definitions.meant_for(version),
        at=at,
    )
