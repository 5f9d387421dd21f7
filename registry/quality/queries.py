"""Reading audits, what they found, and who has the mark; for pages and for the indicator of agreement (IND-X4)."""

from __future__ import annotations

import datetime as dt
import uuid
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload, undefer

from registry.awards.models import Award
from registry.awards.rules import end_of_validity
from registry.curriculum import queries as curriculum
from registry.curriculum.models import StandardVersion
from registry.db import db
from registry.definitions.models import Definition, DefinitionVersion
from registry.definitions.queries import PUBLISHED
from registry.providers import deadlines, tray
from registry.providers import queries as providers
from registry.providers.models import Accreditation, Application, Provider
from registry.providers.rules import AccreditationState
from registry.quality.errors import NoSuchAudit, NoSuchRecord
from registry.quality.models import QualityAudit, QualityEvidence, QualityRecord
from registry.quality.rules import Condition, Mark, RecordState, Stage
from registry.texts import Text

#: How long a closed audit gives a right to the mark: until the next one is due (criteria, ``per_months``).
LIFE_MONTHS = 12
_ACCREDITED = Text("Acreditación vigente, sin condiciones", "Accreditation in force, without conditions")
_RECOMMENDED = Text("Criterios recomendables que le aplican", "Recommended criteria that apply to it")
_AGREEMENT = Text("Coincidencia de la auditoría por muestreo", "Agreement of the sampling audit")
_SAMPLE = Text("Tamaño de la muestra", "Size of the sample")
_NO_AUDIT = Text("sin auditoría en los últimos {months} meses", "no audit in the last {months} months")
_NO_ACCREDITATION = Text("no tiene", "none")


def stage_of(audit: QualityAudit) -> Stage:
    """How far it has come."""
    if audit.called_off_at is not None:
        return Stage.CALLED_OFF
    if audit.closed_at is not None:
        return Stage.CLOSED
    return Stage.DRAWN if audit.drawn_at is not None else Stage.ANNOUNCED


def audits(*, provider_id: uuid.UUID | None = None) -> Sequence[QualityAudit]:
    """Every audit, newest first; of one institution."""
    statement = _whole().order_by(QualityAudit.announced_at.desc(), QualityAudit.id.desc())
    if provider_id is not None:
        statement = statement.where(QualityAudit.provider_id == provider_id)
    return db.session.scalars(statement).all()


def audit(number: str, *, provider_id: uuid.UUID | None = None, whole: bool = False) -> QualityAudit:
    """One audit; of this institution, where one is named; ``whole``: its records with awards, people and files are read
    with it. Raises `NoSuchAudit`."""
    statement = _whole().where(QualityAudit.number == number)
    if whole:
        records = selectinload(QualityAudit.records)
        statement = statement.options(
            records.selectinload(QualityRecord.files),
            records.joinedload(QualityRecord.award).joinedload(Award.person),
        )
    found: QualityAudit | None = db.session.scalar(statement)
    if found is None or (provider_id is not None and found.provider_id != provider_id):
        raise NoSuchAudit()
    return found


def record(found: QualityAudit, code: str) -> QualityRecord:
    """One record of the sample. Raises `NoSuchRecord`."""
    one: QualityRecord | None = db.session.scalar(
        select(QualityRecord).where(QualityRecord.audit_id == found.id, QualityRecord.code == code)
    )
    if one is None:
        raise NoSuchRecord()
    return one


def count_in(audit_id: uuid.UUID, *states: RecordState) -> int:
    """How many records of an audit are in one of these states."""
    statement = select(func.count()).where(QualityRecord.audit_id == audit_id, QualityRecord.state.in_(states))
    return int(db.session.scalar(statement) or 0)


def evidence(found: QualityRecord, evidence_id: uuid.UUID) -> QualityEvidence:
    """A file of a record, with its sealed body. Raises `NoSuchRecord`."""
    file: QualityEvidence | None = db.session.scalar(
        select(QualityEvidence)
        .where(QualityEvidence.id == evidence_id, QualityEvidence.record_id == found.id)
        .options(undefer(QualityEvidence.sealed))
    )
    if file is None:
        raise NoSuchRecord()
    return file


