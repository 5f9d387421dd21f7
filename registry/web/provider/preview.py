"""One certificate before anything is signed, from a judged row or from a form."""

from __future__ import annotations

from typing import Literal

from registry import addresses, clock, config
from registry.artefacts import CertificateFacts, LevelReached, certificate_preview
from registry.awards import rules
from registry.awards.imprint import imprint
from registry.content import label
from registry.curriculum import queries as curriculum
from registry.curriculum.requirements import Requirements
from registry.definitions import badges
from registry.definitions import queries as definitions
from registry.definitions.models import DefinitionVersion
from registry.issuing.intake import CandidateRow
from registry.providers import queries as providers
from registry.texts import Language, Text

#: Stands where the folio will: it is given at the moment of issue.
NO_FOLIO = "X" * 14
Form = Literal["pdf", "png"]


def preview(version: DefinitionVersion, candidate: CandidateRow, *, language: Language, form: Form) -> bytes:
    """The certificate that this person would get, marked as a preview."""
    return certificate_preview(
        _facts(version, candidate),
        language=language,
        verify_url=addresses.path("verify"),
        rosette_svg=badges.rosette(version.id),
        demo=config.current().demo,
        form=form,
    )


def _facts(version: DefinitionVersion, candidate: CandidateRow) -> CertificateFacts:
    asked = definitions.requirements_of(version)
    now = clock.whole_second(clock.now())
    provider, standard = version.definition.provider, version.standard_version
    covering = providers.covering_accreditation(provider.id, standard.id, version.profile, version.part, now)
    mode = candidate.mode or next(iter(version.design.get("modes") or ()), None)
    return CertificateFacts(
        institution=provider.name,
        accreditation_number=covering.number if covering else None,
        title=Text.of(version.design["title"]),
        holder=candidate.full_name,
        outcomes=len(asked.outcomes),
        standard_code=asked.code,
        standard_version=asked.version,
        standard_title=curriculum.typed(standard).title,
        profile=label("profiles", version.profile) if version.profile else None,
        hours=asked.hours.assessment if mode == "assessment_only" else asked.hours.total,
        levels=_levels(asked),
        levels_declared=True,
        average=rules.written_average(rules.exact_average(asked, candidate.scores)),
        achieved_on=candidate.achieved_on or clock.today(),
        issued_at=now,
        valid_until=clock.day_of(rules.end_of_validity(now, asked.validity_months)),
        folio=NO_FOLIO,
        imprint=imprint(),
        partners=_partners(version),
        mode=label("modes", mode) if mode else None,
    )


def _partners(version: DefinitionVersion) -> tuple[str, ...]:
    signed = [one.partner_id for one in definitions.endorsements_of(version.id) if one.document_id is not None]
    return tuple(partner.name for partner in providers.by_ids(signed)) if signed else ()


def _levels(asked: Requirements) -> tuple[LevelReached, ...]:
    titles = {one.id: one.title for one in asked.competencies}
    names = {one.id: one.name for one in asked.levels}
    return tuple(LevelReached(titles[one.competency], names[one.level]) for one in rules.levels_reached(asked, {}))
