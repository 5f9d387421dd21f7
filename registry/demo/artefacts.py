"""The files that ``registry demo --out DIR`` writes: documents, pictures and a map, so that any verifier can check them
without a network (CONTRACT, the command line)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from registry import addresses, clock, contexts
from registry.accounts.actor import Actor
from registry.awards import certificates
from registry.awards.models import Award, AwardEndorsement
from registry.custody import queries as custody
from registry.custody.models import Issuer
from registry.db import db
from registry.definitions.models import DefinitionEndorsement
from registry.demo.outcome import Told
from registry.demo.workbook import learners_csv
from registry.documents import terms
from registry.providers.models import Accreditation
from registry.records import storage
from registry.records.models import Document, StatusList
from registry.signing import Algorithm, PrivateKey, did_web_url, sign_data_integrity
from registry.trust import root_store

VC, VC_JWT = "application/vc", "application/vc+jwt"
#: The fixed key of the foreign badge: anybody could have made it, which is the point.
FOREIGN_SECRET = bytes(range(32))


def write(told: Told, folder: Path) -> list[Path]:
    """Write every artefact and ``map.json``; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, bytes] = {
        **_credential(told.learner_awards[0], told.learner),
        **_co_issued(told),
        **_fates(told),
        **_accreditation(told),
        "foreign-did-key.json": orjson.dumps(foreign_badge()),
        "learners.csv": learners_csv(),
    }
    urls, more = _evidence()
    files |= more
    files["map.json"] = orjson.dumps({"urls": urls}, option=orjson.OPT_INDENT_2)
    written = []
    for name, data in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        written.append(target)
    return written


def _credential(award: Award, holder: Actor) -> dict[str, bytes]:
    document = award.document
    return {
        "credential.json": storage.signed_json(document),
        "credential.jwt": storage.signed_jwt(document).encode(),
        "badge.png": certificates.badge_png_of(award),
        "badge.svg": certificates.badge_svg_of(award),
        "certificate.pdf": certificates.certificate_of(award, language="es", actor=holder),
    }


def _co_issued(told: Told) -> dict[str, bytes]:
    award = told.co_issued
    asked = db.session.scalars(select(AwardEndorsement).where(AwardEndorsement.document_id == award.document_id)).one()
    endorsed = db.session.scalars(
        select(DefinitionEndorsement).where(DefinitionEndorsement.definition_version_id == award.definition_version_id)
    ).one()
    return {
        "co-issued.json": storage.signed_json(award.document),
        "co-issued.jwt": storage.signed_jwt(award.document).encode(),
        "co-issued.endorsement.json": _signed(asked.endorsement_document_id),
        "endorsement.json": _signed(endorsed.document_id),
    }


def _fates(told: Told) -> dict[str, bytes]:
    superseded = db.session.scalars(select(Document).where(Document.uri == told.superseded_document)).one()
    return {
        "revoked.json": storage.signed_json(told.revoked.document),
        "suspended.json": storage.signed_json(told.suspended.document),
        "expired.json": storage.signed_json(told.expired.document),
        "superseded.json": storage.signed_json(superseded),
        "lapsed-provider.json": storage.signed_json(told.lapsed_award.document),
    }


def _accreditation(told: Told) -> dict[str, bytes]:
    newest = db.session.scalars(
        select(Accreditation)
        .where(Accreditation.provider_id == told.consortium.id)
        .order_by(Accreditation.valid_from.desc())
    ).first()
    assert newest is not None
    return {"accreditation.json": _signed(newest.document_id)}


def _signed(document_id: uuid.UUID | None) -> bytes:
    return storage.signed_json(db.session.get_one(Document, document_id))


def _evidence() -> tuple[dict[str, Any], dict[str, bytes]]:
    """Every address that the documents name, with the file that answers it."""
    urls: dict[str, Any] = {}
    files: dict[str, bytes] = {}
    for number, issuer in enumerate(db.session.scalars(select(Issuer).where(Issuer.kind != "registry")), start=1):
        name = f"evidence/did-{number}.json"
        files[name] = orjson.dumps(custody.did_document_of(issuer))
        urls[did_web_url(issuer.did)] = name
    for number, row in enumerate(db.session.scalars(select(StatusList)), start=1):
        assert row.signed_json is not None and row.signed_jwt is not None
        as_json, as_jwt = f"evidence/status-{number}.json", f"evidence/status-{number}.jwt"
        files[as_json], files[as_jwt] = row.signed_json, row.signed_jwt
        urls[addresses.status_list(row.public_id)] = {VC: as_json, VC_JWT: as_jwt}
    for number, one in enumerate(db.session.scalars(select(Accreditation)), start=1):
        name, scope = f"evidence/accreditation-{number}.json", f"evidence/scope-{number}.json"
        files[name], files[scope] = _signed(one.document_id), one.scope
        urls[addresses.accreditation(one.id)] = name
        urls[addresses.accreditation_scope(one.id)] = scope
    root = root_store.latest()
    assert root is not None
    files["evidence/root.json"] = root.body
    urls[addresses.trust_root()] = "evidence/root.json"
    return urls, files


def foreign_badge() -> Mapping[str, Any]:
    """A badge that somebody signed for her- or himself with a ``did:key``: genuine, and nobody vouches for it."""
    key = PrivateKey.from_bytes(Algorithm.ED25519, FOREIGN_SECRET)
    did = f"did:key:{key.public_key.multibase}"
    moment = clock.whole_second(clock.now()) - dt.timedelta(days=3)
    document = {
        "@context": list(terms.CONTEXTS),
        "id": uuid.uuid5(uuid.NAMESPACE_URL, "urn:registry:demo:foreign").urn,
        "type": [terms.VERIFIABLE_CREDENTIAL, terms.OPEN_BADGE],
        "name": "Insignia de otra parte",
        "issuer": {"id": did, "type": ["Profile"], "name": "Alguien, en alguna parte (ficticio)"},
        "validFrom": moment.isoformat().replace("+00:00", "Z"),
        "credentialSubject": {
            "id": uuid.uuid5(uuid.NAMESPACE_URL, "urn:registry:demo:foreign:subject").urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "identityType": "name",
                    "hashed": False,
                    "identityHash": "Persona Ficticia Ajena",
                }
            ],
            "achievement": {
                "id": uuid.uuid5(uuid.NAMESPACE_URL, "urn:registry:demo:foreign:achievement").urn,
                "type": ["Achievement"],
                "name": "Insignia de otra parte",
                "description": "Firmada por quien la hizo.",
                "criteria": {"narrative": "Ninguno que este registro conozca."},
            },
        },
    }
    return sign_data_integrity(
        document,
        signer=key,
        verification_method=f"{did}#{key.public_key.multibase}",
        created=moment,
        contexts=contexts.store(),
    )