def population_of(audit_id: uuid.UUID) -> bytes:
    """The list of codes that was drawn from; empty before the draw."""
    packed = db.session.scalar(select(QualityAudit.population_list).where(QualityAudit.id == audit_id))
    return zlib.decompress(packed) if packed else b""


def under_way(definition_id: uuid.UUID) -> QualityAudit | None:
    """The audit of a definition that has neither closed nor been called off."""
    return db.session.scalar(
        select(QualityAudit).where(
            QualityAudit.definition_id == definition_id,
            QualityAudit.closed_at.is_(None),
            QualityAudit.called_off_at.is_(None),
        )
    )


def count_asked(provider_id: uuid.UUID) -> int:
    """How many records of an institution wait for evidence."""
    return _count(QualityRecord.state == RecordState.ASKED, QualityAudit.provider_id == provider_id)


def count_to_decide() -> int:
    """How many records wait for a reviewer."""
    return _count(QualityRecord.state == RecordState.ANSWERED)


def _count(*conditions: object) -> int:
    statement = (
        select(func.count())
        .select_from(QualityRecord)
        .join(QualityRecord.audit)
        .where(*conditions, QualityAudit.closed_at.is_(None))  # type: ignore[arg-type]
    )
    return int(db.session.scalar(statement) or 0)


@dataclass(frozen=True, slots=True)
class Result:
    """What one closed audit adds to the indicator of agreement (IND-X4), with what it is broken down by."""

    number: str
    closed_at: dt.datetime
    provider_kind: str
    standard: str
    reviewed: int
    agreed: int


def results(since: dt.datetime, until: dt.datetime) -> tuple[Result, ...]:
    """The audits that closed in a period. The indicator is ``100 * sum(agreed) / sum(reviewed)``; nobody counts audits
    of fewer records than the minimum as a right to the mark, but all of them count here."""
    standard = (
        select(StandardVersion.standard_id)
        .join(DefinitionVersion, DefinitionVersion.standard_version_id == StandardVersion.id)
        .where(DefinitionVersion.definition_id == QualityAudit.definition_id)
        .order_by(DefinitionVersion.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            QualityAudit.number,
            QualityAudit.closed_at,
            Provider.kind,
            standard,
            QualityAudit.reviewed,
            QualityAudit.agreed,
        )
        .join(Provider, Provider.id == QualityAudit.provider_id)
        .where(QualityAudit.closed_at >= since, QualityAudit.closed_at < until)
        .order_by(QualityAudit.closed_at, QualityAudit.id)
    )
    return tuple(Result(*row) for row in rows)


# -- the mark


def mark_of(version: DefinitionVersion, at: dt.datetime) -> Mark:
    """Whether a definition has the mark at that moment: each condition with its value. ``version``: its newest."""
    last = _last_audit(version.definition_id, at)
    accreditation = providers.covering_accreditation(
        version.definition.provider_id, version.standard_version_id, version.profile, version.part, at
    )
    return Mark(
        conditions=(_accredited(accreditation, at), _recommended(accreditation), *_audited(last)),
        audited_at=last.closed_at if last else None,
        audit_number=last.number if last else None,
    )


def marked(at: dt.datetime) -> Mapping[uuid.UUID, tuple[DefinitionVersion, Mark]]:
    """Every definition that has the mark, by definition: its newest published version, and the conditions."""
    since = end_of_validity(at, -LIFE_MONTHS)
    candidates = set(
        db.session.scalars(
            select(QualityAudit.definition_id).where(
                QualityAudit.closed_at > since,
                QualityAudit.closed_at <= at,
                QualityAudit.reviewed >= QualityAudit.minimum,
                QualityAudit.agreed * 100 >= QualityAudit.reviewed * QualityAudit.needed,
            )
        )
    )
    newest = (
        select(DefinitionVersion.definition_id, func.max(DefinitionVersion.number).label("number"))
        .where(DefinitionVersion.state == PUBLISHED, DefinitionVersion.definition_id.in_(candidates))
        .group_by(DefinitionVersion.definition_id)
        .subquery()
    )
    versions = db.session.scalars(
        select(DefinitionVersion)
        .join(
            newest,
            (newest.c.definition_id == DefinitionVersion.definition_id) & (newest.c.number == DefinitionVersion.number),
        )
        .options(
            joinedload(DefinitionVersion.definition).joinedload(Definition.provider),
            joinedload(DefinitionVersion.standard_version),
        )
    )
    found = {one.definition_id: (one, mark_of(one, at)) for one in versions}
    return {key: pair for key, pair in found.items() if pair[1].granted}


