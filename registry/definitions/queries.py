"""Reading definitions: the catalogue, a version, how a draft stands with the rules, what drafts prove of a provider."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased, contains_eager, selectinload

from registry import addresses, content
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.requirements import Requirements
from registry.curriculum.rules import State
from registry.db import db
from registry.definitions import findings, sectors
from registry.definitions.design import Design, effective
from registry.definitions.errors import NoSuchDefinition
from registry.definitions.models import Definition, DefinitionEndorsement, DefinitionVersion
from registry.definitions.rules import RuleResult, judge
from registry.providers.models import Provider
from registry.texts import Text, same

DRAFT = "draft"
PUBLISHED = "published"
WITHDRAWN = "withdrawn"
#: More matches than this are a reason to search more narrowly, not to read on.
CATALOGUE_SIZE = 500
MAXIMUM_WORDS = 8


def by_id(version_id: uuid.UUID) -> DefinitionVersion | None:
    """A version with its definition, provider and standard."""
    return db.session.scalar(_whole().where(DefinitionVersion.id == version_id))


def require(version_id: uuid.UUID) -> DefinitionVersion:
    """The same. Raises NoSuchDefinition."""
    found = by_id(version_id)
    if found is None:
        raise NoSuchDefinition()
    return found


def by_uri(uri: str) -> DefinitionVersion | None:
    """The version whose Achievement has this id; None for every other address."""
    head = addresses.definition(uuid.UUID(int=0)).removesuffix(str(uuid.UUID(int=0)))
    try:
        return by_id(uuid.UUID(uri.removeprefix(head))) if uri.startswith(head) else None
    except ValueError:
        return None


def catalogue(
    *,
    track: str | None = None,
    profile: str | None = None,
    part: str | None = None,
    state_code: str | None = None,
    text: str | None = None,
    provider_id: uuid.UUID | None = None,
    declares: Collection[str] = (),
) -> tuple[DefinitionVersion, ...]:
    """The newest published version of each definition, newest first. One query. ``declares``: one of these sectors.

    ``text`` is looked for, without accents or case, in title, description and the provider's name.
    """
    newest = (
        select(DefinitionVersion.definition_id, func.max(DefinitionVersion.number).label("number"))
        .where(DefinitionVersion.state == PUBLISHED)
        .group_by(DefinitionVersion.definition_id)
        .subquery()
    )
    statement = (
        _whole()
        .join(
            newest,
            (newest.c.definition_id == DefinitionVersion.definition_id) & (newest.c.number == DefinitionVersion.number),
        )
        .order_by(DefinitionVersion.published_at.desc(), DefinitionVersion.id)
        .limit(CATALOGUE_SIZE)
    )
    for column, value in (
        (StandardVersion.track, track),
        (DefinitionVersion.profile, profile),
        (DefinitionVersion.part, part),
        (Provider.state_code, state_code),
        (Provider.id, provider_id),
    ):
        if value:
            statement = statement.where(column == value)
    if declares:
        statement = statement.where(sectors.meant_for(declares))
    for word in findings.searchable(text or "").split()[:MAXIMUM_WORDS]:
        statement = statement.where(DefinitionVersion.search_text.contains(word, autoescape=True))
    return tuple(db.session.scalars(statement))


def newest_published(definition_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, DefinitionVersion]:
    """The newest published version of each of these definitions that has one."""
    versions = db.session.scalars(
        _whole()
        .where(DefinitionVersion.definition_id.in_(definition_ids), DefinitionVersion.state == PUBLISHED)
        .order_by(DefinitionVersion.number)
    )
    return {one.definition_id: one for one in versions}


def count_published() -> int:
    """How many definitions are offered."""
    statement = select(func.count(DefinitionVersion.definition_id.distinct())).where(
        DefinitionVersion.state == PUBLISHED
    )
    return int(db.session.scalar(statement) or 0)


def of_provider(provider_id: uuid.UUID) -> Sequence[Definition]:
    """Every definition of a provider with its versions, drafts included, by name. For its own staff."""
    return db.session.scalars(
        select(Definition)
        .where(Definition.provider_id == provider_id)
        .options(selectinload(Definition.versions).joinedload(DefinitionVersion.standard_version))
        .order_by(Definition.slug)
    ).all()


def count_drafts(provider_id: uuid.UUID) -> int:
    """How many of a provider's versions are still drafts."""
    statement = (
        select(func.count(DefinitionVersion.id))
        .join(DefinitionVersion.definition)
        .where(Definition.provider_id == provider_id, DefinitionVersion.state == DRAFT)
    )
    return int(db.session.scalar(statement) or 0)


def published_of(provider_id: uuid.UUID) -> Sequence[DefinitionVersion]:
    """The versions that a provider can issue, newest first."""
    return db.session.scalars(
        _whole()
        .where(Definition.provider_id == provider_id, DefinitionVersion.state == PUBLISHED)
        .order_by(DefinitionVersion.published_at.desc(), DefinitionVersion.id)
    ).all()


