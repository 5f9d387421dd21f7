"""The only writer of definitions: drafts, publishing, new versions, withdrawal. Endorsements: `endorsing`."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid

from sqlalchemy import func, select

from registry import clock, ids
from registry.accounts.actor import Actor
from registry.audit.service import record
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.curriculum.rules import State
from registry.db import db
from registry.definitions import queries
from registry.definitions.achievements import achievement_bytes
from registry.definitions.design import Design, starting_design
from registry.definitions.errors import (
    ChangedMeanwhile,
    DraftOpen,
    NotAccreditedFor,
    NotADraft,
    NotPublishable,
    NotPublished,
    StandardNotOpen,
    WithdrawalReasonMissing,
)
from registry.definitions.findings import search_text
from registry.definitions.models import Definition, DefinitionVersion
from registry.definitions.queries import DRAFT, PUBLISHED, WITHDRAWN
from registry.definitions.rules import failures
from registry.errors import Conflict
from registry.providers import queries as providers
from registry.providers.models import Provider

SLUG_LENGTH = 60


def create_draft(
    provider_id: uuid.UUID,
    standard_version_id: uuid.UUID,
    *,
    profile: str | None = None,
    part: str | None = None,
    design: Design | None = None,
    actor: Actor,
) -> DefinitionVersion:
    """A new definition with its first draft; without ``design``, the standard's minimum (`starting_design`).

    A provider under review may draft; only an accredited one publishes. Raises NotAllowed (``definition:edit``),
    NotFound, StandardNotOpen, NoSuchTarget, and Conflict for an institution that has closed.
    """
    actor.require("definition:edit", at_provider=provider_id)
    provider = db.session.get_one(Provider, provider_id)
    if provider.closed_at is not None:
        raise Conflict()
    standard = _open_standard(standard_version_id)
    design = design or starting_design(curriculum.typed(standard), profile, part)
    now = clock.now()
    definition = Definition(provider=provider, slug=_free_slug(provider_id, design), created_at=now)
    version = DefinitionVersion(
        definition=definition,
        number=1,
        state=DRAFT,
        standard_version=standard,
        profile=design.profile,
        part=design.part,
        design=design.as_json(),
        changed_at=now,
    )
    db.session.add_all([definition, version])
    db.session.flush()
    _record("definition.drafted", version, actor)
    return version


def edit(version_id: uuid.UUID, design: Design, *, actor: Actor, seen: dt.datetime | None = None) -> DefinitionVersion:
    """Save a draft, finished or not. ``seen`` is the ``changed_at`` that the editor had before its eyes.

    Raises NotAllowed (``definition:edit``), NoSuchDefinition, NotADraft, ChangedMeanwhile.
    """
    version = _own(version_id, "definition:edit", actor)
    _require_draft(version)
    if seen is not None and seen != version.changed_at:
        raise ChangedMeanwhile(at=version.changed_at)
    version.design = design.as_json()
    version.profile, version.part = design.profile, design.part
    version.changed_at = clock.now()
    db.session.flush()
    _record("definition.edited", version, actor)
    return version


def publish(version_id: uuid.UUID, *, actor: Actor) -> DefinitionVersion:
    """Freeze a draft and make its Achievement. From then on it can be issued, and never changes.

    Raises NotAllowed (``definition:publish``), NoSuchDefinition, NotADraft, StandardNotOpen, NotPublishable with every
    rule that fails, NotAccreditedFor when no accreditation covers the standard's version and the profile or part now.
    """
    version = _own(version_id, "definition:publish", actor)
    _require_draft(version)
    standard = _open_standard(version.standard_version_id)
    still = failures(queries.judged(version))
    if still:
        raise NotPublishable(still)
    now = clock.now()
    provider = version.definition.provider
    accreditation = providers.covering_accreditation(provider.id, standard.id, version.profile, version.part, now)
    if accreditation is None or provider.issuer is None:
        raise NotAccreditedFor(
            provider=provider.name,
            standard=f"{standard.code} {standard.version}",
            target=queries.meant_for(version),
        )
    version.achievement = achievement_bytes(
        version.id,
        queries.design_of(version),
        curriculum.typed(standard),
        queries.requirements_of(version),
        provider=provider,
        accreditation=accreditation,
    )
    version.state, version.published_at, version.published_by = PUBLISHED, now, actor.account_id
    version.search_text = search_text(version)
    db.session.flush()
    _record("definition.published", version, actor, accreditation=str(accreditation.id))
    return version


def new_version(version_id: uuid.UUID, *, actor: Actor) -> DefinitionVersion:
    """A draft that continues a published or withdrawn version, against the standard's version now in force.

    The version that it continues stays published until it is withdrawn. Raises NotAllowed, NoSuchDefinition,
    NotPublished for a draft, DraftOpen when one already continues it, StandardNotOpen when no version is in force.
    """
    before = _own(version_id, "definition:edit", actor)
    if before.state == DRAFT:
        raise NotPublished()
    versions = list(
        db.session.scalars(
            select(DefinitionVersion).where(DefinitionVersion.definition_id == before.definition_id).with_for_update()
        )
    )
    draft = next((one for one in versions if one.state == DRAFT), None)
    if draft is not None:
        raise DraftOpen(number=draft.number)
    old = before.standard_version
    standard = curriculum.version_in_force(old.standard_id)
    if standard is None:
        raise StandardNotOpen(standard=f"{old.code} {old.version}")
    version = DefinitionVersion(
        definition=before.definition,
        number=max(one.number for one in versions) + 1,
        state=DRAFT,
        standard_version=standard,
        profile=before.profile,
        part=before.part,
        design=dict(before.design),
        changed_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    _record("definition.continued", version, actor, continues=str(before.id))
    return version


def withdraw(version_id: uuid.UUID, *, reason: str, actor: Actor) -> DefinitionVersion:
    """Stop offering a version. What was issued of it stands.

    Raises NotAllowed (``definition:publish``), NoSuchDefinition, NotPublished, WithdrawalReasonMissing.
    """
    version = _own(version_id, "definition:publish", actor)
    if version.state != PUBLISHED:
        raise NotPublished()
    if not reason.strip():
        raise WithdrawalReasonMissing()
    version.state, version.withdrawn_at = WITHDRAWN, clock.now()
    db.session.flush()
    _record("definition.withdrawn", version, actor, reason=reason.strip()[:500])
    return version


def discard(version_id: uuid.UUID, *, actor: Actor) -> None:
    """Delete a draft, and its definition with its only version. Raises NotAllowed, NoSuchDefinition, NotADraft."""
    version = _own(version_id, "definition:edit", actor)
    _require_draft(version)
    definition = version.definition
    _record("definition.discarded", version, actor)
    for one in queries.endorsements_of(version.id):
        db.session.delete(one)
    db.session.delete(version)
    db.session.flush()
    db.session.expire(definition, ["versions"])
    if not definition.versions:
        db.session.delete(definition)
    db.session.flush()


def _own(version_id: uuid.UUID, permission: str, actor: Actor) -> DefinitionVersion:
    version = queries.require(version_id)
    actor.require(permission, at_provider=version.definition.provider_id)
    # The row is read again under a lock: two people may press at once.
    db.session.refresh(version, with_for_update={"of": DefinitionVersion})
    return version


def _require_draft(version: DefinitionVersion) -> None:
    if version.state != DRAFT:
        raise NotADraft()


def _open_standard(standard_version_id: uuid.UUID) -> StandardVersion:
    standard = curriculum.by_id(standard_version_id)
    if standard.state != State.IN_FORCE:
        raise StandardNotOpen(standard=f"{standard.code} {standard.version}")
    return standard


def _free_slug(provider_id: uuid.UUID, design: Design) -> str:
    """A readable name for the address, made from the title, free at this provider."""
    plain = unicodedata.normalize("NFKD", design.title.es).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:SLUG_LENGTH].strip("-") or "microcredencial"
    taken = db.session.scalar(
        select(func.count())
        .select_from(Definition)
        .where(Definition.provider_id == provider_id, Definition.slug == slug)
    )
    return slug if not taken else f"{slug}-{ids.new_token(6).lower().replace('_', 'x')}"


def _record(action: str, version: DefinitionVersion, actor: Actor, **details: object) -> None:
    record(
        action,
        "definition_version",
        version.id,
        actor=actor,
        provider_id=version.definition.provider_id,
        number=version.number,
        **details,
    )