def _last_audit(definition_id: uuid.UUID, at: dt.datetime) -> QualityAudit | None:
    """The last one that closed, if that is not too long ago: a later failed one takes the place of an earlier one."""
    last: QualityAudit | None = db.session.scalar(
        select(QualityAudit)
        .where(QualityAudit.definition_id == definition_id, QualityAudit.closed_at <= at)
        .order_by(QualityAudit.closed_at.desc(), QualityAudit.id.desc())
        .limit(1)
    )
    if last is None or last.closed_at is None or end_of_validity(last.closed_at, LIFE_MONTHS) <= at:
        return None
    return last


def _accredited(accreditation: Accreditation | None, at: dt.datetime) -> Condition:
    if accreditation is None:
        return Condition("accredited", _ACCREDITED, False, _NO_ACCREDITATION)
    state = providers.state_at(providers.facts_of(accreditation), at)
    value = Text("{number}, hasta el {day}", "{number}, until {day}").format(
        number=accreditation.number, day=deadlines.day_of(accreditation.valid_until)
    )
    return Condition("accredited", _ACCREDITED, state is AccreditationState.ACCREDITED, value)


def _recommended(accreditation: Accreditation | None) -> Condition:
    decided = accreditation.application_id if accreditation else None
    application = db.session.get(Application, decided) if decided else None
    if application is None:
        return Condition("recommended", _RECOMMENDED, False, Text("sin expediente resuelto", "no decided dossier"))
    asked = [one for one in tray.applying(application) if not one.mandatory]
    met = [one.id for one in asked if application.findings.get(one.id) == "meets"]
    lacking = ", ".join(one.id for one in asked if one.id not in met)
    value = Text("{met} de {asked} en {number}", "{met} of {asked} in {number}").format(
        met=len(met), asked=len(asked), number=application.number
    )
    if lacking:
        value = Text(f"{value.es}; falta {lacking}", f"{value.en}; lacking {lacking}")
    return Condition("recommended", _RECOMMENDED, len(met) == len(asked), value)


def _audited(last: QualityAudit | None) -> tuple[Condition, Condition]:
    if last is None or last.reviewed is None or last.agreed is None:
        none = _NO_AUDIT.format(months=LIFE_MONTHS)
        criteria = curriculum.typed_criteria(curriculum.criteria_in_force())
        name = _named(_AGREEMENT, Text("{n} % o más", "{n}% or more"), criteria.mark_agreement_percent)
        sample = _named(_SAMPLE, Text("{n} o más", "{n} or more"), criteria.sampling_min_records)
        return Condition("agreement", name, False, none), Condition("sample", sample, False, none)
    share = f"{100 * last.agreed / last.reviewed:.1f}" if last.reviewed else "—"
    value = Text("{share} % ({agreed} de {reviewed}), {number}", "{share}% ({agreed} of {reviewed}), {number}").format(
        share=share, agreed=last.agreed, reviewed=last.reviewed, number=last.number
    )
    agrees = last.reviewed > 0 and last.agreed * 100 >= last.reviewed * last.needed
    return (
        Condition("agreement", _named(_AGREEMENT, Text("{n} % o más", "{n}% or more"), last.needed), agrees, value),
        Condition(
            "sample",
            _named(_SAMPLE, Text("{n} o más", "{n} or more"), last.minimum),
            last.reviewed >= last.minimum,
            Text("{n} registros", "{n} records").format(n=last.reviewed),
        ),
    )


def _named(name: Text, bound: Text, number: int) -> Text:
    told = bound.format(n=number)
    return Text(f"{name.es}: {told.es}", f"{name.en}: {told.en}")


def _whole() -> Select[QualityAudit]:
    return select(QualityAudit).options(
        joinedload(QualityAudit.provider),
        joinedload(QualityAudit.definition)
        .selectinload(Definition.versions)
        .joinedload(DefinitionVersion.standard_version),
    )