def ever_published_of(provider_id: uuid.UUID) -> Sequence[DefinitionVersion]:
    """The versions of a provider from which something may have been issued, withdrawn ones included, newest first."""
    return db.session.scalars(
        _whole()
        .where(Definition.provider_id == provider_id, DefinitionVersion.published_at.is_not(None))
        .order_by(DefinitionVersion.published_at.desc(), DefinitionVersion.id)
    ).all()


def design_of(version: DefinitionVersion) -> Design:
    """The typed design of a version."""
    return Design.from_json(version.design)


def meant_for(version: DefinitionVersion) -> Text:
    """For whom it is, or which part of the standard: «Fuerza laboral general», «AIE-A»."""
    if version.part or not version.profile:
        return same(version.part or "-")
    return content.label("profiles", version.profile)


def requirements_of(version: DefinitionVersion) -> Requirements:
    """What a version asks of people: its standard's requirements with the definition's own, higher minimums."""
    needed = curriculum.requirements_for(version.standard_version, version.profile, version.part)
    return effective(needed, design_of(version))


def judged(version: DefinitionVersion) -> tuple[RuleResult, ...]:
    """How a version stands with every rule of its standard."""
    return judge_design(design_of(version), version.standard_version)


def judge_design(design: Design, standard_version: StandardVersion) -> tuple[RuleResult, ...]:
    """How a design that may not be stored yet stands with every rule."""
    return judge(design, curriculum.typed(standard_version), known=content.identifiers())


def open_standards() -> tuple[StandardVersion, ...]:
    """The standards that can be designed against."""
    return curriculum.in_force()


def draft_findings(provider_id: uuid.UUID) -> Mapping[str, tuple[bool, Text]]:
    """What a provider's designs prove for the criteria computed from drafts: criterion → (met, why).

    Counts the newest version of each definition, draft or published, whose standard is in force.
    """
    later = aliased(DefinitionVersion)
    statement = _whole().where(
        Definition.provider_id == provider_id,
        DefinitionVersion.state != WITHDRAWN,
        StandardVersion.state == State.IN_FORCE,
        ~select(later.id)
        .where(later.definition_id == DefinitionVersion.definition_id, later.number > DefinitionVersion.number)
        .exists(),
    )
    designs = [(design_of(one), judged(one)) for one in db.session.scalars(statement)]
    return findings.of_designs(designs)


def endorsements_of(version_id: uuid.UUID) -> Sequence[DefinitionEndorsement]:
    """Every partner asked to endorse a version, whether it has answered or not."""
    return db.session.scalars(
        select(DefinitionEndorsement)
        .where(DefinitionEndorsement.definition_version_id == version_id)
        .order_by(DefinitionEndorsement.invited_at, DefinitionEndorsement.id)
    ).all()


def endorsed_by(version_id: uuid.UUID) -> Sequence[str]:
    """The names of the partners that have signed an endorsement of a version and not taken it back."""
    return db.session.scalars(
        select(Provider.name)
        .join(DefinitionEndorsement, DefinitionEndorsement.partner_id == Provider.id)
        .where(
            DefinitionEndorsement.definition_version_id == version_id,
            DefinitionEndorsement.signed_at.is_not(None),
            DefinitionEndorsement.withdrawn_at.is_(None),
        )
        .order_by(Provider.name)
    ).all()


def endorsement_of(version_id: uuid.UUID, partner_id: uuid.UUID) -> DefinitionEndorsement | None:
    """What a partner was asked about a version, and its answer."""
    return db.session.scalar(
        select(DefinitionEndorsement).where(
            DefinitionEndorsement.definition_version_id == version_id, DefinitionEndorsement.partner_id == partner_id
        )
    )


def invitations_for(partner_id: uuid.UUID) -> Sequence[DefinitionEndorsement]:
    """The endorsements that a partner was asked for and has not answered."""
    return db.session.scalars(
        select(DefinitionEndorsement)
        .where(
            DefinitionEndorsement.partner_id == partner_id,
            DefinitionEndorsement.signed_at.is_(None),
            DefinitionEndorsement.declined_at.is_(None),
        )
        .order_by(DefinitionEndorsement.invited_at, DefinitionEndorsement.id)
    ).all()


def signed_by(partner_id: uuid.UUID) -> Sequence[DefinitionEndorsement]:
    """The endorsements that a partner has signed, those taken back included, newest first."""
    return db.session.scalars(
        select(DefinitionEndorsement)
        .where(DefinitionEndorsement.partner_id == partner_id, DefinitionEndorsement.signed_at.is_not(None))
        .order_by(DefinitionEndorsement.signed_at.desc(), DefinitionEndorsement.id)
    ).all()


def _whole() -> Select[DefinitionVersion]:
    return (
        select(DefinitionVersion)
        .join(DefinitionVersion.definition)
        .join(Definition.provider)
        .join(DefinitionVersion.standard_version)
        .options(
            contains_eager(DefinitionVersion.definition)
            .contains_eager(Definition.provider)
            .joinedload(Provider.issuer),
            contains_eager(DefinitionVersion.standard_version),
        )
    )
