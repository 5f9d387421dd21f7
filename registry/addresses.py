"""Every address that the registry writes into a document or a mail, in one place.

``BASE_URL`` names identities and never changes after the first signature; ``LINK_URL`` is where people are sent
(links, mails, QR codes) and may differ, as in a demo on one's own machine.
"""

from __future__ import annotations

import uuid
from urllib.parse import urlsplit

from flask import current_app

from registry.signing import did_web


def base() -> str:
    """The base of identities, without a slash at the end."""
    return str(current_app.config["BASE_URL"]).rstrip("/")


def link_base() -> str:
    """The base of links for people, without a slash at the end."""
    return str(current_app.config["LINK_URL"]).rstrip("/")


def own_hosts() -> frozenset[str]:
    """The hosts, with port, under which a link is one of this registry."""
    return frozenset(urlsplit(address()).netloc.lower() for address in (base, link_base))


def host() -> str:
    """Host and, if any, port of the base."""
    return base().split("://", 1)[1]


def authority_did() -> str:
    """The authority's DID: the host itself."""
    return did_web(host())


def provider_did(slug: str) -> str:
    """A provider's DID under the registry's host (DESIGN 1)."""
    return did_web(host(), "providers", slug)


def transcripts_did() -> str:
    """The DID under which the registry signs transcripts of what somebody holds."""
    return did_web(host(), "transcripts")


def provider_page(slug: str) -> str:
    """The public page of a provider."""
    return f"{base()}/providers/{slug}"


def definition(version_id: uuid.UUID) -> str:
    """The id of an Achievement: one version of a definition."""
    return f"{base()}/definitions/{version_id}"


def badge_image(version_id: uuid.UUID) -> str:
    """The picture of a definition version."""
    return f"{definition(version_id)}/badge.png"


def accreditation(accreditation_id: uuid.UUID) -> str:
    """An accreditation credential."""
    return f"{base()}/accreditations/{accreditation_id}"


def accreditation_scope(accreditation_id: uuid.UUID) -> str:
    """The machine-readable scope of an accreditation."""
    return f"{accreditation(accreditation_id)}/scope.json"


def status_list(public_id: str) -> str:
    """A status list, in either form by Accept."""
    return f"{base()}/status/{public_id}"


def trust_root() -> str:
    """The root of trust."""
    return f"{base()}/trust/root.json"


def share(token: str) -> str:
    """What a learner shared, for people."""
    return f"{link_base()}/s/{token}"


def collection(token: str) -> str:
    """Several microcredentials that a learner shared by one link."""
    return f"{link_base()}/c/{token}"


def person_page(handle: str) -> str:
    """A learner's public page."""
    return f"{link_base()}/p/{handle}"


def claim(token: str) -> str:
    """Where a learner receives a microcredential."""
    return f"{link_base()}/recibir/{token}"


def path(relative: str) -> str:
    """Any other page, for mails."""
    return f"{link_base()}/{relative.lstrip('/')}"
