"""Who issues: the Profile of an issuer, as it stands in every document."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Issuer:
    """An institution that signs: its DID, its legal name, its public page, and the ISO 3166 code of its country."""

    did: str
    name: str
    url: str
    country: str = "MX"


def issuer_profile(issuer: Issuer) -> dict[str, Any]:
    """The ``issuer`` of a document (Open Badges 3.0, Profile)."""
    return {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.url}


def creator_profile(issuer: Issuer) -> dict[str, Any]:
    """The ``creator`` of an achievement: the same with its country, which the EU recommendation wants stated."""
    address = {"type": ["Address"], "addressCountry": issuer.country}
    return {**issuer_profile(issuer), "address": address}
