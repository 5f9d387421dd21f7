"""Bringing institutions and partners into the registry, and keeping what they say of themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from registry import clock, content
from registry.accounts import rules as account_rules
from registry.accounts import service as accounts
from registry.accounts.actor import SYSTEM, Actor
from registry.accounts.permissions import Role
from registry.audit import service as audit
from registry.db import db
from registry.providers import accrediting
from registry.providers.commands import Administrator, ProviderDetails
from registry.providers.dossier import require_slug
from registry.providers.errors import FieldUnfit, SlugTaken
from registry.providers.messages import FIELD_PROBLEMS, FIELDS
from registry.providers.models import Provider

CO_SIGNER = "co_signer"
#: Kinds that may be registered to countersign without being accredited.
PARTNER_KINDS = frozenset({CO_SIGNER, "technology_company"})
LEGAL_NAME_MAXIMUM, NAME_MAXIMUM, WEBSITE_MAXIMUM = 200, 120, 300
COUNTRY_LETTERS = 2


def register_provider(details: ProviderDetails, administrator: Administrator, *, actor: Actor) -> Provider:
    """Open an institution's account at its own request and invite its administrator.

    Being registered allows drafting and applying, nothing else. Raises `SlugUnfit`, `SlugTaken`, `FieldUnfit`,
    EmailMalformed, NameMissing; a partner that only countersigns is registered by the authority.
    """
    if details.kind == CO_SIGNER:
        raise _unfit("kind", "co_signer_by_authority")
    return _register(details, administrator, agreement_until=None, actor=actor)


def register_co_signer(
    details: ProviderDetails, administrator: Administrator, *, agreement_until: dt.datetime, actor: Actor
) -> Provider:
    """Register a partner that countersigns what an accredited institution issues, and give it keys.

    It is not accredited and issues nothing by itself (accreditation_criteria.yaml, co_signers). Raises NotAllowed and
    what `register_provider` raises.
    """
    actor.require("accreditation:change")
    if details.kind not in PARTNER_KINDS:
        raise _unfit("kind", "not_a_partner")
    if agreement_until <= clock.now():
        raise _unfit("agreement_until", "past")
    provider = _register(details, administrator, agreement_until=agreement_until, actor=actor)
    accrediting.issuer_for(provider)
    audit.record("provider.co_signer", "provider", provider.id, actor=actor, provider_id=provider.id)
    return provider


def change_details(
    provider_id: uuid.UUID, *, email: str, website: str | None, state_code: str | None, actor: Actor
) -> Provider:
    """Change how to reach an institution. Its names and short name stand in signed documents and stay."""
    actor.require("provider:edit", at_provider=provider_id)
    provider = db.session.get_one(Provider, provider_id)
    account_rules.check_email(email)
    provider.email, provider.website = email.strip().lower(), _website(website)
    provider.state_code = _state(state_code, provider.country)
    db.session.flush()
    audit.record("provider.changed", "provider", provider.id, actor=actor, provider_id=provider.id)
    return provider


def _register(
    details: ProviderDetails, administrator: Administrator, *, agreement_until: dt.datetime | None, actor: Actor
) -> Provider:
    slug = require_slug(details.slug)
    account_rules.check_email(details.email)
    account_rules.check_email(administrator.email)
    account_rules.check_name(administrator.name)
    provider = Provider(
        slug=slug,
        legal_name=_named("legal_name", details.legal_name, LEGAL_NAME_MAXIMUM),
        name=_named("name", details.name, NAME_MAXIMUM),
        kind=_kind(details.kind),
        country=_country(details.country),
        state_code=_state(details.state_code, details.country),
        website=_website(details.website),
        email=details.email.strip().lower(),
        created_at=clock.now(),
        agreement_until=agreement_until,
        traits={},
    )
    if db.session.scalar(select(Provider.id).where(Provider.slug == slug)) is not None:
        raise SlugTaken(slug=slug, suggestion=_suggestion(slug))
    try:
        with db.session.begin_nested():
            db.session.add(provider)
    except IntegrityError:  # taken between the look and the write
        raise SlugTaken(slug=slug, suggestion=_suggestion(slug)) from None
    audit.record("provider.registered", "provider", provider.id, actor=actor, provider_id=provider.id, slug=slug)
    accounts.invite_staff(
        administrator.email,
        administrator.name,
        Role.PROVIDER_ADMIN,
        provider_id=provider.id,
        organisation=provider.name,
        language=administrator.language,
        actor=SYSTEM,  # whoever registers an institution may not yet invite at it
    )
    return provider


def _suggestion(slug: str) -> str:
    base = slug[:36].rstrip("-")
    taken = set(db.session.scalars(select(Provider.slug).where(Provider.slug.startswith(base))))
    return next(f"{base}-{number}" for number in range(2, 1000) if f"{base}-{number}" not in taken)


def _named(field: str, value: str, maximum: int) -> str:
    trimmed = " ".join(value.split())
    if not trimmed:
        raise _unfit(field, "missing")
    if len(trimmed) > maximum:
        raise _unfit(field, "too_long", maximum=maximum)
    if not trimmed.isprintable() or "<" in trimmed or ">" in trimmed:
        raise _unfit(field, "characters")
    return trimmed


def _kind(kind: str) -> str:
    if kind not in content.identifiers()["provider_kinds"]:
        raise _unfit("kind", "not_listed")
    return kind


def _country(country: str) -> str:
    code = country.strip().upper()
    if len(code) != COUNTRY_LETTERS or not code.isascii() or not code.isalpha():
        raise _unfit("country", "country")
    return code


def _state(code: str | None, country: str) -> str | None:
    if not code:
        return None
    if country.strip().upper() != "MX" or content.state(code) is None:
        raise _unfit("state_code", "not_listed")
    return code


def _website(value: str | None) -> str | None:
    if not value or not value.strip():
        return None
    address = value.strip()
    parts = urlsplit(address)
    fits = parts.scheme in {"https", "http"} and "." in parts.netloc and "@" not in parts.netloc
    if not fits or len(address) > WEBSITE_MAXIMUM or not address.isprintable() or " " in address:
        raise _unfit("website", "website")
    return address


def _unfit(field: str, problem: str, **values: object) -> FieldUnfit:
    return FieldUnfit(field=field, label=FIELDS[field], problem=FIELD_PROBLEMS[problem].format(**values))
