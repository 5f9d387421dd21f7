"""Reading what the authority has published: standards, criteria, programs, and their CASE form."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from sqlalchemy import literal, select

from registry import content
from registry.curriculum import case
from registry.curriculum.calendar import BusinessCalendar
from registry.curriculum.criteria import Criteria
from registry.curriculum.errors import NoSuchStandard, NothingInForce
from registry.curriculum.indicators import Framework, parse_indicators
from registry.curriculum.models import ContentVersion, CriteriaVersion, StandardEvent, StandardVersion
from registry.curriculum.parsing import parse_standard
from registry.curriculum.parsing_criteria import parse_criteria
from registry.curriculum.programs import Program, parse_programs
from registry.curriculum.requirements import Requirements, requirements
from registry.curriculum.rules import State
from registry.curriculum.standard import Standard
from registry.db import db
from registry.errors import NotFound
from registry.texts import CENTRAL_MEXICO, Text

#: What a stranger may see: a proposal is in the drawer until the authority opens it for comment.
PUBLIC_STATES = (State.COMMENT, State.IN_FORCE, State.SUPERSEDED, State.WITHDRAWN)
#: Parsed contents kept per process; there are a handful of standards with a few versions each.
CACHE_SIZE = 256

Key = TypeVar("Key", bound=Hashable)
Made = TypeVar("Made")


def standard_version(code: str, version: str) -> StandardVersion:
    """A version by the standard's code (``AIL``) or id. Raises NoSuchStandard."""
    found: StandardVersion | None = db.session.scalar(
        select(StandardVersion).where(
            (StandardVersion.code == code) | (StandardVersion.standard_id == code), StandardVersion.version == version
        )
    )
    if found is None:
        raise NoSuchStandard(standard=code, version=version)
    return found


def by_id(version_id: uuid.UUID) -> StandardVersion:
    """A version by its key. Raises NotFound."""
    found: StandardVersion | None = db.session.get(StandardVersion, version_id)
    if found is None:
        raise NotFound()
    return found


def in_force() -> tuple[StandardVersion, ...]:
    """The versions in force, one per standard, by code."""
    return tuple(
        db.session.scalars(
            select(StandardVersion).where(StandardVersion.state == State.IN_FORCE).order_by(StandardVersion.code)
        )
    )


def version_in_force(standard_id: str) -> StandardVersion | None:
    """The version of one standard that is in force."""
    return db.session.scalar(
        select(StandardVersion).where(
            StandardVersion.standard_id == standard_id, StandardVersion.state == State.IN_FORCE
        )
    )


def listing(*, include_proposals: bool = False) -> tuple[StandardVersion, ...]:
    """Every version that the reader may see, by code, newest first."""
    query = select(StandardVersion).order_by(
        StandardVersion.code, StandardVersion.loaded_at.desc(), StandardVersion.id.desc()
    )
    if not include_proposals:
        query = query.where(StandardVersion.state.in_(PUBLIC_STATES))
    return tuple(db.session.scalars(query))


def versions_of(standard_id: str) -> tuple[StandardVersion, ...]:
    """The versions of one standard, newest first."""
    return tuple(
        db.session.scalars(
            select(StandardVersion)
            .where(StandardVersion.standard_id == standard_id)
            .order_by(StandardVersion.loaded_at.desc(), StandardVersion.id.desc())
        )
    )


def history(version: StandardVersion) -> tuple[StandardEvent, ...]:
    """The steps of a version's life, first to last."""
    events = db.session.scalars(select(StandardEvent).where(StandardEvent.standard_version_id == version.id))
    # Two steps may share a moment; a life only moves forward, so the states themselves give their order.
    return tuple(sorted(events, key=lambda event: (event.at, list(State).index(State(event.to_state)))))


def typed(version: StandardVersion) -> Standard:
    """The typed standard of a version, parsed once per process."""
    return _once(_standards, version.digest, lambda: parse_standard(version.content))


def requirements_for(version: StandardVersion, profile: str | None, part: str | None) -> Requirements:
    """What the version asks of a profile or part. Raises NoSuchTarget."""
    return _once(_requirements, (version.digest, profile, part), lambda: requirements(typed(version), profile, part))


def criteria_in_force() -> CriteriaVersion:
    """The accreditation criteria in force. Raises NothingInForce."""
    found: CriteriaVersion | None = db.session.scalar(
        select(CriteriaVersion)
        .where(CriteriaVersion.in_force_from.is_not(None), CriteriaVersion.ended_at.is_(None))
        .order_by(CriteriaVersion.in_force_from.desc())
        .limit(1)
    )
    if found is None:
        raise NothingInForce(what=Text("criterios de acreditación", "accreditation criteria"))
    return found


def criteria_by_id(version_id: uuid.UUID) -> CriteriaVersion:
    """A version of the criteria by its key. Raises NotFound."""
    found: CriteriaVersion | None = db.session.get(CriteriaVersion, version_id)
    if found is None:
        raise NotFound()
    return found


