"""What each role may do, in words. What is not listed here is denied.

A permission is ``subject:act``. Those of provider roles hold at the provider of the grant and nowhere else, those of
the roles of a place (a state, a chamber, an employer) at that place.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from registry.texts import Text


class Role(StrEnum):
    """The roles; ``PROVIDER_*`` are granted per provider, those of `PLACE_KINDS` per place, `HOLDER` is every signed-in
    learner."""

    AUTHORITY_ADMIN = "authority_admin"
    AUTHORITY_CURRICULUM = "authority_curriculum"
    AUTHORITY_REVIEWER = "authority_reviewer"
    AUTHORITY_OBSERVER = "authority_observer"
    AUTHORITY_PROGRAMS = "authority_programs"
    AUTHORITY_STATISTICS = "authority_statistics"
    OPERATOR = "operator"
    PRIVACY_OFFICER = "privacy_officer"
    PROVIDER_ADMIN = "provider_admin"
    PROVIDER_DESIGNER = "provider_designer"
    PROVIDER_ISSUER = "provider_issuer"
    PROVIDER_READER = "provider_reader"
    STATE_ADMIN = "state_admin"
    CHAMBER = "chamber"
    EMPLOYER = "employer"
    HOLDER = "holder"


ROLE_NAMES: Mapping[Role, Text] = {
    Role.AUTHORITY_ADMIN: Text("Autoridad: dirección", "Authority: head"),
    Role.AUTHORITY_CURRICULUM: Text("Autoridad: estándares", "Authority: standards"),
    Role.AUTHORITY_REVIEWER: Text("Autoridad: persona dictaminadora", "Authority: reviewer"),
    Role.AUTHORITY_OBSERVER: Text("Autoridad: consulta", "Authority: observer"),
    Role.AUTHORITY_PROGRAMS: Text("Autoridad: programas", "Authority: programs"),
    Role.AUTHORITY_STATISTICS: Text("Autoridad: estadística", "Authority: statistics"),
    Role.OPERATOR: Text("Operación del registro", "Registry operations"),
    Role.PRIVACY_OFFICER: Text("Registro: datos personales", "Registry: privacy officer"),
    Role.PROVIDER_ADMIN: Text("Institución: administración", "Institution: administrator"),
    Role.PROVIDER_DESIGNER: Text("Institución: diseño", "Institution: designer"),
    Role.PROVIDER_ISSUER: Text("Institución: emisión", "Institution: issuer"),
    Role.PROVIDER_READER: Text("Institución: consulta", "Institution: reader"),
    Role.STATE_ADMIN: Text("Entidad federativa: administración", "State: administrator"),
    Role.CHAMBER: Text("Cámara empresarial", "Business chamber"),
    Role.EMPLOYER: Text("Parte empleadora verificada", "Verified employer"),
    Role.HOLDER: Text("Persona titular", "Holder"),
}

_PROVIDER_READ = frozenset({"provider:read", "definition:read", "award:read", "batch:read", "enrolment:read"})
_AUTHORITY_READ = frozenset({"application:list", "accreditation:read", "standard:read_drafts", "outcome:read_full"})

PERMISSIONS: Mapping[Role, frozenset[str]] = {
    Role.AUTHORITY_ADMIN: _AUTHORITY_READ
    | {
        "application:assign",
        "application:read",
        "application:decide",
        "accreditation:change",
        "standard:enforce",
        "standard:load",
        "staff:manage",
        "target:set",
        "program:run",
        "audit:read",
        "identity:settle",
        "award:keep",
        "indicator:approve",
        "report:prepare",
        "report:publish",
        "employer:verify",
        "school:declare",
        "quality:run",
        "chamber:read",
        "chamber:invite",
    },
    Role.AUTHORITY_CURRICULUM: _AUTHORITY_READ | {"standard:enforce", "standard:load"},
    Role.AUTHORITY_REVIEWER: _AUTHORITY_READ | {"application:read", "application:review", "quality:review"},
    Role.AUTHORITY_OBSERVER: _AUTHORITY_READ,
    Role.AUTHORITY_PROGRAMS: _AUTHORITY_READ
    | {"program:run", "target:set", "school:declare", "chamber:read", "chamber:invite"},
    Role.AUTHORITY_STATISTICS: _AUTHORITY_READ
    | {"indicator:edit", "indicator:import", "quality:run", "report:prepare"},
    Role.OPERATOR: frozenset(
        {"operation:read", "operation:run", "audit:read", "staff:manage", "outbox:read", "identity:settle"}
    ),
    Role.PRIVACY_OFFICER: frozenset({"rights:settle"}),
    Role.PROVIDER_ADMIN: _PROVIDER_READ
    | {
        "provider:edit",
        "provider:staff",
        "application:edit",
        "application:submit",
        "definition:edit",
        "definition:publish",
        "definition:endorse",
        "award:change_status",
        "award:countersign",
        "batch:cancel",
        "program_key:make",
        "identity:vouch",
        "quality:answer",
        "enrolment:hand_in",
    },
    Role.PROVIDER_DESIGNER: _PROVIDER_READ | {"definition:edit", "definition:publish"},
    Role.PROVIDER_ISSUER: _PROVIDER_READ
    | {
        "batch:upload",
        "program_key:make",
        "batch:commit",
        "batch:cancel",
        "award:issue",
        "award:change_status",
        "identity:vouch",
        "quality:answer",
        "enrolment:hand_in",
    },
    Role.PROVIDER_READER: _PROVIDER_READ,
    Role.STATE_ADMIN: frozenset({"state:read", "school:declare"}),
    Role.CHAMBER: frozenset({"chamber:read", "chamber:invite"}),
    Role.EMPLOYER: frozenset({"demand:post", "talent:find", "employer:staff"}),
    Role.HOLDER: frozenset({"record:read", "record:share", "record:accept", "record:download", "record:rights"}),
}


def roles_with(permission: str | None) -> tuple[Role, ...]:
    """The roles that may do this, in the order of the list; none for a permission that does not exist."""
    return tuple(role for role in Role if permission in PERMISSIONS[role])


PROVIDER_ROLES = frozenset(role for role in Role if role.value.startswith("provider_"))
#: What kind of place a role is granted at; `registry.accounts.actor.Grant.place` begins with it.
PLACE_KINDS: Mapping[Role, str] = {Role.STATE_ADMIN: "state", Role.CHAMBER: "chamber", Role.EMPLOYER: "employer"}
AUTHORITY_ROLES = frozenset(role for role in Role if role.value.startswith("authority_"))
EVERY_PERMISSION = frozenset().union(*PERMISSIONS.values())
