"""Mails about an audit: to the institution, to reviewers, to who runs audits."""

from __future__ import annotations

from collections.abc import Iterable

from registry import addresses
from registry.accounts import queries as accounts
from registry.accounts.permissions import AUTHORITY_ROLES, PROVIDER_ROLES, roles_with
from registry.notices import service as notices
from registry.notices.messages import Kind
from registry.quality.models import QualityAudit
from registry.texts import Text


def title_of(audit: QualityAudit) -> Text:
    """The title of the definition's newest version."""
    return Text.of(audit.definition.versions[-1].design["title"])


def tell_institution(audit: QualityAudit, tidings: str) -> None:
    """To those who may answer for it. ``tidings``: one of `registry.notices.messages.AUDIT_TIDINGS`."""
    roles = [role for role in roles_with("quality:answer") if role in PROVIDER_ROLES]
    url = addresses.path(f"institucion/{audit.provider.slug}/auditorias/{audit.number}")
    _tell(audit, tidings, url, ((one.address, one.language) for one in accounts.recipients(roles, audit.provider_id)))


def tell_authority(audit: QualityAudit, tidings: str, permission: str) -> None:
    """To those of the authority who may do this."""
    roles = [role for role in roles_with(permission) if role in AUTHORITY_ROLES]
    url = addresses.path(f"autoridad/calidad/{audit.number}")
    _tell(audit, tidings, url, ((one.address, one.language) for one in accounts.recipients(roles, None)))


def _tell(audit: QualityAudit, tidings: str, url: str, people: Iterable[tuple[str, str]]) -> None:
    due = audit.decision_due_at if tidings == "to_decide" else audit.evidence_due_at
    values: dict[str, object] = {
        "number": audit.number, "tidings": tidings, "title": title_of(audit), "provider": audit.provider.name,
        "url": url,
    }  # fmt: skip
    if due is not None and audit.closed_at is None:
        values["due"] = due
    for address, language in people:
        notices.enqueue(Kind.AUDIT_MOVED, address, language, values)
