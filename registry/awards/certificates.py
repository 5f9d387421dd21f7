"""What a holder takes away to hang on a wall or to show: the certificate and the badge, made from the signed document.

The certificate has two QR codes: a share link of the holder's, so that paper that went astray can be silenced, and the
registry's own statement, which proves the same without a network and cannot be taken back. Everything
that needs the database is gathered first (`certificate_sheet`); typesetting needs none and is done outside the
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from registry import addresses, clock, config, content
from registry.accounts.actor import Actor
from registry.artefacts.baking import bake_png, bake_svg
from registry.artefacts.certificate import CertificateFacts, LevelReached, certificate_pdf
from registry.artefacts.typesetting import Attachment
from registry.awards import reading, sharing
from registry.awards.errors import CertificateWithheld
from registry.awards.imprint import imprint
from registry.awards.messages import (
    DECLARED_LEVEL,
    NAME_OF_COUNTERSIGNATURE_FILE,
    NAME_OF_CREDENTIAL_FILE,
    NAME_OF_JWT_FILE,
    NAME_OF_NOTE_FILE,
    NAME_OF_SEAL_FILE,
)
from registry.awards.models import Award, AwardEndorsement
from registry.awards.paper_codes import statement
from registry.awards.reading import Reading
from registry.curriculum import queries as curriculum
from registry.curriculum.standard import Standard
from registry.db import db
from registry.definitions import badges
from registry.documents.carriers import COUNTERSIGNATURE_FILE, MAX_COUNTERSIGNATURES, NOTE_FILE, SEAL_FILE
from registry.providers import queries as providers
from registry.providers.models import Provider
from registry.records import notes, storage
from registry.records.models import Document
from registry.texts import CENTRAL_MEXICO, Language, Text, same
from registry.verification.report import LevelFact


@dataclass(frozen=True, slots=True)
class CertificateSheet:
    """Everything that a certificate shows and carries; `print_certificate` sets it."""

    facts: CertificateFacts
    verify_url: str
    paper_code: tuple[str, str, str] | None
    seal: tuple[str, str] | None
    attachments: tuple[Attachment, ...]
    rosette_svg: str
    demo: bool


def certificate_of(award: Award, *, language: Language, actor: Actor) -> bytes:
    """The certificate as PDF. Makes the share link of its QR code when there is none: the caller commits.

    Raises `NotAllowed` for anybody but the holder (and the registry itself), `CertificateWithheld` for what is
    suspended, revoked or superseded, `TypesettingFailed`.
    """
    return print_certificate(certificate_sheet(award, actor=actor), language=language)


def certificate_sheet(award: Award, *, actor: Actor) -> CertificateSheet:
    """What the certificate says, with its share link. Raises like `certificate_of`, but for the typesetting."""
    sharing.require_holder(award, actor, "record:download")
    read = _standing_only(award)
    token = sharing.certificate_link(award, actor=actor)
    countersigned = _countersigned(award)
    stated = statement(award, read.facts)
    return CertificateSheet(
        facts=_facts(read, partners=tuple(name for name, _ in countersigned)),
        verify_url=addresses.share(token),
        paper_code=stated.code if stated else None,
        seal=stated.seal if stated else None,
        attachments=(*_attachments(award, countersigned), *_seal(stated.seal if stated else None)),
        rosette_svg=badges.rosette(award.definition_version_id),
        demo=config.current().demo,
    )


def print_certificate(sheet: CertificateSheet, *, language: Language) -> bytes:
    """Set the certificate: no database, about a second of work. Raises `TypesettingFailed`."""
    return certificate_pdf(
        sheet.facts,
        language=language,
        verify_url=sheet.verify_url,
        paper_code=sheet.paper_code,
        seal=sheet.seal,
        attachments=sheet.attachments,
        rosette_svg=sheet.rosette_svg,
        demo=sheet.demo,
    )


def badge_png_of(award: Award) -> bytes:
    """The badge with the Data Integrity form baked in (Open Badges 3.0, 5.3.1). Raises `CertificateWithheld`."""
    _standing_only(award)
    return bake_png(badges.picture(award.definition_version), storage.signed_json(award.document).decode())


def badge_svg_of(award: Award) -> bytes:
    """The same as SVG (Open Badges 3.0, 5.3.2). Raises `CertificateWithheld`."""
    _standing_only(award)
    drawing = badges.drawing(award.definition_version)
    return bake_svg(drawing.encode(), storage.signed_json(award.document).decode())


def _standing_only(award: Award) -> Reading:
    read = reading.read(award, at=clock.now())
    if not read.standing.stands:
        word = read.standing.word
        raise CertificateWithheld(state=Text(word.es.lower(), word.en.lower()))
    return read


def _facts(read: Reading, *, partners: tuple[str, ...]) -> CertificateFacts:
    award, facts = read.award, read.facts
    version = award.definition_version
    standard = curriculum.typed(version.standard_version)
    issued_at = award.document.logged_at
    covering = providers.covering_accreditation(
        award.provider_id, version.standard_version_id, version.profile, version.part, issued_at
    )
    all_declared = bool(facts.levels) and all(level.basis == "declared" for level in facts.levels)
    return CertificateFacts(
        institution=facts.issuer_name or version.definition.provider.name,
        accreditation_number=covering.number if covering else None,
        title=read.title,
        holder=facts.holder or award.person.full_name,
        outcomes=len(read.outcomes),
        standard_code=standard.code,
        standard_version=standard.version,
        standard_title=standard.title,
        profile=content.label("profiles", version.profile) if version.profile else None,
        hours=facts.hours if facts.hours is not None else Decimal(0),
        levels=tuple(_level(standard, level, mark=not all_declared) for level in facts.levels),
        levels_declared=all_declared,
        average=facts.average,
        achieved_on=facts.awarded_on or award.awarded_on,
        issued_at=issued_at,
        valid_until=facts.valid_until.astimezone(CENTRAL_MEXICO).date() if facts.valid_until else None,
        folio=award.folio,
        imprint=imprint(),
        partners=partners,
        mode=_within_sentence(content.label("modes", facts.mode)) if facts.mode else None,
    )


def _level(standard: Standard, fact: LevelFact, *, mark: bool) -> LevelReached:
    competency, level = standard.competency(fact.competency), standard.level(fact.level)
    name = level.name if level else same(fact.level_name)
    declared = mark and fact.basis == "declared"
    return LevelReached(
        competency=competency.title if competency else same(fact.competency_name),
        level=DECLARED_LEVEL.format(level=name) if declared else name,
    )


def _within_sentence(label: Text) -> Text:
    return Text(label.es[:1].lower() + label.es[1:], label.en[:1].lower() + label.en[1:])


def _countersigned(award: Award) -> Sequence[tuple[str, Document]]:
    """The partners that have signed this document, and what they signed. Not named: one that has only been asked, and
    one that took its signature back."""
    statement = (
        select(Provider.name, Document)
        .join(AwardEndorsement, AwardEndorsement.partner_id == Provider.id)
        .join(Document, Document.id == AwardEndorsement.endorsement_document_id)
        .where(AwardEndorsement.document_id == award.document_id, AwardEndorsement.signed_at.is_not(None))
        .where(AwardEndorsement.withdrawn_at.is_(None))
        .order_by(Provider.name)
    )
    return [(name, document) for name, document in db.session.execute(statement)]


def _note(document: Document) -> tuple[Attachment, ...]:
    note = notes.note_of(document)
    if note is None:
        return ()
    return (Attachment(NOTE_FILE, note, "application/jose", NAME_OF_NOTE_FILE.es, "supplement"),)


def _seal(seal: tuple[str, str] | None) -> tuple[Attachment, ...]:
    """Cadena and sello as they were signed: what is copied off a page may lose a blank."""
    if seal is None:
        return ()
    return (Attachment(SEAL_FILE, "\n".join(seal).encode(), "text/plain", NAME_OF_SEAL_FILE.es, "supplement"),)


def _attachments(award: Award, countersigned: Sequence[tuple[str, Document]]) -> tuple[Attachment, ...]:
    return (
        Attachment(
            "credential.json", storage.signed_json(award.document), "application/vc", NAME_OF_CREDENTIAL_FILE.es
        ),
        Attachment(
            "credential.jwt", storage.signed_jwt(award.document).encode(), "application/vc+jwt", NAME_OF_JWT_FILE.es
        ),
        *_note(award.document),
        *(
            Attachment(
                COUNTERSIGNATURE_FILE.format(place=place),
                storage.signed_jwt(document).encode(),
                "application/vc+jwt",
                NAME_OF_COUNTERSIGNATURE_FILE.es.format(partner=partner),
                "supplement",
            )
            for place, (partner, document) in enumerate(countersigned[:MAX_COUNTERSIGNATURES], start=1)
        ),
    )
