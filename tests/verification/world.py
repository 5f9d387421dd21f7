"""A small registry made of real signatures: throwaway keys, one provider, one award, and all its evidence.

Every builder takes what a test wants otherwise; whatever is signed is signed anew.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import re
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from registry.documents import (
    AccreditationClaims,
    EventKind,
    RegistrationNote,
    StatusEvent,
    build_accreditation,
    build_achievement,
    build_credential,
    build_endorsement,
    build_scope,
    event_payload,
    note_payload,
    read_presented,
)
from registry.documents.endorsement import EndorsementClaims
from registry.documents.paper import PaperClaims, did_digest
from registry.documents.parse import credential_of
from registry.documents.profile import Issuer
from registry.documents.registration_note import MEDIA_TYPE as NOTE
from registry.documents.seal import seal_text
from registry.documents.status_event import MEDIA_TYPE as EVENT
from registry.ids import read_folio
from registry.merkle.leaf import commitment
from registry.signing import (
    Algorithm,
    DidDocument,
    PrivateKey,
    StatusBits,
    VerificationKey,
    credential_jwt,
    did_document,
    jws_compact,
    key_id,
    parse_did_document,
    sign_data_integrity,
    status_list_document,
)
from registry.texts import Text
from registry.verification import (
    Evidence,
    KeyPeriod,
    KeyUse,
    OutcomeFact,
    Policy,
    ProfileFact,
    Report,
    SignedAccreditation,
    Sourced,
    StandardFacts,
    TrustRoot,
    verify,
)
from tests.documents import samples

LOGGED = samples.ISSUED + dt.timedelta(minutes=1)
NOW = dt.datetime(2026, 11, 22, 18, 0, tzinfo=dt.UTC)
SINCE = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SALT = bytes(range(32))
RECEIPTS_ID = "did:web:registro.example:registry"
AUTHORITY_LIST = f"{samples.BASE}/status/authority-1"
PARTNER_DID = "did:web:registro.example:providers:socio"
PARTNER = Issuer(PARTNER_DID, "Socio Tecnológico Ficticio", f"{samples.BASE}/providers/socio")


def private(label: str, algorithm: Algorithm) -> PrivateKey:
    """A throwaway key, always the same one for a label."""
    return PrivateKey.from_bytes(algorithm, hashlib.sha256(f"{label} {algorithm}".encode()).digest())


@dataclasses.dataclass(frozen=True)
class Keys:
    """The four keys of an issuer."""

    did: str
    label: str

    def key(self, use: str, algorithm: Algorithm = Algorithm.ED25519) -> PrivateKey:
        return private(f"{self.label} {use}", algorithm)

    def method(self, use: str, algorithm: Algorithm = Algorithm.ED25519) -> str:
        return f"{self.did}#{use}-{'p256' if algorithm is Algorithm.P256 else 'ed25519'}-1"

    def periods(self, **changes: Any) -> tuple[KeyPeriod, ...]:
        """All four, ``changes`` applied to the issuing ones."""
        return tuple(
            KeyPeriod(
                self.method(use.value, algorithm),
                self.key(use.value, algorithm).public_key,
                **({"since": SINCE, "use": use} | (changes if use is KeyUse.ISSUING else {})),
            )
            for use in (KeyUse.STATUS, KeyUse.ISSUING)
            for algorithm in (Algorithm.P256, Algorithm.ED25519)
        )

    def document(self) -> DidDocument:
        keys = [
            VerificationKey(self.method(use, algorithm).partition("#")[2], self.key(use, algorithm).public_key)
            for use in ("status", "issuing")
            for algorithm in (Algorithm.P256, Algorithm.ED25519)
        ]
        return parse_did_document(did_document(did=self.did, keys=keys), did=self.did)

    def sign(
        self, document: Mapping[str, Any], *, use: str = "issuing", created: dt.datetime = LOGGED
    ) -> dict[str, Any]:
        return sign_data_integrity(
            document,
            signer=self.key(use),
            verification_method=self.method(use),
            created=created,
            contexts=samples.store(),
        )

    def jwt(self, document: Mapping[str, Any]) -> str:
        signer = self.key("issuing", Algorithm.P256)
        return credential_jwt(document, signer=signer, kid=self.method("issuing", Algorithm.P256))

    def jws(self, payload: bytes, typ: str, *, use: str = "status") -> str:
        kid = self.method(use, Algorithm.P256)
        return jws_compact(payload, signer=self.key(use, Algorithm.P256), kid=kid, typ=typ)


PROVIDER = Keys(samples.PROVIDER.did, "provider")
AUTHORITY = Keys(samples.AUTHORITY.did, "authority")
PARTNER_KEYS = Keys(PARTNER.did, "partner")
STRANGER = Keys("did:web:diplomas.example", "stranger")
RECEIPTS = private("receipts", Algorithm.P256)
RECEIPTS_KID = f"{RECEIPTS_ID}#receipts-p256-1"


def dumps(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def known(value: Any, source: str = "database") -> Sourced[Any]:
    return Sourced(value, NOW, source)


def credential(**changes: Any) -> dict[str, Any]:
    """The unsigned credential of the sample award."""
    return build_credential(samples.credential_claims(**changes))


def definition(**changes: Any) -> dict[str, Any]:
    return build_achievement(samples.achievement_claims(**changes))


def root(**changes: Any) -> TrustRoot:
    values: dict[str, Any] = {
        "authority_did": AUTHORITY.did,
        "authority_name": samples.AUTHORITY.name,
        "authority_keys": AUTHORITY.periods(),
        "receipts_keys": (KeyPeriod(RECEIPTS_KID, RECEIPTS.public_key, SINCE),),
    }
    return TrustRoot(**(values | changes))


def seal_of(document: Mapping[str, Any], *, signer: PrivateKey = RECEIPTS, **changes: Any) -> str:
    """Cadena original and sello digital of a credential of the sample provider, a line each."""
    stated = credential_of(read_presented(dumps(document)))
    achievement = stated.subject.achievement
    claims = PaperClaims(
        signed_at=LOGGED,
        document=stated.id,
        holder=stated.subject.name or "",
        title=stated.name or (achievement.name if achievement else ""),
        issuer=did_digest(stated.issuer.id),
        achieved_on=stated.awarded_on or LOGGED.date(),
        folio=read_folio(stated.subject.licence_number or "") or "",
        valid_from=stated.valid_from,
        valid_until=stated.valid_until,
        logged_at=LOGGED,
        list_id=bytes(range(9)),
        list_index=7,
        definition=uuid.UUID(samples.DEFINITION.rpartition("/")[2]),
    )
    return "\n".join(
        seal_text(
            dataclasses.replace(claims, **changes),
            issuer=stated.issuer.id,
            institution=stated.issuer.name or "",
            key_id=key_id(signer.public_key),
            signer=signer,
        )
    )


def note(signed: Mapping[str, Any], **changes: Any) -> str:
    """The registration note of a document; ``signer`` replaces the receipts key."""
    signer = changes.pop("signer", RECEIPTS)
    issuer = signed["issuer"]
    values: dict[str, Any] = {
        "document": signed["id"],
        "issuer": issuer if isinstance(issuer, str) else issuer["id"],
        "kind": "credential",
        "leaf": commitment({name: value for name, value in signed.items() if name != "proof"}, SALT),
        "salt": SALT,
        "logged_at": LOGGED,
    }
    return jws_compact(note_payload(RegistrationNote(**(values | changes))), signer=signer, kid=RECEIPTS_KID, typ=NOTE)


def event(
    kind: EventKind, at: dt.datetime, *, document: str | None = None, keys: Keys = PROVIDER, **changes: Any
) -> str:
    """A signed status event of the sample award, or of another document."""
    reason = changes.pop("reason", "under_investigation")
    said = StatusEvent(document or samples.credential_claims().id, kind, reason, at, **changes)
    return keys.jws(event_payload(said), EVENT)


def status_list(
    *set_positions: int,
    keys: Keys = PROVIDER,
    url: str = samples.LIST,
    signed: dt.datetime = NOW - dt.timedelta(minutes=20),
    use: str = "status",
    **changes: Any,
) -> bytes:
    """A published list with these bits set."""
    bits = StatusBits.new().with_changes(dict.fromkeys(set_positions, True))
    values: dict[str, Any] = {
        "id": url,
        "issuer": keys.did,
        "valid_from": signed,
        "valid_until": signed + dt.timedelta(days=1),
        "bits": bits,
    }
    return dumps(keys.sign(status_list_document(**(values | changes)), use=use, created=signed))


def accreditation(*, keys: Keys = AUTHORITY, use: str = "issuing", **changes: Any) -> SignedAccreditation:
    """The provider's accreditation, signed by the authority."""
    claims: AccreditationClaims = samples.accreditation_claims(**changes)
    scope = build_scope(claims)
    return SignedAccreditation(dumps(keys.sign(build_accreditation(claims, scope=scope), use=use)), scope)


