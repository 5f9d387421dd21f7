"""What the other rooms' tables say of some people, in a fixed number of statements, and who changed since a moment."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ARRAY, ColumnElement, Uuid, any_, func, literal, or_, select, type_coerce
from sqlalchemy.orm import aliased
from sqlalchemy.types import NullType

from registry.audit.models import AuditLine
from registry.awards.models import Award, AwardDocument
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.floor.queries import chamber_of_codes
from registry.outcomes.counting import AwardSeen, Counted, count
from registry.outcomes.measures import Known
from registry.outcomes.models import OutcomePerson
from registry.people.models import Consent, Person, PersonFact, PersonIdentifier
from registry.providers.models import Provider
from registry.records.models import StatusEvent
from registry.rights.models import RightsRequest

#: Whether a column's key is one of those who are looked at: some by name (`listed`), or a stretch of all (`stretch`).
Chosen = Callable[[Any], ColumnElement[bool]]
#: Of whom a source says that something changed, after the key at which the next slice goes on.
Found = Sequence[tuple[uuid.UUID, uuid.UUID | None]]
#: An event's key, and some of the people for whom it stands.
Together = tuple[uuid.UUID, Sequence[uuid.UUID]]
_EPOCH, _MILLISECOND = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Frame:
    """What is the same for everybody: programs in force, and what each definition version is about."""

    programs: Mapping[str, tuple[str, ...]]  # the measures of the programs that each standard counts for
    versions: Mapping[uuid.UUID, tuple[str, str, str | None, str]]  # standard, track, profile, kind of institution
    chambers: Mapping[str, str]  # the chamber of each referral code


def frame() -> Frame:
    """Read it: three statements."""
    rows = db.session.execute(
        select(
            DefinitionVersion.id,
            StandardVersion.standard_id,
            StandardVersion.track,
            DefinitionVersion.profile,
            Provider.kind,
        )
        .join(StandardVersion, StandardVersion.id == DefinitionVersion.standard_version_id)
        .join(Definition, Definition.id == DefinitionVersion.definition_id)
        .join(Provider, Provider.id == Definition.provider_id)
        .where(DefinitionVersion.published_at.is_not(None))
    )
    versions = {key: (standard, track, profile, kind) for key, standard, track, profile, kind in rows}
    programs: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for program in curriculum.programs():
        for standard in program.standards:
            programs[standard] += (f"reached.program.{program.id}",)
    return Frame(programs, versions, chamber_of_codes())


def known_standards() -> tuple[Known, ...]:
    """The standards that have ever been in force, with every profile of theirs."""
    found: dict[str, Known] = {}
    versions = db.session.scalars(
        select(StandardVersion).where(StandardVersion.in_force_from.is_not(None)).order_by(StandardVersion.standard_id)
    )
    for version in versions:
        typed = curriculum.typed(version)
        profiles = {one.id for one in typed.profiles}
        before = found.get(version.standard_id, Known(version.standard_id, version.track, frozenset()))
        found[version.standard_id] = Known(
            version.standard_id, version.track, before.profiles | profiles, before.always and not typed.parts
        )
    return tuple(found.values())


def among(column: Any, keys: Collection[uuid.UUID]) -> ColumnElement[bool]:
    """Whether a key is one of thousands: one array where the database has arrays, which costs less than a parameter
    each."""
    if db.engine.dialect.name == "postgresql":
        return cast("ColumnElement[bool]", column == any_(literal(list(keys), ARRAY(Uuid()))))
    return cast("ColumnElement[bool]", column.in_(keys))


def listed(keys: Collection[uuid.UUID]) -> Chosen:
    """These."""
    return lambda column: among(column, keys)


def stretch(after: uuid.UUID, last: uuid.UUID) -> Chosen:
    """Every key after one up to another: tables are read along their indexes, and no key is sent or looked up."""
    return lambda column: (column > after) & (column <= last)


def raw(column: Any) -> ColumnElement[bytes]:
    """A key as its 16 bytes: a million UUID objects cost more than all that is counted of them."""
    if db.engine.dialect.name == "postgresql":
        return cast("ColumnElement[bytes]", func.uuid_send(column, type_=NullType()))
    return cast("ColumnElement[bytes]", type_coerce(column, cast("Any", NullType())))


def roots_of(person_ids: Sequence[uuid.UUID]) -> set[uuid.UUID]:
    """These people and the records that stand for them."""
    rows = db.session.execute(select(Person.id, Person.merged_into).where(among(Person.id, person_ids)))
    return {key for row in rows for key in row if key is not None}


def count_people(chosen: Chosen, frame: Frame, at: dt.datetime) -> dict[bytes, tuple[Counted, dt.datetime | None]]:
    """What is counted of each of the chosen people at a moment, by key. Missing are those who count in nothing: merged
    into another (who has to be asked for too), without an award, opposed, blocked or erased. Six statements, however
    many."""
    root = func.coalesce(Person.merged_into, Person.id)
    records = db.session.execute(
        select(
            raw(Person.id), raw(root), or_(Person.not_counted_since.is_not(None), Person.blocked_at.is_not(None)),
            chosen(root), chosen(Person.id),
        ).where(or_(chosen(Person.id), chosen(Person.merged_into)))
    ).all()  # fmt: skip
    out = {to for _, to, silent, _, _ in records if silent}  # one record that opposes speaks for the person
    whose = {one: to for one, to, _, asked, _ in records if asked and to not in out}
    # Records that others stand for may lie anywhere.
    apart = [uuid.UUID(bytes=one) for one, _, _, _, near in records if not near and one in whose]
    wanted = _with(chosen, apart)
    held: dict[bytes, list[AwardSeen]] = defaultdict(list)
    for person_id, award in _awards(wanted, frame):
        if person_id in whose:
            held[whose[person_id]].append(award)
    declared: dict[bytes, dict[str, str]] = defaultdict(dict)
    for person_id, attribute, value in _facts(wanted):  # oldest first: the newest stays
        if person_id in whose:
            declared[whose[person_id]][attribute] = value
    statement = select(raw(PersonIdentifier.person_id)).where(
        wanted(PersonIdentifier.person_id), PersonIdentifier.kind == "curp"
    )
    with_curp = {whose[one] for one in db.session.scalars(statement) if one in whose}
    found, nothing = {}, dict[str, str]()
    for to, seen in held.items():
        counted = count(seen, declared.get(to, nothing), frame.programs, at, has_curp=to in with_curp)
        if counted is not None:
            found[to] = counted
    return found


def _with(chosen: Chosen, apart: Collection[uuid.UUID]) -> Chosen:
    """The chosen ones and some more."""
    return (lambda column: or_(chosen(column), among(column, apart))) if apart else chosen


def _awards(wanted: Chosen, frame: Frame) -> Iterator[tuple[bytes, AwardSeen]]:
    """Their awards, each with its person's key."""
    rows = db.session.execute(
        select(
            raw(Award.person_id), raw(Award.id), raw(Award.definition_version_id),
            raw(Award.document_id).label("document"), Award.state, Award.issued_at, Award.valid_until,
            Award.state_code, Award.municipality, Award.chamber_code, Award.cct,
        ).where(wanted(Award.person_id))
    ).all()  # fmt: skip
    revoked = [uuid.UUID(bytes=row.document) for row in rows if row.state == "revoked"]
    reasons: dict[bytes, str] = {}
    if revoked:
        reasons = dict(
            db.session.execute(
                select(raw(StatusEvent.document_id), StatusEvent.reason)
                .where(among(StatusEvent.document_id, revoked), StatusEvent.kind == "revoked")
                .order_by(StatusEvent.at)
            ).all()
        )
    corrections: dict[bytes, int] = dict(
        db.session.execute(
            select(raw(AwardDocument.award_id), func.count())
            .join(Award, Award.id == AwardDocument.award_id)
            .where(wanted(Award.person_id), AwardDocument.purpose == "correction")
            .group_by(AwardDocument.award_id)
        ).all()
    )
    about = {key.bytes: what for key, what in frame.versions.items()}
    chambers = frame.chambers
    for (
        person, key, version, document, state, issued, until, home, municipality, chamber, cct,
    ) in rows:  # fmt: skip
        standard, track, profile, kind = about[version]
        yield person, AwardSeen(
            id=key, standard=standard, track=track, profile=profile, provider_kind=kind, state=state,
            issued_at=issued, valid_until=until, state_code=home, municipality=municipality, cct=cct,
            chamber=chambers.get(chamber, chamber) if chamber else None,
            reason=reasons.get(document) if state == "revoked" else None, corrections=corrections.get(key, 0),
        )  # fmt: skip


