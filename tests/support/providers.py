"""Institutions as bare rows, for tests about something else than how they come to be."""

from __future__ import annotations

from registry import clock
from registry.db import db
from registry.providers.models import Provider


def new_provider(slug: str = "centro-publico") -> Provider:
    """A provider with this slug, neither accredited nor staffed."""
    provider = Provider(
        slug=slug,
        legal_name=f"{slug} A. C.",
        name=slug.replace("-", " ").title(),
        kind="public_research_center",
        email=f"contacto@{slug}.example",
        created_at=clock.now(),
    )
    db.session.add(provider)
    db.session.flush()
    return provider
