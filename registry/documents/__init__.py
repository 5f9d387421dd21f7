"""The documents that the registry signs and reads: built from typed claims, parsed once at the door.

Building: `build_achievement`, `build_credential`, `build_scope` with `build_accreditation`, `build_endorsement`, and
the payloads `event_payload` and `note_payload` take frozen claims and give what `registry.signing` signs. Reading:
`read_presented` finds the one credential in whatever was handed in, `parse_credential` types it.

Pure: no database, network, clock or randomness; ids, times and keys come in with the claims.
"""

from registry.documents.accreditation import (
    AccreditationClaims,
    Condition,
    Grant,
    Scope,
    build_accreditation,
    build_scope,
    parse_scope,
)
from registry.documents.achievement import (
    AchievementClaims,
    AssessmentType,
    Competency,
    Level,
    StandardVersion,
    Target,
    build_achievement,
)
from registry.documents.contained import MAX_CONTAINED, MAX_DEPTH, contained, present_contained
from registry.documents.credential import (
    CredentialClaims,
    LevelBasis,
    LevelReached,
    StatusPlace,
    build_credential,
)
from registry.documents.endorsement import EndorsementClaims, build_endorsement, subject_digest
from registry.documents.errors import MalformedDocument, UnfitClaims, Unreadable
from registry.documents.model import Credential, CredentialKind
from registry.documents.parse import credential_of, parse_credential
from registry.documents.profile import Issuer, creator_profile, issuer_profile
from registry.documents.read import Carrier, Form, Presented, read_presented, read_text
from registry.documents.receipts import FoundReceipt, receipt_in
from registry.documents.registration_note import RegistrationNote, note_payload, parse_note
from registry.documents.status_event import EventKind, StatusEvent, event_payload, parse_event

__all__ = [
    "MAX_CONTAINED",
    "MAX_DEPTH",
    "AccreditationClaims",
    "AchievementClaims",
    "AssessmentType",
    "Carrier",
    "Competency",
    "Condition",
    "Credential",
    "CredentialClaims",
    "CredentialKind",
    "EndorsementClaims",
    "EventKind",
    "Form",
    "FoundReceipt",
    "Grant",
    "Issuer",
    "Level",
    "LevelBasis",
    "LevelReached",
    "MalformedDocument",
    "Presented",
    "RegistrationNote",
    "Scope",
    "StandardVersion",
    "StatusEvent",
    "StatusPlace",
    "Target",
    "UnfitClaims",
    "Unreadable",
    "build_accreditation",
    "build_achievement",
    "build_credential",
    "build_endorsement",
    "build_scope",
    "contained",
    "creator_profile",
    "credential_of",
    "event_payload",
    "issuer_profile",
    "note_payload",
    "parse_credential",
    "parse_event",
    "parse_note",
    "parse_scope",
    "present_contained",
    "read_presented",
    "read_text",
    "receipt_in",
    "subject_digest",
]