def _facts(wanted: Chosen) -> Sequence[Any]:
    """What was declared with a consent that stands: person, attribute, value; oldest first."""
    return db.session.execute(
        select(raw(PersonFact.person_id), PersonFact.attribute, PersonFact.value)
        .join(Consent, Consent.id == PersonFact.consent_id)
        .where(wanted(PersonFact.person_id), Consent.withdrawn_at.is_(None))
        .order_by(PersonFact.declared_on, PersonFact.id)
    ).all()


# -- who changed


def everybody(after: uuid.UUID, limit: int) -> Sequence[uuid.UUID]:
    """The next people, by key."""
    return db.session.scalars(select(Person.id).where(Person.id > after).order_by(Person.id).limit(limit)).all()


def stretch_end(after: uuid.UUID, limit: int) -> tuple[uuid.UUID | None, int]:
    """Up to which key the next people go, and how many they are; None after the last."""
    ahead = select(Person.id).where(Person.id > after).order_by(Person.id)
    key = db.session.scalar(ahead.offset(limit - 1).limit(1))
    if key is not None:
        return key, limit
    rest = db.session.scalars(ahead.limit(limit)).all()
    return (rest[-1], len(rest)) if rest else (None, 0)


def awarded(after: uuid.UUID, until: uuid.UUID, limit: int) -> Found:
    """Who got a document: an award, a corrected one. The key of a document says when it was made."""
    return _between(select(Award.document_id, Award.person_id), Award.document_id, after, until, limit)