def endorsement(subject: Mapping[str, Any], *, keys: Keys = PARTNER_KEYS, **changes: Any) -> dict[str, Any]:
    """The partner's signed word on an achievement or on a credential."""
    values: dict[str, Any] = {
        "id": "urn:uuid:00000000-0000-0000-0000-0000000000e1",
        "name": "Aval del socio",
        "endorser": PARTNER,
        "valid_from": samples.ISSUED,
        "subject_id": subject["id"],
        "subject": subject,
        "comment": "Participamos en el diseño y en la evaluación.",
    }
    return keys.sign(build_endorsement(EndorsementClaims(**(values | changes))))


def standard(**changes: Any) -> StandardFacts:
    """The standard that the sample definition is aligned to."""
    values: dict[str, Any] = {
        "code": "AIL",
        "version": "1.0",
        "uri": samples.STANDARD.uri,
        "title": Text("Alfabetización básica en IA", "Basic AI literacy"),
        "track": "literacy",
        "levels": (
            ("AIL-L1", Text("Reconoce", "Recognizes")),
            ("AIL-L2", Text("Aplica", "Applies")),
            ("AIL-L3", Text("Orienta", "Guides")),
        ),
        "outcomes": tuple(
            OutcomeFact(code, samples.outcome(code).url, code.rpartition(".")[0], frozenset(profiles))
            for code, profiles in (
                ("AIL-C1.1", ()),
                ("AIL-C1.2", ()),
                ("AIL-C2.1", ("secondary_teachers",)),
                ("AIL-C2.W1", ("general_workforce",)),
            )
        ),
        "profiles": (
            ProfileFact(
                "secondary_teachers",
                Text("Docentes de secundaria", "Secondary-school teachers"),
                Decimal(32),
                {"AIL-C1": "AIL-L2", "AIL-C2": "AIL-L2"},
            ),
        ),
        "competencies": (
            ("AIL-C1", Text("Comprender qué es la IA y qué no es", "Understand what AI is and what it is not")),
        ),
        "in_force_from": SINCE,
    }
    return StandardFacts(**(values | changes))