def typed_criteria(version: CriteriaVersion) -> Criteria:
    """The typed criteria of a version, parsed once per process."""
    return _once(_criteria, version.digest, lambda: parse_criteria(version.content))


def content_in_force(kind: str) -> ContentVersion | None:
    """The content of a kind (programs, indicators …) in force."""
    return db.session.scalar(
        select(ContentVersion)
        .where(
            ContentVersion.kind == kind, ContentVersion.in_force_from.is_not(None), ContentVersion.ended_at.is_(None)
        )
        .order_by(ContentVersion.in_force_from.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class ContentSummary:
    """A version of criteria or of other content, without the content itself."""

    kind: str
    content_id: str
    version: str
    loaded_at: dt.datetime
    in_force_from: dt.datetime | None
    ended_at: dt.datetime | None


def other_contents() -> tuple[ContentSummary, ...]:
    """Every version of criteria, programs and other content, by kind and id, newest first."""
    criteria = select(
        literal("accreditation_criteria"),
        CriteriaVersion.criteria_id,
        CriteriaVersion.version,
        CriteriaVersion.loaded_at,
        CriteriaVersion.in_force_from,
        CriteriaVersion.ended_at,
    )
    others = select(
        ContentVersion.kind,
        ContentVersion.content_id,
        ContentVersion.version,
        ContentVersion.loaded_at,
        ContentVersion.in_force_from,
        ContentVersion.ended_at,
    )
    found = [ContentSummary(*row) for statement in (criteria, others) for row in db.session.execute(statement)]
    return tuple(sorted(found, key=lambda one: (one.kind, one.content_id, -one.loaded_at.timestamp())))


def programs() -> tuple[Program, ...]:
    """The programs in force; none before the authority has put any in force."""
    version = content_in_force("programs")
    if version is None:
        return ()
    return _once(_programs, version.digest, lambda: parse_programs(version.content))


def program(program_id: str) -> Program:
    """One program in force. Raises NotFound."""
    found = next((one for one in programs() if one.id == program_id), None)
    if found is None:
        raise NotFound()
    return found


def framework() -> Framework | None:
    """The indicators in force; None before the authority has put any in force."""
    version = content_in_force("indicators")
    if version is None:
        return None
    return _once(_frameworks, version.digest, lambda: parse_indicators(version.content))


@lru_cache(maxsize=1)
def business_calendar() -> BusinessCalendar:
    """The days on which the authority's deadlines run."""
    return BusinessCalendar(content.non_business_rules())


@dataclass(frozen=True, slots=True)
class CaseNode:
    """What a CASE identifier names: a version's document or package (``item`` None), an item, or its association."""

    version: StandardVersion
    kind: str  # document | item | association
    item: str | None = None


def case_node(identifier: uuid.UUID) -> CaseNode | None:
    """The published version, and the node in it, that a CASE identifier names."""
    for version in listing():
        found = _index(version).get(identifier)
        if found:
            return CaseNode(version, *found)
    return None


def publication(version: StandardVersion, *, base: str, creator: str) -> case.Publication:
    """What `registry.curriculum.case` needs besides the content, for a version as it stands."""
    moments = [moment for moment in (version.loaded_at, version.in_force_from, version.ended_at) if moment]
    return case.Publication(
        base=base,
        creator=creator,
        state=version.state,
        changed_at=max(moments),
        in_force_from=version.in_force_from.astimezone(CENTRAL_MEXICO).date() if version.in_force_from else None,
        ended_on=version.ended_at.astimezone(CENTRAL_MEXICO).date() if version.ended_at else None,
    )


# By digest, which names a content exactly: parsed once per process, read from the database only when not yet here.
_standards: dict[str, Standard] = {}
_criteria: dict[str, Criteria] = {}
_programs: dict[str, tuple[Program, ...]] = {}
_frameworks: dict[str, Framework] = {}
_requirements: dict[tuple[str, str | None, str | None], Requirements] = {}
_indexes: dict[str, Mapping[uuid.UUID, tuple[str, str | None]]] = {}


def _once(cache: dict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
    found = cache.get(key)
    if found is None:
        if len(cache) >= CACHE_SIZE:
            cache.clear()
        found = cache[key] = make()
    return found


def _index(version: StandardVersion) -> Mapping[uuid.UUID, tuple[str, str | None]]:
    return _once(_indexes, version.digest, lambda: _case_index(typed(version)))


def _case_index(standard: Standard) -> Mapping[uuid.UUID, tuple[str, str | None]]:
    index: dict[uuid.UUID, tuple[str, str | None]] = {case.document_id(standard): ("document", None)}
    for one in case.items(standard):
        index[case.item_id(standard, one.id)] = ("item", one.id)
        index[case.association_id(standard, one.id)] = ("association", one.id)
    return index