def changed(after: uuid.UUID, until: uuid.UUID, limit: int) -> Found:
    """Whose award was suspended, reinstated, revoked or superseded."""
    current, former = aliased(Award), aliased(Award)
    whose = func.coalesce(current.person_id, former.person_id)
    statement = (
        select(StatusEvent.id, whose)
        .outerjoin(current, current.document_id == StatusEvent.document_id)
        .outerjoin(AwardDocument, AwardDocument.document_id == StatusEvent.document_id)
        .outerjoin(former, former.id == AwardDocument.award_id)
        .where(whose.is_not(None))
    )
    return _between(statement, StatusEvent.id, after, until, limit)


def declaring(after: uuid.UUID, until: uuid.UUID, limit: int) -> Found:
    """Who declared something, or had it declared."""
    return _between(select(PersonFact.id, PersonFact.person_id), PersonFact.id, after, until, limit)


def identified(after: uuid.UUID, until: uuid.UUID, limit: int) -> Found:
    """Whose CURP has become known."""
    statement = select(PersonIdentifier.id, PersonIdentifier.person_id).where(PersonIdentifier.kind == "curp")
    return _between(statement, PersonIdentifier.id, after, until, limit)


def acting(after: uuid.UUID, until: uuid.UUID, limit: int) -> Found:
    """Of whom the log says something: merged or parted, objected, blocked, restored, a consent withdrawn."""
    statement = select(AuditLine.id, AuditLine.subject_kind, AuditLine.subject_id, AuditLine.details).where(
        AuditLine.subject_kind.in_(("person", "rights_request"))
    )
    lines = _between(statement, AuditLine.id, after, until, limit)
    asked = {uuid.UUID(subject) for _, kind, subject, _ in lines if kind == "rights_request"}
    of_request: dict[uuid.UUID, uuid.UUID | None] = {}
    if asked:
        rows = db.session.execute(select(RightsRequest.id, RightsRequest.person_id).where(RightsRequest.id.in_(asked)))
        of_request = {row.id: row.person_id for row in rows}
    found: list[tuple[uuid.UUID, uuid.UUID | None]] = []
    for key, kind, subject, details in lines:
        one = uuid.UUID(subject)
        found.append((key, of_request.get(one) if kind == "rights_request" else one))
        if into := (details or {}).get("into"):
            found.append((key, uuid.UUID(into)))
    return found


