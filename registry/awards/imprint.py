"""The registry as its printed documents name it."""

from __future__ import annotations

import orjson
from sqlalchemy import select

from registry import addresses, config
from registry.artefacts.imprint import Imprint
from registry.db import db
from registry.records.errors import RegistryNotReady
from registry.transparency.models import TrustRoot


def imprint() -> Imprint:
    """Name, authority and where a folio is typed. Raises `RegistryNotReady` before there is an authority."""
    body = db.session.scalar(select(TrustRoot.body).order_by(TrustRoot.version.desc()).limit(1))
    if body is None:
        raise RegistryNotReady()
    return Imprint(
        registry=config.current().registry_name,
        operator=str(orjson.loads(body)["signed"]["authority"]["name"]),
        folio_address=addresses.path("verify").split("://", 1)[1],  # its one box takes folios too
    )
