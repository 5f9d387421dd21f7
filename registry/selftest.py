"""What ``registry check`` looks at: every part that verification stands on, by using it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import selectinload

from registry import clock, contexts, lineage, replica
from registry.custody import service as custody
from registry.custody import vault
from registry.custody.models import Issuer
from registry.custody.queries import public_key
from registry.db import db
from registry.errors import RegistryError
from registry.records.models import StatusList
from registry.signing import SigningError
from registry.texts import Text
from registry.trust import root_store
from registry.verification.evidence import Sourced

_PROBE = b"registry self-test"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried."""

    what: Text
    good: bool
    said: str


def run(*, every_key: bool = True) -> Iterator[Finding]:
    """Each part in turn; a part that fails does not stop the next.

    Without ``every_key`` only the authority's keys sign the probe: a page that anybody may open does bounded work.
    """
    keys = (
        (Text("Llaves de firma", "Signing keys"), _keys)
        if every_key
        else (Text("Llaves de la autoridad", "The authority's keys"), _authority_keys)
    )
    parts: tuple[tuple[Text, Callable[[], str]], ...] = (
        (Text("Base de datos", "Database"), _database),
        (Text("Llave maestra", "Master key"), _master_key),
        (Text("Vocabularios JSON-LD", "JSON-LD vocabularies"), _contexts),
        (Text("Raíz de confianza", "Root of trust"), _root),
        keys,
        (Text("Listas de estado", "Status lists"), _lists),
        (Text("Época de la base de datos", "Era of the database"), lineage.check),
    )
    if replica.BIND in db.engines:
        parts = (parts[0], (Text("Réplica", "Replica"), replica.check), *parts[1:])
    for what, probe in parts:
        try:
            yield Finding(what, True, probe())
        except (RegistryError, SigningError, RuntimeError) as fault:
            yield Finding(what, False, str(fault))
        except SQLAlchemyError as fault:
            db.session.rollback()
            yield Finding(what, False, _plainly(fault))


def _database() -> str:
    db.session.execute(select(1))
    return db.engine.dialect.name


def _master_key() -> str:
    custody.check_seal()
    return "ok"


def _contexts() -> str:
    contexts.store()
    return "ok"


def _root() -> str:
    root = root_store.current(clock.now())
    if not isinstance(root, Sourced):
        raise RuntimeError(root.reason)
    return f"v{root.value.version}"


def _keys() -> str:
    return _signing_with(select(Issuer))


def _authority_keys() -> str:
    return _signing_with(select(Issuer).where(Issuer.kind == "authority"))


def _signing_with(issuers: Select[Any]) -> str:
    count = 0
    issuer: Issuer
    for issuer in db.session.scalars(issuers.options(selectinload(Issuer.keys))):
        for key in issuer.keys:
            if key.sealed_private is None:
                continue
            signature = vault.current().signer(key).sign(_PROBE)
            public_key(key.public_multibase).verify(signature, _PROBE)
            count += 1
    return str(count)


def _lists() -> str:
    now = clock.now()
    expired = count = 0
    for until in db.session.scalars(select(StatusList.valid_until)):
        count += 1
        expired += until is None or until <= now
    if expired:
        raise RuntimeError(f"{expired}/{count} vencidas / expired: ejecute / run «registry worker --once»")
    return str(count)


def _plainly(fault: SQLAlchemyError) -> str:
    """What the database said, in one line, without the statement: an operator who forgot to migrate reads it."""
    return str(getattr(fault, "orig", None) or fault).splitlines()[0]