def referred(after: uuid.UUID, until: uuid.UUID, within: uuid.UUID, limit: int) -> Together | None:
    """Whose awards carry a chamber's code that was given out: they may be older than the code."""
    made = select(AuditLine.id, AuditLine.subject_id).where(
        AuditLine.subject_kind == "chamber_code", AuditLine.action == "chamber_code.made"
    )
    lines = _between(made, AuditLine.id, after, until, 1)
    if not lines:
        return None
    ((key, code),) = lines
    return key, _page(select(Award.person_id).where(Award.chamber_code == code), Award.person_id, within, limit)


def unsaid(after: uuid.UUID, until: uuid.UUID, within: uuid.UUID, limit: int) -> Together | None:
    """Of whom something was declared under a consent that an institution stated, and that was withdrawn at a moment.
    What people withdraw themselves is in the log (`acting`)."""
    stated = Consent.person_id.is_(None)
    begins, ends = _moment(after) + _MILLISECOND, _moment(until)
    first = db.session.scalar(
        select(func.min(Consent.withdrawn_at)).where(stated, Consent.withdrawn_at.between(begins, ends))
    )
    if first is None:
        return None
    key = uuid.UUID(int=(first - _EPOCH) // _MILLISECOND << 80)
    there = Consent.withdrawn_at >= _moment(key), Consent.withdrawn_at < _moment(key) + _MILLISECOND
    people = select(PersonFact.person_id).join(Consent, Consent.id == PersonFact.consent_id).where(stated, *there)
    return key, _page(people, PersonFact.person_id, within, limit)


def _page(statement: Any, person: Any, within: uuid.UUID, limit: int) -> Sequence[uuid.UUID]:
    return db.session.scalars(statement.where(person > within).distinct().order_by(person).limit(limit)).all()


def ending(_after: uuid.UUID, _until: uuid.UUID, limit: int, *, at: dt.datetime) -> Found:
    """Whose awards have ended by a moment, as counted last."""
    rows = db.session.scalars(
        select(OutcomePerson.person_id)
        .where(OutcomePerson.next_end <= at)
        .order_by(OutcomePerson.next_end, OutcomePerson.person_id)
        .limit(limit)
    )
    return [(one, one) for one in rows]


def _between(statement: Any, key: Any, after: uuid.UUID, until: uuid.UUID, limit: int) -> list[Any]:
    return list(db.session.execute(statement.where(key > after, key <= until).order_by(key).limit(limit)))


def _moment(key: uuid.UUID) -> dt.datetime:
    """The millisecond that a key's beginning says (`registry.ids.new_key`)."""
    return _EPOCH + (key.int >> 80) * _MILLISECOND


Source = Callable[[uuid.UUID, uuid.UUID, int], Found]
#: In this order; `ending` comes last, and needs a moment.
SOURCES: Mapping[str, Source] = {
    "awarded": awarded,
    "changed": changed,
    "declaring": declaring,
    "identified": identified,
    "acting": acting,
}
#: Then events that stand for many people at once, who are paged through by their keys (``within``).
EVENTS: Mapping[str, Callable[[uuid.UUID, uuid.UUID, uuid.UUID, int], Together | None]] = {
    "referred": referred,
    "unsaid": unsaid,
}
