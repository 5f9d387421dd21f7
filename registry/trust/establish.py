"""Establishing a registry: the authority's keys, the registry's own, the first root of trust (``registry init``)."""

from __future__ import annotations

from registry import addresses, facts, lineage
from registry.accounts.actor import SYSTEM
from registry.audit import service as audit
from registry.custody import service as custody
from registry.custody.queries import issuer_of_kind
from registry.db import db
from registry.errors import Conflict
from registry.signing import PrivateKey
from registry.texts import Text
from registry.trust import root_store


class AlreadyEstablished(Conflict):
    """This database has its authority already."""

    code = "already_established"
    text = Text(
        "Esta base de datos ya tiene autoridad y llaves; «registry init» se ejecuta una sola vez.",
        "This database already has its authority and keys; “registry init” runs once only.",
    )


def establish(*, authority_name: str) -> dict[str, PrivateKey]:
    """Make the authority's and the registry's keys and sign root version 1. Returns the root keys, which the caller
    writes to files and which are kept nowhere else. Raises `AlreadyEstablished`."""
    if issuer_of_kind("authority") is not None:
        raise AlreadyEstablished()
    custody.plant_seal()
    facts.state(facts.BASE_URL, addresses.base())
    lineage.now()  # the first era: even the first backup knows of which database it is
    custody.create_issuer(addresses.authority_did(), kind="authority")
    custody.create_registry_issuer(addresses.trust_root())
    root_keys = root_store.new_root_keys()
    root_store.publish(root_keys, authority_name=authority_name)
    audit.record("registry.established", "registry", addresses.base(), actor=SYSTEM)
    db.session.flush()
    return root_keys