def evidence(document: Mapping[str, Any], **changes: Any) -> Evidence:
    """Everything that proves the sample award; ``changes`` replace fields."""
    values: dict[str, Any] = {
        "root": known(root()),
        "did_documents": {PROVIDER.did: known(PROVIDER.document())},
        "key_periods": {PROVIDER.did: known(PROVIDER.periods())},
        "accreditations": known((accreditation(),)),
        "status_lists": {samples.LIST: known(status_list()), AUTHORITY_LIST: known(authority_list())},
        "status_events": known(()),
        "registration": known(note(document)),
        "standard": known(standard()),
        "endorsements": known(()),
    }
    return Evidence(**(values | changes))


def authority_list(*set_positions: int) -> bytes:
    return status_list(*set_positions, keys=AUTHORITY, url=AUTHORITY_LIST)


def policy(**changes: Any) -> Policy:
    return Policy(**({"contexts": samples.store()} | changes))


def judge(
    data: bytes | str | Mapping[str, Any],
    proof: Evidence | None = None,
    *,
    at: dt.datetime = NOW,
    asked: Policy | None = None,
) -> Report:
    """The report on what was handed in; without other evidence, by all evidence of the sample award."""
    if isinstance(data, Mapping):
        data = dumps(data)
    presented = read_presented(data.encode() if isinstance(data, str) else data)
    report = verify(presented, proof or evidence(presented.document), asked or policy(), at=at)
    _all_filled(report)
    return report


def _all_filled(report: Report) -> None:
    """No sentence of any report shows a placeholder, and every report is JSON."""
    shown = report.as_dict()
    sentences = [
        shown["headline"],
        *(check[part] for check in shown["checks"] for part in ("title", "reason", "remedy")),
    ]
    for said in sentences:
        assert not re.search(r"{\w+}", said["es"] + said["en"]), said
    json.dumps(shown)
